/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "headless.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A line is a verb and its words with tabs between, each escaped as g_strescape() does. The first
 * word of most verbs is the number of an account.
 */

static GPtrArray *accounts; /* of PurpleAccount, unowned */

int
headless_account_number(PurpleAccount *account)
{
  guint number;

  return accounts && account && g_ptr_array_find(accounts, account, &number) ? (int)number : -1;
}

void
headless_forget_accounts(void)
{
  g_clear_pointer(&accounts, g_ptr_array_unref);
}

/* KEY=TYPE:VALUE, where the type is string, int or bool. */
static gboolean
set_option(PurpleAccount *account, const char *option)
{
  g_auto(GStrv) parts = g_strsplit(option, "=", 2);
  const char *value;

  if (g_strv_length(parts) != 2 || !(value = strchr(parts[1], ':')))
    return FALSE;
  value++;
  if (g_str_has_prefix(parts[1], "int:"))
    purple_account_set_int(account, parts[0], atoi(value));
  else if (g_str_has_prefix(parts[1], "bool:"))
    purple_account_set_bool(account, parts[0], strcmp(value, "true") == 0);
  else if (g_str_has_prefix(parts[1], "string:"))
    purple_account_set_string(account, parts[0], value);
  else
    return FALSE;
  return TRUE;
}

/* account PRPL USERNAME [OPTION...]: one from an earlier run, or a new one. */
static gboolean
verb_account(PurpleAccount *nobody, char **words)
{
  PurpleAccount *account = purple_accounts_find(words[1], words[0]);
  Entry *entry;

  (void)nobody;
  if (!purple_find_prpl(words[0]))
    return FALSE;
  if (!account || headless_account_number(account) >= 0) {
    account = purple_account_new(words[1], words[0]);
    purple_accounts_add(account);
  }
  for (guint i = 2; words[i]; i++)
    if (!set_option(account, words[i]))
      return FALSE;
  if (!accounts)
    accounts = g_ptr_array_new();
  g_ptr_array_add(accounts, account);
  entry = entry_new("account");
  entry_account(entry, account);
  entry_text(entry, "username", purple_account_get_username(account));
  entry_write(entry);
  return TRUE;
}

static gboolean
verb_option(PurpleAccount *account, char **words)
{
  return set_option(account, words[0]);
}

static gboolean
verb_alias(PurpleAccount *account, char **words)
{
  purple_account_set_alias(account, words[0]);
  return TRUE;
}

static gboolean
verb_enable(PurpleAccount *account, char **words)
{
  (void)words;
  purple_account_set_enabled(account, HEADLESS_UI, TRUE);
  return TRUE;
}

static gboolean
verb_disable(PurpleAccount *account, char **words)
{
  (void)words;
  purple_account_set_enabled(account, HEADLESS_UI, FALSE);
  return TRUE;
}

/* status N ID [MESSAGE] */
static gboolean
verb_status(PurpleAccount *account, char **words)
{
  PurpleStatusType *type = purple_account_get_status_type(account, words[0]);

  if (!type)
    return FALSE;
  if (words[1] && purple_status_type_get_attr(type, "message"))
    purple_account_set_status(account, words[0], TRUE, "message", words[1], NULL);
  else
    purple_account_set_status(account, words[0], TRUE, NULL);
  return TRUE;
}

/* idle N SECONDS: how long ago the person last touched anything; 0 when she is back. */
static gboolean
verb_idle(PurpleAccount *account, char **words)
{
  int seconds = atoi(words[0]);

  purple_presence_set_idle(purple_account_get_presence(account), seconds > 0,
                           seconds > 0 ? time(NULL) - seconds : 0);
  return TRUE;
}

/* picture N [FILE]: the person chooses what is in it, as it is, or none. */
static gboolean
verb_picture(PurpleAccount *account, char **words)
{
  char *data = NULL;
  gsize length = 0;

  if (words[0] && !g_file_get_contents(words[0], &data, &length, NULL))
    return FALSE;
  purple_buddy_icons_set_account_icon(account, (guchar *)data, length);
  return TRUE;
}

static PurpleConversation *
conversation(PurpleAccount *account, const char *who)
{
  return purple_find_conversation_with_account(PURPLE_CONV_TYPE_IM, who, account);
}

/* Opens it if need be. */
static PurpleConversation *
get_conversation(PurpleAccount *account, const char *who)
{
  PurpleConversation *conv = conversation(account, who);

  return conv ? conv : purple_conversation_new(PURPLE_CONV_TYPE_IM, account, who);
}

