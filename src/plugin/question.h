/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "plugin/account.h"

/* Questions about people that are answered with yes or no, in all clients: one of each person at a
 * time, of each kind LL_QUESTIONS_MAX at a time unless the user asked for them, and none after the
 * account has signed off. A question may be left open, or be put off, which changes nothing. */

/* A kind of question. Its texts are translated when it is asked. */
typedef struct {
  const char *title;
  const char *accept, *reject; /* captions; BitlBee has its own */
  gboolean is_wanted;          /* the user has asked for it, who is nobody that could be many */
  /* What to ask about NAME now: plain text (transfer full). FALSE: there is nothing to ask. */
  gboolean (*word)(LlAccount *account, const char *name, char **ret_primary, char **ret_secondary);
  /* What the answer is about, as far as that may become another while the question is open: a key.
   * If it has, the answer does not count, and the question is asked anew. (transfer full)
   * (nullable: nothing) */
  char *(*subject)(LlAccount *account, const char *name);
  void (*accepted)(LlAccount *account, const char *name);
  void (*rejected)(LlAccount *account, const char *name);
} LlQuestionKind;

/* ll_question_ask: ask, in the place of another question about NAME. KIND must outlive it. FALSE:
 * there is nothing to ask, or too much is open, or exactly this has been asked and was not answered
 * yet and nobody wants to be asked again. */
gboolean ll_question_ask(LlAccount *account, const LlQuestionKind *kind, const char *name);
/* ll_question_withdraw: if a question of KIND about NAME is open, it is settled. */
void ll_question_withdraw(LlAccount *account, const LlQuestionKind *kind, const char *name);
/* ll_question_clear: the account signs off. */
void ll_question_clear(LlAccount *account);
