/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/pictures.h"

#include "limits.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "cccccccccccccccccccccccccccccccccccccccc"

/* All that is to be done at NOW, as "ask juliet; unask romeo; stream nurse aa; ". */
static char *
actions(LlPictures *pictures, gint64 now)
{
  static const char *const words[] = {"", "ask", "unask", "stream"};
  GString *line = g_string_new(NULL);
  LlPicturesAction action;

  for (;;) {
    ll_pictures_next(pictures, now, &action);
    if (action.what == LL_PICTURES_DO_NOTHING)
      return g_string_free(line, FALSE);
    g_string_append_printf(line, "%s %s", words[action.what], action.name);
    if (action.what == LL_PICTURES_DO_STREAM)
      g_string_append_printf(line, " %.2s", action.hash);
    g_string_append(line, "; ");
  }
}

static void
assert_does(LlPictures *pictures, gint64 now, const char *wanted)
{
  g_autofree char *done = actions(pictures, now);

  g_assert_cmpstr(done, ==, wanted);
}

/* HASH came, and is NAMES' ("juliet romeo", in any order of which there is one). */
static void
assert_came(LlPictures *pictures, const char *hash, const char *names)
{
  g_autoptr(GPtrArray) who = ll_pictures_came(pictures, hash);
  g_autofree char *joined = NULL;

  g_ptr_array_add(who, NULL);
  joined = g_strjoinv(" ", (char **)who->pdata);
  g_assert_cmpstr(joined, ==, names);
}

static guint
count(const char *text, const char *word)
{
  g_auto(GStrv) parts = g_strsplit(text, word, -1);

  return g_strv_length(parts) - 1;
}

static void
test_nothing_is_lacking(void)
{
  g_autoptr(LlPictures) pictures = ll_pictures_new();

  assert_does(pictures, 0, "");
  g_assert_cmpint(ll_pictures_deadline(pictures), ==, G_MAXINT64);
  ll_pictures_settle(pictures, "juliet");
  ll_pictures_gone(pictures, "juliet", 0);
  ll_pictures_wrong(pictures, "juliet", 0);
  ll_pictures_failed(pictures, "juliet", 0);
  assert_came(pictures, A, "");
  g_assert_false(ll_pictures_is_wanted(pictures, A));
  ll_pictures_free(NULL);
}

static void
test_it_is_asked_for_until_it_comes(void)
{
  g_autoptr(LlPictures) pictures = ll_pictures_new();

  ll_pictures_want(pictures, "juliet", A, TRUE, 1000);
  g_assert_cmpint(ll_pictures_deadline(pictures), <=, 1000);
  g_assert_true(ll_pictures_is_wanted(pictures, A));
  assert_does(pictures, 1000, "ask juliet; ");
  g_assert_cmpint(ll_pictures_deadline(pictures), ==, 1000 + LL_PICTURES_RECORD_MS);
  /* She says something else that has nothing to do with it. */
  ll_pictures_want(pictures, "JULIET", A, TRUE, 1100);
  assert_does(pictures, 1100, "");
  assert_came(pictures, A, "juliet");
  assert_does(pictures, 1200, "unask juliet; ");
  g_assert_false(ll_pictures_is_wanted(pictures, A));
  g_assert_cmpint(ll_pictures_deadline(pictures), ==, G_MAXINT64);
}

static void
test_where_no_record_comes_a_stream_is_used(void)
{
  g_autoptr(LlPictures) pictures = ll_pictures_new();
  gint64 now = LL_PICTURES_RECORD_MS;

  ll_pictures_want(pictures, "juliet", A, TRUE, 0);
  assert_does(pictures, 0, "ask juliet; ");
  assert_does(pictures, now - 1, "");
  assert_does(pictures, now, "stream juliet aa; unask juliet; ");
  g_assert_cmpint(ll_pictures_deadline(pictures), ==, now + LL_PICTURES_STREAM_MS);
  assert_came(pictures, A, "juliet");
  assert_does(pictures, now, "");
  g_assert_cmpint(ll_pictures_deadline(pictures), ==, G_MAXINT64);
}

/* Let all that is asked until END come to nothing; gives how often which was done. */
static char *
run(LlPictures *pictures, gint64 now, gint64 end, gboolean fails)
{
  GString *all = g_string_new(NULL);

  while (now <= end) {
    g_autofree char *done = actions(pictures, now);

    g_string_append(all, done);
    if (fails && count(done, "stream juliet"))
      ll_pictures_failed(pictures, "juliet", now);
    if (ll_pictures_deadline(pictures) == G_MAXINT64)
      break;
    g_assert_cmpint(ll_pictures_deadline(pictures), >=, now);
    now = MAX(now + 1, ll_pictures_deadline(pictures));
  }
  return g_string_free(all, FALSE);
}

