/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "play.h"

/* How a session gets a stream to somebody, or tells that it cannot. */

/* --- the usual
 * ------------------------------------------------------------------------------------- */

static void
test_nothing_to_do_at_first(void)
{
  g_autoptr(Play) play = play_new();

  play_assert_wait(play, 1000000, "");
  g_assert_true(ll_session_is_idle(play->session));
}

static void
test_a_message_makes_us_connect_and_goes_once_the_header_came(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  play_assert_wait(play, 100, "");
  ll_session_connected(play->session, 7, play->now);
  play_send(play, 2);
  play_assert_wait(play, 100, "");
  ll_session_answered(play->session);
  play_send(play, 3);
  play_assert_wait(play, 100, "100 send 1@7; 100 send 2@7; 100 send 3@7");
  play_ack(play, 7);
  play_send(play, 4);
  play_assert(play, "send 4@7");
  play_ack(play, 7);
  play_assert_wait(play, 1000000, "");
  g_assert_false(ll_session_is_idle(play->session)); /* the stream is kept */
}

static void
test_their_stream_serves_as_well(void)
{
  g_autoptr(Play) play = play_new();

  ll_session_incoming(play->session, 9, play->now);
  play_assert(play, "");
  play_send(play, 1);
  play_assert(play, "send 1@9");
}

static void
test_a_stream_that_ends_is_not_missed(void)
{
  g_autoptr(Play) play = play_new();

  ll_session_incoming(play->session, 9, play->now);
  play_assert(play, "");
  ll_session_closing(play->session, 9);
  play_assert(play, "");
  g_assert_false(ll_session_is_idle(play->session));
  ll_session_gone(play->session, 9, LL_END_CLOSED, play->now);
  play_assert_wait(play, 1000000, "");
  g_assert_true(ll_session_is_idle(play->session));
}

static void
test_a_message_after_their_end_tag_opens_a_new_stream(void)
{
  g_autoptr(Play) play = play_new();

  ll_session_incoming(play->session, 9, play->now);
  ll_session_closing(play->session, 9);
  play_assert(play, "");
  play_send(play, 1);
  play_assert(play, "connect");
  ll_session_gone(play->session, 9, LL_END_CLOSED, play->now);
  play_open(play, 10);
  play_assert(play, "send 1@10");
}

/* --- they do not let us in
 * ------------------------------------------------------------------------- */

static void
test_absent_is_told_after_three_attempts(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  ll_session_failed(play->session, LL_END_ABSENT, play->now);
  play_assert_wait(play, 1000, "1000 connect");
  ll_session_failed(play->session, LL_END_ABSENT, play->now);
  play_send(play, 2);
  play_assert_wait(play, 2000, "2000 connect");
  ll_session_failed(play->session, LL_END_ABSENT, play->now);
  play_assert_wait(play, 1000000, "0 undelivered 1 absent; 0 undelivered 2 absent");
  g_assert_true(ll_session_is_idle(play->session));
}

static void
test_who_appears_is_not_waited_for_any_longer(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  ll_session_appeared(play->session, play->now); /* is being looked for as it is */
  play_assert(play, "");
  ll_session_failed(play->session, LL_END_ABSENT, play->now);
  play_assert_wait(play, 200, "");
  ll_session_appeared(play->session, play->now);
  play_assert(play, "connect");
  play_open(play, 7);
  play_assert(play, "send 1@7");
}

static void
test_unreachable_is_told(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  for (guint i = 0; i < 2; i++) {
    ll_session_failed(play->session, LL_END_UNREACHABLE, play->now);
    play_assert_wait(play, 1000 << i, i == 0 ? "1000 connect" : "2000 connect");
  }
  ll_session_failed(play->session, LL_END_UNREACHABLE, play->now);
  play_assert(play, "undelivered 1 unreachable");
}

static void
test_addresses_that_never_answer_are_told_in_time(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert_wait(play, 5000, "0 connect");
  ll_session_failed(play->session, LL_END_UNREACHABLE, play->now);
  play_assert_wait(play, 6000, "1000 connect");
  ll_session_failed(play->session, LL_END_UNREACHABLE, play->now);
  play_assert_wait(play, 10000, "1000 undelivered 1 unreachable");
}

static void
test_a_look_up_that_never_ends_is_told_in_time(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert_wait(play, 12000, "0 connect; 12000 abandon; 12000 undelivered 1 unreachable");
}

