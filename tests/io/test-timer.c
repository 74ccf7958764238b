/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <eventloop.h>

/* A clock that goes on whenever it is looked at. */
static gint64 ticks;

static gint64
look_at_clock(void)
{
  return 1000 * ticks++;
}

#define g_get_monotonic_time look_at_clock
#include "io/timer.h"

/* What the event loop was asked for last. */
static guint asked;

static guint
timeout_add(guint milliseconds, GSourceFunc function, gpointer data)
{
  (void)function, (void)data;
  asked = milliseconds;
  return 1;
}

static gboolean
timeout_remove(guint timer)
{
  (void)timer;
  return TRUE;
}

static gboolean
on_timer(gpointer data)
{
  (void)data;
  return FALSE;
}

/* What the loop is asked for, 77: nothing. */
static void
assert_wait(gint64 deadline, guint expected)
{
  guint timer = 0;

  ticks = 1000;
  asked = 77;
  ll_timer_set(&timer, deadline, on_timer, NULL);
  g_assert_cmpuint(timer, ==, deadline != G_MAXINT64);
  ll_timer_stop(&timer);
  g_assert_cmpuint(timer, ==, 0);
  g_assert_cmpuint(asked, ==, expected);
}

/* Also one that is over while that is found out. */
static void
test_a_deadline_that_is_over_is_now(void)
{
  for (gint64 deadline = 990; deadline <= 1010; deadline++)
    assert_wait(deadline, (guint)MAX(deadline - 1000, 0));
  assert_wait(0, 0);
  assert_wait(G_MININT64 / 2, 0);
}

static void
test_no_deadline_is_beyond_the_loop(void)
{
  assert_wait(G_MAXINT64 - 1, G_MAXINT);
  assert_wait(G_MAXINT64, 77);
}

int
main(int argc, char **argv)
{
  static PurpleEventLoopUiOps ops = {.timeout_add = timeout_add, .timeout_remove = timeout_remove};

  g_test_init(&argc, &argv, NULL);
  purple_eventloop_set_ui_ops(&ops);
  g_test_add_func("/timer/a-deadline-that-is-over-is-now", test_a_deadline_that_is_over_is_now);
  g_test_add_func("/timer/no-deadline-is-beyond-the-loop", test_no_deadline_is_beyond_the_loop);
  return g_test_run();
}
