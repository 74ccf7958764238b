/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/xml-node.h"

#include <string.h>

#include "wire/namespaces.h"
#include "wire/xml-reader.h"
#include "wire/xml-writer.h"

static void
check_written(const LlXmlNode *node, const char *default_ns, const char *expected)
{
  g_autoptr(GString) out = g_string_new("|");
  ll_xml_write_node(out, node, default_ns);
  g_assert_cmpstr(out->str + 1, ==, expected);
}

static void
test_attributes(void)
{
  g_autoptr(LlXmlNode) node = ll_xml_node_new("iq", LL_NS_CLIENT);
  g_assert_null(ll_xml_node_get(node, "id"));
  ll_xml_node_set(node, "id", NULL);
  g_assert_null(node->attributes);
  ll_xml_node_set(node, "type", "get");
  ll_xml_node_set(node, "id", "1");
  ll_xml_node_set_ns(node, "id", "urn:x", "other");
  ll_xml_node_set(node, "type", "set");
  g_assert_cmpstr(ll_xml_node_get(node, "type"), ==, "set");
  g_assert_cmpstr(ll_xml_node_get(node, "id"), ==, "1");
  g_assert_null(node->attributes->next->next->next);
  ll_xml_node_set(node, "type", NULL);
  g_assert_null(ll_xml_node_get(node, "type"));
  ll_xml_node_set_ns(node, "id", "urn:x", NULL);
  ll_xml_node_set(node, "to", ll_xml_node_get(node, "id"));
  check_written(node, LL_NS_CLIENT, "<iq id=\"1\" to=\"1\"/>");
}

static void
test_children(void)
{
  g_autoptr(LlXmlNode) node = ll_xml_node_new("message", LL_NS_CLIENT);
  ll_xml_node_add_text(node, "one ", -1);
  LlXmlNode *body = ll_xml_node_add(node, "body", NULL);
  g_assert_cmpstr(body->ns, ==, LL_NS_CLIENT);
  ll_xml_node_add_text(body, "deep", -1);
  ll_xml_node_add_text(node, "", -1);
  ll_xml_node_add_text(node, "two and more", 3);
  ll_xml_node_add_text(node, " three", -1);
  LlXmlNode *second = ll_xml_node_new("body", "urn:x");
  ll_xml_node_take(node, second);

  g_assert_true(node->children->next == body && body->next->next == second);
  g_assert_null(second->next);
  g_assert_true(ll_xml_node_child(node, "body", NULL) == body);
  g_assert_true(ll_xml_node_child(node, "body", "urn:x") == second);
  g_assert_null(ll_xml_node_child(node, "body", "urn:y"));
  g_assert_null(ll_xml_node_child(node, "Body", NULL));
  g_assert_null(ll_xml_node_child(second, "body", NULL));
  g_assert_true(ll_xml_node_is(second, "body", "urn:x"));
  g_assert_true(ll_xml_node_is(second, "body", NULL));
  g_assert_false(ll_xml_node_is(second, "body", LL_NS_CLIENT));
  g_assert_false(ll_xml_node_is(node->children, "body", NULL));

  g_autofree char *text = ll_xml_node_text(node);
  g_assert_cmpstr(text, ==, "one two three");
  g_autofree char *deep = ll_xml_node_text_deep(node);
  g_assert_cmpstr(deep, ==, "one deeptwo three");
  g_autofree char *none = ll_xml_node_text(second);
  g_assert_cmpstr(none, ==, "");
}

static void
test_free_nothing(void)
{
  ll_xml_node_free(NULL);
}

/* What XML cannot hold never gets into a node. */
static const struct {
  const char *text;
  const char *in_text;
  const char *in_attribute;
} written[] = {
    {"plain", "plain", "plain"},
    {"a < b && c > d", "a &lt; b &amp;&amp; c &gt; d", "a &lt; b &amp;&amp; c &gt; d"},
    {"&amp;lt;", "&amp;amp;lt;", "&amp;amp;lt;"},
    {"\"it's\"", "\"it's\"", "&quot;it's&quot;"},
    {"1\n2\t3\r4", "1\n2\t3&#13;4", "1&#10;2&#9;3&#13;4"},
    {"<b>x</b>", "&lt;b&gt;x&lt;/b&gt;", "&lt;b&gt;x&lt;/b&gt;"},
    {"\xC3\xBC \xF0\x9F\x98\x80", "\xC3\xBC \xF0\x9F\x98\x80", "\xC3\xBC \xF0\x9F\x98\x80"},
    {"a\f\x01z", "a\n\xEF\xBF\xBDz", "a&#10;\xEF\xBF\xBDz"},
    {"\xFF\xEF\xBF\xBE", "\xEF\xBF\xBD\xEF\xBF\xBD", "\xEF\xBF\xBD\xEF\xBF\xBD"},
};

