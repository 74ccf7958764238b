/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/discovery-set.h"

#include "io/merged-resolve.h"
#include "wire/contact.h"
#include "wire/name.h"

typedef struct Set Set;

typedef struct {
  Set *set;
  LlDiscovery *discovery;
} Member;

/* Where a name is seen: by whom, and on which link. */
typedef struct {
  const Member *member;
  LlLink link;
} Sighting;

typedef struct {
  char *name;
  GArray *sightings; /* Sighting */
  gboolean is_watched;
} Entry;

struct Set {
  LlDiscovery base;
  GPtrArray *members;   /* Member, the responder of the link first */
  GHashTable *entries;  /* name -> Entry */
  GHashTable *resolves; /* of LlResolve */
  guint refs;           /* the owner's, and one per function that calls it more than once */
  gboolean is_freed;
};

static void
unref(Set *self)
{
  if (--self->refs == 0)
    g_free(self);
}

/* --- who sees whom --------------------------------------------------------------------------- */

static void
entry_free(gpointer data)
{
  Entry *entry = data;

  g_array_unref(entry->sightings);
  g_free(entry->name);
  g_free(entry);
}

static Entry *
get_entry(Set *self, const char *name)
{
  Entry *entry = g_hash_table_lookup(self->entries, name);

  if (!entry) {
    entry = g_new0(Entry, 1);
    entry->name = g_strdup(name);
    entry->sightings = g_array_new(FALSE, FALSE, sizeof(Sighting));
    g_hash_table_insert(self->entries, entry->name, entry);
  }
  return entry;
}

static gboolean
is_needed(const Entry *entry)
{
  return entry->is_watched || entry->sightings->len > 0;
}

static void
remove_if_unneeded(Set *self, Entry *entry)
{
  if (!is_needed(entry))
    g_hash_table_remove(self->entries, entry->name);
}

static gboolean
sees(const Entry *entry, const Member *member)
{
  for (guint i = 0; entry && i < entry->sightings->len; i++)
    if (g_array_index(entry->sightings, Sighting, i).member == member)
      return TRUE;
  return FALSE;
}

/* Whose word on what the name says counts: the first of those who see it. (nullable) */
static const Member *
authority(const Set *self, const Entry *entry)
{
  for (guint i = 0; i < self->members->len; i++)
    if (sees(entry, g_ptr_array_index(self->members, i)))
      return g_ptr_array_index(self->members, i);
  return NULL;
}

static int
find_sighting(const Entry *entry, const Member *member, const LlLink *link)
{
  for (guint i = 0; i < entry->sightings->len; i++) {
    const Sighting *sighting = &g_array_index(entry->sightings, Sighting, i);

    if (sighting->member == member && ll_link_equal(&sighting->link, link))
      return (int)i;
  }
  return -1;
}

/* The last sighting by MEMBER is gone: it need not watch any more, and the next best one has to say
 * again what it knows. */
static void
hand_over(const Set *self, const Entry *entry, const Member *member, gboolean was_authority)
{
  const Member *next = authority(self, entry);

  if (!entry->is_watched)
    return;
  ll_discovery_unwatch(member->discovery, entry->name);
  if (was_authority && next)
    ll_discovery_watch(next->discovery, entry->name);
}

/* --- what the members tell ------------------------------------------------------------------- */

static gboolean
is_first(const Member *member)
{
  return member == g_ptr_array_index(member->set->members, 0);
}

static void
on_seen(gpointer owner, const char *name, LlLink link)
{
  const Member *member = owner;
  Set *self = member->set;
  Sighting sighting = {member, link};
  Entry *entry;

  if (*link.domain != '\0' && ll_contact_is_valid(name))
    return;
  entry = get_entry(self, name);
  if (entry->is_watched && !sees(entry, member))
    ll_discovery_watch(member->discovery, name);
  if (find_sighting(entry, member, &link) < 0)
    g_array_append_val(entry->sightings, sighting);
  self->base.events->seen(self->base.owner, name, link);
}

static void
on_lost(gpointer owner, const char *name, LlLink link)
{
  const Member *member = owner;
  Set *self = member->set;
  Entry *entry = g_hash_table_lookup(self->entries, name);
  int i = entry ? find_sighting(entry, member, &link) : -1;
  gboolean was_authority;

  if (i < 0)
    return;
  was_authority = authority(self, entry) == member;
  g_array_remove_index_fast(entry->sightings, (guint)i);
  if (!sees(entry, member))
    hand_over(self, entry, member, was_authority);
  remove_if_unneeded(self, entry);
  self->base.events->lost(self->base.owner, name, link);
}

static void
on_txt(gpointer owner, const char *name, LlLink link, const guint8 *rdata, gsize length)
{
  const Member *member = owner;
  Set *self = member->set;

  if (authority(self, g_hash_table_lookup(self->entries, name)) == member)
    self->base.events->txt(self->base.owner, name, link, rdata, length);
}

