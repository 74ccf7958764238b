/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/xml-reader.h"

#include <string.h>

#include "limits.h"
#include "wire/namespaces.h"
#include "wire/xml-writer.h"

#define HEADER                                                                                     \
  "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
#define H     "header <stream:stream/>\n"
#define CLOSE "</stream:stream>"

/* What the reader makes of its bytes, one line for each event. */
static char *
transcript(LlXmlReader *reader)
{
  static const char *const names[] = {
      [LL_XML_EVENT_NONE] = "",
      [LL_XML_EVENT_HEADER] = "header ",
      [LL_XML_EVENT_STANZA] = "stanza ",
      [LL_XML_EVENT_CLOSE] = "close",
  };
  GString *lines = g_string_new(NULL);
  LlXmlEvent event;
  do {
    g_autoptr(LlXmlNode) node = NULL;
    event = ll_xml_reader_pop(reader, &node);
    const GError *error = ll_xml_reader_error(reader);
    g_assert_true(event != LL_XML_EVENT_ERROR || error->domain == LL_XML_ERROR);
    g_string_append(lines, event == LL_XML_EVENT_ERROR ? ll_xml_error_condition(error->code)
                                                       : names[event]);
    if (node != NULL)
      ll_xml_write_node(lines, node, LL_NS_CLIENT);
    if (event != LL_XML_EVENT_NONE)
      g_string_append_c(lines, '\n');
  } while (event != LL_XML_EVENT_NONE);
  return g_string_free(lines, FALSE);
}

static char *
read_in_pieces(const char *bytes, gsize length, gsize piece)
{
  g_autoptr(LlXmlReader) reader = ll_xml_reader_new();
  for (gsize at = 0; at < length; at += piece)
    ll_xml_reader_push(reader, bytes + at, MIN(piece, length - at));
  return transcript(reader);
}

static char *
read_in_two(const char *bytes, gsize length, gsize cut)
{
  g_autoptr(LlXmlReader) reader = ll_xml_reader_new();
  ll_xml_reader_push(reader, bytes, cut);
  g_autofree char *first = transcript(reader);
  ll_xml_reader_push(reader, bytes + cut, length - cut);
  g_autofree char *second = transcript(reader);
  return g_strconcat(first, second, NULL);
}

/* However the bytes come, they say the same. */
static void
check_bytes(const char *bytes, gsize length, const char *expected)
{
  g_autofree char *at_once = read_in_pieces(bytes, length, MAX(length, 1));
  g_assert_cmpstr(at_once, ==, expected);
  for (gsize piece = 1; piece <= 5; piece++) {
    g_autofree char *in_pieces = read_in_pieces(bytes, length, piece);
    g_assert_cmpstr(in_pieces, ==, expected);
  }
  for (gsize cut = 0; cut <= length && length < 2000; cut++) {
    g_autofree char *in_two = read_in_two(bytes, length, cut);
    g_assert_cmpstr(in_two, ==, expected);
  }
}

typedef struct {
  const char *name;
  const char *input;
  const char *expected;
} Case;

