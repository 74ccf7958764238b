/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/security.h"

#include <conversation.h>
#include <string.h>

#include "limits.h"
#include "plugin/buddies.h"
#include "plugin/handle.h"
#include "plugin/i18n.h"
#include "plugin/line.h"
#include "plugin/options.h"
#include "plugin/verify.h"
#include "wire/name.h"

/* What was said in a conversation of how safe it is. */
#define SAID "link-local-security"

LlSecurity
ll_security_of(const LlAccount *account, const char *handle)
{
  g_autofree char *name = ll_handle_name(handle);

  return account && account->endpoint ? ll_endpoint_security(account->endpoint, name)
                                      : LL_SECURITY_UNKNOWN;
}

const char *
ll_security_word(LlSecurity security)
{
  switch (security) {
  case LL_SECURITY_UNKNOWN:
    /* TRANSLATORS: follows "Encryption:", of somebody to whom no connection was made yet. */
    return _("Not known yet");
  case LL_SECURITY_PLAIN:
    return _("Not encrypted");
  case LL_SECURITY_ENCRYPTED:
    return _("Encrypted, not verified");
  case LL_SECURITY_VERIFIED:
    /* TRANSLATORS: of a conversation: encrypted, and the keys were compared. */
    return _("Verified");
  case LL_SECURITY_CHANGED:
    /* TRANSLATORS: of somebody's key, which is not the one of before. */
    return _("Changed!");
  }
  g_return_val_if_reached(_("Not encrypted"));
}

/* --- What is shown of a person -------------------------------------------------------------- */

const char *
ll_security_emblem(PurpleBuddy *buddy)
{
  PurpleConnection *gc = purple_account_get_connection(purple_buddy_get_account(buddy));
  LlSecurity security =
      gc ? ll_security_of(ll_account_from_connection(gc), purple_buddy_get_name(buddy))
         : LL_SECURITY_UNKNOWN;

  return security == LL_SECURITY_ENCRYPTED || security == LL_SECURITY_VERIFIED ? "secure" : NULL;
}

static void
add(PurpleNotifyUserInfo *info, const char *label, const char *value)
{
  if (value)
    purple_notify_user_info_add_pair_plaintext(info, label, value);
}

void
ll_security_add(const LlAccount *account, const char *handle, PurpleNotifyUserInfo *info,
                gboolean whole)
{
  g_autofree char *name = ll_handle_name(handle);
  const char *known_as =
      account->recognised ? g_hash_table_lookup(account->recognised, name) : NULL;

  add(info, _("Encryption"), ll_security_word(ll_security_of(account, handle)));
  add(info,
      /* TRANSLATORS: the name under which somebody with the same key was met. */
      _("Met before as"), known_as);
  if (!whole)
    return;
  g_autofree char *number = ll_endpoint_safety_number(account->endpoint, name);
  g_autofree char *theirs = ll_endpoint_fingerprint(account->endpoint, name);
  g_autofree char *ours = ll_endpoint_fingerprint(account->endpoint, NULL);
  add(info,
      /* TRANSLATORS: a number that two people compare to know that nobody is between them. */
      _("Safety number"), number);
  add(info, _("Fingerprint of their key"), theirs);
  add(info, _("Fingerprint of your key"), ours);
}

char *
ll_security_lines(const char *groups)
{
  g_auto(GStrv) words = g_strsplit(groups, " ", -1);
  guint count = g_strv_length(words);
  GString *lines = g_string_new(NULL);

  for (guint i = 0; i < count; i++)
    g_string_append_printf(lines, "%s%s", words[i],
                           i + 1 == count       ? ""
                           : i + 1 == count / 2 ? "\n"
                                                : " ");
  return g_string_free(lines, FALSE);
}

/* --- Lines in the conversation -------------------------------------------------------------- */

/* That of somebody who answers with another key, or with none. (transfer full) */
static char *
line_of_change(const LlAccount *account, const char *name, const char *person)
{
  LlUndelivered why = LL_UNDELIVERED_NEW_KEY;

  ll_endpoint_distrust(account->endpoint, name, &why);
  if (why == LL_UNDELIVERED_NO_KEY)
    return g_strdup_printf(
        /* TRANSLATORS: a person's name; a command, like /verify. */
        _("Changed! The program of %s encrypted before and now does not. Nothing is sent, and "
          "nothing of theirs is shown, before you have decided: type %s."),
        person, ll_verify_command());
  return g_strdup_printf(
      /* TRANSLATORS: a person's name; a command, like /verify. */
      _("Changed! %s answers with another key than before. Nothing is sent, and nothing of theirs "
        "is shown, before you have decided: type %s."),
      person, ll_verify_command());
}

