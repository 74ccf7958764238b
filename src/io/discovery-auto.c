/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/discovery-auto.h"

/* How long a preferred one that went may take to come back. A daemon's restart takes less. */
#define RESTART_SECONDS 2

typedef struct {
  LlDiscovery base;
  LlDiscoveryMaker make_fallback;
  LlDiscovery *preferred;
  LlDiscovery *fallback; /* NULL unless it is needed */
  LlDiscovery *active;   /* which of them is ready; NULL for none */
  GHashTable *resolves;  /* of LlResolve */
  GError *why;           /* why the preferred one can't be used; NULL while it can */
  guint restart_timer;
  gboolean is_freed;
} Auto;

struct LlResolve {
  Auto *self;
  LlDiscovery *by;
  LlResolve *query; /* BY's; NULL when that one is lost */
  const LlResolveEvents *events;
  gpointer data;
  guint fail_source;
};

static void
auto_clear(gpointer data)
{
  Auto *self = data;
  g_hash_table_unref(self->resolves);
  g_clear_error(&self->why);
}

static GError *
unavailable_new(const char *message)
{
  return g_error_new_literal(LL_DISCOVERY_ERROR, LL_DISCOVERY_ERROR_UNAVAILABLE, message);
}

/* -- where somebody listens -------------------------------------------------------------------- */

static void
resolve_free(LlResolve *resolve)
{
  if (resolve->query)
    ll_discovery_cancel(resolve->by, resolve->query);
  g_clear_handle_id(&resolve->fail_source, g_source_remove);
  g_free(resolve);
}

static void
finish(LlResolve *resolve, const GError *error)
{
  const LlResolveEvents *events = resolve->events;
  gpointer data = resolve->data;
  g_hash_table_remove(resolve->self->resolves, resolve);
  events->done(data, error);
}

static void
on_address(gpointer data, const LlAddress *address, guint16 port)
{
  LlResolve *resolve = data;
  resolve->events->address(resolve->data, address, port);
}

static void
on_done(gpointer data, const GError *error)
{
  LlResolve *resolve = data;
  resolve->query = NULL;
  finish(resolve, error);
}

static gboolean
fail(gpointer data)
{
  LlResolve *resolve = data;
  g_autoptr(GError) error = unavailable_new("no mDNS responder answers");
  resolve->fail_source = 0;
  finish(resolve, error);
  return G_SOURCE_REMOVE;
}

static LlResolve *
auto_resolve(LlDiscovery *base, const char *name, const LlResolveEvents *events, gpointer data)
{
  static const LlResolveEvents inner_events = {.address = on_address, .done = on_done};
  Auto *self = (Auto *)base;
  LlResolve *resolve = g_new0(LlResolve, 1);
  *resolve = (LlResolve){.self = self, .by = self->active, .events = events, .data = data};
  if (self->active)
    resolve->query = ll_discovery_resolve(self->active, name, &inner_events, resolve);
  else
    resolve->fail_source = g_idle_add(fail, resolve);
  g_hash_table_add(self->resolves, resolve);
  return resolve;
}

static void
auto_cancel(LlDiscovery *base, LlResolve *resolve)
{
  g_hash_table_remove(((Auto *)base)->resolves, resolve);
}

/* -- which of the two -------------------------------------------------------------------------- */

static void
drop_fallback(Auto *self)
{
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init(&iter, self->resolves);
  while (self->fallback && g_hash_table_iter_next(&iter, &key, NULL)) {
    LlResolve *resolve = key;
    if (resolve->by != self->fallback || !resolve->query)
      continue;
    ll_discovery_cancel(self->fallback, g_steal_pointer(&resolve->query));
    resolve->fail_source = g_idle_add(fail, resolve);
  }
  if (self->active == self->fallback)
    self->active = NULL;
  g_clear_pointer(&self->fallback, ll_discovery_free);
}

