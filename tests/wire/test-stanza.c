/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/stanza.h"

#include <string.h>

#include "wire/markup.h"
#include "wire/namespaces.h"
#include "wire/xml-reader.h"
#include "wire/xml-writer.h"

/* The first stanza in BYTES, as a peer's stream brings it. */
static LlXmlNode *
receive(const char *bytes)
{
  g_autoptr(LlXmlReader) reader = ll_xml_reader_new();
  g_autoptr(GString) stream = g_string_new(NULL);
  ll_xml_write_header(stream, "alice@peer1", "bob@peer2", NULL, NULL);
  g_string_append(stream, bytes);
  ll_xml_reader_push(reader, stream->str, stream->len);
  g_assert_no_error(ll_xml_reader_error(reader));
  g_autoptr(LlXmlNode) header = NULL;
  g_assert_cmpint(ll_xml_reader_pop(reader, &header), ==, LL_XML_EVENT_HEADER);
  LlXmlNode *stanza = NULL;
  g_assert_cmpint(ll_xml_reader_pop(reader, &stanza), ==, LL_XML_EVENT_STANZA);
  return stanza;
}

typedef struct {
  const char *name;
  const char *stanza;
  LlMessageKind kind;
  const char *html;
} Case;

#define N              LL_MESSAGE_NOTHING
#define T              LL_MESSAGE_TEXT
#define E              LL_MESSAGE_ERROR
#define XHTML(content) "<html xmlns='http://www.w3.org/1999/xhtml'>" content "</html>"
#define XHTML_IM(content)                                                                          \
  "<html xmlns='http://jabber.org/protocol/xhtml-im'><body "                                       \
  "xmlns='http://www.w3.org/1999/xhtml'>" content "</body></html>"
#define EVENT(content) "<x xmlns='jabber:x:event'>" content "</x>"
#define ERROR_NS       " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'"

/* As each program sends them. */
static const Case peer_cases[] = {
    {"prpl-bonjour",
     "<message to='bob@peer2' from='alice@peer1' type='chat'><body>hello bold &amp; "
     "\xC3\xBCn\xC3\xAF</body>" XHTML("<body><font>hello <span style='font-weight: "
                                      "bold;'>bold</span> &amp; \xC3\xBCn\xC3\xAF</font></body>")
         EVENT("<composing/>") "</message>",
     T, "hello <b>bold</b> &amp; \xC3\xBCn\xC3\xAF"},
    {"prpl-bonjour-with-form-feed",
     "<message type='chat'><body>a&#xc;b</body>" XHTML("<body/>")
         EVENT("<composing/>") "</message>",
     T, "a<br>b"},
    {"salut",
     "<message from=\"salut@peer3\" to=\"alice@peer1\" type=\"chat\"><body>hello</body>" XHTML_IM(
         "hello") "</message>",
     T, "hello"},
    {"gajim",
     "<message xmlns=\"jabber:client\" type=\"chat\" id=\"dKrFoY\" to=\"alice@peer1/local\">"
     "<body>..</body><origin-id xmlns=\"urn:xmpp:sid:0\" id=\"x\" />"
     "<request xmlns=\"urn:xmpp:receipts\" /><thread>t</thread></message>",
     T, ".."},
    {"gajim-receipt",
     "<message type=\"chat\" id='1'><received xmlns=\"urn:xmpp:receipts\" id=\"cs1\" /></message>",
     N, NULL},
    {"slimber", "<message from=\"slim@peer4/x\" id=\"m1\" type=\"chat\"><body>x</body></message>",
     T, "x"},
    {"slimber-chat-state",
     "<message type='chat'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>", N,
     NULL},
    {"kopete",
     "<message type='chat'><body>kopete initiates to bob</body>" XHTML(
         "<body><p>kopete initiates to bob</p></body>") EVENT("<composing />") "</message>",
     T, "kopete initiates to bob"},
    {"kopete-unescaped-tag", "<message type='chat'><body>a <b>c</b> d</body></message>", T,
     "a c d"},
    {"python-presence",
     "<message type='chat'><body>\necho a</body>" XHTML("<body>\necho a</body>") "</message>", T,
     "echo a"},
    {"schneeflocke", "<message to='bob@peer2'><body>flake initiates &lt;&amp;&gt;</body></message>",
     T, "flake initiates &lt;&amp;&gt;"},
    {"ichat",
     "<message to='bob' type='chat'><body>hi &lt;b&gt;</body>" XHTML(
         "<body ichatballooncolor=\"#7BB5EE\" ichattextcolor=\"#000000\"><font "
         "face=\"Helvetica\" ABSZ=\"12\" color=\"#000000\">hi &lt;b&gt;</font></body>")
         EVENT("<offline/><delivered/><displayed/><composing/>") "</message>",
     T,
     "<font color=\"#000000\"><font face=\"Helvetica\" size=\"3\" color=\"#000000\">hi "
     "&lt;b&gt;</font></font>"},
};

