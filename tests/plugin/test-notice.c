/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "client.h"

/* What the user is told of the account's standing on the network. */

#define DIRECTORY "/dev/null/purple/link-local/juliet"

static void
test_failures(void)
{
  static const struct {
    LlEndpointError code;
    const char *journal;
  } cases[] = {
      {LL_ENDPOINT_ERROR_DENIED,
       "fatal error: The mDNS responder of this computer does not allow programs to publish. "
       "Remove "
       "disable-publishing and disable-user-service-publishing from /etc/avahi/avahi-daemon.conf "
       "and restart avahi-daemon, or choose Built-in as the mDNS responder of this account. Then "
       "sign on again."},
      {LL_ENDPOINT_ERROR_LISTEN, "fatal error: Neither port 4000 nor the next ones can be listened "
                                 "on. Choose another port in the "
                                 "settings of this account, then sign on again."},
      {LL_ENDPOINT_ERROR_KEY_UNREADABLE,
       "fatal error: Your key, or what is known of the keys of others, cannot be read. Make sure "
       "that you may read all files in " DIRECTORY ", then sign on again. (no such luck)"},
      {LL_ENDPOINT_ERROR_KEY_EXPOSED,
       "fatal error: Others on this computer can read your key, and could pose as you. Take the "
       "permission away from them (chmod go= on the files in " DIRECTORY "), then sign on again, "
       "and make a new key if somebody may have read it. (no such luck)"},
      {LL_ENDPOINT_ERROR_KEY_DAMAGED,
       "fatal error: Your key, or what is known of the keys of others, is damaged. Put a copy of "
       "the file in the place of that in " DIRECTORY ", then sign on again. Without a copy, move "
       "the file away: your key is made anew then, about which everybody is asked, or everybody is "
       "met as if for the first time. (no such luck)"},
      {LL_ENDPOINT_ERROR_KEY_UNKNOWN,
       "fatal error: Your key, or what is known of the keys of others, is of a later version of "
       "this program. Install that version, or move the file out of " DIRECTORY ", then sign on "
       "again. (no such luck)"},
      {LL_ENDPOINT_ERROR_KEY_UNWRITABLE,
       "fatal error: Your key cannot be saved. See whether the disk is full, and whether you may "
       "write in " DIRECTORY ", then sign on again. (no such luck)"},
      {LL_ENDPOINT_ERROR_FAILED, "passing error: The local network could not be joined: no such "
                                 "luck. Check that this computer is "
                                 "connected to a network, then sign on again."},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    PurpleAccount *account = client_account("juliet");
    purple_account_set_int(account, "port", 4000);
    LlEndpoint *endpoint = client_sign_on(account);
    journal_forget();
    fake_endpoint_fail(endpoint, cases[i].code, "no such luck");
    journal_seen(cases[i].journal);
    client_run();
    journal_seen("endpoint: sign off", "disconnected");
    g_assert_true(purple_account_is_disconnected(account));
    client_remove(account);
  }
}

#define DAEMON_ADVICE                                                                              \
  " - Install and start avahi-daemon, or choose Automatic or Built-in as the mDNS responder of "   \
  "this account. It goes on by itself as soon as avahi-daemon runs."

/* Off the network for a while: no error of the account, and one notice at a time. */
static void
test_trouble(void)
{
  PurpleAccount *account = client_account("juliet");
  LlEndpoint *endpoint;

  purple_account_set_string(account, "responder", "daemon");
  endpoint = client_sign_on(account);
  fake_endpoint_online(endpoint, "juliet@balcony", "juliet@balcony");
  journal_forget();
  for (guint i = 0; i < 2; i++) {
    fake_endpoint_trouble(endpoint, "no daemon");
    if (i > 0)
      journal_seen("notice closed: You are on the local network again, as juliet@balcony.",
                   "notice [Link-Local] You are off the local network for now: nobody is seen, and "
                   "nobody sees you." DAEMON_ADVICE);
    else
      journal_seen("notice [Link-Local] You are off the local network for now: nobody is seen, and "
                   "nobody sees you." DAEMON_ADVICE);
    fake_endpoint_trouble(endpoint, "still no daemon");
    journal_nothing();
    g_assert_true(purple_account_is_connected(account));
    fake_endpoint_online(endpoint, "juliet@balcony", "juliet@balcony");
    journal_seen("notice closed: You are off the local network for now: nobody is seen, and nobody "
                 "sees you.",
                 "notice [Link-Local] You are on the local network again, as juliet@balcony.");
  }
  fake_endpoint_trouble(endpoint, "no daemon");
  journal_forget();
  purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
  journal_seen("endpoint: sign off",
               "notice closed: You are off the local network for now: nobody is seen, and nobody "
               "sees you.",
               "disconnected");
  client_remove(account);
}

