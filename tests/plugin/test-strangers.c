/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "client.h"
#include "limits.h"

/* Who may write to the user, and who is asked about first. */

#define ROMEO "romeo@street"
#define QUESTION                                                                                   \
  "question: [Somebody New] romeo@street (romeo@street) wants to write to you. | You have not "    \
  "written to them, and they are not on your buddy list. What they wrote was not shown, which "    \
  "their program was told.\n\nAccept: they may write to you from now on. Reject: they are "        \
  "blocked.\n\nEncryption: Not known yet | _Accept _Reject (_Later)"

static LlEndpoint *
online(PurpleAccount **ret_account, gboolean asks)
{
  LlEndpoint *endpoint;

  endpoint = client_online(ret_account);
  purple_account_set_bool(*ret_account, "ask_strangers", asks);
  return endpoint;
}

static void
forget_privacy(PurpleAccount *account)
{
  account->perm_deny = PURPLE_PRIVACY_ALLOW_ALL;
  while (account->permit)
    purple_privacy_permit_remove(account, account->permit->data, TRUE);
  while (account->deny)
    purple_privacy_deny_remove(account, account->deny->data, TRUE);
}

static void
test_everybody_is_welcome(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online(&account, FALSE);

  g_assert_cmpint(fake_endpoint_welcome(endpoint, ROMEO), ==, LL_WELCOME_YES);
  account->perm_deny = PURPLE_PRIVACY_DENY_ALL;
  g_assert_cmpint(fake_endpoint_welcome(endpoint, ROMEO), ==, LL_WELCOME_NO);
  account->perm_deny = PURPLE_PRIVACY_ALLOW_USERS;
  g_assert_cmpint(fake_endpoint_welcome(endpoint, ROMEO), ==, LL_WELCOME_NO);
  purple_privacy_permit_add(account, ROMEO, TRUE);
  g_assert_cmpint(fake_endpoint_welcome(endpoint, "Romeo@Street"), ==, LL_WELCOME_YES);
  forget_privacy(account);
  client_remove(account);
}

/* Whom the network shows is not on the user's list. */
static void
test_buddy_list_only(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online(&account, FALSE);

  account->perm_deny = PURPLE_PRIVACY_ALLOW_BUDDYLIST;
  fake_endpoint_peer(endpoint, ROMEO, &(LlPresence){0});
  g_assert_nonnull(purple_find_buddy(account, ROMEO));
  g_assert_cmpint(fake_endpoint_welcome(endpoint, ROMEO), ==, LL_WELCOME_NO);
  purple_blist_add_buddy(purple_buddy_new(account, ROMEO, NULL), NULL,
                         purple_group_new("Montagues"), NULL);
  g_assert_cmpint(fake_endpoint_welcome(endpoint, ROMEO), ==, LL_WELCOME_YES);
  client_remove(account);
}

static void
test_who_is_approved(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online(&account, TRUE);
  PurpleConnection *gc = purple_account_get_connection(account);

  fake_endpoint_peer(endpoint, ROMEO, &(LlPresence){0});
  g_assert_cmpint(fake_endpoint_welcome(endpoint, ROMEO), ==, LL_WELCOME_NOT_YET);
  fake_endpoint_secure(endpoint, ROMEO, LL_SECURITY_ENCRYPTED, "AAAAA");
  g_assert_cmpint(fake_endpoint_welcome(endpoint, ROMEO), ==, LL_WELCOME_NOT_YET);
  fake_endpoint_secure(endpoint, ROMEO, LL_SECURITY_VERIFIED, "AAAAA");
  g_assert_cmpint(fake_endpoint_welcome(endpoint, ROMEO), ==, LL_WELCOME_YES);

  serv_send_im(gc, "Paris@hall", "hi", 0);
  g_assert_cmpint(fake_endpoint_welcome(endpoint, "paris@hall"), ==, LL_WELCOME_YES);
  /* Written to before the account signed on. */
  fake_endpoint_kept(endpoint, "nurse@hall", 1, "hi", FALSE);
  g_assert_cmpint(fake_endpoint_welcome(endpoint, "nurse@hall"), ==, LL_WELCOME_NOT_YET);
  fake_endpoint_delivered(endpoint, 1);
  g_assert_cmpint(fake_endpoint_welcome(endpoint, "nurse@hall"), ==, LL_WELCOME_YES);

  purple_blist_add_buddy(purple_buddy_new(account, "tybalt@hall", NULL), NULL,
                         purple_group_new("Capulets"), NULL);
  g_assert_cmpint(fake_endpoint_welcome(endpoint, "tybalt@hall"), ==, LL_WELCOME_YES);
  client_remove(account);
}

