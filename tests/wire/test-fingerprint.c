/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/fingerprint.h"

#include <string.h>

#define COLONS                                                                                     \
  "00:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10:11:12:13:14:15:16:17:18:19:1a:1b:1c:1d:"     \
  "1e:ff"
#define TEXT "0001 0203 0405 0607 0809 0A0B 0C0D 0E0F 1011 1213 1415 1617 1819 1A1B 1C1D 1EFF"

static LlFingerprint
example(void)
{
  LlFingerprint fingerprint;

  for (guint i = 0; i < LL_FINGERPRINT_BYTES; i++)
    fingerprint.bytes[i] = (guint8)i;
  fingerprint.bytes[LL_FINGERPRINT_BYTES - 1] = 0xFF;
  return fingerprint;
}

static void
test_it_is_written_in_groups_of_four(void)
{
  LlFingerprint fingerprint = example();
  g_autofree char *text = ll_fingerprint_to_string(&fingerprint);

  g_assert_cmpstr(text, ==, TEXT);
}

static void
test_it_is_read_however_it_is_spaced(void)
{
  static const char *const texts[] = {
      TEXT,
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff",
      " 00 01 02 03\t0405\n06070809 0a0B0C0D 0E0F10111213141516171819 1A1B1C1D1EFF\r\n",
  };
  LlFingerprint expected = example();

  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    LlFingerprint fingerprint = {0};

    g_assert_true(ll_fingerprint_from_string(texts[i], &fingerprint));
    g_assert_true(ll_fingerprint_equal(&fingerprint, &expected));
  }
}

static void
test_what_is_none_is_not_read(void)
{
  static const char *const texts[] = {
      "",
      " ",
      "0001",
      TEXT "0",
      TEXT " 00",
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1ef",
      "g00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff",
      COLONS,
  };

  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    LlFingerprint before = example();
    LlFingerprint fingerprint = before;

    g_assert_false(ll_fingerprint_from_string(texts[i], &fingerprint));
    g_assert_true(ll_fingerprint_equal(&fingerprint, &before));
  }
}

static void
test_every_bit_counts(void)
{
  LlFingerprint one = example();

  for (guint bit = 0; bit < LL_FINGERPRINT_BYTES * 8; bit++) {
    LlFingerprint other = one;

    g_assert_true(ll_fingerprint_hash_equal(&one, &other));
    g_assert_cmpuint(ll_fingerprint_hash(&one), ==, ll_fingerprint_hash(&other));
    other.bytes[bit / 8] ^= (guint8)(1 << bit % 8);
    g_assert_false(ll_fingerprint_equal(&one, &other));
    g_assert_false(ll_fingerprint_hash_equal(&one, &other));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/fingerprint/it-is-written-in-groups-of-four",
                  test_it_is_written_in_groups_of_four);
  g_test_add_func("/fingerprint/it-is-read-however-it-is-spaced",
                  test_it_is_read_however_it_is_spaced);
  g_test_add_func("/fingerprint/what-is-none-is-not-read", test_what_is_none_is_not_read);
  g_test_add_func("/fingerprint/every-bit-counts", test_every_bit_counts);
  return g_test_run();
}
