/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/pace.h"

#include <string.h>

#define MINUTE 60000
#define HOUR   (60 * MINUTE)

static void
want(LlPace *pace, const char *text)
{
  g_autoptr(GBytes) record = g_bytes_new(text, strlen(text));

  ll_pace_want(pace, record);
}

static void
tell(LlPace *pace, const char *text)
{
  g_autoptr(GBytes) record = g_bytes_new(text, strlen(text));

  ll_pace_told(pace, record);
}

static void
assert_takes(LlPace *pace, gint64 now, const char *text)
{
  g_autoptr(GBytes) record = ll_pace_take(pace, now);

  g_assert_nonnull(record);
  g_assert_cmpmem(g_bytes_get_data(record, NULL), g_bytes_get_size(record), text, strlen(text));
}

static void
test_nothing_to_say(void)
{
  g_autoptr(LlPace) pace = ll_pace_new();

  g_assert_null(ll_pace_take(pace, 0));
  g_assert_cmpint(ll_pace_deadline(pace), ==, G_MAXINT64);
  tell(pace, "here");
  g_assert_null(ll_pace_take(pace, HOUR));
  g_assert_cmpint(ll_pace_deadline(pace), ==, G_MAXINT64);
  ll_pace_free(NULL);
}

static void
test_first_changes_go_at_once(void)
{
  static const char *const states[] = {"a", "b", "c", "d"};
  g_autoptr(LlPace) pace = ll_pace_new();

  tell(pace, "here");
  for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
    want(pace, states[i]);
    g_assert_cmpint(ll_pace_deadline(pace), <=, 5000);
    assert_takes(pace, 5000, states[i]);
    g_assert_null(ll_pace_take(pace, 5000));
  }
  want(pace, "e");
  g_assert_null(ll_pace_take(pace, 5000));
  g_assert_cmpint(ll_pace_deadline(pace), ==, 5000 + LL_PACE_PAUSE_MS);
  g_assert_null(ll_pace_take(pace, 5000 + LL_PACE_PAUSE_MS - 1));
  assert_takes(pace, 5000 + LL_PACE_PAUSE_MS, "e");
}

/* P10 of the checks: twenty changes in ten seconds. */
static void
test_last_state_wins(void)
{
  g_autoptr(LlPace) pace = ll_pace_new();
  guint sent = 0;
  g_autofree char *last = NULL;

  tell(pace, "here");
  for (gint64 now = MINUTE; now <= 2 * MINUTE; now += 100) {
    gint64 nth = (now - MINUTE) / 500;

    if (nth < 20 && (now - MINUTE) % 500 == 0) {
      g_autofree char *state = g_strdup_printf("state %d", (int)nth);

      want(pace, state);
    }
    g_autoptr(GBytes) record = ll_pace_take(pace, now);
    if (record != NULL) {
      sent++;
      g_free(last);
      last = g_strndup(g_bytes_get_data(record, NULL), g_bytes_get_size(record));
    }
  }
  g_assert_cmpstr(last, ==, "state 19");
  g_assert_cmpuint(sent, ==, LL_PACE_AT_ONCE + 1);
}

static void
test_changed_back_needs_no_update(void)
{
  g_autoptr(LlPace) pace = ll_pace_new();

  tell(pace, "here");
  want(pace, "away");
  want(pace, "here");
  g_assert_cmpint(ll_pace_deadline(pace), ==, G_MAXINT64);
  g_assert_null(ll_pace_take(pace, 0));
  /* and so it does not cost one of those that go at once */
  for (guint i = 1; i <= LL_PACE_AT_ONCE; i++) {
    want(pace, i % 2 ? "away" : "here");
    assert_takes(pace, 0, i % 2 ? "away" : "here");
  }
}

static void
test_registration_overtakes_what_waits(void)
{
  g_autoptr(LlPace) pace = ll_pace_new();

  for (guint i = 0; i < LL_PACE_AT_ONCE; i++) {
    want(pace, i % 2 ? "away" : "dnd");
    assert_takes(pace, 0, i % 2 ? "away" : "dnd");
  }
  want(pace, "here");
  g_assert_null(ll_pace_take(pace, 0));
  tell(pace, "here");
  g_assert_cmpint(ll_pace_deadline(pace), ==, G_MAXINT64);
  g_assert_null(ll_pace_take(pace, HOUR));
}

static void
test_registrations_are_no_updates(void)
{
  g_autoptr(LlPace) pace = ll_pace_new();

  for (guint i = 0; i < 50; i++)
    tell(pace, "here");
  want(pace, "away");
  assert_takes(pace, 0, "away");
}

/* Whatever changes when: no minute, wherever it begins, has more than ten, and what is sent is what
 * was wanted last, no later than one pause after. */
static void
test_any_minute_of_many_hours(void)
{
  for (guint round = 0; round < 40; round++) {
    g_autoptr(LlPace) pace = ll_pace_new();
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(gint64));
    gint64 longest = (gint64)g_test_rand_int_range(1, 20000), change = 0, waits_since = 0;
    guint state = 0;

    for (gint64 now = 0; now < HOUR;) {
      if (now == change) {
        g_autofree char *text = g_strdup_printf("state %u", ++state);

        if (ll_pace_deadline(pace) == G_MAXINT64)
          waits_since = now;
        want(pace, text);
        change += g_test_rand_int_range(1, (gint32)longest + 1) * (round % 5 == 0 ? 20 : 1);
      }
      g_autoptr(GBytes) record = ll_pace_take(pace, now);
      if (record != NULL) {
        g_autofree char *text = g_strdup_printf("state %u", state);

        g_assert_cmpmem(g_bytes_get_data(record, NULL), g_bytes_get_size(record), text,
                        strlen(text));
        g_assert_cmpint(now - waits_since, <=, LL_PACE_PAUSE_MS);
        g_array_append_val(times, now);
      }
      g_assert_cmpint(ll_pace_deadline(pace), >, now);
      now = MIN(change, ll_pace_deadline(pace));
    }
    for (guint i = 10; i < times->len; i++)
      g_assert_cmpint(g_array_index(times, gint64, i) - g_array_index(times, gint64, i - 10), >=,
                      MINUTE);
    g_assert_cmpuint(times->len, >, 0);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/pace/nothing-to-say", test_nothing_to_say);
  g_test_add_func("/pace/first-changes-go-at-once", test_first_changes_go_at_once);
  g_test_add_func("/pace/last-state-wins", test_last_state_wins);
  g_test_add_func("/pace/changed-back-needs-no-update", test_changed_back_needs_no_update);
  g_test_add_func("/pace/registration-overtakes-what-waits",
                  test_registration_overtakes_what_waits);
  g_test_add_func("/pace/registrations-are-no-updates", test_registrations_are_no_updates);
  g_test_add_func("/pace/any-minute-of-many-hours", test_any_minute_of_many_hours);
  return g_test_run();
}
