/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/trust.h"

#include "limits.h"

#define DAY (24 * 60 * 60)

/* Somebody's key. */
#define KEY(number) (&(LlFingerprint){.bytes = {(guint8)((number) >> 8), (guint8)(number), 0xEE}})

/* A first stream; what is known about it already. */
static void
assert_meets(LlTrust *trust, const char *name, const LlFingerprint *which, gint64 now,
             const char *expected)
{
  g_autofree char *known_as = NULL;

  g_assert_true(ll_trust_meet(trust, name, which, now, &known_as));
  g_assert_cmpstr(known_as, ==, expected);
}

static void
assert_pins(const LlTrust *trust, const char *expected)
{
  g_autoptr(GPtrArray) pins = ll_trust_pins(trust);
  g_autoptr(GString) log = g_string_new(NULL);

  for (guint i = 0; i < pins->len; i++) {
    const LlPin *pin = g_ptr_array_index(pins, i);

    g_string_append_printf(log, "%s%u%s:", i > 0 ? "; " : "",
                           (guint)(pin->key.bytes[0] << 8 | pin->key.bytes[1]),
                           pin->is_verified ? "!" : "");
    for (guint j = 0; j < pin->names->len; j++)
      g_string_append_printf(log, " %s", (const char *)g_ptr_array_index(pin->names, j));
  }
  g_assert_cmpstr(log->str, ==, expected);
}

/* --- the table ------------------------------------------------------------------------------- */

typedef enum {
  NOTHING,
  UNVERIFIED,
  VERIFIED,
  N_PINS
} Pin;

typedef enum {
  NO_KEY,
  PINNED,
  UNKNOWN,
  OTHER,
  OTHER_VERIFIED,
  N_KEYS
} Key;

static LlTrust *
with_pin(Pin pin)
{
  LlTrust *trust = ll_trust_new();

  ll_trust_meet(trust, "mercutio@verona", KEY(3), 0, NULL);
  ll_trust_meet(trust, "nurse@verona", KEY(4), 0, NULL);
  g_assert_true(ll_trust_set_verified(trust, "nurse@verona", TRUE));
  if (pin == NOTHING)
    return trust;
  ll_trust_meet(trust, "romeo@mantua", KEY(1), 0, NULL);
  ll_trust_set_verified(trust, "romeo@mantua", pin == VERIFIED);
  return trust;
}

#define AC LL_VERDICT_ACCEPT
#define NK LL_VERDICT_NEW_KEY
#define NO LL_VERDICT_NO_KEY
#define PL LL_VERDICT_PLAIN
#define UN LL_VERDICT_UNVERIFIED

/* Without a pin the key that would be pinned is one that nobody knows. */
static void
test_every_policy_pin_and_key(void)
{
  /* clang-format off */
  static const LlVerdict table[LL_POLICY_N][N_PINS][N_KEYS] = {
      /*                          NO_KEY PINNED UNKNOWN OTHER OTHER_VERIFIED */
      [LL_POLICY_WHEN_POSSIBLE] = {{AC,  AC,    AC,     AC,   AC},   /* NOTHING */
                                   {NO,  AC,    NK,     NK,   NK},   /* UNVERIFIED */
                                   {NO,  AC,    NK,     NK,   NK}},  /* VERIFIED */
      [LL_POLICY_ALWAYS] =        {{PL,  AC,    AC,     AC,   AC},
                                   {NO,  AC,    NK,     NK,   NK},
                                   {NO,  AC,    NK,     NK,   NK}},
      [LL_POLICY_ONLY_VERIFIED] = {{PL,  UN,    UN,     UN,   AC},
                                   {NO,  UN,    NK,     NK,   NK},
                                   {NO,  AC,    NK,     NK,   NK}},
      [LL_POLICY_NEVER] =         {{AC,  AC,    AC,     AC,   AC},
                                   {AC,  AC,    NK,     NK,   NK},
                                   {AC,  AC,    NK,     NK,   NK}},
  };
  /* clang-format on */

  for (Pin pin = 0; pin < N_PINS; pin++) {
    g_autoptr(LlTrust) trust = with_pin(pin);

    for (guint policy = 0; policy < LL_POLICY_N; policy++) {
      for (Key which = 0; which < N_KEYS; which++) {
        LlVerdict verdict =
            ll_trust_judge(trust, policy, "Romeo@Mantua", which == NO_KEY ? NULL : KEY(which));

        g_test_message("%s, pin %u, key %u: %s", ll_policy_to_string(policy), pin, which,
                       ll_verdict_to_string(verdict));
        g_assert_cmpint(verdict, ==, table[policy][pin][which]);
      }
    }
  }
}

