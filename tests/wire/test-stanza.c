/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/stanza.h"

#include <string.h>

#include "limits.h"
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
  g_autoptr(LlMessage) message = ll_message_from_node(node, NULL);
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
    g_autoptr(LlMessage) message = ll_message_from_node(node, NULL);
    g_assert_cmpint(message->sent, ==, stamps[i].sent);
    g_assert_cmpstr(message->id, ==, "m7");
  }
  g_autoptr(LlXmlNode) node = receive("<message><delay xmlns='urn:xmpp:delay'/></message>");
  g_autoptr(LlMessage) message = ll_message_from_node(node, NULL);
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
check_speech(const LlSpeech *speech, const char *expected)
{
  g_autoptr(GString) out = g_string_new("|");
  ll_message_write(out, speech);
  g_assert_cmpstr(out->str + 1, ==, expected);
}

static void
test_written(void)
{
  LlSpeech formatted = {.from = "juliet@pronto",
                        .to = "o'romeo@forza",
                        .id = 0xA1,
                        .plain = "a < b",
                        .xhtml = "a &lt; <em>b</em>"};
  check_speech(&formatted,
               "<message from=\"juliet@pronto\" to=\"o'romeo@forza\" type=\"chat\" id=\"a1\">"
               "<body>a &lt; b</body><html xmlns=\"http://www.w3.org/1999/xhtml\"><body><font>"
               "a &lt; <i>b</i></font></body></html>"
               "<x xmlns=\"jabber:x:event\"><composing/></x></message>");
  formatted.thread = "t<1>";
  formatted.is_xhtml_im = formatted.has_state = formatted.asks_receipt = TRUE;
  formatted.written = 86400;
  check_speech(&formatted,
               "<message from=\"juliet@pronto\" to=\"o'romeo@forza\" type=\"chat\" id=\"a1\">"
               "<body>a &lt; b</body><html xmlns=\"http://jabber.org/protocol/xhtml-im\"><body "
               "xmlns=\"http://www.w3.org/1999/xhtml\">a &lt; "
               "<span style=\"font-style: italic\">b</span></body></html>"
               "<thread>t&lt;1&gt;</thread>"
               "<active xmlns=\"http://jabber.org/protocol/chatstates\"/>"
               "<request xmlns=\"urn:xmpp:receipts\"/>"
               "<delay xmlns=\"urn:xmpp:delay\" stamp=\"1970-01-02T00:00:00Z\"/></message>");
  check_speech(&(LlSpeech){.from = "a", .to = "b", .plain = "x\n y"},
               "<message from=\"a\" to=\"b\" type=\"chat\"><body>x\n y</body>"
               "<html xmlns=\"http://www.w3.org/1999/xhtml\"><body><font>x<br/> y</font>"
               "</body></html><x xmlns=\"jabber:x:event\"><composing/></x></message>");
  check_speech(&(LlSpeech){.from = "a", .to = "b", .plain = "", .xhtml = ""},
               "<message from=\"a\" to=\"b\" type=\"chat\"><body></body>"
               "<x xmlns=\"jabber:x:event\"><composing/></x></message>");
  /* What has no looks is the body alone. */
  check_speech(&(LlSpeech){.from = "a", .to = "b", .plain = "x", .xhtml = "x", .is_xhtml_im = TRUE},
               "<message from=\"a\" to=\"b\" type=\"chat\"><body>x</body>"
               "<x xmlns=\"jabber:x:event\"><composing/></x></message>");
  /* What XML cannot hold. */
  check_speech(
      &(LlSpeech){.from = "a\x01",
                  .to = "<b>",
                  .id = G_MAXUINT64,
                  .plain = "\x02\xFF&",
                  .thread = "\x03",
                  .is_xhtml_im = TRUE,
                  .has_state = TRUE},
      "<message from=\"a\xEF\xBF\xBD\" to=\"&lt;b&gt;\" type=\"chat\" id=\"ffffffffffffffff\">"
      "<body>\xEF\xBF\xBD\xEF\xBF\xBD&amp;</body><thread>\xEF\xBF\xBD</thread>"
      "<active xmlns=\"http://jabber.org/protocol/chatstates\"/></message>");
}

#define HEAD(type) "<message from=\"a\" to=\"b\" type=\"" type "\">"

