/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/path-watch.h"

#include <gio/gio.h>

struct LlPathWatch {
  char *path;
  LlPathAppeared appeared;
  gpointer owner;
  char *directory; /* the deepest of PATH's that is there, as PATH spells it */
  GFileMonitor *monitor;
};

static void
stop(LlPathWatch *watch)
{
  if (watch->monitor) {
    g_signal_handlers_disconnect_by_data(watch->monitor, watch);
    g_file_monitor_cancel(watch->monitor);
  }
  g_clear_object(&watch->monitor);
  g_clear_pointer(&watch->directory, g_free);
}

static char *
deepest_directory(const char *path)
{
  char *directory = g_path_get_dirname(path);
  while (!g_file_test(directory, G_FILE_TEST_IS_DIR)) {
    g_autofree char *below = directory;
    directory = g_path_get_dirname(below);
    if (g_str_equal(directory, below))
      break;
  }
  return directory;
}

static void on_change(GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event,
                      gpointer data);

/* Whether another directory is watched now. While we look, more may come to be. */
static gboolean
follow(LlPathWatch *watch)
{
  gboolean has_moved = FALSE;
  for (;;) {
    g_autofree char *directory = deepest_directory(watch->path);
    if (watch->monitor && g_str_equal(directory, watch->directory))
      return has_moved;
    g_autoptr(GFile) file = g_file_new_for_path(directory);
    g_autoptr(GError) error = NULL;
    stop(watch);
    has_moved = TRUE;
    watch->monitor = g_file_monitor_directory(file, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
    if (!watch->monitor) {
      g_debug("%s is not watched: %s", directory, error->message);
      return TRUE;
    }
    watch->directory = g_steal_pointer(&directory);
    g_signal_connect(watch->monitor, "changed", G_CALLBACK(on_change), watch);
  }
}

static gboolean
is_it(const LlPathWatch *watch, GFile *file)
{
  g_autofree char *name = file ? g_file_get_basename(file) : NULL;
  g_autofree char *wanted = g_path_get_basename(watch->path);
  g_autofree char *directory = g_path_get_dirname(watch->path);
  return g_strcmp0(directory, watch->directory) == 0 && g_strcmp0(name, wanted) == 0;
}

/* There may be another one of its name by now. */
static gboolean
is_directory_gone(const LlPathWatch *watch, GFile *file, GFileMonitorEvent event)
{
  g_autofree char *path = g_file_get_path(file);
  return g_strcmp0(path, watch->directory) == 0 &&
         (event == G_FILE_MONITOR_EVENT_DELETED || event == G_FILE_MONITOR_EVENT_MOVED_OUT ||
          event == G_FILE_MONITOR_EVENT_RENAMED || event == G_FILE_MONITOR_EVENT_UNMOUNTED);
}

static void
on_change(GFileMonitor *monitor G_GNUC_UNUSED, GFile *file, GFile *other, GFileMonitorEvent event,
          gpointer data)
{
  LlPathWatch *watch = data;
  gboolean has_come = (event == G_FILE_MONITOR_EVENT_CREATED && is_it(watch, file)) ||
                      (event == G_FILE_MONITOR_EVENT_MOVED_IN && is_it(watch, file)) ||
                      (event == G_FILE_MONITOR_EVENT_RENAMED && is_it(watch, other));
  if (is_directory_gone(watch, file, event))
    stop(watch);
  if ((follow(watch) || has_come) && g_file_test(watch->path, G_FILE_TEST_EXISTS))
    watch->appeared(watch->owner);
}

LlPathWatch *
ll_path_watch_new(const char *path, LlPathAppeared appeared, gpointer owner)
{
  LlPathWatch *watch = g_new0(LlPathWatch, 1);
  watch->path = g_strdup(path);
  watch->appeared = appeared;
  watch->owner = owner;
  follow(watch);
  return watch;
}

void
ll_path_watch_free(LlPathWatch *watch)
{
  if (!watch)
    return;
  stop(watch);
  g_free(watch->path);
  g_free(watch);
}