/* send N WHO HTML */
static gboolean
verb_send(PurpleAccount *account, char **words)
{
  if (!purple_account_is_connected(account))
    return FALSE;
  purple_conv_im_send(PURPLE_CONV_IM(get_conversation(account, words[0])), words[1]);
  return TRUE;
}

/* flood N WHO COUNT SIZE PERIOD, see headless_flood() */
static gboolean
verb_flood(PurpleAccount *account, char **words)
{
  if (!purple_account_is_connected(account))
    return FALSE;
  headless_flood(get_conversation(account, words[0]), atoi(words[1]), atoi(words[2]),
                 atoi(words[3]));
  return TRUE;
}

static gboolean
verb_tally(PurpleAccount *nobody, char **words)
{
  (void)nobody;
  headless_tally(atoi(words[0]));
  return TRUE;
}

static gboolean
verb_mark(PurpleAccount *nobody, char **words)
{
  (void)nobody, (void)words;
  headless_mark();
  return TRUE;
}

static gboolean
verb_close(PurpleAccount *account, char **words)
{
  PurpleConversation *conv = conversation(account, words[0]);

  if (conv)
    purple_conversation_destroy(conv);
  return conv != NULL;
}

/* typing N WHO typing|typed|stopped */
static gboolean
verb_typing(PurpleAccount *account, char **words)
{
  PurpleTypingState state = strcmp(words[1], "typing") == 0  ? PURPLE_TYPING
                            : strcmp(words[1], "typed") == 0 ? PURPLE_TYPED
                                                             : PURPLE_NOT_TYPING;

  if (!purple_account_is_connected(account))
    return FALSE;
  serv_send_typing(purple_account_get_connection(account), words[0], state);
  return TRUE;
}

/* nudge N WHO: as the client's button does. */
static gboolean
verb_nudge(PurpleAccount *account, char **words)
{
  if (!purple_account_is_connected(account))
    return FALSE;
  purple_prpl_send_attention(purple_account_get_connection(account), words[0], 0);
  return TRUE;
}

/* command N WHO LINE: LINE is typed into the conversation behind a slash. */
static gboolean
verb_command(PurpleAccount *account, char **words)
{
  PurpleConversation *conv = conversation(account, words[0]);
  g_autofree char *markup = NULL, *error = NULL;

  if (!conv)
    conv = purple_conversation_new(PURPLE_CONV_TYPE_IM, account, words[0]);
  markup = g_markup_escape_text(words[1], -1);
  return purple_cmd_do_command(conv, words[1], markup, &error) == PURPLE_CMD_STATUS_OK;
}

static gboolean
verb_info(PurpleAccount *account, char **words)
{
  if (!purple_account_is_connected(account))
    return FALSE;
  serv_get_info(purple_account_get_connection(account), words[0]);
  return TRUE;
}

static gboolean
verb_buddies(PurpleAccount *account, char **words)
{
  g_autoptr(GString) list = g_string_new("[");
  GSList *found = purple_find_buddies(account, NULL);
  Entry *entry = entry_new("buddies");

  (void)words;
  for (GSList *l = found; l; l = l->next) {
    g_autofree char *json = headless_buddy_json(l->data);

    g_string_append_printf(list, "%s%s", list->len > 1 ? ", " : "", json);
  }
  g_slist_free(found);
  g_string_append_c(list, ']');
  entry_account(entry, account);
  entry_json(entry, "buddies", list->str);
  entry_write(entry);
  return TRUE;
}

/* look N WHO: what the plugin adds to a buddy in the list, of its own making. */
static gboolean
verb_look(PurpleAccount *account, char **words)
{
  PurpleBuddy *buddy = purple_find_buddy(account, words[0]);
  PurplePlugin *prpl = purple_find_prpl(purple_account_get_protocol_id(account));
  PurplePluginProtocolInfo *info = PURPLE_PLUGIN_PROTOCOL_INFO(prpl);
  g_autofree char *status = NULL;
  Entry *entry;

  if (!buddy || !purple_account_is_connected(account))
    return FALSE;
  entry = entry_new("look");
  entry_account(entry, account);
  entry_text(entry, "who", words[0]);
  if (info->tooltip_text) {
    PurpleNotifyUserInfo *lines = purple_notify_user_info_new();
    g_autofree char *text = NULL;

    info->tooltip_text(buddy, lines, TRUE);
    text = purple_notify_user_info_get_text_with_newline(lines, "\n");
    entry_text(entry, "tooltip", text);
    purple_notify_user_info_destroy(lines);
  }
  status = info->status_text ? info->status_text(buddy) : NULL;
  entry_text(entry, "status_text", status);
  entry_text(entry, "emblem", info->list_emblem ? info->list_emblem(buddy) : NULL);
  entry_write(entry);
  return TRUE;
}