static void
test_notices_written(void)
{
  g_autoptr(LlXmlNode) composing =
      ll_message_state("a", "b", LL_CHAT_STATE_COMPOSING, LL_CHAT_NOTATION_STATES, "m1");
  check_written(composing,
                HEAD("chat") "<composing xmlns=\"http://jabber.org/protocol/chatstates\"/>"
                             "</message>");
  g_autoptr(LlXmlNode) typing =
      ll_message_state("a", "b", LL_CHAT_STATE_COMPOSING, LL_CHAT_NOTATION_EVENTS, "m1");
  check_written(typing, HEAD("chat") "<body/><x xmlns=\"jabber:x:event\"><composing/>"
                                     "<id>m1</id></x></message>");
  g_autoptr(LlXmlNode) stopped =
      ll_message_state("a", "b", LL_CHAT_STATE_PAUSED, LL_CHAT_NOTATION_EVENTS, NULL);
  check_written(stopped, HEAD("chat") "<x xmlns=\"jabber:x:event\"><id/></x></message>");
  g_autoptr(LlXmlNode) receipt = ll_message_receipt("a", "b", "m<1>");
  check_written(receipt, HEAD("chat") "<received xmlns=\"urn:xmpp:receipts\" id=\"m&lt;1&gt;\"/>"
                                      "</message>");
  g_autoptr(LlXmlNode) attention = ll_message_attention("a", "b");
  check_written(attention,
                HEAD("headline") "<attention xmlns=\"urn:xmpp:attention:0\"/></message>");
}

/* What else a message says, a letter for each thing: of states the first, large in the words of
 * XEP-0085, small in iChat's. */
static char *
flags_of(const LlMessage *message)
{
  static const char letters[] = "-ACPIG";
  char state = letters[message->state];
  g_assert_cmpint(message->state == LL_CHAT_STATE_NONE, ==,
                  message->notation == LL_CHAT_NOTATION_NONE);
  return g_strdup_printf(
      "%c%s%s%s", message->notation == LL_CHAT_NOTATION_EVENTS ? g_ascii_tolower(state) : state,
      message->asks_events ? "e" : "", message->asks_receipt ? "r" : "",
      message->is_attention ? "!" : "");
}

#define STATE(name)  "<" name " xmlns='http://jabber.org/protocol/chatstates'/>"
#define RECEIPT      "<request xmlns='urn:xmpp:receipts'/>"
#define ATTENTION    "<attention xmlns='urn:xmpp:attention:0'/>"
#define DELAY        "<delay xmlns='urn:xmpp:delay' stamp='2002-09-10T23:08:25Z'/>"
#define BODY         "<body>a</body>"
#define STANZA_ERROR "<error type='cancel'><gone" ERROR_NS "/></error>"

static const struct {
  const char *stanza;
  LlMessageKind kind;
  const char *flags;
} notices[] = {
    {"<message>" BODY "</message>", T, "-"},
    {"<message>" BODY STATE("active") "</message>", T, "A"},
    {"<message>" STATE("composing") "</message>", N, "C"},
    {"<message>" STATE("paused") "</message>", N, "P"},
    {"<message>" STATE("inactive") "</message>", N, "I"},
    {"<message>" STATE("gone") "</message>", N, "G"},
    {"<message>" STATE("dancing") "</message>", N, "-"},
    {"<message><composing/></message>", N, "-"},
    {"<message>" BODY EVENT("<composing/>") "</message>", T, "-e"},
    {"<message>" BODY EVENT("<offline/><delivered/><displayed/><composing/>") "</message>", T,
     "-e"},
    {"<message>" BODY EVENT("<displayed/>") "</message>", T, "-"},
    {"<message>" BODY EVENT("<composing/><id>x</id>") "</message>", N, "c"},
    {"<message>" EVENT("<id/>") "</message>", N, "a"},
    {"<message>" EVENT(" <id/> ") "</message>", N, "a"},
    {"<message>" EVENT("<displayed/><id>x</id>") "</message>", N, "-"},
    {"<message>" EVENT("") "</message>", N, "-"},
    {"<message>" BODY EVENT("<composing/>") STATE("active") "</message>", T, "Ae"},
    {"<message id='1'>" BODY RECEIPT "</message>", T, "-r"},
    {"<message>" BODY RECEIPT "</message>", T, "-"},
    {"<message id=''>" BODY RECEIPT "</message>", T, "-"},
    {"<message id='1'>" RECEIPT "</message>", N, "-"},
    {"<message id='1'><subject>a</subject>" RECEIPT "</message>", T, "-r"},
    {"<message id='1' type='error'>" BODY RECEIPT ATTENTION STATE("active") STANZA_ERROR
     "</message>",
     E, "-"},
    {"<message type='headline'>" ATTENTION "</message>", N, "-!"},
    {"<message>" BODY ATTENTION "</message>", T, "-!"},
    {"<message>" ATTENTION DELAY "</message>", N, "-"},
    {"<message>" STATE("composing") DELAY "</message>", N, "-"},
};

