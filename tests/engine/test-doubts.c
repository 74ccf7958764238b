/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/doubts.h"

#include <sys/socket.h>

#include "limits.h"

#define SECOND 1000
#define MINUTE (60 * SECOND)
#define START  5000000

#define JULIET "juliet@verona"
#define ROMEO  "romeo@mantua"

/* Two links and a place beyond. (transfer full) */
static GArray *
new_links(void)
{
  static const LlLink links[] = {
      {2, AF_INET, LL_LINK_DOMAIN}, {0, AF_UNSPEC, "example.org"}, {2, AF_INET6, LL_LINK_DOMAIN}};
  GArray *array = g_array_new(FALSE, FALSE, sizeof(LlLink));

  return g_array_append_vals(array, links, G_N_ELEMENTS(links));
}

static void
cannot_reach(LlDoubts *doubts, const char *name, gint64 now)
{
  g_autoptr(GArray) links = new_links();

  ll_doubts_raise(doubts, name, links, now);
}

/* At NOW there is one thing to do, and it is this; a millisecond before there was nothing. */
static void
assert_does(LlDoubts *doubts, gint64 now, LlDoubtsDo what, const char *name)
{
  LlDoubtsAction action;

  ll_doubts_next(doubts, now - 1, &action);
  g_assert_cmpint(action.what, ==, LL_DOUBTS_DO_NOTHING);
  g_assert_cmpint(ll_doubts_deadline(doubts), ==, now);
  ll_doubts_next(doubts, now, &action);
  g_assert_cmpint(action.what, ==, what);
  g_assert_cmpstr(action.name, ==, name);
  g_assert_cmpuint(action.links->len, ==, 2);
  ll_doubts_next(doubts, now, &action);
  g_assert_cmpint(action.what, ==, LL_DOUBTS_DO_NOTHING);
}

static void
assert_asks(LlDoubts *doubts, gint64 now)
{
  assert_does(doubts, now, LL_DOUBTS_DO_ASK, JULIET);
}

/* Three questions without an answer. */
static LlDoubts *
new_hidden(void)
{
  LlDoubts *doubts = ll_doubts_new();

  cannot_reach(doubts, JULIET, START);
  assert_asks(doubts, START);
  assert_asks(doubts, START + 1 * SECOND);
  assert_asks(doubts, START + 3 * SECOND);
  assert_does(doubts, START + 5 * SECOND, LL_DOUBTS_DO_HIDE, JULIET);
  return doubts;
}

static void
test_nobody(void)
{
  g_autoptr(LlDoubts) doubts = ll_doubts_new();
  LlDoubtsAction action;

  g_assert_true(ll_doubts_is_empty(doubts));
  g_assert_cmpint(ll_doubts_deadline(doubts), ==, G_MAXINT64);
  ll_doubts_next(doubts, START, &action);
  g_assert_cmpint(action.what, ==, LL_DOUBTS_DO_NOTHING);
  g_assert_false(ll_doubts_settle(doubts, JULIET));
  ll_doubts_settle_all(doubts);
  ll_doubts_free(NULL);
}

static void
test_who_does_not_answer_is_hidden(void)
{
  g_autoptr(LlDoubts) doubts = new_hidden();

  g_assert_true(ll_doubts_settle(doubts, "Juliet@VERONA"));
  g_assert_true(ll_doubts_is_empty(doubts));
  g_assert_cmpint(ll_doubts_deadline(doubts), ==, G_MAXINT64);
}

static void
test_who_answers_is_not(void)
{
  g_autoptr(LlDoubts) doubts = ll_doubts_new();

  for (gint64 again = 0; again < 3; again++) {
    gint64 start = START + again * 200;

    cannot_reach(doubts, JULIET, start);
    assert_asks(doubts, start);
    cannot_reach(doubts, JULIET, start + 100); /* she is being asked already */
    g_assert_cmpint(ll_doubts_deadline(doubts), ==, start + SECOND);
    g_assert_false(ll_doubts_settle(doubts, JULIET));
    g_assert_true(ll_doubts_is_empty(doubts));
  }
}

/* Every 8 s for 10 minutes, then once a minute, for 75 minutes in all. */
static void
test_hidden_are_asked_for_as_long_as_a_record_lives(void)
{
  g_autoptr(LlDoubts) doubts = new_hidden();
  gint64 at = START + 5 * SECOND;

  for (guint asked = 0; ll_doubts_deadline(doubts) != G_MAXINT64; asked++) {
    g_assert_cmpuint(asked, <, 10 * 60 / 8 + 65);
    at += asked == 0 || at < START + 10 * MINUTE ? 8 * SECOND : MINUTE;
    assert_asks(doubts, at);
  }
  g_assert_cmpint(at, >, START + 73 * MINUTE);
  g_assert_cmpint(at, <=, START + 75 * MINUTE);
  g_assert_false(ll_doubts_is_empty(doubts));
  g_assert_true(ll_doubts_settle(doubts, JULIET));
}

