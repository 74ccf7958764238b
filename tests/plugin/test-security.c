/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "client.h"
#include "limits.h"

/* How safe a conversation is: at the buddy, in what is shown of a person, and in lines. */

#define ROMEO "romeo@street"
#define KEY   "AAAAA"
#define PLAIN                                                                                      \
  "romeo@street: Not encrypted, because the program of Romeo &lt;3 does not encrypt. Everybody "   \
  "on the network can read along, and can write in the name of either of you."
#define ENCRYPTED                                                                                  \
  "romeo@street: Encrypted, not verified. To be sure that nobody is in between, type /verify and " \
  "compare the safety number with Romeo &lt;3."
#define VERIFIED                                                                                   \
  "romeo@street: Verified. This conversation is encrypted, and the safety number was the same on " \
  "both sides."
#define NEW_KEY                                                                                    \
  "romeo@street: Changed! Romeo &lt;3 answers with another key than before. Nothing is sent, and " \
  "nothing of theirs is shown, before you have decided: type /verify."
#define NO_KEY                                                                                     \
  "romeo@street: Changed! The program of Romeo &lt;3 encrypted before and now does not. Nothing "  \
  "is sent, and nothing of theirs is shown, before you have decided: type /verify."

static const LlPresence romeo = {.nick = (char *)"Romeo <3"};

static LlEndpoint *
online_with_romeo(PurpleAccount **ret_account)
{
  LlEndpoint *endpoint = client_online(ret_account);

  fake_endpoint_peer(endpoint, ROMEO, &romeo);
  journal_forget();
  return endpoint;
}

static PurplePluginProtocolInfo *
protocol(void)
{
  return PURPLE_PLUGIN_PROTOCOL_INFO(purple_find_prpl("prpl-link-local"));
}

static const char *
emblem(PurpleAccount *account)
{
  return protocol()->list_emblem(purple_find_buddy(account, ROMEO));
}

static char *
tooltip(PurpleAccount *account)
{
  PurpleNotifyUserInfo *info = purple_notify_user_info_new();
  char *text;

  protocol()->tooltip_text(purple_find_buddy(account, ROMEO), info, TRUE);
  text = purple_notify_user_info_get_text_with_newline(info, "; ");
  purple_notify_user_info_destroy(info);
  return text;
}

static void
test_at_the_buddy(void)
{
  static const struct {
    LlSecurity security;
    const char *word, *emblem, *text;
  } cases[] = {
      {LL_SECURITY_UNKNOWN, "<b>Encryption</b>: Not known yet", NULL, NULL},
      {LL_SECURITY_PLAIN, "<b>Encryption</b>: Not encrypted", NULL, NULL},
      {LL_SECURITY_ENCRYPTED, "<b>Encryption</b>: Encrypted, not verified", "secure", NULL},
      {LL_SECURITY_VERIFIED, "<b>Encryption</b>: Verified", "secure", NULL},
      {LL_SECURITY_CHANGED, "<b>Encryption</b>: Changed!", NULL, "Changed!"},
  };
  PurpleAccount *account;
  LlEndpoint *endpoint = online_with_romeo(&account);

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    fake_endpoint_secure(endpoint, ROMEO, cases[i].security, KEY);
    journal_seen("buddy romeo@street in Link-Local: 'Romeo <3' available"); /* drawn anew */
    g_autofree char *shown = tooltip(account);
    g_autofree char *text = protocol()->status_text(purple_find_buddy(account, ROMEO));
    g_assert_true(g_str_has_suffix(shown, cases[i].word));
    g_assert_cmpstr(text, ==, cases[i].text);
    g_assert_cmpstr(emblem(account), ==, cases[i].emblem);
  }
  client_remove(account);
}

/* Somebody on the list while the account is not. */
static void
test_signed_off(void)
{
  PurpleAccount *account = client_account("juliet");
  PurpleBuddy *buddy = purple_buddy_new(account, ROMEO, NULL);

  purple_blist_add_buddy(buddy, NULL, NULL, NULL);
  g_assert_cmpstr(emblem(account), ==, NULL);
  g_autofree char *text = protocol()->status_text(buddy);
  g_assert_cmpstr(text, ==, NULL);
  client_remove(account);
}