static const Case message_cases[] = {
    {"nothing", "<message/>", N, NULL},
    {"empty-body", "<message><body/></message>", N, NULL},
    {"empty-body-and-html", "<message><body/>" XHTML("<body> </body>") "</message>", N, NULL},
    {"blank-body", "<message><body>  </body></message>", T, "  "},
    {"first-body", "<message><body>a</body><body xml:lang='de'>b</body></message>", T, "a"},
    {"body-elsewhere", "<message><body xmlns='urn:x'>a</body></message>", N, NULL},
    {"only-html", "<message>" XHTML("<body>a<br/>b</body>") "</message>", T, "a<br>b"},
    {"empty-html", "<message><body>a</body>" XHTML("<body><font/></body>") "</message>", T, "a"},
    {"blank-html", "<message><body>a</body>" XHTML_IM(" \n <br/>") "</message>", T, "a"},
    {"no-html-body", "<message><body>a</body>" XHTML("") "</message>", T, "a"},
    {"html-of-script-only", "<message><body>a</body>" XHTML_IM("<script>x</script>") "</message>",
     T, "a"},
    {"html-elsewhere", "<message><body>a</body><html xmlns='urn:x'><body>b</body></html></message>",
     T, "a"},
    {"both-htmls",
     "<message><body>a</body>" XHTML("<body>b</body>") XHTML_IM("<b>c</b>") "</message>", T,
     "<b>c</b>"},
    {"html-like-body", "<message><body>a &lt; b &amp;&amp; c &lt;b&gt;x&lt;/b&gt;</body></message>",
     T, "a &lt; b &amp;&amp; c &lt;b&gt;x&lt;/b&gt;"},
    {"escaped-twice-by-its-author", "<message><body>&amp;amp;lt;</body></message>", T,
     "&amp;amp;lt;"},
    {"lines", "<message><body>a\r\nb\n\nc</body></message>", T, "a<br>b<br><br>c"},
    {"unknown-type", "<message type='shout'><body>a</body></message>", T, "a"},
    {"type-headline", "<message type='headline'><body>a</body></message>", T, "a"},

    {"typing-started",
     "<message type='chat'><body/>" XHTML("<body><font/></body>")
         EVENT("<composing/><id/>") "</message>",
     N, NULL},
    {"typing-with-text",
     "<message type='chat'><body>Hel</body>" XHTML("<body>Hel</body>")
         EVENT("<composing/><id>iChat_1</id>") "</message>",
     N, NULL},
    {"typing-stopped", "<message type='chat'>" EVENT("<id/>") "</message>", N, NULL},
    {"typed", "<message type='chat'><body>Hello</body>" EVENT("<composing/>") "</message>", T,
     "Hello"},
    {"id-elsewhere", "<message><body>a</body><x xmlns='urn:x'><id/></x></message>", T, "a"},

    {"error",
     "<message type='error'><body>my words</body><error type='cancel'><service-unavailable" ERROR_NS
     "/></error></message>",
     E, "service-unavailable"},
    {"error-with-text",
     "<message type='error'><error type='cancel'><text" ERROR_NS "> No &lt;b&gt; here "
     "</text><gone" ERROR_NS "/></error></message>",
     E, "No &lt;b&gt; here"},
    {"error-with-empty-text",
     "<message type='error'><error><text" ERROR_NS "/><gone" ERROR_NS ">x</gone></error></message>",
     E, "gone"},
    {"error-of-old", "<message type='error'><error code='404'>Not Found</error></message>", E,
     "Not Found"},
    {"error-with-nothing", "<message type='error'><body>my words</body></message>", E,
     "undefined-condition"},
    {"error-of-its-own", "<message type='error'><error><x xmlns='urn:x'/></error></message>", E,
     "undefined-condition"},
    {"error-with-typing", "<message type='error'>" EVENT("<id/>") "</message>", E,
     "undefined-condition"},
};

static void
test_case(gconstpointer data)
{
  const Case *c = data;
  g_autoptr(LlXmlNode) node = receive(c->stanza);
  g_autoptr(LlMessage) message = ll_message_from_node(node);
  g_assert_cmpint(message->kind, ==, c->kind);
  g_assert_cmpstr(message->html, ==, c->html);
  g_assert_cmpstr(message->id, ==, ll_xml_node_get(node, "id"));
  g_assert_cmpint(message->sent, ==, 0);
}

