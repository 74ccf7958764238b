/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/trust-text.h"

#include <string.h>

#include "limits.h"

#define KEY       "0100000000000000000000000000000000000000000000000000000000000000"
#define OTHER_KEY "02000000000000000000000000000000000000000000000000000000000000FF"
#define FIRST     "link-local pins 1\n"

static const LlFingerprint key = {.bytes = {1}};
static const LlFingerprint other_key = {.bytes = {2, [LL_FINGERPRINT_BYTES - 1] = 0xFF}};

static LlTrust *
read_back(const char *text)
{
  g_autoptr(GError) error = NULL;
  LlTrust *trust = ll_trust_from_text(text, strlen(text), &error);

  g_assert_no_error(error);
  return trust;
}

static void
assert_not_read(const char *text, gsize length, LlTrustTextError code)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *shown = g_strescape(text, NULL);

  g_test_message("%s", shown);
  g_assert_null(ll_trust_from_text(text, length, &error));
  g_assert_error(error, LL_TRUST_TEXT_ERROR, (gint)code);
}

static void
test_it_is_written_line_by_line(void)
{
  g_autoptr(LlTrust) trust = ll_trust_new();
  g_autofree char *empty = ll_trust_to_text(trust);
  g_autofree char *text = NULL;

  g_assert_cmpstr(empty, ==, FIRST "end 0\n");
  ll_trust_meet(trust, "romeo@mantua", &key, 7, NULL);
  ll_trust_meet(trust, "Romeo M. 100%@mantua (2)", &key, 8, NULL);
  ll_trust_set_verified(trust, "romeo@mantua", TRUE);
  ll_trust_meet(trust, "j\xC3\xBClia@[fe80::1%eth0]:5298", &other_key, -5, NULL);
  text = ll_trust_to_text(trust);
  g_assert_cmpstr(text, ==,
                  FIRST "verified " KEY " 7 8 Romeo%20M.%20100%25@mantua%20(2) romeo@mantua\n"
                        "unverified " OTHER_KEY " 0 0 j\xC3\xBClia@[fe80::1%25eth0]:5298\n"
                        "end 2\n");
}

static void
test_it_comes_back_as_it_was(void)
{
  g_autoptr(LlTrust) trust =
      read_back(FIRST "verified " KEY " 7 9 a%20b@c d@e\nunverified " OTHER_KEY " 1 2\nend 2\n");
  g_autofree char *text = ll_trust_to_text(trust);
  const LlPin *pin = ll_trust_pin(trust, "D@e");

  g_assert_true(ll_trust_pin(trust, "a b@c") == pin);
  g_assert_true(pin->is_verified);
  g_assert_true(ll_fingerprint_equal(&pin->key, &key));
  g_assert_cmpint(pin->first_met, ==, 7);
  g_assert_cmpint(pin->last_met, ==, 9);
  g_assert_cmpstr(text, ==,
                  FIRST "verified " KEY " 7 9 a%20b@c d@e\nunverified " OTHER_KEY " 1 2\nend 2\n");
}

static void
test_every_name_comes_back(void)
{
  static const char *const names[] = {
      " ",   "%",           "%41",      "a b", "\xE2\x80\xA8\xC2\xA0@\xF0\x9F\x98\x80",
      "end", "romeo@[::1]", "#;=\"'\\", "+",   "\xEF\xBF\xBE"};

  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autoptr(LlTrust) trust = ll_trust_new();
    g_autoptr(LlTrust) again = NULL;
    g_autofree char *text = NULL;

    ll_trust_meet(trust, names[i], &key, 7, NULL);
    text = ll_trust_to_text(trust);
    again = read_back(text);
    g_assert_nonnull(ll_trust_pin(again, names[i]));
  }
}

static void
test_a_part_of_it_is_nothing(void)
{
  static const char text[] =
      FIRST "verified " KEY " 7 9 a b\nunverified " OTHER_KEY " 1 2\nend 2\n";

  for (gsize length = 0; length < strlen(text); length++) {
    g_autofree char *part = g_strndup(text, length);

    assert_not_read(part, length, LL_TRUST_TEXT_ERROR_DAMAGED);
  }
}

