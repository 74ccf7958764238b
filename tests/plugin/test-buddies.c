/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "client.h"

/* People on the network against the buddy list, each thing said once. */

#define ROMEO "romeo@street"

static const LlPresence plain = {.status = LL_STATUS_AVAILABLE};

static void
test_come_change_go(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  LlPresence presence = {
      .status = LL_STATUS_AWAY, .message = (char *)"a < b", .nick = (char *)"Romeo"};

  fake_endpoint_peer(endpoint, ROMEO, &presence);
  journal_seen("buddy romeo@street made", "group Link-Local made",
               "buddy romeo@street in Link-Local: 'romeo@street' offline",
               "buddy romeo@street in Link-Local: 'Romeo' offline",
               "buddy romeo@street in Link-Local: 'Romeo' away 'a < b'");
  g_assert_cmpint(
      purple_presence_get_login_time(purple_buddy_get_presence(purple_find_buddy(account, ROMEO))),
      >, 0);
  fake_endpoint_peer(endpoint, ROMEO, &presence);
  journal_nothing();

  presence.message = NULL;
  fake_endpoint_peer(endpoint, ROMEO, &presence);
  journal_seen("buddy romeo@street in Link-Local: 'Romeo' away");
  presence.status = LL_STATUS_DO_NOT_DISTURB;
  fake_endpoint_peer(endpoint, ROMEO, &presence);
  journal_seen("buddy romeo@street in Link-Local: 'Romeo' dnd");
  presence.status = LL_STATUS_AVAILABLE;
  fake_endpoint_peer(endpoint, ROMEO, &presence);
  journal_seen("buddy romeo@street in Link-Local: 'Romeo' available");
  presence.is_idle = TRUE;
  presence.idle_since = 1700000000;
  fake_endpoint_peer(endpoint, ROMEO, &presence);
  journal_seen("buddy romeo@street in Link-Local: 'Romeo' available idle since 1700000000");
  presence.idle_since = 0;
  fake_endpoint_peer(endpoint, ROMEO, &presence);
  journal_seen("buddy romeo@street in Link-Local: 'Romeo' available idle since 0");

  /* The status first: BitlBee sees nothing else. */
  fake_endpoint_gone(endpoint, ROMEO);
  journal_seen("buddy romeo@street in Link-Local: 'Romeo' available",
               "buddy romeo@street in Link-Local: 'Romeo' offline", "buddy romeo@street taken off");
  g_assert_null(purple_find_buddy(account, ROMEO));
  fake_endpoint_gone(endpoint, ROMEO);
  journal_nothing();
  client_remove(account);
}

/* libpurple makes an object of each status for each buddy, which a crowd multiplies. */
static void
test_statuses(void)
{
  static const char *const of_all[] = {"available", "away", "dnd", "offline"};
  static const char *const own[] = {"extended_away", "invisible"};
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurplePresence *presence;

  fake_endpoint_peer(endpoint, ROMEO, &plain);
  presence = purple_buddy_get_presence(purple_find_buddy(account, ROMEO));
  for (gsize i = 0; i < G_N_ELEMENTS(of_all); i++)
    g_assert_nonnull(purple_presence_get_status(presence, of_all[i]));
  for (gsize i = 0; i < G_N_ELEMENTS(own); i++) {
    g_assert_null(purple_presence_get_status(presence, own[i]));
    g_assert_nonnull(purple_account_get_status_type(account, own[i]));
  }
  client_remove(account);
}