/* As prpl-bonjour does who has not seen us yet. */
static void
test_refused_is_tried_again_until_it_works(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  for (guint i = 0; i < 4; i++) {
    static const char *const expected[] = {"1000 connect", "2000 connect", "4000 connect",
                                           "4000 connect"};

    ll_session_connected(play->session, i + 1, play->now);
    ll_session_gone(play->session, i + 1, LL_END_REFUSED, play->now);
    play_assert_wait(play, MIN(1000 << i, 4000), expected[i]);
  }
  play_open(play, 7);
  play_assert(play, "send 1@7");
}

static void
test_refused_for_ever_is_told(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  for (guint i = 0; i < 4; i++) {
    ll_session_connected(play->session, i + 1, play->now);
    ll_session_gone(play->session, i + 1, LL_END_CLOSED, play->now);
    play_assert_wait(play, MIN(1000 << i, 4000),
                     i == 0   ? "1000 connect"
                     : i == 1 ? "2000 connect"
                              : "4000 connect");
  }
  ll_session_failed(play->session, LL_END_REFUSED, play->now);
  play_assert_wait(play, 100000, "1000 undelivered 1 refused");
}

/* They are there, but slow in what is to be settled before anything is said: busy, or stopped for a
 * while. */
static void
test_slow_is_tried_again(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  ll_session_connected(play->session, 7, play->now);
  play_assert_wait(play, 3000, "");
  ll_session_greeted(play->session, play->now);
  play_assert_wait(play, 6500, "5000 abandon; 6000 connect");
  ll_session_connected(play->session, 8, play->now);
  ll_session_greeted(play->session, play->now);
  ll_session_answered(play->session);
  play_assert_wait(play, 100, "100 send 1@8");
}

static void
test_slow_for_long_is_told(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  ll_session_connected(play->session, 7, play->now);
  ll_session_greeted(play->session, play->now);
  play_assert_wait(play, 6500, "5000 abandon; 6000 connect");
  ll_session_connected(play->session, 8, play->now);
  ll_session_greeted(play->session, play->now);
  play_assert_wait(play, 100000, "5000 abandon; 5500 undelivered 1 unsettled");
}

static void
test_silent_is_told(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  ll_session_connected(play->session, 7, play->now);
  play_assert_wait(play, 100000, "5000 abandon; 5000 undelivered 1 silent");
  g_assert_true(ll_session_is_idle(play->session));
}

static void
test_patience_counts_failures_that_are_alike(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  ll_session_failed(play->session, LL_END_ABSENT, play->now);
  play_assert_wait(play, 1000, "1000 connect");
  ll_session_failed(play->session, LL_END_ABSENT, play->now);
  play_assert_wait(play, 2000, "2000 connect");
  ll_session_failed(play->session, LL_END_UNREACHABLE, play->now);
  play_assert_wait(play, 4000, "4000 connect");
  ll_session_failed(play->session, LL_END_UNREACHABLE, play->now);
  play_assert_wait(play, 4000, "4000 connect");
  ll_session_failed(play->session, LL_END_UNREACHABLE, play->now);
  play_assert(play, "undelivered 1 unreachable");
}

static void
test_a_failure_is_forgotten_once_it_was_told(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  for (guint i = 0; i < 3; i++) {
    ll_session_failed(play->session, LL_END_REFUSED, play->now);
    play_assert_wait(play, 4000,
                     i == 0   ? "1000 connect"
                     : i == 1 ? "2000 connect"
                              : "4000 undelivered 1 refused");
  }
  play_send(play, 2);
  play_assert(play, "connect");
  ll_session_failed(play->session, LL_END_ABSENT, play->now);
  play_assert_wait(play, 1000, "1000 connect"); /* not at the third second, nor given up */
}

/* --- their program, at second sight
 * ---------------------------------------------------------------- */

/* Schneeflocke turns a second stream away like that. */
static void
test_a_stream_that_ends_with_its_header_carries_nothing(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  for (guint i = 0; i < 3; i++) {
    static const char *const expected[] = {"0 abandon; 1000 connect", "0 abandon; 2000 connect",
                                           "0 abandon; 4000 connect"};

    ll_session_connected(play->session, i + 1, play->now);
    ll_session_answered(play->session);
    ll_session_closing(play->session, i + 1);
    play_assert_wait(play, 1000 << i, expected[i]);
  }
}

