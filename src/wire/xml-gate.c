/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/xml-gate.h"

#include <string.h>

#include "limits.h"
#include "wire/text.h"
#include "wire/utf8.h"
#include "wire/xml-reader.h"
#include "wire/xml-token.h"

#define BLANKS        " \t\r\n"
#define CDATA_START   "<![CDATA["
#define REFERENCE_MAX 16 /* "&#x10FFFF;" with some leading zeros */

typedef enum {
  STATE_START,       /* before the root's '<' */
  STATE_TEXT,        /* element content */
  STATE_OPEN,        /* behind '<' */
  STATE_DECLARATION, /* behind the "<?" that may be the XML declaration's */
  STATE_BANG,        /* behind "<!" */
  STATE_CDATA,
  STATE_START_TAG,
  STATE_EMPTY_TAG, /* behind the '/' in a start tag */
  STATE_ATTRIBUTE, /* in quotes */
  STATE_END_TAG,
  STATE_REFERENCE, /* behind '&' */
  STATE_CLOSED,    /* behind the root's end tag */
} State;

struct LlXmlGate {
  gboolean is_fragment;
  gboolean is_declared; /* an XML declaration has been read */
  State state;
  State after_reference;
  guint level;      /* elements open */
  guint elements;   /* in this stanza */
  guint attributes; /* in this tag */
  guint brackets;   /* ']' in a row, in CDATA */
  char quote;
  gsize bytes; /* of the header, or of this stanza */
  GString *out;
  const char *unkept; /* what follows of the bytes at hand is not in OUT yet */
  gsize ready;        /* so much of OUT ends with a whole tag */
  gsize mark;         /* where in OUT the reference, declaration or "<!" begins */
  LlUtf8Carry carry;
};

LlXmlGate *
ll_xml_gate_new(gboolean is_fragment)
{
  LlXmlGate *gate = g_new0(LlXmlGate, 1);
  gate->is_fragment = is_fragment;
  gate->state = is_fragment ? STATE_TEXT : STATE_START;
  gate->level = is_fragment ? 1 : 0;
  gate->out = g_string_new(NULL);
  return gate;
}

void
ll_xml_gate_free(LlXmlGate *gate)
{
  if (gate == NULL)
    return;
  g_string_free(gate->out, TRUE);
  g_free(gate);
}

/* All faults go through here; NULL is what the steps below give for one. */
static const char *
fail(LlXmlError code, const char *what, GError **error)
{
  g_set_error_literal(error, LL_XML_ERROR, code, what);
  return NULL;
}

/* Content of the stream itself, which says nothing. */
static gboolean
is_between_stanzas(const LlXmlGate *gate)
{
  return gate->level <= 1;
}

/* Beside the root element, where no text may be. */
static gboolean
is_outside(const LlXmlGate *gate)
{
  return gate->level == (gate->is_fragment ? 1 : 0);
}

/* The bytes at hand up to P go to OUT. That is done for many together: before OUT is looked at, and
 * when a tag or the bytes end. */
static void
keep(LlXmlGate *gate, const char *p)
{
  ll_text_append(gate->out, gate->unkept, (gsize)(p - gate->unkept));
  gate->unkept = p;
}

/* They do not, what is not kept yet. */
static void
drop(LlXmlGate *gate, const char *p)
{
  gate->unkept = p;
}

static const char *
take_byte(LlXmlGate *gate, const char *p, State next)
{
  gate->state = next;
  return p + 1;
}

/* Up to a byte that STOP names. */
static const char *
take_run(LlXmlGate *gate, const char *p, const char *end, guint8 stop)
{
  gsize length;
  while ((p = ll_xml_skip_run(p, end, stop)) < end && (length = ll_xml_odd_length(p, end)) > 0) {
    keep(gate, p);
    ll_xml_append_odd(gate->out, p);
    p += length;
    drop(gate, p);
  }
  return p;
}

