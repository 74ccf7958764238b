/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "client.h"

/* Signing on and off, the account's options, and the own status. */

static void
test_tables(void)
{
  static const char *const words[] = {"port",       "nick", "show_nick", "first",
                                      "show_first", "last", "show_last", "email",
                                      "show_email", "jid",  "show_jid"};
  /* BitlBee's own settings of an account. */
  static const char *const taken[] = {"auto_connect", "auto_reconnect", "away",
                                      "display_name", "handle_unknown", "mail_notifications",
                                      "nick_format",  "nick_source",    "no_proxy",
                                      "password",     "server",         "status",
                                      "tag",          "username"};
  PurplePlugin *plugin = purple_find_prpl("prpl-link-local");
  PurplePluginProtocolInfo *info = PURPLE_PLUGIN_PROTOCOL_INFO(plugin);
  guint n = 0;

  g_assert_cmpstr(plugin->info->name, ==, "Link-Local");
  g_assert_cmpint(plugin->info->major_version, ==, 2);
  g_assert_cmpint(plugin->info->minor_version, ==, 14);
  g_assert_cmpint(info->options, ==, OPT_PROTO_NO_PASSWORD);
  g_assert_cmpuint(info->struct_size, ==, sizeof *info);
  g_assert_cmpstr(info->list_icon(NULL, NULL), ==, "link-local");
  for (GList *l = info->protocol_options; l; l = l->next, n++) {
    g_assert_cmpuint(n, <, G_N_ELEMENTS(words));
    g_assert_cmpstr(purple_account_option_get_setting(l->data), ==, words[n]);
    for (gsize i = 0; i < G_N_ELEMENTS(taken); i++)
      g_assert_cmpstr(words[n], !=, taken[i]);
  }
  g_assert_cmpuint(n, ==, G_N_ELEMENTS(words));
}

/* BitlBee asks with an account that it never connects. */
static void
test_status_types(void)
{
  static const struct {
    const char *id;
    PurpleStatusPrimitive primitive;
  } types[] = {
      {"available", PURPLE_STATUS_AVAILABLE}, {"away", PURPLE_STATUS_AWAY},
      {"dnd", PURPLE_STATUS_UNAVAILABLE},     {"extended_away", PURPLE_STATUS_EXTENDED_AWAY},
      {"invisible", PURPLE_STATUS_INVISIBLE}, {"offline", PURPLE_STATUS_OFFLINE},
  };
  PurpleAccount *account = purple_account_new("nobody", "prpl-link-local");
  GList *l = purple_account_get_status_types(account);

  for (gsize i = 0; i < G_N_ELEMENTS(types); i++, l = l->next) {
    g_assert_nonnull(l);
    g_assert_cmpstr(purple_status_type_get_id(l->data), ==, types[i].id);
    g_assert_cmpint(purple_status_type_get_primitive(l->data), ==, types[i].primitive);
    g_assert_true(purple_status_type_is_user_settable(l->data));
    g_assert_nonnull(purple_status_type_get_attr(l->data, "message"));
  }
  g_assert_null(l);
  purple_account_destroy(account);
}

static void
test_sign_on_and_off(void)
{
  PurpleAccount *account = client_account("juliet");
  LlEndpoint *endpoint = client_sign_on(account);

  journal_seen("progress: Joining the local network (0 of 2)",
               "endpoint: sign on as 'juliet' at 5298: available");
  fake_endpoint_online(endpoint, "juliet@balcony", "juliet@balcony");
  journal_seen("connected as juliet@balcony");
  g_assert_true(purple_account_get_connection(account)->flags & PURPLE_CONNECTION_HTML);
  purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
  journal_seen("endpoint: sign off", "disconnected");
  client_remove(account);
}

/* Closed before it was ever online. */
static void
test_sign_off_early(void)
{
  PurpleAccount *account = client_account("juliet");

  client_sign_on(account);
  journal_forget();
  purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
  journal_seen("endpoint: sign off", "disconnected");
  g_assert_null(fake_endpoint_latest());
  client_remove(account);
}

