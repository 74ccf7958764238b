/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "client.h"

/* Signing on and off, the account's options, and the own status. */

static void
test_tables(void)
{
  static const char *const words[] = {
      "port",  "encryption", "ask_strangers", "responder",  "domains", "typing",
      "nick",  "show_nick",  "first",         "show_first", "last",    "show_last",
      "email", "show_email", "jid",           "show_jid",   "show_os"};
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
    /* A message offline would be kept for each buddy. */
    g_assert_cmpint(purple_status_type_get_attr(l->data, "message") != NULL, ==,
                    purple_status_type_get_primitive(l->data) != PURPLE_STATUS_OFFLINE);
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

static PurpleAccountOption *
option_of(const char *key)
{
  PurplePluginProtocolInfo *info = PURPLE_PLUGIN_PROTOCOL_INFO(purple_find_prpl("prpl-link-local"));

  for (GList *l = info->protocol_options; l; l = l->next)
    if (purple_strequal(purple_account_option_get_setting(l->data), key))
      return l->data;
  g_assert_not_reached();
}

/* BitlBee takes no word that is not on the list, but other clients' files can be edited. */
static void
test_responder(void)
{
  static const struct {
    const char *set;
    const char *expected;
  } cases[] = {
      {"auto", "endpoint: sign on as 'juliet' at 5298: available"},
      {"daemon", "endpoint: sign on as 'juliet' at 5298 by daemon: available"},
      {"embedded", "endpoint: sign on as 'juliet' at 5298 by embedded: available"},
      {"howl", "endpoint: sign on as 'juliet' at 5298: available"},
      {"", "endpoint: sign on as 'juliet' at 5298: available"},
      {NULL, "endpoint: sign on as 'juliet' at 5298: available"},
  };
  PurpleAccountOption *option = option_of("responder");
  GList *choice = purple_account_option_get_list(option);

  for (gsize i = 0; i < 3; i++, choice = choice->next) {
    PurpleKeyValuePair *pair = choice->data;
    g_assert_cmpstr(pair->value, ==, cases[i].set);
    g_assert_cmpstr(pair->key, !=, cases[i].set);
  }
  g_assert_null(choice);
  g_assert_cmpstr(purple_account_option_get_default_list_value(option), ==, "auto");

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    PurpleAccount *account = client_account("juliet");
    purple_account_set_string(account, "responder", cases[i].set);
    client_sign_on(account);
    journal_seen("progress: Joining the local network (0 of 2)", cases[i].expected);
    client_remove(account);
  }
}

static void
test_domains(void)
{
  static const struct {
    const char *set;
    const char *used;
  } cases[] = {
      {"", ""},
      {" , ", ""},
      {"verona.example", " in verona.example"},
      {"Verona.Example., mantua.example;_x.example",
       " in verona.example in mantua.example in _x.example"},
      {"verona.example VERONA.example.\tmantua.example", " in verona.example in mantua.example"},
      {"local Local. .", ""},
      {"bücher.example", " in bücher.example"},
      {"a1 a2 a3 a4 a5 a6 a7 a8 a9", " in a1 in a2 in a3 in a4 in a5 in a6 in a7 in a8"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    PurpleAccount *account = client_account("juliet");
    g_autofree char *expected =
        g_strdup_printf("endpoint: sign on as 'juliet' at 5298%s: available", cases[i].used);
    purple_account_set_string(account, "domains", cases[i].set);
    client_sign_on(account);
    if (i + 1 < G_N_ELEMENTS(cases))
      journal_seen("progress: Joining the local network (0 of 2)", expected);
    else
      journal_seen("progress: Joining the local network (0 of 2)",
                   "notice [Link-Local] Not all of the further domains are searched for people. - "
                   "a9 is one too "
                   "many: 8 is the most.",
                   expected);
    client_remove(account);
  }
}

/* What is no domain is said, not dropped in silence; none of it comes to the endpoint. */
static void
test_wrong_domains(void)
{
  g_autofree char *label = g_strnfill(64, 'a'), *half = g_strnfill(63, 'b');
  g_autofree char *endless = g_strjoin(".", half, half, half, half, NULL);
  const char *const cases[] = {"a..b",
                               ".a",
                               "a:b",
                               "<b>",
                               "http://verona.example",
                               "-verona",
                               "verona-",
                               "a\\.b",
                               label,
                               endless,
                               "\xff.example",
                               "a\xe2\x80\xae"
                               "b"};

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    PurpleAccount *account = client_account("juliet");
    g_autofree char *set = g_strdup_printf("%s, verona.example", cases[i]);
    purple_account_set_string(account, "domains", set);
    client_sign_on(account);
    g_autoptr(GPtrArray) lines = journal_take_sorted();
    g_assert_cmpuint(lines->len, ==, 3);
    g_assert_cmpstr(lines->pdata[0], ==,
                    "endpoint: sign on as 'juliet' at 5298 in verona.example: available");
    g_assert_true(g_str_has_prefix(lines->pdata[1],
                                   "notice [Link-Local] Not all of the further domains "
                                   "are searched for people. - "));
    g_assert_nonnull(strstr(lines->pdata[1], "is no domain"));
    client_remove(account);
  }
}

/* It is told to nobody unless the user wants it, and no longer than that. */
static void
test_operating_system(void)
{
  g_autofree char *os = g_get_os_info(G_OS_INFO_KEY_PRETTY_NAME);
  g_autofree char *told = g_strdup_printf("endpoint: os %s", os);
  PurpleAccount *account;

  client_online(&account);
  purple_account_set_bool(account, "show_os", TRUE);
  journal_forget();
  purple_account_set_status(account, "away", TRUE, NULL);
  journal_seen(told, "endpoint: publish: away");
  purple_account_set_bool(account, "show_os", FALSE);
  purple_account_set_status(account, "available", TRUE, NULL);
  journal_seen("endpoint: os -", "endpoint: publish: available");

  purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
  purple_account_set_bool(account, "show_os", TRUE);
  journal_forget();
  client_sign_on(account);
  journal_seen("progress: Joining the local network (0 of 2)",
               "endpoint: sign on as 'juliet' at 5298: available", told);
  client_remove(account);
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
  g_test_add_func("/account/responder", test_responder);
  g_test_add_func("/account/domains", test_domains);
  g_test_add_func("/account/wrong-domains", test_wrong_domains);
  g_test_add_func("/account/operating-system", test_operating_system);
  g_test_add_func("/account/personal-fields", test_personal_fields);
  g_test_add_func("/account/own-status", test_own_status);
  g_test_add_func("/account/own-idleness", test_own_idleness);
  g_test_add_func("/account/status-at-sign-on", test_status_at_sign_on);
  g_test_add_func("/account/offline-status-signs-off", test_offline_status_signs_off);
  result = g_test_run();
  client_uninit();
  return result;
}
