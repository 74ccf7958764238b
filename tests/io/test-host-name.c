/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

#include <string.h>

#include "io/host-name.h"

static void
test_fit(void)
{
  static const struct {
    const char *name, *fit;
  } cases[] = {
      {"verona", "verona"},   {"Verona-2", "Verona-2"}, {"verona.montague.example", "verona"},
      {"my_host", "my-host"}, {"--a  b--", "a-b"},      {"j\xc3\xbcrgen", "j-rgen"},
      {"", "host"},           {"localhost", "host"},    {"LocalHost.localdomain", "host"},
      {"___", "host"},        {".verona", "host"},      {"\xff\xfe", "host"},
  };
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *fit = ll_host_name_fit(cases[i].name);
    g_assert_cmpstr(fit, ==, cases[i].fit);
  }
}

static void
test_length(void)
{
  g_autofree char *name = g_strnfill(70, 'x');
  g_autofree char *fit = ll_host_name_fit(name);
  g_assert_cmpuint(strlen(fit), ==, 63);
  name[62] = '/'; /* a '-' would be the last byte */
  g_autofree char *shorter = ll_host_name_fit(name);
  g_assert_cmpuint(strlen(shorter), ==, 62);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/host-name/fit", test_fit);
  g_test_add_func("/host-name/length", test_length);
  return g_test_run();
}
