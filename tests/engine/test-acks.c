/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "talk.h"
#include "wire/namespaces.h"

/* Acknowledgements, as a stream speaks of them. */

#define ACKS    "xmlns=\"" LL_NS_ACKS "\""
#define HEADER  "<stream:stream " XMLNS " from='bob@peer2' version='1.0'>"
#define OFFER   "<stream:features><sm " ACKS "/></stream:features>"
#define ENABLED "<enabled " ACKS "/>"
#define REQUEST "<r " ACKS "/>"
#define SAYS(h) "<a " ACKS " h='" h "'/>"
#define MESSAGE "<message><body>hello</body></message>"
#define ASKED   "header bob@peer2> 1.0; confirmed 0"

static void
send_one(LlStream *stream, gboolean want)
{
  g_autoptr(LlXmlNode) node = ll_xml_node_new("message", LL_NS_CLIENT);

  if (want)
    ll_stream_want_ack(stream);
  ll_stream_send(stream, node);
}

/* An initiator that has asked for acknowledgements. */
static LlStream *
asking(void)
{
  LlStream *stream = talk_initiator();

  g_free(talk_take(stream));
  talk_assert_feed(stream, HEADER OFFER, ASKED);
  talk_assert_output(stream, "<enable " ACKS "/>");
  return stream;
}

/* A recipient that gives them. */
static LlStream *
confirming(void)
{
  LlStream *stream = talk_open_recipient();

  talk_assert_feed(stream, "<enable " ACKS "/>", "confirmed 0");
  talk_assert_output(stream, ENABLED);
  return stream;
}

static void
test_they_are_offered_and_taken(void)
{
  g_autoptr(LlStream) stream = talk_recipient();
  g_autoptr(LlStream) initiator = asking();
  g_autofree char *output = NULL;

  talk_assert_feed(stream, HEADER, "header bob@peer2> 1.0");
  output = talk_take(stream);
  g_assert_nonnull(strstr(output, "<sm " ACKS "/></stream:features>"));
  g_assert_cmpint(ll_stream_acks(initiator)->state, ==, LL_ACKS_ASKED);
  talk_assert_feed(initiator, ENABLED, "");
  g_assert_cmpint(ll_stream_acks(initiator)->state, ==, LL_ACKS_ON);
}

static void
test_who_offers_none_is_asked_for_none(void)
{
  g_autoptr(LlStream) stream = talk_initiator();

  g_free(talk_take(stream));
  talk_assert_feed(stream, HEADER "<stream:features/>", "header bob@peer2> 1.0");
  send_one(stream, TRUE);
  talk_assert_output(stream, "<message/>");
  talk_assert_feed(stream, REQUEST SAYS("1"), "");
  talk_assert_output(stream, "");
}

/* One question at a time, so that a burst costs few. */
static void
test_they_are_asked(void)
{
  g_autoptr(LlStream) stream = asking();

  send_one(stream, FALSE);
  talk_assert_output(stream, "<message/>");
  send_one(stream, TRUE);
  talk_assert_output(stream, "<message/>" REQUEST);
  talk_assert_feed(stream, ENABLED, "");
  send_one(stream, TRUE);
  send_one(stream, TRUE);
  talk_assert_output(stream, "<message/><message/>");
  talk_assert_feed(stream, SAYS("2"), "confirmed 2");
  talk_assert_output(stream, REQUEST);
  talk_assert_feed(stream, SAYS("4"), "confirmed 4");
  talk_assert_feed(stream, SAYS("4"), "");
  talk_assert_output(stream, "");
}

static void
test_they_are_answered(void)
{
  g_autoptr(LlStream) stream = confirming();

  talk_assert_feed(stream, REQUEST, "");
  talk_assert_output(stream, "<a " ACKS " h=\"0\"/>");
  talk_assert_feed(stream, MESSAGE REQUEST MESSAGE, "message hello; message hello");
  talk_assert_output(stream, "<a " ACKS " h=\"1\"/>");
  talk_assert_feed(stream, "<iq type='get' id='1'/>" REQUEST, "iq -");
  talk_assert_output(stream, "<a " ACKS " h=\"3\"/>");
}

