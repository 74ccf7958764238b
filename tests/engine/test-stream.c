/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "talk.h"

#include <string.h>

#include "limits.h"
#include "wire/namespaces.h"

#define TEXT(text) "<message><body>" text "</body></message>"

static LlXmlNode *
new_message(const char *text)
{
  LlXmlNode *message = ll_xml_node_new("message", LL_NS_CLIENT);
  LlXmlNode *body = ll_xml_node_add(message, "body", NULL);

  ll_xml_node_add_text(body, text, -1);
  return message;
}

static guint64
send_text(LlStream *stream, const char *text)
{
  g_autoptr(LlXmlNode) message = new_message(text);

  return ll_stream_send(stream, message);
}

/* --- the state machine ----------------------------------------------------------------------- */

#define FR LL_STREAM_FRESH
#define OG LL_STREAM_OPENING
#define SG LL_STREAM_SETTLING
#define OP LL_STREAM_OPEN
#define CG LL_STREAM_CLOSING
#define CD LL_STREAM_CLOSED

static void
test_every_pair_of_state_and_input(void)
{
  /* clang-format off */
  static const LlStreamState table[2][LL_STREAM_N_STATES][LL_STREAM_N_INPUTS] = {
      [LL_STREAM_INITIATOR] = {
          /*      start header greeting settled close end fault */
          [FR] = {OG,   OP,    SG,      FR,     CG,   CD, CD},
          [OG] = {OG,   OP,    SG,      OG,     CG,   CD, CD},
          [SG] = {SG,   SG,    SG,      OP,     CG,   CD, CD},
          [OP] = {OP,   OP,    OP,      OP,     CG,   CD, CD},
          [CG] = {CG,   CG,    CG,      CG,     CG,   CD, CD},
          [CD] = {CD,   CD,    CD,      CD,     CD,   CD, CD},
      },
      [LL_STREAM_RECIPIENT] = {
          [FR] = {FR,   OP,    SG,      FR,     CG,   CD, CD},
          [OG] = {OG,   OP,    SG,      OG,     CG,   CD, CD},
          [SG] = {SG,   SG,    SG,      OP,     CG,   CD, CD},
          [OP] = {OP,   OP,    OP,      OP,     CG,   CD, CD},
          [CG] = {CG,   CG,    CG,      CG,     CG,   CD, CD},
          [CD] = {CD,   CD,    CD,      CD,     CD,   CD, CD},
      },
  };
  /* clang-format on */

  for (guint role = 0; role < 2; role++)
    for (guint state = 0; state < LL_STREAM_N_STATES; state++)
      for (guint input = 0; input < LL_STREAM_N_INPUTS; input++)
        g_assert_cmpint(ll_stream_transition(role, state, input), ==, table[role][state][input]);
}

static void
test_states_have_names(void)
{
  for (guint state = 0; state < LL_STREAM_N_STATES; state++)
    g_assert_cmpuint(strlen(ll_stream_state_to_string(state)), >, 3);
}

/* --- two of us ------------------------------------------------------------------------------- */

/* What FROM has to say goes to TO in PIECEs; what TO tells of it is added to LOG. FALSE if there
 * was nothing. */
static gboolean
carry(LlStream *from, LlStream *to, gsize piece, GString *log)
{
  g_autofree char *bytes = talk_take(from);
  g_autofree char *told = talk_feed(to, bytes, piece);

  if (*told && log->len > 0)
    g_string_append(log, "; ");
  g_string_append(log, told);
  return *bytes != '\0';
}

