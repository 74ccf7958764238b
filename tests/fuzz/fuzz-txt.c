/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* TXT records: wire/txt and wire/presence. */

#include <string.h>

#include "fuzz.h"
#include "limits.h"
#include "wire/presence.h"
#include "wire/text.h"
#include "wire/txt.h"

static GBytes *
take_rdata(const LlTxt *txt)
{
  GBytes *rdata = ll_txt_to_rdata(txt);

  g_assert_cmpuint(g_bytes_get_size(rdata), >=, 1);
  g_assert_cmpuint(g_bytes_get_size(rdata), <=, LL_TXT_PUBLISH_MAX);
  return rdata;
}

static LlTxt *
parse(GBytes *rdata)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data(rdata, &size);

  return ll_txt_parse(bytes, size);
}

/* What TXT must say of the string at BYTES. KEYS: those before it, in lower case. */
static void
check_string(const LlTxt *txt, GHashTable *keys, const char *bytes, gsize length)
{
  gsize key_length = 0;

  while (key_length < length && bytes[key_length] != '=')
    if (bytes[key_length] < 0x20 || bytes[key_length++] > 0x7E)
      return;
  if (key_length == 0 || g_hash_table_size(keys) == LL_TXT_KEYS_MAX)
    return;
  g_autofree char *key = g_strndup(bytes, key_length);
  if (!g_hash_table_add(keys, g_ascii_strdown(key, -1)))
    return;
  gboolean has_value = key_length < length;
  g_autofree char *value =
      has_value ? ll_text_clean_line(bytes + key_length + 1, (gssize)(length - key_length - 1))
                : g_strdup("");
  g_assert_true(ll_txt_has(txt, key));
  g_assert_cmpstr(ll_txt_get(txt, key), ==, *value != '\0' ? value : NULL);
}

/* TXT says what a plain reading of DATA says, and nothing else. */
static void
check_parsed(const LlTxt *txt, const guint8 *data, gsize size)
{
  g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  gsize end = MIN(size, LL_TXT_READ_MAX);

  for (gsize at = 0; at < end;) {
    gsize length = data[at++];

    length = MIN(length, end - at);
    check_string(txt, keys, (const char *)data + at, length);
    at += length;
  }
  g_assert_cmpuint(ll_txt_size(txt), ==, g_hash_table_size(keys));
}

/* What goes out reads back as itself. */
static void
check_written(const LlTxt *txt)
{
  g_autoptr(GBytes) rdata = take_rdata(txt);
  g_autoptr(LlTxt) back = parse(rdata);
  g_autoptr(GBytes) again = take_rdata(back);

  g_assert_true(g_bytes_equal(again, rdata));
  g_assert_cmpuint(ll_txt_size(back), <=, ll_txt_size(txt));
  if (ll_txt_size(back) == ll_txt_size(txt))
    g_assert_cmpuint(MAX(ll_txt_length(txt), 1), ==, g_bytes_get_size(rdata));
}

static void
check_text(const char *text)
{
  if (!text)
    return;
  g_assert_cmpuint(strlen(text), >, 0);
  g_assert_cmpuint(strlen(text), <=, LL_PRESENCE_TEXT_MAX);
  fuzz_assert_clean_line(text);
}

static void
check_list(const char *list)
{
  g_auto(GStrv) addresses = ll_presence_addresses(list);

  g_assert_cmpuint(g_strv_length(addresses), <=, LL_PRESENCE_ADDRESSES_MAX);
  for (char **address = addresses; *address; address++)
    g_assert_true(**address != '\0' && strpbrk(*address, " ,;") == NULL);
}

static void
check_presence(const LlPresence *presence)
{
  const char *const texts[] = {presence->message, presence->nick, presence->first, presence->last,
                               presence->email,   presence->jid,  presence->phsh,  presence->node,
                               presence->hash,    presence->ver,  presence->ext};
  g_autoptr(LlPresence) copy = ll_presence_copy(presence);
  g_autofree char *name = ll_presence_display_name(presence);

  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
    check_text(texts[i]);
  g_assert_true(!presence->phsh || strspn(presence->phsh, "0123456789abcdef") == 40);
  g_assert_true(presence->idle_since >= 0 && (presence->is_idle || presence->idle_since == 0));
  check_list(presence->email);
  check_list(presence->jid);
  g_assert_cmpint(name != NULL, ==, presence->nick || presence->first || presence->last);
  g_assert_true(ll_presence_equal(copy, presence));
}

/* PRESENCE as it goes out: all of the record fits, and who reads it and publishes what they read
 * says the same. */
static LlPresence *
check_published(const LlPresence *presence)
{
  g_autoptr(LlTxt) txt = ll_presence_to_txt(presence);
  g_autoptr(GBytes) rdata = take_rdata(txt);
  g_autoptr(LlTxt) back = parse(rdata);
  LlPresence *read = ll_presence_from_txt(back);

  g_assert_cmpuint(g_bytes_get_size(rdata), ==, ll_txt_length(txt));
  g_assert_cmpuint(ll_txt_size(back), ==, ll_txt_size(txt));
  g_assert_cmpmem(g_bytes_get_data(rdata, NULL), 10, "\x09txtvers=1", 10);
  check_written(txt);
  check_presence(read);
  return read;
}

static void
check_twice_published(const LlPresence *presence)
{
  g_autoptr(LlPresence) once = check_published(presence);
  g_autoptr(LlPresence) twice = check_published(once);

  g_assert_true(ll_presence_equal(once, twice));
}

/* A presence whose texts the user wrote, one on each line. */
static void
check_own(const guint8 *data, gsize size)
{
  g_autofree char *text = fuzz_string(data, size);
  g_auto(GStrv) lines = g_strsplit(text, "\n", 8);
  guint n = g_strv_length(lines), i = 0;
  g_autoptr(LlPresence) presence = ll_presence_new();
  char **const texts[] = {&presence->nick,  &presence->first, &presence->last, &presence->message,
                          &presence->email, &presence->jid,   &presence->node, &presence->ver};

  for (; i < n && i < G_N_ELEMENTS(texts); i++)
    *texts[i] = g_strdup(lines[i]);
  presence->status = (LlStatus)(size % 3);
  presence->is_idle = size % 5 == 0;
  presence->idle_since = presence->is_idle ? G_GINT64_CONSTANT(1700000000) + (gint64)size : 0;
  presence->vc = size % 2 ? LL_VC_NOT_BUSY : 0; /* more would read as iChat's words */
  presence->port = (guint16)size;
  check_twice_published(presence);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
  g_autoptr(LlTxt) txt = ll_txt_parse(data, size);
  g_autoptr(LlPresence) presence = ll_presence_from_txt(txt);

  check_parsed(txt, data, size);
  check_written(txt);
  check_presence(presence);
  check_twice_published(presence);
  check_own(data, size);
  return 0;
}