static void
test_how_safe_each_stream_is(void)
{
  static const LlSecurity table[N_PINS][N_KEYS] = {
      [NOTHING] = {LL_SECURITY_PLAIN, LL_SECURITY_ENCRYPTED, LL_SECURITY_ENCRYPTED,
                   LL_SECURITY_ENCRYPTED, LL_SECURITY_VERIFIED},
      [UNVERIFIED] = {LL_SECURITY_PLAIN, LL_SECURITY_ENCRYPTED, LL_SECURITY_CHANGED,
                      LL_SECURITY_CHANGED, LL_SECURITY_CHANGED},
      [VERIFIED] = {LL_SECURITY_PLAIN, LL_SECURITY_VERIFIED, LL_SECURITY_CHANGED,
                    LL_SECURITY_CHANGED, LL_SECURITY_CHANGED},
  };
  static const LlSecurity without[N_PINS] = {LL_SECURITY_UNKNOWN, LL_SECURITY_ENCRYPTED,
                                             LL_SECURITY_VERIFIED};

  for (Pin pin = 0; pin < N_PINS; pin++) {
    g_autoptr(LlTrust) trust = with_pin(pin);

    for (Key which = 0; which < N_KEYS; which++) {
      g_test_message("pin %u, key %u", pin, which);
      g_assert_cmpint(
          ll_trust_security(trust, "Romeo@Mantua", which == NO_KEY ? NULL : KEY(which), TRUE), ==,
          table[pin][which]);
      g_assert_cmpint(
          ll_trust_security(trust, "Romeo@Mantua", which == NO_KEY ? NULL : KEY(which), FALSE), ==,
          without[pin]);
    }
  }
}

static void
test_verdicts_have_names_of_their_own(void)
{
  g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);

  for (guint verdict = 0; verdict < LL_VERDICT_N; verdict++) {
    g_assert_nonnull(ll_verdict_to_string(verdict));
    g_assert_true(g_hash_table_add(names, (char *)ll_verdict_to_string(verdict)));
  }
}

/* --- names and keys -------------------------------------------------------------------------- */

static void
test_the_first_key_is_pinned(void)
{
  g_autoptr(LlTrust) trust = ll_trust_new();
  const LlPin *pin;

  g_assert_null(ll_trust_pin(trust, "romeo@mantua"));
  assert_meets(trust, "romeo@mantua", KEY(1), 1000, NULL);
  pin = ll_trust_pin(trust, "ROMEO@mantua");
  g_assert_true(ll_fingerprint_equal(&pin->key, KEY(1)));
  g_assert_false(pin->is_verified);
  g_assert_cmpint(pin->first_met, ==, 1000);
  g_assert_cmpint(pin->last_met, ==, 1000);
  assert_pins(trust, "1: romeo@mantua");
}

static void
test_another_key_takes_no_name(void)
{
  g_autoptr(LlTrust) trust = ll_trust_new();
  g_autofree char *known_as = NULL;

  assert_meets(trust, "romeo@mantua", KEY(1), 0, NULL);
  assert_meets(trust, "tybalt@verona", KEY(2), 1, NULL);
  g_assert_false(ll_trust_meet(trust, "Romeo@Mantua", KEY(2), 5, &known_as));
  g_assert_false(ll_trust_meet(trust, "Romeo@Mantua", KEY(3), 5, &known_as));
  g_assert_null(known_as);
  assert_pins(trust, "2: tybalt@verona; 1: romeo@mantua");
}

static void
test_a_key_is_known_under_a_new_name(void)
{
  g_autoptr(LlTrust) trust = ll_trust_new();

  assert_meets(trust, "juliet@verona", KEY(1), 0, NULL);
  ll_trust_set_verified(trust, "juliet@verona", TRUE);
  assert_meets(trust, "juliet@laptop", KEY(1), 1, "juliet@verona");
  assert_meets(trust, "jule@phone", KEY(1), 2, "juliet@laptop");
  assert_pins(trust, "1!: jule@phone juliet@laptop juliet@verona");
  g_assert_cmpint(ll_trust_judge(trust, LL_POLICY_ONLY_VERIFIED, "juliet@laptop", KEY(1)), ==,
                  LL_VERDICT_ACCEPT);
  g_assert_cmpint(ll_trust_judge(trust, LL_POLICY_WHEN_POSSIBLE, "juliet@verona", KEY(2)), ==,
                  LL_VERDICT_NEW_KEY);
}

