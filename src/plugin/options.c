/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/options.h"

#include <accountopt.h>

#include "plugin/domains.h"
#include "plugin/i18n.h"
#include "wire/name.h"
#include "wire/text.h"

/* A personal field: its key and the key of the switch that keeps it private. */
typedef struct {
  const char *key;
  const char *show;
  const char *label;
  const char *show_label;
  gsize offset;
} Field;

static const Field fields[] = {
    {"nick", "show_nick", N_("Nickname"), N_("Publish the nickname"),
     G_STRUCT_OFFSET(LlPresence, nick)},
    {"first", "show_first", N_("First name"), N_("Publish the first name"),
     G_STRUCT_OFFSET(LlPresence, first)},
    {"last", "show_last", N_("Last name"), N_("Publish the last name"),
     G_STRUCT_OFFSET(LlPresence, last)},
    {"email", "show_email", N_("E-mail address"), N_("Publish the e-mail address"),
     G_STRUCT_OFFSET(LlPresence, email)},
    {"jid", "show_jid", N_("XMPP address"), N_("Publish the XMPP address"),
     G_STRUCT_OFFSET(LlPresence, jid)},
};

/* A value of an option with few of them. */
typedef struct {
  int meaning;
  const char *value;
  const char *label;
} Choice;

/* The first is the default. */
static const Choice responders[] = {
    /* TRANSLATORS: which mDNS responder to use: what there is, in this order. */
    {LL_RESPONDER_AUTOMATIC, "auto", N_("Automatic")},
    {LL_RESPONDER_DAEMON, "daemon", N_("Avahi daemon")},
    /* TRANSLATORS: the mDNS responder that is a part of this plugin. */
    {LL_RESPONDER_EMBEDDED, "embedded", N_("Built-in")},
};

static const Choice policies[] = {
    /* TRANSLATORS: when conversations are encrypted. */
    {LL_POLICY_WHEN_POSSIBLE, "possible", N_("When possible")},
    /* TRANSLATORS: likewise: there are no others. */
    {LL_POLICY_ALWAYS, "always", N_("Always")},
    /* TRANSLATORS: likewise: there are none with people who are not verified. */
    {LL_POLICY_ONLY_VERIFIED, "verified", N_("Always, with verified people only")},
    /* TRANSLATORS: likewise. */
    {LL_POLICY_NEVER, "never", N_("Never (to find errors)")},
};

static PurpleAccountOption *
choice_option_new(const char *text, const char *key, const Choice *choices, gsize n_choices)
{
  GList *list = NULL;

  for (gsize i = 0; i < n_choices; i++) {
    PurpleKeyValuePair *pair = g_new0(PurpleKeyValuePair, 1);
    pair->key = g_strdup(_(choices[i].label));
    pair->value = g_strdup(choices[i].value);
    list = g_list_append(list, pair);
  }
  return purple_account_option_list_new(text, key, list);
}

static int
chosen(const PurpleAccount *account, const char *key, const Choice *choices, gsize n_choices)
{
  const char *value = purple_account_get_string(account, key, NULL);

  for (gsize i = 0; i < n_choices; i++)
    if (purple_strequal(value, choices[i].value))
      return choices[i].meaning;
  return choices[0].meaning;
}

GList *
ll_options_new(void)
{
  GList *options = NULL;

  options = g_list_append(
      options, purple_account_option_int_new(_("Port"), LL_OPTION_PORT, LL_PORT_DEFAULT));
  options = g_list_append(options, choice_option_new(_("Encryption"), LL_OPTION_ENCRYPTION,
                                                     policies, G_N_ELEMENTS(policies)));
  options = g_list_append(
      options, purple_account_option_bool_new(_("Ask before people who are new can write to me"),
                                              LL_OPTION_ASK_STRANGERS, FALSE));
  options = g_list_append(options, choice_option_new(_("mDNS responder"), LL_OPTION_RESPONDER,
                                                     responders, G_N_ELEMENTS(responders)));
  options =
      g_list_append(options, purple_account_option_string_new(
                                 /* TRANSLATORS: DNS domains beyond the local network. */
                                 _("Further domains to search for people"), LL_OPTION_DOMAINS, ""));
  options = g_list_append(options, purple_account_option_bool_new(_("Tell others when I am typing"),
                                                                  LL_OPTION_TYPING, TRUE));
  for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
    options = g_list_append(
        options, purple_account_option_string_new(_(fields[i].label), fields[i].key, ""));
    options = g_list_append(
        options, purple_account_option_bool_new(_(fields[i].show_label), fields[i].show, TRUE));
  }
  return g_list_append(options,
                       purple_account_option_bool_new(_("Tell others who ask my operating system"),
                                                      LL_OPTION_SHOW_OS, FALSE));
}

GHashTable *
ll_options_account_texts(G_GNUC_UNUSED PurpleAccount *account)
{
  GHashTable *texts = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);

  g_hash_table_insert(texts, (gpointer) "login_label",
                      g_strdup_printf(
                          /* TRANSLATORS: a hint in the empty field for the user name; %s is the
                             name of the login. */
                          _("e.g. %s"), g_get_user_name()));
  return texts;
}

char *
ll_options_user(const PurpleAccount *account)
{
  g_autofree char *name = ll_text_clean_line(purple_account_get_username(account), -1);
  g_autofree char *user = ll_name_user(name);

  g_strstrip(user);
  return *user ? g_steal_pointer(&user) : g_strdup(g_get_user_name());
}

guint16
ll_options_port(const PurpleAccount *account)
{
  int port = purple_account_get_int(account, LL_OPTION_PORT, LL_PORT_DEFAULT);

  return port > 0 && port <= G_MAXUINT16 ? port : LL_PORT_DEFAULT;
}

LlResponder
ll_options_responder(const PurpleAccount *account)
{
  return chosen(account, LL_OPTION_RESPONDER, responders, G_N_ELEMENTS(responders));
}

LlPolicy
ll_options_policy(const PurpleAccount *account)
{
  return chosen(account, LL_OPTION_ENCRYPTION, policies, G_N_ELEMENTS(policies));
}

gboolean
ll_options_asks_strangers(const PurpleAccount *account)
{
  return purple_account_get_bool(account, LL_OPTION_ASK_STRANGERS, FALSE);
}

gboolean
ll_options_tells_typing(const PurpleAccount *account)
{
  return purple_account_get_bool(account, LL_OPTION_TYPING, TRUE);
}

GStrv
ll_options_domains(const PurpleAccount *account, char **ret_complaint)
{
  const char *text = purple_account_get_string(account, LL_OPTION_DOMAINS, "");

  return ll_domains_parse(text ? text : "", ret_complaint);
}

char *
ll_options_os(const PurpleAccount *account)
{
  return purple_account_get_bool(account, LL_OPTION_SHOW_OS, FALSE)
             ? g_get_os_info(G_OS_INFO_KEY_PRETTY_NAME)
             : NULL;
}

void
ll_options_fill(const PurpleAccount *account, LlPresence *presence)
{
  for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
    const char *value = purple_account_get_string(account, fields[i].key, "");
    char **field = G_STRUCT_MEMBER_P(presence, fields[i].offset);

    g_clear_pointer(field, g_free);
    if (!value || !purple_account_get_bool(account, fields[i].show, TRUE))
      continue;
    g_autofree char *clean = ll_text_clean_line(value, -1);
    if (*clean)
      *field = g_steal_pointer(&clean);
  }
}
