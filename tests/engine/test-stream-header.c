/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "talk.h"

#include <string.h>

#include "limits.h"
#include "wire/disco.h"
#include "wire/namespaces.h"
#include "wire/xml-writer.h"

/* --- headers --------------------------------------------------------------------------------- */

typedef struct {
  const char *program;
  const char *bytes;
  const char *told;
  gboolean is_1_0;
} Header;

/* As these programs were seen to write them, up to their first message where it is remarkable. */
static const Header headers[] = {
    {"prpl-bonjour",
     "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<stream:stream xmlns=\"jabber:client\" "
     "xmlns:stream=\"http://etherx.jabber.org/streams\" from=\"alice@peer1\" to=\"bob@peer2\">"
     "<message to='bob@peer2' from='alice@peer1' type='chat'><body>hello bold &amp; \xC3\xBCn\xC3"
     "\xAF</body><html xmlns='http://www.w3.org/1999/xhtml'><body><font>hello</font></body></html>"
     "<x xmlns='jabber:x:event'><composing/></x></message>",
     "header alice@peer1>bob@peer2; message hello bold & \xC3\xBCn\xC3\xAF", FALSE},
    {"telepathy-salut, who connects",
     "<?xml version='1.0' encoding='UTF-8'?>\n<stream:stream " XMLNS
     " to=\"bob@peer2\" from=\"salut@peer3\" version=\"1.0\">\n<stream:features/>"
     "<message from=\"salut@peer3\" to=\"alice@peer1\" type=\"chat\"><body>hello</body></message>",
     "header salut@peer3>bob@peer2 1.0; message hello", TRUE},
    {"telepathy-salut, who answers",
     "<stream:stream " XMLNS " to=\"bob@peer2\" from=\"\" version=\"1.0\">\n<stream:features/>",
     "header >bob@peer2 1.0", TRUE},
    {"Gajim",
     "<?xml version='1.0'?><stream:stream xmlns=\"jabber:client\" version=\"1.0\" "
     "xmlns:stream=\"http://etherx.jabber.org/streams\" from=\"gaj@peer3\" to=\"bob@peer2\" >"
     "<stream:features /><message xmlns=\"jabber:client\" type=\"chat\" id=\"dKrFoY\" "
     "to=\"bob@peer2/local\" from=\"gaj@peer3\"><body>hi</body>"
     "<request xmlns=\"urn:xmpp:receipts\" /></message>",
     "header gaj@peer3>bob@peer2 1.0; message hi", TRUE},
    {"Slimber",
     "<?xml version=\"1.0\"?><stream:stream xmlns=\"jabber:client\" "
     "xmlns:stream=\"http://etherx.jabber.org/streams\" from=\"slim@peer4\" version=\"1.0\">",
     "header slim@peer4> 1.0", TRUE},
    {"smack",
     "<stream:stream to=\"bob@peer2\" from=\"smacky@peer3\" xmlns=\"jabber:client\" "
     "xmlns:stream=\"http://etherx.jabber.org/streams\" version=\"1.0\">",
     "header smacky@peer3>bob@peer2 1.0", TRUE},
    {"Kopete",
     "<?xml version='1.0' encoding='UTF-8' ?>\n<stream:stream " XMLNS
     " from='kop@peer6' to='bob@peer2'><message to='bob@peer2' from='kop@peer6' type='chat'>"
     "<body>kopete initiates</body></message>",
     "header kop@peer6>bob@peer2; message kopete initiates", FALSE},
    {"python-presence",
     "<stream:stream " XMLNS " from='peer5.local' to='bob@peer2' version='1.0'>"
     "<message from='peer5.local' to='bob@peer2' type='chat'><body>\necho a</body></message>",
     "header peer5.local>bob@peer2 1.0; message \necho a", TRUE},
    {"Schneeflocke",
     "<?xml version='1.0' encoding='utf-8'?><stream:stream " XMLNS
     " from='flake@peer7' to='bob@peer2'  version='1.0'>"
     "<message to='bob@peer2'><body>flake &lt;&amp;&gt;</body></message>",
     "header flake@peer7>bob@peer2 1.0; message flake <&>", TRUE},
    {"Ahoy",
     "<stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='jabber:client' "
     "xml:lang='en' version='1.0' > \n <message to='bob@peer2' type='chat'><body>ahoy</body>"
     "</message> \n",
     "header > 1.0; message ahoy", TRUE},
    {"iChat", "<?xml version=\"1.0\" encoding=\"UTF-8\" ?><stream:stream " XMLNS ">", "header >",
     FALSE},
    {"another prefix",
     "<s:stream xmlns='jabber:client' xmlns:s='http://etherx.jabber.org/streams' version='1.0'>"
     "<s:features/>",
     "header > 1.0", TRUE},
    {"a version to come", "<stream:stream " XMLNS " version='2.3'>", "header > 1.0", TRUE},
    {"a version before", "<stream:stream " XMLNS " version='0.9'>", "header >", FALSE},
    {"a version without its second number", "<stream:stream " XMLNS " version='1'>", "header > 1.0",
     TRUE},
    {"an empty version", "<stream:stream " XMLNS " version=''>", "header >", FALSE},
    {"an id and a language",
     "<stream:stream " XMLNS " from='alice@peer1' id='theirs' xml:lang='tlh' version='1.0'>",
     "header alice@peer1> 1.0", TRUE},
};

