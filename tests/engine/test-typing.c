/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/typing.h"

#include "limits.h"

#define ACTIVE    LL_CHAT_STATE_ACTIVE
#define COMPOSING LL_CHAT_STATE_COMPOSING
#define PAUSED    LL_CHAT_STATE_PAUSED
#define STATES    LL_CHAT_NOTATION_STATES
#define EVENTS    LL_CHAT_NOTATION_EVENTS
#define NOTHING   LL_CHAT_NOTATION_NONE

/* Their messages. */
static const LlMessage bare = {.kind = LL_MESSAGE_TEXT, .id = (char *)"m1"};
static const LlMessage with_state = {.kind = LL_MESSAGE_TEXT, .state = ACTIVE, .notation = STATES};
static const LlMessage asking = {.kind = LL_MESSAGE_TEXT, .id = (char *)"m2", .asks_events = TRUE};
static const LlMessage composing = {.state = COMPOSING, .notation = STATES};
static const LlMessage paused = {.state = PAUSED, .notation = STATES};
static const LlMessage gone = {.state = LL_CHAT_STATE_GONE, .notation = STATES};
static const LlMessage typing_event = {.state = COMPOSING, .notation = EVENTS};
static const LlMessage stop_event = {.state = ACTIVE, .notation = EVENTS};
static const LlMessage receipt = {.received = (char *)"7"};

/* Who has said nothing of it is told nothing. */
static void
test_stranger(void)
{
  g_autoptr(LlTyping) typing = ll_typing_new();
  g_assert_cmpint(ll_typing_set(typing, COMPOSING, FALSE), ==, NOTHING);
  g_assert_false(ll_typing_wants_states(typing, FALSE));
  ll_typing_heard(typing, &bare);
  g_assert_cmpint(ll_typing_set(typing, COMPOSING, FALSE), ==, NOTHING);
  ll_typing_heard(typing, &receipt);
  g_assert_cmpint(ll_typing_set(typing, COMPOSING, FALSE), ==, NOTHING);
}

static void
test_known_by_disco(void)
{
  g_autoptr(LlTyping) typing = ll_typing_new();
  g_assert_true(ll_typing_wants_states(typing, TRUE));
  g_assert_cmpint(ll_typing_set(typing, COMPOSING, TRUE), ==, STATES);
}

static void
test_known_by_a_state(void)
{
  const LlMessage *const states[] = {&with_state, &composing, &gone};
  for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
    g_autoptr(LlTyping) typing = ll_typing_new();
    ll_typing_heard(typing, states[i]);
    g_assert_true(ll_typing_wants_states(typing, FALSE));
    g_assert_cmpint(ll_typing_set(typing, COMPOSING, FALSE), ==, STATES);
  }
}

/* XEP-0085 5.1: no more states to who answers one with none, until they send one. */
static void
test_refused(void)
{
  g_autoptr(LlTyping) typing = ll_typing_new();
  ll_typing_spoke(typing, TRUE);
  ll_typing_heard(typing, &bare);
  g_assert_false(ll_typing_wants_states(typing, TRUE));
  g_assert_cmpint(ll_typing_set(typing, COMPOSING, TRUE), ==, NOTHING);
  ll_typing_heard(typing, &with_state);
  g_assert_cmpint(ll_typing_set(typing, COMPOSING, TRUE), ==, STATES);
}

/* Their message was written before they had any state of ours: it refuses nothing. */
static void
test_not_refused_before_told(void)
{
  g_autoptr(LlTyping) typing = ll_typing_new();
  ll_typing_spoke(typing, FALSE);
  ll_typing_heard(typing, &bare);
  g_assert_true(ll_typing_wants_states(typing, TRUE));
}

static void
test_events(void)
{
  g_autoptr(LlTyping) typing = ll_typing_new();
  ll_typing_heard(typing, &asking);
  g_assert_false(ll_typing_wants_states(typing, FALSE));
  g_assert_cmpint(ll_typing_set(typing, COMPOSING, FALSE), ==, EVENTS);
  g_assert_cmpstr(ll_typing_reply(typing), ==, "m2");
  /* To stop for a while is to stop. */
  g_assert_cmpint(ll_typing_set(typing, PAUSED, FALSE), ==, EVENTS);
  g_assert_cmpint(ll_typing_set(typing, ACTIVE, FALSE), ==, NOTHING);
  /* The last message counts. */
  ll_typing_heard(typing, &bare);
  g_assert_cmpint(ll_typing_set(typing, COMPOSING, FALSE), ==, NOTHING);
  g_assert_null(ll_typing_reply(typing));
}

/* Who knows both is told in the words that have more of them. */
static void
test_both(void)
{
  g_autoptr(LlTyping) typing = ll_typing_new();
  ll_typing_heard(typing, &asking);
  ll_typing_heard(typing, &composing);
  g_assert_cmpint(ll_typing_set(typing, COMPOSING, FALSE), ==, STATES);
  /* Events are left to who refuses states. */
  ll_typing_heard(typing, &asking);
  g_assert_cmpint(ll_typing_set(typing, PAUSED, FALSE), ==, EVENTS);
}

