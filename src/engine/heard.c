/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/heard.h"

#include <string.h>

#include "limits.h"
#include "wire/name.h"

typedef struct {
  guint64 digest; /* of the id and the text */
  char *name;
  guint stream; /* on which it came last */
  gint64 at;
  GList link; /* in `by_age` */
} Entry;

struct LlHeard {
  GHashTable *entries; /* a set of Entry */
  GQueue by_age;       /* the same, the oldest first */
};

static void
entry_free(gpointer data)
{
  Entry *entry = data;

  g_free(entry->name);
  g_free(entry);
}

static guint
entry_hash(gconstpointer data)
{
  return (guint)((const Entry *)data)->digest;
}

static gboolean
entry_equal(gconstpointer a, gconstpointer b)
{
  const Entry *one = a;
  const Entry *other = b;

  return one->digest == other->digest && ll_name_hash_equal(one->name, other->name);
}

LlHeard *
ll_heard_new(void)
{
  LlHeard *heard = g_new0(LlHeard, 1);

  heard->entries = g_hash_table_new_full(entry_hash, entry_equal, entry_free, NULL);
  g_queue_init(&heard->by_age);
  return heard;
}

void
ll_heard_free(LlHeard *heard)
{
  if (!heard)
    return;
  g_hash_table_destroy(heard->entries);
  g_free(heard);
}

static void
forget(LlHeard *heard, Entry *entry)
{
  g_queue_unlink(&heard->by_age, &entry->link);
  g_hash_table_remove(heard->entries, entry);
}

static void
forget_old(LlHeard *heard, gint64 now)
{
  Entry *oldest;

  while ((oldest = g_queue_peek_head(&heard->by_age)) &&
         (oldest->at + LL_HEARD_MS <= now || heard->by_age.length > LL_HEARD_MAX))
    forget(heard, oldest);
}

static guint64
mix(guint64 sum, guint64 word)
{
  sum ^= word;
  sum = (sum ^ sum >> 32) * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
  return sum ^ sum >> 29;
}

/* In the manner of FNV-1a, but of eight bytes at a time, and with the length, so that no part of
 * one text can pass for one of the next. Who makes up two messages of the same sum deceives nobody
 * about others'. */
static guint64
sum_up(guint64 sum, const char *text)
{
  gsize length = strlen(text);
  guint64 word;

  sum = mix(sum, length);
  for (; length >= sizeof word; length -= sizeof word, text += sizeof word) {
    memcpy(&word, text, sizeof word);
    sum = mix(sum, word);
  }
  word = 0;
  memcpy(&word, text, length);
  return mix(sum, word);
}

static Entry *
add(LlHeard *heard, const char *name, guint64 digest)
{
  Entry *entry = g_new(Entry, 1);

  *entry = (Entry){.digest = digest, .name = g_strdup(name), .link.data = entry};
  g_hash_table_add(heard->entries, entry);
  g_queue_push_tail_link(&heard->by_age, &entry->link);
  return entry;
}

gboolean
ll_heard_again(LlHeard *heard, const char *name, guint stream, const char *id, const char *text,
               gint64 now)
{
  guint64 digest;
  Entry *entry;
  gboolean is_again;

  forget_old(heard, now);
  if (!id || *id == '\0')
    return FALSE;
  digest = sum_up(sum_up(0, id), text);
  entry = g_hash_table_lookup(heard->entries, &(Entry){.digest = digest, .name = (char *)name});
  is_again = entry && entry->stream != stream;
  if (entry) {
    g_queue_unlink(&heard->by_age, &entry->link);
    g_queue_push_tail_link(&heard->by_age, &entry->link);
  } else {
    entry = add(heard, name, digest);
  }
  entry->stream = stream;
  entry->at = now;
  forget_old(heard, now);
  return is_again;
}

void
ll_heard_goodbye(LlHeard *heard, guint stream)
{
  GList *next;

  for (GList *link = heard->by_age.head; link; link = next) {
    Entry *entry = link->data;

    next = link->next;
    if (entry->stream == stream)
      forget(heard, entry);
  }
}
