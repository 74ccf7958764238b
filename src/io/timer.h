/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <eventloop.h>

/* What everybody with a timer on libpurple's event loop needs. */

/* ll_now_ms: milliseconds of a clock that never goes back, for what takes its NOW from outside. */
static inline gint64
ll_now_ms(void)
{
  return g_get_monotonic_time() / 1000;
}

/* ll_timer_stop: TIMER, 0 or from purple_timeout_add(), does not go off any more, and is 0. */
static inline void
ll_timer_stop(guint *timer)
{
  if (*timer != 0)
    purple_timeout_remove(*timer);
  *timer = 0;
}

/* ll_timer_set: TIMER goes off at DEADLINE, in milliseconds of ll_now_ms(), instead of what it was
 * set to; G_MAXINT64: never. EXPIRED sets it to 0 and returns FALSE. */
static inline void
ll_timer_set(guint *timer, gint64 deadline, GSourceFunc expired, gpointer data)
{
  gint64 wait = deadline - ll_now_ms(); /* once: CLAMP looks several times, and the clock goes on */

  ll_timer_stop(timer);
  if (deadline != G_MAXINT64)
    *timer = purple_timeout_add((guint)CLAMP(wait, 0, G_MAXINT), expired, data);
}
