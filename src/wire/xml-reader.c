/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/xml-reader.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "limits.h"
#include "wire/namespaces.h"
#include "wire/text.h"
#include "wire/xml-gate.h"

/* Bytes are taken in pieces, so that a large push is not copied whole. */
#define PIECE (64 * 1024)

#if LIBXML_VERSION >= 21200
typedef const xmlError ParserError;
#else
typedef xmlError ParserError;
#endif

struct LlXmlReader {
  LlXmlGate *gate;
  xmlParserCtxtPtr parser;
  gboolean has_root;                 /* the stream's start tag has been read */
  gboolean has_default;              /* and it declares a default namespace */
  LlXmlNode *open[LL_XML_DEPTH_MAX]; /* the stanza being read and its open descendants */
  guint depth;
  GString *text;    /* of the innermost open element since its last child */
  LlXmlNode *first; /* to be popped, each the `next` of the one before */
  LlXmlNode *last;
  gboolean is_header_popped;
  gboolean is_closed;
  gboolean is_end_popped; /* the close or the error */
  GError *error;
};

G_DEFINE_QUARK(ll_xml_error, ll_xml_error)

const char *
ll_xml_error_condition(LlXmlError code)
{
  switch (code) {
  case LL_XML_ERROR_NOT_WELL_FORMED:
    return "not-well-formed";
  case LL_XML_ERROR_RESTRICTED_XML:
    return "restricted-xml";
  case LL_XML_ERROR_POLICY_VIOLATION:
    return "policy-violation";
  case LL_XML_ERROR_BAD_ENCODING:
    return "unsupported-encoding";
  case LL_XML_ERROR_INVALID_NAMESPACE:
    return "invalid-namespace";
  case LL_XML_ERROR_BAD_FORMAT:
    return "bad-format";
  }
  return "undefined-condition";
}

/* The parser is not stopped: it would free what it is calling us with. It gets no more bytes, and
 * what it still has to tell is not heard. */
static void
fail(LlXmlReader *reader, LlXmlError code, const char *what)
{
  if (reader->error == NULL)
    g_set_error_literal(&reader->error, LL_XML_ERROR, code, what);
}

/* The namespace URI as we know it: blanks at its ends are somebody's slip. (nullable) */
static const char *
namespace_name(LlXmlReader *reader, const xmlChar *uri, char **ret_owned)
{
  const char *name = (const char *)uri;
  if (name == NULL || *name == '\0')
    return NULL;
  gsize length = strlen(name);
  if (length > LL_XML_NAMESPACE_MAX) {
    fail(reader, LL_XML_ERROR_POLICY_VIOLATION, "namespace name too long");
    return NULL;
  }
  if (name[0] != ' ' && name[length - 1] != ' ')
    return name;
  *ret_owned = g_strstrip(g_strdup(name));
  return **ret_owned != '\0' ? *ret_owned : NULL;
}

/* ATTRIBUTES as libxml2 has them: five pointers each: name, prefix, namespace, value and its end.
 */
static void
add_attributes(LlXmlReader *reader, LlXmlNode *node, const xmlChar **attributes, int n)
{
  for (; n > 0; n--, attributes += 5) {
    g_autofree char *owned = NULL;
    const char *ns = namespace_name(reader, attributes[2], &owned);
    const char *value = (const char *)attributes[3];
    ll_xml_node_set_bytes(node, (const char *)attributes[0], ns, value,
                          (gsize)((const char *)attributes[4] - value));
  }
}

/* NAMESPACES: two pointers each: prefix and name. The content's must be ours (RFC 6120 4.8.3),
 * unless it has none, or the stream's own is the default. */
static gboolean
check_content_namespace(LlXmlReader *reader, const xmlChar **namespaces, int n)
{
  for (; n > 0; n--, namespaces += 2) {
    g_autofree char *owned = NULL;
    if (namespaces[0] != NULL)
      continue;
    const char *ns = namespace_name(reader, namespaces[1], &owned);
    reader->has_default = ns != NULL;
    return ns == NULL || strcmp(ns, LL_NS_CLIENT) == 0 || strcmp(ns, LL_NS_STREAM) == 0;
  }
  return TRUE;
}

