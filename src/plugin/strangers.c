/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/strangers.h"

#include <string.h>

#include <privacy.h>
#include <util.h>

#include "limits.h"
#include "plugin/bitlbee.h"
#include "plugin/buddies.h"
#include "plugin/i18n.h"
#include "plugin/options.h"
#include "plugin/question.h"
#include "plugin/security.h"
#include "wire/name.h"

/* LIST is one of libpurple's of people who are blocked or allowed. */
static gboolean
is_on(GSList *list, const PurpleAccount *account, const char *name)
{
  return g_slist_find_custom(list, purple_normalize(account, name), (GCompareFunc)strcmp) != NULL;
}

/* To libpurple everybody whom the network shows is on the buddy list; to the user those are who
 * were put there. BitlBee fills the list of who is blocked, and does not say that it counts. */
static gboolean
is_blocked(PurpleAccount *account, const char *name)
{
  return !purple_privacy_check(account, name) ||
         (account->perm_deny == PURPLE_PRIVACY_ALLOW_BUDDYLIST &&
          !ll_buddies_is_saved(account, name)) ||
         (ll_bitlbee_is_client() && is_on(account->deny, account, name));
}

LlWelcome
ll_strangers_welcome(const LlAccount *account, const char *name)
{
  PurpleAccount *purple_account = account->account;

  if (is_blocked(purple_account, name))
    return LL_WELCOME_NO;
  if (!ll_options_asks_strangers(purple_account) ||
      g_hash_table_contains(account->written_to, name) ||
      is_on(purple_account->permit, purple_account, name) ||
      ll_buddies_is_saved(purple_account, name) ||
      ll_security_of(account, name) == LL_SECURITY_VERIFIED)
    return LL_WELCOME_YES;
  return LL_WELCOME_NOT_YET;
}

/* --- The question --------------------------------------------------------------------------- */

static gboolean
word(LlAccount *account, const char *name, char **ret_primary, char **ret_secondary)
{
  g_autofree char *person = ll_buddies_name(account, name);

  *ret_primary = g_strdup_printf(
      /* TRANSLATORS: a person's name; their name on the network. */
      _("%s (%s) wants to write to you."), person, name);
  *ret_secondary = g_strdup_printf(
      /* TRANSLATORS: a word like "Encrypted, not verified". */
      _("You have not written to them, and they are not on your buddy list. What they wrote was "
        "not "
        "shown, which their program was told.\n\n"
        "Accept: they may write to you from now on. Reject: they are blocked.\n\n"
        "Encryption: %s"),
      ll_security_word(ll_endpoint_security(account->endpoint, name)));
  return TRUE;
}

/* local_only: no server is to know. */
static void
accepted(LlAccount *account, const char *name)
{
  purple_privacy_permit_add(account->account, name, TRUE);
}

static void
rejected(LlAccount *account, const char *name)
{
  purple_privacy_deny(account->account, name, TRUE, TRUE);
}

static const LlQuestionKind kind = {
    .title = N_("Somebody New"),
    .accept = N_("_Accept"),
    .reject = N_("_Reject"),
    .word = word,
    .accepted = accepted,
    .rejected = rejected,
};

void
ll_strangers_knocked(LlAccount *account, const char *name)
{
  if (ll_strangers_welcome(account, name) != LL_WELCOME_NOT_YET ||
      g_hash_table_contains(account->asked_about, name) ||
      g_hash_table_size(account->asked_about) >= LL_STRANGERS_ASKED_MAX)
    return;
  if (ll_question_ask(account, &kind, name))
    g_hash_table_add(account->asked_about, g_strdup(name));
}

void
ll_strangers_written_to(LlAccount *account, const char *name)
{
  if (!g_hash_table_contains(account->written_to, name))
    g_hash_table_add(account->written_to, g_strdup(name));
  ll_question_withdraw(account, &kind, name);
}