/* (transfer full) */
static char *
own_features(void)
{
  g_autoptr(LlXmlNode) node = ll_disco_own_features();
  GString *out = g_string_new(NULL);

  ll_acks_offer(node);
  ll_xml_write_node(out, node, LL_NS_CLIENT);
  return g_string_free(out, FALSE);
}

static void
test_headers_of_callers(void)
{
  g_autofree char *ver = ll_disco_own_ver();
  g_autofree char *start = g_strdup_printf("id=\"id7\"><stream:features><query "
                                           "xmlns=\"http://jabber.org/protocol/disco#info\" "
                                           "node=\"%s#%s\"><identity ",
                                           ll_disco_own_node(), ver);
  g_autofree char *features = own_features();

  for (guint i = 0; i < G_N_ELEMENTS(headers); i++) {
    for (gsize piece = 0; piece < 3; piece++) {
      g_autoptr(LlStream) stream = talk_recipient();
      g_autofree char *log = talk_feed(stream, headers[i].bytes, piece);
      g_autofree char *output = talk_take(stream);
      g_autofree char *to = g_strdup_printf(" to=\"%s\"", ll_stream_peer_from(stream) ?: "nobody");

      g_test_message("%s in pieces of %zu", headers[i].program, piece);
      g_assert_cmpstr(log, ==, headers[i].told);
      g_assert_cmpint(ll_stream_state(stream), ==, LL_STREAM_OPEN);
      g_assert_nonnull(strstr(output, " from=\"bob@peer2\""));
      g_assert_nonnull(strstr(output, " id=\"id7\""));
      g_assert_cmpint(strstr(output, to) != NULL, ==, ll_stream_peer_from(stream) != NULL);
      g_assert_cmpint(strstr(output, " version=\"1.0\" id=") != NULL, ==, headers[i].is_1_0);
      g_assert_cmpint(g_str_has_suffix(output, features), ==, headers[i].is_1_0);
      g_assert_cmpint(strstr(output, start) != NULL, ==, headers[i].is_1_0);
      g_assert_cmpint(strstr(output, "features") != NULL, ==, headers[i].is_1_0);
      g_assert_null(strstr(output, "theirs"));
      g_assert_null(strstr(output, "tlh"));
    }
  }
}

static void
test_headers_of_who_is_called(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(headers); i++) {
    for (gsize piece = 0; piece < 3; piece++) {
      g_autoptr(LlStream) stream = talk_initiator();
      g_autofree char *log = NULL;

      g_free(talk_take(stream));
      g_test_message("%s in pieces of %zu", headers[i].program, piece);
      g_assert_cmpint(ll_stream_state(stream), ==, LL_STREAM_OPENING);
      log = talk_feed(stream, headers[i].bytes, piece);
      g_assert_cmpstr(log, ==, headers[i].told);
      g_assert_cmpint(ll_stream_state(stream), ==, LL_STREAM_OPEN);
      talk_assert_output(stream, ""); /* an initiator has no more to say */
    }
  }
}

static void
test_the_header_that_goes_out(void)
{
  g_autoptr(LlStream) stream = talk_initiator();

  talk_assert_output(stream,
                     "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                     "<stream:stream xmlns=\"jabber:client\" "
                     "xmlns:stream=\"http://etherx.jabber.org/streams\" from=\"alice@peer1\" "
                     "to=\"bob@peer2\" version=\"1.0\">");
}

/* Who ends a stream before they know who called may well be of XMPP 1.0. */
static void
test_the_header_of_who_hears_nobody(void)
{
  g_autoptr(LlStream) stream = talk_recipient();

  ll_stream_close(stream, "system-shutdown");
  talk_assert_output(stream, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                             "<stream:stream xmlns=\"jabber:client\" "
                             "xmlns:stream=\"http://etherx.jabber.org/streams\" from=\"bob@peer2\" "
                             "version=\"1.0\" id=\"id7\">"
                             "<stream:error><system-shutdown xmlns=\"" LL_NS_STREAM_ERROR
                             "\"/></stream:error></stream:stream>");
}