static void
test_written(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(written); i++) {
    g_autoptr(LlXmlNode) node = ll_xml_node_new("a", NULL);
    ll_xml_node_set(node, "b", written[i].text);
    ll_xml_node_add_text(node, written[i].text, -1);
    g_autofree char *expected =
        g_strdup_printf("<a b=\"%s\">%s</a>", written[i].in_attribute, written[i].in_text);
    check_written(node, NULL, expected);

    g_autoptr(GString) text = g_string_new("|");
    ll_xml_write_text(text, written[i].text);
    g_assert_cmpstr(text->str + 1, ==, written[i].in_text);

    /* and comes back as it went */
    g_autoptr(LlXmlNode) again = ll_xml_parse_fragment(expected, -1, NULL);
    g_assert_nonnull(again);
    g_assert_cmpstr(ll_xml_node_get(again, "b"), ==, ll_xml_node_get(node, "b"));
    g_autofree char *text_there = ll_xml_node_text(node);
    g_autofree char *text_back = ll_xml_node_text(again);
    g_assert_cmpstr(text_back, ==, text_there);
  }
}

static void
test_namespaces(void)
{
  g_autoptr(LlXmlNode) node = ll_xml_node_new("iq", LL_NS_CLIENT);
  LlXmlNode *query = ll_xml_node_add(node, "query", "urn:q&\"");
  ll_xml_node_add(query, "item", NULL);
  ll_xml_node_add(query, "error", LL_NS_CLIENT);
  ll_xml_node_add(node, "last", NULL);
  check_written(node, LL_NS_CLIENT,
                "<iq><query xmlns=\"urn:q&amp;&quot;\"><item/><error xmlns=\"jabber:client\"/>"
                "</query><last/></iq>");
  check_written(node, NULL,
                "<iq xmlns=\"jabber:client\"><query xmlns=\"urn:q&amp;&quot;\"><item/>"
                "<error xmlns=\"jabber:client\"/></query><last/></iq>");

  g_autoptr(LlXmlNode) bare = ll_xml_node_new("a", NULL);
  ll_xml_node_set_ns(bare, "lang", LL_NS_XML, "en");
  ll_xml_node_set(bare, "lang", "de");
  ll_xml_node_set_ns(bare, "x", "urn:x", "<");
  check_written(bare, NULL, "<a xml:lang=\"en\" lang=\"de\" xmlns:a2=\"urn:x\" a2:x=\"&lt;\"/>");
  check_written(bare, LL_NS_CLIENT,
                "<a xmlns=\"\" xml:lang=\"en\" lang=\"de\" xmlns:a2=\"urn:x\" a2:x=\"&lt;\"/>");

  /* Which may not be declared as the default (Namespaces in XML 3). */
  g_autoptr(LlXmlNode) odd = ll_xml_node_new("a", LL_NS_XML);
  ll_xml_node_add(odd, "b", LL_NS_CLIENT);
  check_written(odd, LL_NS_CLIENT, "<xml:a><b/></xml:a>");
}

static void
test_stream_elements(void)
{
  g_autoptr(LlXmlNode) error = ll_xml_node_new("error", LL_NS_STREAM);
  ll_xml_node_add(error, "not-well-formed", LL_NS_STREAM_ERROR);
  check_written(error, LL_NS_CLIENT,
                "<stream:error><not-well-formed xmlns=\"urn:ietf:params:xml:ns:xmpp-streams\"/>"
                "</stream:error>");
  g_autoptr(LlXmlNode) features = ll_xml_node_new("features", LL_NS_STREAM);
  ll_xml_node_add(features, "x", LL_NS_CLIENT);
  check_written(features, LL_NS_CLIENT, "<stream:features><x/></stream:features>");
}

