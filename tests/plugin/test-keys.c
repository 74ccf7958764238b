/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "client.h"

/* What the user can do with the own key. */

#define DIRECTORY "/dev/null/purple/link-local/juliet"
#define WARNING                                                                                    \
  "question: [New Key] Make a new key? | Everybody who has met you is asked about it, and who "    \
  "has verified you has to do so again. Only do it if somebody else may have your key. The old "   \
  "one is kept beside it. | _Make New Key (_Cancel)"

static void
test_fingerprint(void)
{
  PurpleAccount *account;

  client_online(&account);
  client_action(account, "Show Fingerprint");
  journal_seen("notice [Fingerprint] The fingerprint of your key: - OURS");
  client_remove(account);
}

static void
test_export(void)
{
  PurpleAccount *account;

  client_online(&account);
  client_action(account, "Export Key...");
  journal_seen("file to save: [Export Key] link-local-key.pem");
  dialogs_give("/home/juliet/key.pem");
  journal_seen("endpoint: export from " DIRECTORY " to /home/juliet/key.pem",
               "notice [Export Key] Your key is saved as /home/juliet/key.pem. - Import it on "
               "another computer of yours, and people know you there. Show it to nobody: who has "
               "it can pose as you.");
  fake_endpoint_break_keys("it is there already");
  client_action(account, "Export Key...");
  journal_forget();
  dialogs_give("/home/juliet/key.pem");
  journal_seen("endpoint: export from " DIRECTORY " to /home/juliet/key.pem",
               "notice [Export Key] The key could not be saved. Choose another file. - it is there "
               "already. Your key is the same as before.");
  fake_endpoint_break_keys(NULL);
  client_remove(account);
}

/* Signed on anew, from the loop. */
static void
sees_reconnection(PurpleAccount *account)
{
  g_assert_true(purple_account_is_connected(account));
  client_run();
  journal_seen("endpoint: sign off", "disconnected", "progress: Joining the local network (0 of 2)",
               "endpoint: sign on as 'juliet' at 5298: available");
}

static void
test_import(void)
{
  PurpleAccount *account;

  client_online(&account);
  client_action(account, "Import Key...");
  journal_seen("file to open: [Import Key] (any)");
  dialogs_give("/home/juliet/key.pem");
  journal_seen("endpoint: import to " DIRECTORY " from /home/juliet/key.pem");
  sees_reconnection(account);
  client_remove(account);
}

static void
test_import_of_nothing(void)
{
  PurpleAccount *account;

  client_online(&account);
  fake_endpoint_break_keys("there is no key in it");
  client_action(account, "Import Key...");
  journal_forget();
  dialogs_give("/etc/passwd");
  journal_seen("endpoint: import to " DIRECTORY " from /etc/passwd",
               "notice [Import Key] The key could not be taken from this file. - there is no key "
               "in it. Your key is the same as before.");
  client_run();
  journal_nothing();
  fake_endpoint_break_keys(NULL);
  client_remove(account);
}

static void
test_new_key(void)
{
  PurpleAccount *account;

  client_online(&account);
  client_action(account, "New Key...");
  journal_seen(WARNING);
  dialogs_press("_Cancel");
  journal_nothing();
  client_action(account, "New Key...");
  journal_seen(WARNING);
  dialogs_press("_Make New Key");
  journal_seen("endpoint: new key in " DIRECTORY);
  sees_reconnection(account);
  fake_endpoint_online(fake_endpoint_latest(), "juliet@balcony", "juliet@balcony");
  fake_endpoint_break_keys("the disk is full");
  client_action(account, "New Key...");
  journal_forget();
  dialogs_press("_Make New Key");
  journal_seen("endpoint: new key in " DIRECTORY,
               "notice [New Key] No new key could be made. - the disk is full. Your key is the "
               "same as before.");
  fake_endpoint_break_keys(NULL);
  client_remove(account);
}

static void
test_without_a_dialog_for_files(void)
{
  PurpleAccount *account;

  client_online(&account);
  dialogs_lack_files(TRUE);
  client_action(account, "Export Key...");
  journal_seen("text: [Export Key] The path of the file: | link-local-key.pem");
  dialogs_give("/home/juliet/key.pem");
  journal_forget();
  client_action(account, "Import Key...");
  journal_seen("text: [Import Key] The path of the file: | (nothing)");
  dialogs_give("");
  journal_nothing();
  dialogs_lack_files(FALSE);
  client_remove(account);
}

/* The dialogs end with the connection; so does what was to be done after it. */
static void
test_signing_off(void)
{
  PurpleAccount *account;

  client_online(&account);
  client_action(account, "Import Key...");
  client_action(account, "New Key...");
  dialogs_press("_Make New Key");
  purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
  g_assert_cmpuint(dialogs_open(), ==, 0);
  journal_forget();
  client_run();
  journal_nothing();
  client_remove(account);
}

int
main(int argc, char **argv)
{
  int result;

  g_test_init(&argc, &argv, NULL);
  client_init();
  g_test_add_func("/keys/fingerprint", test_fingerprint);
  g_test_add_func("/keys/export", test_export);
  g_test_add_func("/keys/import", test_import);
  g_test_add_func("/keys/import-of-nothing", test_import_of_nothing);
  g_test_add_func("/keys/new-key", test_new_key);
  g_test_add_func("/keys/without-a-dialog-for-files", test_without_a_dialog_for_files);
  g_test_add_func("/keys/signing-off", test_signing_off);
  result = g_test_run();
  client_uninit();
  return result;
}