/* block N WHO yes|no */
static gboolean
verb_block(PurpleAccount *account, char **words)
{
  if (strcmp(words[1], "yes") == 0)
    purple_privacy_deny(account, words[0], FALSE, FALSE);
  else
    purple_privacy_allow(account, words[0], FALSE, FALSE);
  return TRUE;
}

/* add N WHO GROUP: a new buddy, or an old one to another group. */
static gboolean
verb_add(PurpleAccount *account, char **words)
{
  PurpleBuddy *buddy = purple_find_buddy(account, words[0]);
  PurpleGroup *group = purple_find_group(words[1]);
  gboolean known = buddy != NULL;

  if (!group) {
    group = purple_group_new(words[1]);
    purple_blist_add_group(group, NULL);
  }
  if (!buddy)
    buddy = purple_buddy_new(account, words[0], NULL);
  purple_blist_add_buddy(buddy, NULL, group, NULL);
  if (!known)
    purple_account_add_buddy(account, buddy);
  return TRUE;
}

static gboolean
verb_remove(PurpleAccount *account, char **words)
{
  PurpleBuddy *buddy = purple_find_buddy(account, words[0]);

  if (!buddy)
    return FALSE;
  purple_account_remove_buddy(account, buddy, purple_buddy_get_group(buddy));
  purple_blist_remove_buddy(buddy);
  return TRUE;
}

/* rename-buddy N WHO ALIAS */
static gboolean
verb_rename_buddy(PurpleAccount *account, char **words)
{
  PurpleBuddy *buddy = purple_find_buddy(account, words[0]);

  if (buddy)
    purple_blist_alias_buddy(buddy, words[1]);
  return buddy != NULL;
}

/* answer REQUEST BUTTON [TEXT] */
static gboolean
verb_answer(PurpleAccount *nobody, char **words)
{
  (void)nobody;
  return headless_answer(words[0], words[1], words[2] ? words[2] : "");
}

static const struct {
  const char *name;
  gboolean of_account;
  guint words; /* at least, without the account */
  gboolean (*obey)(PurpleAccount *account, char **words);
} verbs[] = {
    {"account", FALSE, 2, verb_account}, {"answer", FALSE, 2, verb_answer},
    {"option", TRUE, 1, verb_option},    {"alias", TRUE, 1, verb_alias},
    {"enable", TRUE, 0, verb_enable},    {"disable", TRUE, 0, verb_disable},
    {"status", TRUE, 1, verb_status},    {"idle", TRUE, 1, verb_idle},
    {"send", TRUE, 2, verb_send},        {"close", TRUE, 1, verb_close},
    {"nudge", TRUE, 1, verb_nudge},      {"command", TRUE, 2, verb_command},
    {"typing", TRUE, 2, verb_typing},    {"info", TRUE, 1, verb_info},
    {"buddies", TRUE, 0, verb_buddies},  {"look", TRUE, 1, verb_look},
    {"block", TRUE, 2, verb_block},      {"add", TRUE, 2, verb_add},
    {"remove", TRUE, 1, verb_remove},    {"rename-buddy", TRUE, 2, verb_rename_buddy},
    {"flood", TRUE, 4, verb_flood},      {"tally", FALSE, 1, verb_tally},
    {"mark", FALSE, 0, verb_mark},       {"picture", TRUE, 0, verb_picture},
};

static gboolean
obey_words(char **words)
{
  guint count = g_strv_length(words);

  for (guint i = 0; i < G_N_ELEMENTS(verbs); i++) {
    PurpleAccount *account = NULL;
    guint first = verbs[i].of_account ? 2 : 1;

    if (strcmp(words[0], verbs[i].name) != 0)
      continue;
    if (count < first + verbs[i].words)
      return FALSE;
    if (verbs[i].of_account) {
      guint number = atoi(words[1]);

      if (!accounts || number >= accounts->len)
        return FALSE;
      account = g_ptr_array_index(accounts, number);
    }
    return verbs[i].obey(account, words + first);
  }
  return FALSE;
}

gboolean
headless_obey(const char *line)
{
  g_auto(GStrv) words = g_strsplit(line, "\t", -1);

  if (!words[0] || strcmp(words[0], "quit") == 0)
    return FALSE;
  for (char **word = words; *word; word++) {
    char *plain = g_strcompress(*word);

    g_free(*word);
    *word = plain;
  }
  if (!obey_words(words)) {
    Entry *entry = entry_new("cannot");

    entry_text(entry, "line", line);
    entry_write(entry);
  }
  return TRUE;
}
