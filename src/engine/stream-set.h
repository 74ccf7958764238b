/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* The streams with one other person, by number, in the order in which they are to be used. */

typedef struct {
  guint id;          /* not 0 */
  gboolean closing;  /* nothing can be sent on it any more */
  gboolean used;     /* something was */
  gboolean confirms; /* they confirm what they read */
  gint64 active;     /* when something was said on it last, in either direction */
  gint64 ask_at;     /* from when on they may be asked what they have read */
  gsize unasked;     /* bytes of text that were sent since they were asked last */
  guint64 acked;     /* up to where their machine has its bytes, as far as is known */
} LlStreamEntry;

typedef struct LlStreamSet LlStreamSet;
LlStreamSet *ll_stream_set_new(void);
void ll_stream_set_free(LlStreamSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlStreamSet, ll_stream_set_free)

/* ll_stream_set_add_first, last: ID, where something is said NOW. */
void ll_stream_set_add_first(LlStreamSet *set, guint id, gint64 now);
void ll_stream_set_add_last(LlStreamSet *set, guint id, gint64 now);
void ll_stream_set_remove(LlStreamSet *set, guint id);
gboolean ll_stream_set_is_empty(const LlStreamSet *set);
/* ll_stream_set_find, usable: ID, and the first that can carry something; valid until the set is
 * changed. (transfer none) (nullable) */
LlStreamEntry *ll_stream_set_find(const LlStreamSet *set, guint id);
LlStreamEntry *ll_stream_set_usable(const LlStreamSet *set);
/* ll_stream_set_idle: one that confirms, can carry something, and was active last at or before
 * SINCE. ll_stream_set_idlest: when the one of those that has been idle longest was active last;
 * G_MAXINT64 for none. (transfer none) (nullable) */
LlStreamEntry *ll_stream_set_idle(const LlStreamSet *set, gint64 since);
gint64 ll_stream_set_idlest(const LlStreamSet *set);
/* ll_stream_set_unasked: the one of those that confirm which may be asked first what they have read
 * of what was sent since they were asked last. (transfer none) (nullable) */
LlStreamEntry *ll_stream_set_unasked(const LlStreamSet *set);
/* ll_stream_set_oldest: the one that was active last before all others. (transfer none) (nullable)
 */
const LlStreamEntry *ll_stream_set_oldest(const LlStreamSet *set);
/* ll_stream_set_has_other: one that can carry something and is not ID. */
gboolean ll_stream_set_has_other(const LlStreamSet *set, guint id);
