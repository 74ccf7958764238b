/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/link.h"

/* Whom we could not reach though they are on record, and when the network is asked for them, as RFC
 * 6762 10.4 advises: their records would outlive them by up to 75 minutes. Who does not answer is
 * to be hidden. From then on, until a sign of life, they are asked for again and again, and
 * whenever somebody wants to reach them: who was cut off may not know it, and then does not
 * announce that it is over. It decides; io/reconfirm carries out. No clock: times are milliseconds
 * of any monotonic clock, passed in as NOW. */

/* In milliseconds: from the first question, of three, to the verdict. */
#define LL_DOUBTS_VERDICT_MS 5000
/* From one question for the hidden to the next: at first so that they are back within 10 s of being
 * so, and for that long; then more seldom; and when to ask no more, as a record lives no longer
 * (RFC 6762 10). */
#define LL_DOUBTS_OFTEN_MS     8000
#define LL_DOUBTS_OFTEN_FOR_MS (10 * 60 * 1000)
#define LL_DOUBTS_SELDOM_MS    60000
#define LL_DOUBTS_END_MS       (75 * 60 * 1000)
/* Two questions for one person are at least so far apart (RFC 6762 5.2). */
#define LL_DOUBTS_PAUSE_MS 1000

typedef enum {
  LL_DOUBTS_DO_NOTHING,
  LL_DOUBTS_DO_ASK,  /* ask for `name` on `links` */
  LL_DOUBTS_DO_HIDE, /* `name` did not answer */
} LlDoubtsDo;

/* Name and links are valid until the next call (transfer none). */
typedef struct {
  LlDoubtsDo what;
  const char *name;
  const GArray *links; /* LlLink */
} LlDoubtsAction;

typedef struct LlDoubts LlDoubts;
LlDoubts *ll_doubts_new(void);
void ll_doubts_free(LlDoubts *doubts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlDoubts, ll_doubts_free)

/* ll_doubts_raise: NAME could not be reached. LINKS (LlLink, nullable) are where it is seen; those
 * beyond the link are passed over. With none left, or with too many people in doubt (limits.h),
 * only who is hidden already is asked for again, soon. */
void ll_doubts_raise(LlDoubts *doubts, const char *name, const GArray *links, gint64 now);
/* ll_doubts_not_asked: the last DO_ASK for NAME could not be done. Without a question there is no
 * verdict: who is not hidden yet is in doubt no longer. */
void ll_doubts_not_asked(LlDoubts *doubts, const char *name);
/* ll_doubts_settle: NAME is in doubt no longer: there is a sign of life, or it left for good. TRUE
 * if it was to be hidden. */
gboolean ll_doubts_settle(LlDoubts *doubts, const char *name);
void ll_doubts_settle_all(LlDoubts *doubts);
gboolean ll_doubts_is_empty(const LlDoubts *doubts);

/* ll_doubts_next: the next thing to do at NOW; call until DO_NOTHING. */
void ll_doubts_next(LlDoubts *doubts, gint64 now, LlDoubtsAction *ret_action);
/* ll_doubts_deadline: when there is something to do; G_MAXINT64: never. */
gint64 ll_doubts_deadline(const LlDoubts *doubts);