/* FALSE if the owner freed us. */
static gboolean
tell_unavailable(Auto *self, const GError *error)
{
  g_rc_box_acquire(self);
  self->base.events->unavailable(self->base.owner, error);
  gboolean is_there = !self->is_freed;
  g_rc_box_release_full(self, auto_clear);
  return is_there;
}

static void
on_preferred_ready(gpointer owner, const char *machine)
{
  Auto *self = owner;
  gboolean was_fallback = self->active && self->active == self->fallback;
  g_clear_handle_id(&self->restart_timer, g_source_remove);
  g_clear_error(&self->why);
  drop_fallback(self);
  if (was_fallback) {
    g_autoptr(GError) error = unavailable_new("another mDNS responder takes over");
    if (!tell_unavailable(self, error))
      return;
  }
  self->active = self->preferred;
  self->base.events->ready(self->base.owner, machine);
}

static void
on_fallback_ready(gpointer owner, const char *machine)
{
  Auto *self = owner;
  self->active = self->fallback;
  self->base.events->ready(self->base.owner, machine);
}

/* Then nobody is left but the preferred one, which may still come. */
static void
on_fallback_unavailable(gpointer owner, const GError *error)
{
  Auto *self = owner;
  g_autofree char *message = g_strdup_printf("%s; %s", self->why->message, error->message);
  g_autoptr(GError) both = unavailable_new(message);
  drop_fallback(self);
  tell_unavailable(self, both);
}

static void on_published(gpointer owner, const char *name);
static void on_collision(gpointer owner, const char *name);
static void on_seen(gpointer owner, const char *name, LlLink link);
static void on_lost(gpointer owner, const char *name, LlLink link);
static void on_txt(gpointer owner, const char *name, LlLink link, const guint8 *rdata,
                   gsize length);
static void on_picture(gpointer owner, const char *name, const guint8 *rdata, gsize length);

static void
start_fallback(Auto *self)
{
  static const LlDiscoveryEvents events = {
      .ready = on_fallback_ready,
      .unavailable = on_fallback_unavailable,
      .published = on_published,
      .collision = on_collision,
      .seen = on_seen,
      .lost = on_lost,
      .txt = on_txt,
      .picture = on_picture,
  };
  self->fallback = self->make_fallback(&events, self);
  ll_discovery_start(self->fallback);
}

static gboolean
on_restart_time(gpointer data)
{
  Auto *self = data;
  self->restart_timer = 0;
  start_fallback(self);
  return G_SOURCE_REMOVE;
}

static void
on_preferred_unavailable(gpointer owner, const GError *error)
{
  Auto *self = owner;
  gboolean was_active = self->active == self->preferred;
  gboolean is_absent = error->code == LL_DISCOVERY_ERROR_UNAVAILABLE;
  g_clear_error(&self->why);
  self->why = g_error_copy(error);
  if (was_active) {
    self->active = NULL;
    if (is_absent)
      self->restart_timer = g_timeout_add_seconds(RESTART_SECONDS, on_restart_time, self);
    tell_unavailable(self, error);
  } else if (self->fallback || self->restart_timer != 0) {
    return;
  } else if (is_absent) {
    start_fallback(self);
  } else {
    tell_unavailable(self, error);
  }
}

/* -- what the active one tells ----------------------------------------------------------------- */

static void
on_published(gpointer owner, const char *name)
{
  Auto *self = owner;
  self->base.events->published(self->base.owner, name);
}

static void
on_collision(gpointer owner, const char *name)
{
  Auto *self = owner;
  self->base.events->collision(self->base.owner, name);
}

static void
on_seen(gpointer owner, const char *name, LlLink link)
{
  Auto *self = owner;
  self->base.events->seen(self->base.owner, name, link);
}

static void
on_lost(gpointer owner, const char *name, LlLink link)
{
  Auto *self = owner;
  self->base.events->lost(self->base.owner, name, link);
}

