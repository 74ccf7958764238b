/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "play.h"

#include "limits.h"

/* What becomes of messages on streams that end. */

/* --- streams that end ------------------------------------------------------------------------ */

/* Their stream 7 with messages 1 and 2 on it, the first of which has landed. */
static Play *
new_on_stream(void)
{
  Play *play = play_new();

  ll_session_incoming(play->session, 7, play->now);
  play_send(play, 1);
  play_assert(play, "send 1@7");
  play_ack(play, 7);
  play_send(play, 2);
  play_assert(play, "send 2@7");
  return play;
}

static void
test_closed_resends_what_did_not_land(void)
{
  g_autoptr(Play) play = new_on_stream();

  ll_session_gone(play->session, 7, LL_END_CLOSED, play->now);
  play_assert(play, "connect");
  play_open(play, 8);
  play_assert(play, "send 2@8");
}

static void
test_a_stream_that_closes_may_still_deliver(void)
{
  g_autoptr(Play) play = new_on_stream();

  ll_session_closing(play->session, 7);
  play_send(play, 3);
  play_assert(play, "connect");
  play_open(play, 8);
  play_assert_wait(play, 1000, ""); /* 3 must not overtake 2 */
  play_ack(play, 7);
  play_assert(play, "send 3@8");
  ll_session_gone(play->session, 7, LL_END_CLOSED, play->now);
  play_assert(play, "");
}

static void
test_what_a_closing_stream_did_not_deliver_goes_first(void)
{
  g_autoptr(Play) play = new_on_stream();

  ll_session_closing(play->session, 7);
  play_send(play, 3);
  play_assert(play, "connect");
  play_open(play, 8);
  play_assert(play, "");
  ll_session_gone(play->session, 7, LL_END_CLOSED, play->now);
  play_assert(play, "send 2@8; send 3@8");
}

/* Their kernel has bytes that their program will never read. */
static void
test_a_reset_resends_what_may_not_have_been_read(void)
{
  g_autoptr(Play) play = new_on_stream();

  play_ack(play, 7);
  play_assert_wait(play, 9000, "");
  ll_session_gone(play->session, 7, LL_END_RESET, play->now);
  play_assert(play, "connect");
  play_open(play, 8);
  play_assert(play, "send 1@8; send 2@8");
}

/* They had given up the stream, or were started anew: had 1 and 2 been unread then, the reset would
 * have come at once. */
static void
test_a_reset_for_what_is_on_its_way_says_little_of_what_went_long_before(void)
{
  for (guint i = 0; i < 2; i++) {
    g_autoptr(Play) play = new_on_stream();

    play_ack(play, 7);
    play_assert_wait(play, i == 0 ? 1900 : 2100, "");
    play_send(play, 3);
    play_assert(play, "send 3@7");
    ll_session_gone(play->session, 7, LL_END_RESET, play->now);
    play_assert(play, "connect");
    play_open(play, 8);
    play_assert(play, i == 0 ? "send 1@8; send 2@8; send 3@8" : "send 3@8");
  }
}

static void
test_who_says_something_has_read_what_came_long_before(void)
{
  g_autoptr(Play) play = new_on_stream();

  play_ack(play, 7);
  play_assert_wait(play, 1000, "");
  play_send(play, 3);
  play_assert(play, "send 3@7");
  play_ack(play, 7);
  play_assert_wait(play, 1000, "");
  ll_session_heard(play->session, 8, play->now + 5000); /* elsewhere */
  ll_session_heard(play->session, 7, play->now);
  ll_session_gone(play->session, 7, LL_END_RESET, play->now);
  play_assert(play, "connect");
  play_open(play, 8);
  play_assert(play, "send 3@8");
}

static void
test_a_reset_long_after_means_nothing(void)
{
  g_autoptr(Play) play = new_on_stream();

  play_ack(play, 7);
  play_assert_wait(play, 15000, "");
  ll_session_gone(play->session, 7, LL_END_RESET, play->now);
  play_assert(play, "");
  g_assert_true(ll_session_is_idle(play->session));
}