static void
flush_text(LlXmlReader *reader)
{
  if (reader->depth > 0)
    ll_xml_node_add_text(reader->open[reader->depth - 1], reader->text->str, reader->text->len);
  g_string_truncate(reader->text, 0);
}

static void
push_node(LlXmlReader *reader, LlXmlNode *node)
{
  if (reader->last != NULL)
    reader->last->next = node;
  else
    reader->first = node;
  reader->last = node;
}

/* (transfer full) (nullable) */
static LlXmlNode *
pop_node(LlXmlReader *reader)
{
  LlXmlNode *node = reader->first;
  if (node == NULL)
    return NULL;
  reader->first = node->next;
  if (reader->first == NULL)
    reader->last = NULL;
  node->next = NULL;
  return node;
}

static void
on_start(void *data, const xmlChar *name, const xmlChar *prefix G_GNUC_UNUSED, const xmlChar *uri,
         int n_namespaces, const xmlChar **namespaces, int n_attributes,
         int n_defaulted G_GNUC_UNUSED, const xmlChar **attributes)
{
  LlXmlReader *reader = data;
  if (reader->error != NULL)
    return;
  flush_text(reader);
  g_autofree char *owned = NULL;
  const char *ns = namespace_name(reader, uri, &owned);
  if (!reader->has_root) {
    if (strcmp((const char *)name, "stream") != 0)
      fail(reader, LL_XML_ERROR_BAD_FORMAT, "the root is no stream");
    else if (g_strcmp0(ns, LL_NS_STREAM) != 0 ||
             !check_content_namespace(reader, namespaces, n_namespaces))
      fail(reader, LL_XML_ERROR_INVALID_NAMESPACE, "not the namespace of a stream");
    if (reader->error != NULL)
      return;
    reader->has_root = TRUE;
    LlXmlNode *header = ll_xml_node_new((const char *)name, ns);
    add_attributes(reader, header, attributes, n_attributes);
    push_node(reader, header);
    return;
  }
  if (reader->depth == G_N_ELEMENTS(reader->open))
    fail(reader, LL_XML_ERROR_POLICY_VIOLATION, "elements too deep");
  if (reader->error != NULL)
    return;
  if (ns == NULL && !reader->has_default)
    ns = LL_NS_CLIENT;
  LlXmlNode *node = reader->depth == 0 ? ll_xml_node_new((const char *)name, ns)
                                       : ll_xml_node_add(reader->open[reader->depth - 1],
                                                         (const char *)name, ns != NULL ? ns : "");
  add_attributes(reader, node, attributes, n_attributes);
  reader->open[reader->depth++] = node;
}

static void
on_end(void *data, const xmlChar *name G_GNUC_UNUSED, const xmlChar *prefix G_GNUC_UNUSED,
       const xmlChar *uri G_GNUC_UNUSED)
{
  LlXmlReader *reader = data;
  if (reader->error != NULL)
    return;
  if (reader->depth == 0) {
    reader->is_closed = TRUE;
    return;
  }
  flush_text(reader);
  if (--reader->depth == 0)
    push_node(reader, g_steal_pointer(&reader->open[0]));
}

static void
on_text(void *data, const xmlChar *text, int length)
{
  LlXmlReader *reader = data;
  if (reader->error == NULL)
    ll_text_append(reader->text, (const char *)text, (gsize)length);
}

static void
on_error(void *data, ParserError *problem)
{
  LlXmlReader *reader = data;
  switch (problem->code) {
  case XML_WAR_NS_URI: /* a namespace is just a name to us */
  case XML_WAR_NS_URI_RELATIVE:
    return;
  case XML_ERR_NO_MEMORY: /* the parser's own bounds say this, too */
  case XML_ERR_NAME_TOO_LONG:
    fail(reader, LL_XML_ERROR_POLICY_VIOLATION, "beyond the parser's bounds");
    return;
  default:
    break;
  }
  if (problem->level < XML_ERR_ERROR)
    return;
  g_autofree char *what = g_strdup_printf("XML error %d", problem->code);
  fail(reader, LL_XML_ERROR_NOT_WELL_FORMED, what);
}