static void
test_user_name(void)
{
  static const struct {
    const char *name;
    const char *user; /* NULL: the login name */
  } cases[] = {
      {"juliet", "juliet"},
      {"juliet@balcony", "juliet"},
      {" juliet ", "juliet"},
      {"Julie d'Or", "Julie d'Or"},
      {"jülie ☺@x", "jülie ☺"},
      {"a@b@c", "a@b"},
      {"@", NULL},
      {"@balcony", NULL},
      {" ", NULL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    PurpleAccount *account = client_account(cases[i].name);
    g_autofree char *expected = g_strdup_printf("endpoint: sign on as '%s' at 5298: available",
                                                cases[i].user ? cases[i].user : g_get_user_name());
    client_sign_on(account);
    journal_seen("progress: Joining the local network (0 of 2)", expected);
    client_remove(account);
  }
}

/* The hint that Pidgin greys in the empty field cannot be set as the text: it must not look like
 * it. */
static void
test_login_hint(void)
{
  PurplePluginProtocolInfo *info = PURPLE_PLUGIN_PROTOCOL_INFO(purple_find_prpl("prpl-link-local"));
  g_autoptr(GHashTable) texts = info->get_account_text_table(NULL);
  const char *label = g_hash_table_lookup(texts, "login_label");

  g_assert_nonnull(strstr(label, g_get_user_name()));
  g_assert_cmpstr(label, !=, g_get_user_name());
}

static void
test_port(void)
{
  static const struct {
    int set;
    const char *used;
  } cases[] = {{5298, "5298"}, {1, "1"},     {65535, "65535"},
               {0, "5298"},    {-1, "5298"}, {65536, "5298"}};

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    PurpleAccount *account = client_account("juliet");
    g_autofree char *expected =
        g_strdup_printf("endpoint: sign on as 'juliet' at %s: available", cases[i].used);
    purple_account_set_int(account, "port", cases[i].set);
    client_sign_on(account);
    journal_seen("progress: Joining the local network (0 of 2)", expected);
    client_remove(account);
  }
}

