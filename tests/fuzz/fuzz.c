/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fuzz.h"

#include <string.h>

#include "wire/text.h"

guint8 *
fuzz_copy(const guint8 *data, gsize size)
{
  guint8 *copy = g_malloc(MAX(size, 1));

  if (size > 0)
    memcpy(copy, data, size);
  return copy;
}

char *
fuzz_string(const guint8 *data, gsize size)
{
  return size > 0 ? g_strndup((const char *)data, size) : g_strdup("");
}

void
fuzz_assert_clean(const char *text)
{
  g_autofree char *clean = ll_text_clean(text, -1);

  g_assert_true(g_utf8_validate(text, -1, NULL));
  g_assert_cmpstr(clean, ==, text);
}

void
fuzz_assert_clean_line(const char *text)
{
  g_autofree char *clean = ll_text_clean_line(text, -1);

  g_assert_true(g_utf8_validate(text, -1, NULL));
  g_assert_cmpstr(clean, ==, text);
}
