/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fake-discovery.h"

#include "fake-network.h"
#include "wire/name.h"

static void
resolve_free(LlResolve *resolve)
{
  g_free(resolve->name);
  g_free(resolve);
}

/* -- the discovery's table --------------------------------------------------------------------- */

static void
fake_start(LlDiscovery *base)
{
  LlFake *self = (LlFake *)base;
  self->started = TRUE;
  ll_fake_send(self, self->broken ? LL_FAKE_UNAVAILABLE : LL_FAKE_READY, self->machine);
  for (guint i = 0; i < self->network->fakes->len; i++)
    ll_fake_send_seen(self, g_ptr_array_index(self->network->fakes, i), LL_FAKE_SEEN);
}

static void
fake_publish(LlDiscovery *base, const char *name, guint16 port, GBytes *txt)
{
  LlFake *self = (LlFake *)base;
  if (!ll_fake_is_up(self))
    return;
  ll_fake_withdraw(self);
  self->publications++;
  self->probing = g_new0(LlFakeService, 1);
  self->probing->name = g_strdup(name);
  self->probing->port = port;
  self->probing->txt = g_bytes_ref(txt);
  ll_fake_send(self, LL_FAKE_PROBED, NULL);
}

static void
fake_update(LlDiscovery *base, GBytes *txt)
{
  LlFake *self = (LlFake *)base;
  LlFakeService *service = self->probing ? self->probing : self->service;
  if (!service)
    return;
  self->updates++;
  g_bytes_ref(txt);
  g_bytes_unref(service->txt);
  service->txt = txt;
  if (service == self->service)
    ll_fake_send_txt_to_all(self);
}

static void
fake_unpublish(LlDiscovery *base)
{
  ll_fake_withdraw((LlFake *)base);
}

static void
fake_watch(LlDiscovery *base, const char *name)
{
  LlFake *self = (LlFake *)base;
  if (!ll_fake_is_up(self))
    return;
  g_hash_table_add(self->watches, g_strdup(name));
  const LlFake *publisher = ll_fake_find(self->network, name);
  if (publisher)
    ll_fake_send_txt(self, publisher);
}

static void
fake_set_picture(LlDiscovery *base, GBytes *picture)
{
  LlFake *self = (LlFake *)base;
  if (picture)
    g_bytes_ref(picture);
  g_clear_pointer(&self->picture, g_bytes_unref);
  self->picture = picture;
}

static void
fake_ask_picture(LlDiscovery *base, const char *name)
{
  LlFake *self = (LlFake *)base;
  const LlFake *publisher = ll_fake_find(self->network, name);
  self->asked++;
  g_hash_table_add(self->questions, g_strdup(name));
  if (ll_fake_is_up(self) && publisher && publisher->picture)
    ll_fake_send(self, LL_FAKE_PICTURE, name)->txt = g_bytes_ref(publisher->picture);
}

static void
fake_unask_picture(LlDiscovery *base, const char *name)
{
  g_hash_table_remove(((LlFake *)base)->questions, name);
}

static void
fake_unwatch(LlDiscovery *base, const char *name)
{
  g_hash_table_remove(((LlFake *)base)->watches, name);
}

static LlResolve *
fake_resolve(LlDiscovery *base, const char *name, const LlResolveEvents *events, gpointer data)
{
  LlFake *self = (LlFake *)base;
  LlResolve *resolve = g_new0(LlResolve, 1);
  resolve->name = g_strdup(name);
  resolve->events = events;
  resolve->data = data;
  g_ptr_array_add(self->resolves, resolve);
  if (!self->held)
    ll_fake_send(self, LL_FAKE_ANSWER, NULL)->resolve = resolve;
  return resolve;
}

static void
fake_cancel(LlDiscovery *base, LlResolve *resolve)
{
  ll_fake_forget_resolve((LlFake *)base, resolve);
}

static void
fake_free(LlDiscovery *base)
{
  LlFake *self = (LlFake *)base;
  ll_fake_withdraw(self);
  ll_fake_drop(self, NULL);
  g_ptr_array_remove(self->network->fakes, self);
  g_array_unref(self->links);
  g_array_unref(self->addresses);
  g_hash_table_unref(self->watches);
  g_hash_table_unref(self->questions);
  g_clear_pointer(&self->picture, g_bytes_unref);
  g_ptr_array_unref(self->resolves);
  g_free(self->machine);
  g_free(self);
}

static const LlDiscoveryClass fake_class = {
    .start = fake_start,
    .publish = fake_publish,
    .update = fake_update,
    .unpublish = fake_unpublish,
    .set_picture = fake_set_picture,
    .watch = fake_watch,
    .unwatch = fake_unwatch,
    .ask_picture = fake_ask_picture,
    .unask_picture = fake_unask_picture,
    .resolve = fake_resolve,
    .cancel = fake_cancel,
    .free = fake_free,
};

/* -- for the test ------------------------------------------------------------------------------ */

LlDiscovery *
ll_fake_discovery_new(LlFakeNetwork *network, const char *machine, const LlDiscoveryEvents *events,
                      gpointer owner)
{
  static const LlAddress loopback = {.family = AF_INET, .bytes = {127, 0, 0, 1}};
  static const LlLink link = {1, AF_INET, LL_LINK_DOMAIN};
  LlFake *self = g_new0(LlFake, 1);
  self->base = (LlDiscovery){.class = &fake_class, .events = events, .owner = owner};
  self->network = network;
  self->machine = g_strdup(machine);
  self->links = g_array_new(FALSE, FALSE, sizeof link);
  self->addresses = g_array_new(FALSE, FALSE, sizeof loopback);
  g_array_append_val(self->links, link);
  g_array_append_val(self->addresses, loopback);
  self->watches = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free, NULL);
  self->questions = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free, NULL);
  self->resolves = g_ptr_array_new_with_free_func((GDestroyNotify)resolve_free);
  g_ptr_array_add(network->fakes, self);
  return &self->base;
}

