/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "client.h"

/* What is different in BitlBee: captions that it knows, no markup in questions, and commands that
 * come as messages. */

#define ROMEO "romeo@street"

static const LlPresence romeo = {.nick = (char *)"Romeo <3"};

static LlEndpoint *
online_with_romeo(PurpleAccount **ret_account)
{
  LlEndpoint *endpoint = client_online(ret_account);

  fake_endpoint_peer(endpoint, ROMEO, &romeo);
  fake_endpoint_secure(endpoint, ROMEO, LL_SECURITY_ENCRYPTED, "AAAAA");
  purple_conversation_new(PURPLE_CONV_TYPE_IM, *ret_account, ROMEO);
  journal_forget();
  return endpoint;
}

static int
say(PurpleAccount *account, const char *html)
{
  return serv_send_im(purple_account_get_connection(account), ROMEO, html, PURPLE_MESSAGE_SEND);
}

static void
test_verify(void)
{
  PurpleAccount *account;

  online_with_romeo(&account);
  g_assert_cmpint(say(account, "/verify"), ==, 0);
  journal_seen("question: [Verify] Does Romeo &lt;3 see the same safety number? | AAAAA 22222 "
               "33333\n44444 55555 66666\n\nHave Romeo &lt;3 read theirs aloud, by telephone or "
               "when you meet, not in this chat: their program shows it in Get Info, too. If it is "
               "the same, nobody is in between.\n\nUp to now: Encrypted, not verified | Accept "
               "Reject (Later)");
  dialogs_press("Accept");
  journal_seen("endpoint: romeo@street is verified",
               "buddy romeo@street in Link-Local: 'Romeo <3' available",
               "romeo@street: Verified. This conversation is encrypted, and the safety number was "
               "the same on both sides.");
  client_remove(account);
}

static void
test_other_words_with_a_slash(void)
{
  static const char *const words[] = {"/me waves", "/verify me", "/etc", "/"};
  PurpleAccount *account;

  online_with_romeo(&account);
  for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
    g_autofree char *line =
        g_strdup_printf("endpoint: send to romeo@street: %s | (not formatted)", words[i]);
    g_assert_cmpint(say(account, words[i]), ==, 1);
    journal_seen(line);
  }
  g_assert_cmpint(say(account, "/nudge"), ==, 0);
  journal_seen("endpoint: nudge romeo@street in vain",
               "endpoint: send to romeo@street: May I have your attention, please? | (not "
               "formatted)",
               "(nobody) (sent): You ask for attention.");
  client_remove(account);
}

static void
test_how_to_type_it(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online_with_romeo(&account);

  fake_endpoint_distrust(endpoint, ROMEO, LL_UNDELIVERED_NEW_KEY, "BBBBB");
  journal_forget();
  fake_endpoint_undelivered(endpoint, ROMEO, "hi", LL_UNDELIVERED_NEW_KEY);
  journal_seen("romeo@street (error): Not delivered, because Romeo &lt;3 answers with another key "
               "than before, and you have not accepted it. Type /msg NICK /verify to see what that "
               "can mean and to decide, then send it again. The message was: “hi”");
  dialogs_press("Accept");
  journal_seen("endpoint: accept romeo@street",
               "buddy romeo@street in Link-Local: 'Romeo <3' available",
               "romeo@street: Encrypted, not verified. To be sure that nobody is in between, type "
               "/msg NICK /verify and compare the safety number with Romeo &lt;3.");
  client_remove(account);
}

static void
test_block(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = online_with_romeo(&account);

  g_assert_cmpint(account->perm_deny, ==, PURPLE_PRIVACY_ALLOW_ALL);
  purple_privacy_deny_add(account, "Romeo@street", FALSE);
  g_assert_cmpint(fake_endpoint_welcome(endpoint, ROMEO), ==, LL_WELCOME_NO);
  purple_privacy_deny_remove(account, "Romeo@street", FALSE);
  g_assert_cmpint(fake_endpoint_welcome(endpoint, ROMEO), ==, LL_WELCOME_YES);
  client_remove(account);
}

int
main(int argc, char **argv)
{
  int result;

  g_test_init(&argc, &argv, NULL);
  client_init_as("BitlBee");
  g_test_add_func("/bitlbee/verify", test_verify);
  g_test_add_func("/bitlbee/other-words-with-a-slash", test_other_words_with_a_slash);
  g_test_add_func("/bitlbee/how-to-type-it", test_how_to_type_it);
  g_test_add_func("/bitlbee/block", test_block);
  result = g_test_run();
  client_uninit();
  return result;
}
