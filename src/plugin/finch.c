/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/finch.h"

#include <core.h>
#include <util.h>

/* Terminals have 80 columns at least, and the window a frame. */
#define COLUMNS_MAX 72

static gboolean
is_finch(void)
{
  return purple_strequal(purple_core_get_ui(), "gnt-purple");
}

static void
append_wrapped(GString *lines, const char *line)
{
  g_auto(GStrv) words = g_strsplit(line, " ", -1);
  glong column = 0;

  for (char **word = words; *word; word++) {
    glong width = g_utf8_strlen(*word, -1);
    gboolean fits = column + 1 + width <= COLUMNS_MAX;
    if (word > words)
      g_string_append_c(lines, fits ? ' ' : '\n');
    column = word > words && fits ? column + 1 + width : width;
    g_string_append(lines, *word);
  }
}

char *
ll_finch_wrap(const char *text)
{
  if (!is_finch())
    return g_strdup(text);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  GString *wrapped = g_string_new(NULL);

  for (char **line = lines; *line; line++) {
    if (line > lines)
      g_string_append_c(wrapped, '\n');
    append_wrapped(wrapped, *line);
  }
  return g_string_free(wrapped, FALSE);
}

char *
ll_finch_caption(const char *caption)
{
  if (!is_finch())
    return g_strdup(caption);
  g_auto(GStrv) parts = g_strsplit(caption, "_", 2);
  return g_strjoinv("", parts);
}

void
ll_finch_escape(PurpleNotifyUserInfo *info)
{
  if (!is_finch())
    return;
  for (GList *l = purple_notify_user_info_get_entries(info); l; l = l->next) {
    g_autofree char *escaped =
        g_markup_escape_text(purple_notify_user_info_entry_get_value(l->data), -1);
    purple_notify_user_info_entry_set_value(l->data, escaped);
  }
}