/* RFC 6120 4.9.1.1: the recipient's own header goes before the error. */
static void
test_faults_in_a_header(void)
{
  static const struct {
    const char *bytes;
    const char *condition;
  } rows[] = {
      {"<stream:stream xmlns='jabber:client' xmlns:stream='http://wrong'>", "invalid-namespace"},
      {"<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams'>",
       "invalid-namespace"},
      {"<html>", "bad-format"},
      {"GET / HTTP/1.1\r\n", "not-well-formed"},
      {"<!DOCTYPE x>", "restricted-xml"},
      {"<stream:stream " XMLNS "<", "not-well-formed"},
      {"<?xml version='1.0' encoding='UTF-16'?><stream:stream " XMLNS ">", "unsupported-encoding"},
      {"<stream:stream " XMLNS " from='M\xFCller@peer1'>", "unsupported-encoding"},
      {"<stream:stream " XMLNS " version='-1'>", "unsupported-version"},
      {"<stream:stream " XMLNS " version='one'>", "unsupported-version"},
      {"<stream:stream " XMLNS " version='1.0 '>", "unsupported-version"},
      {"<message to='bob@peer2'><body>too early</body></message>", "bad-format"},
  };

  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    for (gsize piece = 0; piece < 2; piece++) {
      g_autoptr(LlStream) stream = talk_recipient();
      g_autofree char *log = talk_feed(stream, rows[i].bytes, piece);
      g_autofree char *output = talk_take(stream);
      g_autofree char *end = g_strdup_printf(
          " id=\"id7\"><stream:error><%s xmlns=\"urn:ietf:params:xml:ns:xmpp-streams\"/>"
          "</stream:error>" END,
          rows[i].condition);

      g_test_message("%s", rows[i].bytes);
      g_assert_cmpstr(log, ==, "fault");
      g_assert_true(g_str_has_prefix(output, "<?xml "));
      g_assert_nonnull(ll_stream_error(stream));
      g_assert_null(ll_stream_peer_error(stream));
      g_assert_true(g_str_has_suffix(output, end));
      g_assert_cmpint(ll_stream_state(stream), ==, LL_STREAM_CLOSED);
    }
  }
}

/* The first who speaks says no more than its header before the answer, so it has only the error to
 * add to it. */
static void
test_faults_in_an_answer(void)
{
  g_autoptr(LlStream) stream = talk_initiator();

  g_free(talk_take(stream));
  talk_assert_feed(stream, "<stream:stream " XMLNS " version='one'>", "fault");
  talk_assert_output(stream, "<stream:error><unsupported-version "
                             "xmlns=\"urn:ietf:params:xml:ns:xmpp-streams\"/></stream:error>" END);
}

static void
test_a_header_too_large(void)
{
  g_autoptr(LlStream) stream = talk_recipient();
  g_autofree char *filler = g_strnfill(LL_HEADER_MAX, 'x');
  g_autofree char *bytes = g_strconcat("<stream:stream " XMLNS " from='", filler, NULL);
  g_autofree char *log = talk_feed(stream, bytes, 0);
  g_autofree char *output = talk_take(stream);

  g_assert_cmpstr(log, ==, "fault");
  g_assert_nonnull(strstr(output, "<stream:error><policy-violation "));
}

/* What we answer to somebody whose name is LENGTH quotes. (transfer full) */
static char *
answer_to_quotes(gsize length)
{
  g_autoptr(LlStream) stream = talk_recipient();
  g_autofree char *quotes = g_strnfill(length, '"');
  g_autofree char *bytes = g_strconcat("<stream:stream " XMLNS " from='", quotes, "'>", NULL);

  g_free(talk_feed(stream, bytes, 0));
  g_assert_cmpuint(strlen(ll_stream_peer_from(stream)), ==, length);
  return talk_take(stream);
}

/* A name of any length is heard, but not said back so that our header would be too large. */
static void
test_a_long_name(void)
{
  g_autofree char *longest = answer_to_quotes(LL_STREAM_FROM_MAX);
  g_autofree char *too_long = answer_to_quotes(LL_STREAM_FROM_MAX + 1);

  g_assert_nonnull(strstr(longest, " to=\"&quot;"));
  g_assert_cmpuint(strlen(longest), <=, LL_HEADER_MAX);
  g_assert_null(strstr(too_long, " to="));
}

int
main(int argc, char **argv)
{
  static const TalkTest tests[] = {
      {"headers-of-callers", test_headers_of_callers},
      {"headers-of-who-is-called", test_headers_of_who_is_called},
      {"the-header-that-goes-out", test_the_header_that_goes_out},
      {"the-header-of-who-hears-nobody", test_the_header_of_who_hears_nobody},
      {"faults-in-a-header", test_faults_in_a_header},
      {"faults-in-an-answer", test_faults_in_an_answer},
      {"a-header-too-large", test_a_header_too_large},
      {"a-long-name", test_a_long_name},
  };

  g_test_init(&argc, &argv, NULL);
  talk_add("stream-header", tests, G_N_ELEMENTS(tests));
  return g_test_run();
}
