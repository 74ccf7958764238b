/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "play.h"

/* Both connect to each other at once. */

static void
test_their_stream_is_taken_while_our_header_has_not_gone(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  ll_session_incoming(play->session, 9, play->now);
  play_assert(play, "abandon; send 1@9");
}

static void
test_an_attempt_that_nobody_knows_of_is_not_abandoned(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  ll_session_incoming(play->session, 9, play->now);
  play_assert(play, "send 1@9");
}

/* prpl-bonjour adopts the stream that we opened and closes its own. */
static void
test_once_our_header_has_gone_its_answer_is_waited_for(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  ll_session_connected(play->session, 7, play->now);
  ll_session_incoming(play->session, 9, play->now);
  play_assert_wait(play, 1000, "");
  ll_session_answered(play->session);
  play_assert_wait(play, 100, "100 send 1@7");
  play_ack(play, 7);
  ll_session_closing(play->session, 9);
  ll_session_gone(play->session, 9, LL_END_CLOSED, play->now);
  play_send(play, 2);
  play_assert(play, "send 2@7");
}

static void
test_their_stream_serves_if_no_answer_comes(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  ll_session_connected(play->session, 7, play->now);
  ll_session_incoming(play->session, 9, play->now);
  play_assert_wait(play, 100000,
                   "5000 abandon; 5000 send 1@9; 7000 connect; 14000 drop 9; "
                   "18000 abandon; 18000 undelivered 1 unreachable");
}

static void
test_their_stream_serves_if_ours_is_refused(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  ll_session_connected(play->session, 7, play->now);
  ll_session_incoming(play->session, 9, play->now);
  ll_session_gone(play->session, 7, LL_END_REFUSED, play->now);
  play_assert(play, "send 1@9");
}

static void
test_their_stream_serves_at_the_latest_when_the_message_is_due(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  for (guint i = 0; i < 4; i++) {
    ll_session_failed(play->session, LL_END_REFUSED, play->now);
    play_assert_wait(play, MIN(1000 << i, 4000),
                     i == 0   ? "1000 connect"
                     : i == 1 ? "2000 connect"
                              : "4000 connect");
  }
  ll_session_connected(play->session, 7, play->now);
  ll_session_incoming(play->session, 9, play->now);
  play_assert_wait(play, 2000, "1000 abandon; 1000 send 1@9");
}

static void
test_what_is_abandoned_cannot_come_back(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  ll_session_incoming(play->session, 9, play->now);
  ll_session_connected(play->session, 7, play->now); /* too late */
  ll_session_answered(play->session);
  play_assert(play, "abandon; send 1@9");
  ll_session_failed(play->session, LL_END_ABSENT, play->now);
  play_assert(play, "");
}

static void
test_an_attempt_is_abandoned_before_the_next_is_made(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  ll_session_incoming(play->session, 8, play->now);
  ll_session_closing(play->session, 8);
  ll_session_incoming(play->session, 9, play->now);
  ll_session_gone(play->session, 8, LL_END_CLOSED, play->now);
  ll_session_gone(play->session, 9, LL_END_CLOSED, play->now);
  ll_session_failed(play->session, LL_END_ABSENT, play->now); /* of the first, which is over */
  play_assert_wait(play, 1000, "0 abandon; 1000 connect");
  ll_session_incoming(play->session, 10, play->now);
  play_assert(play, "abandon; send 1@10");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/session-crossing/their-stream-is-taken-while-our-header-has-not-gone",
                  test_their_stream_is_taken_while_our_header_has_not_gone);
  g_test_add_func("/session-crossing/an-attempt-that-nobody-knows-of-is-not-abandoned",
                  test_an_attempt_that_nobody_knows_of_is_not_abandoned);
  g_test_add_func("/session-crossing/once-our-header-has-gone-its-answer-is-waited-for",
                  test_once_our_header_has_gone_its_answer_is_waited_for);
  g_test_add_func("/session-crossing/their-stream-serves-if-no-answer-comes",
                  test_their_stream_serves_if_no_answer_comes);
  g_test_add_func("/session-crossing/their-stream-serves-if-ours-is-refused",
                  test_their_stream_serves_if_ours_is_refused);
  g_test_add_func("/session-crossing/their-stream-serves-at-the-latest-when-the-message-is-due",
                  test_their_stream_serves_at_the_latest_when_the_message_is_due);
  g_test_add_func("/session-crossing/what-is-abandoned-cannot-come-back",
                  test_what_is_abandoned_cannot_come_back);
  g_test_add_func("/session-crossing/an-attempt-is-abandoned-before-the-next-is-made",
                  test_an_attempt_is_abandoned_before_the_next_is_made);
  return g_test_run();
}