/* telepathy-salut keeps the first of two streams; the end of the other comes on its own. */
static void
test_a_stream_that_ends_behind_its_header_carries_nothing(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  ll_session_connected(play->session, 7, play->now);
  ll_session_answered(play->session);
  play_assert_wait(play, 50, "");
  ll_session_incoming(play->session, 8, play->now);
  play_assert(play, "");
  ll_session_closing(play->session, 7);
  play_assert(play, "abandon; send 1@8");
}

static void
test_an_end_before_the_header_is_a_refusal(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  ll_session_connected(play->session, 7, play->now);
  play_assert(play, "");
  ll_session_closing(play->session, 7);
  play_assert_wait(play, 1000, "0 abandon; 1000 connect");
  play_open(play, 8);
  play_assert(play, "send 1@8");
}

/* Their own stream ends before anything could be sent on it. */
static void
test_a_stream_of_theirs_that_ends_at_once_is_not_chased(void)
{
  g_autoptr(Play) play = play_new();

  ll_session_incoming(play->session, 7, play->now);
  play_send(play, 1);
  ll_session_closing(play->session, 7);
  play_assert_wait(play, 1000, "1000 connect");
}

static void
test_a_message_that_is_due_does_not_wait_for_the_stream_to_settle(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert_wait(play, 11950, "0 connect");
  ll_session_connected(play->session, 7, play->now);
  ll_session_answered(play->session);
  play_assert_wait(play, 1000, "50 send 1@7");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/session/nothing-to-do-at-first", test_nothing_to_do_at_first);
  g_test_add_func("/session/a-message-makes-us-connect-and-goes-once-the-header-came",
                  test_a_message_makes_us_connect_and_goes_once_the_header_came);
  g_test_add_func("/session/their-stream-serves-as-well", test_their_stream_serves_as_well);
  g_test_add_func("/session/a-stream-that-ends-is-not-missed",
                  test_a_stream_that_ends_is_not_missed);
  g_test_add_func("/session/a-message-after-their-end-tag-opens-a-new-stream",
                  test_a_message_after_their_end_tag_opens_a_new_stream);
  g_test_add_func("/session/absent-is-told-after-three-attempts",
                  test_absent_is_told_after_three_attempts);
  g_test_add_func("/session/who-appears-is-not-waited-for-any-longer",
                  test_who_appears_is_not_waited_for_any_longer);
  g_test_add_func("/session/unreachable-is-told", test_unreachable_is_told);
  g_test_add_func("/session/addresses-that-never-answer-are-told-in-time",
                  test_addresses_that_never_answer_are_told_in_time);
  g_test_add_func("/session/a-look-up-that-never-ends-is-told-in-time",
                  test_a_look_up_that_never_ends_is_told_in_time);
  g_test_add_func("/session/refused-is-tried-again-until-it-works",
                  test_refused_is_tried_again_until_it_works);
  g_test_add_func("/session/refused-for-ever-is-told", test_refused_for_ever_is_told);
  g_test_add_func("/session/silent-is-told", test_silent_is_told);
  g_test_add_func("/session/slow-is-tried-again", test_slow_is_tried_again);
  g_test_add_func("/session/slow-for-long-is-told", test_slow_for_long_is_told);
  g_test_add_func("/session/patience-counts-failures-that-are-alike",
                  test_patience_counts_failures_that_are_alike);
  g_test_add_func("/session/a-failure-is-forgotten-once-it-was-told",
                  test_a_failure_is_forgotten_once_it_was_told);
  g_test_add_func("/session/a-stream-that-ends-with-its-header-carries-nothing",
                  test_a_stream_that_ends_with_its_header_carries_nothing);
  g_test_add_func("/session/a-stream-that-ends-behind-its-header-carries-nothing",
                  test_a_stream_that_ends_behind_its_header_carries_nothing);
  g_test_add_func("/session/an-end-before-the-header-is-a-refusal",
                  test_an_end_before_the_header_is_a_refusal);
  g_test_add_func("/session/a-stream-of-theirs-that-ends-at-once-is-not-chased",
                  test_a_stream_of_theirs_that_ends_at_once_is_not_chased);
  g_test_add_func("/session/a-message-that-is-due-does-not-wait-for-the-stream-to-settle",
                  test_a_message_that_is_due_does_not_wait_for_the_stream_to_settle);
  return g_test_run();
}
