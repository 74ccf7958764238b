/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* When our record's next change goes out: RFC 6762 8.4 allows ten updates a minute. The first few
 * go at once, so that a change of status is seen when it is made; then one in each pause, always
 * with what is true by then. `now` is any clock's milliseconds that never goes back. */

/* In any minute, also one that begins with the first of a few: 4 + 60 s / 10 s = 10. */
#define LL_PACE_AT_ONCE  4
#define LL_PACE_PAUSE_MS 10000

typedef struct LlPace LlPace;
LlPace *ll_pace_new(void);
void ll_pace_free(LlPace *pace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlPace, ll_pace_free)

/* ll_pace_told: RECORD went out on its own account, with a registration; what waited is overtaken
 * by it. That is no update: nobody registers again but for a reason of the network's. */
void ll_pace_told(LlPace *pace, GBytes *record);
/* ll_pace_want: RECORD is what the network shall know; it takes the place of one that waits. */
void ll_pace_want(LlPace *pace, GBytes *record);
/* ll_pace_take: the record to send out now, which then counts as told; NULL when none waits, or not
 * yet. Nothing waits when what is wanted is what was told last. (transfer full) (nullable) */
GBytes *ll_pace_take(LlPace *pace, gint64 now);
/* ll_pace_deadline: when ll_pace_take() will give something; G_MAXINT64 when nothing waits. */
gint64 ll_pace_deadline(const LlPace *pace);
