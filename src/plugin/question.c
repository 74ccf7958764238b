/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/question.h"

#include <debug.h>
#include <request.h>
#include <util.h>

#include "limits.h"
#include "plugin/bitlbee.h"
#include "plugin/finch.h"
#include "plugin/i18n.h"
#include "wire/name.h"

/* One that may have been closed without an answer, of which clients do not tell, makes room for
 * another after this time. */
#define STALE_SECONDS 300
/* Of the buttons. What is pressed by mistake, by who types when the question comes up, is to change
 * nothing. */
#define DEFAULT_BUTTON 2
/* TRANSLATORS: a button below a question: decide later. */
#define LATER N_("_Later")

typedef struct {
  LlAccount *account;
  const LlQuestionKind *kind;
  char *name;
  char *subject;
  gint64 asked_at;
  gpointer handle;
} Question;

/* By a number, by which libpurple closes it. An address might be used again while libpurple still
 * has the old question, as it does after an answer in BitlBee. */
static gpointer
new_handle(void)
{
  static gsize last;

  return GSIZE_TO_POINTER(++last);
}

static void
question_free(gpointer data)
{
  Question *question = data;

  g_free(question->name);
  g_free(question->subject);
  g_free(question);
}

static Question *
lookup(const LlAccount *account, const char *name)
{
  return account->questions ? g_hash_table_lookup(account->questions, name) : NULL;
}

/* Off the screen, if it is still there. */
static void
close_question(Question *question)
{
  gpointer handle = question->handle;

  g_hash_table_remove(question->account->questions, question->name);
  purple_request_close_with_handle(handle);
}

/* --- Answers ------------------------------------------------------------------------------- */

/* The client closes an answered question. */
static void
answer(Question *question, gboolean is_accepted)
{
  LlAccount *account = question->account;
  const LlQuestionKind *kind = question->kind;
  g_autofree char *now = kind->subject ? kind->subject(account, question->name) : NULL;

  g_hash_table_steal(account->questions, question->name);
  if (!purple_strequal(now, question->subject))
    ll_question_ask(account, kind, question->name);
  else if (is_accepted)
    kind->accepted(account, question->name);
  else
    kind->rejected(account, question->name);
  question_free(question);
}

static void
on_accept(gpointer question, G_GNUC_UNUSED int button)
{
  answer(question, TRUE);
}

static void
on_reject(gpointer question, G_GNUC_UNUSED int button)
{
  answer(question, FALSE);
}

/* It stays known, so that the same is not asked again. */
static void
on_later(G_GNUC_UNUSED gpointer question, G_GNUC_UNUSED int button)
{
}

/* --- Questions ----------------------------------------------------------------------------- */

/* Lets one go that is old, so that another can be asked. */
static gboolean
has_room(LlAccount *account, const LlQuestionKind *kind, gint64 now)
{
  Question *oldest = NULL;
  GHashTableIter iter;
  gpointer value;
  guint open = 0;

  if (kind->is_wanted)
    return TRUE;
  g_hash_table_iter_init(&iter, account->questions);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    Question *question = value;
    if (question->kind != kind)
      continue;
    open++;
    if (!oldest || question->asked_at < oldest->asked_at)
      oldest = question;
  }
  if (open < LL_QUESTIONS_MAX)
    return TRUE;
  if (now - oldest->asked_at < STALE_SECONDS * G_USEC_PER_SEC)
    return FALSE;
  close_question(oldest);
  return TRUE;
}

/* BitlBee looks for its own, English words in the captions. */
static char *
caption(const char *text, const char *in_bitlbee)
{
  return ll_bitlbee_is_client() ? g_strdup(in_bitlbee) : ll_finch_caption(_(text));
}

static char *
body(const char *text)
{
  g_autofree char *wrapped = ll_finch_wrap(text);

  return ll_bitlbee_text(wrapped);
}

static void
show(Question *question, const char *primary, const char *secondary)
{
  g_autofree char *first = body(primary), *second = body(secondary);
  g_autofree char *accept = caption(question->kind->accept, "Accept");
  g_autofree char *reject = caption(question->kind->reject, "Reject");
  g_autofree char *later = caption(LATER, "Later");

  purple_request_action(question->handle, _(question->kind->title), first, second, DEFAULT_BUTTON,
                        question->account->account, question->name, NULL, question, 3, accept,
                        G_CALLBACK(on_accept), reject, G_CALLBACK(on_reject), later,
                        G_CALLBACK(on_later));
}

gboolean
ll_question_ask(LlAccount *account, const LlQuestionKind *kind, const char *name)
{
  gint64 now = g_get_monotonic_time();
  g_autofree char *primary = NULL, *secondary = NULL;
  g_autofree char *subject = kind->subject ? kind->subject(account, name) : NULL;
  Question *question = lookup(account, name);

  if (question && question->kind == kind && !kind->is_wanted &&
      purple_strequal(question->subject, subject))
    return FALSE;
  if (!account->questions)
    account->questions =
        g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, NULL, question_free);
  if (question)
    close_question(question);
  if (!has_room(account, kind, now)) {
    purple_debug_warning("link-local", "too many questions are open to ask another\n");
    return FALSE;
  }
  if (!kind->word(account, name, &primary, &secondary))
    return FALSE;
  question = g_new0(Question, 1);
  question->account = account;
  question->kind = kind;
  question->name = g_strdup(name);
  question->subject = g_steal_pointer(&subject);
  question->asked_at = now;
  question->handle = new_handle();
  g_hash_table_insert(account->questions, question->name, question);
  show(question, primary, secondary);
  return TRUE;
}

void
ll_question_withdraw(LlAccount *account, const LlQuestionKind *kind, const char *name)
{
  Question *question = lookup(account, name);

  if (question && question->kind == kind)
    close_question(question);
}

void
ll_question_clear(LlAccount *account)
{
  GHashTableIter iter;
  gpointer value;

  if (!account->questions)
    return;
  g_hash_table_iter_init(&iter, account->questions);
  while (g_hash_table_iter_next(&iter, NULL, &value))
    purple_request_close_with_handle(((Question *)value)->handle);
  g_clear_pointer(&account->questions, g_hash_table_unref);
}