static void
test_alias(void)
{
  static const struct {
    const char *nick, *first, *last, *alias;
  } cases[] = {
      {NULL, NULL, "Montague", "Montague"},
      {NULL, "Romeo", NULL, "Romeo"},
      {NULL, "Romeo", "Montague", "Romeo Montague"},
      {"Rommy", "Romeo", "Montague", "Rommy"},
      {NULL, NULL, NULL, ROMEO},
  };
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleBuddy *buddy;

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    LlPresence presence = {.nick = (char *)cases[i].nick,
                           .first = (char *)cases[i].first,
                           .last = (char *)cases[i].last};
    fake_endpoint_peer(endpoint, ROMEO, &presence);
    buddy = purple_find_buddy(account, ROMEO);
    g_assert_cmpstr(purple_buddy_get_alias(buddy), ==, cases[i].alias);
  }
  /* The user's own name for someone stands. */
  purple_blist_alias_buddy(buddy, "my Romeo");
  fake_endpoint_peer(endpoint, ROMEO, &(LlPresence){.nick = (char *)"Rommy"});
  g_assert_cmpstr(purple_buddy_get_alias(buddy), ==, "my Romeo");
  client_remove(account);
}

static void
test_appear_before_we_do(void)
{
  PurpleAccount *account = client_account("juliet");
  LlEndpoint *endpoint = client_sign_on(account);

  journal_forget();
  fake_endpoint_peer(endpoint, ROMEO, &plain);
  fake_endpoint_peer(endpoint, "paris@hall", &plain);
  fake_endpoint_gone(endpoint, "paris@hall");
  journal_nothing();
  fake_endpoint_online(endpoint, "juliet@balcony", "juliet@balcony");
  journal_seen("connected as juliet@balcony", "buddy romeo@street made", "group Link-Local made",
               "buddy romeo@street in Link-Local: 'romeo@street' offline",
               "buddy romeo@street in Link-Local: 'romeo@street' offline",
               "buddy romeo@street in Link-Local: 'romeo@street' available");
  client_remove(account);
}

static void
test_sign_off_takes_all_off(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_peer(endpoint, ROMEO, &plain);
  fake_endpoint_peer(endpoint, "paris@hall", &plain);
  journal_forget();
  purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
  {
    g_autoptr(GPtrArray) lines = journal_take_sorted();
    g_assert_cmpuint(lines->len, ==, 4);
    g_assert_cmpstr(lines->pdata[0], ==, "buddy paris@hall taken off");
    g_assert_cmpstr(lines->pdata[1], ==, "buddy romeo@street taken off");
  }
  g_assert_null(purple_find_buddies(account, NULL));
  client_remove(account);
}

static gboolean
is_saved(PurpleBuddy *buddy)
{
  return PURPLE_BLIST_NODE_SHOULD_SAVE(buddy);
}

static PurpleGroup *
group_named(const char *name)
{
  PurpleGroup *group = purple_find_group(name);

  if (!group) {
    group = purple_group_new(name);
    purple_blist_add_group(group, NULL);
  }
  return group;
}

/* Filed elsewhere, a buddy stays; put back into our group, it goes. */
static void
test_filed_elsewhere(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleBuddy *buddy;

  fake_endpoint_peer(endpoint, ROMEO, &plain);
  buddy = purple_find_buddy(account, ROMEO);
  g_assert_false(is_saved(buddy));
  purple_blist_add_buddy(buddy, NULL, group_named("Family"), NULL);
  g_assert_true(is_saved(buddy));
  journal_forget();

  fake_endpoint_gone(endpoint, ROMEO);
  journal_seen("buddy romeo@street in Family: 'romeo@street' offline");
  fake_endpoint_peer(endpoint, ROMEO, &plain);
  journal_seen("buddy romeo@street in Family: 'romeo@street' available");
  purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
  g_assert_true(purple_find_buddy(account, ROMEO) == buddy);
  g_assert_false(purple_presence_is_online(purple_buddy_get_presence(buddy)));

  endpoint = client_sign_on(account);
  fake_endpoint_online(endpoint, "juliet@balcony", "juliet@balcony");
  journal_forget();
  fake_endpoint_peer(endpoint, ROMEO, &plain);
  journal_seen("buddy romeo@street in Family: 'romeo@street' available");

  /* A whole contact moves by another way than a buddy. */
  purple_blist_add_contact(purple_buddy_get_contact(buddy), group_named("Link-Local"), NULL);
  g_assert_false(is_saved(buddy));
  purple_blist_add_contact(purple_buddy_get_contact(buddy), group_named("Family"), NULL);
  g_assert_true(is_saved(buddy));
  purple_blist_add_contact(purple_buddy_get_contact(buddy), group_named("Link-Local"), NULL);
  fake_endpoint_gone(endpoint, ROMEO);
  g_assert_null(purple_find_buddy(account, ROMEO));
  client_remove(account);
}