/* Whoever says goodbye has read what came long before, and does not read our goodbye. */
static void
test_a_reset_after_an_end_tag_means_the_last_was_not_read(void)
{
  for (guint i = 0; i < 2; i++) {
    g_autoptr(Play) play = new_on_stream();

    play_ack(play, 7);
    play_assert_wait(play, i == 0 ? 1000 : 3000, "");
    ll_session_closing(play->session, 7);
    play_assert(play, "");
    ll_session_gone(play->session, 7, LL_END_RESET, play->now);
    play_assert(play, i == 0 ? "connect" : "");
  }
}

static void
test_a_crash_is_told(void)
{
  g_autoptr(Play) play = new_on_stream();

  ll_session_gone(play->session, 7, LL_END_RESET, play->now);
  play_assert(play, "connect");
  ll_session_failed(play->session, LL_END_UNREACHABLE, play->now);
  play_assert_wait(play, 1000, "1000 connect");
  ll_session_failed(play->session, LL_END_UNREACHABLE, play->now);
  play_assert_wait(play, 2000, "2000 connect");
  ll_session_failed(play->session, LL_END_UNREACHABLE, play->now);
  play_assert(play, "undelivered 1 unreachable; undelivered 2 unreachable");
}

/* One who answers our header, looks who we are, and does not believe it. */
static void
test_a_stream_error_of_theirs_is_told(void)
{
  g_autoptr(Play) play = new_on_stream();

  play_send(play, 3);
  play_assert(play, "send 3@7");
  play_ack(play, 7);
  play_assert_wait(play, 10000, "");
  ll_session_closing(play->session, 7);
  ll_session_gone(play->session, 7, LL_END_REFUSED, play->now);
  play_assert(play, "undelivered 1 refused; undelivered 2 refused; undelivered 3 refused");
}

/* A conflict between two streams. */
static void
test_a_stream_error_with_another_stream_at_hand(void)
{
  g_autoptr(Play) play = new_on_stream();

  ll_session_incoming(play->session, 8, play->now);
  play_ack(play, 7);
  play_assert(play, "");
  ll_session_closing(play->session, 7);
  play_assert(play, "");
  ll_session_gone(play->session, 7, LL_END_REFUSED, play->now);
  play_assert(play, "send 1@8; send 2@8");
}

/* --- streams on which nothing arrives
 * ---------------------------------------------------------------- */

static void
test_in_silence_another_stream_is_tried_for(void)
{
  g_autoptr(Play) play = new_on_stream();

  play_assert_wait(play, 1999, "");
  play_assert_wait(play, 1, "1 connect");
  play_open(play, 8);
  play_assert(play, "drop 7; send 2@8");
  play_ack(play, 8);
  play_assert_wait(play, 100000, "");
}

static void
test_what_arrives_in_the_end_ends_the_attempt(void)
{
  g_autoptr(Play) play = new_on_stream();

  play_assert_wait(play, 2000, "2000 connect");
  play_send(play, 3);
  play_assert_wait(play, 1000, "");
  play_ack(play, 7);
  play_assert(play, "abandon; send 3@7");
}

/* Once our header has gone out, the new stream may be the one that they keep. */
static void
test_what_arrives_after_our_header_leaves_both_streams(void)
{
  g_autoptr(Play) play = new_on_stream();

  play_assert_wait(play, 2000, "2000 connect");
  ll_session_connected(play->session, 8, play->now);
  play_ack(play, 7);
  play_send(play, 3);
  play_assert_wait(play, 1000, "");
  ll_session_answered(play->session);
  play_assert_wait(play, LL_SESSION_SETTLE_MS, "100 send 3@8");
}

