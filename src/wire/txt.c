/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/txt.h"

#include <string.h>

#include "limits.h"
#include "wire/text.h"

typedef struct {
  char *key;
  gsize key_length;
  char *value; /* clean, not empty; else NULL */
} Entry;

struct LlTxt {
  GArray *entries; /* of Entry */
};

static void
entry_clear(gpointer data)
{
  Entry *entry = data;
  g_free(entry->key);
  g_free(entry->value);
}

LlTxt *
ll_txt_new(void)
{
  LlTxt *txt = g_new(LlTxt, 1);
  txt->entries = g_array_sized_new(FALSE, FALSE, sizeof(Entry), 16);
  g_array_set_clear_func(txt->entries, entry_clear);
  return txt;
}

void
ll_txt_free(LlTxt *txt)
{
  if (txt == NULL)
    return;
  g_array_unref(txt->entries);
  g_free(txt);
}

static const Entry *
find(const LlTxt *txt, const char *key, gsize key_length)
{
  for (guint i = 0; i < txt->entries->len; i++) {
    const Entry *entry = &g_array_index(txt->entries, Entry, i);
    if (entry->key_length == key_length && g_ascii_strncasecmp(entry->key, key, key_length) == 0)
      return entry;
  }
  return NULL;
}

/* RFC 6763 6.4: printable ASCII; the '=' has ended it before. */
static gboolean
is_key(const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (bytes[i] < 0x20 || bytes[i] > 0x7E || bytes[i] == '=')
      return FALSE;
  return length > 0;
}

/* VALUE is taken over. */
static void
append(LlTxt *txt, const char *key, gsize key_length, char *value)
{
  Entry entry = {g_strndup(key, key_length), key_length, value};
  g_array_append_val(txt->entries, entry);
}

static void
read_string(LlTxt *txt, const char *bytes, gsize length)
{
  const char *equals = length > 0 ? memchr(bytes, '=', length) : NULL;
  gsize key_length = equals != NULL ? (gsize)(equals - bytes) : length;
  if (!is_key(bytes, key_length) || find(txt, bytes, key_length) != NULL)
    return;
  g_autofree char *value = NULL;
  if (equals != NULL)
    value = ll_text_clean_line(equals + 1, bytes + length - (equals + 1));
  if (value != NULL && *value == '\0')
    g_clear_pointer(&value, g_free);
  append(txt, bytes, key_length, g_steal_pointer(&value));
}

LlTxt *
ll_txt_parse(const guint8 *rdata, gsize length)
{
  LlTxt *txt = ll_txt_new();
  gsize end = MIN(length, LL_TXT_READ_MAX);
  gsize at = 0;
  while (at < end && txt->entries->len < LL_TXT_KEYS_MAX) {
    gsize size = rdata[at++];
    size = MIN(size, end - at);
    read_string(txt, (const char *)rdata + at, size);
    at += size;
  }
  return txt;
}

void
ll_txt_set(LlTxt *txt, const char *key, const char *value)
{
  gsize key_length = strlen(key);
  g_assert(is_key(key, key_length) && key_length + 1 < LL_TXT_STRING_MAX);
  if (value == NULL || find(txt, key, key_length) != NULL)
    return;
  g_autofree char *line = ll_text_clean_line(value, -1);
  gsize room = LL_TXT_STRING_MAX - key_length - 1;
  if (strlen(line) > room) {
    char *cut = ll_text_truncate_line(line, room);
    g_free(line);
    line = cut;
  }
  if (*line != '\0')
    append(txt, key, key_length, g_steal_pointer(&line));
}

gboolean
ll_txt_has(const LlTxt *txt, const char *key)
{
  return find(txt, key, strlen(key)) != NULL;
}

const char *
ll_txt_get(const LlTxt *txt, const char *key)
{
  const Entry *entry = find(txt, key, strlen(key));
  return entry != NULL ? entry->value : NULL;
}

guint
ll_txt_size(const LlTxt *txt)
{
  return txt->entries->len;
}

/* Without its length byte. */
static gsize
entry_size(const Entry *entry)
{
  return entry->key_length + (entry->value != NULL ? 1 + strlen(entry->value) : 0);
}

gsize
ll_txt_length(const LlTxt *txt)
{
  gsize length = 0;
  for (guint i = 0; i < txt->entries->len; i++)
    length += 1 + entry_size(&g_array_index(txt->entries, Entry, i));
  return length;
}

GBytes *
ll_txt_to_rdata(const LlTxt *txt)
{
  GByteArray *out = g_byte_array_new();
  for (guint i = 0; i < txt->entries->len; i++) {
    const Entry *entry = &g_array_index(txt->entries, Entry, i);
    gsize size = entry_size(entry);
    /* A parsed value may have grown by its replacement characters. */
    if (size > LL_TXT_STRING_MAX || out->len + 1 + size > LL_TXT_PUBLISH_MAX)
      break;
    guint8 prefix = (guint8)size;
    g_byte_array_append(out, &prefix, 1);
    g_byte_array_append(out, (const guint8 *)entry->key, (guint)entry->key_length);
    if (entry->value != NULL) {
      g_byte_array_append(out, (const guint8 *)"=", 1);
      g_byte_array_append(out, (const guint8 *)entry->value, (guint)strlen(entry->value));
    }
  }
  if (out->len == 0)
    g_byte_array_append(out, (const guint8 *)"", 1);
  return g_byte_array_free_to_bytes(out);
}