static void
test_group_renamed(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_peer(endpoint, ROMEO, &plain);
  purple_blist_rename_group(purple_find_group("Link-Local"), "Neighbours");
  g_assert_true(is_saved(purple_find_buddy(account, ROMEO)));
  fake_endpoint_peer(endpoint, "paris@hall", &plain);
  g_assert_false(is_saved(purple_find_buddy(account, "paris@hall")));
  g_assert_cmpstr(
      purple_group_get_name(purple_buddy_get_group(purple_find_buddy(account, "paris@hall"))), ==,
      "Link-Local");
  client_remove(account);
}

static PurpleBuddy *
type_in(PurpleAccount *account, const char *name, const char *group)
{
  PurpleBuddy *buddy = purple_buddy_new(account, name, NULL);

  purple_blist_add_buddy(buddy, NULL, group_named(group), NULL);
  purple_account_add_buddy(account, buddy);
  return buddy;
}

static void
test_typed_in(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleBuddy *buddy = type_in(account, "Romeo@Street", "Link-Local");

  g_assert_true(is_saved(buddy));
  journal_forget();
  fake_endpoint_peer(endpoint, ROMEO, &plain);
  journal_seen("buddy Romeo@Street in Link-Local: 'romeo@street' offline",
               "buddy Romeo@Street in Link-Local: 'romeo@street' available");
  fake_endpoint_gone(endpoint, ROMEO);
  journal_seen("buddy Romeo@Street in Link-Local: 'romeo@street' offline");
  g_assert_true(purple_find_buddy(account, ROMEO) == buddy);
  client_remove(account);
}

/* Who is there already is taken over, and is not listed twice. */
static void
test_typed_in_while_there(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleBuddy *buddy;

  fake_endpoint_peer(endpoint, ROMEO, &plain);
  journal_forget();
  buddy = type_in(account, ROMEO, "Family");
  journal_seen("buddy romeo@street made", "group Family made",
               "buddy romeo@street in Family: 'romeo@street' offline",
               "buddy romeo@street taken off",
               "buddy romeo@street in Family: 'romeo@street' offline",
               "buddy romeo@street in Family: 'romeo@street' available");
  g_assert_true(purple_find_buddy(account, ROMEO) == buddy);
  client_remove(account);
}

/* Who is on the network is on the list. */
static void
test_removed_while_there(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleBuddy *buddy = type_in(account, ROMEO, "Family");

  fake_endpoint_peer(endpoint, ROMEO, &plain);
  journal_forget();
  purple_account_remove_buddy(account, buddy, purple_buddy_get_group(buddy));
  purple_blist_remove_buddy(buddy);
  journal_seen("buddy romeo@street taken off");
  client_run();
  journal_seen("buddy romeo@street made", "group Link-Local made",
               "buddy romeo@street in Link-Local: 'romeo@street' offline",
               "buddy romeo@street in Link-Local: 'romeo@street' offline",
               "buddy romeo@street in Link-Local: 'romeo@street' available");

  /* Not when they leave, or we do, before it comes to that. */
  buddy = purple_find_buddy(account, ROMEO);
  purple_account_remove_buddy(account, buddy, purple_buddy_get_group(buddy));
  purple_blist_remove_buddy(buddy);
  fake_endpoint_gone(endpoint, ROMEO);
  journal_forget();
  client_run();
  journal_nothing();
  fake_endpoint_peer(endpoint, ROMEO, &plain);
  buddy = purple_find_buddy(account, ROMEO);
  purple_account_remove_buddy(account, buddy, purple_buddy_get_group(buddy));
  purple_blist_remove_buddy(buddy);
  purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
  journal_forget();
  client_run();
  journal_nothing();
  client_remove(account);
}

