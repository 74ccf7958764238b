/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/arena.h"

#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlArena, ll_arena_free)

/* Pieces of all sizes, small ones and such that no block has room for, keep what is in them. */
static void
test_pieces_do_not_touch(void)
{
  g_autoptr(LlArena) arena = ll_arena_new();
  char *pieces[600];

  for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
    gsize size = i % 100 == 99 ? 200000 : i + 1;

    pieces[i] = ll_arena_alloc(arena, size);
    g_assert_cmpuint((guintptr)pieces[i] % sizeof(gpointer), ==, 0);
    memset(pieces[i], (int)i, size);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
    gsize size = i % 100 == 99 ? 200000 : i + 1;

    for (gsize at = 0; at < size; at++)
      g_assert_cmpint(pieces[i][at], ==, (char)i);
  }
}

static void
test_copies_end(void)
{
  g_autoptr(LlArena) arena = ll_arena_new();

  g_assert_cmpstr(ll_arena_copy(arena, "wherefore", 5), ==, "where");
  g_assert_cmpstr(ll_arena_copy(arena, "", 0), ==, "");
}

/* The sanitizers see what is forgotten, or ends twice. */
static void
test_what_was_taken_ends_as_well(void)
{
  g_autoptr(LlArena) arena = ll_arena_new();
  LlArena *first = ll_arena_new(), *second = ll_arena_new(), *below = ll_arena_new();
  char *text = ll_arena_copy(below, "art thou", 8);

  ll_arena_take(first, below);
  ll_arena_take(arena, first);
  ll_arena_take(arena, second);
  g_assert_nonnull(ll_arena_copy(second, "Romeo", 5));
  g_assert_cmpstr(text, ==, "art thou");
  ll_arena_free(NULL);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/arena/pieces-do-not-touch", test_pieces_do_not_touch);
  g_test_add_func("/arena/copies-end", test_copies_end);
  g_test_add_func("/arena/what-was-taken-ends-as-well", test_what_was_taken_ends_as_well);
  return g_test_run();
}
