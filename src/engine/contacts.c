/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/contacts.h"

#include <string.h>

#include "limits.h"
#include "wire/name.h"

typedef struct {
  char *name;
  LlContact *contact;
  gboolean is_kept;
  gboolean is_open; /* there is a stream */
  gboolean is_here;
  gboolean is_asked; /* and has not answered yet */
  gint64 due;        /* to be asked, when kept, not open and not asked */
  gint64 patience;   /* till it is asked again when it has not answered */
  LlAddress place;   /* where it answered */
  gboolean has_place;
  char *known_as; /* its presence name, as its header said there */
} Entry;

struct LlContacts {
  GHashTable *entries; /* name -> Entry */
  GRand *random;
  guint asked;
};

static void
entry_free(gpointer data)
{
  Entry *entry = data;

  ll_contact_free(entry->contact);
  g_free(entry->known_as);
  g_free(entry->name);
  g_free(entry);
}

LlContacts *
ll_contacts_new(guint32 seed)
{
  LlContacts *contacts = g_new0(LlContacts, 1);

  contacts->entries = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, NULL, entry_free);
  contacts->random = g_rand_new_with_seed(seed);
  return contacts;
}

void
ll_contacts_free(LlContacts *contacts)
{
  if (!contacts)
    return;
  g_hash_table_unref(contacts->entries);
  g_rand_free(contacts->random);
  g_free(contacts);
}

static Entry *
find(const LlContacts *contacts, const char *name)
{
  return g_hash_table_lookup(contacts->entries, name);
}

static Entry *
get(LlContacts *contacts, const char *name)
{
  Entry *entry = find(contacts, name);
  LlContact *contact = entry ? NULL : ll_contact_parse(name);

  if (contact) {
    entry = g_new0(Entry, 1);
    entry->name = g_strdup(name);
    entry->contact = contact;
    entry->patience = LL_CONTACTS_AWAY_MS;
    g_hash_table_insert(contacts->entries, entry->name, entry);
  }
  return entry;
}

static void
remove_if_unneeded(LlContacts *contacts, Entry *entry)
{
  if (!entry->is_kept && !entry->is_open && !entry->is_asked)
    g_hash_table_remove(contacts->entries, entry->name);
}

/* About SPAN after NOW. */
static gint64
in_about(LlContacts *contacts, gint64 now, gint64 span)
{
  return now + span * 4 / 5 + g_rand_int_range(contacts->random, 0, (gint32)(span * 2 / 5));
}

gboolean
ll_contacts_add(LlContacts *contacts, const char *name, gint64 now)
{
  Entry *entry = get(contacts, name);

  if (entry && !entry->is_kept) {
    entry->is_kept = TRUE;
    entry->due = now;
  }
  return entry != NULL;
}

void
ll_contacts_remove(LlContacts *contacts, const char *name)
{
  Entry *entry = find(contacts, name);

  if (!entry)
    return;
  entry->is_kept = FALSE;
  entry->is_here = entry->is_open;
  remove_if_unneeded(contacts, entry);
}

gboolean
ll_contacts_is_here(const LlContacts *contacts, const char *name)
{
  const Entry *entry = find(contacts, name);

  return entry && entry->is_here;
}

/* --- who calls ------------------------------------------------------------------------------- */

/* One on several interfaces at once is a neighbour of each; see INTERFACE in ll_contacts_find(). */
static gboolean
is_at(const Entry *entry, const LlAddress *address, const char *interface)
{
  const LlContact *contact = entry->contact;
  LlAddress unscoped = *address;

  if (entry->has_place && ll_address_equal(&entry->place, address))
    return TRUE;
  unscoped.scope = 0;
  return !contact->host && ll_address_equal(&contact->address, &unscoped) &&
         (!contact->interface || g_strcmp0(contact->interface, interface) == 0);
}

static gboolean
is_called(const Entry *entry, const char *from)
{
  g_autofree char *user = from ? ll_name_user(from) : NULL;

  if (entry->known_as)
    return from && ll_name_equal(entry->known_as, from);
  return !entry->contact->user || (user && ll_name_equal(entry->contact->user, user));
}

const char *
ll_contacts_find(const LlContacts *contacts, const LlAddress *address, const char *interface,
                 const char *from)
{
  GHashTableIter iter;
  gpointer data;

  g_hash_table_iter_init(&iter, contacts->entries);
  while (g_hash_table_iter_next(&iter, NULL, &data)) {
    const Entry *entry = data;

    if (entry->is_kept && is_at(entry, address, interface) && is_called(entry, from))
      return entry->name;
  }
  return NULL;
}