static const struct {
  const char *from, *to, *version, *id;
  const char *expected;
} headers[] = {
    {NULL, NULL, NULL, NULL, ""},
    {"juliet@pronto", "romeo@forza", "1.0", "x1",
     " from=\"juliet@pronto\" to=\"romeo@forza\" version=\"1.0\" id=\"x1\""},
    {"a (2)", "", NULL, NULL, " from=\"a (2)\" to=\"\""},
    {"o'\"<&>\x01\xFF", NULL, NULL, NULL,
     " from=\"o'&quot;&lt;&amp;&gt;\xEF\xBF\xBD\xEF\xBF\xBD\""},
};

static void
test_header(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(headers); i++) {
    g_autoptr(GString) out = g_string_new(NULL);
    ll_xml_write_header(out, headers[i].from, headers[i].to, headers[i].version, headers[i].id);
    g_autofree char *expected = g_strdup_printf(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><stream:stream xmlns=\"jabber:client\" "
        "xmlns:stream=\"http://etherx.jabber.org/streams\"%s>",
        headers[i].expected);
    g_assert_cmpstr(out->str, ==, expected);

    g_autoptr(LlXmlReader) reader = ll_xml_reader_new();
    ll_xml_reader_push(reader, out->str, out->len);
    g_autoptr(LlXmlNode) node = NULL;
    g_assert_cmpint(ll_xml_reader_pop(reader, &node), ==, LL_XML_EVENT_HEADER);
    g_assert_cmpstr(ll_xml_node_get(node, "id"), ==, headers[i].id);
    g_assert_cmpstr(ll_xml_node_get(node, "to"), ==, headers[i].to);
  }
}

static const struct {
  const char *text;
  const char *expected; /* NULL: refused as CODE */
  LlXmlError code;
} fragments[] = {
    {"<a/>", "<a/>", 0},
    {" <a xmlns='urn:x'>x<b>&amp;</b></a>\n", "<a xmlns=\"urn:x\">x<b>&amp;</b></a>", 0},
    {"<stream/>", "<stream/>", 0},
    {"", NULL, LL_XML_ERROR_NOT_WELL_FORMED},
    {"x", NULL, LL_XML_ERROR_NOT_WELL_FORMED},
    {"x<a/>", NULL, LL_XML_ERROR_NOT_WELL_FORMED},
    {"<a/>x", NULL, LL_XML_ERROR_NOT_WELL_FORMED},
    {"<a/>&amp;", NULL, LL_XML_ERROR_NOT_WELL_FORMED},
    {"<a/><b/>", NULL, LL_XML_ERROR_NOT_WELL_FORMED},
    {"<a/><b", NULL, LL_XML_ERROR_NOT_WELL_FORMED},
    {"<a/></a>", NULL, LL_XML_ERROR_NOT_WELL_FORMED},
    {"<a>", NULL, LL_XML_ERROR_NOT_WELL_FORMED},
    {"<a/><![CDATA[x]]>", NULL, LL_XML_ERROR_NOT_WELL_FORMED},
    {"<a>&nbsp;</a>", NULL, LL_XML_ERROR_RESTRICTED_XML},
    {"<?xml version='1.0'?><a/>", NULL, LL_XML_ERROR_RESTRICTED_XML},
    {"<a>\xFF</a>", NULL, LL_XML_ERROR_BAD_ENCODING},
};

static void
test_fragments(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(fragments); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(LlXmlNode) node = ll_xml_parse_fragment(fragments[i].text, -1, &error);
    if (fragments[i].expected == NULL) {
      g_assert_null(node);
      g_assert_error(error, LL_XML_ERROR, (int)fragments[i].code);
      continue;
    }
    g_assert_no_error(error);
    g_autoptr(GString) out = g_string_new(NULL);
    ll_xml_write_node(out, node, NULL);
    g_assert_cmpstr(out->str, ==, fragments[i].expected);
  }
  g_autoptr(LlXmlNode) node = ll_xml_parse_fragment("<a/><b/>", 4, NULL);
  g_assert_nonnull(node);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/xml-node/attributes", test_attributes);
  g_test_add_func("/xml-node/children", test_children);
  g_test_add_func("/xml-node/free-nothing", test_free_nothing);
  g_test_add_func("/xml-writer/escapes", test_written);
  g_test_add_func("/xml-writer/namespaces", test_namespaces);
  g_test_add_func("/xml-writer/stream-elements", test_stream_elements);
  g_test_add_func("/xml-writer/header", test_header);
  g_test_add_func("/xml-fragment", test_fragments);
  return g_test_run();
}
