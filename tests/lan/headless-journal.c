/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "headless.h"

#include <stdio.h>
#include <string.h>

void
json_append_string(GString *json, const char *text)
{
  g_autofree char *valid = NULL;

  if (!text) {
    g_string_append(json, "null");
    return;
  }
  valid = g_utf8_make_valid(text, -1);
  g_string_append_c(json, '"');
  for (const char *c = valid; *c; c++) {
    if (*c == '"' || *c == '\\')
      g_string_append_printf(json, "\\%c", *c);
    else if ((guchar)*c < 0x20 || *c == 0x7f)
      g_string_append_printf(json, "\\u%04x", (guint)*c);
    else
      g_string_append_c(json, *c);
  }
  g_string_append_c(json, '"');
}

static void
member(Entry *entry, const char *name)
{
  if (entry->len > 1)
    g_string_append(entry, ", ");
  json_append_string(entry, name);
  g_string_append(entry, ": ");
}

Entry *
entry_new(const char *event)
{
  Entry *entry = g_string_new("{");

  if (event) {
    entry_text(entry, "event", event);
    member(entry, "at");
    g_string_append_printf(entry, "%" G_GINT64_FORMAT ".%03d", g_get_real_time() / G_USEC_PER_SEC,
                           (int)(g_get_real_time() / 1000 % 1000));
  }
  return entry;
}

void
entry_text(Entry *entry, const char *name, const char *text)
{
  member(entry, name);
  json_append_string(entry, text);
}

void
entry_int(Entry *entry, const char *name, gint64 number)
{
  member(entry, name);
  g_string_append_printf(entry, "%" G_GINT64_FORMAT, number);
}

void
entry_bool(Entry *entry, const char *name, gboolean value)
{
  member(entry, name);
  g_string_append(entry, value ? "true" : "false");
}

void
entry_json(Entry *entry, const char *name, const char *json)
{
  member(entry, name);
  g_string_append(entry, json);
}

void
entry_account(Entry *entry, PurpleAccount *account)
{
  entry_int(entry, "account", headless_account_number(account));
}

void
entry_write(Entry *entry)
{
  g_string_append(entry, "}\n");
  fwrite(entry->str, 1, entry->len, stdout);
  fflush(stdout);
  g_string_free(entry, TRUE);
}
