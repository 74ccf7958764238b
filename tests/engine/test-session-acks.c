/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "limits.h"
#include "play.h"

/* What a session makes of it when the other program confirms what it has read. */

/* A stream of theirs, 9, that confirms. */
static Play *
play_confirmed(void)
{
  Play *play = play_new();

  play->confirms = TRUE;
  ll_session_incoming(play->session, 9, play->now);
  ll_session_confirms(play->session, 9, play->now);
  play_assert(play, "");
  return play;
}

/* Who confirms does not turn a stream away unseen. */
static void
test_there_is_no_need_to_wait_for_a_refusal(void)
{
  g_autoptr(Play) play = play_new();

  play_send(play, 1);
  play_assert(play, "connect");
  ll_session_connected(play->session, 7, play->now);
  play_assert(play, "");
  ll_session_answered(play->session);
  play_assert(play, "");
  ll_session_confirms(play->session, 7, play->now);
  play_assert(play, "send 1@7?");
}

static void
test_what_was_not_read_goes_out_again_whatever_the_end(void)
{
  static const LlEnd ends[] = {LL_END_CLOSED, LL_END_VANISHED, LL_END_RESET};

  for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
    g_autoptr(Play) play = play_confirmed();

    play_send(play, 1);
    play_send(play, 2);
    play_send(play, 3);
    play_assert(play, "send 1@9?; send 2@9?; send 3@9?");
    play_ack(play, 9);
    ll_session_confirmed(play->session, 9, 1);
    play_assert_wait(play, LL_OUTBOX_DOUBT_MS + 1000, "");
    ll_session_gone(play->session, 9, ends[i], play->now);
    play_assert(play, "connect");
    play_open(play, 10);
    play_assert(play, "send 2@10; send 3@10");
    play_ack(play, 10);
    ll_session_confirmed(play->session, 10, 5);
    ll_session_gone(play->session, 10, ends[i], play->now);
    play_assert_wait(play, 1000000, "");
    g_assert_true(ll_session_is_idle(play->session));
  }
}

/* Three resets within seconds say nothing of the messages: whoever read one shows it once. But one
 * that ends each stream it goes out on is given up in the end. */
static void
test_some_resets_in_a_row_are_survived(void)
{
  g_autoptr(Play) play = play_confirmed();
  guint stream = 9;

  play_send(play, 1);
  play_assert(play, "send 1@9?");
  for (guint tries = 1; tries < LL_OUTBOX_TRIES_CONFIRMED_MAX; tries++) {
    g_autofree char *sent = g_strdup_printf("send 1@%u?", ++stream);

    ll_session_gone(play->session, stream - 1, LL_END_RESET, play->now);
    play_assert(play, "connect");
    ll_session_connected(play->session, stream, play->now);
    ll_session_answered(play->session);
    ll_session_confirms(play->session, stream, play->now);
    play_assert(play, sent);
  }
  ll_session_gone(play->session, stream, LL_END_RESET, play->now);
  play_assert(play, "undelivered 1 closed");
}

static void
test_what_was_read_does_not_go_out_again(void)
{
  g_autoptr(Play) play = play_confirmed();

  play_send(play, 1);
  play_assert(play, "send 1@9?");
  ll_session_confirmed(play->session, 9, 1);
  ll_session_gone(play->session, 9, LL_END_RESET, play->now);
  play_assert_wait(play, 1000000, "");
  g_assert_true(ll_session_is_idle(play->session));
}

/* A receipt says the same of one message, on whatever stream it went. (XEP-0184) */
static void
test_what_has_a_receipt_does_not_go_out_again(void)
{
  g_autoptr(Play) play = play_new();

  ll_session_incoming(play->session, 9, play->now);
  play_send(play, 1);
  play_send(play, 2);
  play_send(play, 3);
  play_assert(play, "send 1@9; send 2@9; send 3@9");
  ll_session_receipt(play->session, 1);
  play_ack(play, 9);
  ll_session_receipt(play->session, 2);
  ll_session_receipt(play->session, 77);
  ll_session_gone(play->session, 9, LL_END_RESET, play->now);
  play_assert(play, "connect");
  ll_session_receipt(play->session, 3);
  play_assert_wait(play, LL_SESSION_SEND_MS, "");
}

/* It may be stopped for a minute. */
static void
test_a_program_may_take_its_time(void)
{
  g_autoptr(Play) play = play_confirmed();

  play_send(play, 1);
  play_assert(play, "send 1@9?");
  play_ack(play, 9);
  play_assert_wait(play, LL_SESSION_READ_MS - 1000, "");
  play_send(play, 2);
  play_assert(play, "send 2@9?");
  play_ack(play, 9);
  ll_session_confirmed(play->session, 9, 2);
  play_assert_wait(play, LL_SESSION_READ_MS, "");
}

