/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/link.h"

/* Everybody on a link, asked together whether they are still there, after a time in which nobody
 * here was told who left. The question is one for all; who is named in no answer is to be doubted
 * (engine/doubts). It decides; io/reconfirm carries out. Each answer costs the same however many
 * people there are. No clock: times are milliseconds of any monotonic clock, passed in as NOW. */

/* In milliseconds from the first question, of three (RFC 6762 5.2), until who is missing is told.
 * Two more follow where there is anybody: a responder that heard five and no answer forgets them by
 * itself (RFC 6762 10.5; Avahi, unless it asked too in between), which is the end of those for whom
 * engine/doubts has no room. */
#define LL_ROLL_CALL_VERDICT_MS 4000

typedef enum {
  LL_ROLL_CALL_DO_NOTHING,
  LL_ROLL_CALL_DO_ASK,   /* on ll_roll_call_links() */
  LL_ROLL_CALL_DO_DOUBT, /* ll_roll_call_missing() */
} LlRollCallDo;

typedef struct LlRollCall LlRollCall;
LlRollCall *ll_roll_call_new(void);
void ll_roll_call_free(LlRollCall *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlRollCall, ll_roll_call_free)

/* ll_roll_call_begin: NAMES (char *; those of everybody who is seen there) are to answer on LINK. A
 * call that goes on is about all of its links from then on, and begins anew. */
void ll_roll_call_begin(LlRollCall *call, const LlLink *link, const GPtrArray *names, gint64 now);
/* ll_roll_call_settle: NAME is there, or left for good. */
void ll_roll_call_settle(LlRollCall *call, const char *name);
/* ll_roll_call_end: there is nothing more to do. */
void ll_roll_call_end(LlRollCall *call);

/* ll_roll_call_next: the next thing to do at NOW; call until DO_NOTHING. */
LlRollCallDo ll_roll_call_next(LlRollCall *call, gint64 now);
/* ll_roll_call_deadline: when there is something to do; G_MAXINT64: never, the call is over. */
gint64 ll_roll_call_deadline(const LlRollCall *call);
/* ll_roll_call_links: where to ask; LlLink. (transfer none) */
const GArray *ll_roll_call_links(const LlRollCall *call);
/* ll_roll_call_missing: who has not been settled; char *. (transfer full) */
GPtrArray *ll_roll_call_missing(const LlRollCall *call);