static void
test_what_is_known_already_is_saved_once_a_day(void)
{
  g_autoptr(LlTrust) trust = ll_trust_new();

  assert_meets(trust, "juliet@verona", KEY(1), 0, NULL);
  g_assert_false(ll_trust_meet(trust, "JULIET@verona", KEY(1), DAY / 2, NULL));
  g_assert_cmpint(ll_trust_pin(trust, "juliet@verona")->last_met, ==, DAY / 2);
  g_assert_false(ll_trust_meet(trust, "juliet@verona", KEY(1), DAY - 1, NULL));
  g_assert_true(ll_trust_meet(trust, "juliet@verona", KEY(1), DAY, NULL));
  g_assert_false(ll_trust_meet(trust, "juliet@verona", KEY(1), DAY + DAY / 2, NULL));
  /* A clock that was put right. */
  g_assert_true(ll_trust_meet(trust, "juliet@verona", KEY(1), -DAY, NULL));
  assert_pins(trust, "1: juliet@verona");
}

static void
test_the_user_decides_for_a_new_key(void)
{
  g_autoptr(LlTrust) trust = ll_trust_new();

  assert_meets(trust, "romeo@mantua", KEY(1), 0, NULL);
  ll_trust_set_verified(trust, "romeo@mantua", TRUE);
  assert_meets(trust, "romeo@laptop", KEY(1), 1, "romeo@mantua");
  ll_trust_accept(trust, "romeo@mantua", KEY(2), 2);
  assert_pins(trust, "2: romeo@mantua; 1!: romeo@laptop");
  g_assert_cmpint(ll_trust_judge(trust, LL_POLICY_WHEN_POSSIBLE, "romeo@mantua", KEY(1)), ==,
                  LL_VERDICT_NEW_KEY);
  g_assert_cmpint(ll_trust_judge(trust, LL_POLICY_WHEN_POSSIBLE, "romeo@mantua", KEY(2)), ==,
                  LL_VERDICT_ACCEPT);
}

static void
test_a_name_moves_between_pins(void)
{
  g_autoptr(LlTrust) trust = ll_trust_new();

  assert_meets(trust, "romeo@mantua", KEY(1), 0, NULL);
  assert_meets(trust, "paris@hall", KEY(2), 1, NULL);
  ll_trust_set_verified(trust, "paris@hall", TRUE);
  ll_trust_accept(trust, "ROMEO@mantua", KEY(2), 2);
  assert_pins(trust, "2!: ROMEO@mantua paris@hall; 1:");
  ll_trust_accept(trust, "romeo@mantua", KEY(1), 3);
  assert_pins(trust, "1: romeo@mantua; 2!: paris@hall");
  ll_trust_accept(trust, "romeo@mantua", KEY(1), 4);
  assert_pins(trust, "1: romeo@mantua; 2!: paris@hall");
}

static void
test_the_user_decides_for_no_key(void)
{
  g_autoptr(LlTrust) trust = ll_trust_new();

  assert_meets(trust, "romeo@mantua", KEY(1), 0, NULL);
  ll_trust_accept(trust, "romeo@mantua", NULL, 1);
  ll_trust_accept(trust, "romeo@mantua", NULL, 1);
  assert_pins(trust, "1:");
  g_assert_null(ll_trust_pin(trust, "romeo@mantua"));
  g_assert_false(ll_trust_set_verified(trust, "romeo@mantua", TRUE));
  g_assert_cmpint(ll_trust_judge(trust, LL_POLICY_WHEN_POSSIBLE, "romeo@mantua", NULL), ==,
                  LL_VERDICT_ACCEPT);
  assert_meets(trust, "romeo@mantua", KEY(1), 2, NULL);
  assert_pins(trust, "1: romeo@mantua");
}

/* --- bounds ---------------------------------------------------------------------------------- */

static void
test_the_oldest_name_of_many_goes(void)
{
  g_autoptr(LlTrust) trust = ll_trust_new();
  const LlPin *pin;

  for (guint i = 0; i <= LL_PIN_NAMES_MAX; i++) {
    g_autofree char *name = g_strdup_printf("juliet@host%u", i);

    ll_trust_meet(trust, name, KEY(1), i, NULL);
  }
  g_assert_null(ll_trust_pin(trust, "juliet@host0"));
  pin = ll_trust_pin(trust, "juliet@host1");
  g_assert_cmpuint(pin->names->len, ==, LL_PIN_NAMES_MAX);
  ll_trust_meet(trust, "juliet@host1", KEY(1), 100, NULL);
  g_assert_cmpuint(pin->names->len, ==, LL_PIN_NAMES_MAX);
  g_assert_cmpstr(g_ptr_array_index(pin->names, 0), ==, "juliet@host1");
}

