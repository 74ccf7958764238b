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
  LlPresence presence = {.status = LL_STATUS_DO_NOT_DISTURB, .message = (char *)"Hush"};
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleBuddy *buddy;
  PurplePresence *shown;

  fake_endpoint_peer(endpoint, ROMEO, &plain);
  buddy = purple_find_buddy(account, ROMEO);
  shown = purple_buddy_get_presence(buddy);
  g_assert_cmpuint(g_list_length(purple_presence_get_statuses(shown)), ==, 2);
  journal_forget();
  fake_endpoint_peer(endpoint, ROMEO, &presence);
  journal_seen("buddy romeo@street in Link-Local: 'romeo@street' dnd 'Hush'");
  fake_endpoint_peer(endpoint, ROMEO, &plain);
  fake_endpoint_peer(endpoint, ROMEO, &presence);
  g_assert_cmpuint(g_list_length(purple_presence_get_statuses(shown)), ==, 3);
  g_assert_nonnull(purple_account_get_status_type(account, "invisible"));
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

static guint
count_buddies(PurpleAccount *account)
{
  GSList *buddies = purple_find_buddies(account, NULL);
  guint count = g_slist_length(buddies);

  g_slist_free(buddies);
  return count;
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
               "buddy romeo@street in Link-Local: 'romeo@street' available");
  client_remove(account);
}

/* Not in one go, which would keep the client from all else. */
static void
test_many_appear_before_we_do(void)
{
  PurpleAccount *account = client_account("juliet");
  LlEndpoint *endpoint = client_sign_on(account);

  for (guint i = 0; i < 100; i++) {
    g_autofree char *name = g_strdup_printf("guest%u@hall", i);
    fake_endpoint_peer(endpoint, name, &plain);
  }
  fake_endpoint_online(endpoint, "juliet@balcony", "juliet@balcony");
  g_assert_cmpuint(count_buddies(account), <, 100);
  client_run();
  g_assert_cmpuint(count_buddies(account), ==, 100);
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

/* --- Contacts by address --------------------------------------------------------------------- */

#define ADDRESS "romeo@10.0.0.2:5298"

/* However it is spelled, it is one person. */
static void
test_contact(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleBuddy *buddy = type_in(account, "romeo@10.0.0.2", "Link-Local");

  journal_seen("buddy romeo@10.0.0.2 made", "group Link-Local made",
               "buddy romeo@10.0.0.2 in Link-Local: 'romeo@10.0.0.2' offline",
               "endpoint: contact " ADDRESS);
  g_assert_true(is_saved(buddy));
  g_assert_true(purple_account_supports_offline_message(account, buddy));
  fake_endpoint_peer(endpoint, ADDRESS, &plain);
  journal_seen("buddy romeo@10.0.0.2 in Link-Local: '" ADDRESS "' offline",
               "buddy romeo@10.0.0.2 in Link-Local: '" ADDRESS "' available");
  g_assert_true(purple_find_buddy(account, "ROMEO@10.0.0.2:5298") == buddy);
  fake_endpoint_gone(endpoint, ADDRESS);
  journal_seen("buddy romeo@10.0.0.2 in Link-Local: '" ADDRESS "' offline");

  /* Wherever it is filed it is saved: nothing would find it again. */
  purple_blist_add_buddy(buddy, NULL, group_named("Family"), NULL);
  g_assert_true(is_saved(buddy));
  purple_blist_add_buddy(buddy, NULL, group_named("Link-Local"), NULL);
  g_assert_true(is_saved(buddy));
  purple_blist_rename_group(group_named("Link-Local"), "Others");
  purple_blist_rename_group(group_named("Others"), "Link-Local");
  g_assert_true(is_saved(buddy));
  purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
  g_assert_true(purple_find_buddy(account, ADDRESS) == buddy);
  journal_forget();

  client_sign_on(account);
  journal_seen("progress: Joining the local network (0 of 2)",
               "endpoint: sign on as 'juliet' at 5298: available", "endpoint: contact " ADDRESS);
  client_remove(account);
}

static void
test_contact_written_to_while_away(void)
{
  PurpleAccount *account;

  client_online(&account);
  type_in(account, "romeo@10.0.0.2", "Family");
  journal_forget();
  PurpleConversation *conversation =
      purple_conversation_new(PURPLE_CONV_TYPE_IM, account, "romeo@10.0.0.2");
  purple_conv_im_send(PURPLE_CONV_IM(conversation), "art there?");
  journal_seen("conversation with romeo@10.0.0.2",
               "endpoint: send to " ADDRESS ": art there? | (not formatted)",
               "(nobody) (sent): art there?");
  fake_endpoint_undelivered(fake_endpoint_latest(), ADDRESS, "art there?",
                            LL_UNDELIVERED_UNREACHABLE);
  journal_seen(ADDRESS " (error): Not delivered, because the computer of romeo@10.0.0.2 cannot be "
                       "reached. Check the network and the firewalls on both sides, then send it "
                       "again. The message was: “art there?”");
  client_remove(account);
}

static void
take_off(PurpleAccount *account, PurpleBuddy *buddy)
{
  purple_account_remove_buddy(account, buddy, purple_buddy_get_group(buddy));
  purple_blist_remove_buddy(buddy);
}

/* Twice on the list it is asked for once, until both are gone; and it stays away then. */
static void
test_contact_removed(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleBuddy *first = type_in(account, "romeo@10.0.0.2", "Family");
  PurpleBuddy *second = type_in(account, ADDRESS, "Friends");

  fake_endpoint_peer(endpoint, ADDRESS, &plain);
  journal_forget();
  take_off(account, first);
  journal_seen("buddy romeo@10.0.0.2 taken off");
  take_off(account, second);
  journal_seen("endpoint: no contact " ADDRESS, "buddy " ADDRESS " taken off");
  client_run();
  journal_nothing();
  fake_endpoint_gone(endpoint, ADDRESS);
  journal_nothing();
  client_remove(account);
}

/* Somebody unknown calls: they are on the list for as long as that lasts, unless they are filed. */
static void
test_stranger(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_peer(endpoint, ADDRESS, &plain);
  PurpleBuddy *buddy = purple_find_buddy(account, ADDRESS);
  g_assert_false(is_saved(buddy));
  journal_forget();
  purple_blist_add_buddy(buddy, NULL, group_named("Family"), NULL);
  g_assert_true(is_saved(buddy));
  {
    g_autoptr(GPtrArray) lines = journal_take_sorted();
    g_assert_cmpstr(lines->pdata[lines->len - 2], ==, "endpoint: contact " ADDRESS);
  }
  fake_endpoint_gone(endpoint, ADDRESS);
  g_assert_true(purple_find_buddy(account, ADDRESS) == buddy);
  client_remove(account);
}

/* What was meant for an address and is none is said, and not kept; names are kept as ever. */
static void
test_mistaken_addresses(void)
{
  static const char *const mistakes[] = {
      "romeo@10.0.0.2:99999", "romeo@10.0.0.2:0", "romeo@10.0.0.2:", "romeo@10.0.0.300:5298",
      "romeo@10.0.0.300",     "10.0.0.300",       "10.0.0.2:70000",  "romeo@[fe80::1",
      "romeo@[fe80::1]5298",  "[fe80::g]",        "romeo@224.0.0.1", "romeo@host:port",
      "romeo@verona:5298x",   "[10.0.0.2]:5298",  "a.example:99999",
  };
  static const char *const names[] = {
      "romeo@street", "romeo@street (2)", "romeo@verona.local",
      "no-at",        "room:5298",        "12:30",
      "a:b@c",        "St. Peter",        "v1.2.3",
      "1.2",
  };
  PurpleAccount *account;

  client_online(&account);
  for (gsize i = 0; i < G_N_ELEMENTS(mistakes); i++) {
    g_autofree char *notice = g_strdup_printf(
        "notice [Link-Local] %s is no address to connect to. - Write it as romeo@10.0.0.2, "
        "romeo@10.0.0.2:5298, romeo@[2001:db8::2]:5298 or romeo@verona.example.org:5298. A port is "
        "a number from 1 to 65535.",
        mistakes[i]);
    g_autofree char *gone = g_strdup_printf("buddy %s taken off", mistakes[i]);
    PurpleBuddy *buddy = purple_buddy_new(account, mistakes[i], NULL);
    purple_blist_add_buddy(buddy, NULL, group_named("Family"), NULL);
    journal_forget();
    purple_account_add_buddy(account, buddy);
    journal_seen(notice, gone);
    g_assert_null(purple_find_buddy(account, mistakes[i]));
  }
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    type_in(account, names[i], "Family");
    g_assert_nonnull(purple_find_buddy(account, names[i]));
  }
  client_remove(account);
}

