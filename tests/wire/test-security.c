/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/security.h"

#include <glib.h>

static void
assert_new(GHashTable *names, const char *name)
{
  g_assert_nonnull(name);
  g_assert_true(g_hash_table_add(names, (char *)name));
}

static void
test_all_have_names_of_their_own(void)
{
  g_autoptr(GHashTable) securities = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GHashTable) policies = g_hash_table_new(g_str_hash, g_str_equal);

  for (guint security = 0; security < LL_SECURITY_N; security++)
    assert_new(securities, ll_security_to_string(security));
  for (guint policy = 0; policy < LL_POLICY_N; policy++)
    assert_new(policies, ll_policy_to_string(policy));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/security/all-have-names-of-their-own", test_all_have_names_of_their_own);
  return g_test_run();
}