static void
test_what_is_wrong_is_told(void)
{
  static const char *const texts[] = {
      "\n",
      "link-local pins 0\nend 0\n",
      "link-local pins -1\nend 0\n",
      "link-local pins 1 \nend 0\n",
      "Link-local pins 1\nend 0\n",
      FIRST "end\n",
      FIRST "end 1\n",
      FIRST "end 0\n\n",
      FIRST "end 0\nend 0\n",
      FIRST "\nend 0\n",
      FIRST "verified " KEY " 7\nend 1\n",
      FIRST "verified " KEY "  7 9\nend 1\n",
      FIRST "Verified " KEY " 7 9\nend 1\n",
      FIRST "verified 01 7 9\nend 1\n",
      FIRST "verified " KEY "00 7 9\nend 1\n",
      FIRST "verified " KEY " -7 9\nend 1\n",
      FIRST "verified " KEY " 7 253402300800\nend 1\n",
      FIRST "verified " KEY " 7 9 \nend 1\n",
      FIRST "verified " KEY " 7 9 a%00b\nend 1\n",
      FIRST "verified " KEY " 7 9 a%0Ab\nend 1\n",
      FIRST "verified " KEY " 7 9 a%2\nend 1\n",
      FIRST "verified " KEY " 7 9 \xFF\nend 1\n",
      FIRST "verified " KEY " 7 9 1 2 3 4 5 6 7 8 9\nend 1\n",
      FIRST "verified " KEY " 7 9 1 2 3 4 5 6 7 8 9 10 11\nend 1\n",
      FIRST "verified " KEY " 7 9 a\nverified " KEY " 7 9 b\nend 2\n",
      FIRST "verified " KEY " 7 9 a\nverified " OTHER_KEY " 7 9 A\nend 2\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
    assert_not_read(texts[i], strlen(texts[i]), LL_TRUST_TEXT_ERROR_DAMAGED);
  assert_not_read(FIRST "end 0\n\0", strlen(FIRST) + 7, LL_TRUST_TEXT_ERROR_DAMAGED);
  assert_not_read("link-local pins 1\0\nend 0\n", 25, LL_TRUST_TEXT_ERROR_DAMAGED);
}

static void
test_a_later_version_is_told_apart(void)
{
  assert_not_read("link-local pins 2\nanything", 26, LL_TRUST_TEXT_ERROR_VERSION);
  assert_not_read("link-local pins 9223372036854775807\n", 36, LL_TRUST_TEXT_ERROR_VERSION);
}

static void
test_as_many_as_there_may_be(void)
{
  g_autoptr(LlTrust) trust = ll_trust_new();
  g_autoptr(LlTrust) again = NULL;
  g_autoptr(GPtrArray) pins = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < LL_PINS_MAX * LL_PIN_NAMES_MAX; i++) {
    LlFingerprint fingerprint = {.bytes = {(guint8)(i >> 11), (guint8)(i >> 3)}};
    g_autofree char *name = g_strdup_printf("somebody with a name %u@machine", i);

    ll_trust_meet(trust, name, &fingerprint, i, NULL);
  }
  text = ll_trust_to_text(trust);
  again = read_back(text);
  pins = ll_trust_pins(again);
  g_assert_cmpuint(pins->len, ==, LL_PINS_MAX);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/trust-text/it-is-written-line-by-line", test_it_is_written_line_by_line);
  g_test_add_func("/trust-text/it-comes-back-as-it-was", test_it_comes_back_as_it_was);
  g_test_add_func("/trust-text/every-name-comes-back", test_every_name_comes_back);
  g_test_add_func("/trust-text/a-part-of-it-is-nothing", test_a_part_of_it_is_nothing);
  g_test_add_func("/trust-text/what-is-wrong-is-told", test_what_is_wrong_is_told);
  g_test_add_func("/trust-text/a-later-version-is-told-apart", test_a_later_version_is_told_apart);
  g_test_add_func("/trust-text/as-many-as-there-may-be", test_as_many_as_there_may_be);
  return g_test_run();
}