/* As each program sends them. */
static const Case peer_cases[] = {
    {"prpl-bonjour",
     "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<stream:stream xmlns=\"jabber:client\" "
     "xmlns:stream=\"http://etherx.jabber.org/streams\" from=\"alice@peer1\" to=\"bob@peer2\">"
     "<message to='bob@peer2' from='alice@peer1' type='chat'><body>hello bold &amp; \xC3\xBCn\xC3"
     "\xAF</body><html xmlns='http://www.w3.org/1999/xhtml'><body><font>hello <span "
     "style='font-weight: bold;'>bold</span> &amp; x</font></body></html><x xmlns='jabber:x:event'>"
     "<composing/></x></message></stream:stream>",
     "header <stream:stream from=\"alice@peer1\" to=\"bob@peer2\"/>\n"
     "stanza <message to=\"bob@peer2\" from=\"alice@peer1\" type=\"chat\"><body>hello bold &amp; "
     "\xC3\xBCn\xC3\xAF</body><html xmlns=\"http://www.w3.org/1999/xhtml\"><body><font>hello <span "
     "style=\"font-weight: bold;\">bold</span> &amp; x</font></body></html>"
     "<x xmlns=\"jabber:x:event\"><composing/></x></message>\n"
     "close\n"},
    {"salut",
     "<?xml version='1.0' encoding='UTF-8'?>\n<stream:stream xmlns='jabber:client' "
     "xmlns:stream='http://etherx.jabber.org/streams' to=\"bob@peer2\" from=\"\" version=\"1.0\">\n"
     "<stream:features/>",
     "header <stream:stream to=\"bob@peer2\" from=\"\" version=\"1.0\"/>\n"
     "stanza <stream:features/>\n"},
    {"gajim",
     "<?xml version='1.0'?><stream:stream xmlns=\"jabber:client\" version=\"1.0\" "
     "xmlns:stream=\"http://etherx.jabber.org/streams\" from=\"gaj@peer3\" to=\"alice@peer1\" >"
     "<message xmlns=\"jabber:client\" type=\"chat\" id=\"dKrFoY\"><body>x</body>"
     "<origin-id xmlns=\"urn:xmpp:sid:0\" id=\"dKrFoY\" /></message>",
     "header <stream:stream version=\"1.0\" from=\"gaj@peer3\" to=\"alice@peer1\"/>\n"
     "stanza <message type=\"chat\" id=\"dKrFoY\"><body>x</body>"
     "<origin-id xmlns=\"urn:xmpp:sid:0\" id=\"dKrFoY\"/></message>\n"},
    {"kopete-well-formed",
     "<?xml version='1.0' encoding='UTF-8' ?>\n" HEADER "<message type='chat'><body>kopete</body>"
     "<html xmlns='http://www.w3.org/1999/xhtml'><body><p>kopete</p></body></html></message>",
     H "stanza <message type=\"chat\"><body>kopete</body><html "
       "xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>kopete</p></body></html></message>\n"},
    {"kopete-unescaped",
     HEADER "<message><body>one</body></message><message><body>a < b & c</body></message>",
     H "stanza <message><body>one</body></message>\nnot-well-formed\n"},
    {"ahoy",
     "<stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='jabber:client' "
     "xml:lang='en' version='1.0' > \n <message to='bob@peer2' type='chat'><body>ahoy</body>"
     "</message>\n  ",
     "header <stream:stream xml:lang=\"en\" version=\"1.0\"/>\n"
     "stanza <message to=\"bob@peer2\" type=\"chat\"><body>ahoy</body></message>\n"},
};

static const Case stream_cases[] = {
    {"nothing", "", ""},
    {"header", HEADER, H},
    {"header-and-close", HEADER CLOSE, H "close\n"},
    {"header-that-closes", "<s:stream xmlns:s='http://etherx.jabber.org/streams'/><message/>",
     H "close\n"},
    {"another-prefix",
     "<foo:stream xmlns='jabber:client' xmlns:foo='http://etherx.jabber.org/streams'><iq/>",
     H "stanza <iq/>\n"},
    {"no-attributes-at-all",
     "<s:stream xmlns:s='http://etherx.jabber.org/streams'><message><body>x</body></message>",
     H "stanza <message><body>x</body></message>\n"},
    {"no-namespace-as-default",
     "<s:stream xmlns='' xmlns:s='http://etherx.jabber.org/streams'><iq/>", H "stanza <iq/>\n"},
    {"stream-namespace-as-default",
     "<stream xmlns='http://etherx.jabber.org/streams'><message xmlns='jabber:client'/>"
     "<features/></stream>",
     H "stanza <message/>\nstanza <stream:features/>\nclose\n"},
    {"client-namespace-by-prefix",
     "<s:stream xmlns:s='http://etherx.jabber.org/streams' xmlns:c='jabber:client'>"
     "<c:iq><c:q/></c:iq>",
     H "stanza <iq><q/></iq>\n"},
    {"namespace-with-blanks",
     "<stream:stream xmlns=' jabber:client ' xmlns:stream=' http://etherx.jabber.org/streams '>"
     "<iq xmlns='\njabber:client\t'><q xmlns=' urn:x'/></iq>",
     H "stanza <iq><q xmlns=\"urn:x\"/></iq>\n"},
    {"namespace-that-is-no-uri", HEADER "<message><x xmlns='%'/><y xmlns='relative'/></message>",
     H "stanza <message><x xmlns=\"%\"/><y xmlns=\"relative\"/></message>\n"},
    {"namespace-of-blanks", HEADER "<message><x xmlns=' '/><y p:z='1' xmlns:p=' \n'/></message>",
     H "stanza <message><x xmlns=\"\"/><y z=\"1\"/></message>\n"},
    {"no-namespace", HEADER "<message><x xmlns=''/></message>",
     H "stanza <message><x xmlns=\"\"/></message>\n"},
    {"vcard-temp", HEADER "<iq><vCard xmlns='vcard-temp'><FN>\xC3\x89</FN></vCard></iq>",
     H "stanza <iq><vCard xmlns=\"vcard-temp\"><FN>\xC3\x89</FN></vCard></iq>\n"},
    {"byte-order-mark", "\xEF\xBB\xBF<?xml version='1.0'?>" HEADER, H},
    {"blanks-before-the-header", " \r\n\t<?xml version='1.0'?> \n" HEADER, H},
    {"keep-alives", HEADER " <iq/>\n\n<iq/>\t \r\n <iq/> " CLOSE " ",
     H "stanza <iq/>\nstanza <iq/>\nstanza <iq/>\nclose\n"},
    {"stray-text", HEADER "hello<iq/>a &amp; &#98; > <![CDATA[<iq/>]]>]]><iq/>bye" CLOSE,
     H "stanza <iq/>\nstanza <iq/>\nclose\n"},
    {"everything-behind-the-close", HEADER CLOSE "<iq/><!-- & <a \xFF", H "close\n"},
    {"unknown-first-level", HEADER "<foo xmlns='urn:foo'/>", H "stanza <foo xmlns=\"urn:foo\"/>\n"},
    {"stanzas-then-error", HEADER "<iq id='1'/><iq id='2'></message><iq id='3'/>",
     H "stanza <iq id=\"1\"/>\nnot-well-formed\n"},
    {"stanza-then-half-a-stanza", HEADER "<iq id='1'/><iq id='2'><a>", H "stanza <iq id=\"1\"/>\n"},
};