static guint
count_strangers(const LlContacts *contacts)
{
  GHashTableIter iter;
  gpointer entry;
  guint count = 0;

  g_hash_table_iter_init(&iter, contacts->entries);
  while (g_hash_table_iter_next(&iter, NULL, &entry))
    count += !((const Entry *)entry)->is_kept;
  return count;
}

char *
ll_contacts_name_stranger(const LlContacts *contacts, const LlAddress *address,
                          const char *interface, const char *from)
{
  g_autofree char *user = from ? ll_name_user(from) : NULL;
  g_autoptr(LlContact) contact = ll_contact_new(user, address, interface, LL_CONTACT_PORT);
  g_autofree char *name = ll_contact_to_string(contact);

  if (!find(contacts, name) && count_strangers(contacts) >= LL_STRANGERS_MAX)
    return NULL;
  return g_steal_pointer(&name);
}

/* --- what happens ---------------------------------------------------------------------------- */

/* There was a sign of life. */
static void
revive(LlContacts *contacts, Entry *entry, gint64 now)
{
  entry->is_here = TRUE;
  entry->patience = LL_CONTACTS_AWAY_MS;
  entry->due = in_about(contacts, now, LL_CONTACTS_HERE_MS);
}

void
ll_contacts_opened(LlContacts *contacts, const char *name, gint64 now)
{
  Entry *entry = get(contacts, name);

  if (!entry)
    return;
  entry->is_open = TRUE;
  revive(contacts, entry, now);
}

void
ll_contacts_closed(LlContacts *contacts, const char *name, gint64 now)
{
  Entry *entry = find(contacts, name);

  if (!entry || !entry->is_open)
    return;
  entry->is_open = FALSE;
  entry->is_here = entry->is_kept;
  entry->due = in_about(contacts, now, LL_CONTACTS_CLOSED_MS);
  remove_if_unneeded(contacts, entry);
}

void
ll_contacts_alive(LlContacts *contacts, const char *name, gint64 now)
{
  Entry *entry = find(contacts, name);

  if (entry && entry->is_kept)
    revive(contacts, entry, now);
}

static Entry *
take_answer(LlContacts *contacts, const char *name)
{
  Entry *entry = find(contacts, name);

  if (!entry || !entry->is_asked)
    return NULL;
  entry->is_asked = FALSE;
  contacts->asked--;
  return entry;
}

void
ll_contacts_answered(LlContacts *contacts, const char *name, const LlAddress *address,
                     const char *from, gint64 now)
{
  Entry *entry = take_answer(contacts, name);

  if (!entry)
    return;
  entry->place = *address;
  entry->has_place = TRUE;
  g_free(entry->known_as);
  entry->known_as = g_strdup(from);
  revive(contacts, entry, now);
  entry->is_here = entry->is_kept || entry->is_open;
  remove_if_unneeded(contacts, entry);
}

void
ll_contacts_failed(LlContacts *contacts, const char *name, gint64 now)
{
  Entry *entry = take_answer(contacts, name);

  if (!entry)
    return;
  entry->is_here = entry->is_open;
  entry->due = in_about(contacts, now, entry->patience);
  entry->patience = MIN(entry->patience * 2, LL_CONTACTS_AWAY_MAX_MS);
  remove_if_unneeded(contacts, entry);
}

void
ll_contacts_doubt(LlContacts *contacts, const char *name, gint64 now)
{
  Entry *entry = find(contacts, name);

  if (entry && entry->is_here)
    entry->due = now;
}

/* --- whom to ask ----------------------------------------------------------------------------- */

/* The one that has been due for the longest time, or will be first. */
static Entry *
first_due(const LlContacts *contacts)
{
  GHashTableIter iter;
  gpointer data;
  Entry *first = NULL;

  g_hash_table_iter_init(&iter, contacts->entries);
  while (g_hash_table_iter_next(&iter, NULL, &data)) {
    Entry *entry = data;

    if (entry->is_kept && !entry->is_open && !entry->is_asked &&
        (!first || entry->due < first->due))
      first = entry;
  }
  return first;
}

const char *
ll_contacts_next(LlContacts *contacts, gint64 now)
{
  Entry *entry = contacts->asked < LL_CONTACTS_ASKED_MAX ? first_due(contacts) : NULL;

  if (!entry || entry->due > now)
    return NULL;
  entry->is_asked = TRUE;
  contacts->asked++;
  return entry->name;
}

gint64
ll_contacts_deadline(const LlContacts *contacts)
{
  const Entry *entry = contacts->asked < LL_CONTACTS_ASKED_MAX ? first_due(contacts) : NULL;

  return entry ? entry->due : G_MAXINT64;
}