static void
test_who_vanished_is_tried_again_until_it_is_told(void)
{
  g_autoptr(Play) play = new_on_stream();

  play_assert_wait(play, 7000, "2000 connect");
  ll_session_failed(play->session, LL_END_UNREACHABLE, play->now);
  play_assert_wait(play, 100000,
                   "1000 connect; 2000 drop 7; 6000 abandon; 6000 undelivered 2 unreachable");
  g_assert_true(ll_session_is_idle(play->session));
}

static void
test_who_is_not_on_the_network_any_more_is_told_sooner(void)
{
  g_autoptr(Play) play = new_on_stream();

  play_assert_wait(play, 2000, "2000 connect");
  for (guint i = 0; i < 3; i++) {
    ll_session_failed(play->session, LL_END_ABSENT, play->now);
    play_assert_wait(play, 1000 << i,
                     i == 2   ? "4000 connect; 4000 drop 7"
                     : i == 1 ? "2000 connect"
                              : "1000 connect");
  }
  ll_session_failed(play->session, LL_END_ABSENT, play->now);
  play_assert_wait(play, 100000, "0 undelivered 2 absent");
}

static void
test_who_is_back_on_another_stream_gets_it_there(void)
{
  g_autoptr(Play) play = new_on_stream();

  play_assert_wait(play, 1000, "");
  ll_session_incoming(play->session, 8, play->now);
  play_assert_wait(play, 1000, "1000 drop 7; 1000 send 2@8");
}

static void
test_who_is_back_in_the_middle_of_an_attempt_gets_it_there(void)
{
  g_autoptr(Play) play = new_on_stream();

  play_assert_wait(play, 5000, "2000 connect");
  ll_session_incoming(play->session, 8, play->now);
  play_assert(play, "abandon; drop 7; send 2@8");
}

static void
test_who_is_back_after_the_stream_was_cut_off_gets_it(void)
{
  g_autoptr(Play) play = new_on_stream();

  play_assert_wait(play, 12000, "2000 connect; 9000 drop 7");
  play_open(play, 8);
  play_assert(play, "send 2@8");
}

static void
test_a_message_goes_out_three_times_at_most(void)
{
  g_autoptr(Play) play = new_on_stream();

  ll_session_gone(play->session, 7, LL_END_CLOSED, play->now);
  play_assert(play, "connect");
  play_open(play, 8);
  play_assert(play, "send 2@8");
  ll_session_gone(play->session, 8, LL_END_RESET, play->now);
  play_assert(play, "connect");
  play_open(play, 9);
  play_assert(play, "send 2@9");
  ll_session_gone(play->session, 9, LL_END_RESET, play->now);
  play_assert(play, "undelivered 2 closed");
}

/* All in all it is told within 13 seconds. */
static void
test_a_late_loss_leaves_time_to_try_again(void)
{
  g_autoptr(Play) play = new_on_stream();

  play_assert_wait(play, 8900, "2000 connect");
  ll_session_gone(play->session, 7, LL_END_CLOSED, play->now);
  play_assert(play, "");
  ll_session_failed(play->session, LL_END_REFUSED, play->now);
  play_assert_wait(play, 4000, "1000 connect; 4000 abandon; 4000 undelivered 2 refused");
}

static void
test_a_slow_link_is_not_cut_off_while_it_moves(void)
{
  g_autoptr(Play) play = play_new();

  ll_session_incoming(play->session, 7, play->now);
  for (guint i = 1; i <= 9; i++)
    play_send(play, i);
  play_assert(play, "send 1@7; send 2@7; send 3@7; send 4@7; send 5@7; send 6@7; send 7@7; "
                    "send 8@7; send 9@7");
  for (guint i = 1; i <= 8 * 50; i++) {
    play_assert_wait(play, 1900, "");
    ll_session_acked(play->session, 7, 2 * i);
  }
  play_assert_wait(play, 2000, "2000 connect");
}

/* --- bounds, and the end
 * --------------------------------------------------------------------------- */