static void
test_accept(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online(&account, TRUE);

  fake_endpoint_knock(endpoint, ROMEO);
  journal_seen(QUESTION);
  fake_endpoint_knock(endpoint, "Romeo@street");
  journal_nothing();
  dialogs_press("_Accept");
  g_assert_cmpint(fake_endpoint_welcome(endpoint, "Romeo@street"), ==, LL_WELCOME_YES);
  /* For good. */
  purple_account_disconnect(account);
  purple_account_connect(account);
  g_assert_cmpint(fake_endpoint_welcome(fake_endpoint_latest(), ROMEO), ==, LL_WELCOME_YES);
  forget_privacy(account);
  client_remove(account);
}

static void
test_reject(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online(&account, TRUE);

  purple_privacy_deny_add(account, "tybalt@hall", TRUE);
  fake_endpoint_knock(endpoint, ROMEO);
  dialogs_press("_Reject");
  g_assert_cmpint(fake_endpoint_welcome(endpoint, ROMEO), ==, LL_WELCOME_NO);
  g_assert_cmpuint(g_slist_length(account->deny), ==, 2); /* nobody was let off */
  g_assert_cmpint(fake_endpoint_welcome(endpoint, "paris@hall"), ==, LL_WELCOME_NOT_YET);
  forget_privacy(account);
  client_remove(account);
}

/* Once each, whether they are answered or not. */
static void
test_put_off(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online(&account, TRUE);

  fake_endpoint_knock(endpoint, ROMEO);
  journal_seen(QUESTION);
  dialogs_press("_Later");
  fake_endpoint_knock(endpoint, ROMEO);
  journal_nothing();
  g_assert_cmpint(fake_endpoint_welcome(endpoint, ROMEO), ==, LL_WELCOME_NOT_YET);
  client_remove(account);
}

/* The user writes to them instead of an answer. */
static void
test_answered_by_writing(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online(&account, TRUE);

  fake_endpoint_knock(endpoint, ROMEO);
  serv_send_im(purple_account_get_connection(account), ROMEO, "who are you?", 0);
  g_assert_cmpuint(dialogs_open(), ==, 0);
  g_assert_cmpint(fake_endpoint_welcome(endpoint, ROMEO), ==, LL_WELCOME_YES);
  client_remove(account);
}

static void
test_storm(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online(&account, TRUE);
  guint asked = 0;

  for (guint i = 0; i < 2 * LL_STRANGERS_ASKED_MAX; i++) {
    g_autofree char *name = g_strdup_printf("%u@street", i);
    fake_endpoint_knock(endpoint, name);
    g_assert_cmpuint(dialogs_open(), <=, LL_QUESTIONS_MAX);
    if (i >= LL_QUESTIONS_MAX && dialogs_open() == LL_QUESTIONS_MAX) {
      dialogs_press("_Reject");
      asked++;
    }
  }
  g_assert_cmpuint(asked, <=, LL_STRANGERS_ASKED_MAX);
  forget_privacy(account);
  client_remove(account);
  g_assert_cmpuint(dialogs_open(), ==, 0);
}

int
main(int argc, char **argv)
{
  int result;

  g_test_init(&argc, &argv, NULL);
  client_init();
  g_test_add_func("/strangers/everybody-is-welcome", test_everybody_is_welcome);
  g_test_add_func("/strangers/buddy-list-only", test_buddy_list_only);
  g_test_add_func("/strangers/who-is-approved", test_who_is_approved);
  g_test_add_func("/strangers/accept", test_accept);
  g_test_add_func("/strangers/reject", test_reject);
  g_test_add_func("/strangers/put-off", test_put_off);
  g_test_add_func("/strangers/answered-by-writing", test_answered_by_writing);
  g_test_add_func("/strangers/storm", test_storm);
  result = g_test_run();
  client_uninit();
  return result;
}
