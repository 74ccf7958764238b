/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/safety-number.h"

#include <string.h>

static const LlFingerprint juliet = {.bytes = {1, 2, 3}};
static const LlFingerprint romeo = {.bytes = {1, 2, 4}};

/* What other programs are to come to as well, reckoned with Python: hashlib.pbkdf2_hmac("sha512",
 * juliet + romeo, b"purple-link-local safety number 1", 2**15, 48), eight bytes each modulo 10**5.
 */
static void
test_it_is_the_same_in_every_version(void)
{
  g_autofree char *number = ll_safety_number(&juliet, &romeo);

  g_assert_cmpstr(number, ==, "22075 30115 71639 48021 85604 73302");
}

static void
test_both_sides_have_the_same(void)
{
  g_autofree char *one = ll_safety_number(&juliet, &romeo);
  g_autofree char *other = ll_safety_number(&romeo, &juliet);
  g_autofree char *alone = ll_safety_number(&juliet, &juliet);

  g_assert_cmpstr(one, ==, other);
  g_assert_cmpstr(one, !=, alone);
}

static void
test_another_key_makes_another_of_every_group(void)
{
  g_autofree char *one = ll_safety_number(&juliet, &romeo);
  LlFingerprint tybalt = romeo;
  g_autofree char *other = NULL;

  tybalt.bytes[LL_FINGERPRINT_BYTES - 1] = 1;
  other = ll_safety_number(&juliet, &tybalt);
  g_assert_true(g_regex_match_simple("^[0-9]{5}( [0-9]{5}){5}$", other, 0, 0));
  for (guint group = 0; group < 6; group++)
    g_assert_cmpint(memcmp(one + 6 * group, other + 6 * group, 5), !=, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/safety-number/it-is-the-same-in-every-version",
                  test_it_is_the_same_in_every_version);
  g_test_add_func("/safety-number/both-sides-have-the-same", test_both_sides_have_the_same);
  g_test_add_func("/safety-number/another-key-makes-another-of-every-group",
                  test_another_key_makes_another_of_every_group);
  return g_test_run();
}
