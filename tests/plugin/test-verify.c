/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "client.h"

/* The user compares the safety number, and says whether it is the same. */

#define ROMEO "romeo@street"
#define QUESTION(key, word)                                                                        \
  "question: [Verify] Does Romeo <3 see the same safety number? | " key                            \
  " 22222 33333\n44444 55555 66666\n\nHave Romeo <3 read theirs aloud, by telephone or when you "  \
  "meet, not in this chat: their program shows it in Get Info, too. If it is the same, nobody is " \
  "in between.\n\nUp to now: " word " | It is the _Same It is _Not (_Later)"
#define DIFFER                                                                                     \
  "romeo@street: The safety numbers are not the same. Make sure that you both looked at that of "  \
  "the other. If they still differ, somebody may be between you and Romeo &lt;3 and read along: "  \
  "write nothing here that they must not know."
#define VERIFIED                                                                                   \
  "romeo@street: Verified. This conversation is encrypted, and the safety number was the same on " \
  "both sides."
#define NOT_VERIFIED                                                                               \
  "romeo@street: Encrypted, not verified. To be sure that nobody is in between, type /verify and " \
  "compare the safety number with Romeo &lt;3."
#define DRAWN "buddy romeo@street in Link-Local: 'Romeo <3' available"

static const LlPresence romeo = {.nick = (char *)"Romeo <3"};

static LlEndpoint *
online_with_romeo(PurpleAccount **ret_account, LlSecurity security)
{
  LlEndpoint *endpoint = client_online(ret_account);

  fake_endpoint_peer(endpoint, ROMEO, &romeo);
  fake_endpoint_secure(
      endpoint, ROMEO, security,
      security == LL_SECURITY_ENCRYPTED || security == LL_SECURITY_VERIFIED ? "AAAAA" : NULL);
  journal_forget();
  return endpoint;
}

static void
type_command(PurpleAccount *account)
{
  PurpleConversation *conversation = purple_conversation_new(PURPLE_CONV_TYPE_IM, account, ROMEO);
  g_autofree char *error = NULL;

  journal_forget();
  g_assert_cmpint(purple_cmd_do_command(conversation, "verify", "verify", &error), ==,
                  PURPLE_CMD_STATUS_OK);
}

static void
test_the_same(void)
{
  PurpleAccount *account;

  online_with_romeo(&account, LL_SECURITY_ENCRYPTED);
  type_command(account);
  journal_seen(QUESTION("AAAAA", "Encrypted, not verified"));
  dialogs_press("It is the _Same");
  journal_seen("endpoint: romeo@street is verified", DRAWN, VERIFIED);
  client_remove(account);
}

static void
test_taken_back(void)
{
  PurpleAccount *account;

  online_with_romeo(&account, LL_SECURITY_VERIFIED);
  type_command(account);
  journal_seen(QUESTION("AAAAA", "Verified"));
  dialogs_press("It is _Not");
  journal_seen("endpoint: romeo@street is not verified", DRAWN, NOT_VERIFIED, DIFFER);
  client_remove(account);
}

static void
test_later(void)
{
  PurpleAccount *account;

  online_with_romeo(&account, LL_SECURITY_ENCRYPTED);
  type_command(account);
  journal_forget();
  dialogs_press("_Later");
  journal_nothing();
  g_assert_cmpuint(dialogs_open(), ==, 0);
  type_command(account);
  journal_seen(QUESTION("AAAAA", "Encrypted, not verified"));
  client_remove(account);
}

/* What was compared is what is verified. */
static void
test_key_that_slips_in(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online_with_romeo(&account, LL_SECURITY_ENCRYPTED);

  type_command(account);
  fake_endpoint_secure(endpoint, ROMEO, LL_SECURITY_ENCRYPTED, "BBBBB");
  journal_forget();
  dialogs_press("It is the _Same");
  journal_seen(QUESTION("BBBBB", "Encrypted, not verified"));
  /* A new key is a question of its own. */
  fake_endpoint_distrust(endpoint, ROMEO, LL_UNDELIVERED_NEW_KEY, "CCCCC");
  journal_forget();
  g_assert_cmpuint(dialogs_open(), ==, 1);
  dialogs_press("_Accept");
  journal_seen("endpoint: accept romeo@street", DRAWN, NOT_VERIFIED);
  client_remove(account);
}

static void
test_nothing_to_compare(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online_with_romeo(&account, LL_SECURITY_UNKNOWN);

  type_command(account);
  journal_seen("notice [Verify] There is no safety number to compare with Romeo <3. - Their key is "
               "not known yet. It is as soon as you have written to each other, if their program "
               "encrypts.");
  fake_endpoint_secure(endpoint, ROMEO, LL_SECURITY_PLAIN, NULL);
  type_command(account);
  journal_seen("notice [Verify] There is no safety number to compare with Romeo <3. - Their "
               "program does not encrypt.");
  client_remove(account);
}

static void
test_menu(void)
{
  PurpleAccount *account;
  PurplePluginProtocolInfo *info;
  GList *menu;
  PurpleMenuAction *action;

  online_with_romeo(&account, LL_SECURITY_ENCRYPTED);
  info = PURPLE_PLUGIN_PROTOCOL_INFO(purple_find_prpl("prpl-link-local"));
  PurpleBlistNode *node = PURPLE_BLIST_NODE(purple_find_buddy(account, ROMEO));
  g_assert_null(info->blist_node_menu(node->parent));
  menu = info->blist_node_menu(node);
  action = menu->data;
  g_assert_cmpuint(g_list_length(menu), ==, 1);
  g_assert_cmpstr(action->label, ==, "Verify...");
  ((void (*)(PurpleBlistNode *, gpointer))action->callback)(node, action->data);
  journal_seen(QUESTION("AAAAA", "Encrypted, not verified"));
  g_list_free_full(menu, (GDestroyNotify)purple_menu_action_free);
  client_remove(account);
  g_assert_cmpuint(dialogs_open(), ==, 0);
}

/* The conversation is still there. */
static void
test_signed_off(void)
{
  PurpleAccount *account;

  online_with_romeo(&account, LL_SECURITY_ENCRYPTED);
  PurpleConversation *conversation = purple_conversation_new(PURPLE_CONV_TYPE_IM, account, ROMEO);
  g_autofree char *error = NULL;
  purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
  journal_forget();
  g_assert_cmpint(purple_cmd_do_command(conversation, "verify", "verify", &error), ==,
                  PURPLE_CMD_STATUS_FAILED);
  journal_nothing();
  client_remove(account);
}

int
main(int argc, char **argv)
{
  int result;

  g_test_init(&argc, &argv, NULL);
  client_init();
  g_test_add_func("/verify/the-same", test_the_same);
  g_test_add_func("/verify/taken-back", test_taken_back);
  g_test_add_func("/verify/later", test_later);
  g_test_add_func("/verify/key-that-slips-in", test_key_that_slips_in);
  g_test_add_func("/verify/nothing-to-compare", test_nothing_to_compare);
  g_test_add_func("/verify/menu", test_menu);
  g_test_add_func("/verify/signed-off", test_signed_off);
  result = g_test_run();
  client_uninit();
  return result;
}