void
ll_fake_discovery_set_addresses(LlDiscovery *discovery, const LlAddress *addresses, gsize count)
{
  LlFake *self = (LlFake *)discovery;
  g_array_set_size(self->addresses, 0);
  if (count > 0)
    g_array_append_vals(self->addresses, addresses, (guint)count);
}

static gboolean
has_link(const LlLink *links, gsize count, LlLink link)
{
  for (gsize i = 0; i < count; i++)
    if (links[i].interface == link.interface && links[i].family == link.family)
      return TRUE;
  return FALSE;
}

void
ll_fake_discovery_set_links(LlDiscovery *discovery, const LlLink *links, gsize count)
{
  LlFake *self = (LlFake *)discovery;
  GArray *old = g_steal_pointer(&self->links), *added = g_array_new(FALSE, FALSE, sizeof *links);
  GArray *gone = g_array_new(FALSE, FALSE, sizeof *links);
  for (gsize i = 0; i < count; i++)
    if (!has_link((LlLink *)(gpointer)old->data, old->len, links[i]))
      g_array_append_val(added, links[i]);
  for (guint i = 0; i < old->len; i++)
    if (!has_link(links, count, g_array_index(old, LlLink, i)))
      g_array_append_val(gone, g_array_index(old, LlLink, i));
  self->links = added;
  ll_fake_send_seen_to_all(self, LL_FAKE_SEEN);
  ll_fake_send_txt_to_all(self);
  self->links = gone;
  ll_fake_send_seen_to_all(self, LL_FAKE_LOST);
  g_array_unref(added);
  g_array_unref(gone);
  self->links = old;
  g_array_set_size(self->links, 0);
  if (count > 0)
    g_array_append_vals(self->links, links, (guint)count);
}

void
ll_fake_discovery_rename(LlDiscovery *discovery, const char *machine)
{
  LlFake *self = (LlFake *)discovery;
  ll_fake_withdraw(self);
  g_free(self->machine);
  self->machine = g_strdup(machine);
  if (ll_fake_is_up(self))
    fake_start(discovery);
}

void
ll_fake_discovery_break(LlDiscovery *discovery, LlDiscoveryError code)
{
  LlFake *self = (LlFake *)discovery;
  ll_fake_withdraw(self);
  ll_fake_drop(self, NULL);
  g_hash_table_remove_all(self->watches);
  self->broken = TRUE;
  self->code = code;
  if (self->started)
    ll_fake_send(self, LL_FAKE_UNAVAILABLE, NULL);
  for (guint i = 0; i < self->resolves->len; i++)
    ll_fake_send(self, LL_FAKE_DONE, NULL)->resolve = g_ptr_array_index(self->resolves, i);
}

void
ll_fake_discovery_mend(LlDiscovery *discovery)
{
  LlFake *self = (LlFake *)discovery;
  self->broken = FALSE;
  if (self->started)
    fake_start(discovery);
}

void
ll_fake_discovery_collide(LlDiscovery *discovery)
{
  LlFake *self = (LlFake *)discovery;
  g_assert(self->service);
  ll_fake_send(self, LL_FAKE_COLLISION, self->service->name);
  ll_fake_withdraw(self);
}

void
ll_fake_discovery_hold(LlDiscovery *discovery, gboolean held)
{
  LlFake *self = (LlFake *)discovery;
  for (guint i = 0; self->held && !held && i < self->resolves->len; i++)
    ll_fake_send(self, LL_FAKE_ANSWER, NULL)->resolve = g_ptr_array_index(self->resolves, i);
  self->held = held;
}

const char *
ll_fake_discovery_name(const LlDiscovery *discovery)
{
  const LlFake *self = (const LlFake *)discovery;
  return self->service ? self->service->name : NULL;
}

GBytes *
ll_fake_discovery_txt(const LlDiscovery *discovery)
{
  const LlFake *self = (const LlFake *)discovery;
  return self->service ? self->service->txt : NULL;
}

guint
ll_fake_discovery_publications(const LlDiscovery *discovery)
{
  return ((const LlFake *)discovery)->publications;
}

guint
ll_fake_discovery_updates(const LlDiscovery *discovery)
{
  return ((const LlFake *)discovery)->updates;
}

GBytes *
ll_fake_discovery_picture(const LlDiscovery *discovery)
{
  return ((const LlFake *)discovery)->picture;
}

guint
ll_fake_discovery_asked(const LlDiscovery *discovery)
{
  return ((const LlFake *)discovery)->asked;
}

guint
ll_fake_discovery_questions(const LlDiscovery *discovery)
{
  return g_hash_table_size(((const LlFake *)discovery)->questions);
}

guint
ll_fake_discovery_watches(const LlDiscovery *discovery)
{
  return g_hash_table_size(((const LlFake *)discovery)->watches);
}

guint
ll_fake_discovery_resolves(const LlDiscovery *discovery)
{
  return ((const LlFake *)discovery)->resolves->len;
}