static void
test_two_streams_on_one_wire(void)
{
  static const char *const texts[] = {"a < b && c > \"d\" 'e'", "\xF0\x9F\x98\x80 \xC3\xBC", "]]>",
                                      "&amp;lt;", "  two\nlines\t "};

  for (gsize piece = 0; piece < 4; piece++) {
    g_autoptr(LlStream) alice = talk_initiator();
    g_autoptr(LlStream) bob = talk_recipient();
    g_autoptr(GString) at_alice = g_string_new(NULL);
    g_autoptr(GString) at_bob = g_string_new(NULL);

    carry(alice, bob, piece, at_bob);
    carry(bob, alice, piece, at_alice);
    g_assert_cmpstr(at_bob->str, ==, "header alice@peer1>bob@peer2 1.0");
    g_assert_cmpstr(at_alice->str, ==, "header bob@peer2>alice@peer1 1.0; confirmed 0");
    g_string_truncate(at_bob, 0);
    carry(alice, bob, piece, at_bob);
    g_assert_cmpstr(at_bob->str, ==, "confirmed 0");
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
      g_autofree char *expected = g_strconcat("message ", texts[i], NULL);

      g_string_truncate(at_bob, 0);
      g_string_truncate(at_alice, 0);
      send_text(alice, texts[i]);
      send_text(bob, texts[i]);
      carry(alice, bob, piece, at_bob);
      carry(bob, alice, piece, at_alice);
      g_assert_cmpstr(at_bob->str, ==, expected);
      g_assert_cmpstr(at_alice->str, ==, expected);
    }
  }
}

/* whoever ends it, both end tags go. */
static void
test_the_end_is_answered(void)
{
  for (guint i = 0; i < 2; i++) {
    g_autoptr(LlStream) alice = talk_initiator();
    g_autoptr(LlStream) bob = talk_recipient();
    LlStream *closer = i == 0 ? alice : bob, *other = i == 0 ? bob : alice;
    g_autoptr(GString) log = g_string_new(NULL);

    while (carry(alice, bob, 0, log) | carry(bob, alice, 0, log))
      ;
    ll_stream_close(closer, NULL);
    g_assert_cmpint(ll_stream_state(closer), ==, LL_STREAM_CLOSING);
    g_string_truncate(log, 0);
    carry(closer, other, 0, log);
    g_assert_cmpstr(log->str, ==, "end");
    g_assert_cmpint(ll_stream_state(other), ==, LL_STREAM_CLOSED);
    g_string_truncate(log, 0);
    carry(other, closer, 0, log);
    g_assert_cmpstr(log->str, ==, "end");
    g_assert_cmpint(ll_stream_state(closer), ==, LL_STREAM_CLOSED);
    talk_assert_output(closer, "");
    talk_assert_output(other, "");
  }
}

static void
test_both_end_it_at_once(void)
{
  g_autoptr(LlStream) alice = talk_initiator();
  g_autoptr(LlStream) bob = talk_recipient();
  g_autoptr(GString) log = g_string_new(NULL);

  while (carry(alice, bob, 0, log) | carry(bob, alice, 0, log))
    ;
  ll_stream_close(alice, NULL);
  ll_stream_close(bob, NULL);
  g_string_truncate(log, 0);
  carry(alice, bob, 0, log);
  carry(bob, alice, 0, log);
  g_assert_cmpstr(log->str, ==, "end; end");
  talk_assert_output(alice, "");
  talk_assert_output(bob, "");
}

/* --- the end --------------------------------------------------------------------------------- */

static void
test_stanzas_after_our_end_tag_are_still_told(void)
{
  g_autoptr(LlStream) stream = talk_open_recipient();

  ll_stream_close(stream, NULL);
  talk_assert_output(stream, END);
  talk_assert_feed(stream, TEXT("one more"), "message one more");
  talk_assert_feed(stream, TEXT("last") END, "message last; end");
  talk_assert_output(stream, "");
}

static void
test_stanzas_before_their_end_tag_are_told_first(void)
{
  g_autoptr(LlStream) stream = talk_open_recipient();

  talk_assert_feed(stream, TEXT("bye") END "<message/>", "message bye; end");
  talk_assert_output(stream, END);
}

static void
test_nothing_counts_after_the_end(void)
{
  g_autoptr(LlStream) stream = talk_open_recipient();

  talk_assert_feed(stream, END, "end");
  talk_assert_output(stream, END);
  talk_assert_feed(stream, TEXT("late"), "");
  ll_stream_close(stream, "conflict");
  talk_assert_output(stream, "");
}

static void
test_closing_twice_says_it_once(void)
{
  g_autoptr(LlStream) stream = talk_open_recipient();

  ll_stream_close(stream, NULL);
  ll_stream_close(stream, NULL);
  ll_stream_close(stream, "conflict");
  talk_assert_output(stream, END);
}

