/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/discovery-contacts.h"

#include <eventloop.h>

#include "io/contact-lookup.h"
#include "io/contact-probe.h"
#include "io/timer.h"
#include "wire/name.h"

typedef struct {
  LlDiscovery base;
  LlContacts *book;
  LlDiscoveryContactsStanza stanza; /* NULL: nobody is told */
  gpointer stanza_owner;
  char *own; /* NULL: not known yet */
  gboolean is_hidden;
  GHashTable *told;     /* names of those who are told as seen */
  GHashTable *watched;  /* names */
  GHashTable *untold;   /* names of whom something is to be told from the loop */
  GHashTable *probes;   /* of LlContactProbe */
  GHashTable *resolves; /* of LlResolve */
  guint tell_timer;
  guint probe_timer;
  guint refs; /* the owner's, and one per function that calls it */
  gboolean is_freed;
} Contacts;

static void pump(Contacts *self);

static void
unref(Contacts *self)
{
  if (--self->refs == 0)
    g_free(self);
}

/* --- telling --------------------------------------------------------------------------------- */

static LlLink
nowhere(void)
{
  return (LlLink){0, AF_UNSPEC, g_intern_static_string("")};
}

/* An empty TXT record is one empty string (RFC 6763 6.1). */
static void
tell_txt(Contacts *self, const char *name)
{
  static const guint8 empty[] = {0};

  if (self->is_freed || !g_hash_table_contains(self->told, name) ||
      !g_hash_table_contains(self->watched, name))
    return;
  g_hash_table_remove(self->untold, name);
  self->base.events->txt(self->base.owner, name, nowhere(), empty, sizeof empty);
}

/* NAME as it is now, if that is news. */
static void
tell(Contacts *self, const char *name)
{
  gboolean is_here = ll_contacts_is_here(self->book, name);

  if (is_here == g_hash_table_contains(self->told, name))
    return;
  self->refs++;
  if (is_here) {
    g_hash_table_add(self->told, g_strdup(name));
    self->base.events->seen(self->base.owner, name, nowhere());
    tell_txt(self, name);
  } else {
    g_hash_table_remove(self->told, name);
    self->base.events->lost(self->base.owner, name, nowhere());
  }
  unref(self);
}

static gboolean
on_tell(gpointer data)
{
  Contacts *self = data;
  g_autoptr(GHashTable) untold = g_steal_pointer(&self->untold);
  GHashTableIter iter;
  gpointer name;

  self->tell_timer = 0;
  self->untold = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free, NULL);
  self->refs++;
  g_hash_table_iter_init(&iter, untold);
  while (!self->is_freed && g_hash_table_iter_next(&iter, &name, NULL)) {
    tell(self, name);
    tell_txt(self, name);
  }
  unref(self);
  return FALSE;
}

static void
tell_soon(Contacts *self, const char *name)
{
  g_hash_table_add(self->untold, g_strdup(name));
  if (self->tell_timer == 0)
    self->tell_timer = purple_timeout_add(0, on_tell, self);
}

/* --- asking ---------------------------------------------------------------------------------- */

static void
on_answered(gpointer owner, LlContactProbe *probe, const LlAddress *address, const char *from)
{
  Contacts *self = owner;
  g_autofree char *name = g_strdup(ll_contact_probe_name(probe));

  ll_contacts_answered(self->book, name, address, from, ll_now_ms());
  pump(self);
  tell(self, name);
}

static void
on_stanza(gpointer owner, LlContactProbe *probe, const LlXmlNode *node)
{
  Contacts *self = owner;
  g_autofree char *name = g_strdup(ll_contact_probe_name(probe));

  if (self->stanza)
    self->stanza(self->stanza_owner, name, node);
}

static void
on_over(gpointer owner, LlContactProbe *probe)
{
  Contacts *self = owner;
  g_autofree char *name = g_strdup(ll_contact_probe_name(probe));

  if (!ll_contact_probe_is_answered(probe))
    ll_contacts_failed(self->book, name, ll_now_ms());
  g_hash_table_remove(self->probes, probe);
  pump(self);
  tell(self, name);
}

static gboolean
on_due(gpointer data)
{
  Contacts *self = data;

  self->probe_timer = 0;
  pump(self);
  return FALSE;
}

/* Ask all whose turn it is. */
static void
pump(Contacts *self)
{
  static const LlContactProbeEvents events = {on_answered, on_stanza, on_over};
  gint64 now = ll_now_ms();
  const char *name;

  if (!self->own)
    return;
  while ((name = ll_contacts_next(self->book, now)))
    g_hash_table_add(self->probes,
                     ll_contact_probe_new(name, self->is_hidden ? NULL : self->own, &events, self));
  ll_timer_set(&self->probe_timer, ll_contacts_deadline(self->book), on_due, self);
}

