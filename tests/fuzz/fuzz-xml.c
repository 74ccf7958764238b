/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* The XML reader: wire/utf8, wire/xml-gate, wire/xml-token, wire/xml-reader, and that
 * wire/xml-writer writes what it reads. */

#include <string.h>

#include "fuzz.h"
#include "limits.h"
#include "nodes.h"
#include "wire/xml-gate.h"
#include "wire/xml-writer.h"

#define AT_ONCE G_MAXSIZE

/* What the parser gets to see of the input in pieces of PIECE bytes, then what is wrong with it. */
static char *
gate(const char *bytes, gsize size, gsize piece, gboolean is_fragment)
{
  g_autoptr(LlXmlGate) gate = ll_xml_gate_new(is_fragment);
  g_autoptr(GError) error = NULL;
  GString *out = g_string_new(NULL);

  for (gsize at = 0; at < size && !error;) {
    gsize length = MIN(piece, size - at), ready;

    ll_xml_gate_push(gate, bytes + at, length, &error);
    const char *markup = ll_xml_gate_peek(gate, &ready);
    g_assert_true(ready == 0 || markup[ready - 1] == '>');
    g_string_append_len(out, markup, (gssize)ready);
    ll_xml_gate_consume(gate);
    at += length;
  }
  g_assert_cmpuint(strlen(out->str), ==, out->len);
  g_assert_true(g_utf8_validate(out->str, -1, NULL));
  if (error)
    g_string_append(out, ll_xml_error_condition(error->code));
  return g_string_free(out, FALSE);
}

/* What the gate let through needs no second one. Only near the bounds: a character that XML cannot
 * hold may become longer. */
static void
check_gated(const char *out, gboolean is_fragment)
{
  gsize length = (gsize)(strrchr(out, '>') ? strrchr(out, '>') + 1 - out : 0);

  if (length > LL_HEADER_MAX)
    return;
  g_autofree char *markup = g_strndup(out, length);
  g_autofree char *again = gate(markup, length, AT_ONCE, is_fragment);
  g_assert_cmpstr(again, ==, markup);
}

/* What the reader makes of the input in pieces of PIECE bytes, asked at once or at the end. */
static char *
read_stream(const char *bytes, gsize size, gsize piece, gboolean is_asked_late)
{
  g_autoptr(LlXmlReader) reader = ll_xml_reader_new();
  GString *events = g_string_new(NULL);

  for (gsize at = 0; at < size;) {
    gsize length = MIN(piece, size - at);

    ll_xml_reader_push(reader, bytes + at, length);
    if (!is_asked_late)
      fuzz_describe_events(events, reader);
    at += length;
  }
  fuzz_describe_events(events, reader);
  return g_string_free(events, FALSE);
}

/* However the bytes come, they say the same. */
static void
check_pieces(const char *bytes, gsize size)
{
  gsize cut = size > 0 ? 1 + (guint8)bytes[size / 2] % size : 1;
  g_autofree char *at_once = read_stream(bytes, size, AT_ONCE, FALSE);
  g_autofree char *in_ones = read_stream(bytes, size, 1, FALSE);
  g_autofree char *in_pieces = read_stream(bytes, size, cut, TRUE);

  g_assert_cmpstr(in_ones, ==, at_once);
  g_assert_cmpstr(in_pieces, ==, at_once);
  for (int is_fragment = FALSE; is_fragment <= TRUE; is_fragment++) {
    g_autofree char *whole = gate(bytes, size, AT_ONCE, is_fragment);
    g_autofree char *split = gate(bytes, size, 1, is_fragment);

    g_assert_cmpstr(split, ==, whole);
    check_gated(whole, is_fragment);
  }
}

/* What is read is what was written, when it is written again. */
static void
check_stanzas(const char *bytes, gsize size)
{
  g_autoptr(LlXmlReader) reader = ll_xml_reader_new();
  LlXmlEvent event;

  ll_xml_reader_push(reader, bytes, size);
  do {
    g_autoptr(LlXmlNode) node = NULL;

    event = ll_xml_reader_pop(reader, &node);
    if (event == LL_XML_EVENT_STANZA && fuzz_is_writable(node))
      fuzz_assert_written(node);
  } while (event != LL_XML_EVENT_NONE);
}

static void
check_fragment(const char *bytes, gsize size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(LlXmlNode) node = ll_xml_parse_fragment(bytes, (gssize)size, &error);

  g_assert_cmpint(node != NULL, ==, error == NULL);
  if (!node || !fuzz_is_writable(node))
    return;
  g_autoptr(GString) written = g_string_new(NULL);
  g_autoptr(GString) said = g_string_new(NULL), said_again = g_string_new(NULL);
  fuzz_assert_node(node);
  ll_xml_write_node(written, node, NULL);
  if (strstr(written->str, "stream:"))
    return; /* the prefix is declared in a stream */
  g_autoptr(LlXmlNode) back = ll_xml_parse_fragment(written->str, (gssize)written->len, &error);
  g_assert_no_error(error);
  fuzz_describe_node(said, node);
  fuzz_describe_node(said_again, back);
  g_assert_cmpstr(said_again->str, ==, said->str);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
  const char *bytes = (const char *)data;

  check_pieces(bytes, size);
  check_stanzas(bytes, size);
  check_fragment(bytes, size);
  return 0;
}
