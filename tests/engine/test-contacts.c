/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/contacts.h"

#include <netinet/in.h>

#include "limits.h"

#define JULIET "juliet@10.0.0.2:5298"

static const LlAddress two = {.family = AF_INET, .bytes = {10, 0, 0, 2}};
static const LlAddress three = {.family = AF_INET, .bytes = {10, 0, 0, 3}};

typedef struct {
  LlContacts *contacts;
  gint64 now;
} Fixture;

static void
set_up(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->contacts = ll_contacts_new(1);
  f->now = 1000;
}

static void
tear_down(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_contacts_free(f->contacts);
}

static void
add(Fixture *f, const char *name)
{
  g_assert_true(ll_contacts_add(f->contacts, name, f->now));
}

static gboolean
is_here(Fixture *f)
{
  return ll_contacts_is_here(f->contacts, JULIET);
}

/* Nothing is asked before the deadline, and JULIET at it; gives the time that it took. */
static gint64
time_of_question(Fixture *f)
{
  gint64 start = f->now, deadline = ll_contacts_deadline(f->contacts);

  g_assert_cmpint(deadline, <, G_MAXINT64);
  if (deadline > f->now)
    g_assert_null(ll_contacts_next(f->contacts, deadline - 1));
  f->now = MAX(f->now, deadline);
  g_assert_cmpstr(ll_contacts_next(f->contacts, f->now), ==, JULIET);
  g_assert_null(ll_contacts_next(f->contacts, f->now));
  return f->now - start;
}

static void
assert_at_once(gint64 time)
{
  g_assert_cmpint(time, ==, 0);
}

static void
assert_about(gint64 time, gint64 span)
{
  g_assert_cmpint(time, >=, span * 4 / 5);
  g_assert_cmpint(time, <=, span * 6 / 5);
}

static void
answer(Fixture *f)
{
  ll_contacts_answered(f->contacts, JULIET, &two, "juliet@verona", f->now);
}

static void
fail(Fixture *f)
{
  ll_contacts_failed(f->contacts, JULIET, f->now);
}

static void
test_add(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_cmpint(ll_contacts_deadline(f->contacts), ==, G_MAXINT64);
  g_assert_false(ll_contacts_add(f->contacts, "juliet@verona", f->now));
  g_assert_null(ll_contacts_next(f->contacts, f->now));
  add(f, JULIET);
  add(f, JULIET);
  assert_at_once(time_of_question(f));
  g_assert_cmpint(ll_contacts_deadline(f->contacts), ==, G_MAXINT64);
  g_assert_false(is_here(f));
  answer(f);
  g_assert_true(is_here(f));
  add(f, JULIET); /* is no reason to ask again */
  assert_about(time_of_question(f), LL_CONTACTS_HERE_MS);
}

static void
test_away(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  gint64 patience = LL_CONTACTS_AWAY_MS;

  add(f, JULIET);
  time_of_question(f);
  for (guint i = 0; i < 20; i++) {
    fail(f);
    g_assert_false(is_here(f));
    assert_about(time_of_question(f), patience);
    patience = MIN(2 * patience, LL_CONTACTS_AWAY_MAX_MS);
  }
  answer(f);
  g_assert_true(is_here(f));
  time_of_question(f);
  fail(f);
  g_assert_false(is_here(f));
  assert_about(time_of_question(f), LL_CONTACTS_AWAY_MS);
}

static void
test_stream(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  add(f, JULIET);
  time_of_question(f);
  fail(f);
  ll_contacts_opened(f->contacts, JULIET, f->now);
  g_assert_true(is_here(f));
  g_assert_cmpint(ll_contacts_deadline(f->contacts), ==, G_MAXINT64);

  f->now += 1;
  ll_contacts_closed(f->contacts, JULIET, f->now);
  g_assert_true(is_here(f));
  assert_about(time_of_question(f), LL_CONTACTS_CLOSED_MS);
  answer(f);

  /* The answer to ours comes to nothing when a stream says otherwise. */
  ll_contacts_opened(f->contacts, JULIET, f->now);
  fail(f);
  g_assert_true(is_here(f));
}

