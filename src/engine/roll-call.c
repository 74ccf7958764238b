/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/roll-call.h"

#include "limits.h"
#include "wire/name.h"

/* Two questions are at least so far apart: a second (RFC 6762 5.2), and enough that Avahi, which
 * measures it, counts both. */
#define PAUSE_MS 1100

static const struct {
  gint64 at; /* milliseconds after the first */
  LlRollCallDo what;
} steps[] = {
    {0, LL_ROLL_CALL_DO_ASK},         {PAUSE_MS, LL_ROLL_CALL_DO_ASK},
    {3000, LL_ROLL_CALL_DO_ASK},      {LL_ROLL_CALL_VERDICT_MS, LL_ROLL_CALL_DO_DOUBT},
    {7000, LL_ROLL_CALL_DO_ASK},      {15000, LL_ROLL_CALL_DO_ASK},
    {16000, LL_ROLL_CALL_DO_NOTHING}, /* the end */
};

struct LlRollCall {
  GHashTable *missing; /* names */
  GArray *links;       /* LlLink */
  gint64 start;
  guint step;
  gint64 last; /* question */
};

LlRollCall *
ll_roll_call_new(void)
{
  LlRollCall *call = g_new0(LlRollCall, 1);

  call->missing = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free, NULL);
  call->links = g_array_new(FALSE, FALSE, sizeof(LlLink));
  call->last = G_MININT64 / 2;
  return call;
}

void
ll_roll_call_free(LlRollCall *call)
{
  if (!call)
    return;
  g_hash_table_destroy(call->missing);
  g_array_unref(call->links);
  g_free(call);
}

static gboolean
has_link(const LlRollCall *call, const LlLink *link)
{
  for (guint i = 0; i < call->links->len; i++)
    if (ll_link_equal(&g_array_index(call->links, LlLink, i), link))
      return TRUE;
  return FALSE;
}

void
ll_roll_call_begin(LlRollCall *call, const LlLink *link, const GPtrArray *names, gint64 now)
{
  if (names->len == 0 || (call->links->len >= LL_PEER_LINKS_MAX && !has_link(call, link)))
    return;
  if (!has_link(call, link))
    g_array_append_val(call->links, *link);
  for (guint i = 0; i < names->len; i++)
    g_hash_table_add(call->missing, g_strdup(g_ptr_array_index(names, i)));
  call->step = 0;
  call->start = MAX(now, call->last + PAUSE_MS);
}

void
ll_roll_call_settle(LlRollCall *call, const char *name)
{
  if (g_hash_table_remove(call->missing, name) && g_hash_table_size(call->missing) == 0)
    ll_roll_call_end(call);
}

void
ll_roll_call_end(LlRollCall *call)
{
  g_hash_table_remove_all(call->missing);
  g_array_set_size(call->links, 0);
}

LlRollCallDo
ll_roll_call_next(LlRollCall *call, gint64 now)
{
  LlRollCallDo what;

  if (ll_roll_call_deadline(call) > now)
    return LL_ROLL_CALL_DO_NOTHING;
  what = steps[call->step++].what;
  if (what == LL_ROLL_CALL_DO_ASK)
    call->last = now;
  else if (what == LL_ROLL_CALL_DO_NOTHING)
    ll_roll_call_end(call);
  return what;
}

gint64
ll_roll_call_deadline(const LlRollCall *call)
{
  return call->links->len == 0 ? G_MAXINT64 : call->start + steps[call->step].at;
}

const GArray *
ll_roll_call_links(const LlRollCall *call)
{
  return call->links;
}

GPtrArray *
ll_roll_call_missing(const LlRollCall *call)
{
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init(&iter, call->missing);
  while (g_hash_table_iter_next(&iter, &name, NULL))
    g_ptr_array_add(names, g_strdup(name));
  return names;
}
