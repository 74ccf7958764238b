/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* Which messages were read of late, by everybody. Who cannot know whether a message was read before
 * a stream broke sends it again on another, under the same id; it is to be shown once.
 *
 * Some programs have no ids, or the same for all messages: so a message counts as the same only if
 * its words are, too, and if it comes on another stream, the one before having come to no orderly
 * end. No clock: times are milliseconds of any monotonic clock, passed in as NOW. */

/* So long after it was read a message may be sent again: a program that did not learn that we read
 * it keeps it until it sees us again. */
#define LL_HEARD_MS 3600000

typedef struct LlHeard LlHeard;
LlHeard *ll_heard_new(void);
void ll_heard_free(LlHeard *heard);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlHeard, ll_heard_free)

/* ll_heard_again: a message from NAME (a presence's or a contact's) came with ID (nullable) and
 * TEXT on STREAM, a number that no other stream of anybody has. TRUE: it was read before. */
gboolean ll_heard_again(LlHeard *heard, const char *name, guint stream, const char *id,
                        const char *text, gint64 now);
/* ll_heard_goodbye: STREAM has come to an orderly end: nothing of it is sent again. */
void ll_heard_goodbye(LlHeard *heard, guint stream);