static void
test_it_is_not_asked_for_for_ever(void)
{
  for (int fails = 0; fails < 2; fails++) {
    g_autoptr(LlPictures) pictures = ll_pictures_new();
    g_autofree char *all = NULL, *again = NULL, *later = NULL;

    ll_pictures_want(pictures, "juliet", A, TRUE, 0);
    all = run(pictures, 0, 24 * 3600 * 1000, fails);
    g_assert_cmpuint(count(all, "; ask") + g_str_has_prefix(all, "ask"), ==, LL_PICTURES_TRIES);
    g_assert_cmpuint(count(all, "unask"), ==, LL_PICTURES_TRIES);
    g_assert_cmpuint(count(all, "stream"), ==, LL_PICTURES_TRIES);
    g_assert_cmpint(ll_pictures_deadline(pictures), ==, G_MAXINT64);
    /* She goes on saying it. */
    ll_pictures_want(pictures, "juliet", A, TRUE, 24 * 3600 * 1000);
    again = run(pictures, 24 * 3600 * 1000, 48 * 3600 * 1000, fails);
    g_assert_cmpstr(again, ==, "");
    /* Another picture, or another time, is another thing. */
    ll_pictures_gone(pictures, "juliet", 48 * 3600 * 1000);
    ll_pictures_want(pictures, "juliet", A, TRUE, 48 * 3600 * 1000);
    later = run(pictures, 48 * 3600 * 1000, 49 * 3600 * 1000, fails);
    g_assert_cmpuint(count(later, "stream"), ==, LL_PICTURES_TRIES);
    ll_pictures_want(pictures, "juliet", B, TRUE, 50 * 3600 * 1000);
    assert_does(pictures, 50 * 3600 * 1000, "ask juliet; ");
  }
}

static void
test_wrong_records_end_it_soon(void)
{
  g_autoptr(LlPictures) pictures = ll_pictures_new();

  ll_pictures_want(pictures, "juliet", A, TRUE, 0);
  assert_does(pictures, 0, "ask juliet; ");
  for (guint i = 1; i < LL_PICTURE_WRONG_MAX; i++)
    ll_pictures_wrong(pictures, "juliet", 10);
  assert_does(pictures, 10, "");
  ll_pictures_wrong(pictures, "juliet", 10);
  assert_does(pictures, 10, "stream juliet aa; unask juliet; ");
  ll_pictures_wrong(pictures, "juliet", 10);
  assert_does(pictures, 10, "");
}

static void
test_few_are_asked_at_a_time(void)
{
  g_autoptr(LlPictures) pictures = ll_pictures_new();
  guint asked = 0;

  for (guint i = 0; i < 100; i++) {
    g_autofree char *name = g_strdup_printf("guest%u", i);
    g_autofree char *hash = g_strdup_printf("%040x", i);

    ll_pictures_want(pictures, name, hash, TRUE, 0);
  }
  for (guint i = 0; i < 100; i++) {
    g_autofree char *name = g_strdup_printf("guest%u", i);
    g_autofree char *hash = g_strdup_printf("%040x", i);
    g_autofree char *done = actions(pictures, 0);

    asked += count(done, "ask ") - 2 * count(done, "unask ");
    g_assert_cmpuint(asked, <=, LL_PICTURES_ASKED_MAX);
    g_assert_cmpuint(asked, ==, MIN(LL_PICTURES_ASKED_MAX, 100 - i));
    assert_came(pictures, hash, name);
  }
  g_assert_false(ll_pictures_is_wanted(pictures, "0000000000000000000000000000000000000001"));
}

static void
test_what_several_have_is_asked_of_one(void)
{
  g_autoptr(LlPictures) pictures = ll_pictures_new();

  ll_pictures_want(pictures, "juliet", A, TRUE, 0);
  ll_pictures_want(pictures, "romeo", A, TRUE, 0);
  ll_pictures_want(pictures, "nurse", B, TRUE, 0);
  assert_does(pictures, 0, "ask juliet; ask nurse; ");
  ll_pictures_gone(pictures, "juliet", 100);
  assert_does(pictures, 100, "unask juliet; ask romeo; ");
  ll_pictures_want(pictures, "nurse", A, TRUE, 200);
  assert_does(pictures, 200, "unask nurse; ");
  g_assert_true(ll_pictures_is_wanted(pictures, A));
  ll_pictures_settle(pictures, "nurse");
  assert_came(pictures, A, "romeo");
}