static void
test_get_info(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online_with_romeo(&account);
  PurpleConnection *gc = purple_account_get_connection(account);

  fake_endpoint_secure(endpoint, ROMEO, LL_SECURITY_VERIFIED, KEY);
  journal_forget();
  serv_get_info(gc, "ROMEO@street");
  journal_seen("endpoint: locate ROMEO@street");
  fake_endpoint_located(endpoint, "ROMEO@street", NULL, 0);
  journal_seen("info about ROMEO@street: <b>Name on the network</b>: ROMEO@street; "
               "<b>Nickname</b>: Romeo &lt;3; <b>Status</b>: Available; "
               "<b>Encryption</b>: Verified; "
               "<b>Safety number</b>: AAAAA 22222 33333 44444 55555 66666; "
               "<b>Fingerprint of their key</b>: AAAAA; <b>Fingerprint of your key</b>: OURS");
  /* Of who is away, as long as something is known. */
  fake_endpoint_gone(endpoint, ROMEO);
  journal_forget();
  serv_get_info(gc, ROMEO);
  journal_seen("info about romeo@street: <b>Name on the network</b>: romeo@street; "
               "<b>Status</b>: Not on the network; <b>Encryption</b>: Verified; "
               "<b>Safety number</b>: AAAAA 22222 33333 44444 55555 66666; "
               "<b>Fingerprint of their key</b>: AAAAA; <b>Fingerprint of your key</b>: OURS");
  client_remove(account);
}

/* A stream alone opens no conversation. */
static void
test_line_at_the_start(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online_with_romeo(&account);

  fake_endpoint_secure(endpoint, ROMEO, LL_SECURITY_PLAIN, NULL);
  journal_seen("buddy romeo@street in Link-Local: 'Romeo <3' available");
  fake_endpoint_message(endpoint, ROMEO, LL_MESSAGE_TEXT, "hi", 0);
  journal_seen("conversation with romeo@street", PLAIN, "romeo@street (received): hi");
  fake_endpoint_message(endpoint, ROMEO, LL_MESSAGE_TEXT, "hi again", 0);
  journal_seen("romeo@street (received): hi again");
  /* The next conversation begins with it anew. */
  purple_conversation_destroy(purple_get_conversations()->data);
  journal_forget();
  purple_conversation_new(PURPLE_CONV_TYPE_IM, account, "Romeo@Street");
  journal_seen("conversation with Romeo@Street",
               "Romeo@Street: Not encrypted, because the program of Romeo &lt;3 does not encrypt. "
               "Everybody on the network can read along, and can write in the name of either of "
               "you.");
  client_remove(account);
}

static void
on_updated(G_GNUC_UNUSED PurpleConversation *conversation, PurpleConvUpdateType type,
           G_GNUC_UNUSED gpointer data)
{
  if (type == PURPLE_CONV_UPDATE_AWAY)
    journal_add("conversation drawn anew");
}

static void
test_line_at_each_change(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online_with_romeo(&account);

  purple_signal_connect(purple_conversations_get_handle(), "conversation-updated", &account,
                        PURPLE_CALLBACK(on_updated), NULL);
  purple_conversation_new(PURPLE_CONV_TYPE_IM, account, ROMEO);
  journal_seen("conversation with romeo@street"); /* nothing is known yet */
  fake_endpoint_secure(endpoint, ROMEO, LL_SECURITY_ENCRYPTED, KEY);
  journal_seen("buddy romeo@street in Link-Local: 'Romeo <3' available", ENCRYPTED,
               "conversation drawn anew");
  fake_endpoint_secure(endpoint, ROMEO, LL_SECURITY_VERIFIED, KEY);
  journal_seen("buddy romeo@street in Link-Local: 'Romeo <3' available", VERIFIED,
               "conversation drawn anew");
  fake_endpoint_secure(endpoint, ROMEO, LL_SECURITY_VERIFIED, KEY); /* a new stream */
  journal_seen("buddy romeo@street in Link-Local: 'Romeo <3' available", "conversation drawn anew");
  fake_endpoint_secure(endpoint, ROMEO, LL_SECURITY_CHANGED, KEY);
  journal_seen("buddy romeo@street in Link-Local: 'Romeo <3' available", NEW_KEY,
               "conversation drawn anew");
  purple_signals_disconnect_by_handle(&account);
  client_remove(account);
}

