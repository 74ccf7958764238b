/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/stream-set.h"

struct LlStreamSet {
  GArray *entries; /* LlStreamEntry */
};

LlStreamSet *
ll_stream_set_new(void)
{
  LlStreamSet *set = g_new0(LlStreamSet, 1);

  set->entries = g_array_new(FALSE, FALSE, sizeof(LlStreamEntry));
  return set;
}

void
ll_stream_set_free(LlStreamSet *set)
{
  if (!set)
    return;
  g_array_free(set->entries, TRUE);
  g_free(set);
}

void
ll_stream_set_add_first(LlStreamSet *set, guint id, gint64 now)
{
  LlStreamEntry entry = {.id = id, .active = now};

  g_array_prepend_val(set->entries, entry);
}

void
ll_stream_set_add_last(LlStreamSet *set, guint id, gint64 now)
{
  LlStreamEntry entry = {.id = id, .active = now};

  g_array_append_val(set->entries, entry);
}

LlStreamEntry *
ll_stream_set_find(const LlStreamSet *set, guint id)
{
  for (guint i = 0; i < set->entries->len; i++) {
    LlStreamEntry *entry = &g_array_index(set->entries, LlStreamEntry, i);

    if (entry->id == id)
      return entry;
  }
  return NULL;
}

LlStreamEntry *
ll_stream_set_usable(const LlStreamSet *set)
{
  for (guint i = 0; i < set->entries->len; i++) {
    LlStreamEntry *entry = &g_array_index(set->entries, LlStreamEntry, i);

    if (!entry->closing)
      return entry;
  }
  return NULL;
}

/* (nullable) */
static LlStreamEntry *
idlest(const LlStreamSet *set)
{
  LlStreamEntry *found = NULL;

  for (guint i = 0; i < set->entries->len; i++) {
    LlStreamEntry *entry = &g_array_index(set->entries, LlStreamEntry, i);

    if (entry->confirms && !entry->closing && (!found || entry->active < found->active))
      found = entry;
  }
  return found;
}

LlStreamEntry *
ll_stream_set_idle(const LlStreamSet *set, gint64 since)
{
  LlStreamEntry *entry = idlest(set);

  return entry && entry->active <= since ? entry : NULL;
}

gint64
ll_stream_set_idlest(const LlStreamSet *set)
{
  const LlStreamEntry *entry = idlest(set);

  return entry ? entry->active : G_MAXINT64;
}

LlStreamEntry *
ll_stream_set_unasked(const LlStreamSet *set)
{
  LlStreamEntry *found = NULL;

  for (guint i = 0; i < set->entries->len; i++) {
    LlStreamEntry *entry = &g_array_index(set->entries, LlStreamEntry, i);

    if (entry->confirms && !entry->closing && entry->unasked > 0 &&
        (!found || entry->ask_at < found->ask_at))
      found = entry;
  }
  return found;
}

const LlStreamEntry *
ll_stream_set_oldest(const LlStreamSet *set)
{
  const LlStreamEntry *found = NULL;

  for (guint i = 0; i < set->entries->len; i++) {
    const LlStreamEntry *entry = &g_array_index(set->entries, LlStreamEntry, i);

    if (!found || entry->active < found->active)
      found = entry;
  }
  return found;
}

gboolean
ll_stream_set_has_other(const LlStreamSet *set, guint id)
{
  for (guint i = 0; i < set->entries->len; i++) {
    const LlStreamEntry *entry = &g_array_index(set->entries, LlStreamEntry, i);

    if (!entry->closing && entry->id != id)
      return TRUE;
  }
  return FALSE;
}

void
ll_stream_set_remove(LlStreamSet *set, guint id)
{
  LlStreamEntry *entry = ll_stream_set_find(set, id);

  if (entry)
    g_array_remove_index(set->entries, (guint)(entry - (LlStreamEntry *)set->entries->data));
}

gboolean
ll_stream_set_is_empty(const LlStreamSet *set)
{
  return set->entries->len == 0;
}
