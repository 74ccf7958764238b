/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "client.h"
#include "limits.h"

/* The question about somebody who answers with another key, or with none. */

#define ROMEO "romeo@street"
#define QUESTION(key)                                                                              \
  "question: [Changed Key] romeo@street answers with another key than before. | They may have a "  \
  "new computer, or have made a new key. Or somebody else on the network poses as them, or came "  \
  "in between to read along.\n\nAsk them by telephone, or when you meet, whether they have a new " \
  "key, and whether they see this safety number:\n\n" key                                          \
  " 22222 33333\n44444 55555 66666\n\nAccept the new key only if so. Until then nothing is sent "  \
  "to them, and nothing of theirs is shown. | _Accept _Reject (_Later)"
#define QUESTION_NO_KEY                                                                            \
  "question: [Changed Key] romeo@street encrypted before, and now does not. | They may use "       \
  "another program now, or have switched encryption off. Or somebody else on the network poses "   \
  "as them, or prevents the encryption to read along.\n\nAsk them by telephone, or when you "      \
  "meet.\n\nIf you accept, you go on without encryption: everybody on the network can read "       \
  "along. Until then nothing is sent to them, and nothing of theirs is shown. | _Accept _Reject "  \
  "(_Later)"

static void
test_accept(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_distrust(endpoint, ROMEO, LL_UNDELIVERED_NEW_KEY, "BBBBB");
  journal_seen(QUESTION("BBBBB"));
  dialogs_press("_Accept");
  journal_seen("endpoint: accept romeo@street");
  g_assert_cmpuint(dialogs_open(), ==, 0);
  client_remove(account);
}

static void
test_reject(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_distrust(endpoint, ROMEO, LL_UNDELIVERED_NO_KEY, "AAAAA");
  journal_seen(QUESTION_NO_KEY);
  dialogs_press("_Reject");
  journal_nothing();
  /* For another key, it is asked again. */
  fake_endpoint_distrust(endpoint, ROMEO, LL_UNDELIVERED_NEW_KEY, "CCCCC");
  journal_seen(QUESTION("CCCCC"));
  client_remove(account);
}

/* One of each person, about the latest key. */
static void
test_one_at_a_time(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_distrust(endpoint, ROMEO, LL_UNDELIVERED_NEW_KEY, "BBBBB");
  journal_seen(QUESTION("BBBBB"));
  fake_endpoint_distrust(endpoint, ROMEO, LL_UNDELIVERED_NEW_KEY, "BBBBB");
  journal_nothing();
  dialogs_press("_Later");
  fake_endpoint_distrust(endpoint, ROMEO, LL_UNDELIVERED_NEW_KEY, "BBBBB");
  journal_nothing();
  fake_endpoint_distrust(endpoint, ROMEO, LL_UNDELIVERED_NEW_KEY, "CCCCC");
  journal_seen(QUESTION("CCCCC"));
  fake_endpoint_distrust(endpoint, ROMEO, LL_UNDELIVERED_NO_KEY, "AAAAA");
  journal_seen(QUESTION_NO_KEY);
  g_assert_cmpuint(dialogs_open(), ==, 1);
  client_remove(account);
  g_assert_cmpuint(dialogs_open(), ==, 0);
}

/* What was compared is what is accepted, and nothing that came in its place since. */
static void
test_key_that_slips_in(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_distrust(endpoint, ROMEO, LL_UNDELIVERED_NEW_KEY, "BBBBB");
  journal_forget();
  fake_endpoint_secure(endpoint, ROMEO, LL_SECURITY_CHANGED, "CCCCC"); /* and no more is told yet */
  dialogs_press("_Accept");
  journal_seen(QUESTION("CCCCC"));
  g_assert_cmpuint(dialogs_open(), ==, 1);
  dialogs_press("_Accept");
  journal_seen("endpoint: accept romeo@street");
  client_remove(account);
}

/* They answer with the key of before. */
static void
test_settled(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_distrust(endpoint, ROMEO, LL_UNDELIVERED_NEW_KEY, "BBBBB");
  fake_endpoint_secure(endpoint, ROMEO, LL_SECURITY_ENCRYPTED, "AAAAA");
  g_assert_cmpuint(dialogs_open(), ==, 0);
  client_remove(account);
}

static void
test_storm(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleConnection *gc = purple_account_get_connection(account);

  for (guint i = 0; i < 100; i++) {
    g_autofree char *name = g_strdup_printf("%u@street", i);
    fake_endpoint_distrust(endpoint, name, LL_UNDELIVERED_NEW_KEY, "BBBBB");
  }
  g_assert_cmpuint(dialogs_open(), ==, LL_QUESTIONS_MAX);
  /* Who wants to be asked is. */
  PurpleConversation *conversation =
      purple_conversation_new(PURPLE_CONV_TYPE_IM, account, "99@street");
  g_autofree char *error = NULL;
  g_assert_cmpint(purple_cmd_do_command(conversation, "verify", "verify", &error), ==,
                  PURPLE_CMD_STATUS_OK);
  g_assert_cmpuint(dialogs_open(), ==, LL_QUESTIONS_MAX + 1);
  journal_forget();
  dialogs_press_of("99@street", "_Accept");
  journal_seen("endpoint: accept 99@street",
               "99@street: Encrypted, not verified. To be sure that nobody is in between, type "
               "/verify and compare the safety number with 99@street.");
  /* With an answer there is room for another. */
  dialogs_press_of("0@street", "_Reject");
  fake_endpoint_distrust(endpoint, ROMEO, LL_UNDELIVERED_NEW_KEY, "BBBBB");
  journal_seen(QUESTION("BBBBB"));
  g_assert_nonnull(gc);
  client_remove(account);
  g_assert_cmpuint(dialogs_open(), ==, 0);
}

/* Closed without an answer, it comes back when the user wants it. */
static void
test_dismissed(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  g_autofree char *error = NULL;

  fake_endpoint_distrust(endpoint, ROMEO, LL_UNDELIVERED_NEW_KEY, "BBBBB");
  dialogs_dismiss();
  fake_endpoint_distrust(endpoint, ROMEO, LL_UNDELIVERED_NEW_KEY, "BBBBB");
  g_assert_cmpuint(dialogs_open(), ==, 0);
  PurpleConversation *conversation = purple_conversation_new(PURPLE_CONV_TYPE_IM, account, ROMEO);
  journal_forget();
  purple_cmd_do_command(conversation, "verify", "verify", &error);
  journal_seen(QUESTION("BBBBB"));
  purple_cmd_do_command(conversation, "verify", "verify", &error);
  journal_seen(QUESTION("BBBBB"));
  g_assert_cmpuint(dialogs_open(), ==, 1);
  client_remove(account);
}

int
main(int argc, char **argv)
{
  int result;

  g_test_init(&argc, &argv, NULL);
  client_init();
  g_test_add_func("/distrust/accept", test_accept);
  g_test_add_func("/distrust/reject", test_reject);
  g_test_add_func("/distrust/one-at-a-time", test_one_at_a_time);
  g_test_add_func("/distrust/key-that-slips-in", test_key_that_slips_in);
  g_test_add_func("/distrust/settled", test_settled);
  g_test_add_func("/distrust/storm", test_storm);
  g_test_add_func("/distrust/dismissed", test_dismissed);
  result = g_test_run();
  client_uninit();
  return result;
}
