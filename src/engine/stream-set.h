/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* The streams with one other person, by number, in the order in which they are to be used. */

typedef struct {
  guint id;         /* not 0 */
  gboolean closing; /* nothing can be sent on it any more */
  gboolean used;    /* something was */
  guint64 acked;    /* up to where their machine has its bytes, as far as is known */
} LlStreamEntry;

typedef struct LlStreamSet LlStreamSet;
LlStreamSet *ll_stream_set_new(void);
void ll_stream_set_free(LlStreamSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlStreamSet, ll_stream_set_free)

void ll_stream_set_add_first(LlStreamSet *set, guint id);
void ll_stream_set_add_last(LlStreamSet *set, guint id);
void ll_stream_set_remove(LlStreamSet *set, guint id);
gboolean ll_stream_set_is_empty(const LlStreamSet *set);
/* ll_stream_set_find, usable: ID, and the first that can carry something; valid until the set is
 * changed. (transfer none) (nullable) */
LlStreamEntry *ll_stream_set_find(const LlStreamSet *set, guint id);
LlStreamEntry *ll_stream_set_usable(const LlStreamSet *set);
/* ll_stream_set_has_other: one that can carry something and is not ID. */
gboolean ll_stream_set_has_other(const LlStreamSet *set, guint id);
