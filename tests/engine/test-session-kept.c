/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "play.h"

/* Messages for who is away. */

static Play *
play_keeping(void)
{
  Play *play = play_new();

  ll_session_set_keeps(play->session);
  return play;
}

static LlOutgoing *
saved(guint64 id)
{
  LlOutgoing *message = g_new0(LlOutgoing, 1);

  message->id = id;
  message->plain = g_strdup_printf("text %" G_GUINT64_FORMAT, id);
  return message;
}

static void
test_what_has_to_wait_is_saved(void)
{
  g_autoptr(Play) play = play_keeping();

  play_send(play, 1);
  play_assert(play, "connect");
  play_assert_wait(play, 300, "");
  play_send(play, 2);
  play_assert_wait(play, 200, "200 save 1; 200 save 2");
  play_send(play, 3);
  play_assert_wait(play, 100, "");
  play_open(play, 7);
  play_assert(play, "send 1@7; send 2@7; send 3@7");
  play_ack(play, 7);
  play_assert_wait(play, LL_OUTBOX_DOUBT_MS - 1, "");
  play->now++;
  play_assert(play, "done 1; done 2");
}

static void
test_what_goes_out_at_once_is_not_saved(void)
{
  g_autoptr(Play) play = play_keeping();

  ll_session_incoming(play->session, 9, play->now);
  play_send(play, 1);
  play_assert(play, "send 1@9");
  play_ack(play, 9);
  play_assert_wait(play, 1000000, "");
}

static void
send_noted(Play *play, guint64 id)
{
  play_send(play, id);
  ll_session_set_noted(play->session);
}

static void
test_a_note_is_needed_until_it_is_there(void)
{
  g_autoptr(Play) play = play_keeping();

  ll_session_incoming(play->session, 9, play->now);
  send_noted(play, 1);
  play_assert(play, "send 1@9");
  play_send(play, 2);
  play_assert(play, "send 2@9");
  play_ack(play, 9);
  play_assert(play, "unnote 1");
  play_assert_wait(play, 1000000, "");
}

static void
test_a_note_is_needed_until_it_is_confirmed(void)
{
  g_autoptr(Play) play = play_keeping();

  play->confirms = TRUE;
  ll_session_incoming(play->session, 9, play->now);
  send_noted(play, 1);
  send_noted(play, 2);
  play_assert(play, "send 1@9; send 2@9");
  play_ack(play, 9);
  play_assert(play, "");
  ll_session_confirmed(play->session, 9, 1);
  play_assert(play, "unnote 1");
  ll_session_unconfirmed(play->session, 9);
  play_assert(play, "unnote 2");
}

static void
test_a_note_is_needed_until_it_is_saved(void)
{
  g_autoptr(Play) play = play_keeping();

  ll_session_incoming(play->session, 9, play->now);
  send_noted(play, 1);
  play_assert(play, "send 1@9");
  ll_session_gone(play->session, 9, LL_END_CLOSED, play->now);
  play_assert(play, "connect");
  play_assert_wait(play, LL_OUTBOX_SAVE_MS, "500 save 1; 500 unnote 1");
}

static void
test_a_note_is_not_needed_of_what_is_not_sent(void)
{
  g_autoptr(Play) play = play_keeping();

  send_noted(play, 1);
  send_noted(play, 2);
  play_assert(play, "connect");
  ll_outgoing_free(ll_session_withdraw(play->session, 1));
  play_assert(play, "unnote 1");
  play_open(play, 7);
  play_assert(play, "send 2@7");
  ll_session_gone(play->session, 7, LL_END_REFUSED, play->now);
  play_assert(play, "unnote 2; undelivered 2 refused");
  g_assert_true(ll_session_is_idle(play->session));
}

static void
test_what_is_sent_again_is_saved(void)
{
  g_autoptr(Play) play = play_keeping();

  ll_session_incoming(play->session, 9, play->now);
  play_send(play, 1);
  play_assert(play, "send 1@9");
  ll_session_gone(play->session, 9, LL_END_CLOSED, play->now);
  play_assert(play, "connect");
  play_assert_wait(play, LL_OUTBOX_SAVE_MS, "500 save 1");
}

