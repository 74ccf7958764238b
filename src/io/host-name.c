/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/host-name.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

#include "limits.h"

/* Linux tells of another name to whoever polls this, as a special condition. */
#define NAME_FILE "/proc/sys/kernel/hostname"

char *
ll_host_name_fit(const char *name)
{
  GString *label = g_string_new(NULL);
  for (; *name && *name != '.'; name++) {
    if (g_ascii_isalnum(*name))
      g_string_append_c(label, *name);
    else if (label->len > 0 && label->str[label->len - 1] != '-')
      g_string_append_c(label, '-');
  }
  g_string_truncate(label, MIN(label->len, LL_NAME_MAX));
  if (label->len > 0 && label->str[label->len - 1] == '-')
    g_string_truncate(label, label->len - 1);
  if (label->len == 0 || g_ascii_strcasecmp(label->str, "localhost") == 0)
    g_string_assign(label, "host");
  return g_string_free(label, FALSE);
}

char *
ll_host_name(void)
{
  char name[256];
  if (gethostname(name, sizeof name) != 0)
    name[0] = '\0';
  name[sizeof name - 1] = '\0';
  return ll_host_name_fit(name);
}

typedef struct {
  void (*changed)(gpointer data);
  gpointer data;
  int fd;
} Watch;

static gboolean
on_change(int fd G_GNUC_UNUSED, GIOCondition condition G_GNUC_UNUSED, gpointer data)
{
  Watch *watch = data;
  watch->changed(watch->data);
  return G_SOURCE_CONTINUE;
}

static void
watch_free(gpointer data)
{
  Watch *watch = data;
  close(watch->fd);
  g_free(watch);
}

guint
ll_host_name_watch(void (*changed)(gpointer data), gpointer data)
{
  int fd = open(NAME_FILE, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0)
    return 0;
  Watch *watch = g_new(Watch, 1);
  *watch = (Watch){changed, data, fd};
  return g_unix_fd_add_full(G_PRIORITY_DEFAULT, fd, G_IO_PRI | G_IO_ERR, on_change, watch,
                            watch_free);
}