/* The user may have closed it before. */
static void
test_trouble_closed_by_hand(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_trouble(endpoint, "no luck");
  purple_notify_close_with_handle(purple_account_get_connection(account));
  journal_forget();
  fake_endpoint_online(endpoint, "juliet@balcony", "juliet@balcony");
  journal_seen("notice [Link-Local] You are on the local network again, as juliet@balcony.");
  client_remove(account);
}

/* From the start: the account goes on connecting, however long, and can be given up. */
static void
test_trouble_at_sign_on(void)
{
  static const struct {
    const char *responder, *advice;
  } cases[] = {
      {"daemon", DAEMON_ADVICE},
      {"embedded", " - The built-in mDNS responder does not work: no luck. Check that this "
                   "computer is connected to a network, or choose Automatic as the mDNS responder "
                   "of this account. It goes on by itself as soon as that is mended."},
      {"auto", " - No mDNS responder works on this computer: no luck. Check that this computer is "
               "connected to a network, or install and start avahi-daemon. It goes on by itself as "
               "soon as that is mended."},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    PurpleAccount *account = client_account("juliet");
    g_autofree char *notice = g_strconcat(
        "notice [Link-Local] The local network cannot be joined yet.", cases[i].advice, NULL);
    purple_account_set_string(account, "responder", cases[i].responder);
    LlEndpoint *endpoint = client_sign_on(account);
    journal_forget();
    fake_endpoint_trouble(endpoint, "no luck");
    journal_seen("progress: Waiting for the local network (1 of 2)", notice);
    client_run();
    journal_nothing();
    g_assert_true(purple_account_is_connecting(account));
    fake_endpoint_online(endpoint, "juliet@balcony", "juliet@balcony");
    journal_seen("notice closed: The local network cannot be joined yet.",
                 "connected as juliet@balcony");
    purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
    endpoint = client_sign_on(account);
    fake_endpoint_trouble(endpoint, "no luck");
    journal_forget();
    purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
    journal_seen("endpoint: sign off", "notice closed: The local network cannot be joined yet.",
                 "disconnected");
    client_remove(account);
  }
}

static void
test_renamed(void)
{
  static const char notice[] =
      "notice [Link-Local] The name %s is taken on this network; you appear as %s.";
  g_autofree char *first = g_strdup_printf(notice, "nurse@balcony", "nurse-1@balcony");
  g_autofree char *second = g_strdup_printf(notice, "nurse@balcony", "nurse-2@balcony");
  PurpleAccount *account = client_account("nurse");
  LlEndpoint *endpoint = client_sign_on(account);

  journal_forget();
  fake_endpoint_online(endpoint, "nurse-1@balcony", "nurse@balcony");
  journal_seen("connected as nurse-1@balcony", first);
  purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
  journal_forget();

  /* Again the same: known already. Then another one, while on the network. */
  endpoint = client_sign_on(account);
  journal_forget();
  fake_endpoint_online(endpoint, "nurse-1@balcony", "nurse@balcony");
  journal_seen("connected as nurse-1@balcony");
  fake_endpoint_online(endpoint, "nurse-2@balcony", "nurse@balcony");
  journal_seen(second);
  fake_endpoint_online(endpoint, "nurse@balcony", "nurse@balcony");
  journal_seen("notice [Link-Local] You appear as nurse@balcony now.");
  g_assert_cmpstr(purple_connection_get_display_name(purple_account_get_connection(account)), ==,
                  "nurse@balcony");
  client_remove(account);
}

/* The computer gets another name, and the old one back. */
static void
test_computer_renamed(void)
{
  PurpleAccount *account = client_account("capulet");
  LlEndpoint *endpoint = client_sign_on(account);
  PurpleConnection *gc = purple_account_get_connection(account);

  journal_forget();
  fake_endpoint_online(endpoint, "capulet@vault", "capulet@vault");
  journal_seen("connected as capulet@vault");
  fake_endpoint_online(endpoint, "capulet@tomb", "capulet@tomb");
  journal_seen("notice [Link-Local] You appear as capulet@tomb now.");
  g_assert_cmpstr(purple_connection_get_display_name(gc), ==, "capulet@tomb");
  for (guint i = 0; i < 3; i++) {
    fake_endpoint_online(endpoint, "capulet@vault", "capulet@vault");
    fake_endpoint_online(endpoint, "capulet@tomb", "capulet@tomb");
  }
  journal_nothing();
  client_remove(account);
}

int
main(int argc, char **argv)
{
  int result;

  g_test_init(&argc, &argv, NULL);
  client_init();
  g_test_add_func("/notice/failures", test_failures);
  g_test_add_func("/notice/trouble", test_trouble);
  g_test_add_func("/notice/trouble-closed-by-hand", test_trouble_closed_by_hand);
  g_test_add_func("/notice/trouble-at-sign-on", test_trouble_at_sign_on);
  g_test_add_func("/notice/renamed", test_renamed);
  g_test_add_func("/notice/computer-renamed", test_computer_renamed);
  result = g_test_run();
  client_uninit();
  return result;
}