static void
test_notices(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(notices); i++) {
    g_autoptr(LlXmlNode) node = receive(notices[i].stanza);
    g_autoptr(LlMessage) message = ll_message_from_node(node, NULL);
    g_autofree char *flags = flags_of(message);
    g_test_message("%s", notices[i].stanza);
    g_assert_cmpstr(flags, ==, notices[i].flags);
    g_assert_cmpint(message->kind, ==, notices[i].kind);
  }
}

static void
check_ids(const char *stanza, const char *received, const char *corrects, const char *thread)
{
  g_autoptr(LlXmlNode) node = receive(stanza);
  g_autoptr(LlMessage) message = ll_message_from_node(node, NULL);
  g_assert_cmpstr(message->received, ==, received);
  g_assert_cmpstr(message->corrects, ==, corrects);
  g_assert_cmpstr(message->thread, ==, thread);
}

static void
test_ids(void)
{
  g_autofree char *long_id = g_strnfill(LL_MESSAGE_ID_MAX, 'x');
  g_autofree char *longest =
      g_strdup_printf("<message>" BODY "<thread>%s</thread></message>", long_id);
  g_autofree char *longer =
      g_strdup_printf("<message>" BODY "<thread>%sx</thread></message>", long_id);
  check_ids("<message><received xmlns='urn:xmpp:receipts' id='m1'/></message>", "m1", NULL, NULL);
  check_ids("<message><received xmlns='urn:xmpp:receipts'/></message>", NULL, NULL, NULL);
  check_ids("<message><received xmlns='urn:x' id='m1'/></message>", NULL, NULL, NULL);
  check_ids("<message>" BODY "<replace xmlns='urn:xmpp:message-correct:0' id='m1'/></message>",
            NULL, "m1", NULL);
  check_ids("<message><replace xmlns='urn:xmpp:message-correct:0' id='m1'/></message>", NULL, NULL,
            NULL);
  check_ids("<message>" BODY "<thread>t1</thread></message>", NULL, NULL, "t1");
  check_ids("<message>" BODY "<thread/></message>", NULL, NULL, NULL);
  check_ids(longest, NULL, NULL, long_id);
  check_ids(longer, NULL, NULL, NULL);
  check_ids("<message type='error'>" BODY "<thread>t</thread><replace id='x' "
            "xmlns='urn:xmpp:message-correct:0'/><received xmlns='urn:xmpp:receipts' id='m1'/>"
            "</message>",
            NULL, NULL, NULL);
}

static const struct {
  const char *stanza;
  const char *subject;
  const char *html;
} subjects[] = {
    {"<message><subject>Ball &lt;tonight&gt;</subject><body>a</body></message>", "Ball <tonight>",
     "a"},
    {"<message><subject>Ball</subject></message>", "Ball", ""},
    {"<message><subject> \n </subject></message>", NULL, NULL},
    {"<message><subject> a\nb </subject><body>c</body></message>", "a b", "c"},
    {"<message><subject xmlns='urn:x'>a</subject></message>", NULL, NULL},
    {"<message><subject xml:lang='en'>a</subject><subject xml:lang='de'>b</subject></message>", "b",
     ""},
};

static void
test_subject(void)
{
  static const char *const german[] = {"de", NULL};
  for (guint i = 0; i < G_N_ELEMENTS(subjects); i++) {
    g_autoptr(LlXmlNode) node = receive(subjects[i].stanza);
    g_autoptr(LlMessage) message = ll_message_from_node(node, german);
    g_assert_cmpstr(message->subject, ==, subjects[i].subject);
    g_assert_cmpstr(message->html, ==, subjects[i].html);
    g_assert_cmpint(message->kind, ==, subjects[i].html != NULL ? T : N);
  }
  g_autofree char *text = g_strnfill(LL_SUBJECT_MAX + 1, 'x');
  g_autofree char *stanza = g_strdup_printf("<message><subject>%s</subject></message>", text);
  g_autoptr(LlXmlNode) node = receive(stanza);
  g_autoptr(LlMessage) message = ll_message_from_node(node, NULL);
  g_assert_cmpuint(strlen(message->subject), ==, LL_SUBJECT_MAX);
  memset(strstr(stanza, "xx") + LL_SUBJECT_MAX - 2, ' ', 2);
  g_autoptr(LlXmlNode) blank = receive(stanza);
  g_autoptr(LlMessage) cut = ll_message_from_node(blank, NULL);
  g_assert_cmpuint(strlen(cut->subject), ==, LL_SUBJECT_MAX - 2);
}

