/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/disco.h"

#include "wire/caps.h"
#include "wire/namespaces.h"
#include "wire/xml-reader.h"
#include "wire/xml-writer.h"

/* The stanza in BYTES as it comes out at the other end of a stream. */
static LlXmlNode *
receive(const char *bytes)
{
  g_autoptr(LlXmlReader) reader = ll_xml_reader_new();
  g_autoptr(GString) stream = g_string_new(NULL);
  g_autoptr(LlXmlNode) header = NULL;
  LlXmlNode *stanza = NULL;

  ll_xml_write_header(stream, "alice@peer1", "bob@peer2", NULL, NULL);
  g_string_append(stream, bytes);
  ll_xml_reader_push(reader, stream->str, stream->len);
  g_assert_cmpint(ll_xml_reader_pop(reader, &header), ==, LL_XML_EVENT_HEADER);
  g_assert_cmpint(ll_xml_reader_pop(reader, &stanza), ==, LL_XML_EVENT_STANZA);
  return stanza;
}

static LlXmlNode *
pass_over(const LlXmlNode *node)
{
  g_autoptr(GString) out = g_string_new(NULL);

  ll_xml_write_node(out, node, LL_NS_CLIENT);
  return receive(out->str);
}

static LlXmlNode *
answer(const char *type, const char *query)
{
  g_autofree char *bytes =
      g_strdup_printf("<iq type='%s' id='q1' from='liar' to='nobody'>%s</iq>", type, query);
  g_autoptr(LlXmlNode) request = receive(bytes);
  g_autoptr(LlXmlNode) node = ll_disco_answer(request, "bob@peer2", "alice@peer1");

  if (node == NULL)
    return NULL;
  g_assert_cmpstr(ll_xml_node_get(node, "id"), ==, "q1");
  g_assert_cmpstr(ll_xml_node_get(node, "from"), ==, "bob@peer2");
  g_assert_cmpstr(ll_xml_node_get(node, "to"), ==, "alice@peer1");
  return pass_over(node);
}

#define INFO(node)  "<query xmlns='http://jabber.org/protocol/disco#info'" node "/>"
#define ITEMS(node) "<query xmlns='http://jabber.org/protocol/disco#items'" node "/>"

static void
assert_own(const LlXmlNode *query, const char *node)
{
  g_autofree char *hash = ll_caps_hash(query);
  g_autofree char *ver = ll_disco_own_ver();
  const LlXmlNode *identity = ll_xml_node_child(query, "identity", LL_NS_DISCO_INFO);

  g_assert_true(ll_xml_node_is(query, "query", LL_NS_DISCO_INFO));
  g_assert_cmpstr(ll_xml_node_get(query, "node"), ==, node);
  g_assert_cmpstr(hash, ==, ver);
  g_assert_cmpstr(ll_xml_node_get(identity, "category"), ==, "client");
  g_assert_cmpstr(ll_xml_node_get(identity, "type"), ==, "pc");
  g_assert_nonnull(ll_xml_node_get(identity, "name"));
}