static const char *
take_reference_start(LlXmlGate *gate, const char *p)
{
  keep(gate, p);
  gate->mark = gate->out->len;
  gate->after_reference = gate->state;
  return take_byte(gate, p, STATE_REFERENCE);
}

static const char *
step_start(LlXmlGate *gate, const char *p, const char *end, GError **error)
{
  gsize skipped = 0;
  if (gate->bytes == 0 && end - p >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
    skipped = 3; /* a byte order mark */
  else if (strchr(BLANKS, *p) != NULL)
    skipped = 1;
  else if (*p == '<')
    return take_byte(gate, p, STATE_OPEN);
  else
    return fail(LL_XML_ERROR_NOT_WELL_FORMED, "text before the root element", error);
  drop(gate, p + skipped);
  return p + skipped;
}

/* What counts for no stanza. */
static const char *
step_between(LlXmlGate *gate, const char *p, const char *end, GError **error)
{
  for (; p < end && *p != '<' && *p != '&'; p++)
    if (is_outside(gate) && strchr(BLANKS "\f\v", *p) == NULL)
      return fail(LL_XML_ERROR_NOT_WELL_FORMED, "text beside the element", error);
  drop(gate, p);
  return p;
}

static const char *
step_text(LlXmlGate *gate, const char *p, const char *end, GError **error)
{
  if (is_between_stanzas(gate) && *p != '<' && *p != '&')
    return step_between(gate, p, end, error);
  const char *next = take_run(gate, p, end, LL_XML_STOP_TEXT);
  if (next == end)
    return next;
  if (*next == '<')
    return take_byte(gate, next, STATE_OPEN);
  return take_reference_start(gate, next);
}

/* A start tag begins at P: is there room for it? */
static const char *
begin_element(LlXmlGate *gate, const char *p, GError **error)
{
  if (gate->level > LL_XML_DEPTH_MAX)
    return fail(LL_XML_ERROR_POLICY_VIOLATION, "elements too deep", error);
  gate->elements = is_between_stanzas(gate) ? 1 : gate->elements + 1;
  if (gate->elements > LL_XML_ELEMENTS_MAX)
    return fail(LL_XML_ERROR_POLICY_VIOLATION, "too many elements", error);
  gate->attributes = 0;
  gate->state = STATE_START_TAG;
  return p;
}

static const char *
step_open(LlXmlGate *gate, const char *p, GError **error)
{
  switch (*p) {
  case '?':
    if (gate->level > 0 || gate->is_declared)
      return fail(LL_XML_ERROR_RESTRICTED_XML, "processing instruction", error);
    keep(gate, p);
    gate->mark = gate->out->len - 1;
    return take_byte(gate, p, STATE_DECLARATION);
  case '!':
    keep(gate, p);
    gate->mark = gate->out->len - 1;
    return take_byte(gate, p, STATE_BANG);
  case '/':
    if (is_outside(gate))
      return fail(LL_XML_ERROR_NOT_WELL_FORMED, "end tag without start tag", error);
    return take_byte(gate, p, STATE_END_TAG);
  default:
    return begin_element(gate, p, error);
  }
}

static const char *
step_declaration(LlXmlGate *gate, const char *p, GError **error)
{
  keep(gate, p);
  gboolean is_end = *p == '>' && gate->out->str[gate->out->len - 1] == '?';
  p = take_byte(gate, p, STATE_DECLARATION);
  keep(gate, p);
  if (!is_end)
    return p;
  if (!ll_xml_declaration_check(gate->out->str + gate->mark, error))
    return NULL;
  g_string_truncate(gate->out, gate->mark);
  gate->is_declared = TRUE;
  gate->state = STATE_START;
  return p;
}

static const char *
step_bang(LlXmlGate *gate, const char *p, GError **error)
{
  p = take_byte(gate, p, STATE_BANG);
  keep(gate, p);
  gsize length = gate->out->len - gate->mark;
  if (strncmp(gate->out->str + gate->mark, CDATA_START, length) != 0)
    return fail(LL_XML_ERROR_RESTRICTED_XML, "comment or document type", error);
  if (length < strlen(CDATA_START))
    return p;
  if (is_outside(gate))
    return fail(LL_XML_ERROR_NOT_WELL_FORMED, "text outside the root element", error);
  gate->brackets = 0;
  gate->state = STATE_CDATA;
  return p;
}

static const char *
step_cdata(LlXmlGate *gate, const char *p, const char *end)
{
  const char *next = take_run(gate, p, end, LL_XML_STOP_CDATA);
  if (next > p)
    gate->brackets = 0;
  if (next == end)
    return next;
  if (*next == ']') {
    gate->brackets++;
    return take_byte(gate, next, STATE_CDATA);
  }
  gboolean is_end = gate->brackets >= 2;
  gate->brackets = 0;
  next = take_byte(gate, next, is_end ? STATE_TEXT : STATE_CDATA);
  if (is_end && is_between_stanzas(gate)) {
    drop(gate, next);
    g_string_truncate(gate->out, gate->mark);
  }
  return next;
}

/* The '>' at P ends a tag that leaves LEVEL elements open. */
static const char *
end_tag(LlXmlGate *gate, const char *p, guint level)
{
  gate->level = level;
  p = take_byte(gate, p, level == 0 ? STATE_CLOSED : STATE_TEXT);
  keep(gate, p);
  gate->ready = gate->out->len;
  return p;
}

static const char *
step_start_tag(LlXmlGate *gate, const char *p, const char *end, GError **error)
{
  p = take_run(gate, p, end, LL_XML_STOP_TAG);
  if (p == end)
    return p;
  switch (*p) {
  case '>':
    return end_tag(gate, p, gate->level + 1);
  case '/':
    return take_byte(gate, p, STATE_EMPTY_TAG);
  case '<':
    return fail(LL_XML_ERROR_NOT_WELL_FORMED, "tag in a tag", error);
  default: /* of each attribute the value stands in quotes */
    if (++gate->attributes > LL_XML_ATTRIBUTES_MAX)
      return fail(LL_XML_ERROR_POLICY_VIOLATION, "too many attributes", error);
    gate->quote = *p;
    return take_byte(gate, p, STATE_ATTRIBUTE);
  }
}

static const char *
step_attribute(LlXmlGate *gate, const char *p, const char *end, GError **error)
{
  p = take_run(gate, p, end, LL_XML_STOP_ATTRIBUTE);
  if (p == end)
    return p;
  if (*p == '<')
    return fail(LL_XML_ERROR_NOT_WELL_FORMED, "'<' in an attribute", error);
  if (*p == '&')
    return take_reference_start(gate, p);
  return take_byte(gate, p, *p == gate->quote ? STATE_START_TAG : STATE_ATTRIBUTE);
}

static const char *
step_end_tag(LlXmlGate *gate, const char *p, const char *end, GError **error)
{
  p = take_run(gate, p, end, LL_XML_STOP_TAG);
  if (p == end)
    return p;
  if (*p == '>')
    return end_tag(gate, p, gate->level - 1);
  return fail(LL_XML_ERROR_NOT_WELL_FORMED, "more than a name in an end tag", error);
}

static const char *
step_reference(LlXmlGate *gate, const char *p, GError **error)
{
  keep(gate, p);
  gsize length = gate->out->len - gate->mark;
  if (*p != ';') {
    gboolean is_name = g_ascii_isalnum(*p) || strchr("#_-.:", *p) != NULL || (guchar)*p >= 0x80;
    if (!is_name || length >= REFERENCE_MAX)
      return fail(LL_XML_ERROR_NOT_WELL_FORMED, "stray '&'", error);
    return take_byte(gate, p, STATE_REFERENCE);
  }
  p = take_byte(gate, p, gate->after_reference);
  keep(gate, p);
  if (!ll_xml_settle_reference(gate->out, gate->mark, error))
    return NULL;
  if (gate->state == STATE_TEXT && is_between_stanzas(gate)) {
    g_string_truncate(gate->out, gate->mark);
    if (is_outside(gate))
      return fail(LL_XML_ERROR_NOT_WELL_FORMED, "text beside the element", error);
  }
  return p;
}

/* One step takes at least one byte or changes the state. NULL on a fault. */
static const char *
step(LlXmlGate *gate, const char *p, const char *end, GError **error)
{
  switch (gate->state) {
  case STATE_START:
    return step_start(gate, p, end, error);
  case STATE_TEXT:
    return step_text(gate, p, end, error);
  case STATE_OPEN:
    return step_open(gate, p, error);
  case STATE_DECLARATION:
    return step_declaration(gate, p, error);
  case STATE_BANG:
    return step_bang(gate, p, error);
  case STATE_CDATA:
    return step_cdata(gate, p, end);
  case STATE_START_TAG:
    return step_start_tag(gate, p, end, error);
  case STATE_EMPTY_TAG:
    if (*p != '>')
      return fail(LL_XML_ERROR_NOT_WELL_FORMED, "'/' in a tag", error);
    return end_tag(gate, p, gate->level);
  case STATE_ATTRIBUTE:
    return step_attribute(gate, p, end, error);
  case STATE_END_TAG:
    return step_end_tag(gate, p, end, error);
  case STATE_REFERENCE:
    return step_reference(gate, p, error);
  case STATE_CLOSED:
    return end;
  }
  g_assert_not_reached();
}

/* Whole characters. */
static gboolean
take(LlXmlGate *gate, const char *p, const char *end, GError **error)
{
  gate->unkept = p;
  while (p < end && gate->state != STATE_CLOSED) {
    gsize limit = gate->level == 0 ? LL_HEADER_MAX : LL_STANZA_MAX;
    if (gate->bytes >= limit)
      return fail(LL_XML_ERROR_POLICY_VIOLATION, "header or stanza too large", error) != NULL;
    const char *next = step(gate, p, p + MIN((gsize)(end - p), limit - gate->bytes), error);
    if (next == NULL)
      return FALSE;
    gate->bytes += next - p;
    if (gate->state == STATE_TEXT && gate->level == 1)
      gate->bytes = 0;
    p = next;
  }
  if (gate->state != STATE_CLOSED)
    keep(gate, p);
  return TRUE;
}

gboolean
ll_xml_gate_push(LlXmlGate *gate, const char *bytes, gsize length, GError **error)
{
  const char *end = bytes + length;
  const char *run, *run_end;
  while (gate->state != STATE_CLOSED) {
    switch (ll_utf8_next(&gate->carry, &bytes, end, &run, &run_end)) {
    case LL_UTF8_END:
      return TRUE;
    case LL_UTF8_RUN:
      if (!take(gate, run, run_end, error))
        return FALSE;
      break;
    case LL_UTF8_NUL:
      if (gate->level > 0)
        return fail(LL_XML_ERROR_NOT_WELL_FORMED, "NUL", error) != NULL;
      G_GNUC_FALLTHROUGH; /* half of a wider character */
    case LL_UTF8_FAULT:
      return fail(LL_XML_ERROR_BAD_ENCODING, "not UTF-8", error) != NULL;
    }
  }
  return TRUE;
}

const char *
ll_xml_gate_peek(const LlXmlGate *gate, gsize *ret_length)
{
  *ret_length = gate->ready;
  return gate->out->str;
}

void
ll_xml_gate_consume(LlXmlGate *gate)
{
  if (gate->ready == 0)
    return;
  g_string_erase(gate->out, 0, gate->ready);
  gate->mark -= MIN(gate->mark, gate->ready);
  gate->ready = 0;
}

gboolean
ll_xml_gate_is_between(const LlXmlGate *gate)
{
  return gate->state == STATE_TEXT && gate->level == 1 && gate->carry.length == 0;
}
