/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/pace.h"

/* A leaky bucket: each update puts one pause in, time drains it, and it holds so much. */
#define HOLDS (LL_PACE_AT_ONCE * (gint64)LL_PACE_PAUSE_MS)

struct LlPace {
  gint64 empty_at;
  GBytes *told;
  GBytes *wanted; /* NULL when it is what was told */
};

LlPace *
ll_pace_new(void)
{
  return g_new0(LlPace, 1);
}

void
ll_pace_free(LlPace *pace)
{
  if (pace == NULL)
    return;
  g_clear_pointer(&pace->told, g_bytes_unref);
  g_clear_pointer(&pace->wanted, g_bytes_unref);
  g_free(pace);
}

void
ll_pace_told(LlPace *pace, GBytes *record)
{
  g_bytes_ref(record);
  g_clear_pointer(&pace->told, g_bytes_unref);
  pace->told = record;
  g_clear_pointer(&pace->wanted, g_bytes_unref);
}

void
ll_pace_want(LlPace *pace, GBytes *record)
{
  g_bytes_ref(record);
  g_clear_pointer(&pace->wanted, g_bytes_unref);
  if (pace->told != NULL && g_bytes_equal(record, pace->told))
    g_bytes_unref(record);
  else
    pace->wanted = record;
}

GBytes *
ll_pace_take(LlPace *pace, gint64 now)
{
  if (now < ll_pace_deadline(pace))
    return NULL;
  GBytes *record = g_steal_pointer(&pace->wanted);
  pace->empty_at = MAX(pace->empty_at, now) + LL_PACE_PAUSE_MS;
  ll_pace_told(pace, record);
  return record;
}

gint64
ll_pace_deadline(const LlPace *pace)
{
  if (pace->wanted == NULL)
    return G_MAXINT64;
  return pace->empty_at - (HOLDS - LL_PACE_PAUSE_MS);
}