/* What was read before they asked for it does not count. (XEP-0198 4) */
static void
test_counting_begins_with_the_request(void)
{
  g_autoptr(LlStream) stream = talk_open_recipient();

  talk_assert_feed(stream, MESSAGE REQUEST, "message hello");
  talk_assert_output(stream, "");
  talk_assert_feed(stream, "<enable " ACKS "/>" MESSAGE REQUEST, "confirmed 0; message hello");
  talk_assert_output(stream, ENABLED "<a " ACKS " h=\"1\"/>");
}

static void
test_they_are_refused(void)
{
  g_autoptr(LlStream) stream = asking();

  send_one(stream, TRUE);
  talk_assert_output(stream, "<message/>" REQUEST);
  talk_assert_feed(stream, "<failed " ACKS "/>", "unconfirmed 0");
  send_one(stream, TRUE);
  talk_assert_output(stream, "<message/>");
}

static void
test_they_are_enabled_once(void)
{
  g_autoptr(LlStream) stream = confirming();
  g_autofree char *output = NULL;

  talk_assert_feed(stream, MESSAGE "<enable " ACKS "/>" REQUEST, "message hello");
  output = talk_take(stream);
  g_assert_true(g_str_has_prefix(output, "<failed "));
  g_assert_true(g_str_has_suffix(output, "<a " ACKS " h=\"1\"/>"));
}

static void
check_fault(const char *answer)
{
  g_autoptr(LlStream) stream = asking();
  g_autofree char *output = NULL;

  send_one(stream, TRUE);
  talk_assert_feed(stream, answer, "fault");
  output = talk_take(stream);
  g_assert_nonnull(strstr(output, "<undefined-condition "));
}

static void
test_what_cannot_have_been_read_is_a_fault(void)
{
  check_fault(SAYS("2"));
  check_fault(SAYS("-1"));
  check_fault(SAYS("4294967296"));
  check_fault("<a " ACKS "/>");
}

static void
test_less_than_before_is_a_fault(void)
{
  g_autoptr(LlStream) stream = asking();

  send_one(stream, TRUE);
  send_one(stream, TRUE);
  talk_assert_feed(stream, SAYS("2"), "confirmed 2");
  talk_assert_feed(stream, SAYS("1"), "fault");
}

/* So that nothing is sent again that was read. */
static void
test_the_last_word_before_the_end(void)
{
  g_autoptr(LlStream) stream = confirming();
  g_autoptr(LlStream) answering = confirming();

  talk_assert_feed(stream, MESSAGE, "message hello");
  ll_stream_close(stream, NULL);
  talk_assert_output(stream, "<a " ACKS " h=\"1\"/>" END);
  talk_assert_feed(stream, MESSAGE REQUEST, "message hello");
  talk_assert_output(stream, "");
  talk_assert_feed(answering, MESSAGE END, "message hello; end");
  talk_assert_output(answering, "<a " ACKS " h=\"1\"/>" END);
}

int
main(int argc, char **argv)
{
  static const TalkTest tests[] = {
      {"they-are-offered-and-taken", test_they_are_offered_and_taken},
      {"who-offers-none-is-asked-for-none", test_who_offers_none_is_asked_for_none},
      {"they-are-asked", test_they_are_asked},
      {"they-are-answered", test_they_are_answered},
      {"counting-begins-with-the-request", test_counting_begins_with_the_request},
      {"they-are-refused", test_they_are_refused},
      {"they-are-enabled-once", test_they_are_enabled_once},
      {"what-cannot-have-been-read-is-a-fault", test_what_cannot_have_been_read_is_a_fault},
      {"less-than-before-is-a-fault", test_less_than_before_is_a_fault},
      {"the-last-word-before-the-end", test_the_last_word_before_the_end},
  };

  g_test_init(&argc, &argv, NULL);
  talk_add("acks", tests, G_N_ELEMENTS(tests));
  return g_test_run();
}
