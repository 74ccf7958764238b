/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/xml-gate.h"

#include <string.h>

#include "limits.h"
#include "wire/xml-reader.h"

#define HEADER "<s xmlns='jabber:client'>"
#define FINE   (-1)

/* What the gate says of BYTES in pieces: FINE or an LlXmlError; RET_OUT has what came out. */
static int
pass(const char *bytes, gsize length, gsize piece, gboolean is_fragment, GString *ret_out)
{
  g_autoptr(LlXmlGate) gate = ll_xml_gate_new(is_fragment);
  g_autoptr(GError) error = NULL;
  for (gsize at = 0; at < length && error == NULL; at += piece) {
    gboolean is_fine = ll_xml_gate_push(gate, bytes + at, MIN(piece, length - at), &error);
    g_assert_cmpint(is_fine, ==, error == NULL);
    gsize ready;
    const char *markup = ll_xml_gate_peek(gate, &ready);
    g_string_append_len(ret_out, markup, ready);
    ll_xml_gate_consume(gate);
    ll_xml_gate_peek(gate, &ready);
    g_assert_cmpuint(ready, ==, 0);
  }
  g_assert_true(error == NULL || error->domain == LL_XML_ERROR);
  return error != NULL ? error->code : FINE;
}

/* BEFORE, then N times MIDDLE, then AFTER. */
static GString *
repeat(const char *before, gsize n, const char *middle, const char *after)
{
  GString *bytes = g_string_new(before);
  for (; n > 0; n--)
    g_string_append(bytes, middle);
  return g_string_append(bytes, after);
}

static void
check(const char *before, gsize n, const char *middle, const char *after, int expected)
{
  g_autoptr(GString) bytes = repeat(before, n, middle, after);
  g_autoptr(GString) first = NULL;
  static const gsize pieces[] = {G_MAXINT, 16384, 7, 1};
  for (guint i = 0; i < G_N_ELEMENTS(pieces); i++) {
    GString *out = g_string_new(NULL);
    int code = pass(bytes->str, bytes->len, MIN(pieces[i], bytes->len), FALSE, out);
    if (code != expected)
      g_error("%s... %s in pieces of %" G_GSIZE_FORMAT ": %d", before, after, pieces[i], code);
    if (first == NULL)
      first = out;
    else
      g_assert_true(g_string_equal(out, first));
    if (out != first)
      g_string_free(out, TRUE);
  }
}

static void
test_stanza_size(void)
{
  gsize room = LL_STANZA_MAX - strlen("<a></a>");
  check(HEADER "  <a>", room, "x", "</a><b/>", FINE);
  check(HEADER "  <a>", room, "x", "</a ><b/>", LL_XML_ERROR_POLICY_VIOLATION);
  check(HEADER "<a>", LL_STANZA_MAX, "x", "", LL_XML_ERROR_POLICY_VIOLATION);
  check(HEADER "<a b='", LL_STANZA_MAX, "x", "", LL_XML_ERROR_POLICY_VIOLATION);
  check(HEADER "<", LL_STANZA_MAX, "x", "", LL_XML_ERROR_POLICY_VIOLATION);
  check(HEADER "<a></", LL_STANZA_MAX, "x", "", LL_XML_ERROR_POLICY_VIOLATION);
  check(HEADER "<a><![CDATA[", LL_STANZA_MAX, "x", "", LL_XML_ERROR_POLICY_VIOLATION);
  check(HEADER "<![CDATA[", LL_STANZA_MAX, "x", "", LL_XML_ERROR_POLICY_VIOLATION);
  check(HEADER "<a>", LL_STANZA_MAX / 8, "&#x0000c", "", LL_XML_ERROR_NOT_WELL_FORMED);
  check(HEADER "<a>&", 20, "x", "", LL_XML_ERROR_NOT_WELL_FORMED);
  /* Many stanzas, and much between them, are not large. */
  check(HEADER, LL_STANZA_MAX / 8, "<m a=''/>", "", FINE);
  check(HEADER, LL_STANZA_MAX + 1, " ", "<a/>", FINE);
  check(HEADER, LL_STANZA_MAX / 8, "text &amp; ", "<a/>", FINE);
  check(HEADER, LL_STANZA_MAX / 8, "<![CDATA[xx]]>", "<a/>", FINE);
}

