/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/safety-number.h"

#include <gnutls/crypto.h>
#include <string.h>

/* With other values of these the two sides see different numbers: a change is a new version. */
#define SALT   "purple-link-local safety number 1"
#define ROUNDS (1 << 15)

#define GROUPS      6
#define GROUP_BYTES 8 /* a number of 64 bits modulo 100,000: each digit as likely as any other */

/* Five digits out of BYTES, the highest first. */
static guint
group_of(const guint8 *bytes)
{
  guint64 number = 0;

  for (guint i = 0; i < GROUP_BYTES; i++)
    number = number << 8 | bytes[i];
  return (guint)(number % 100000);
}

char *
ll_safety_number(const LlFingerprint *a, const LlFingerprint *b)
{
  gboolean is_a_first = memcmp(a->bytes, b->bytes, LL_FINGERPRINT_BYTES) <= 0;
  LlFingerprint both[2] = {is_a_first ? *a : *b, is_a_first ? *b : *a};
  gnutls_datum_t key = {(unsigned char *)both, sizeof both};
  gnutls_datum_t salt = {(unsigned char *)SALT, strlen(SALT)};
  guint8 bytes[GROUPS * GROUP_BYTES];
  GString *text = g_string_sized_new(GROUPS * 6);

  if (gnutls_pbkdf2(GNUTLS_MAC_SHA512, &key, &salt, ROUNDS, bytes, sizeof bytes) < 0)
    g_error("GnuTLS has no PBKDF2 with SHA-512");
  for (guint i = 0; i < GROUPS; i++)
    g_string_append_printf(text, "%s%05u", i > 0 ? " " : "", group_of(bytes + i * GROUP_BYTES));
  return g_string_free(text, FALSE);
}