static void
test_no_repeats(void)
{
  g_autoptr(LlTyping) typing = ll_typing_new();
  g_assert_cmpint(ll_typing_set(typing, ACTIVE, TRUE), ==, NOTHING);
  g_assert_cmpint(ll_typing_set(typing, COMPOSING, TRUE), ==, STATES);
  g_assert_cmpint(ll_typing_set(typing, COMPOSING, TRUE), ==, NOTHING);
  g_assert_cmpint(ll_typing_set(typing, PAUSED, TRUE), ==, STATES);
  g_assert_cmpint(ll_typing_set(typing, COMPOSING, TRUE), ==, STATES);
  /* The message itself ends it. */
  ll_typing_spoke(typing, TRUE);
  g_assert_cmpint(ll_typing_set(typing, ACTIVE, TRUE), ==, NOTHING);
  g_assert_cmpint(ll_typing_set(typing, COMPOSING, TRUE), ==, STATES);
}

static void
test_theirs(void)
{
  g_autoptr(LlTyping) typing = ll_typing_new();
  const struct {
    const LlMessage *message;
    gboolean is_news;
    LlChatState state;
  } steps[] = {
      {&composing, TRUE, COMPOSING},
      {&composing, FALSE, COMPOSING},
      {&receipt, FALSE, COMPOSING},
      {&paused, TRUE, PAUSED},
      {&gone, TRUE, ACTIVE},
      {&gone, FALSE, ACTIVE},
      {&typing_event, TRUE, COMPOSING},
      {&stop_event, TRUE, ACTIVE},
      {&typing_event, TRUE, COMPOSING},
      {&bare, TRUE, ACTIVE},
      {&with_state, FALSE, ACTIVE},
  };
  g_assert_cmpint(ll_typing_theirs(typing), ==, ACTIVE);
  for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
    g_assert_cmpint(ll_typing_heard(typing, steps[i].message), ==, steps[i].is_news);
    g_assert_cmpint(ll_typing_theirs(typing), ==, steps[i].state);
  }
}

/* Neither side goes on typing when the stream is gone. */
static void
test_closed(void)
{
  g_autoptr(LlTyping) typing = ll_typing_new();
  g_assert_false(ll_typing_closed(typing));
  ll_typing_heard(typing, &composing);
  g_assert_cmpint(ll_typing_set(typing, COMPOSING, FALSE), ==, STATES);
  g_assert_true(ll_typing_closed(typing));
  g_assert_cmpint(ll_typing_theirs(typing), ==, ACTIVE);
  g_assert_false(ll_typing_closed(typing));
  /* On the next stream it is said anew. */
  g_assert_cmpint(ll_typing_set(typing, COMPOSING, FALSE), ==, STATES);
}

/* Late messages and errors, in which our own words may come back, tell nothing. */
static void
test_of_no_account(void)
{
  g_autoptr(LlTyping) typing = ll_typing_new();
  LlMessage late = asking, error = asking;
  late.sent = 1000000000;
  error.kind = LL_MESSAGE_ERROR;
  ll_typing_heard(typing, &composing);
  g_assert_false(ll_typing_heard(typing, &late));
  g_assert_false(ll_typing_heard(typing, &error));
  g_assert_null(ll_typing_reply(typing));
  g_assert_cmpint(ll_typing_theirs(typing), ==, COMPOSING);
}

static void
test_long_id(void)
{
  g_autoptr(LlTyping) typing = ll_typing_new();
  g_autofree char *id = g_strnfill(LL_MESSAGE_ID_MAX + 1, 'x');
  LlMessage message = asking;
  message.id = id;
  ll_typing_heard(typing, &message);
  g_assert_cmpint(ll_typing_set(typing, COMPOSING, FALSE), ==, EVENTS);
  g_assert_null(ll_typing_reply(typing));
  ll_typing_free(NULL);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/typing/stranger", test_stranger);
  g_test_add_func("/typing/known-by-disco", test_known_by_disco);
  g_test_add_func("/typing/known-by-a-state", test_known_by_a_state);
  g_test_add_func("/typing/refused", test_refused);
  g_test_add_func("/typing/not-refused-before-told", test_not_refused_before_told);
  g_test_add_func("/typing/events", test_events);
  g_test_add_func("/typing/both", test_both);
  g_test_add_func("/typing/no-repeats", test_no_repeats);
  g_test_add_func("/typing/theirs", test_theirs);
  g_test_add_func("/typing/closed", test_closed);
  g_test_add_func("/typing/of-no-account", test_of_no_account);
  g_test_add_func("/typing/long-id", test_long_id);
  return g_test_run();
}