static void
on_picture(gpointer owner, const char *name, const guint8 *rdata, gsize length)
{
  Set *self = ((const Member *)owner)->set;

  self->base.events->picture(self->base.owner, name, rdata, length);
}

static void
on_ready(gpointer owner, const char *machine)
{
  const Member *member = owner;

  if (is_first(member))
    member->set->base.events->ready(member->set->base.owner, machine);
}

static void
on_published(gpointer owner, const char *name)
{
  const Member *member = owner;

  if (is_first(member))
    member->set->base.events->published(member->set->base.owner, name);
}

static void
on_collision(gpointer owner, const char *name)
{
  const Member *member = owner;

  if (is_first(member))
    member->set->base.events->collision(member->set->base.owner, name);
}

/* --- a member that can't be used ------------------------------------------------------------- */

typedef struct {
  char *name;
  LlLink link;
} Place;

static void
clear_place(gpointer data)
{
  g_free(((Place *)data)->name);
}

/* What MEMBER sees (IS_ITS), or what the others see. */
static GArray *
places_of(const Set *self, const Member *member, gboolean is_its)
{
  GArray *places = g_array_new(FALSE, FALSE, sizeof(Place));
  GHashTableIter iter;
  gpointer entry;

  g_array_set_clear_func(places, clear_place);
  g_hash_table_iter_init(&iter, self->entries);
  while (g_hash_table_iter_next(&iter, NULL, &entry)) {
    const GArray *sightings = ((const Entry *)entry)->sightings;

    for (guint i = 0; i < sightings->len; i++) {
      const Sighting *sighting = &g_array_index(sightings, Sighting, i);
      Place *place;

      if ((sighting->member == member) != is_its)
        continue;
      g_array_set_size(places, places->len + 1);
      place = &g_array_index(places, Place, places->len - 1);
      place->name = g_strdup(((const Entry *)entry)->name);
      place->link = sighting->link;
    }
  }
  return places;
}

/* The responder is gone, and with it, for the owner, everybody. Whom the others see is told anew,
 * and what is watched from now on is what the owner asks for then. */
static void
lose_all(Set *self, const Member *member, const GError *error)
{
  g_autoptr(GArray) places = places_of(self, member, FALSE);
  GHashTableIter iter;
  gpointer data;

  g_hash_table_iter_init(&iter, self->entries);
  while (g_hash_table_iter_next(&iter, NULL, &data)) {
    Entry *entry = data;

    for (guint i = entry->sightings->len; i > 0; i--)
      if (g_array_index(entry->sightings, Sighting, i - 1).member == member)
        g_array_remove_index_fast(entry->sightings, i - 1);
    if (!is_needed(entry) || entry->sightings->len == 0)
      g_hash_table_iter_remove(&iter);
  }
  self->base.events->unavailable(self->base.owner, error);
  for (guint i = 0; i < places->len && !self->is_freed; i++) {
    const Place *place = &g_array_index(places, Place, i);
    const Entry *entry = g_hash_table_lookup(self->entries, place->name);

    if (entry && entry->sightings->len > 0)
      self->base.events->seen(self->base.owner, place->name, place->link);
  }
}

static void
on_unavailable(gpointer owner, const GError *error)
{
  Member *member = owner;
  Set *self = member->set;

  self->refs++;
  if (is_first(member)) {
    lose_all(self, member, error);
  } else {
    g_autoptr(GArray) places = places_of(self, member, TRUE);

    for (guint i = 0; i < places->len && !self->is_freed; i++) {
      const Place *place = &g_array_index(places, Place, i);

      on_lost(member, place->name, place->link);
    }
  }
  unref(self);
}

static const LlDiscoveryEvents member_events = {
    on_ready, on_unavailable, on_published, on_collision, on_seen, on_lost, on_txt, on_picture,
};

/* --- our own presence: the first member's ---------------------------------------------------- */

static LlDiscovery *
first(LlDiscovery *base)
{
  const Member *member = g_ptr_array_index(((Set *)base)->members, 0);

  return member->discovery;
}

static void
set_start(LlDiscovery *base)
{
  const Set *self = (Set *)base;

  for (guint i = 0; i < self->members->len; i++)
    ll_discovery_start(((const Member *)g_ptr_array_index(self->members, i))->discovery);
}

static void
set_publish(LlDiscovery *base, const char *name, guint16 port, GBytes *txt)
{
  ll_discovery_publish(first(base), name, port, txt);
}

static void
set_update(LlDiscovery *base, GBytes *txt)
{
  ll_discovery_update(first(base), txt);
}

static void
set_unpublish(LlDiscovery *base)
{
  ll_discovery_unpublish(first(base));
}

