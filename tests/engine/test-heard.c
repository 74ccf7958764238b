/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/heard.h"

#include <string.h>

#include "limits.h"

static void
test_the_same_on_another_stream_is_the_same(void)
{
  g_autoptr(LlHeard) heard = ll_heard_new();

  g_assert_false(ll_heard_again(heard, "romeo@mantua", 1, "a1", "hello", 0));
  g_assert_true(ll_heard_again(heard, "romeo@mantua", 2, "a1", "hello", 1000));
  g_assert_true(ll_heard_again(heard, "Romeo@Mantua", 3, "a1", "hello", 2000));
}

static void
test_what_differs_is_another(void)
{
  g_autoptr(LlHeard) heard = ll_heard_new();

  g_assert_false(ll_heard_again(heard, "romeo@mantua", 1, "a1", "hello", 0));
  g_assert_false(ll_heard_again(heard, "juliet@verona", 2, "a1", "hello", 0));
  g_assert_false(ll_heard_again(heard, "romeo@mantua", 2, "a2", "hello", 0));
  g_assert_false(ll_heard_again(heard, "romeo@mantua", 2, "a1", "hullo", 0));
  g_assert_false(ll_heard_again(heard, "romeo@mantua", 2, "a1h", "ello", 0));
  g_assert_false(ll_heard_again(heard, "romeo@mantua", 1, "a1234567", "8", 0));
  g_assert_false(ll_heard_again(heard, "romeo@mantua", 2, "a12345678", "", 0));
}

/* Of texts of any length each byte counts. */
static void
test_each_byte_counts(void)
{
  char text[40];

  for (gsize length = 1; length < sizeof text; length++) {
    g_autoptr(LlHeard) heard = ll_heard_new();

    memset(text, 'x', length);
    text[length] = '\0';
    g_assert_false(ll_heard_again(heard, "romeo@mantua", 1, "a1", text, 0));
    for (gsize i = 0; i < length; i++) {
      text[i] = 'y';
      g_assert_false(ll_heard_again(heard, "romeo@mantua", 2, "a1", text, 0));
      text[i] = 'x';
    }
    g_assert_true(ll_heard_again(heard, "romeo@mantua", 3, "a1", text, 0));
  }
}

static void
test_without_an_id_nothing_is_the_same(void)
{
  g_autoptr(LlHeard) heard = ll_heard_new();

  for (guint stream = 1; stream <= 2; stream++) {
    g_assert_false(ll_heard_again(heard, "romeo@mantua", stream, NULL, "hello", 0));
    g_assert_false(ll_heard_again(heard, "romeo@mantua", stream, "", "hello", 0));
  }
}

/* Programs that have one id for everything. */
static void
test_on_one_stream_all_is_new(void)
{
  g_autoptr(LlHeard) heard = ll_heard_new();

  g_assert_false(ll_heard_again(heard, "romeo@mantua", 1, "id", "hello", 0));
  g_assert_false(ll_heard_again(heard, "romeo@mantua", 1, "id", "hello", 0));
  g_assert_true(ll_heard_again(heard, "romeo@mantua", 2, "id", "hello", 0));
  g_assert_false(ll_heard_again(heard, "romeo@mantua", 2, "id", "hello", 0));
}

/* And those of them that open a stream for each message. */
static void
test_after_a_goodbye_all_is_new(void)
{
  g_autoptr(LlHeard) heard = ll_heard_new();

  g_assert_false(ll_heard_again(heard, "romeo@mantua", 1, "id", "hello", 0));
  g_assert_false(ll_heard_again(heard, "romeo@mantua", 2, "other", "hello", 0));
  ll_heard_goodbye(heard, 1);
  g_assert_false(ll_heard_again(heard, "romeo@mantua", 3, "id", "hello", 0));
  g_assert_true(ll_heard_again(heard, "romeo@mantua", 3, "other", "hello", 0));
}

static void
test_long_after_it_is_new(void)
{
  g_autoptr(LlHeard) heard = ll_heard_new();

  g_assert_false(ll_heard_again(heard, "romeo@mantua", 1, "a1", "hello", 0));
  g_assert_true(ll_heard_again(heard, "romeo@mantua", 2, "a1", "hello", LL_HEARD_MS - 1));
  g_assert_false(ll_heard_again(heard, "romeo@mantua", 3, "a1", "hello", 2 * LL_HEARD_MS - 1));
}

static void
test_a_flood_pushes_out_the_oldest(void)
{
  g_autoptr(LlHeard) heard = ll_heard_new();

  for (guint i = 0; i < LL_HEARD_MAX + 1; i++) {
    g_autofree char *id = g_strdup_printf("a%u", i);

    g_assert_false(ll_heard_again(heard, "romeo@mantua", 1, id, "hello", 0));
  }
  g_assert_true(ll_heard_again(heard, "romeo@mantua", 2, "a1", "hello", 0));
  g_assert_false(ll_heard_again(heard, "romeo@mantua", 2, "a0", "hello", 0));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/heard/the-same-on-another-stream-is-the-same",
                  test_the_same_on_another_stream_is_the_same);
  g_test_add_func("/heard/what-differs-is-another", test_what_differs_is_another);
  g_test_add_func("/heard/each-byte-counts", test_each_byte_counts);
  g_test_add_func("/heard/without-an-id-nothing-is-the-same",
                  test_without_an_id_nothing_is_the_same);
  g_test_add_func("/heard/on-one-stream-all-is-new", test_on_one_stream_all_is_new);
  g_test_add_func("/heard/after-a-goodbye-all-is-new", test_after_a_goodbye_all_is_new);
  g_test_add_func("/heard/long-after-it-is-new", test_long_after_it_is_new);
  g_test_add_func("/heard/a-flood-pushes-out-the-oldest", test_a_flood_pushes_out_the_oldest);
  return g_test_run();
}