static LlXmlReader *
reader_new(gboolean is_fragment)
{
  static const xmlSAXHandler handler = {
      .initialized = XML_SAX2_MAGIC,
      .startElementNs = on_start,
      .endElementNs = on_end,
      .characters = on_text,
      .ignorableWhitespace = on_text,
      .serror = on_error,
  };
  LlXmlReader *reader = g_new0(LlXmlReader, 1);
  reader->gate = ll_xml_gate_new(is_fragment);
  reader->has_root = reader->has_default = is_fragment;
  reader->text = g_string_new(NULL);
  xmlSAXHandler copy = handler; /* libxml2 wants it writable, and copies it again */
  reader->parser = xmlCreatePushParserCtxt(&copy, reader, NULL, 0, NULL);
  if (reader->parser == NULL)
    g_error("out of memory");
  /* NOENT is what gives attributes with their five entities resolved; the gate lets no other
   * through. */
  xmlCtxtUseOptions(reader->parser, XML_PARSE_NONET | XML_PARSE_NOENT);
  xmlSwitchEncoding(reader->parser, XML_CHAR_ENCODING_UTF8);
  return reader;
}

LlXmlReader *
ll_xml_reader_new(void)
{
  return reader_new(FALSE);
}

void
ll_xml_reader_free(LlXmlReader *reader)
{
  if (reader == NULL)
    return;
  xmlFreeParserCtxt(reader->parser);
  ll_xml_gate_free(reader->gate);
  ll_xml_node_free(reader->open[0]);
  for (LlXmlNode *node; (node = pop_node(reader)) != NULL;)
    ll_xml_node_free(node);
  g_string_free(reader->text, TRUE);
  g_clear_error(&reader->error);
  g_free(reader);
}

void
ll_xml_reader_push(LlXmlReader *reader, const char *bytes, gsize length)
{
  while (length > 0 && reader->error == NULL && !reader->is_closed) {
    gsize piece = MIN(length, PIECE);
    GError *fault = NULL;
    ll_xml_gate_push(reader->gate, bytes, piece, &fault);
    bytes += piece;
    length -= piece;
    gsize ready;
    const char *markup = ll_xml_gate_peek(reader->gate, &ready);
    if (ready > 0) {
      xmlParseChunk(reader->parser, markup, ready, 0);
      if (!reader->parser->wellFormed)
        fail(reader, LL_XML_ERROR_NOT_WELL_FORMED, "not well-formed");
      ll_xml_gate_consume(reader->gate);
    }
    /* What the parser found came earlier in the stream. */
    if (reader->error == NULL)
      reader->error = g_steal_pointer(&fault);
    g_clear_error(&fault);
  }
}

LlXmlEvent
ll_xml_reader_pop(LlXmlReader *reader, LlXmlNode **ret_node)
{
  LlXmlNode *node = pop_node(reader);
  if (node != NULL) {
    *ret_node = node;
    LlXmlEvent event = reader->is_header_popped ? LL_XML_EVENT_STANZA : LL_XML_EVENT_HEADER;
    reader->is_header_popped = TRUE;
    return event;
  }
  if (reader->is_end_popped || (reader->error == NULL && !reader->is_closed))
    return LL_XML_EVENT_NONE;
  reader->is_end_popped = TRUE;
  return reader->error != NULL ? LL_XML_EVENT_ERROR : LL_XML_EVENT_CLOSE;
}

const GError *
ll_xml_reader_error(const LlXmlReader *reader)
{
  return reader->error;
}

LlXmlNode *
ll_xml_parse_fragment(const char *text, gssize length, GError **error)
{
  g_autoptr(LlXmlReader) reader = reader_new(TRUE);
  ll_xml_reader_push(reader, text, length < 0 ? strlen(text) : (gsize)length);
  if (reader->error == NULL && (reader->first == NULL || !ll_xml_gate_is_between(reader->gate)))
    fail(reader, LL_XML_ERROR_NOT_WELL_FORMED, "not one whole element");
  if (reader->error != NULL) {
    g_propagate_error(error, g_steal_pointer(&reader->error));
    return NULL;
  }
  return pop_node(reader);
}