static void
test_two_accounts(void)
{
  PurpleAccount *juliet, *nurse = client_account("nurse");
  LlEndpoint *hers = client_online(&juliet), *nurses = client_sign_on(nurse);

  fake_endpoint_online(nurses, "nurse@balcony", "nurse@balcony");
  fake_endpoint_peer(hers, "nurse@balcony", &plain);
  fake_endpoint_peer(nurses, "juliet@balcony", &plain);
  fake_endpoint_peer(hers, ROMEO, &plain);
  fake_endpoint_peer(nurses, ROMEO, &plain);
  g_assert_nonnull(purple_find_buddy(juliet, "nurse@balcony"));
  g_assert_null(purple_find_buddy(nurse, "nurse@balcony"));
  fake_endpoint_gone(hers, ROMEO);
  g_assert_null(purple_find_buddy(juliet, ROMEO));
  g_assert_nonnull(purple_find_buddy(nurse, ROMEO));
  client_remove(juliet);
  g_assert_nonnull(purple_find_buddy(nurse, ROMEO));
  client_remove(nurse);
}

static void
test_names(void)
{
  static const char *const names[] = {"a.b\\c@h",  "two@ats@here", "no-at",       "wjt@bael (2)",
                                      " blank @x", "jülie ☺@h",    "<b>&amp;\"@h"};
  g_autofree char *longest = g_strnfill(5000, 'X');
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    fake_endpoint_peer(endpoint, names[i], &plain);
    g_assert_cmpstr(purple_buddy_get_name(purple_find_buddy(account, names[i])), ==, names[i]);
    fake_endpoint_gone(endpoint, names[i]);
    g_assert_null(purple_find_buddy(account, names[i]));
  }
  /* One person, however it is spelled; the case of other letters counts. */
  fake_endpoint_peer(endpoint, ROMEO, &plain);
  g_assert_nonnull(purple_find_buddy(account, "ROMEO@Street"));
  g_assert_cmpstr(purple_normalize(account, "JÜLIE"), ==, "jÜlie");
  g_assert_cmpuint(strlen(purple_normalize(account, longest)), <, 5000);
  journal_forget();

  /* libpurple would make two people of one name of these. */
  fake_endpoint_peer(endpoint, "romeo\xef\xbf\xbf@street", &plain);
  journal_nothing();
  fake_endpoint_gone(endpoint, "romeo\xef\xbf\xbf@street");
  journal_nothing();
  client_remove(account);
}

int
main(int argc, char **argv)
{
  int result;

  g_test_init(&argc, &argv, NULL);
  client_init();
  g_test_add_func("/buddies/come-change-go", test_come_change_go);
  g_test_add_func("/buddies/statuses", test_statuses);
  g_test_add_func("/buddies/alias", test_alias);
  g_test_add_func("/buddies/appear-before-we-do", test_appear_before_we_do);
  g_test_add_func("/buddies/sign-off-takes-all-off", test_sign_off_takes_all_off);
  g_test_add_func("/buddies/filed-elsewhere", test_filed_elsewhere);
  g_test_add_func("/buddies/group-renamed", test_group_renamed);
  g_test_add_func("/buddies/typed-in", test_typed_in);
  g_test_add_func("/buddies/typed-in-while-there", test_typed_in_while_there);
  g_test_add_func("/buddies/removed-while-there", test_removed_while_there);
  g_test_add_func("/buddies/two-accounts", test_two_accounts);
  g_test_add_func("/buddies/names", test_names);
  result = g_test_run();
  client_uninit();
  return result;
}
