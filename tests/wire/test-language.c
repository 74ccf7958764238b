/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/language.h"

static const char *const austrian[] = {"de_AT.UTF-8", "de_AT", "de.UTF-8", "de", "en", "C", NULL};

static const struct {
  const char *tag;
  guint rank;
} ranks[] = {
    {"de-AT", 0}, {"DE-at", 0}, {"de-AT-1996", 0}, {"de", 2}, {"de-CH", 2},
    {"en", 4},    {"en-GB", 4}, {NULL, 6},         {"", 6},   {"fr", 7},
    {"den", 7},   {"d", 7},     {"e", 7},          {"-", 7},  {"en_GB", 7},
};

static void
test_rank(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(ranks); i++)
    g_assert_cmpuint(ll_language_rank(ranks[i].tag, austrian), ==, ranks[i].rank);
}

/* Nobody said what is read here: then what is untagged. */
static void
test_nothing_known(void)
{
  static const char *const nothing[] = {"", ".UTF-8", NULL};
  g_assert_cmpuint(ll_language_rank(NULL, NULL), ==, 0);
  g_assert_cmpuint(ll_language_rank("de", NULL), ==, 1);
  g_assert_cmpuint(ll_language_rank("de", nothing), ==, 3);
  g_assert_cmpuint(ll_language_rank("-de", nothing), ==, 3);
  g_assert_cmpuint(ll_language_rank(NULL, nothing), ==, 2);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/language/rank", test_rank);
  g_test_add_func("/language/nothing-known", test_nothing_known);
  return g_test_run();
}
