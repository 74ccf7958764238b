/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/own-names.h"

#include "limits.h"

static void
test_who_is_meant(void)
{
  static const struct {
    const char *to;
    gboolean may_be_us;
  } rows[] = {
      {NULL, TRUE},
      {"", TRUE},
      {"Zoe\xCC\x88 M. B\xC3\xA9la@verona", TRUE},
      {"Zo\xC3\xAB M. B\xC3\xA9la@verona", TRUE},
      {"zo\xC3\xAB m. b\xC3\xA9la@VERONA", TRUE},
      {"Zo\xC3\xAB M. B\xC3\xA9la@verona/local", TRUE},
      {"Zo\xC3\xAB M. B\xC3\xA9la@verona.local", TRUE},
      {"Zo\xC3\xAB M. B\xC3\xA9la@verona.local.", TRUE},
      {"Zo\xC3\xAB M. B\xC3\xA9la@verona._presence._tcp.local", TRUE},
      {"Zo\\195\\171\\032M\\.\\032B\\195\\169la\\064verona", TRUE},
      {"Zo\\195\\171 M\\. B\\195\\169la@verona._presence._tcp.local.", TRUE},
      /* no name at all */
      {"10.0.0.1", TRUE},
      {"fe80::1%eth0", TRUE},
      {"zoe@10.0.0.1", TRUE},
      {"zoe@[fe80::1]:5298", TRUE},
      {"verona", TRUE},
      {"verona.local", TRUE},
      /* others */
      {"romeo@verona", FALSE},
      {"romeo@mantua", FALSE},
      {"Zo\xC3\xAB M. B\xC3\xA9la@mantua", FALSE},
      {"Zo\xC3\xAB M. B\xC3\xA9la@verona2", FALSE},
      {"Zo\xC3\xAB M. B\xC3\xA9la-1@verona", FALSE},
      {"Zo\xC3\xAB M. B\xC3\xA9la@verona (2)", FALSE},
      {"B\xC3\xA9la@verona", FALSE},
      {"Zo\xC3\xAB M. B\xC3\xA9la@", FALSE},
      {"@verona", FALSE},
      {"@", FALSE},
      {"\xFF@verona", FALSE},
  };
  g_autoptr(LlOwnNames) names = ll_own_names_new();

  ll_own_names_add(names, "Zo\xC3\xAB M. B\xC3\xA9la@verona");
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_test_message("%s", rows[i].to ? rows[i].to : "nobody");
    g_assert_cmpint(ll_own_names_may_mean(names, rows[i].to), ==, rows[i].may_be_us);
  }
}

static void
test_names_that_were_ours(void)
{
  g_autoptr(LlOwnNames) names = ll_own_names_new();

  g_assert_null(ll_own_names_present(names));
  g_assert_true(ll_own_names_may_mean(names, "juliet@verona"));
  ll_own_names_add(names, "juliet@verona");
  g_assert_cmpstr(ll_own_names_present(names), ==, "juliet@verona");
  ll_own_names_add(names, "juliet-1@verona");
  g_assert_cmpstr(ll_own_names_present(names), ==, "juliet-1@verona");
  g_assert_true(ll_own_names_may_mean(names, "juliet@verona"));
  g_assert_true(ll_own_names_may_mean(names, "juliet-1@verona"));
  g_assert_false(ll_own_names_may_mean(names, "juliet-2@verona"));
  ll_own_names_free(NULL);
}

/* A letter and its mark may be two characters in upper case, and one in lower case. */
static void
test_letters_of_either_case(void)
{
  g_autoptr(LlOwnNames) names = ll_own_names_new();

  ll_own_names_add(names, "W\xCC\x8A@verona");
  g_assert_true(ll_own_names_may_mean(names, "W\xCC\x8A@verona"));
  g_assert_true(ll_own_names_may_mean(names, "w\xCC\x8A@verona.local"));
  g_assert_true(ll_own_names_may_mean(names, "\xE1\xBA\x98@VERONA"));
  g_assert_false(ll_own_names_may_mean(names, "w@verona"));
}

/* As many as are remembered; one that comes back counts as new. */
static void
test_the_oldest_are_forgotten(void)
{
  g_autoptr(LlOwnNames) names = ll_own_names_new();

  ll_own_names_add(names, "first@verona");
  ll_own_names_add(names, "second@verona");
  ll_own_names_add(names, "first@verona");
  for (guint i = 0; i < LL_OWN_NAMES_MAX - 1; i++) {
    g_autofree char *name = g_strdup_printf("juliet-%u@verona", i);

    g_assert_true(ll_own_names_may_mean(names, "first@verona"));
    ll_own_names_add(names, name);
    ll_own_names_add(names, name);
  }
  g_assert_true(ll_own_names_may_mean(names, "first@verona"));
  g_assert_false(ll_own_names_may_mean(names, "second@verona"));
  ll_own_names_add(names, "last@verona");
  g_assert_false(ll_own_names_may_mean(names, "first@verona"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/own-names/who-is-meant", test_who_is_meant);
  g_test_add_func("/own-names/names-that-were-ours", test_names_that_were_ours);
  g_test_add_func("/own-names/letters-of-either-case", test_letters_of_either_case);
  g_test_add_func("/own-names/the-oldest-are-forgotten", test_the_oldest_are_forgotten);
  return g_test_run();
}
