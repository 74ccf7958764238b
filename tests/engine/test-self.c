/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/self.h"

#include <string.h>

#include "limits.h"
#include "wire/name.h"

static LlSelf *
new_self(const char *user, const char *machine)
{
  g_autoptr(LlPresence) presence = ll_presence_new();
  LlSelf *self = ll_self_new(user, presence, TRUE);

  if (machine)
    ll_self_set_machine(self, machine);
  return self;
}

static void
assert_says(const LlSelf *self, const char *key, const char *value)
{
  g_autoptr(GBytes) rdata = ll_self_txt(self);
  gsize size;
  const guint8 *bytes = g_bytes_get_data(rdata, &size);
  g_autoptr(LlTxt) txt = ll_txt_parse(bytes, size);

  g_assert_cmpstr(ll_txt_get(txt, key), ==, value);
}

static void
test_no_name_without_a_machine(void)
{
  g_autoptr(LlSelf) self = new_self("juliet", NULL);

  g_assert_null(ll_self_name(self));
  g_assert_null(ll_self_wished(self));
}

static void
test_user_at_machine(void)
{
  g_autoptr(LlSelf) self = new_self("juliet", "verona");

  g_assert_cmpstr(ll_self_name(self), ==, "juliet@verona");
  g_assert_cmpstr(ll_self_wished(self), ==, "juliet@verona");
}

static void
test_a_taken_name_is_numbered_in_the_users_part(void)
{
  g_autoptr(LlSelf) self = new_self("juliet", "verona");

  g_assert_true(ll_self_taken(self));
  g_assert_cmpstr(ll_self_name(self), ==, "juliet-1@verona");
  g_assert_true(ll_self_taken(self));
  g_assert_cmpstr(ll_self_name(self), ==, "juliet-2@verona");
  g_assert_cmpstr(ll_self_wished(self), ==, "juliet@verona");
}

static void
test_taken_names_end(void)
{
  g_autoptr(LlSelf) self = new_self("juliet", "verona");
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  guint tries = 0;

  do {
    g_assert_true(g_hash_table_add(seen, g_strdup(ll_self_name(self))));
    tries++;
  } while (ll_self_taken(self));
  g_assert_cmpuint(tries, ==, LL_SELF_TRIES_MAX);
  g_assert_false(ll_self_taken(self));
}

/* The number stays, the user's part is cut on a character's boundary. */
static void
test_long_names_are_cut_before_the_number(void)
{
  g_autofree char *user = g_strnfill(80, 'x');
  g_autoptr(GString) emoji = g_string_new(NULL);
  g_autoptr(LlSelf) plain = new_self(user, "verona");

  g_assert_cmpuint(strlen(ll_self_name(plain)), ==, LL_NAME_MAX);
  ll_self_taken(plain);
  g_assert_cmpuint(strlen(ll_self_name(plain)), ==, LL_NAME_MAX);
  g_assert_true(g_str_has_suffix(ll_self_name(plain), "x-1@verona"));
  for (guint i = 0; i < 30; i++)
    g_string_append(emoji, "\xF0\x9F\x98\x80");
  {
    g_autoptr(LlSelf) self = new_self(emoji->str, "verona");

    for (guint i = 0; i < LL_SELF_TRIES_MAX; i++) {
      g_assert_true(ll_name_is_valid(ll_self_name(self)));
      g_assert_cmpint(ll_self_taken(self), ==, i + 1 < LL_SELF_TRIES_MAX);
    }
  }
}

static void
test_another_machine_starts_from_the_wish(void)
{
  g_autoptr(LlSelf) self = new_self("juliet", "verona");

  ll_self_taken(self);
  ll_self_set_machine(self, "verona-2");
  g_assert_cmpstr(ll_self_name(self), ==, "juliet@verona-2");
  g_assert_cmpstr(ll_self_wished(self), ==, "juliet@verona-2");
  ll_self_taken(self);
  g_assert_cmpstr(ll_self_name(self), ==, "juliet-1@verona-2");
}

/* port.p2pj is where we listen, whatever the presence brings. */
static void
test_the_port_outlives_the_presence(void)
{
  g_autoptr(LlSelf) self = new_self("juliet", "verona");
  g_autoptr(LlPresence) presence = ll_presence_new();

  ll_self_set_port(self, 5299);
  assert_says(self, "port.p2pj", "5299");
  presence->port = 1234;
  presence->message = g_strdup("At the pub");
  g_assert_true(ll_self_set_presence(self, presence, TRUE));
  g_assert_cmpuint(ll_self_port(self), ==, 5299);
  assert_says(self, "port.p2pj", "5299");
  assert_says(self, "msg", "At the pub");
}

static void
test_told_what_is_news(void)
{
  g_autoptr(LlSelf) self = new_self("juliet", "verona");
  g_autoptr(LlPresence) presence = ll_presence_new();

  g_assert_false(ll_self_set_presence(self, presence, TRUE));
  presence->status = LL_STATUS_AWAY;
  g_assert_true(ll_self_set_presence(self, presence, TRUE));
  g_assert_false(ll_self_set_presence(self, presence, TRUE));
  g_assert_true(ll_self_set_presence(self, presence, FALSE));
  g_assert_false(ll_self_is_visible(self));
  g_assert_true(ll_self_set_presence(self, presence, TRUE));
  g_assert_true(ll_self_is_visible(self));
}

static void
test_the_record(void)
{
  g_autoptr(LlSelf) self = new_self("juliet", "verona");
  g_autoptr(LlPresence) presence = ll_presence_new();
  g_autoptr(GBytes) rdata = ll_self_txt(self);

  g_assert_cmpmem(g_bytes_get_data(rdata, NULL), 10, "\x09txtvers=1", 10);
  assert_says(self, "status", "avail");
  assert_says(self, "msg", NULL);
  presence->status = LL_STATUS_AWAY;
  presence->message = g_strdup("At the pub");
  ll_self_set_presence(self, presence, TRUE);
  assert_says(self, "status", "away");
  assert_says(self, "msg", "At the pub");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/self/no-name-without-a-machine", test_no_name_without_a_machine);
  g_test_add_func("/self/user-at-machine", test_user_at_machine);
  g_test_add_func("/self/a-taken-name-is-numbered-in-the-users-part",
                  test_a_taken_name_is_numbered_in_the_users_part);
  g_test_add_func("/self/taken-names-end", test_taken_names_end);
  g_test_add_func("/self/long-names-are-cut-before-the-number",
                  test_long_names_are_cut_before_the_number);
  g_test_add_func("/self/another-machine-starts-from-the-wish",
                  test_another_machine_starts_from_the_wish);
  g_test_add_func("/self/the-port-outlives-the-presence", test_the_port_outlives_the_presence);
  g_test_add_func("/self/told-what-is-news", test_told_what_is_news);
  g_test_add_func("/self/the-record", test_the_record);
  return g_test_run();
}