static const Case content_cases[] = {
    {"blank-body", HEADER "<message><body>  \n\t </body></message>",
     H "stanza <message><body>  \n\t </body></message>\n"},
    {"blanks-between-elements", HEADER "<a> <b/>\n</a>", H "stanza <a> <b/>\n</a>\n"},
    {"escaped-once", HEADER "<a b='&amp;lt; &lt;&#38;&quot;&apos;'>&amp;lt; &lt;&gt;&#x26;</a>",
     H "stanza <a b=\"&amp;lt; &lt;&amp;&quot;'\">&amp;lt; &lt;&gt;&amp;</a>\n"},
    {"cdata", HEADER "<a>x<![CDATA[<b>&amp;]]]]>y<![CDATA[]]></a>",
     H "stanza <a>x&lt;b&gt;&amp;amp;]]y</a>\n"},
    {"greater-than", HEADER "<a b='x>y/>'>x > y</a>",
     H "stanza <a b=\"x&gt;y/&gt;\">x &gt; y</a>\n"},
    {"quotes", HEADER "<a b=\"it's\" c='\"x\"'>\"'</a>",
     H "stanza <a b=\"it's\" c=\"&quot;x&quot;\">\"'</a>\n"},
    {"line-ends", HEADER "<a b='x\r\ny'>1\r\n2\r3&#13;4</a>",
     H "stanza <a b=\"x y\">1\n2\n3&#13;4</a>\n"},
    {"attributes-in-namespaces", HEADER "<a xml:lang='de' lang='x' p:b='1' b='2' xmlns:p='urn:p'/>",
     H "stanza <a xml:lang=\"de\" lang=\"x\" xmlns:a2=\"urn:p\" a2:b=\"1\" b=\"2\"/>\n"},
    {"emoji", HEADER "<a b='\xF0\x9F\x90\xA7'>\xF0\x9F\x98\x80&#x1F600;</a>",
     H "stanza <a b=\"\xF0\x9F\x90\xA7\">\xF0\x9F\x98\x80\xF0\x9F\x98\x80</a>\n"},
    {"non-characters", HEADER "<a>\xEF\xB7\xAF\xEF\xBF\xBE\xEF\xBF\xBF|&#xFDEF;&#xFFFE;</a>",
     H "stanza <a>\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|\xEF\xBF\xBD\xEF\xBF\xBD</a>\n"},
    {"fullwidth", HEADER "<a>\xEF\xBC\xA1\xEF\xBF\xBD\xEF\xBD\x9E</a>",
     H "stanza <a>\xEF\xBC\xA1\xEF\xBF\xBD\xEF\xBD\x9E</a>\n"},
    {"pasted-form-feed", HEADER "<a b='1\f2&#xc;3'>1\f2&#xc;3\v4&#x0B;5</a>",
     H "stanza <a b=\"1 2 3\">1\n2\n3\n4\n5</a>\n"},
    {"control-characters",
     HEADER "<a b='\x01&#2;'>\x1B&#0;&#x1;&#xD800;&#x110000;&#x100000041;<b/>\x08</a>",
     H "stanza <a b=\"\xEF\xBF\xBD\xEF\xBF\xBD\">\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
       "\xEF\xBF\xBD\xEF\xBF\xBD<b/>\xEF\xBF\xBD</a>\n"},
    {"empty-elements", HEADER "<a><b></b><c/><d ></d ></a>", H "stanza <a><b/><c/><d/></a>\n"},
};