static void
test_header_size(void)
{
  gsize room = LL_HEADER_MAX - strlen("<s a=''>");
  check("<s a='", room, "x", "'><iq/>", FINE);
  check("<s a='", room + 1, "x", "'>", LL_XML_ERROR_POLICY_VIOLATION);
  check("", LL_HEADER_MAX, " ", "", FINE);
  check("", LL_HEADER_MAX - strlen("<s>"), " ", "<s>", FINE);
  check("", LL_HEADER_MAX - strlen("<s"), " ", "<s>", LL_XML_ERROR_POLICY_VIOLATION);
  check("<?xml ", LL_HEADER_MAX, "x", "", LL_XML_ERROR_POLICY_VIOLATION);
}

static void
test_depth(void)
{
  g_autoptr(GString) ends = repeat("", LL_XML_DEPTH_MAX, "</a>", "<iq/>");
  check(HEADER, LL_XML_DEPTH_MAX, "<a>", ends->str, FINE);
  check(HEADER, LL_XML_DEPTH_MAX - 1, "<a>", "<b/>", FINE);
  check(HEADER, LL_XML_DEPTH_MAX, "<a>", "<b/>", LL_XML_ERROR_POLICY_VIOLATION);
  check(HEADER, LL_XML_DEPTH_MAX + 1, "<a>", "", LL_XML_ERROR_POLICY_VIOLATION);
  check(HEADER, 10000, "<a>", "", LL_XML_ERROR_POLICY_VIOLATION);
}

static void
test_elements(void)
{
  check(HEADER "<a>", LL_XML_ELEMENTS_MAX - 1, "<b/>", "</a><iq/>", FINE);
  check(HEADER "<a>", LL_XML_ELEMENTS_MAX, "<b/>", "</a>", LL_XML_ERROR_POLICY_VIOLATION);
}

static void
test_attributes(void)
{
  check(HEADER "<a", LL_XML_ATTRIBUTES_MAX, " b='c=d'", "/><iq e=''/>", FINE);
  check(HEADER "<a", LL_XML_ATTRIBUTES_MAX + 1, " b='c=d'", "/>", LL_XML_ERROR_POLICY_VIOLATION);
  check("<s", LL_XML_ATTRIBUTES_MAX + 1, " b=''", "/>", LL_XML_ERROR_POLICY_VIOLATION);
}

static void
test_declaration(void)
{
  static const struct {
    const char *declaration;
    int expected;
  } declarations[] = {
      {"<?xml version='1.0'?>", FINE},
      {"<?xml version = \"1.0\" encoding\t=\n'utf-8' standalone='yes' ?>", FINE},
      {"<?xml version='1.0' encoding='UTF-16'?>", LL_XML_ERROR_BAD_ENCODING},
      {"<?xml version='1.0' encoding='US-ASCII'?>", LL_XML_ERROR_BAD_ENCODING},
      {"<?xml encoding='UTF-8'?>", LL_XML_ERROR_NOT_WELL_FORMED},
      {"<?xml version='2.0'?>", LL_XML_ERROR_NOT_WELL_FORMED},
      {"<?xml version='1.0' foo='bar'?>", LL_XML_ERROR_NOT_WELL_FORMED},
      {"<?xml version='1.0' foo?>", LL_XML_ERROR_NOT_WELL_FORMED},
      {"<?xml version=1.0?>", LL_XML_ERROR_NOT_WELL_FORMED},
      {"<?xml version='1.0?>", LL_XML_ERROR_NOT_WELL_FORMED},
      {"<?xml version='1.0'encoding='UTF-8'?>", LL_XML_ERROR_NOT_WELL_FORMED},
      {"<?xml version='1.0'?><?xml version='1.0'?>", LL_XML_ERROR_RESTRICTED_XML},
      {"<?xml-stylesheet href='x'?>", LL_XML_ERROR_RESTRICTED_XML},
      {"<?>", LL_XML_ERROR_RESTRICTED_XML},
  };
  for (guint i = 0; i < G_N_ELEMENTS(declarations); i++)
    check(declarations[i].declaration, 1, HEADER, "", declarations[i].expected);
}

