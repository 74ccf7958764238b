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
} Entry;

struct LlHeard {
  GQueue entries;    /* Entry, the oldest first */
  GHashTable *links; /* Entry -> its GList in `entries` */
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
  const Entry *entry = data;

  return (guint)entry->digest ^ ll_name_hash(entry->name);
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

  g_queue_init(&heard->entries);
  heard->links = g_hash_table_new(entry_hash, entry_equal);
  return heard;
}

void
ll_heard_free(LlHeard *heard)
{
  if (!heard)
    return;
  g_hash_table_destroy(heard->links);
  g_queue_clear_full(&heard->entries, entry_free);
  g_free(heard);
}

static void
forget(LlHeard *heard, GList *link)
{
  Entry *entry = link->data;

  g_hash_table_remove(heard->links, entry);
  g_queue_delete_link(&heard->entries, link);
  entry_free(entry);
}

static void
forget_old(LlHeard *heard, gint64 now)
{
  const Entry *oldest;

  while ((oldest = g_queue_peek_head(&heard->entries)) &&
         (oldest->at + LL_HEARD_MS <= now || heard->entries.length > LL_HEARD_MAX))
    forget(heard, heard->entries.head);
}

/* FNV-1a, of 64 bits: who makes up two messages of the same sum deceives nobody about others'. */
static guint64
sum_up(guint64 sum, const char *text)
{
  for (; *text; text++)
    sum = (sum ^ (guchar)*text) * G_GUINT64_CONSTANT(0x100000001B3);
  return sum;
}

/* Of one and the other, so that no part of one can pass for one of the other. */
static guint64
digest_of(const char *id, const char *text)
{
  guint64 sum = sum_up(G_GUINT64_CONSTANT(0xCBF29CE484222325), id);

  return sum_up(sum_up(sum, "\xFF"), text); /* a byte that is in no text */
}

static Entry *
add(LlHeard *heard, const char *name, guint64 digest)
{
  Entry *entry = g_new0(Entry, 1);

  entry->name = g_strdup(name);
  entry->digest = digest;
  g_queue_push_tail(&heard->entries, entry);
  g_hash_table_insert(heard->links, entry, heard->entries.tail);
  return entry;
}

gboolean
ll_heard_again(LlHeard *heard, const char *name, guint stream, const char *id, const char *text,
               gint64 now)
{
  guint64 digest;
  Entry *entry;
  GList *link;
  gboolean is_again;

  forget_old(heard, now);
  if (!id || *id == '\0')
    return FALSE;
  digest = digest_of(id, text);
  link = g_hash_table_lookup(heard->links, &(Entry){.digest = digest, .name = (char *)name});
  is_again = link && ((Entry *)link->data)->stream != stream;
  if (link) {
    g_queue_unlink(&heard->entries, link);
    g_queue_push_tail_link(&heard->entries, link);
    entry = link->data;
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

  for (GList *link = heard->entries.head; link; link = next) {
    next = link->next;
    if (((Entry *)link->data)->stream == stream)
      forget(heard, link);
  }
}