static const Case error_cases[] = {
    {"mismatch", HEADER "<a><b></a>", H "not-well-formed\n"},
    {"end-of-another", HEADER "</foo>", H "not-well-formed\n"},
    {"end-first", "</stream:stream>", "not-well-formed\n"},
    {"text-first", "GET / HTTP/1.1\r\n\r\n", "not-well-formed\n"},
    {"cdata-first", "<![CDATA[x]]>" HEADER, "not-well-formed\n"},
    {"no-root-stream", "<message/>", "bad-format\n"},
    {"unprefixed-stream", "<stream>", "invalid-namespace\n"},
    {"stream-elsewhere", "<stream:stream xmlns:stream='urn:x'>", "invalid-namespace\n"},
    {"server-namespace",
     "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams'>",
     "invalid-namespace\n"},
    {"undeclared-prefix-of-root", "<stream:stream xmlns='jabber:client'>", "not-well-formed\n"},
    {"undeclared-prefix", HEADER "<a><p:b/></a>", H "not-well-formed\n"},
    {"undeclared-prefix-of-attribute", HEADER "<a p:b='x'/>", H "not-well-formed\n"},
    {"two-colons", HEADER "<stream:a:b/>", H "not-well-formed\n"},
    {"attribute-twice", HEADER "<a b='1' b='2'/>", H "not-well-formed\n"},
    {"attribute-twice-by-prefix", HEADER "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>",
     H "not-well-formed\n"},
    {"attribute-without-quotes", HEADER "<a b=1>", H "not-well-formed\n"},
    {"attribute-without-value", HEADER "<a b>", H "not-well-formed\n"},
    {"attribute-with-tag", HEADER "<a b='<'/>", H "not-well-formed\n"},
    {"tag-in-tag", HEADER "<a <b/>", H "not-well-formed\n"},
    {"slash-in-tag", HEADER "<a / b='1'>", H "not-well-formed\n"},
    {"no-name", HEADER "<>", H "not-well-formed\n"},
    {"blank-name", HEADER "< a/>", H "not-well-formed\n"},
    {"attribute-of-end-tag", HEADER "<a></a b='1'>", H "not-well-formed\n"},
    {"stray-ampersand", HEADER "<a>x & y</a>", H "not-well-formed\n"},
    {"empty-reference", HEADER "<a>&;</a>", H "not-well-formed\n"},
    {"empty-character", HEADER "<a>&#;</a>", H "not-well-formed\n"},
    {"empty-hex", HEADER "<a>&#x;</a>", H "not-well-formed\n"},
    {"bad-digits", HEADER "<a>&#1a;</a>", H "not-well-formed\n"},
    {"cdata-end-in-text", HEADER "<a>]]></a>", H "not-well-formed\n"},
    {"control-in-tag", HEADER "<a \x01/>", H "not-well-formed\n"},

    {"entity", HEADER "<a>&nbsp;</a>", H "restricted-xml\n"},
    {"entity-in-attribute", HEADER "<a b='&copy;'/>", H "restricted-xml\n"},
    {"entity-between", HEADER "&foo;<a/>", H "restricted-xml\n"},
    {"comment", HEADER "<a/><!-- x --><a/>", H "stanza <a/>\nrestricted-xml\n"},
    {"comment-in-stanza", HEADER "<a><!-- x --></a>", H "restricted-xml\n"},
    {"comment-first", "<!-- x -->" HEADER, "restricted-xml\n"},
    {"instruction", HEADER "<?php x?>", H "restricted-xml\n"},
    {"declaration-later", HEADER "<?xml version='1.0'?>", H "restricted-xml\n"},
    {"doctype", "<!DOCTYPE stream:stream SYSTEM 'http://x/'>" HEADER, "restricted-xml\n"},
    {"billion-laughs",
     "<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>" HEADER
     "<a>&b;</a>",
     "restricted-xml\n"},
    {"doctype-later", HEADER "<!DOCTYPE a>", H "restricted-xml\n"},

    {"utf-16", "<?xml version='1.0' encoding='UTF-16'?>" HEADER, "unsupported-encoding\n"},
    {"ill-formed", HEADER "<a>\xFC</a>", H "unsupported-encoding\n"},
    {"overlong", HEADER "<a>\xC0\xBC</a>", H "unsupported-encoding\n"},
    {"surrogate", HEADER "<a>\xED\xA0\x80</a>", H "unsupported-encoding\n"},
    {"five-bytes", HEADER "<a>\xF8\x88\x80\x80\x80</a>", H "unsupported-encoding\n"},
    {"six-bytes", HEADER "<a>\xFC\x84\x80\x80\x80\x80</a>", H "unsupported-encoding\n"},
    {"six-bytes-cut", HEADER "<a>\xFC\x84\x80\x80\x80", H "unsupported-encoding\n"},
    {"beyond-unicode", HEADER "<a>\xF5\x80\x80\x80</a>", H "unsupported-encoding\n"},
    {"cut-character", HEADER "<a>\xE2\x82</a>", H "unsupported-encoding\n"},
    {"stanza-then-ill-formed", HEADER "<a/>\xFF", H "stanza <a/>\nunsupported-encoding\n"},
    {"mismatch-then-ill-formed", HEADER "<a></b>\xFF", H "not-well-formed\n"},
};

