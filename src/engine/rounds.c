/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rounds.h"

#include "limits.h"
#include "wire/name.h"

typedef struct {
  char *name;
  gint64 seen_at;
} Sight;

struct LlRounds {
  GHashTable *links; /* name -> the link with its Sight */
  GQueue sights;     /* of Sight, the latest last */
  gint64 deadline;
  gint64 retry_ms;
};

LlRounds *
ll_rounds_new(void)
{
  LlRounds *rounds = g_new0(LlRounds, 1);
  rounds->links = g_hash_table_new(ll_name_hash, ll_name_hash_equal);
  g_queue_init(&rounds->sights);
  rounds->retry_ms = LL_ROUNDS_RETRY_MS;
  return rounds;
}

static void
sight_free(gpointer data)
{
  Sight *sight = data;
  g_free(sight->name);
  g_free(sight);
}

void
ll_rounds_free(LlRounds *rounds)
{
  if (rounds == NULL)
    return;
  g_hash_table_unref(rounds->links);
  g_queue_clear_full(&rounds->sights, sight_free);
  g_free(rounds);
}

void
ll_rounds_begin(LlRounds *rounds, gint64 now)
{
  rounds->deadline = now + LL_ROUNDS_MS;
}

gint64
ll_rounds_deadline(const LlRounds *rounds)
{
  return rounds->deadline;
}

gboolean
ll_rounds_saw(LlRounds *rounds, const char *name, gint64 now)
{
  GList *link = g_hash_table_lookup(rounds->links, name);
  rounds->retry_ms = LL_ROUNDS_RETRY_MS;
  if (link != NULL) {
    ((Sight *)link->data)->seen_at = now;
    g_queue_unlink(&rounds->sights, link);
    g_queue_push_tail_link(&rounds->sights, link);
    return FALSE;
  }
  if (rounds->sights.length >= LL_PEERS_MAX)
    return FALSE;
  Sight *sight = g_new(Sight, 1);
  *sight = (Sight){g_strdup(name), now};
  g_queue_push_tail(&rounds->sights, sight);
  g_hash_table_insert(rounds->links, sight->name, rounds->sights.tail);
  return TRUE;
}

void
ll_rounds_failed(LlRounds *rounds, gint64 now)
{
  rounds->deadline = MIN(rounds->deadline, now + rounds->retry_ms);
  rounds->retry_ms = MIN(2 * rounds->retry_ms, LL_ROUNDS_MS);
}

char *
ll_rounds_take_lost(LlRounds *rounds, gint64 now)
{
  const Sight *oldest = g_queue_peek_head(&rounds->sights);
  if (oldest == NULL || now - oldest->seen_at <= LL_ROUNDS_LOST_MS)
    return NULL;
  g_hash_table_remove(rounds->links, oldest->name);
  g_autofree Sight *lost = g_queue_pop_head(&rounds->sights);
  return lost->name;
}