static void
on_txt(gpointer owner, const char *name, LlLink link, const guint8 *rdata, gsize length)
{
  Auto *self = owner;
  self->base.events->txt(self->base.owner, name, link, rdata, length);
}

static void
on_picture(gpointer owner, const char *name, const guint8 *rdata, gsize length)
{
  Auto *self = owner;
  self->base.events->picture(self->base.owner, name, rdata, length);
}

/* -- what the active one is told --------------------------------------------------------------- */

static void
auto_start(LlDiscovery *base)
{
  Auto *self = (Auto *)base;
  g_clear_handle_id(&self->restart_timer, g_source_remove);
  drop_fallback(self);
  self->active = NULL;
  ll_discovery_start(self->preferred);
}

static void
auto_publish(LlDiscovery *base, const char *name, guint16 port, GBytes *txt)
{
  Auto *self = (Auto *)base;
  if (self->active)
    ll_discovery_publish(self->active, name, port, txt);
}

static void
auto_update(LlDiscovery *base, GBytes *txt)
{
  Auto *self = (Auto *)base;
  if (self->active)
    ll_discovery_update(self->active, txt);
}

static void
auto_unpublish(LlDiscovery *base)
{
  Auto *self = (Auto *)base;
  if (self->active)
    ll_discovery_unpublish(self->active);
}

static void
auto_set_picture(LlDiscovery *base, GBytes *picture)
{
  Auto *self = (Auto *)base;
  if (self->active)
    ll_discovery_set_picture(self->active, picture);
}

static void
auto_watch(LlDiscovery *base, const char *name)
{
  Auto *self = (Auto *)base;
  if (self->active)
    ll_discovery_watch(self->active, name);
}

static void
auto_unwatch(LlDiscovery *base, const char *name)
{
  Auto *self = (Auto *)base;
  if (self->active)
    ll_discovery_unwatch(self->active, name);
}

static void
auto_ask_picture(LlDiscovery *base, const char *name)
{
  Auto *self = (Auto *)base;
  if (self->active)
    ll_discovery_ask_picture(self->active, name);
}

static void
auto_unask_picture(LlDiscovery *base, const char *name)
{
  Auto *self = (Auto *)base;
  if (self->active)
    ll_discovery_unask_picture(self->active, name);
}

static void
auto_free(LlDiscovery *base)
{
  Auto *self = (Auto *)base;
  self->is_freed = TRUE;
  g_clear_handle_id(&self->restart_timer, g_source_remove);
  g_hash_table_remove_all(self->resolves);
  drop_fallback(self);
  ll_discovery_free(self->preferred);
  g_rc_box_release_full(self, auto_clear);
}

LlDiscovery *
ll_discovery_auto_new(LlDiscoveryMaker preferred, LlDiscoveryMaker fallback,
                      const LlDiscoveryEvents *events, gpointer owner)
{
  static const LlDiscoveryClass class = {
      .start = auto_start,
      .publish = auto_publish,
      .update = auto_update,
      .unpublish = auto_unpublish,
      .set_picture = auto_set_picture,
      .watch = auto_watch,
      .unwatch = auto_unwatch,
      .ask_picture = auto_ask_picture,
      .unask_picture = auto_unask_picture,
      .resolve = auto_resolve,
      .cancel = auto_cancel,
      .free = auto_free,
  };
  static const LlDiscoveryEvents preferred_events = {
      .ready = on_preferred_ready,
      .unavailable = on_preferred_unavailable,
      .published = on_published,
      .collision = on_collision,
      .seen = on_seen,
      .lost = on_lost,
      .txt = on_txt,
      .picture = on_picture,
  };
  Auto *self = g_rc_box_new0(Auto);
  self->base = (LlDiscovery){.class = &class, .events = events, .owner = owner};
  self->make_fallback = fallback;
  self->resolves = g_hash_table_new_full(NULL, NULL, (GDestroyNotify)resolve_free, NULL);
  self->preferred = preferred(&preferred_events, self);
  return &self->base;
}