static void
test_case(gconstpointer data)
{
  const Case *c = data;
  check_bytes(c->input, strlen(c->input), c->expected);
}

static void
test_nul(void)
{
  static const char in_stream[] = HEADER "<a/><a>\0</a>";
  check_bytes(in_stream, sizeof in_stream - 1, H "stanza <a/>\nnot-well-formed\n");
  static const char in_character[] = HEADER "<a/><a>\xC3\0xxxxxxxx</a>";
  check_bytes(in_character, sizeof in_character - 1, H "stanza <a/>\nunsupported-encoding\n");
  static const char in_long_character[] = HEADER "<a/><a>\xF0\x90\x80\0xxxxxxxx</a>";
  check_bytes(in_long_character, sizeof in_long_character - 1,
              H "stanza <a/>\nunsupported-encoding\n");
  static const char little_endian[] = "<\0?\0x\0m\0l\0";
  check_bytes(little_endian, sizeof little_endian - 1, "unsupported-encoding\n");
  static const char big_endian[] = "\xFE\xFF\0<\0?";
  check_bytes(big_endian, sizeof big_endian - 1, "unsupported-encoding\n");
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

/* Bounds end a stream like any other fault; where they lie is the gate's test. */
static void
test_bounds(void)
{
  g_autoptr(GString) deep = repeat(HEADER "<iq/>", 10000, "<a>", "");
  g_autofree char *of_deep = read_in_pieces(deep->str, deep->len, 16384);
  g_assert_cmpstr(of_deep, ==, H "stanza <iq/>\npolicy-violation\n");

  g_autoptr(GString) deepest = repeat(HEADER, LL_XML_DEPTH_MAX, "<a>", "");
  for (guint i = 0; i < LL_XML_DEPTH_MAX; i++)
    g_string_append(deepest, "</a>");
  g_autofree char *of_deepest = read_in_pieces(deepest->str, deepest->len, 1);
  g_assert_nonnull(strstr(of_deepest, "<a><a/></a>"));

  g_autoptr(GString) largest = repeat(HEADER "<a>", LL_STANZA_MAX - strlen("<a></a>"), "x", "</a>");
  g_autofree char *of_largest = read_in_pieces(largest->str, largest->len, 16384);
  g_assert_cmpuint(strlen(of_largest), ==, strlen(H "stanza \n") + LL_STANZA_MAX);

  /* libxml2's own bounds, and what no part of the reader may hand on to each element */
  static const struct {
    const char *before;
    gsize n;
    const char *after;
    const char *expected;
  } names[] = {
      {HEADER "<", 60000, "/>", "policy-violation\n"},
      {HEADER "<a><b xmlns='", LL_XML_NAMESPACE_MAX, "'/></a><iq/>", "stanza <iq/>\n"},
      {HEADER "<a><b xmlns='", LL_XML_NAMESPACE_MAX + 1, "'/></a>", H "policy-violation\n"},
      {HEADER "<a p:b='' c='yyyy' xmlns:p='", LL_XML_NAMESPACE_MAX + 1, "'/>",
       H "policy-violation\n"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autoptr(GString) bytes = repeat(names[i].before, names[i].n, "x", names[i].after);
    g_autofree char *lines = read_in_pieces(bytes->str, bytes->len, 1000);
    g_assert_true(g_str_has_suffix(lines, names[i].expected));
  }
}

/* Keep-alives for ever, and a stream much longer than libxml2's own bounds, are fine. */
static void
test_long_life(void)
{
  g_autoptr(LlXmlReader) reader = ll_xml_reader_new();
  ll_xml_reader_push(reader, HEADER, strlen(HEADER));
  g_autofree char *start = transcript(reader);
  g_assert_cmpstr(start, ==, H);
  for (guint i = 0; i < 3 * LL_STANZA_MAX; i++)
    ll_xml_reader_push(reader, " ", 1);
  g_autoptr(GString) stanza = repeat("<m a='&amp;'>", 2000, "&amp;&#8364;\xE2\x82\xAC", "</m>");
  for (guint i = 0; i < 1000; i++) {
    ll_xml_reader_push(reader, stanza->str, stanza->len);
    g_autoptr(LlXmlNode) node = NULL;
    g_assert_cmpint(ll_xml_reader_pop(reader, &node), ==, LL_XML_EVENT_STANZA);
    g_autofree char *text = ll_xml_node_text(node);
    g_assert_cmpuint(strlen(text), ==, 2000 * 7);
  }
  ll_xml_reader_push(reader, CLOSE, strlen(CLOSE));
  g_autofree char *end = transcript(reader);
  g_assert_cmpstr(end, ==, "close\n");
}

/* Inputs with bytes changed at random: whatever they say, they say it however they come. */
static void
test_mutations(void)
{
  static const char alphabet[] = "<>/&;#x'\"=![]?- :a\xC3\xBC\xEF\xBF\xBE\f";
  g_autoptr(GRand) random = g_rand_new_with_seed(174);
  for (guint round = 0; round < 3000; round++) {
    const Case *c = &peer_cases[g_rand_int_range(random, 0, G_N_ELEMENTS(peer_cases))];
    g_autofree char *bytes = g_strdup(c->input);
    gsize length = strlen(bytes);
    for (guint n = g_rand_int_range(random, 1, 4); n > 0; n--)
      bytes[g_rand_int_range(random, 0, length)] =
          alphabet[g_rand_int_range(random, 0, sizeof alphabet - 1)];
    g_autofree char *at_once = read_in_pieces(bytes, length, length);
    g_autofree char *in_ones = read_in_pieces(bytes, length, 1);
    g_autofree char *in_two =
        read_in_two(bytes, length, g_rand_int_range(random, 0, (gint32)length));
    g_assert_cmpstr(in_ones, ==, at_once);
    g_assert_cmpstr(in_two, ==, at_once);
  }
}

static void
add_cases(const char *group, const Case *cases, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_autofree char *path = g_strdup_printf("/xml-reader/%s/%s", group, cases[i].name);
    g_test_add_data_func(path, &cases[i], test_case);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add_cases("peer", peer_cases, G_N_ELEMENTS(peer_cases));
  add_cases("stream", stream_cases, G_N_ELEMENTS(stream_cases));
  add_cases("content", content_cases, G_N_ELEMENTS(content_cases));
  add_cases("error", error_cases, G_N_ELEMENTS(error_cases));
  g_test_add_func("/xml-reader/error/nul", test_nul);
  g_test_add_func("/xml-reader/bounds", test_bounds);
  g_test_add_func("/xml-reader/long-life", test_long_life);
  g_test_add_func("/xml-reader/mutations", test_mutations);
  return g_test_run();
}
