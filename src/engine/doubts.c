/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/doubts.h"

#include "limits.h"
#include "wire/name.h"

/* After each question up to the verdict (RFC 6762 5.2: a second, then twice that). */
static const gint64 pauses[] = {1000, 2000, LL_DOUBTS_VERDICT_MS - 3000};

typedef struct {
  char *name;
  GArray *links; /* LlLink */
  gint64 since;  /* the first question */
  guint asked;   /* times, before the verdict */
  gboolean is_hidden;
  gint64 last;  /* question */
  gint64 next;  /* question, or the verdict */
  gint64 extra; /* question, as they could not be reached again; G_MAXINT64:
                   none */
} Doubt;

struct LlDoubts {
  GHashTable *all; /* name (the doubt's own) -> Doubt */
};

static void
doubt_free(gpointer data)
{
  Doubt *doubt = data;

  g_free(doubt->name);
  g_array_free(doubt->links, TRUE);
  g_free(doubt);
}

LlDoubts *
ll_doubts_new(void)
{
  LlDoubts *doubts = g_new0(LlDoubts, 1);

  doubts->all = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, NULL, doubt_free);
  return doubts;
}

void
ll_doubts_free(LlDoubts *doubts)
{
  if (!doubts)
    return;
  g_hash_table_destroy(doubts->all);
  g_free(doubts);
}

/* Those of LINKS that are links, where mDNS reaches. (transfer full) */
static GArray *
near_links(const GArray *links)
{
  GArray *near = g_array_new(FALSE, FALSE, sizeof(LlLink));

  for (guint i = 0; links && i < links->len; i++) {
    LlLink link = g_array_index(links, LlLink, i);

    if (link.interface > 0 && g_strcmp0(link.domain, LL_LINK_DOMAIN) == 0)
      g_array_append_val(near, link);
  }
  return near;
}

void
ll_doubts_raise(LlDoubts *doubts, const char *name, const GArray *links, gint64 now)
{
  Doubt *doubt = g_hash_table_lookup(doubts->all, name);
  g_autoptr(GArray) near = NULL;

  if (doubt) {
    if (doubt->is_hidden)
      doubt->extra = MAX(now, doubt->last + LL_DOUBTS_PAUSE_MS);
    return;
  }
  near = near_links(links);
  if (near->len == 0 || g_hash_table_size(doubts->all) >= LL_DOUBTS_MAX)
    return;
  doubt = g_new0(Doubt, 1);
  doubt->name = g_strdup(name);
  doubt->links = g_steal_pointer(&near);
  doubt->since = doubt->next = now;
  doubt->extra = G_MAXINT64;
  g_hash_table_insert(doubts->all, doubt->name, doubt);
}

void
ll_doubts_not_asked(LlDoubts *doubts, const char *name)
{
  const Doubt *doubt = g_hash_table_lookup(doubts->all, name);

  if (doubt && !doubt->is_hidden)
    g_hash_table_remove(doubts->all, name);
}

gboolean
ll_doubts_settle(LlDoubts *doubts, const char *name)
{
  const Doubt *doubt = g_hash_table_lookup(doubts->all, name);
  gboolean was_hidden = doubt && doubt->is_hidden;

  g_hash_table_remove(doubts->all, name);
  return was_hidden;
}

void
ll_doubts_settle_all(LlDoubts *doubts)
{
  g_hash_table_remove_all(doubts->all);
}

gboolean
ll_doubts_is_empty(const LlDoubts *doubts)
{
  return g_hash_table_size(doubts->all) == 0;
}

static gint64
due_of(const Doubt *doubt)
{
  return MIN(doubt->next, doubt->extra);
}

static Doubt *
first_due(const LlDoubts *doubts)
{
  Doubt *first = NULL;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init(&iter, doubts->all);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    Doubt *doubt = value;

    if (!first || due_of(doubt) < due_of(first))
      first = doubt;
  }
  return first;
}

/* When the next question is due, or the verdict, after a question at NOW. */
static gint64
next_after(Doubt *doubt, gint64 now)
{
  gint64 age = now - doubt->since;
  gint64 pause = age < LL_DOUBTS_OFTEN_FOR_MS ? LL_DOUBTS_OFTEN_MS : LL_DOUBTS_SELDOM_MS;

  if (!doubt->is_hidden)
    return now + pauses[doubt->asked++];
  return age + pause <= LL_DOUBTS_END_MS ? now + pause : G_MAXINT64;
}

static gboolean
is_verdict_due(const Doubt *doubt)
{
  return !doubt->is_hidden && doubt->asked == G_N_ELEMENTS(pauses);
}

void
ll_doubts_next(LlDoubts *doubts, gint64 now, LlDoubtsAction *ret_action)
{
  Doubt *doubt = first_due(doubts);

  *ret_action = (LlDoubtsAction){.what = LL_DOUBTS_DO_NOTHING};
  if (!doubt || due_of(doubt) > now)
    return;
  ret_action->name = doubt->name;
  ret_action->links = doubt->links;
  if (is_verdict_due(doubt)) {
    ret_action->what = LL_DOUBTS_DO_HIDE;
    doubt->is_hidden = TRUE;
    doubt->next = now + LL_DOUBTS_OFTEN_MS;
    return;
  }
  ret_action->what = LL_DOUBTS_DO_ASK;
  doubt->last = now;
  doubt->extra = G_MAXINT64;
  if (doubt->next <= now)
    doubt->next = next_after(doubt, now);
}

gint64
ll_doubts_deadline(const LlDoubts *doubts)
{
  const Doubt *first = first_due(doubts);

  return first ? due_of(first) : G_MAXINT64;
}