static void
test_a_header_comes_before_any_end_tag(void)
{
  g_autoptr(LlStream) stream = talk_recipient();
  g_autofree char *output = NULL;

  ll_stream_close(stream, "connection-timeout");
  output = talk_take(stream);
  g_assert_nonnull(strstr(output, "<stream:stream "));
  g_assert_true(g_str_has_suffix(
      output, "<stream:error><connection-timeout "
              "xmlns=\"urn:ietf:params:xml:ns:xmpp-streams\"/></stream:error>" END));
  g_assert_cmpint(ll_stream_state(stream), ==, LL_STREAM_CLOSED);
}

static void
test_an_answer_that_comes_after_our_end_tag(void)
{
  g_autoptr(LlStream) stream = talk_initiator();

  g_free(talk_take(stream));
  ll_stream_close(stream, NULL);
  talk_assert_output(stream, END);
  talk_assert_feed(stream, "<stream:stream " XMLNS ">" TEXT("hi"), "header >; message hi");
  g_assert_cmpint(ll_stream_state(stream), ==, LL_STREAM_CLOSING);
  talk_assert_feed(stream, END, "end");
  talk_assert_output(stream, "");
}

/* --- faults ---------------------------------------------------------------------------------- */

/* RFC 6120 4.9.3, 11.1; the first one is what Kopete does to "a < b & c". */
static void
test_faults_end_it_and_say_why(void)
{
  static const struct {
    const char *bytes;
    const char *condition;
  } rows[] = {
      {"<message><body>a < b & c</body></message>", "not-well-formed"},
      {"<a><b></a>", "not-well-formed"},
      {"<message><body>&unknown;</body></message>", "restricted-xml"},
      {"<!-- x -->", "restricted-xml"},
      {"<?x y?>", "restricted-xml"},
      {"<message>\xFF</message>", "unsupported-encoding"},
      {"<message xmlns='jabber:server'><body>x</body></message>", "invalid-namespace"},
      {"<message xmlns=''><body>x</body></message>", "invalid-namespace"},
      {"<stream:message><body>x</body></stream:message>", "invalid-namespace"},
      {"<iq xmlns='urn:x' type='get'/>", "invalid-namespace"},
      {"<presence xmlns='urn:x'/>", "invalid-namespace"},
  };

  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    for (gsize piece = 0; piece < 2; piece++) {
      g_autoptr(LlStream) stream = talk_open_recipient();
      g_autofree char *bytes = g_strconcat(TEXT("fine"), rows[i].bytes, TEXT("never") END, NULL);
      g_autofree char *log = talk_feed(stream, bytes, piece);
      g_autofree char *output = talk_take(stream);
      g_autofree char *expected = g_strdup_printf(
          "<stream:error><%s xmlns=\"urn:ietf:params:xml:ns:xmpp-streams\"/></stream:error>" END,
          rows[i].condition);

      g_test_message("row %u in pieces of %zu", i, piece);
      g_assert_cmpstr(log, ==, "message fine; fault");
      g_assert_cmpstr(output, ==, expected);
      g_assert_nonnull(ll_stream_error(stream));
      g_assert_cmpint(ll_stream_state(stream), ==, LL_STREAM_CLOSED);
    }
  }
}

/* BEFORE, then N times MIDDLE, then AFTER. (transfer full) */
static char *
repeat(const char *before, gsize n, const char *middle, const char *after)
{
  GString *bytes = g_string_new(before);

  for (; n > 0; n--)
    g_string_append(bytes, middle);
  return g_string_free(g_string_append(bytes, after), FALSE);
}

static void
assert_against_policy(LlStream *stream, const char *log)
{
  g_autofree char *output = talk_take(stream);

  g_assert_true(g_str_has_suffix(log, "fault"));
  g_assert_nonnull(strstr(output, "<stream:error><policy-violation "));
  g_assert_cmpint(ll_stream_state(stream), ==, LL_STREAM_CLOSED);
}

/* RFC 6120 13.12, M16: as much as anybody needs, and not without end. */
static void
test_too_much_in_one_stanza(void)
{
  static const struct {
    const char *before;
    gsize n;
    const char *middle;
  } rows[] = {
      {"<message><body>", LL_STANZA_MAX, "x"},
      {"<message><body", LL_STANZA_MAX, "x"},
      {"<message ", LL_XML_ATTRIBUTES_MAX + 1, " a=''"},
      {"<message>", LL_XML_DEPTH_MAX + 1, "<a>"},
      {"<message>", 10000, "<a>"},
      {"<message>", LL_XML_ELEMENTS_MAX, "<a/>"},
  };

  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LlStream) stream = talk_open_recipient();
    g_autofree char *bytes = repeat(rows[i].before, rows[i].n, rows[i].middle, "");
    g_autofree char *log = talk_feed(stream, bytes, 0);

    assert_against_policy(stream, log);
  }
}

