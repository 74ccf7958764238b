/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/distrust.h"

#include "plugin/buddies.h"
#include "plugin/i18n.h"
#include "plugin/question.h"
#include "plugin/security.h"
#include "plugin/verify.h"

static void
word_new_key(const LlAccount *account, const char *name, const char *person, char **ret_primary,
             char **ret_secondary)
{
  g_autofree char *number = ll_endpoint_safety_number(account->endpoint, name);
  g_autofree char *lines = number ? ll_security_lines(number) : g_strdup("");

  *ret_primary = g_strdup_printf(
      /* TRANSLATORS: a person's name. */
      _("%s answers with another key than before."), person);
  *ret_secondary = g_strdup_printf(
      /* TRANSLATORS: a number in two lines. */
      _("They may have a new computer, or have made a new key. Or somebody else on the network "
        "poses as them, or came in between to read along.\n\n"
        "Ask them by telephone, or when you meet, whether they have a new key, and whether they "
        "see this safety number:\n\n%s\n\n"
        "Accept the new key only if so. Until then nothing is sent to them, and nothing of theirs "
        "is shown."),
      lines);
}

static void
word_no_key(const char *person, char **ret_primary, char **ret_secondary)
{
  *ret_primary = g_strdup_printf(
      /* TRANSLATORS: a person's name. */
      _("%s encrypted before, and now does not."), person);
  *ret_secondary =
      g_strdup(_("They may use another program now, or have switched encryption off. Or somebody "
                 "else on the network poses as them, or prevents the encryption to read along.\n\n"
                 "Ask them by telephone, or when you meet.\n\n"
                 "If you accept, you go on without encryption: everybody on the network can read "
                 "along. Until then nothing is sent to them, and nothing of theirs is shown."));
}

static gboolean
word(LlAccount *account, const char *name, char **ret_primary, char **ret_secondary)
{
  g_autofree char *person = ll_buddies_name(account, name);
  LlUndelivered why;

  if (!ll_endpoint_distrust(account->endpoint, name, &why))
    return FALSE;
  if (why == LL_UNDELIVERED_NO_KEY)
    word_no_key(person, ret_primary, ret_secondary);
  else
    word_new_key(account, name, person, ret_primary, ret_secondary);
  return TRUE;
}

/* Why, and which key. */
static char *
subject(LlAccount *account, const char *name)
{
  g_autofree char *key = ll_endpoint_fingerprint(account->endpoint, name);
  LlUndelivered why;

  if (!ll_endpoint_distrust(account->endpoint, name, &why))
    return NULL;
  return why == LL_UNDELIVERED_NO_KEY ? g_strdup("") : g_steal_pointer(&key);
}

static void
accepted(LlAccount *account, const char *name)
{
  if (ll_endpoint_distrust(account->endpoint, name, &(LlUndelivered){0}))
    ll_endpoint_accept(account->endpoint, name);
  ll_security_told(account, name, ll_endpoint_security(account->endpoint, name));
}

/* It stays as it is. */
static void
rejected(G_GNUC_UNUSED LlAccount *account, G_GNUC_UNUSED const char *name)
{
}

#define QUESTION                                                                                   \
  .title = N_("Changed Key"), .accept = N_("_Accept"), .reject = N_("_Reject"), .word = word,      \
  .subject = subject, .accepted = accepted, .rejected = rejected

static const LlQuestionKind told = {QUESTION};
static const LlQuestionKind wanted = {QUESTION, .is_wanted = TRUE};

void
ll_distrust_told(LlAccount *account, const char *name, G_GNUC_UNUSED LlUndelivered why)
{
  ll_question_ask(account, &told, name);
}

gboolean
ll_distrust_ask(LlAccount *account, const char *name)
{
  return ll_question_ask(account, &wanted, name);
}

void
ll_distrust_settled(LlAccount *account, const char *name)
{
  ll_question_withdraw(account, &told, name);
  ll_question_withdraw(account, &wanted, name);
}
