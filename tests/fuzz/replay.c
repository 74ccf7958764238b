/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* The inputs that are kept, each a test. */

#include "fuzz.h"

static void
test_input(gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize size;

  g_file_get_contents(data, &bytes, &size, &error);
  g_assert_no_error(error);
  g_autofree guint8 *exact = fuzz_copy((const guint8 *)bytes, size);
  g_assert_cmpint(LLVMFuzzerTestOneInput(exact, size), ==, 0);
}

static void
test_nothing(void)
{
  g_assert_cmpint(LLVMFuzzerTestOneInput((const guint8 *)"", 0), ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *folder =
      g_build_filename(g_getenv("LL_SRCDIR") ?: ".", "tests/fuzz/corpus", FUZZ_NOUN, NULL);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, &error);
  g_assert_no_error(error);

  g_test_add_func("/fuzz/nothing/" FUZZ_NOUN, test_nothing);
  for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *path = g_strconcat("/fuzz/" FUZZ_NOUN "/", name, NULL);

    g_test_add_data_func_full(path, g_build_filename(folder, name, NULL), test_input, g_free);
  }
  return g_test_run();
}