/* All that is told while reconnecting is told already. */
static void
test_reconnection(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online_with_romeo(&account);

  fake_endpoint_secure(endpoint, ROMEO, LL_SECURITY_ENCRYPTED, KEY);
  journal_forget();
  purple_conversation_new(PURPLE_CONV_TYPE_IM, account, ROMEO);
  journal_seen("conversation with romeo@street", ENCRYPTED);
  purple_account_disconnect(account);
  purple_account_connect(account);
  endpoint = fake_endpoint_latest();
  fake_endpoint_online(endpoint, "juliet@balcony", "juliet@balcony");
  fake_endpoint_peer(endpoint, ROMEO, &romeo);
  journal_forget();
  fake_endpoint_secure(endpoint, ROMEO, LL_SECURITY_ENCRYPTED, KEY);
  journal_seen("buddy romeo@street in Link-Local: 'Romeo <3' available");
  client_remove(account);
}

static void
test_no_key_any_more(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online_with_romeo(&account);

  fake_endpoint_distrust(endpoint, ROMEO, LL_UNDELIVERED_NO_KEY, KEY);
  dialogs_dismiss();
  journal_forget();
  purple_conversation_new(PURPLE_CONV_TYPE_IM, account, ROMEO);
  journal_seen("conversation with romeo@street", NO_KEY);
  client_remove(account);
}

static void
test_never(void)
{
  PurpleAccount *account = client_account("juliet");
  LlEndpoint *endpoint;

  purple_account_set_string(account, "encryption", "never");
  endpoint = client_sign_on(account);
  fake_endpoint_online(endpoint, "juliet@balcony", "juliet@balcony");
  purple_conversation_new(PURPLE_CONV_TYPE_IM, account, ROMEO);
  journal_forget();
  fake_endpoint_secure(endpoint, ROMEO, LL_SECURITY_PLAIN, NULL);
  journal_seen("romeo@street: Not encrypted, because this account is set to encrypt never. "
               "Everybody on the network can read along.");
  client_remove(account);
}

static void
test_policy(void)
{
  static const struct {
    const char *value, *policy;
  } cases[] = {{"possible", ""},
               {"always", " with policy 1"},
               {"verified", " with policy 2"},
               {"never", " with policy 3"},
               {"sometimes", ""}};
  PurpleAccountOption *option = protocol()->protocol_options->next->data;
  guint n = 0;

  g_assert_cmpstr(purple_account_option_get_setting(option), ==, "encryption");
  /* The first is what there is without a choice; BitlBee's people type these. */
  g_assert_cmpstr(purple_account_option_get_default_list_value(option), ==, cases[0].value);
  for (GList *l = purple_account_option_get_list(option); l; l = l->next, n++)
    g_assert_cmpstr(((PurpleKeyValuePair *)l->data)->value, ==, cases[n].value);
  g_assert_cmpuint(n, ==, 4);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    PurpleAccount *account = client_account("juliet");
    g_autofree char *line =
        g_strdup_printf("endpoint: sign on as 'juliet' at 5298%s: available", cases[i].policy);

    purple_account_set_string(account, "encryption", cases[i].value);
    client_sign_on(account);
    journal_seen("progress: Joining the local network (0 of 2)", line);
    client_remove(account);
  }
}

/* libpurple does not tell that an option is another. */
static void
test_policy_changes(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online_with_romeo(&account);
  PurpleConnection *gc = purple_account_get_connection(account);

  purple_account_set_string(account, "encryption", "always");
  serv_send_im(gc, ROMEO, "hi", 0);
  journal_seen("endpoint: policy 1", "endpoint: send to romeo@street: hi | (not formatted)");
  serv_send_im(gc, ROMEO, "hi", 0);
  journal_seen("endpoint: send to romeo@street: hi | (not formatted)");
  purple_account_set_string(account, "encryption", "possible");
  fake_endpoint_secure(endpoint, ROMEO, LL_SECURITY_PLAIN, NULL);
  journal_seen("endpoint: policy 0", "buddy romeo@street in Link-Local: 'Romeo <3' available");
  client_remove(account);
}

/* --- Met before ------------------------------------------------------------------------------ */

#define MET                                                                                        \
  "romeo@street: This is Romeo &lt;3, whom you have met before as romeo@&lt;b&gt;: the key is "    \
  "the same."