static void
test_who_reads_nothing_is_told(void)
{
  g_autoptr(Play) play = play_confirmed();

  play_send(play, 1);
  play_assert(play, "send 1@9?");
  play_ack(play, 9);
  play_assert_wait(play, LL_SESSION_READ_MS - 1, "");
  play->now++;
  play_assert(play, "drop 9; connect");
  ll_session_failed(play->session, LL_END_SILENT, play->now);
  play_assert_wait(play, LL_SESSION_SEND_MS, "0 undelivered 1 silent");
}

static void
test_after_all_it_confirms_nothing(void)
{
  g_autoptr(Play) play = play_confirmed();

  play_send(play, 1);
  play_assert(play, "send 1@9?");
  play_ack(play, 9);
  ll_session_unconfirmed(play->session, 9);
  play_assert_wait(play, LL_SESSION_READ_MS + 1000, "");
  ll_session_gone(play->session, 9, LL_END_RESET, play->now);
  play_assert_wait(play, 1000000, "");
}

/* Else what is sent on the new one could be read first. */
static void
test_order_is_kept_while_the_old_stream_ends(void)
{
  g_autoptr(Play) play = play_confirmed();

  play_send(play, 1);
  play_assert(play, "send 1@9?");
  play_ack(play, 9);
  ll_session_closing(play->session, 9);
  play_send(play, 2);
  play_assert(play, "connect");
  play_open(play, 10);
  play_assert(play, "");
  ll_session_gone(play->session, 9, LL_END_CLOSED, play->now);
  play_assert(play, "send 1@10; send 2@10");
}

/* In a long run one question is for many messages; the last of them does not wait for long. */
static void
test_a_run_of_messages_is_asked_for_seldom(void)
{
  g_autoptr(Play) play = play_confirmed();

  for (guint id = 1; id <= LL_SESSION_ASKS_AT_ONCE; id++) {
    g_autofree char *sent = g_strdup_printf("send %u@9?", id);

    play_send(play, id);
    play_assert(play, sent);
  }
  play_send(play, 20);
  play_send(play, 21);
  play_assert(play, "send 20@9; send 21@9");
  play_ack(play, 9);
  play_assert_wait(play, LL_SESSION_PAUSE_MS - 1, "");
  play_send(play, 22);
  play_assert(play, "send 22@9");
  play_assert_wait(play, LL_SESSION_ASK_MS, "76 ask 9");
  ll_session_confirmed(play->session, 9, play->number);
  play_assert_wait(play, LL_SESSION_ASK_MS, "");
}

static void
test_after_a_pause_everything_is_asked_for(void)
{
  g_autoptr(Play) play = play_confirmed();

  for (guint id = 1; id <= LL_SESSION_ASKS_AT_ONCE + 1; id++)
    ll_session_send(play->session, id, "text", NULL, 0, play->now);
  play_assert(play, "send 1@9?; send 2@9?; send 3@9?; send 4@9?; send 5@9?; send 6@9?; "
                    "send 7@9?; send 8@9?; send 9@9?; send 10@9?; send 11@9");
  play->now += LL_SESSION_PAUSE_MS;
  play_send(play, 12);
  play_send(play, 13);
  play_assert(play, "send 12@9?; send 13@9?");
  /* What they say is no pause. */
  play_assert_wait(play, LL_SESSION_PAUSE_MS - 1, "");
  ll_session_heard(play->session, 9, play->now);
  for (guint id = 14; id <= 2 * LL_SESSION_ASKS_AT_ONCE; id++)
    ll_session_send(play->session, id, "text", NULL, 0, play->now);
  play_assert(play, "send 14@9?; send 15@9?; send 16@9?; send 17@9?; send 18@9?; send 19@9?; "
                    "send 20@9?");
  play->now += 1;
  for (guint id = 21; id <= 22; id++)
    ll_session_send(play->session, id, "text", NULL, 0, play->now);
  play_assert(play, "send 21@9?; send 22@9");
}

/* What was not confirmed fills up what may wait. */
static void
test_long_messages_are_asked_for_soon(void)
{
  g_autoptr(Play) play = play_confirmed();
  g_autofree char *page = g_strnfill(LL_SESSION_UNASKED_BYTES / 4, 'x');

  for (guint id = 1; id <= LL_SESSION_ASKS_AT_ONCE; id++)
    ll_session_send(play->session, id, "text", NULL, 0, play->now);
  for (guint id = 11; id <= 16; id++)
    ll_session_send(play->session, id, page, NULL, 0, play->now);
  play_assert(play, "send 1@9?; send 2@9?; send 3@9?; send 4@9?; send 5@9?; send 6@9?; send 7@9?; "
                    "send 8@9?; send 9@9?; send 10@9?; "
                    "send 11@9; send 12@9; send 13@9; send 14@9?; send 15@9; send 16@9");
}

