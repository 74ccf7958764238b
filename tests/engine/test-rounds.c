/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rounds.h"

#include "limits.h"

#define BEGIN 1000000

static LlRounds *
begun(void)
{
  LlRounds *rounds = ll_rounds_new();
  ll_rounds_begin(rounds, BEGIN);
  return rounds;
}

static void
assert_lost(LlRounds *rounds, gint64 now, const char *name)
{
  g_autofree char *lost = ll_rounds_take_lost(rounds, now);
  g_assert_cmpstr(lost, ==, name);
}

static void
test_everybody_is_new_once(void)
{
  g_autoptr(LlRounds) rounds = begun();
  g_assert_true(ll_rounds_saw(rounds, "juliet@verona", BEGIN));
  g_assert_true(ll_rounds_saw(rounds, "romeo@mantua", BEGIN));
  g_assert_false(ll_rounds_saw(rounds, "Juliet@Verona", BEGIN + 1));
  g_assert_cmpint(ll_rounds_deadline(rounds), ==, BEGIN + LL_ROUNDS_MS);
  ll_rounds_free(NULL);
}

static void
test_two_rounds_without_somebody(void)
{
  g_autoptr(LlRounds) rounds = begun();
  ll_rounds_saw(rounds, "juliet@verona", BEGIN + 10);
  ll_rounds_saw(rounds, "romeo@mantua", BEGIN + 10);
  for (guint i = 1; i <= 2; i++) {
    gint64 now = BEGIN + i * LL_ROUNDS_MS;
    assert_lost(rounds, now, NULL);
    ll_rounds_begin(rounds, now);
    ll_rounds_saw(rounds, "romeo@mantua", now + 10);
  }
  assert_lost(rounds, BEGIN + 3 * LL_ROUNDS_MS, "juliet@verona");
  assert_lost(rounds, BEGIN + 3 * LL_ROUNDS_MS, NULL);
  g_assert_true(ll_rounds_saw(rounds, "juliet@verona", BEGIN + 4 * LL_ROUNDS_MS));
}

static void
test_failures_are_repeated_ever_more_rarely(void)
{
  static const gint64 seconds[] = {5, 10, 20, 40, 60, 60};
  g_autoptr(LlRounds) rounds = ll_rounds_new();
  gint64 now = BEGIN;
  for (guint i = 0; i < G_N_ELEMENTS(seconds); i++) {
    ll_rounds_begin(rounds, now);
    ll_rounds_failed(rounds, now);
    g_assert_cmpint(ll_rounds_deadline(rounds) - now, ==, seconds[i] * 1000);
    now = ll_rounds_deadline(rounds);
  }
  ll_rounds_begin(rounds, now);
  ll_rounds_saw(rounds, "juliet@verona", now);
  ll_rounds_begin(rounds, now);
  ll_rounds_failed(rounds, now);
  g_assert_cmpint(ll_rounds_deadline(rounds) - now, ==, LL_ROUNDS_RETRY_MS);
}

static void
test_failures_lose_nobody_at_once(void)
{
  g_autoptr(LlRounds) rounds = begun();
  gint64 now = BEGIN;
  ll_rounds_saw(rounds, "juliet@verona", now);
  while (now <= BEGIN + LL_ROUNDS_LOST_MS) {
    assert_lost(rounds, now, NULL);
    ll_rounds_begin(rounds, now);
    ll_rounds_failed(rounds, now);
    now = ll_rounds_deadline(rounds);
  }
  assert_lost(rounds, now, "juliet@verona");
}

static void
test_a_flood_ends(void)
{
  g_autoptr(LlRounds) rounds = begun();
  for (guint i = 0; i <= LL_PEERS_MAX; i++) {
    g_autofree char *name = g_strdup_printf("juliet@verona-%u", i);
    g_assert_true(ll_rounds_saw(rounds, name, BEGIN) == (i < LL_PEERS_MAX));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/rounds/everybody-is-new-once", test_everybody_is_new_once);
  g_test_add_func("/rounds/two-rounds-without-somebody", test_two_rounds_without_somebody);
  g_test_add_func("/rounds/failures-are-repeated-ever-more-rarely",
                  test_failures_are_repeated_ever_more_rarely);
  g_test_add_func("/rounds/failures-lose-nobody-at-once", test_failures_lose_nobody_at_once);
  g_test_add_func("/rounds/a-flood-ends", test_a_flood_ends);
  return g_test_run();
}
