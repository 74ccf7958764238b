/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "person.h"

/* People who write to each other at the same moment, in two thousand orders of events. */

#define SEEDS    2000
#define MESSAGES 4

static void
require(guint32 seed, gboolean condition, const char *what)
{
  if (condition)
    return;
  g_test_message("seed %u: %s", seed, what);
  g_test_fail();
}

static void
run(guint32 seed, Person *a, Person *b)
{
  g_autoptr(Network) network = network_new(seed, a, b);

  require(seed, network_run(network), "it comes to an end");
}

static guint
count(const GArray *messages, guint64 message)
{
  guint n = 0;

  for (guint i = 0; i < messages->len; i++)
    n += g_array_index(messages, guint64, i) == message ? 1 : 0;
  return n;
}

/* Exactly 1 to MESSAGES, in order. */
static void
require_all_once(guint32 seed, const Person *person)
{
  require(seed, person->got->len == MESSAGES, "every message once");
  for (guint i = 0; i < person->got->len; i++)
    require(seed, g_array_index(person->got, guint64, i) == i + 1, "in order");
}

static void
test_two_of_us(void)
{
  for (guint32 seed = 1; seed <= SEEDS; seed++) {
    OurPerson juliet, romeo;

    our_person_init(&juliet, MESSAGES);
    our_person_init(&romeo, MESSAGES);
    run(seed, &juliet.person, &romeo.person);
    require_all_once(seed, &juliet.person);
    require_all_once(seed, &romeo.person);
    require(seed, juliet.undelivered->len + romeo.undelivered->len == 0, "none undelivered");
    our_person_clear(&juliet);
    our_person_clear(&romeo);
  }
}

/* All that was written to TO is read once, in order, or told by FROM. */
static void
require_read_or_told(guint32 seed, const OurPerson *from, const Person *to)
{
  for (guint64 message = 1; message <= MESSAGES; message++) {
    guint told = count(from->undelivered, message);

    require(seed, told <= 1, "told once");
    require(seed, count(to->got, message) <= 1, "read once");
    require(seed, told + count(to->got, message) >= 1, "read or told");
  }
  for (guint i = 1; i < to->got->len; i++)
    require(seed, g_array_index(to->got, guint64, i) > g_array_index(to->got, guint64, i - 1),
            "in order");
}

/* Two of ours whose streams are cut now and then. Gives how much was told as undelivered. */
static guint
run_with_cuts(guint32 seed, gboolean confirms)
{
  OurPerson juliet, romeo;
  guint told;

  our_person_init(&juliet, MESSAGES);
  our_person_init(&romeo, MESSAGES);
  juliet.heard = ll_heard_new();
  romeo.heard = ll_heard_new();
  juliet.confirms = romeo.confirms = confirms;
  juliet.person.mishaps = 2;
  romeo.person.mishaps = 1;
  run(seed, &juliet.person, &romeo.person);
  require_read_or_told(seed, &juliet, &romeo.person);
  require_read_or_told(seed, &romeo, &juliet.person);
  told = juliet.undelivered->len + romeo.undelivered->len;
  our_person_clear(&juliet);
  our_person_clear(&romeo);
  return told;
}

/* What is told was sent on a stream that was cut before they answered. */
static void
test_addresses_change(void)
{
  for (guint confirms = 0; confirms <= 1; confirms++) {
    guint told = 0;

    for (guint32 seed = 1; seed <= SEEDS; seed++)
      told += run_with_cuts(seed, confirms != 0);
    g_test_message("%u of %u told", told, 2 * MESSAGES * SEEDS);
    g_assert_cmpuint(told, <, 2 * MESSAGES * SEEDS / 20);
  }
}

/* What prpl-bonjour drops of its own is lost; what it says is read once. */
static void
check_bonjour(guint messages, guint refusals)
{
  for (guint32 seed = 1; seed <= SEEDS; seed++) {
    OurPerson juliet;
    BonjourPerson romeo;

    our_person_init(&juliet, MESSAGES);
    bonjour_person_init(&romeo, messages, refusals, 0);
    run(seed, &juliet.person, &romeo.person);
    require_all_once(seed, &romeo.person);
    require(seed, juliet.undelivered->len == 0, "none undelivered");
    for (guint64 message = 1; message <= MESSAGES; message++)
      require(seed, count(juliet.person.got, message) <= 1, "none twice");
    our_person_clear(&juliet);
    bonjour_person_clear(&romeo);
  }
}

static void
test_with_prpl_bonjour(void)
{
  check_bonjour(MESSAGES, 0);
}

static void
test_with_prpl_bonjour_that_has_not_seen_us_yet(void)
{
  check_bonjour(0, 3);
  check_bonjour(MESSAGES, 3);
}

/* A message may be read twice then, if the program was killed with another unread. */
static void
test_none_is_lost_on_who_closes_windows_and_crashes(void)
{
  for (guint32 seed = 1; seed <= SEEDS; seed++) {
    OurPerson juliet;
    BonjourPerson romeo;

    our_person_init(&juliet, MESSAGES);
    bonjour_person_init(&romeo, MESSAGES, 0, 3);
    run(seed, &juliet.person, &romeo.person);
    for (guint64 message = 1; message <= MESSAGES; message++) {
      guint told = count(juliet.undelivered, message);
      guint got = count(romeo.person.got, message);

      require(seed, told <= 1, "told once");
      require(seed, told + got >= 1, "read or told");
      require(seed, got <= 1 + count(juliet.resent, message), "once each time it went out");
    }
    our_person_clear(&juliet);
    bonjour_person_clear(&romeo);
  }
}

static void
test_with_telepathy_salut(void)
{
  for (guint32 seed = 1; seed <= SEEDS; seed++) {
    OurPerson juliet;
    SalutPerson romeo;

    our_person_init(&juliet, MESSAGES);
    salut_person_init(&romeo, MESSAGES, seed % 2 == 0);
    run(seed, &juliet.person, &romeo.person);
    require_all_once(seed, &juliet.person);
    require_all_once(seed, &romeo.person);
    require(seed, juliet.undelivered->len == 0, "none undelivered");
    our_person_clear(&juliet);
    salut_person_clear(&romeo);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/session-network/two-of-us", test_two_of_us);
  g_test_add_func("/session-network/addresses-change", test_addresses_change);
  g_test_add_func("/session-network/with-prpl-bonjour", test_with_prpl_bonjour);
  g_test_add_func("/session-network/with-prpl-bonjour-that-has-not-seen-us-yet",
                  test_with_prpl_bonjour_that_has_not_seen_us_yet);
  g_test_add_func("/session-network/none-is-lost-on-who-closes-windows-and-crashes",
                  test_none_is_lost_on_who_closes_windows_and_crashes);
  g_test_add_func("/session-network/with-telepathy-salut", test_with_telepathy_salut);
  return g_test_run();
}