/* How often somebody is asked who is another's picture each second of a minute. */
static guint
count_of_a_flicker(gboolean leaves)
{
  g_autoptr(LlPictures) pictures = ll_pictures_new();
  guint asked = 0;

  for (gint64 now = 0; now < 60000; now += 1000) {
    g_autofree char *hash = g_strdup_printf("%040x", (guint)now);
    g_autofree char *done = NULL;

    ll_pictures_want(pictures, "tybalt", hash, TRUE, now);
    done = actions(pictures, now);
    asked += count(done, "ask ") - count(done, "unask ");
    g_ptr_array_unref(ll_pictures_came(pictures, hash));
    if (leaves)
      ll_pictures_gone(pictures, "tybalt", now);
  }
  return asked;
}

static void
test_who_changes_all_the_time_is_asked_now_and_then(void)
{
  guint most = LL_PICTURES_PERSON_AT_ONCE + 60000 / LL_PICTURES_PERSON_PAUSE_MS;

  g_assert_cmpuint(count_of_a_flicker(FALSE), <=, most);
  g_assert_cmpuint(count_of_a_flicker(FALSE), >=, LL_PICTURES_PERSON_AT_ONCE);
  g_assert_cmpuint(count_of_a_flicker(TRUE), <=, most);
}

static void
test_a_crowd_that_never_ends_is_asked_slowly(void)
{
  g_autoptr(LlPictures) pictures = ll_pictures_new();
  guint asked = 0;

  for (guint i = 0; i < 6000; i++) {
    g_autofree char *name = g_strdup_printf("guest%u", i);
    g_autofree char *hash = g_strdup_printf("%040x", i);
    g_autofree char *done = NULL;

    ll_pictures_want(pictures, name, hash, TRUE, i * 10);
    done = actions(pictures, i * 10);
    asked += count(done, "ask ") - count(done, "unask ");
    g_ptr_array_unref(ll_pictures_came(pictures, hash));
    ll_pictures_gone(pictures, name, i * 10);
  }
  g_assert_cmpuint(asked, <=, LL_PICTURES_ALL_AT_ONCE + 60000 / LL_PICTURES_ALL_PAUSE_MS);
  g_assert_cmpuint(asked, >=, LL_PICTURES_ALL_AT_ONCE);
}

static void
test_a_larger_one_comes_over_the_stream_alone(void)
{
  g_autoptr(LlPictures) pictures = ll_pictures_new();

  ll_pictures_want(pictures, "juliet", B, FALSE, 0);
  assert_does(pictures, 0, "stream juliet bb; ");
  ll_pictures_failed(pictures, "juliet", 100);
  assert_does(pictures, 24 * 3600 * 1000, "");
  /* On another stream it may. */
  ll_pictures_want(pictures, "juliet", B, FALSE, 24 * 3600 * 1000);
  assert_does(pictures, 24 * 3600 * 1000, "stream juliet bb; ");
  assert_came(pictures, B, "juliet");
  assert_does(pictures, 24 * 3600 * 1000, "");
}

static void
test_who_leaves_amid_a_question_is_asked_no_more(void)
{
  g_autoptr(LlPictures) pictures = ll_pictures_new();

  ll_pictures_want(pictures, "juliet", A, TRUE, 0);
  ll_pictures_want(pictures, "romeo", C, TRUE, 0);
  assert_does(pictures, 0, "ask juliet; ask romeo; ");
  ll_pictures_gone(pictures, "juliet", 1);
  ll_pictures_gone(pictures, "juliet", 1);
  assert_does(pictures, 1, "unask juliet; ");
  assert_does(pictures, LL_PICTURES_RECORD_MS, "stream romeo cc; unask romeo; ");
  ll_pictures_gone(pictures, "romeo", LL_PICTURES_RECORD_MS);
  assert_does(pictures, 24 * 3600 * 1000, "");
  g_assert_cmpint(ll_pictures_deadline(pictures), ==, G_MAXINT64);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/pictures/nothing-is-lacking", test_nothing_is_lacking);
  g_test_add_func("/pictures/asked-for-until-it-comes", test_it_is_asked_for_until_it_comes);
  g_test_add_func("/pictures/a-stream-where-no-record-comes",
                  test_where_no_record_comes_a_stream_is_used);
  g_test_add_func("/pictures/not-for-ever", test_it_is_not_asked_for_for_ever);
  g_test_add_func("/pictures/wrong-records", test_wrong_records_end_it_soon);
  g_test_add_func("/pictures/few-at-a-time", test_few_are_asked_at_a_time);
  g_test_add_func("/pictures/one-of-several", test_what_several_have_is_asked_of_one);
  g_test_add_func("/pictures/a-flicker", test_who_changes_all_the_time_is_asked_now_and_then);
  g_test_add_func("/pictures/a-crowd", test_a_crowd_that_never_ends_is_asked_slowly);
  g_test_add_func("/pictures/a-larger-one", test_a_larger_one_comes_over_the_stream_alone);
  g_test_add_func("/pictures/who-leaves", test_who_leaves_amid_a_question_is_asked_no_more);
  return g_test_run();
}