static void
test_it_waits_until_they_are_back(void)
{
  g_autoptr(Play) play = play_keeping();

  play->confirms = TRUE;
  play_send(play, 1);
  ll_session_set_for_absent(play->session);
  play_assert(play, "connect");
  ll_session_failed(play->session, LL_END_ABSENT, play->now);
  play_assert_wait(play, 1000, "500 save 1; 1000 connect");
  ll_session_failed(play->session, LL_END_ABSENT, play->now);
  play_send(play, 2);
  ll_session_set_for_absent(play->session);
  play_assert_wait(play, 2000, "500 save 2; 2000 connect");
  ll_session_failed(play->session, LL_END_ABSENT, play->now);
  play_assert(play, "keep 1; keep 2");
  play_assert_wait(play, 100000000, "");
  g_assert_false(ll_session_is_idle(play->session));
  ll_session_appeared(play->session, play->now);
  play_assert(play, "connect");
  play_open(play, 7);
  play_assert(play, "send 1@7; send 2@7");
  ll_session_confirmed(play->session, 7, 2);
  play_assert(play, "done 1; done 2");
  ll_session_gone(play->session, 7, LL_END_CLOSED, play->now);
  play_assert(play, "");
  g_assert_true(ll_session_is_idle(play->session));
}

/* That it was not delivered is news to who saw them when it was written. */
static void
test_who_was_there_when_it_was_written_is_told(void)
{
  g_autoptr(Play) play = play_keeping();

  play_send(play, 1);
  play_assert(play, "connect");
  ll_session_failed(play->session, LL_END_ABSENT, play->now);
  play_assert_wait(play, 1000, "500 save 1; 1000 connect");
  ll_session_failed(play->session, LL_END_ABSENT, play->now);
  play_assert_wait(play, 2000, "2000 connect");
  ll_session_failed(play->session, LL_END_ABSENT, play->now);
  play_assert(play, "undelivered 1 absent");
}

/* Somebody who publishes nothing may connect to us. */
static void
test_their_stream_serves_as_well(void)
{
  g_autoptr(Play) play = play_keeping();

  ll_session_restore(play->session, saved(1));
  play_assert_wait(play, 100000000, "");
  ll_session_incoming(play->session, 9, play->now);
  play_assert(play, "send 1@9");
}

static void
test_another_life_sends_it_in_order(void)
{
  g_autoptr(Play) play = play_keeping();

  ll_session_restore(play->session, saved(1));
  ll_session_restore(play->session, saved(2));
  play_assert_wait(play, 100000000, "");
  play_send(play, 3);
  play_assert(play, "connect");
  play_open(play, 7);
  play_assert(play, "send 1@7; send 2@7; send 3@7");
}

/* It was told that it waits, and so it is not told that it was not delivered. */
static void
test_back_but_not_to_be_reached(void)
{
  g_autoptr(Play) play = play_keeping();

  ll_session_restore(play->session, saved(1));
  ll_session_appeared(play->session, play->now);
  play_assert(play, "connect");
  ll_session_failed(play->session, LL_END_UNREACHABLE, play->now);
  play_assert_wait(play, 1000, "1000 connect");
  ll_session_failed(play->session, LL_END_UNREACHABLE, play->now);
  play_assert_wait(play, 2000, "2000 connect");
  ll_session_failed(play->session, LL_END_UNREACHABLE, play->now);
  play_assert_wait(play, 1000000, "");
  ll_session_appeared(play->session, play->now);
  play_assert(play, "connect");
}

static void
test_who_is_there_and_refuses_is_told_as_ever(void)
{
  g_autoptr(Play) play = play_keeping();

  play_send(play, 1);
  play_assert(play, "connect");
  play_open(play, 7);
  play_assert(play, "send 1@7");
  ll_session_gone(play->session, 7, LL_END_REFUSED, play->now);
  play_assert(play, "undelivered 1 refused");
}