#define GERMAN_AND_ENGLISH "<body xml:lang='en'>e</body><body xml:lang='de'>d</body>"

/* As one reads who prefers German, then French. */
static const struct {
  const char *stanza;
  const char *html;
} languages[] = {
    {"<message>" GERMAN_AND_ENGLISH "</message>", "d"},
    {"<message><body>x</body>" GERMAN_AND_ENGLISH "</message>", "d"},
    {"<message><body>x</body><body xml:lang='en'>e</body></message>", "x"},
    {"<message><body xml:lang='en'>e</body><body>x</body></message>", "x"},
    {"<message><body xml:lang='en'>e</body><body xml:lang='it'>i</body></message>", "e"},
    {"<message><body xml:lang='fr'>f</body><body xml:lang='de-CH'>c</body></message>", "c"},
    {"<message xml:lang='de'><body>x</body><body xml:lang='en'>e</body></message>", "x"},
    {"<message xml:lang='en'><body>x</body><body xml:lang='de'>d</body></message>", "d"},
    {"<message><body>x</body><body lang='de'>d</body></message>", "x"},
    {"<message>" GERMAN_AND_ENGLISH "<html xmlns='http://jabber.org/protocol/xhtml-im'>"
     "<body xml:lang='en'><b>e</b></body><body xml:lang='de'><b>d</b></body></html></message>",
     "<b>d</b>"},
    {"<message>" GERMAN_AND_ENGLISH "<html xmlns='http://jabber.org/protocol/xhtml-im'>"
     "<body xml:lang='en'><b>e</b></body></html></message>",
     "d"},
    {"<message><body>x</body>" XHTML("<body><b>x</b></body>") "</message>", "<b>x</b>"},
    {"<message xml:lang='de'><body>x</body>" XHTML("<body><b>x</b></body>") "</message>",
     "<b>x</b>"},
};

static void
test_languages(void)
{
  static const char *const german[] = {"de_DE.UTF-8", "de_DE", "de", "fr", "C", NULL};
  for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
    g_autoptr(LlXmlNode) node = receive(languages[i].stanza);
    g_autoptr(LlMessage) message = ll_message_from_node(node, german);
    g_test_message("%s", languages[i].stanza);
    g_assert_cmpstr(message->html, ==, languages[i].html);
  }
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
    g_autoptr(GString) bytes = g_string_new(NULL);
    ll_message_write(bytes, &(LlSpeech){.from = "a", .to = "b", .id = 1, .plain = texts[i]});

    g_autoptr(LlXmlNode) node = receive(bytes->str);
    g_autoptr(LlMessage) message = ll_message_from_node(node, NULL);
    g_autofree char *body = ll_xml_node_text(ll_xml_node_child(node, "body", NULL));
    g_autofree char *expected = ll_markup_from_plain(body);
    g_assert_cmpint(message->kind, ==, LL_MESSAGE_TEXT);
    g_assert_cmpstr(message->html, ==, expected);

    g_autoptr(LlXmlNode) bare = ll_xml_node_new("message", LL_NS_CLIENT);
    ll_xml_node_add_text(ll_xml_node_add(bare, "body", NULL), texts[i], -1);
    g_string_truncate(bytes, 0);
    ll_xml_write_node(bytes, bare, LL_NS_CLIENT);
    g_autoptr(LlXmlNode) bare_node = receive(bytes->str);
    g_autoptr(LlMessage) bare_message = ll_message_from_node(bare_node, NULL);
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
  g_test_add_func("/stanza/notices-written", test_notices_written);
  g_test_add_func("/stanza/notices", test_notices);
  g_test_add_func("/stanza/ids", test_ids);
  g_test_add_func("/stanza/subject", test_subject);
  g_test_add_func("/stanza/languages", test_languages);
  g_test_add_func("/stanza/round-trip", test_round_trip);
  return g_test_run();
}