/* 1 GB without '>' is refused long before it has come, and none of it gets through. */
static void
test_endless(void)
{
  static char block[1 << 16];
  memset(block, 'x', sizeof block);
  g_autoptr(LlXmlGate) gate = ll_xml_gate_new(FALSE);
  g_autoptr(GError) error = NULL;
  g_assert_true(ll_xml_gate_push(gate, "<s><a>", 6, &error));
  ll_xml_gate_consume(gate);
  guint pushed = 0;
  while (pushed < 1 << 14 && ll_xml_gate_push(gate, block, sizeof block, &error))
    pushed++;
  g_assert_error(error, LL_XML_ERROR, LL_XML_ERROR_POLICY_VIOLATION);
  g_assert_cmpuint(pushed, <, LL_STANZA_MAX / sizeof block);
  gsize ready;
  ll_xml_gate_peek(gate, &ready);
  g_assert_cmpuint(ready, ==, 0);
}

/* Only whole tags come out, and the declaration and what stands between stanzas never. */
static const struct {
  const char *bytes;
  const char *out;
  gboolean is_between;
} parts[] = {
    {"", "", FALSE},
    {"\xEF\xBB\xBF <?xml version='1.0'?>\n", "", FALSE},
    {"<?xml version='1.0'?><s", "", FALSE},
    {"<?xml version='1.0'?> <s>", "<s>", TRUE},
    {"<s> x &amp; <![CDATA[<a>]]> ", "<s>", TRUE},
    {"<s><![CDATA[x]]>&amp;y<a/>", "<s><a/>", TRUE},
    {"<s><a><![CDATA[]><b>]x]<c>]] ><d>]]]></a>", "<s><a><![CDATA[]><b>]x]<c>]] ><d>]]]></a>",
     TRUE},
    {"<s> <a>text", "<s><a>", FALSE},
    {"<s> <a>text</a", "<s><a>", FALSE},
    {"<s> <a>text</a>\n", "<s><a>text</a>", TRUE},
    {"<s><a b='>' c=\"/>'\">", "<s><a b='>' c=\"/>'\">", FALSE},
    {"<s><a/>&am", "<s><a/>", FALSE},
    {"<s><a/>\xC3", "<s><a/>", FALSE},
    {"<s><a>1 > 0</a>", "<s><a>1 > 0</a>", TRUE},
    {"<s><a>\f&#12;&#x1;</a>", "<s><a>\n\n\xEF\xBF\xBD</a>", TRUE},
    {"<s></s> <b/>", "<s></s>", FALSE},
    {"<s/><b/>", "<s/>", FALSE},
};

static void
test_parts(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
    g_autoptr(LlXmlGate) gate = ll_xml_gate_new(FALSE);
    g_autoptr(GError) error = NULL;
    ll_xml_gate_push(gate, parts[i].bytes, strlen(parts[i].bytes), &error);
    g_assert_no_error(error);
    gsize ready;
    const char *markup = ll_xml_gate_peek(gate, &ready);
    g_autofree char *out = g_strndup(markup, ready);
    g_assert_cmpstr(out, ==, parts[i].out);
    g_assert_cmpint(ll_xml_gate_is_between(gate), ==, parts[i].is_between);
  }
}

/* What came before a fault can still be taken. */
static void
test_fault(void)
{
  g_autoptr(GString) out = g_string_new(NULL);
  static const char bytes[] = "<s><a/><b><!-- -->";
  g_assert_cmpint(pass(bytes, strlen(bytes), strlen(bytes), FALSE, out), ==,
                  LL_XML_ERROR_RESTRICTED_XML);
  g_assert_cmpstr(out->str, ==, "<s><a/><b>");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/xml-gate/stanza-size", test_stanza_size);
  g_test_add_func("/xml-gate/header-size", test_header_size);
  g_test_add_func("/xml-gate/depth", test_depth);
  g_test_add_func("/xml-gate/elements", test_elements);
  g_test_add_func("/xml-gate/attributes", test_attributes);
  g_test_add_func("/xml-gate/declaration", test_declaration);
  g_test_add_func("/xml-gate/endless", test_endless);
  g_test_add_func("/xml-gate/parts", test_parts);
  g_test_add_func("/xml-gate/fault", test_fault);
  return g_test_run();
}