static void
test_it_can_be_taken_back(void)
{
  g_autoptr(Play) play = play_keeping();
  g_autoptr(LlOutgoing) message = NULL;

  ll_session_restore(play->session, saved(1));
  ll_session_restore(play->session, saved(2));
  message = ll_session_withdraw(play->session, 1);
  g_assert_cmpstr(message->plain, ==, "text 1");
  g_assert_null(ll_session_withdraw(play->session, 1));
  ll_session_appeared(play->session, play->now);
  play_assert(play, "connect");
  ll_outgoing_free(ll_session_withdraw(play->session, 2));
  play_assert(play, "abandon");
  g_assert_true(ll_session_is_idle(play->session));
}

static void
test_it_is_listed(void)
{
  g_autoptr(Play) play = play_keeping();
  g_autoptr(GPtrArray) list = NULL;

  ll_session_restore(play->session, saved(5));
  play_send(play, 6);
  list = ll_session_waiting(play->session);
  g_assert_cmpuint(list->len, ==, 2);
  g_assert_cmpuint(((LlOutgoing *)list->pdata[0])->id, ==, 5);
  g_assert_cmpuint(((LlOutgoing *)list->pdata[1])->id, ==, 6);
}

static void
test_signing_off_keeps_it(void)
{
  g_autoptr(Play) play = play_keeping();

  play_send(play, 1);
  play_assert(play, "connect");
  play_assert_wait(play, LL_OUTBOX_SAVE_MS, "500 save 1");
  play_send(play, 2);
  ll_session_shut(play->session);
  play_assert(play, "abandon; save 2; keep 1; keep 2");
}

static void
test_too_much_is_told_at_once(void)
{
  g_autoptr(Play) play = play_keeping();
  guint64 id = 1;
  LlSessionAction action;

  while (ll_session_send(play->session, id, "x", NULL, 0, play->now))
    id++;
  ll_session_next(play->session, play->now, &action);
  g_assert_cmpint(action.what, ==, LL_SESSION_DO_UNDELIVERED);
  g_assert_cmpint(action.why, ==, LL_END_CROWDED);
  g_assert_cmpuint(action.message->id, ==, id);
  ll_outgoing_free(action.message);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/session-kept/what-has-to-wait-is-saved", test_what_has_to_wait_is_saved);
  g_test_add_func("/session-kept/what-goes-out-at-once-is-not-saved",
                  test_what_goes_out_at_once_is_not_saved);
  g_test_add_func("/session-kept/what-is-sent-again-is-saved", test_what_is_sent_again_is_saved);
  g_test_add_func("/session-kept/a-note-is-needed-until-it-is-there",
                  test_a_note_is_needed_until_it_is_there);
  g_test_add_func("/session-kept/a-note-is-needed-until-it-is-confirmed",
                  test_a_note_is_needed_until_it_is_confirmed);
  g_test_add_func("/session-kept/a-note-is-needed-until-it-is-saved",
                  test_a_note_is_needed_until_it_is_saved);
  g_test_add_func("/session-kept/a-note-is-not-needed-of-what-is-not-sent",
                  test_a_note_is_not_needed_of_what_is_not_sent);
  g_test_add_func("/session-kept/it-waits-until-they-are-back", test_it_waits_until_they_are_back);
  g_test_add_func("/session-kept/who-was-there-when-it-was-written-is-told",
                  test_who_was_there_when_it_was_written_is_told);
  g_test_add_func("/session-kept/their-stream-serves-as-well", test_their_stream_serves_as_well);
  g_test_add_func("/session-kept/another-life-sends-it-in-order",
                  test_another_life_sends_it_in_order);
  g_test_add_func("/session-kept/back-but-not-to-be-reached", test_back_but_not_to_be_reached);
  g_test_add_func("/session-kept/who-is-there-and-refuses-is-told-as-ever",
                  test_who_is_there_and_refuses_is_told_as_ever);
  g_test_add_func("/session-kept/it-can-be-taken-back", test_it_can_be_taken_back);
  g_test_add_func("/session-kept/it-is-listed", test_it_is_listed);
  g_test_add_func("/session-kept/signing-off-keeps-it", test_signing_off_keeps_it);
  g_test_add_func("/session-kept/too-much-is-told-at-once", test_too_much_is_told_at_once);
  return g_test_run();
}
