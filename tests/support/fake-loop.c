/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fake-loop.h"

#include <eventloop.h>

typedef struct {
  PurpleInputFunction function;
  gpointer data;
} Input;

typedef struct {
  guint id;
  guint interval;
  guint64 due;
  GSourceFunc function;
  gpointer data;
} Timer;

static guint64 now;
static GArray *timers; /* Timer */
static guint last_timer;

/* --- files ----------------------------------------------------------------------------------- */

static gboolean
on_input(GIOChannel *channel, GIOCondition condition, gpointer data)
{
  const Input *input = data;

  input->function(input->data, g_io_channel_unix_get_fd(channel),
                  condition & G_IO_OUT ? PURPLE_INPUT_WRITE : PURPLE_INPUT_READ);
  return TRUE;
}

static Input *
input_new(PurpleInputFunction function, gpointer data)
{
  Input *input = g_new(Input, 1);

  *input = (Input){function, data};
  return input;
}

static guint
input_add(int fd, PurpleInputCondition condition, PurpleInputFunction function, gpointer data)
{
  GIOChannel *channel = g_io_channel_unix_new(fd);
  guint id;

  id = g_io_add_watch_full(channel, G_PRIORITY_DEFAULT,
                           (condition & PURPLE_INPUT_READ ? G_IO_IN : G_IO_OUT) | G_IO_HUP |
                               G_IO_ERR,
                           on_input, input_new(function, data), g_free);
  g_io_channel_unref(channel);
  return id;
}

/* --- timers ---------------------------------------------------------------------------------- */

static guint
timeout_add(guint milliseconds, GSourceFunc function, gpointer data)
{
  Timer timer = {++last_timer, milliseconds, now + milliseconds, function, data};

  g_array_append_val(timers, timer);
  return timer.id;
}

static guint
timeout_add_seconds(guint seconds, GSourceFunc function, gpointer data)
{
  return timeout_add(seconds * 1000, function, data);
}

static Timer *
find_timer(guint id)
{
  for (guint i = 0; i < timers->len; i++)
    if (g_array_index(timers, Timer, i).id == id)
      return &g_array_index(timers, Timer, i);
  return NULL;
}

static gboolean
timeout_remove(guint id)
{
  Timer *timer = find_timer(id);

  g_assert_nonnull(timer);
  g_array_remove_index(timers, (guint)(timer - (Timer *)timers->data));
  return TRUE;
}

static Timer *
next_timer(guint64 end)
{
  Timer *next = NULL;

  for (guint i = 0; i < timers->len; i++) {
    Timer *timer = &g_array_index(timers, Timer, i);

    if (timer->due <= end && (!next || timer->due < next->due))
      next = timer;
  }
  return next;
}

static void
let_off(const Timer *timer)
{
  guint id = timer->id;
  gboolean again = timer->function(timer->data);
  Timer *after = find_timer(id);

  if (after && again)
    after->due += after->interval;
  else if (after)
    timeout_remove(id);
}

/* --- for tests ------------------------------------------------------------------------------- */

void
ll_fake_loop_use(void)
{
  static PurpleEventLoopUiOps ops = {
      .timeout_add = timeout_add,
      .timeout_remove = timeout_remove,
      .input_add = input_add,
      .input_remove = g_source_remove,
      .timeout_add_seconds = timeout_add_seconds,
  };

  timers = g_array_new(FALSE, FALSE, sizeof(Timer));
  purple_eventloop_set_ui_ops(&ops);
}

void
ll_fake_loop_run(void)
{
  while (g_main_context_iteration(NULL, FALSE))
    ;
}

void
ll_fake_loop_let_pass(guint milliseconds)
{
  guint64 end = now + milliseconds;
  const Timer *timer;

  ll_fake_loop_run();
  while ((timer = next_timer(end))) {
    now = MAX(now, timer->due);
    let_off(timer);
    ll_fake_loop_run();
  }
  now = end;
}

guint
ll_fake_loop_timers(void)
{
  return timers->len;
}