static guint
count_actions(Play *play, LlSessionDo what, LlEnd why)
{
  guint count = 0;

  for (;;) {
    LlSessionAction action;

    ll_session_next(play->session, play->now, &action);
    if (action.what == LL_SESSION_DO_NOTHING)
      return count;
    if (action.what == LL_SESSION_DO_SEND)
      ll_session_sent(play->session, ++play->end, 0);
    count += action.what == what && action.why == why ? 1 : 0;
    if (action.what == LL_SESSION_DO_UNDELIVERED)
      ll_outgoing_free(action.message);
  }
}

static void
test_too_many_messages_come_back_at_once(void)
{
  g_autoptr(Play) play = play_new();

  for (guint64 id = 1; id <= LL_OUTBOX_MESSAGES_MAX; id++)
    g_assert_true(ll_session_send(play->session, id, "x", NULL, 0, play->now));
  g_assert_false(ll_session_send(play->session, 5000, "x", NULL, 0, play->now));
  g_assert_cmpuint(count_actions(play, LL_SESSION_DO_UNDELIVERED, LL_END_CROWDED), ==, 1);
  ll_session_incoming(play->session, 7, play->now);
  g_assert_cmpuint(count_actions(play, LL_SESSION_DO_SEND, 0), ==, LL_OUTBOX_MESSAGES_MAX);
  g_assert_false(
      ll_session_send(play->session, 5001, "x", NULL, 0, play->now)); /* still in flight */
  play_ack(play, 7);
  g_assert_true(ll_session_send(play->session, 5002, "x", NULL, 0, play->now));
}

static void
test_too_many_bytes_come_back_at_once(void)
{
  g_autoptr(Play) play = play_new();

  g_autofree char *text = g_strnfill(LL_MESSAGE_MAX, 'x');
  guint taken = 0;

  while (ll_session_send(play->session, taken + 1, text, text, 0, play->now))
    taken++;
  g_assert_cmpuint(taken, ==, LL_OUTBOX_BYTES_MAX / (2 * LL_MESSAGE_MAX) + 1);
  ll_session_incoming(play->session, 7, play->now);
  g_assert_cmpuint(count_actions(play, LL_SESSION_DO_SEND, 0), ==, taken);
  ll_session_gone(play->session, 7, LL_END_CLOSED, play->now);
  g_assert_false(ll_session_send(play->session, 1000, "x", NULL, 0, play->now));
  ll_session_incoming(play->session, 8, play->now);
  g_assert_cmpuint(count_actions(play, LL_SESSION_DO_SEND, 0), ==, taken);
  play_ack(play, 8);
  g_assert_true(ll_session_send(play->session, 1001, "x", NULL, 0, play->now));
}

static void
test_signing_off_tells_what_has_not_gone(void)
{
  g_autoptr(Play) play = play_new();

  ll_session_incoming(play->session, 7, play->now);
  play_send(play, 1);
  play_send(play, 2);
  play_assert(play, "send 1@7; send 2@7");
  ll_session_acked(play->session, 7, 100);
  ll_session_closing(play->session, 7);
  play_send(play, 3);
  ll_session_shut(play->session);
  play_assert(play, "undelivered 2 shut; undelivered 3 shut");
}