static void
test_much_in_one_stanza(void)
{
  g_autoptr(LlStream) stream = talk_open_recipient();
  g_autofree char *bytes = repeat("<message><body>", 100 * 1000, "&#x263A;", "</body></message>");
  g_autofree char *log = talk_feed(stream, bytes, 0);
  g_autofree char *expected = repeat("message ", 100 * 1000, "\xE2\x98\xBA", "");

  g_assert_cmpstr(log, ==, expected);
}

/* What is no stanza costs as much; their error and end tag are heard all the same. */
static void
test_too_many_at_once(void)
{
  static const char *const stanzas[] = {"<message/>", "<iq type='get' id='1'/>", "<foo/>",
                                        "<stream:features/>"};

  for (guint i = 0; i < G_N_ELEMENTS(stanzas); i++) {
    g_autoptr(LlStream) stream = talk_open_recipient();
    g_autofree char *most = repeat("", LL_STREAM_ELEMENTS_AT_ONCE_MAX, stanzas[i], "");
    g_autofree char *log = talk_feed(stream, most, 0);

    g_assert_cmpint(ll_stream_state(stream), ==, LL_STREAM_OPEN);
    g_free(log);
    log = talk_feed(stream, stanzas[i], 0);
    assert_against_policy(stream, log);
  }
}

static void
test_many_in_time(void)
{
  g_autoptr(LlStream) stream = talk_open_recipient();
  g_autofree char *most = repeat("", LL_STREAM_ELEMENTS_AT_ONCE_MAX, "<foo/>", "");
  g_autofree char *second = repeat("", LL_STREAM_ELEMENTS_PER_SECOND_MAX, "<foo/>", "");
  g_autofree char *log = talk_feed(stream, most, 0);

  for (guint i = 0; i < 100; i++) {
    talk_let_pass(1000);
    talk_assert_feed(stream, second, "");
  }
  g_assert_cmpint(ll_stream_state(stream), ==, LL_STREAM_OPEN);
  talk_let_pass(999);
  g_free(log);
  log = talk_feed(stream, second, 0);
  assert_against_policy(stream, log);
}

static void
test_their_features_can_be_taken(void)
{
  g_autoptr(LlStream) stream = talk_initiator();
  g_autoptr(LlXmlNode) features = NULL;

  g_assert_null(ll_stream_take_features(stream));
  talk_assert_feed(stream,
                   "<stream:stream " XMLNS " version='1.0'><stream:features><x xmlns='urn:x'/>"
                   "</stream:features><features><y xmlns='urn:x'/></features>",
                   "header > 1.0");
  features = ll_stream_take_features(stream);
  g_assert_nonnull(ll_xml_node_child(features, "x", "urn:x"));
  g_assert_null(ll_stream_take_features(stream));
  talk_assert_feed(stream, "<stream:features/>", "");
  talk_assert_feed(stream, "<stream:features/>", "");
}

static void
test_their_error_is_not_answered_by_one(void)
{
  g_autoptr(LlStream) stream = talk_open_recipient();

  talk_assert_feed(stream,
                   "<stream:error><text xmlns='urn:x'>no</text><conflict "
                   "xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>" END,
                   "fault conflict");
  talk_assert_output(stream, END);
  g_assert_nonnull(ll_stream_error(stream));
}

/* They sign off: that takes back nothing of what was said on it. */
static void
test_their_shutdown_is_a_goodbye(void)
{
  g_autoptr(LlStream) stream = talk_open_recipient();

  talk_assert_feed(stream,
                   TEXT("bye") "<stream:error><system-shutdown "
                               "xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>" END,
                   "message bye; end");
  talk_assert_output(stream, END);
  g_assert_null(ll_stream_error(stream));
  g_assert_null(ll_stream_peer_error(stream));
}