static void
set_set_picture(LlDiscovery *base, GBytes *picture)
{
  ll_discovery_set_picture(first(base), picture);
}

/* --- others ---------------------------------------------------------------------------------- */

static void
set_watch(LlDiscovery *base, const char *name)
{
  Set *self = (Set *)base;
  Entry *entry = get_entry(self, name);

  entry->is_watched = TRUE;
  for (guint i = 0; i < self->members->len; i++) {
    const Member *member = g_ptr_array_index(self->members, i);

    if (sees(entry, member))
      ll_discovery_watch(member->discovery, name);
  }
}

static void
set_unwatch(LlDiscovery *base, const char *name)
{
  Set *self = (Set *)base;
  Entry *entry = g_hash_table_lookup(self->entries, name);

  if (!entry || !entry->is_watched)
    return;
  entry->is_watched = FALSE;
  for (guint i = 0; i < self->members->len; i++) {
    const Member *member = g_ptr_array_index(self->members, i);

    if (sees(entry, member))
      ll_discovery_unwatch(member->discovery, name);
  }
  remove_if_unneeded(self, entry);
}

/* Whose word counts for what the name says is the one to ask for its picture. */
static void
set_ask_picture(LlDiscovery *base, const char *name)
{
  const Set *self = (const Set *)base;
  const Member *member = authority(self, g_hash_table_lookup(self->entries, name));

  if (member)
    ll_discovery_ask_picture(member->discovery, name);
}

/* It may have been another's then. */
static void
set_unask_picture(LlDiscovery *base, const char *name)
{
  const Set *self = (const Set *)base;

  for (guint i = 0; i < self->members->len; i++)
    ll_discovery_unask_picture(((const Member *)g_ptr_array_index(self->members, i))->discovery,
                               name);
}

static void
on_resolve_over(gpointer owner, LlResolve *resolve)
{
  g_hash_table_remove(((Set *)owner)->resolves, resolve);
}

static LlResolve *
set_resolve(LlDiscovery *base, const char *name, const LlResolveEvents *events, gpointer data)
{
  Set *self = (Set *)base;
  const Entry *entry = g_hash_table_lookup(self->entries, name);
  g_autoptr(GPtrArray) asked = g_ptr_array_new();
  LlResolve *resolve;

  for (guint i = 0; i < self->members->len; i++) {
    const Member *member = g_ptr_array_index(self->members, i);

    if (sees(entry, member))
      g_ptr_array_add(asked, member->discovery);
  }
  if (asked->len == 0)
    g_ptr_array_add(asked, first(base));
  resolve = ll_merged_resolve_new(asked, name, events, data, on_resolve_over, self);
  g_hash_table_add(self->resolves, resolve);
  return resolve;
}

static void
set_cancel(LlDiscovery *base, LlResolve *resolve)
{
  g_hash_table_remove(((Set *)base)->resolves, resolve);
  ll_merged_resolve_free(resolve);
}

/* --- the whole ------------------------------------------------------------------------------- */

static void
member_free(gpointer data)
{
  Member *member = data;

  ll_discovery_free(member->discovery);
  g_free(member);
}

static void
set_free(LlDiscovery *base)
{
  Set *self = (Set *)base;

  GHashTableIter iter;
  gpointer resolve;

  self->is_freed = TRUE;
  g_hash_table_iter_init(&iter, self->resolves);
  while (g_hash_table_iter_next(&iter, &resolve, NULL))
    ll_merged_resolve_free(resolve);
  g_hash_table_unref(self->resolves);
  g_ptr_array_unref(self->members);
  g_hash_table_unref(self->entries);
  unref(self);
}

LlDiscovery *
ll_discovery_set_new(const LlDiscoveryEvents *events, gpointer owner)
{
  static const LlDiscoveryClass class = {
      .start = set_start,
      .publish = set_publish,
      .update = set_update,
      .unpublish = set_unpublish,
      .set_picture = set_set_picture,
      .watch = set_watch,
      .unwatch = set_unwatch,
      .ask_picture = set_ask_picture,
      .unask_picture = set_unask_picture,
      .resolve = set_resolve,
      .cancel = set_cancel,
      .free = set_free,
  };
  Set *self = g_new0(Set, 1);

  self->base = (LlDiscovery){.class = &class, .events = events, .owner = owner};
  self->members = g_ptr_array_new_with_free_func(member_free);
  self->entries = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, NULL, entry_free);
  self->resolves = g_hash_table_new(NULL, NULL);
  self->refs = 1;
  return &self->base;
}

void
ll_discovery_set_add(LlDiscovery *set, LlDiscovery *child)
{
  Set *self = (Set *)set;
  Member *member = g_new0(Member, 1);

  member->set = self;
  member->discovery = child;
  child->events = &member_events;
  child->owner = member;
  g_ptr_array_add(self->members, member);
}