/* Their question answers ours. */
static void
test_alive(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_contacts_alive(f->contacts, JULIET, f->now); /* who is that? */
  g_assert_false(is_here(f));
  add(f, JULIET);
  time_of_question(f);
  fail(f);
  ll_contacts_alive(f->contacts, JULIET, f->now);
  g_assert_true(is_here(f));
  assert_about(time_of_question(f), LL_CONTACTS_HERE_MS);
}

static void
test_doubt(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  add(f, JULIET);
  time_of_question(f);
  fail(f);
  ll_contacts_doubt(f->contacts, JULIET, f->now); /* of what? */
  assert_about(time_of_question(f), LL_CONTACTS_AWAY_MS);
  answer(f);
  ll_contacts_doubt(f->contacts, JULIET, f->now);
  assert_at_once(time_of_question(f));
  fail(f);
  g_assert_false(is_here(f));
}

static void
test_remove(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  add(f, JULIET);
  time_of_question(f);
  answer(f);
  ll_contacts_remove(f->contacts, JULIET);
  g_assert_false(is_here(f));
  g_assert_cmpint(ll_contacts_deadline(f->contacts), ==, G_MAXINT64);

  add(f, JULIET);
  time_of_question(f);
  ll_contacts_remove(f->contacts, JULIET); /* the answer is under way */
  answer(f);
  g_assert_false(is_here(f));

  add(f, JULIET);
  ll_contacts_opened(f->contacts, JULIET, f->now);
  ll_contacts_remove(f->contacts, JULIET);
  g_assert_true(is_here(f));
  ll_contacts_closed(f->contacts, JULIET, f->now);
  g_assert_false(is_here(f));
  g_assert_cmpint(ll_contacts_deadline(f->contacts), ==, G_MAXINT64);
}

static void
test_stranger(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *name = ll_contacts_name_stranger(f->contacts, &two, NULL, "juliet@verona");
  g_autofree char *nobody = ll_contacts_name_stranger(f->contacts, &two, NULL, NULL);

  g_assert_cmpstr(name, ==, JULIET);
  g_assert_cmpstr(nobody, ==, "10.0.0.2:5298");
  ll_contacts_opened(f->contacts, name, f->now);
  g_assert_true(is_here(f));
  g_assert_null(ll_contacts_find(f->contacts, &two, NULL, "juliet@verona"));
  ll_contacts_closed(f->contacts, name, f->now);
  g_assert_false(is_here(f));
  g_assert_cmpint(ll_contacts_deadline(f->contacts), ==, G_MAXINT64);
}

static void
test_too_many_strangers(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *one_more = NULL, *again = NULL;

  for (guint i = 0; i < LL_STRANGERS_MAX; i++) {
    g_autofree char *from = g_strdup_printf("user%u@host", i);
    g_autofree char *name = ll_contacts_name_stranger(f->contacts, &two, NULL, from);

    ll_contacts_opened(f->contacts, name, f->now);
  }
  g_assert_null(ll_contacts_name_stranger(f->contacts, &two, NULL, "user@host"));
  again = ll_contacts_name_stranger(f->contacts, &two, NULL, "user0@host");
  g_assert_cmpstr(again, ==, "user0@10.0.0.2:5298");
  ll_contacts_closed(f->contacts, again, f->now);
  one_more = ll_contacts_name_stranger(f->contacts, &two, NULL, "user@host");
  g_assert_cmpstr(one_more, ==, "user@10.0.0.2:5298");
}