/* What conditions were called before RFC 6120 counts as much. */
static void
test_their_error_by_its_old_name(void)
{
  g_autoptr(LlStream) stream = talk_open_recipient();

  talk_assert_feed(stream,
                   "<stream:error><xml-not-well-formed "
                   "xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>",
                   "fault xml-not-well-formed");
}

static void
test_their_error_without_a_condition(void)
{
  g_autoptr(LlStream) stream = talk_open_recipient();

  talk_assert_feed(stream, "<stream:error>what?</stream:error>", "fault undefined-condition");
}

static void
test_a_fault_after_our_end_tag_adds_nothing(void)
{
  g_autoptr(LlStream) stream = talk_open_recipient();

  ll_stream_close(stream, NULL);
  talk_assert_output(stream, END);
  talk_assert_feed(stream, "<a><b></a>", "fault");
  talk_assert_output(stream, "");
}

/* --- stanzas --------------------------------------------------------------------------------- */

static void
test_what_is_no_stanza_is_passed_over(void)
{
  g_autoptr(LlStream) stream = talk_open_recipient();

  talk_assert_feed(
      stream,
      " \n\t<foo/><foo xmlns='urn:other'><message/></foo> keep alive <iq type='get' id='1'/>"
      "<presence/><stream:unknown/>" TEXT("x") "\n",
      "iq -; presence -; message x");
  g_assert_cmpint(ll_stream_state(stream), ==, LL_STREAM_OPEN);
  talk_assert_output(stream, "");
}

/* The number by which it is known that all of a stanza has gone. */
static void
test_sending_counts_bytes(void)
{
  g_autoptr(LlStream) initiator = talk_initiator();
  g_autofree char *header = talk_take(initiator);
  g_autofree char *first = NULL;
  guint64 before, end;

  talk_assert_feed(initiator, "<stream:stream " XMLNS ">", "header >");
  end = send_text(initiator, "one");
  first = talk_take(initiator);
  g_assert_cmpuint(end, ==, strlen(header) + strlen(first));
  before = end;
  send_text(initiator, "two");
  end = send_text(initiator, "three");
  g_free(first);
  first = talk_take(initiator);
  g_assert_cmpuint(end, ==, before + strlen(first));
  talk_assert_output(initiator, "");
}

int
main(int argc, char **argv)
{
  static const TalkTest tests[] = {
      {"every-pair-of-state-and-input", test_every_pair_of_state_and_input},
      {"states-have-names", test_states_have_names},
      {"two-streams-on-one-wire", test_two_streams_on_one_wire},
      {"the-end-is-answered", test_the_end_is_answered},
      {"both-end-it-at-once", test_both_end_it_at_once},
      {"stanzas-after-our-end-tag-are-still-told", test_stanzas_after_our_end_tag_are_still_told},
      {"stanzas-before-their-end-tag-are-told-first",
       test_stanzas_before_their_end_tag_are_told_first},
      {"nothing-counts-after-the-end", test_nothing_counts_after_the_end},
      {"closing-twice-says-it-once", test_closing_twice_says_it_once},
      {"a-header-comes-before-any-end-tag", test_a_header_comes_before_any_end_tag},
      {"an-answer-that-comes-after-our-end-tag", test_an_answer_that_comes_after_our_end_tag},
      {"faults-end-it-and-say-why", test_faults_end_it_and_say_why},
      {"too-much-in-one-stanza", test_too_much_in_one_stanza},
      {"much-in-one-stanza", test_much_in_one_stanza},
      {"too-many-at-once", test_too_many_at_once},
      {"many-in-time", test_many_in_time},
      {"their-features-can-be-taken", test_their_features_can_be_taken},
      {"their-error-is-not-answered-by-one", test_their_error_is_not_answered_by_one},
      {"their-shutdown-is-a-goodbye", test_their_shutdown_is_a_goodbye},
      {"their-error-by-its-old-name", test_their_error_by_its_old_name},
      {"their-error-without-a-condition", test_their_error_without_a_condition},
      {"a-fault-after-our-end-tag-adds-nothing", test_a_fault_after_our_end_tag_adds_nothing},
      {"what-is-no-stanza-is-passed-over", test_what_is_no_stanza_is_passed_over},
      {"sending-counts-bytes", test_sending_counts_bytes},
  };

  g_test_init(&argc, &argv, NULL);
  talk_add("stream", tests, G_N_ELEMENTS(tests));
  return g_test_run();
}
