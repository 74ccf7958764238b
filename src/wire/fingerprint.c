/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/fingerprint.h"

#include <string.h>

#define GROUP_BYTES 2 /* four digits */

gboolean
ll_fingerprint_equal(const LlFingerprint *a, const LlFingerprint *b)
{
  return memcmp(a->bytes, b->bytes, LL_FINGERPRINT_BYTES) == 0;
}

guint
ll_fingerprint_hash(gconstpointer fingerprint)
{
  guint hash;

  memcpy(&hash, ((const LlFingerprint *)fingerprint)->bytes, sizeof hash);
  return hash;
}

gboolean
ll_fingerprint_hash_equal(gconstpointer a, gconstpointer b)
{
  return ll_fingerprint_equal(a, b);
}

char *
ll_fingerprint_to_string(const LlFingerprint *fingerprint)
{
  GString *text = g_string_sized_new(LL_FINGERPRINT_BYTES * 5 / 2);

  for (guint i = 0; i < LL_FINGERPRINT_BYTES; i++)
    g_string_append_printf(text, "%s%02X", i > 0 && i % GROUP_BYTES == 0 ? " " : "",
                           fingerprint->bytes[i]);
  return g_string_free(text, FALSE);
}

gboolean
ll_fingerprint_from_string(const char *text, LlFingerprint *ret_fingerprint)
{
  LlFingerprint fingerprint = {0};
  guint digits = 0;

  for (; *text != '\0'; text++) {
    int value = g_ascii_xdigit_value(*text);

    if (g_ascii_isspace(*text))
      continue;
    if (value < 0 || digits == 2 * LL_FINGERPRINT_BYTES)
      return FALSE;
    fingerprint.bytes[digits / 2] |= (guint8)(digits % 2 == 0 ? value << 4 : value);
    digits++;
  }
  if (digits != 2 * LL_FINGERPRINT_BYTES)
    return FALSE;
  *ret_fingerprint = fingerprint;
  return TRUE;
}