static void
test_delay(void)
{
  static const struct {
    const char *stamp;
    gint64 sent;
  } stamps[] = {{"2002-09-10T23:08:25Z", 1031699305},
                {"2002-09-10T23:08:25.5+02:00", 1031692105},
                {"2002-09-10T23:08:25", 0},
                {"1931-09-10T23:08:25Z", 0},
                {"", 0},
                {"yesterday", 0},
                {"2002-13-10T23:08:25Z", 0}};
  for (guint i = 0; i < G_N_ELEMENTS(stamps); i++) {
    g_autofree char *stanza =
        g_strdup_printf("<message id='m7'><body>a</body><delay xmlns='urn:xmpp:delay' "
                        "stamp='%s'/></message>",
                        stamps[i].stamp);
    g_autoptr(LlXmlNode) node = receive(stanza);
    g_autoptr(LlMessage) message = ll_message_from_node(node);
    g_assert_cmpint(message->sent, ==, stamps[i].sent);
    g_assert_cmpstr(message->id, ==, "m7");
  }
  g_autoptr(LlXmlNode) node = receive("<message><delay xmlns='urn:xmpp:delay'/></message>");
  g_autoptr(LlMessage) message = ll_message_from_node(node);
  g_assert_cmpint(message->sent, ==, 0);
  ll_message_free(NULL);
}

static void
check_written(const LlXmlNode *node, const char *expected)
{
  g_autoptr(GString) out = g_string_new(NULL);
  ll_xml_write_node(out, node, LL_NS_CLIENT);
  g_assert_cmpstr(out->str, ==, expected);
}

static void
test_written(void)
{
  g_autoptr(LlXmlNode) formatted =
      ll_message_to_node("juliet@pronto", "o'romeo@forza", "m1", "a < b", "a &lt; <em>b</em>");
  check_written(formatted,
                "<message from=\"juliet@pronto\" to=\"o'romeo@forza\" type=\"chat\" id=\"m1\">"
                "<body>a &lt; b</body><html xmlns=\"http://www.w3.org/1999/xhtml\"><body><font>"
                "a &lt; <em>b</em></font></body></html>"
                "<x xmlns=\"jabber:x:event\"><composing/></x></message>");
  g_autoptr(LlXmlNode) plain = ll_message_to_node("a", "b", NULL, "x\n y", NULL);
  check_written(plain, "<message from=\"a\" to=\"b\" type=\"chat\"><body>x\n y</body>"
                       "<html xmlns=\"http://www.w3.org/1999/xhtml\"><body><font>x<br/> y</font>"
                       "</body></html><x xmlns=\"jabber:x:event\"><composing/></x></message>");
  g_autoptr(LlXmlNode) empty = ll_message_to_node("a", "b", NULL, "", "");
  check_written(empty, "<message from=\"a\" to=\"b\" type=\"chat\"><body/>"
                       "<x xmlns=\"jabber:x:event\"><composing/></x></message>");
}

/* From one screen to the other, escaped once on the way, by the formatted and by the plain text. */
static void
test_round_trip(void)
{
  g_autofree char *long_text = g_strnfill(60 * 1000, '&');
  const char *const texts[] = {
      "hello",
      "a < b && c",
      "<b>x</b>",
      "&amp;lt; &#60; <![CDATA[x]]>",
      "\"it's\"",
      "a\nb\n\nc\n",
      "\n\nlate",
      "  indented\n\tand  double",
      "a\fb",
      " ",
      "\xF0\x9F\x98\x80 \xC3\xBC \xE2\x80\xAE",
      "]]>",
      "\x01\x1B[0m",
      "x\r\ny",
      long_text,
  };
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(LlXmlNode) sent = ll_message_to_node("a", "b", "1", texts[i], NULL);
    g_autoptr(GString) bytes = g_string_new(NULL);
    ll_xml_write_node(bytes, sent, LL_NS_CLIENT);

    g_autoptr(LlXmlNode) node = receive(bytes->str);
    g_autoptr(LlMessage) message = ll_message_from_node(node);
    g_autofree char *body = ll_xml_node_text(ll_xml_node_child(sent, "body", NULL));
    g_autofree char *expected = ll_markup_from_plain(body);
    g_assert_cmpint(message->kind, ==, LL_MESSAGE_TEXT);
    g_assert_cmpstr(message->html, ==, expected);

    g_autoptr(LlXmlNode) bare = ll_xml_node_new("message", LL_NS_CLIENT);
    ll_xml_node_add_text(ll_xml_node_add(bare, "body", NULL), texts[i], -1);
    g_string_truncate(bytes, 0);
    ll_xml_write_node(bytes, bare, LL_NS_CLIENT);
    g_autoptr(LlXmlNode) bare_node = receive(bytes->str);
    g_autoptr(LlMessage) bare_message = ll_message_from_node(bare_node);
    g_assert_cmpstr(bare_message->html, ==, expected);
  }
}

static void
add_cases(const char *group, const Case *cases, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_autofree char *path = g_strdup_printf("/stanza/%s/%s", group, cases[i].name);
    g_test_add_data_func(path, &cases[i], test_case);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add_cases("peer", peer_cases, G_N_ELEMENTS(peer_cases));
  add_cases("message", message_cases, G_N_ELEMENTS(message_cases));
  g_test_add_func("/stanza/delay", test_delay);
  g_test_add_func("/stanza/written", test_written);
  g_test_add_func("/stanza/round-trip", test_round_trip);
  return g_test_run();
}