/* (transfer full) (nullable) */
static char *
line_of(const LlAccount *account, const char *name, LlSecurity security)
{
  g_autofree char *person = ll_line_person(account, name);

  switch (security) {
  case LL_SECURITY_UNKNOWN:
    break;
  case LL_SECURITY_PLAIN:
    if (ll_options_policy(account->account) == LL_POLICY_NEVER)
      return g_strdup(_("Not encrypted, because this account is set to encrypt never. Everybody on "
                        "the network can read along."));
    return g_strdup_printf(
        /* TRANSLATORS: a person's name. */
        _("Not encrypted, because the program of %s does not encrypt. Everybody on the network "
          "can read along, and can write in the name of either of you."),
        person);
  case LL_SECURITY_ENCRYPTED:
    return g_strdup_printf(
        /* TRANSLATORS: a command, like /verify; a person's name. */
        _("Encrypted, not verified. To be sure that nobody is in between, type %s and compare the "
          "safety number with %s."),
        ll_verify_command(), person);
  case LL_SECURITY_VERIFIED:
    return g_strdup(_("Verified. This conversation is encrypted, and the safety number was the "
                      "same on both sides."));
  case LL_SECURITY_CHANGED:
    return line_of_change(account, name, person);
  }
  return NULL;
}

/* If it was not said in CONVERSATION already: so a reconnection says nothing anew. */
static void
say(const LlAccount *account, PurpleConversation *conversation, const char *name,
    LlSecurity security)
{
  gpointer said = purple_conversation_get_data(conversation, SAID);
  g_autofree char *line = NULL;

  if (security == LL_SECURITY_UNKNOWN || GPOINTER_TO_UINT(said) == security)
    return;
  purple_conversation_set_data(conversation, SAID, GUINT_TO_POINTER(security));
  line = line_of(account, name, security);
  if (line)
    ll_line_write(account, name, line, PURPLE_MESSAGE_SYSTEM);
}

static void
say_recognised(const LlAccount *account, const char *name, const char *known_as)
{
  g_autofree char *person = ll_line_person(account, name);
  g_autofree char *before = g_markup_escape_text(known_as, -1);
  g_autofree char *line = g_strdup_printf(
      /* TRANSLATORS: a person's name; another name, like juliet@laptop. */
      _("This is %s, whom you have met before as %s: the key is the same."), person, before);

  ll_line_write(account, name, line, PURPLE_MESSAGE_SYSTEM);
}

static PurpleConversation *
conversation_with(const LlAccount *account, const char *name)
{
  return purple_find_conversation_with_account(PURPLE_CONV_TYPE_IM, name, account->account);
}

void
ll_security_told(LlAccount *account, const char *name, LlSecurity security)
{
  PurpleConversation *conversation = conversation_with(account, name);

  ll_buddies_redraw(account, name);
  if (!conversation)
    return;
  say(account, conversation, name, security);
  purple_conversation_update(conversation, PURPLE_CONV_UPDATE_AWAY); /* Pidgin's padlock in it */
}

void
ll_security_recognised(LlAccount *account, const char *name, const char *known_as)
{
  if (!account->recognised)
    account->recognised = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free, g_free);
  if (g_hash_table_size(account->recognised) >= LL_RECOGNISED_MAX &&
      !g_hash_table_contains(account->recognised, name))
    return;
  g_hash_table_insert(account->recognised, g_strdup(name), g_strdup(known_as));
  if (conversation_with(account, name))
    say_recognised(account, name, known_as);
}

static void
on_conversation(PurpleConversation *conversation, gpointer data)
{
  LlAccount *account = data;

  if (purple_conversation_get_account(conversation) != account->account ||
      purple_conversation_get_type(conversation) != PURPLE_CONV_TYPE_IM || !account->endpoint)
    return;
  g_autofree char *name = ll_handle_name(purple_conversation_get_name(conversation));
  const char *known_as =
      account->recognised ? g_hash_table_lookup(account->recognised, name) : NULL;
  if (known_as)
    say_recognised(account, name, known_as);
  say(account, conversation, name, ll_endpoint_security(account->endpoint, name));
}

void
ll_security_open(LlAccount *account)
{
  purple_signal_connect(purple_conversations_get_handle(), "conversation-created", account,
                        PURPLE_CALLBACK(on_conversation), account);
}

void
ll_security_close(LlAccount *account)
{
  purple_signals_disconnect_by_handle(account);
}
