/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/capabilities.h"

#include <string.h>

#include "limits.h"
#include "wire/caps.h"
#include "wire/name.h"

/* A hash, or a person. */
typedef struct {
  char *key;
  LlCapability can; /* 0: not known */
  /* of a person: */
  char *ver;         /* the hash in their presence when `can` was learned; NULL: none */
  char *asked;       /* likewise when they were asked last */
  gboolean is_open;  /* they were asked, and have not answered */
  gboolean is_tried; /* they were asked on this stream */
  gboolean is_old;   /* `can` is of an earlier stream */
} Entry;

/* Entries, the one not needed for the longest time first. */
typedef struct {
  GQueue order;
  GHashTable *links; /* an entry's key -> its GList in `order` */
  guint max;
} Table;

struct LlCapabilities {
  const LlRoster *roster;
  Table hashes;
  Table people;
  GHashTable *open; /* a hash that somebody is being asked for -> their Entry */
};

/* --- tables ---------------------------------------------------------------------------------- */

static void
entry_free(gpointer data)
{
  Entry *entry = data;

  g_free(entry->key);
  g_free(entry->ver);
  g_free(entry->asked);
  g_free(entry);
}

static void
table_init(Table *table, GHashFunc hash, GEqualFunc equal, guint max)
{
  g_queue_init(&table->order);
  table->links = g_hash_table_new(hash, equal);
  table->max = max;
}

static void
table_clear(Table *table)
{
  g_hash_table_destroy(table->links);
  g_queue_clear_full(&table->order, entry_free);
}

/* (nullable) */
static Entry *
table_find(Table *table, const char *key)
{
  GList *link = g_hash_table_lookup(table->links, key);

  if (!link)
    return NULL;
  if (link != table->order.tail) {
    g_queue_unlink(&table->order, link);
    g_queue_push_tail_link(&table->order, link);
  }
  return link->data;
}

static Entry *
table_add(Table *table, const char *key)
{
  Entry *entry = g_new0(Entry, 1);

  entry->key = g_strdup(key);
  g_queue_push_tail(&table->order, entry);
  g_hash_table_insert(table->links, entry->key, table->order.tail);
  return entry;
}

static void
table_remove(Table *table, Entry *entry)
{
  GList *link = g_hash_table_lookup(table->links, entry->key);

  g_hash_table_remove(table->links, entry->key);
  g_queue_delete_link(&table->order, link);
  entry_free(entry);
}

/* --- hashes and people ----------------------------------------------------------------------- */

static void
learn_hash(LlCapabilities *self, const char *ver, LlCapability can)
{
  Entry *entry = table_find(&self->hashes, ver);

  if (!entry)
    entry = table_add(&self->hashes, ver);
  entry->can = can;
  if (self->hashes.order.length > self->hashes.max)
    table_remove(&self->hashes, self->hashes.order.head->data);
}

static void
close_question(LlCapabilities *self, Entry *person)
{
  if (person->is_open && person->asked)
    g_hash_table_remove(self->open, person->asked);
  person->is_open = FALSE;
}

static void
forget(LlCapabilities *self, Entry *person)
{
  close_question(self, person);
  table_remove(&self->people, person);
}

static Entry *
get_person(LlCapabilities *self, const char *name)
{
  Entry *person = table_find(&self->people, name);

  if (person)
    return person;
  person = table_add(&self->people, name);
  if (self->people.order.length > self->people.max)
    forget(self, self->people.order.head->data);
  return person;
}

static const LlPresence *
presence_of(const LlCapabilities *self, const char *name)
{
  const LlPeer *peer = ll_roster_find(self->roster, name);

  return peer ? ll_peer_presence(peer) : NULL;
}

/* The hash in NAME's presence, of the only kind that we can verify. (nullable) */
static const char *
hash_of(const LlCapabilities *self, const char *name)
{
  const LlPresence *presence = presence_of(self, name);

  return presence && g_strcmp0(presence->hash, LL_CAPS_SHA_1) == 0 ? presence->ver : NULL;
}

/* What PERSON alone has said, if their presence has the same hash as then. */
static LlCapability
own_word(const Entry *person, const char *ver)
{
  return person && g_strcmp0(person->ver, ver) == 0 ? person->can : 0;
}

static void
learn_person(Entry *person, const char *ver, LlCapability can)
{
  g_free(person->ver);
  person->ver = g_strdup(ver);
  person->can = can;
  person->is_old = FALSE;
}