/* Whenever somebody tries to reach them, but not more often than once a second, and beside the
 * others. */
static void
test_hidden_are_asked_when_wanted(void)
{
  g_autoptr(LlDoubts) doubts = new_hidden();

  assert_asks(doubts, START + 13 * SECOND);
  ll_doubts_raise(doubts, JULIET, NULL, START + 13 * SECOND + 400);
  assert_asks(doubts, START + 14 * SECOND);
  cannot_reach(doubts, JULIET, START + 18 * SECOND);
  assert_asks(doubts, START + 18 * SECOND);
  assert_asks(doubts, START + 21 * SECOND);
  assert_asks(doubts, START + 29 * SECOND);
}

static void
test_several_each_in_their_time(void)
{
  g_autoptr(LlDoubts) doubts = ll_doubts_new();

  cannot_reach(doubts, JULIET, START);
  assert_asks(doubts, START);
  cannot_reach(doubts, ROMEO, START + 500);
  assert_does(doubts, START + 500, LL_DOUBTS_DO_ASK, ROMEO);
  assert_asks(doubts, START + 1000);
  assert_does(doubts, START + 1500, LL_DOUBTS_DO_ASK, ROMEO);
  g_assert_false(ll_doubts_settle(doubts, JULIET));
  assert_does(doubts, START + 3500, LL_DOUBTS_DO_ASK, ROMEO);
  assert_does(doubts, START + 5500, LL_DOUBTS_DO_HIDE, ROMEO);
  cannot_reach(doubts, JULIET, START + 6000);
  ll_doubts_settle_all(doubts);
  g_assert_true(ll_doubts_is_empty(doubts));
}

/* Whoever is beyond the link, or nowhere, is nobody to be asked for there. */
static void
test_only_near_ones_are_in_doubt(void)
{
  g_autoptr(LlDoubts) doubts = ll_doubts_new();
  g_autoptr(GArray) links = new_links();

  ll_doubts_raise(doubts, JULIET, NULL, START);
  g_array_remove_index(links, 2);
  g_array_remove_index(links, 0);
  ll_doubts_raise(doubts, JULIET, links, START);
  g_array_set_size(links, 0);
  ll_doubts_raise(doubts, JULIET, links, START);
  g_assert_true(ll_doubts_is_empty(doubts));
}

/* Our own cable may be out. */
static void
test_without_a_question_there_is_no_verdict(void)
{
  g_autoptr(LlDoubts) doubts = ll_doubts_new();
  g_autoptr(LlDoubts) hidden = new_hidden();

  ll_doubts_not_asked(doubts, JULIET);
  cannot_reach(doubts, JULIET, START);
  assert_asks(doubts, START);
  assert_asks(doubts, START + SECOND);
  ll_doubts_not_asked(doubts, JULIET);
  g_assert_true(ll_doubts_is_empty(doubts));
  ll_doubts_not_asked(hidden, JULIET);
  assert_asks(hidden, START + 13 * SECOND);
}

static void
test_bounded(void)
{
  g_autoptr(LlDoubts) doubts = ll_doubts_new();
  guint count = 0;
  LlDoubtsAction action;

  for (guint i = 0; i < LL_DOUBTS_MAX + 10; i++) {
    g_autofree char *name = g_strdup_printf("ghost-%u@verona", i);

    cannot_reach(doubts, name, START);
  }
  for (ll_doubts_next(doubts, START, &action); action.what != LL_DOUBTS_DO_NOTHING;
       ll_doubts_next(doubts, START, &action))
    count++;
  g_assert_cmpuint(count, ==, LL_DOUBTS_MAX);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/doubts/nobody", test_nobody);
  g_test_add_func("/doubts/who-does-not-answer-is-hidden", test_who_does_not_answer_is_hidden);
  g_test_add_func("/doubts/who-answers-is-not", test_who_answers_is_not);
  g_test_add_func("/doubts/hidden-are-asked-for-as-long-as-a-record-lives",
                  test_hidden_are_asked_for_as_long_as_a_record_lives);
  g_test_add_func("/doubts/hidden-are-asked-when-wanted", test_hidden_are_asked_when_wanted);
  g_test_add_func("/doubts/several-each-in-their-time", test_several_each_in_their_time);
  g_test_add_func("/doubts/only-near-ones-are-in-doubt", test_only_near_ones_are_in_doubt);
  g_test_add_func("/doubts/without-a-question-there-is-no-verdict",
                  test_without_a_question_there_is_no_verdict);
  g_test_add_func("/doubts/bounded", test_bounded);
  return g_test_run();
}