static void
test_recognised(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online_with_romeo(&account);

  fake_endpoint_recognise(endpoint, ROMEO, "romeo@<b>");
  journal_nothing();
  purple_conversation_new(PURPLE_CONV_TYPE_IM, account, ROMEO);
  journal_seen("conversation with romeo@street", MET);
  fake_endpoint_recognise(endpoint, ROMEO, "romeo@<b>");
  journal_seen(MET);
  g_autofree char *shown = tooltip(account);
  g_assert_true(g_str_has_suffix(shown, "<b>Met before as</b>: romeo@&lt;b&gt;"));
  client_remove(account);
}

static void
test_recognised_crowd(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online_with_romeo(&account);

  for (guint i = 0; i < LL_RECOGNISED_MAX; i++) {
    g_autofree char *name = g_strdup_printf("%u@street", i);
    fake_endpoint_recognise(endpoint, name, "somebody@else");
  }
  fake_endpoint_recognise(endpoint, ROMEO, "romeo@<b>");
  purple_conversation_new(PURPLE_CONV_TYPE_IM, account, ROMEO);
  journal_seen("conversation with romeo@street");
  purple_conversation_new(PURPLE_CONV_TYPE_IM, account, "1@street");
  journal_seen("conversation with 1@street", "1@street: This is 1@street, whom you have met before "
                                             "as somebody@else: the key is the same.");
  client_remove(account);
}

/* --- Messages -------------------------------------------------------------------------------- */

static void
test_undelivered(void)
{
  static const struct {
    LlUndelivered why;
    const char *line;
  } cases[] = {
      {LL_UNDELIVERED_NEW_KEY,
       "romeo@street (error): Not delivered, because Romeo &lt;3 answers with another key than "
       "before, and you have not accepted it. Type /verify to see what that can mean and to "
       "decide, then send it again. The message was: “&lt;hi&gt;”"},
      {LL_UNDELIVERED_NO_KEY,
       "romeo@street (error): Not delivered, because the program of Romeo &lt;3 encrypted before "
       "and now does not, and you have not accepted that. Type /verify to see what that can mean "
       "and to decide, then send it again. The message was: “&lt;hi&gt;”"},
      {LL_UNDELIVERED_PLAIN,
       "romeo@street (error): Not delivered, because the program of Romeo &lt;3 does not encrypt, "
       "and this account writes to nobody without encryption. Reach them in another way, or set "
       "Encryption to When possible in the account's options and send it again. The message was: "
       "“&lt;hi&gt;”"},
      {LL_UNDELIVERED_UNVERIFIED,
       "romeo@street (error): Not delivered, because the key of Romeo &lt;3 is not verified, and "
       "this account writes to verified people only. Type /verify to compare the safety number "
       "with them, then send it again. The message was: “&lt;hi&gt;”"},
  };
  PurpleAccount *account;
  LlEndpoint *endpoint = online_with_romeo(&account);

  purple_conversation_new(PURPLE_CONV_TYPE_IM, account, ROMEO);
  journal_forget();
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    fake_endpoint_undelivered(endpoint, ROMEO, "<hi>", cases[i].why);
    journal_seen(cases[i].line);
  }
  client_remove(account);
}

int
main(int argc, char **argv)
{
  int result;

  g_test_init(&argc, &argv, NULL);
  client_init();
  g_test_add_func("/security/at-the-buddy", test_at_the_buddy);
  g_test_add_func("/security/signed-off", test_signed_off);
  g_test_add_func("/security/get-info", test_get_info);
  g_test_add_func("/security/line-at-the-start", test_line_at_the_start);
  g_test_add_func("/security/line-at-each-change", test_line_at_each_change);
  g_test_add_func("/security/reconnection", test_reconnection);
  g_test_add_func("/security/no-key-any-more", test_no_key_any_more);
  g_test_add_func("/security/never", test_never);
  g_test_add_func("/security/policy", test_policy);
  g_test_add_func("/security/policy-changes", test_policy_changes);
  g_test_add_func("/security/recognised", test_recognised);
  g_test_add_func("/security/recognised-crowd", test_recognised_crowd);
  g_test_add_func("/security/undelivered", test_undelivered);
  result = g_test_run();
  client_uninit();
  return result;
}