static void
meet_crowd(LlTrust *trust, guint count, gint64 now)
{
  for (guint i = 0; i < count; i++) {
    g_autofree char *name = g_strdup_printf("nobody%u@crowd", i);

    ll_trust_meet(trust, name, KEY(100 + i), now + i, NULL);
  }
}

static guint
count_pins(const LlTrust *trust)
{
  g_autoptr(GPtrArray) pins = ll_trust_pins(trust);

  return pins->len;
}

static void
test_a_crowd_pushes_out_nobody_but_itself(void)
{
  g_autoptr(LlTrust) trust = ll_trust_new();

  assert_meets(trust, "juliet@verona", KEY(1), 0, NULL);
  ll_trust_set_verified(trust, "juliet@verona", TRUE);
  assert_meets(trust, "romeo@mantua", KEY(2), 0, NULL);
  assert_meets(trust, "tybalt@verona", KEY(3), 1, NULL);
  ll_trust_meet(trust, "romeo@mantua", KEY(2), DAY, NULL);
  meet_crowd(trust, 2 * LL_PINS_MAX, 2 * DAY);
  g_assert_cmpuint(count_pins(trust), ==, LL_PINS_MAX);
  g_assert_nonnull(ll_trust_pin(trust, "juliet@verona"));
  g_assert_nonnull(ll_trust_pin(trust, "romeo@mantua"));
  g_assert_null(ll_trust_pin(trust, "tybalt@verona"));
  g_assert_null(ll_trust_pin(trust, "nobody0@crowd"));
  ll_trust_accept(trust, "juliet@verona", KEY(4), 3 * DAY);
  g_assert_cmpuint(count_pins(trust), ==, LL_PINS_MAX);
  g_assert_true(ll_fingerprint_equal(&ll_trust_pin(trust, "juliet@verona")->key, KEY(4)));
}

/* --- what was saved -------------------------------------------------------------------------- */

static gboolean
add(LlTrust *trust, guint number, const char *names)
{
  g_auto(GStrv) words = g_strsplit(names, " ", -1);
  g_autoptr(GPtrArray) array = g_ptr_array_new();
  LlPin pin = {*KEY(number), array, TRUE, 5, 10 - (gint64)number};

  for (guint i = 0; words[i]; i++)
    g_ptr_array_add(array, words[i]);
  return ll_trust_add(trust, &pin);
}

static void
test_what_was_saved_is_as_it_was(void)
{
  g_autoptr(LlTrust) trust = ll_trust_new();
  const LlPin *pin;

  g_assert_true(add(trust, 1, "romeo@mantua romeo@laptop"));
  g_assert_false(add(trust, 1, "tybalt@verona"));
  g_assert_false(add(trust, 2, "tybalt@verona ROMEO@mantua"));
  g_assert_null(ll_trust_pin(trust, "tybalt@verona"));
  g_assert_false(add(trust, 2, "1 2 3 4 5 6 7 8 9"));
  g_assert_true(add(trust, 2, ""));
  assert_pins(trust, "1!: romeo@mantua romeo@laptop; 2!:");
  pin = ll_trust_pin(trust, "romeo@laptop");
  g_assert_cmpint(pin->first_met, ==, 5);
  g_assert_cmpint(pin->last_met, ==, 9);
}

#define CASE(name, function) g_test_add_func("/trust/" name, function)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  CASE("every-policy-pin-and-key", test_every_policy_pin_and_key);
  CASE("how-safe-each-stream-is", test_how_safe_each_stream_is);
  CASE("verdicts-have-names-of-their-own", test_verdicts_have_names_of_their_own);
  CASE("the-first-key-is-pinned", test_the_first_key_is_pinned);
  CASE("another-key-takes-no-name", test_another_key_takes_no_name);
  CASE("a-key-is-known-under-a-new-name", test_a_key_is_known_under_a_new_name);
  CASE("what-is-known-already-is-saved-once-a-day", test_what_is_known_already_is_saved_once_a_day);
  CASE("the-user-decides-for-a-new-key", test_the_user_decides_for_a_new_key);
  CASE("a-name-moves-between-pins", test_a_name_moves_between_pins);
  CASE("the-user-decides-for-no-key", test_the_user_decides_for_no_key);
  CASE("the-oldest-name-of-many-goes", test_the_oldest_name_of_many_goes);
  CASE("a-crowd-pushes-out-nobody-but-itself", test_a_crowd_pushes_out_nobody_but_itself);
  CASE("what-was-saved-is-as-it-was", test_what_was_saved_is_as_it_was);
  return g_test_run();
}
