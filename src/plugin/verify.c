/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/verify.h"

#include <cmds.h>
#include <notify.h>
#include <util.h>

#include "plugin/bitlbee.h"
#include "plugin/buddies.h"
#include "plugin/distrust.h"
#include "plugin/handle.h"
#include "plugin/i18n.h"
#include "plugin/line.h"
#include "plugin/question.h"
#include "plugin/security.h"

#define TITLE N_("Verify")

static PurpleCmdId command;

const char *
ll_verify_command(void)
{
  /* TRANSLATORS: what to type in an IRC client; translate NICK only. */
  return ll_bitlbee_is_client() ? _("/msg NICK /verify") : "/verify";
}

/* --- The question --------------------------------------------------------------------------- */

static gboolean
word(LlAccount *account, const char *name, char **ret_primary, char **ret_secondary)
{
  g_autofree char *person = ll_buddies_name(account, name);
  g_autofree char *number = ll_endpoint_safety_number(account->endpoint, name);

  if (!number || ll_endpoint_distrust(account->endpoint, name, &(LlUndelivered){0}))
    return FALSE;
  g_autofree char *lines = ll_security_lines(number);
  *ret_primary = g_strdup_printf(
      /* TRANSLATORS: a person's name. */
      _("Does %s see the same safety number?"), person);
  *ret_secondary = g_strdup_printf(
      /* TRANSLATORS: a number in two lines; a person's name; a word like "Verified". */
      _("%s\n\n"
        "Have %s read theirs aloud, by telephone or when you meet, not in this chat: their program "
        "shows it in Get Info, too. If it is the same, nobody is in between.\n\n"
        "Up to now: %s"),
      lines, person, ll_security_word(ll_endpoint_security(account->endpoint, name)));
  return TRUE;
}

static char *
subject(LlAccount *account, const char *name)
{
  return ll_endpoint_fingerprint(account->endpoint, name);
}

static void
accepted(LlAccount *account, const char *name)
{
  ll_endpoint_set_verified(account->endpoint, name, TRUE);
  ll_security_told(account, name, ll_endpoint_security(account->endpoint, name));
}

static void
rejected(LlAccount *account, const char *name)
{
  g_autofree char *person = ll_line_person(account, name);
  g_autofree char *line = g_strdup_printf(
      /* TRANSLATORS: a person's name. */
      _("The safety numbers are not the same. Make sure that you both looked at that of the other. "
        "If they still differ, somebody may be between you and %s and read along: write nothing "
        "here that they must not know."),
      person);

  ll_endpoint_set_verified(account->endpoint, name, FALSE);
  ll_security_told(account, name, ll_endpoint_security(account->endpoint, name));
  ll_line_write(account, name, line, PURPLE_MESSAGE_SYSTEM);
}

static const LlQuestionKind kind = {
    .title = TITLE,
    /* TRANSLATORS: of two numbers. */
    .accept = N_("It is the _Same"),
    /* TRANSLATORS: of two numbers. */
    .reject = N_("It is _Not"),
    .is_wanted = TRUE,
    .word = word,
    .subject = subject,
    .accepted = accepted,
    .rejected = rejected,
};

/* What there is to say where there is nothing to compare. */
static void
explain(const LlAccount *account, const char *name)
{
  g_autofree char *person = ll_buddies_name(account, name);
  g_autofree char *primary = g_strdup_printf(
      /* TRANSLATORS: a person's name. */
      _("There is no safety number to compare with %s."), person);

  purple_notify_info(
      account->gc, _(TITLE), primary,
      ll_endpoint_security(account->endpoint, name) == LL_SECURITY_PLAIN
          ? _("Their program does not encrypt.")
          : _("Their key is not known yet. It is as soon as you have written to each "
              "other, if their program encrypts."));
}

static void
verify(PurpleConnection *gc, const char *handle)
{
  LlAccount *account = gc ? ll_account_from_connection(gc) : NULL;
  g_autofree char *name = ll_handle_name(handle);

  if (!account || !account->endpoint)
    return;
  if (ll_distrust_ask(account, name) || ll_question_ask(account, &kind, name))
    return;
  explain(account, name);
}

/* --- Ways to it ------------------------------------------------------------------------------ */

static void
on_menu(PurpleBlistNode *node, G_GNUC_UNUSED gpointer data)
{
  PurpleBuddy *buddy = (PurpleBuddy *)node;

  verify(purple_account_get_connection(purple_buddy_get_account(buddy)),
         purple_buddy_get_name(buddy));
}

GList *
ll_verify_menu(PurpleBlistNode *node)
{
  if (!PURPLE_BLIST_NODE_IS_BUDDY(node))
    return NULL;
  return g_list_append(NULL, purple_menu_action_new(
                                 /* TRANSLATORS: in a buddy's menu: compare the keys. */
                                 _("Verify..."), PURPLE_CALLBACK(on_menu), NULL, NULL));
}

static PurpleCmdRet
on_command(PurpleConversation *conversation, G_GNUC_UNUSED const char *name,
           G_GNUC_UNUSED char **words, G_GNUC_UNUSED char **error, G_GNUC_UNUSED void *data)
{
  PurpleConnection *gc = purple_conversation_get_gc(conversation);

  if (!gc)
    return PURPLE_CMD_RET_FAILED;
  verify(gc, purple_conversation_get_name(conversation));
  return PURPLE_CMD_RET_OK;
}

void
ll_verify_load(void)
{
  command = purple_cmd_register(
      "verify", "", PURPLE_CMD_P_PRPL, PURPLE_CMD_FLAG_IM | PURPLE_CMD_FLAG_PRPL_ONLY,
      "prpl-link-local", on_command,
      /* TRANSLATORS: help on a command; do not translate "verify". */
      _("verify: compare the safety number, to be sure that nobody is in between"), NULL);
}

void
ll_verify_unload(void)
{
  purple_cmd_unregister(command);
}
