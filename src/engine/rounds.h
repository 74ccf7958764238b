/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* Who is there in a domain beyond the link. Nothing tells there of those who come and leave, so all
 * is asked for once more in rounds; who is in no answer of two rounds has left. `now` is any
 * clock's milliseconds that never goes back. */

#define LL_ROUNDS_MS 60000
/* Since the last answer with somebody in it: two rounds, and time for the second one's answer. */
#define LL_ROUNDS_LOST_MS (2 * LL_ROUNDS_MS + LL_ROUNDS_MS / 2)
/* A round that fails is repeated sooner at first: a network that has just come needs no minute. */
#define LL_ROUNDS_RETRY_MS 5000

typedef struct LlRounds LlRounds;
LlRounds *ll_rounds_new(void);
void ll_rounds_free(LlRounds *rounds);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlRounds, ll_rounds_free)

/* ll_rounds_begin: everything is asked for now. */
void ll_rounds_begin(LlRounds *rounds, gint64 now);
/* ll_rounds_deadline: when the next round is to begin. */
gint64 ll_rounds_deadline(const LlRounds *rounds);
/* ll_rounds_saw: NAME is in an answer; TRUE when it was not there before. LL_PEERS_MAX names are.
 */
gboolean ll_rounds_saw(LlRounds *rounds, const char *name, gint64 now);
/* ll_rounds_failed: there was no answer, or nobody in it. */
void ll_rounds_failed(LlRounds *rounds, gint64 now);
/* ll_rounds_take_lost: one who has left by now, and is forgotten. (transfer full) (nullable) */
char *ll_rounds_take_lost(LlRounds *rounds, gint64 now);