static gboolean
has_feature(const LlXmlNode *query, const char *var)
{
  for (const LlXmlNode *child = query->children; child; child = child->next) {
    if (ll_xml_node_is(child, "feature", LL_NS_DISCO_INFO) &&
        g_strcmp0(ll_xml_node_get(child, "var"), var) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
test_info(void)
{
  g_autofree char *ver = ll_disco_own_ver();
  g_autofree char *node = g_strconcat(ll_disco_own_node(), "#", ver, NULL);
  g_autofree char *by_node =
      g_strdup_printf("<query xmlns='http://jabber.org/protocol/disco#info' node='%s'/>", node);
  const struct {
    const char *query;
    const char *node;
  } rows[] = {{INFO(""), NULL}, {INFO(" node=''"), ""}, {by_node, node}};

  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LlXmlNode) iq = answer("get", rows[i].query);

    g_assert_cmpstr(ll_xml_node_get(iq, "type"), ==, "result");
    g_assert_null(iq->children->next);
    assert_own(iq->children, rows[i].node);
  }
}

static void
test_what_we_say_we_do(void)
{
  g_autoptr(LlXmlNode) query = ll_disco_own_info(NULL);

  g_assert_true(has_feature(query, "http://jabber.org/protocol/disco#info"));
  g_assert_true(has_feature(query, "http://jabber.org/protocol/caps"));
  g_assert_true(has_feature(query, "http://jabber.org/protocol/disco#items"));
  /* Who finds this offers files by it, and waits. */
  g_assert_false(has_feature(query, "jabber:iq:oob"));
  g_assert_false(has_feature(query, "http://jabber.org/protocol/si"));
}

static void
test_what_others_say_they_do(void)
{
  static const struct {
    const char *content;
    LlCapability can;
  } rows[] = {
      {"", LL_CAPABILITY_KNOWN},
      {"<feature var='urn:xmpp:receipts'/><feature var='jabber:iq:oob'/>",
       LL_CAPABILITY_KNOWN | LL_CAPABILITY_RECEIPTS | LL_CAPABILITY_OOB},
      {"<feature var='http://jabber.org/protocol/chatstates'/><feature/>"
       "<feature var='http://jabber.org/protocol/xhtml-im'/><feature var='urn:x'/>",
       LL_CAPABILITY_KNOWN | LL_CAPABILITY_CHAT_STATES | LL_CAPABILITY_XHTML_IM},
      {"<feature var='urn:xmpp:attention:0'/><feature var='urn:xmpp:message-correct:0'/>",
       LL_CAPABILITY_KNOWN | LL_CAPABILITY_ATTENTION | LL_CAPABILITY_CORRECT},
      {"<feature var='jabber:iq:version'/><feature var='urn:xmpp:time'/>",
       LL_CAPABILITY_KNOWN | LL_CAPABILITY_VERSION | LL_CAPABILITY_TIME},
      {"<feature xmlns='urn:x' var='urn:xmpp:receipts'/><feature var='URN:XMPP:RECEIPTS'/>"
       "<identity var='urn:xmpp:receipts'/>text",
       LL_CAPABILITY_KNOWN},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *bytes = g_strdup_printf(
        "<query xmlns='http://jabber.org/protocol/disco#info'>%s</query>", rows[i].content);
    g_autoptr(LlXmlNode) query = receive(bytes);

    g_assert_cmphex(ll_disco_capabilities(query), ==, rows[i].can);
  }
}

static void
test_no_such_node(void)
{
  static const char *const nodes[] = {
      INFO(" node='urn:x'"),
      INFO(" node='#'"),
      INFO(" node='http://example.org/client#QgayPKawpkPSDYmwT/WM94uAlu0='"),
  };

  for (gsize i = 0; i < G_N_ELEMENTS(nodes); i++) {
    g_autoptr(LlXmlNode) iq = answer("get", nodes[i]);
    const LlXmlNode *error = ll_xml_node_child(iq, "error", LL_NS_CLIENT);

    g_assert_cmpstr(ll_xml_node_get(iq, "type"), ==, "error");
    g_assert_cmpstr(ll_xml_node_get(error, "type"), ==, "cancel");
    g_assert_nonnull(ll_xml_node_child(error, "item-not-found", LL_NS_STANZA_ERROR));
  }
}

static void
test_no_items(void)
{
  g_autoptr(LlXmlNode) iq = answer("get", ITEMS(""));
  g_autoptr(LlXmlNode) of_node = answer("get", ITEMS(" node='urn:x'"));
  const LlXmlNode *query = ll_xml_node_child(iq, "query", LL_NS_DISCO_ITEMS);

  g_assert_cmpstr(ll_xml_node_get(iq, "type"), ==, "result");
  g_assert_nonnull(query);
  g_assert_null(query->children);
  g_assert_null(ll_xml_node_get(query, "node"));
  query = ll_xml_node_child(of_node, "query", LL_NS_DISCO_ITEMS);
  g_assert_cmpstr(ll_xml_node_get(query, "node"), ==, "urn:x");
}

static void
test_other_questions(void)
{
  g_assert_null(answer("set", INFO("")));
  g_assert_null(answer("set", ITEMS("")));
  g_assert_null(answer("get", "<query xmlns='urn:x'/>"));
  g_assert_null(answer("get", ""));
}

static void
test_features(void)
{
  g_autoptr(LlXmlNode) built = ll_disco_own_features();
  g_autoptr(LlXmlNode) features = pass_over(built);
  g_autofree char *ver = ll_disco_own_ver();
  g_autofree char *node = g_strconcat(ll_disco_own_node(), "#", ver, NULL);

  g_assert_true(ll_xml_node_is(features, "features", LL_NS_STREAM));
  assert_own(ll_xml_node_child(features, "query", LL_NS_DISCO_INFO), node);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/disco/info-with-and-without-our-node", test_info);
  g_test_add_func("/disco/what-we-say-we-do", test_what_we_say_we_do);
  g_test_add_func("/disco/what-others-say-they-do", test_what_others_say_they_do);
  g_test_add_func("/disco/no-such-node", test_no_such_node);
  g_test_add_func("/disco/no-items", test_no_items);
  g_test_add_func("/disco/other-questions-are-not-ours", test_other_questions);
  g_test_add_func("/disco/stream-features", test_features);
  return g_test_run();
}