static void
test_find(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const LlAddress link = {.family = AF_INET6, .bytes = {0xFE, 0x80, [15] = 1}, .scope = 2};
  LlContacts *contacts = f->contacts;

  add(f, "Juliet@10.0.0.2");
  add(f, "10.0.0.3");
  add(f, "nurse@[fe80::1%eth1]");
  add(f, "peter@fe80::1");
  add(f, "friar@cell.example:5298");
  g_assert_cmpstr(ll_contacts_find(contacts, &two, NULL, "juliet@verona"), ==, "Juliet@10.0.0.2");
  g_assert_null(ll_contacts_find(contacts, &two, NULL, "nurse@verona"));
  g_assert_null(ll_contacts_find(contacts, &two, NULL, NULL));
  g_assert_cmpstr(ll_contacts_find(contacts, &three, NULL, "juliet@verona"), ==, "10.0.0.3");
  g_assert_cmpstr(ll_contacts_find(contacts, &three, NULL, NULL), ==, "10.0.0.3");
  g_assert_cmpstr(ll_contacts_find(contacts, &link, "eth1", "nurse@verona"), ==,
                  "nurse@[fe80::1%eth1]");
  g_assert_null(ll_contacts_find(contacts, &link, "eth0", "nurse@verona"));
  g_assert_cmpstr(ll_contacts_find(contacts, &link, "eth0", "peter@verona"), ==, "peter@fe80::1");
  g_assert_null(ll_contacts_find(contacts, &two, NULL, "friar@cell"));
}

/* What a contact said of itself when it was asked counts for more than how it was written down. */
static void
test_known_as(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const char *next;

  add(f, "love@verona.example:5299");
  next = ll_contacts_next(f->contacts, f->now);
  g_assert_null(ll_contacts_find(f->contacts, &two, NULL, "love@verona"));
  ll_contacts_answered(f->contacts, next, &two, "juliet@verona", f->now);
  g_assert_cmpstr(ll_contacts_find(f->contacts, &two, NULL, "juliet@verona"), ==,
                  "love@verona.example:5299");
  g_assert_null(ll_contacts_find(f->contacts, &two, NULL, "love@verona"));
  g_assert_null(ll_contacts_find(f->contacts, &three, NULL, "juliet@verona"));
}

/* However many there are, a few are asked at a time, and not all again in the same second. */
static void
test_many(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  enum {
    MANY = 100
  };
  guint asked = 0, pending = 0;
  g_autoptr(GHashTable) seconds = g_hash_table_new(NULL, NULL);
  GQueue open = G_QUEUE_INIT;

  for (guint i = 0; i < MANY; i++) {
    g_autofree char *name = g_strdup_printf("10.0.1.%u", i);

    add(f, name);
  }
  while (asked < MANY) {
    for (const char *name; (name = ll_contacts_next(f->contacts, f->now));) {
      g_queue_push_tail(&open, (gpointer)name);
      asked++;
      pending++;
    }
    g_assert_cmpuint(pending, <=, LL_CONTACTS_ASKED_MAX);
    g_assert_cmpint(ll_contacts_deadline(f->contacts), ==, G_MAXINT64);
    ll_contacts_failed(f->contacts, g_queue_pop_head(&open), f->now);
    pending--;
  }
  while (!g_queue_is_empty(&open))
    ll_contacts_failed(f->contacts, g_queue_pop_head(&open), f->now);
  for (guint i = 0; i < MANY; i++) {
    const char *name;

    f->now = ll_contacts_deadline(f->contacts);
    name = ll_contacts_next(f->contacts, f->now);
    g_assert_nonnull(name);
    ll_contacts_failed(f->contacts, name, f->now);
    g_hash_table_add(seconds, GINT_TO_POINTER(f->now / 1000));
  }
  g_assert_cmpuint(g_hash_table_size(seconds), >, 10);
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run)(Fixture *f, gconstpointer data);
  } tests[] = {
      {"/contacts/add", test_add},
      {"/contacts/away", test_away},
      {"/contacts/stream", test_stream},
      {"/contacts/alive", test_alive},
      {"/contacts/doubt", test_doubt},
      {"/contacts/remove", test_remove},
      {"/contacts/stranger", test_stranger},
      {"/contacts/too-many-strangers", test_too_many_strangers},
      {"/contacts/find", test_find},
      {"/contacts/known-as", test_known_as},
      {"/contacts/many", test_many},
  };

  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].name, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run();
}
