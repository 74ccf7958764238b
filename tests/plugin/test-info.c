/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <time.h>

#include "client.h"

/* What a client shows about a person: nothing of it is taken for markup. */

#define ROMEO      "romeo <x>@street"
#define ROMEO_HTML "romeo &lt;x&gt;@street"

static const LlPresence full = {
    .status = LL_STATUS_AWAY,
    .message = (char *)"<b>gone</b> & away",
    .nick = (char *)"Rom&eo",
    .first = (char *)"Romeo",
    .last = (char *)"Montague",
    .email = (char *)"r@montague.example  rm@verona.example",
    .jid = (char *)"romeo@montague.example",
};

static PurplePluginProtocolInfo *
protocol(void)
{
  return PURPLE_PLUGIN_PROTOCOL_INFO(purple_find_prpl("prpl-link-local"));
}

static char *
tooltip(PurpleBuddy *buddy, gboolean whole)
{
  PurpleNotifyUserInfo *info = purple_notify_user_info_new();
  char *text;

  protocol()->tooltip_text(buddy, info, whole);
  text = purple_notify_user_info_get_text_with_newline(info, "; ");
  purple_notify_user_info_destroy(info);
  return text;
}

static void
test_get_info(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleConnection *gc = purple_account_get_connection(account);
  LlPresence idle = {.is_idle = TRUE};

  fake_endpoint_peer(endpoint, ROMEO, &full);
  journal_forget();
  serv_get_info(gc, ROMEO);
  journal_seen(
      "info about " ROMEO ": <b>Name on the network</b>: " ROMEO_HTML
      "; <b>Nickname</b>: Rom&amp;eo; <b>First name</b>: Romeo; <b>Last name</b>: Montague; "
      "<b>Status</b>: Away; <b>Message</b>: &lt;b&gt;gone&lt;/b&gt; &amp; away; "
      "<b>E-mail address (claimed)</b>: r@montague.example, rm@verona.example; "
      "<b>XMPP address (claimed)</b>: romeo@montague.example; <b>Encryption</b>: Not encrypted");

  fake_endpoint_peer(endpoint, ROMEO, &idle);
  journal_forget();
  serv_get_info(gc, ROMEO);
  journal_seen("info about " ROMEO ": <b>Name on the network</b>: " ROMEO_HTML
               "; <b>Status</b>: Available; <b>Idle</b>: Yes; <b>Encryption</b>: Not encrypted");
  idle.idle_since = time(NULL) - 7265;
  fake_endpoint_peer(endpoint, ROMEO, &idle);
  journal_forget();
  serv_get_info(gc, ROMEO);
  journal_seen("info about " ROMEO ": <b>Name on the network</b>: " ROMEO_HTML
               "; <b>Status</b>: Available; <b>Idle</b>: 2 hours, 1 minute; <b>Encryption</b>: Not "
               "encrypted");

  serv_get_info(gc, "paris@hall");
  journal_seen(
      "info about paris@hall: <b>Name on the network</b>: paris@hall; <b>Status</b>: Not on the "
      "network");
  client_remove(account);
}

static void
test_tooltip(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_peer(endpoint, ROMEO, &full);
  PurpleBuddy *buddy = purple_find_buddy(account, ROMEO);
  purple_blist_add_buddy(buddy, NULL, purple_group_new("Family"), NULL);
  g_autofree char *whole = tooltip(buddy, TRUE);
  g_assert_cmpstr(
      whole, ==,
      "<b>Status</b>: Away; <b>Message</b>: &lt;b&gt;gone&lt;/b&gt; &amp; away; "
      "<b>Name on the network</b>: " ROMEO_HTML "; "
      "<b>E-mail address (claimed)</b>: r@montague.example, rm@verona.example; "
      "<b>XMPP address (claimed)</b>: romeo@montague.example; <b>Encryption</b>: Not encrypted");
  g_autofree char *brief = tooltip(buddy, FALSE);
  g_assert_cmpstr(brief, ==,
                  "<b>Status</b>: Away; <b>Message</b>: &lt;b&gt;gone&lt;/b&gt; &amp; away");

  /* Finch asks for people who are gone, and of accounts that are off. */
  fake_endpoint_gone(endpoint, ROMEO);
  g_autofree char *gone = tooltip(buddy, TRUE);
  g_assert_cmpstr(gone, ==, "<b>Name on the network</b>: " ROMEO_HTML);
  purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
  g_autofree char *off = tooltip(buddy, TRUE);
  g_assert_cmpstr(off, ==, "<b>Name on the network</b>: " ROMEO_HTML);
  client_remove(account);
}

static void
test_status_text(void)
{
  static const struct {
    LlPresence presence;
    const char *text;
  } cases[] = {
      {{.status = LL_STATUS_AVAILABLE}, NULL},
      {{.status = LL_STATUS_AVAILABLE, .message = (char *)"a < b"}, "a &lt; b"},
      {{.status = LL_STATUS_DO_NOT_DISTURB}, "Do not disturb"},
      {{.status = LL_STATUS_AWAY, .message = (char *)"At the pub"}, "At the pub"},
  };
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    fake_endpoint_peer(endpoint, ROMEO, &cases[i].presence);
    g_autofree char *text = protocol()->status_text(purple_find_buddy(account, ROMEO));
    g_assert_cmpstr(text, ==, cases[i].text);
  }
  client_remove(account);
}

int
main(int argc, char **argv)
{
  int result;

  g_test_init(&argc, &argv, NULL);
  client_init();
  g_test_add_func("/info/get-info", test_get_info);
  g_test_add_func("/info/tooltip", test_tooltip);
  g_test_add_func("/info/status-text", test_status_text);
  result = g_test_run();
  client_uninit();
  return result;
}