LlCapability
ll_capabilities_of(LlCapabilities *self, const char *name)
{
  const char *ver = hash_of(self, name);
  LlCapability can = own_word(table_find(&self->people, name), ver);
  const Entry *hash = ver && can == 0 ? table_find(&self->hashes, ver) : NULL;

  return hash ? hash->can : can;
}

gboolean
ll_capabilities_is_our_program(const LlCapabilities *self, const char *name)
{
  const LlPresence *presence = presence_of(self, name);

  return presence && g_strcmp0(presence->node, ll_disco_own_node()) == 0;
}

/* --- questions ------------------------------------------------------------------------------- */

gboolean
ll_capabilities_ask(LlCapabilities *self, const char *name, char **ret_node)
{
  const LlPresence *presence = presence_of(self, name);
  const char *ver = hash_of(self, name);
  Entry *person = get_person(self, name);

  if ((person->is_tried && g_strcmp0(person->asked, ver) == 0) ||
      (ver && g_hash_table_contains(self->open, ver)) ||
      (ll_capabilities_of(self, name) != 0 && !person->is_old))
    return FALSE;
  close_question(self, person);
  g_free(person->asked);
  person->asked = g_strdup(ver);
  person->is_tried = person->is_open = TRUE;
  if (ver)
    g_hash_table_insert(self->open, person->asked, person);
  /* Without `hash` it is a version of long ago, which nobody knows as a node (XEP-0115 before
   * 1.4). */
  *ret_node = presence && presence->node && presence->hash && presence->ver
                  ? g_strconcat(presence->node, "#", presence->ver, NULL)
                  : NULL;
  return TRUE;
}

void
ll_capabilities_answered(LlCapabilities *self, const char *name, const LlXmlNode *query)
{
  Entry *person = table_find(&self->people, name);
  g_autofree char *hash = ll_caps_hash(query);

  if (!person || !person->is_open)
    return;
  if (hash && g_strcmp0(hash, person->asked) == 0)
    learn_hash(self, hash, ll_disco_capabilities(query));
  else
    learn_person(person, person->asked, ll_disco_capabilities(query));
  close_question(self, person);
}

void
ll_capabilities_failed(LlCapabilities *self, const char *name)
{
  Entry *person = table_find(&self->people, name);

  if (person)
    close_question(self, person);
}

void
ll_capabilities_told(LlCapabilities *self, const char *name, const LlXmlNode *query)
{
  const char *node = ll_xml_node_get(query, "node");
  const char *sharp = node ? strrchr(node, '#') : NULL;
  const char *ver = hash_of(self, name);
  const char *said = sharp ? sharp + 1 : ver;
  g_autofree char *hash = ll_caps_hash(query);

  if (said && g_strcmp0(hash, said) != 0)
    return;
  if (said)
    learn_hash(self, said, ll_disco_capabilities(query));
  /* Their presence says something else, or nothing: it is about to change, or not theirs to set. */
  if (g_strcmp0(said, ver) != 0 || !said)
    learn_person(get_person(self, name), ver, ll_disco_capabilities(query));
}

void
ll_capabilities_ended(LlCapabilities *self, const char *name)
{
  Entry *person = table_find(&self->people, name);

  if (!person)
    return;
  close_question(self, person);
  person->is_tried = FALSE;
  person->is_old = person->ver == NULL;
  if (person->can == 0)
    forget(self, person);
}

LlCapabilities *
ll_capabilities_new(const LlRoster *roster)
{
  LlCapabilities *self = g_new0(LlCapabilities, 1);
  g_autoptr(LlXmlNode) own_info = ll_disco_own_info(NULL);
  g_autofree char *own_ver = ll_disco_own_ver();

  self->roster = roster;
  table_init(&self->hashes, g_str_hash, g_str_equal, LL_CAPABILITIES_HASHES_MAX);
  table_init(&self->people, ll_name_hash, ll_name_hash_equal, LL_CAPABILITIES_PEOPLE_MAX);
  self->open = g_hash_table_new(g_str_hash, g_str_equal);
  learn_hash(self, own_ver, ll_disco_capabilities(own_info));
  return self;
}

void
ll_capabilities_free(LlCapabilities *self)
{
  if (!self)
    return;
  g_hash_table_destroy(self->open);
  table_clear(&self->hashes);
  table_clear(&self->people);
  g_free(self);
}