/* Nothing personal is published unless it is filled, and nothing whose switch is off. */
static void
test_personal_fields(void)
{
  static const struct {
    const char *key, *switch_key, *value, *expected;
  } cases[] = {
      {"nick", "show_nick", "Jule", "nick='Jule'"},
      {"first", "show_first", "Juliet", "first='Juliet'"},
      {"last", "show_last", " Capulet\n", "last='Capulet'"},
      {"email", "show_email", "j@capulet.example jc@verona.example",
       "email='j@capulet.example jc@verona.example'"},
      {"jid", "show_jid", "juliet@capulet.example", "jid='juliet@capulet.example'"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    PurpleAccount *account = client_account("juliet");
    g_autofree char *expected =
        g_strdup_printf("endpoint: sign on as 'juliet' at 5298: available %s", cases[i].expected);
    purple_account_set_string(account, cases[i].key, cases[i].value);
    purple_account_set_alias(account, "local alias");
    client_sign_on(account);
    journal_seen("progress: Joining the local network (0 of 2)", expected);
    purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
    journal_forget();

    purple_account_set_bool(account, cases[i].switch_key, FALSE);
    client_sign_on(account);
    journal_seen("progress: Joining the local network (0 of 2)",
                 "endpoint: sign on as 'juliet' at 5298: available");
    client_remove(account);
  }
}

static void
test_failures(void)
{
  static const struct {
    LlEndpointError code;
    const char *journal;
  } cases[] = {
      {LL_ENDPOINT_ERROR_NO_RESPONDER, "passing error: No mDNS responder answers on this computer. "
                                       "Install and start avahi-daemon, then "
                                       "sign on again."},
      {LL_ENDPOINT_ERROR_DENIED,
       "fatal error: The mDNS responder of this computer does not allow programs to publish. "
       "Remove "
       "disable-publishing and disable-user-service-publishing from /etc/avahi/avahi-daemon.conf, "
       "restart avahi-daemon, then sign on again."},
      {LL_ENDPOINT_ERROR_LISTEN, "fatal error: Neither port 4000 nor the next ones can be listened "
                                 "on. Choose another port in the "
                                 "settings of this account, then sign on again."},
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

static void
test_renamed(void)
{
  static const char notice[] =
      "notice [Link-Local] The name %s is taken on this network; you appear as %s.";
  g_autofree char *first = g_strdup_printf(notice, "juliet@balcony", "juliet-1@balcony");
  g_autofree char *second = g_strdup_printf(notice, "juliet@balcony", "juliet-2@balcony");
  PurpleAccount *account = client_account("juliet");
  LlEndpoint *endpoint = client_sign_on(account);

  journal_forget();
  fake_endpoint_online(endpoint, "juliet-1@balcony", "juliet@balcony");
  journal_seen("connected as juliet-1@balcony", first);
  purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
  journal_forget();

  /* Again the same: known already. Then another one, while on the network. */
  endpoint = client_sign_on(account);
  journal_forget();
  fake_endpoint_online(endpoint, "juliet-1@balcony", "juliet@balcony");
  journal_seen("connected as juliet-1@balcony");
  fake_endpoint_online(endpoint, "juliet-2@balcony", "juliet@balcony");
  journal_seen(second);
  fake_endpoint_online(endpoint, "juliet@balcony", "juliet@balcony");
  journal_nothing();
  g_assert_cmpstr(purple_connection_get_display_name(purple_account_get_connection(account)), ==,
                  "juliet@balcony");
  client_remove(account);
}

static void
test_own_status(void)
{
  static const struct {
    const char *id, *message, *published;
  } cases[] = {
      {"away", "At the pub", "endpoint: publish: away message='At the pub'"},
      {"available", NULL, "endpoint: publish: available"},
      {"dnd", "<b>Not</b> now &amp; here", "endpoint: publish: dnd message='Not now & here'"},
      {"extended_away", "one\ntwo", "endpoint: publish: away message='one two'"},
      {"invisible", NULL, "endpoint: publish: invisible available"},
      {"available", "", "endpoint: publish: available"},
  };
  PurpleAccount *account;

  client_online(&account);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    purple_account_set_status(account, cases[i].id, TRUE, "message", cases[i].message, NULL);
    journal_seen(cases[i].published);
    purple_account_set_status(account, cases[i].id, TRUE, "message", cases[i].message, NULL);
    journal_nothing();
  }
  client_remove(account);
}

static void
test_own_idleness(void)
{
  PurpleAccount *account;

  client_online(&account);
  purple_presence_set_idle(purple_account_get_presence(account), TRUE, 1700000000);
  journal_seen("endpoint: publish: available idle since 1700000000");
  purple_account_set_status(account, "dnd", TRUE, NULL);
  journal_seen("endpoint: publish: dnd idle since 1700000000");
  purple_presence_set_idle(purple_account_get_presence(account), FALSE, 0);
  journal_seen("endpoint: publish: dnd");
  client_remove(account);
}

/* At sign-on the status is the one that the user has chosen, also while it was under way. */
static void
test_status_at_sign_on(void)
{
  PurpleAccount *account = client_account("juliet");
  LlEndpoint *endpoint;

  purple_account_set_status(account, "away", TRUE, "message", "gone", NULL);
  endpoint = client_sign_on(account);
  journal_seen("progress: Joining the local network (0 of 2)",
               "endpoint: sign on as 'juliet' at 5298: away message='gone'");
  purple_account_set_status(account, "invisible", TRUE, NULL);
  journal_nothing();
  fake_endpoint_online(endpoint, "juliet@balcony", "juliet@balcony");
  journal_seen("connected as juliet@balcony", "endpoint: publish: invisible available");
  client_remove(account);
}

static void
test_offline_status_signs_off(void)
{
  PurpleAccount *account;

  client_online(&account);
  purple_account_set_status(account, "offline", TRUE, NULL);
  journal_seen("endpoint: sign off", "disconnected");
  client_remove(account);
}

int
main(int argc, char **argv)
{
  int result;

  g_test_init(&argc, &argv, NULL);
  client_init();
  g_test_add_func("/account/tables", test_tables);
  g_test_add_func("/account/status-types", test_status_types);
  g_test_add_func("/account/sign-on-and-off", test_sign_on_and_off);
  g_test_add_func("/account/sign-off-early", test_sign_off_early);
  g_test_add_func("/account/user-name", test_user_name);
  g_test_add_func("/account/login-hint", test_login_hint);
  g_test_add_func("/account/port", test_port);
  g_test_add_func("/account/personal-fields", test_personal_fields);
  g_test_add_func("/account/failures", test_failures);
  g_test_add_func("/account/renamed", test_renamed);
  g_test_add_func("/account/own-status", test_own_status);
  g_test_add_func("/account/own-idleness", test_own_idleness);
  g_test_add_func("/account/status-at-sign-on", test_status_at_sign_on);
  g_test_add_func("/account/offline-status-signs-off", test_offline_status_signs_off);
  result = g_test_run();
  client_uninit();
  return result;
}