/* Who does not confirm, or not on a stream that ends, is not asked. */
static void
test_nobody_is_asked_in_vain(void)
{
  g_autoptr(Play) play = play_confirmed();

  for (guint id = 1; id <= LL_SESSION_ASKS_AT_ONCE + 1; id++)
    ll_session_send(play->session, id, "text", NULL, 0, play->now);
  play_assert(play, "send 1@9?; send 2@9?; send 3@9?; send 4@9?; send 5@9?; send 6@9?; "
                    "send 7@9?; send 8@9?; send 9@9?; send 10@9?; send 11@9");
  play_ack(play, 9);
  ll_session_closing(play->session, 9);
  play_assert_wait(play, LL_SESSION_SEND_MS, "");
  ll_session_confirmed(play->session, 9, play->number);
  ll_session_gone(play->session, 9, LL_END_CLOSED, play->now);
  ll_session_incoming(play->session, 10, play->now);
  play_send(play, 12);
  play_assert(play, "send 12@10");
}

/* Nobody can fill our memory by reading nothing. */
static void
test_what_is_not_read_counts_as_waiting(void)
{
  g_autoptr(Play) play = play_confirmed();

  for (guint id = 1; id <= LL_OUTBOX_MESSAGES_MAX; id++)
    ll_session_send(play->session, id, "text", NULL, 0, play->now);
  for (guint sent = 0; sent < LL_OUTBOX_MESSAGES_MAX;) {
    LlSessionAction action;

    ll_session_next(play->session, play->now, &action);
    g_assert_cmpint(action.what, ==, LL_SESSION_DO_SEND);
    ll_session_sent(play->session, ++play->end, ++sent);
  }
  play_ack(play, 9);
  g_assert_false(ll_session_send(play->session, 100000, "text 100000", NULL, 0, play->now));
  play_assert(play, "undelivered 100000 crowded");
  ll_session_confirmed(play->session, 9, 1);
  g_assert_true(ll_session_send(play->session, 100001, "text 100001", NULL, 0, play->now));
}

static void
test_a_stream_that_nobody_uses_is_closed(void)
{
  g_autoptr(Play) play = play_confirmed();

  play_assert_wait(play, LL_SESSION_UNUSED_MS - 1, "");
  ll_session_heard(play->session, 9, play->now);
  play_assert_wait(play, LL_SESSION_UNUSED_MS - 1, "");
  play_send(play, 1);
  play_assert(play, "send 1@9?");
  ll_session_confirmed(play->session, 9, 1);
  play_assert_wait(play, LL_SESSION_UNUSED_MS - 1, "");
  play->now++;
  play_assert(play, "close 9");
  play_send(play, 2);
  play_assert(play, "connect");
  ll_session_gone(play->session, 9, LL_END_CLOSED, play->now);
  play_open(play, 10);
  play_assert(play, "send 2@10");
}

/* The end of a stream is something that people see there. */
static void
test_a_stream_of_others_is_kept(void)
{
  g_autoptr(Play) play = play_new();

  ll_session_incoming(play->session, 9, play->now);
  play_assert_wait(play, 10 * LL_SESSION_UNUSED_MS, "");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/session-acks/there-is-no-need-to-wait-for-a-refusal",
                  test_there_is_no_need_to_wait_for_a_refusal);
  g_test_add_func("/session-acks/what-was-not-read-goes-out-again-whatever-the-end",
                  test_what_was_not_read_goes_out_again_whatever_the_end);
  g_test_add_func("/session-acks/some-resets-in-a-row-are-survived",
                  test_some_resets_in_a_row_are_survived);
  g_test_add_func("/session-acks/what-was-read-does-not-go-out-again",
                  test_what_was_read_does_not_go_out_again);
  g_test_add_func("/session-acks/what-has-a-receipt-does-not-go-out-again",
                  test_what_has_a_receipt_does_not_go_out_again);
  g_test_add_func("/session-acks/a-program-may-take-its-time", test_a_program_may_take_its_time);
  g_test_add_func("/session-acks/who-reads-nothing-is-told", test_who_reads_nothing_is_told);
  g_test_add_func("/session-acks/after-all-it-confirms-nothing",
                  test_after_all_it_confirms_nothing);
  g_test_add_func("/session-acks/order-is-kept-while-the-old-stream-ends",
                  test_order_is_kept_while_the_old_stream_ends);
  g_test_add_func("/session-acks/a-run-of-messages-is-asked-for-seldom",
                  test_a_run_of_messages_is_asked_for_seldom);
  g_test_add_func("/session-acks/after-a-pause-everything-is-asked-for",
                  test_after_a_pause_everything_is_asked_for);
  g_test_add_func("/session-acks/long-messages-are-asked-for-soon",
                  test_long_messages_are_asked_for_soon);
  g_test_add_func("/session-acks/nobody-is-asked-in-vain", test_nobody_is_asked_in_vain);
  g_test_add_func("/session-acks/what-is-not-read-counts-as-waiting",
                  test_what_is_not_read_counts_as_waiting);
  g_test_add_func("/session-acks/a-stream-that-nobody-uses-is-closed",
                  test_a_stream_that_nobody_uses_is_closed);
  g_test_add_func("/session-acks/a-stream-of-others-is-kept", test_a_stream_of_others_is_kept);
  return g_test_run();
}