/* Whoever is there is no mistake, whatever they call themselves. */
static void
test_odd_name_that_is_there(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_peer(endpoint, "romeo@host:port", &plain);
  PurpleBuddy *buddy = type_in(account, "romeo@host:port", "Family");
  g_assert_true(is_saved(buddy));
  g_assert_true(purple_presence_is_online(purple_buddy_get_presence(buddy)));
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
  g_test_add_func("/buddies/many-appear-before-we-do", test_many_appear_before_we_do);
  g_test_add_func("/buddies/sign-off-takes-all-off", test_sign_off_takes_all_off);
  g_test_add_func("/buddies/filed-elsewhere", test_filed_elsewhere);
  g_test_add_func("/buddies/group-renamed", test_group_renamed);
  g_test_add_func("/buddies/typed-in", test_typed_in);
  g_test_add_func("/buddies/typed-in-while-there", test_typed_in_while_there);
  g_test_add_func("/buddies/removed-while-there", test_removed_while_there);
  g_test_add_func("/buddies/contact", test_contact);
  g_test_add_func("/buddies/contact-written-to-while-away", test_contact_written_to_while_away);
  g_test_add_func("/buddies/contact-removed", test_contact_removed);
  g_test_add_func("/buddies/stranger", test_stranger);
  g_test_add_func("/buddies/mistaken-addresses", test_mistaken_addresses);
  g_test_add_func("/buddies/odd-name-that-is-there", test_odd_name_that_is_there);
  g_test_add_func("/buddies/two-accounts", test_two_accounts);
  g_test_add_func("/buddies/names", test_names);
  result = g_test_run();
  client_uninit();
  return result;
}