/* --- the discovery's table ------------------------------------------------------------------- */

static void
contacts_watch(LlDiscovery *base, const char *name)
{
  Contacts *self = (Contacts *)base;

  g_hash_table_add(self->watched, g_strdup(name));
  tell_soon(self, name);
}

static void
contacts_unwatch(LlDiscovery *base, const char *name)
{
  g_hash_table_remove(((Contacts *)base)->watched, name);
}

static void
on_resolve_over(gpointer owner, LlResolve *resolve)
{
  g_hash_table_steal(((Contacts *)owner)->resolves, resolve);
}

static LlResolve *
contacts_resolve(LlDiscovery *base, const char *name, const LlResolveEvents *events, gpointer data)
{
  Contacts *self = (Contacts *)base;
  LlResolve *resolve = ll_contact_lookup_new(name, events, data, on_resolve_over, self);

  g_hash_table_add(self->resolves, resolve);
  return resolve;
}

static void
contacts_cancel(LlDiscovery *base, LlResolve *resolve)
{
  g_hash_table_remove(((Contacts *)base)->resolves, resolve);
}

static void
contacts_free(LlDiscovery *base)
{
  Contacts *self = (Contacts *)base;

  self->is_freed = TRUE;
  ll_timer_stop(&self->tell_timer);
  ll_timer_stop(&self->probe_timer);
  g_hash_table_unref(self->probes);
  g_hash_table_unref(self->resolves);
  g_hash_table_unref(self->told);
  g_hash_table_unref(self->watched);
  g_hash_table_unref(self->untold);
  ll_contacts_free(self->book);
  g_free(self->own);
  unref(self);
}

LlDiscovery *
ll_discovery_contacts_new(const LlDiscoveryEvents *events, gpointer owner)
{
  /* Nothing to start, and nowhere to publish. */
  static const LlDiscoveryClass class = {
      .watch = contacts_watch,
      .unwatch = contacts_unwatch,
      .resolve = contacts_resolve,
      .cancel = contacts_cancel,
      .free = contacts_free,
  };
  Contacts *self = g_new0(Contacts, 1);

  self->base = (LlDiscovery){.class = &class, .events = events, .owner = owner};
  self->book = ll_contacts_new(g_random_int());
  self->told = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free, NULL);
  self->watched = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free, NULL);
  self->untold = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free, NULL);
  self->probes = g_hash_table_new_full(NULL, NULL, (GDestroyNotify)ll_contact_probe_free, NULL);
  self->resolves = g_hash_table_new_full(NULL, NULL, (GDestroyNotify)ll_contact_lookup_free, NULL);
  self->refs = 1;
  return &self->base;
}

/* --- for the endpoint ------------------------------------------------------------------------ */

void
ll_discovery_contacts_set_stanza(LlDiscovery *discovery, LlDiscoveryContactsStanza stanza,
                                 gpointer owner)
{
  Contacts *self = (Contacts *)discovery;

  self->stanza = stanza;
  self->stanza_owner = owner;
}

const LlContacts *
ll_discovery_contacts_book(const LlDiscovery *discovery)
{
  return ((const Contacts *)discovery)->book;
}

void
ll_discovery_contacts_set_own(LlDiscovery *discovery, const char *own, gboolean hidden)
{
  Contacts *self = (Contacts *)discovery;

  g_free(self->own);
  self->own = g_strdup(own);
  self->is_hidden = hidden;
  pump(self);
}

gboolean
ll_discovery_contacts_add(LlDiscovery *discovery, const char *name)
{
  Contacts *self = (Contacts *)discovery;

  if (!ll_contacts_add(self->book, name, ll_now_ms()))
    return FALSE;
  pump(self);
  return TRUE;
}

void
ll_discovery_contacts_remove(LlDiscovery *discovery, const char *name)
{
  Contacts *self = (Contacts *)discovery;

  ll_contacts_remove(self->book, name);
  pump(self);
  tell_soon(self, name);
}

void
ll_discovery_contacts_set_open(LlDiscovery *discovery, const char *name, gboolean open)
{
  Contacts *self = (Contacts *)discovery;

  (open ? ll_contacts_opened : ll_contacts_closed)(self->book, name, ll_now_ms());
  pump(self);
  tell(self, name);
}

void
ll_discovery_contacts_doubt(LlDiscovery *discovery, const char *name)
{
  Contacts *self = (Contacts *)discovery;

  ll_contacts_doubt(self->book, name, ll_now_ms());
  pump(self);
}

void
ll_discovery_contacts_alive(LlDiscovery *discovery, const char *name)
{
  Contacts *self = (Contacts *)discovery;

  ll_contacts_alive(self->book, name, ll_now_ms());
  pump(self);
  tell(self, name);
}
