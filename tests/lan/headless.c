/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "headless.h"

#include <dlfcn.h>
#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* headless USER-DIRECTORY: the program itself; see headless.h. */

static GMainLoop *loop;

/* --- libpurple's event loop on GLib's -----------------------------------------------------------
 */

typedef struct {
  PurpleInputFunction function;
  void *data;
} Input;

static gboolean
on_input(int fd, GIOCondition condition, void *data)
{
  Input *input = data;
  int ready = 0;

  if (condition & (G_IO_IN | G_IO_HUP | G_IO_ERR))
    ready |= PURPLE_INPUT_READ;
  if (condition & (G_IO_OUT | G_IO_HUP | G_IO_ERR | G_IO_NVAL))
    ready |= PURPLE_INPUT_WRITE;
  input->function(input->data, fd, ready);
  return G_SOURCE_CONTINUE;
}

static guint
input_add(int fd, PurpleInputCondition wanted, PurpleInputFunction function, void *data)
{
  Input *input = g_new(Input, 1);
  GIOCondition condition = 0;

  *input = (Input){.function = function, .data = data};
  if (wanted & PURPLE_INPUT_READ)
    condition |= G_IO_IN | G_IO_HUP | G_IO_ERR;
  if (wanted & PURPLE_INPUT_WRITE)
    condition |= G_IO_OUT | G_IO_HUP | G_IO_ERR | G_IO_NVAL;
  return g_unix_fd_add_full(G_PRIORITY_DEFAULT, fd, condition, on_input, input, g_free);
}

typedef struct {
  GSourceFunc function;
  void *data;
} Timer;

/* So that what is done by a timer of a plugin's is seen to begin here, as with input. */
static gboolean
on_timeout(void *data)
{
  Timer *timer = data;

  return timer->function(timer->data);
}

static guint
timeout_add(guint milliseconds, GSourceFunc function, void *data)
{
  Timer *timer = g_new(Timer, 1);

  *timer = (Timer){.function = function, .data = data};
  return g_timeout_add_full(G_PRIORITY_DEFAULT, milliseconds, on_timeout, timer, g_free);
}

static guint
timeout_add_seconds(guint seconds, GSourceFunc function, void *data)
{
  Timer *timer = g_new(Timer, 1);

  *timer = (Timer){.function = function, .data = data};
  return g_timeout_add_seconds_full(G_PRIORITY_DEFAULT, seconds, on_timeout, timer, g_free);
}

static PurpleEventLoopUiOps event_loop_ops = {
    .timeout_add = timeout_add,
    .timeout_remove = g_source_remove,
    .input_add = input_add,
    .input_remove = g_source_remove,
    .timeout_add_seconds = timeout_add_seconds,
};

/* --- the person at the keyboard -----------------------------------------------------------------
 */

static gboolean
on_stdin(GIOChannel *channel, GIOCondition condition, void *data)
{
  g_autofree char *line = NULL;
  gsize length, terminator;
  GIOStatus status = g_io_channel_read_line(channel, &line, &length, &terminator, NULL);

  (void)condition, (void)data;
  if (status == G_IO_STATUS_AGAIN)
    return G_SOURCE_CONTINUE;
  if (status == G_IO_STATUS_NORMAL) {
    line[terminator] = '\0';
    if (headless_obey(line))
      return G_SOURCE_CONTINUE;
  }
  g_main_loop_quit(loop);
  return G_SOURCE_REMOVE;
}

static gboolean
on_signal(void *data)
{
  (void)data;
  g_main_loop_quit(loop);
  return G_SOURCE_CONTINUE;
}

static void
on_log(const char *domain, GLogLevelFlags level, const char *message, void *data)
{
  Entry *entry;

  (void)data;
  if (level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING | G_LOG_LEVEL_ERROR)) {
    entry = entry_new(level & G_LOG_LEVEL_WARNING ? "warning" : "critical");
    entry_text(entry, "domain", domain);
    entry_text(entry, "text", message);
    entry_write(entry);
  }
  fprintf(stderr, "%s: %s\n", domain ? domain : "-", message);
}

/* --- start and end
 * -------------------------------------------------------------------------------- */

/* A plugin that is unloaded before the leak checker looks has no names in the checker's report. */
static void
keep_plugins(void)
{
  for (GList *l = purple_plugins_get_all(); l; l = l->next) {
    PurplePlugin *plugin = l->data;

    if (plugin->path)
      dlopen(plugin->path, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
  }
}

/* libpurple asks NetworkManager over a connection of libdbus, which ends the program when the bus
 * ends. No test of a bus that is started anew would get anywhere. */
static void
outlive_the_bus(void)
{
  void *(*get)(int, void *);
  void (*set_exit)(void *, unsigned);
  void *connection;

  *(void **)&get = dlsym(RTLD_DEFAULT, "dbus_bus_get");
  *(void **)&set_exit = dlsym(RTLD_DEFAULT, "dbus_connection_set_exit_on_disconnect");
  connection = get && set_exit ? get(1 /* DBUS_BUS_SYSTEM */, NULL) : NULL;
  if (connection)
    set_exit(connection, FALSE);
}

/* libpurple takes a person who touches nothing for 5 minutes for idle, and away. Here that is said
 * by a test alone (the verb idle), so that in a bench nothing but a plugin's own doing is counted.
 */
static void
stay_present(void)
{
  purple_prefs_set_string("/purple/away/idle_reporting", "none");
  purple_prefs_set_bool("/purple/away/away_when_idle", FALSE);
}

int
main(int argc, char **argv)
{
  static int handle;
  g_autoptr(GIOChannel) input = g_io_channel_unix_new(0);
  Entry *entry;

  if (argc != 2) {
    fprintf(stderr, "usage: %s USER-DIRECTORY\n", argv[0]);
    return EXIT_FAILURE;
  }
  setlocale(LC_ALL, "");
  g_log_set_default_handler(on_log, NULL);
  purple_util_set_user_dir(argv[1]);
  purple_debug_set_ui_ops(headless_debug_ui_ops());
  purple_core_set_ui_ops(headless_core_ui_ops());
  purple_eventloop_set_ui_ops(&event_loop_ops);
  if (!purple_core_init(HEADLESS_UI))
    return EXIT_FAILURE;
  stay_present();
  purple_set_blist(purple_blist_new());
  purple_blist_load();
  keep_plugins();
  outlive_the_bus();
  headless_connect_signals(&handle);

  loop = g_main_loop_new(NULL, FALSE);
  g_io_channel_set_flags(input, G_IO_FLAG_NONBLOCK, NULL);
  g_io_channel_set_encoding(input, NULL, NULL);
  g_io_add_watch(input, G_IO_IN | G_IO_HUP, on_stdin, NULL);
  g_unix_signal_add(SIGTERM, on_signal, NULL);
  g_unix_signal_add(SIGINT, on_signal, NULL);
  entry = entry_new("ready");
  entry_text(entry, "libpurple", purple_core_get_version());
  entry_write(entry);
  g_main_loop_run(loop);

  purple_signals_disconnect_by_handle(&handle);
  purple_core_quit();
  headless_buddies_uninit();
  headless_requests_uninit();
  headless_forget_accounts();
  g_main_loop_unref(loop);
  entry_write(entry_new("bye"));
  return EXIT_SUCCESS;
}