static void
test_signing_off_in_the_middle_of_an_attempt(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  ll_session_shut(play->session);
  play_assert(play, "undelivered 1 shut");
  play_send(play, 2);
  play_assert(play, "connect");
  ll_session_connected(play->session, 7, play->now);
  ll_session_shut(play->session);
  play_assert(play, "abandon; undelivered 2 shut");
  play_send(play, 3);
  play_assert(play, "connect");
  ll_session_failed(play->session, LL_END_ABSENT, play->now);
  ll_session_shut(play->session);
  play_assert_wait(play, 100000, "0 undelivered 3 shut");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/session-streams/closed-resends-what-did-not-land",
                  test_closed_resends_what_did_not_land);
  g_test_add_func("/session-streams/a-stream-that-closes-may-still-deliver",
                  test_a_stream_that_closes_may_still_deliver);
  g_test_add_func("/session-streams/what-a-closing-stream-did-not-deliver-goes-first",
                  test_what_a_closing_stream_did_not_deliver_goes_first);
  g_test_add_func("/session-streams/a-reset-resends-what-may-not-have-been-read",
                  test_a_reset_resends_what_may_not_have_been_read);
  g_test_add_func(
      "/session-streams/a-reset-for-what-is-on-its-way-says-little-of-what-went-long-before",
      test_a_reset_for_what_is_on_its_way_says_little_of_what_went_long_before);
  g_test_add_func("/session-streams/who-says-something-has-read-what-came-long-before",
                  test_who_says_something_has_read_what_came_long_before);
  g_test_add_func("/session-streams/a-reset-long-after-means-nothing",
                  test_a_reset_long_after_means_nothing);
  g_test_add_func("/session-streams/a-reset-after-an-end-tag-means-the-last-was-not-read",
                  test_a_reset_after_an_end_tag_means_the_last_was_not_read);
  g_test_add_func("/session-streams/a-crash-is-told", test_a_crash_is_told);
  g_test_add_func("/session-streams/a-stream-error-of-theirs-is-told",
                  test_a_stream_error_of_theirs_is_told);
  g_test_add_func("/session-streams/a-stream-error-with-another-stream-at-hand",
                  test_a_stream_error_with_another_stream_at_hand);
  g_test_add_func("/session-streams/in-silence-another-stream-is-tried-for",
                  test_in_silence_another_stream_is_tried_for);
  g_test_add_func("/session-streams/what-arrives-in-the-end-ends-the-attempt",
                  test_what_arrives_in_the_end_ends_the_attempt);
  g_test_add_func("/session-streams/what-arrives-after-our-header-leaves-both-streams",
                  test_what_arrives_after_our_header_leaves_both_streams);
  g_test_add_func("/session-streams/who-vanished-is-tried-again-until-it-is-told",
                  test_who_vanished_is_tried_again_until_it_is_told);
  g_test_add_func("/session-streams/who-is-not-on-the-network-any-more-is-told-sooner",
                  test_who_is_not_on_the_network_any_more_is_told_sooner);
  g_test_add_func("/session-streams/who-is-back-in-the-middle-of-an-attempt-gets-it-there",
                  test_who_is_back_in_the_middle_of_an_attempt_gets_it_there);
  g_test_add_func("/session-streams/who-is-back-after-the-stream-was-cut-off-gets-it",
                  test_who_is_back_after_the_stream_was_cut_off_gets_it);
  g_test_add_func("/session-streams/who-is-back-on-another-stream-gets-it-there",
                  test_who_is_back_on_another_stream_gets_it_there);
  g_test_add_func("/session-streams/a-message-goes-out-three-times-at-most",
                  test_a_message_goes_out_three_times_at_most);
  g_test_add_func("/session-streams/a-late-loss-leaves-time-to-try-again",
                  test_a_late_loss_leaves_time_to_try_again);
  g_test_add_func("/session-streams/a-slow-link-is-not-cut-off-while-it-moves",
                  test_a_slow_link_is_not_cut_off_while_it_moves);
  g_test_add_func("/session-streams/too-many-messages-come-back-at-once",
                  test_too_many_messages_come_back_at_once);
  g_test_add_func("/session-streams/too-many-bytes-come-back-at-once",
                  test_too_many_bytes_come_back_at_once);
  g_test_add_func("/session-streams/signing-off-tells-what-has-not-gone",
                  test_signing_off_tells_what_has_not_gone);
  g_test_add_func("/session-streams/signing-off-in-the-middle-of-an-attempt",
                  test_signing_off_in_the_middle_of_an_attempt);
  return g_test_run();
}
