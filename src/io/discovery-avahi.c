/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/discovery-avahi.h"

#include "engine/rounds.h"
#include "io/avahi-daemon.h"
#include "io/avahi-publisher.h"
#include "io/avahi-question.h"
#include "io/avahi-resolve.h"
#include "io/avahi-watch.h"
#include "io/timer.h"
#include "wire/name.h"

/* The owner may free us from within any callback, so calling it is the last thing that a function
 * does. */

typedef struct {
  LlDiscovery base;
  LlAvahiOpen open;
  const char *domain; /* interned */
  LlAvahi *avahi;
  gboolean is_ready;
  LlAvahiObject *browser;
  LlAvahiObject *old_browser; /* until its successor has told all that it knows */
  LlRounds *rounds;           /* beyond the link, while it is ready */
  guint round_timer;
  LlAvahiPublisher *publisher;
  GBytes *picture;       /* of our presence, now or next; NULL: none */
  GHashTable *watches;   /* name (the watch's own) -> LlAvahiWatch */
  GHashTable *questions; /* name -> LlAvahiQuestion */
  GHashTable *resolves;  /* of LlResolve */
} Discovery;

static void
drop_all(Discovery *self, const GError *error)
{
  GHashTableIter iter;
  gpointer resolve;
  self->is_ready = FALSE;
  ll_avahi_drop(self->avahi, g_steal_pointer(&self->browser));
  ll_avahi_drop(self->avahi, g_steal_pointer(&self->old_browser));
  g_clear_handle_id(&self->round_timer, g_source_remove);
  g_clear_pointer(&self->rounds, ll_rounds_free);
  g_clear_pointer(&self->publisher, ll_avahi_publisher_free);
  g_hash_table_remove_all(self->watches);
  g_hash_table_remove_all(self->questions);
  g_hash_table_iter_init(&iter, self->resolves);
  while (g_hash_table_iter_next(&iter, &resolve, NULL))
    ll_avahi_resolve_fail(resolve, error);
}

static GError *
unavailable_new(void)
{
  return g_error_new_literal(LL_DISCOVERY_ERROR, LL_DISCOVERY_ERROR_UNAVAILABLE,
                             "no mDNS responder answers");
}

/* Avahi has gone, or does not do what all depends on. */
static void
on_down(gpointer data, const GError *error)
{
  Discovery *self = data;
  g_autoptr(GError) reason = g_error_copy(error);
  drop_all(self, reason);
  self->base.events->unavailable(self->base.owner, reason);
}

/* -- everybody on the network ------------------------------------------------------------------ */

static LlLink
link_of(const Discovery *self, const LlAvahiEvent *event)
{
  LlLink link = event->link;
  link.domain = self->domain;
  return link;
}

static void
on_browse(gpointer data, const LlAvahiEvent *event)
{
  Discovery *self = data;
  const LlDiscoveryEvents *events = self->base.events;
  if (event->kind == LL_AVAHI_FAILED)
    on_down(self, event->error);
  else if (event->kind == LL_AVAHI_CACHE_EXHAUSTED)
    ll_avahi_drop(self->avahi, g_steal_pointer(&self->old_browser));
  else if (event->kind == LL_AVAHI_NEW && ll_name_is_valid(event->name))
    events->seen(self->base.owner, event->name, link_of(self, event));
  else if (event->kind == LL_AVAHI_REMOVE && ll_name_is_valid(event->name))
    events->lost(self->base.owner, event->name, link_of(self, event));
}

/* By a new browser, and the old one stays until that has told all it knows, so that nobody who
 * leaves in between is missed. */
static void
browse(Discovery *self)
{
  ll_avahi_drop(self->avahi, self->old_browser);
  self->old_browser = self->browser;
  self->browser = ll_avahi_browse_services(self->avahi, self->domain, on_browse, self);
}

/* -- everybody beyond the link ----------------------------------------------------------------- */

static gboolean on_round(gpointer data);

static void
schedule_round(Discovery *self)
{
  gint64 wait = ll_rounds_deadline(self->rounds) - ll_now_ms();
  g_clear_handle_id(&self->round_timer, g_source_remove);
  self->round_timer = g_timeout_add((guint)MAX(wait, 0), on_round, self);
}

static void
on_far_browse(gpointer data, const LlAvahiEvent *event)
{
  Discovery *self = data;
  if (event->kind == LL_AVAHI_FAILED && event->error->code == LL_DISCOVERY_ERROR_DENIED) {
    on_down(self, event->error);
  } else if (event->kind == LL_AVAHI_FAILED) {
    g_debug("%s: %s", self->domain, event->error->message);
    ll_rounds_failed(self->rounds, ll_now_ms());
    schedule_round(self);
  } else if (event->kind == LL_AVAHI_NEW && ll_name_is_valid(event->name) &&
             ll_rounds_saw(self->rounds, event->name, ll_now_ms())) {
    self->base.events->seen(self->base.owner, event->name, link_of(self, event));
  }
}

static void
begin_round(Discovery *self)
{
  GHashTableIter iter;
  gpointer watch;
  ll_avahi_drop(self->avahi, self->browser);
  self->browser = ll_avahi_browse_services(self->avahi, self->domain, on_far_browse, self);
  g_hash_table_iter_init(&iter, self->watches);
  while (g_hash_table_iter_next(&iter, NULL, &watch))
    ll_avahi_watch_again(watch);
  ll_rounds_begin(self->rounds, ll_now_ms());
  schedule_round(self);
}

/* Those who have left, one at a time; then all is asked for anew. */
static gboolean
on_round(gpointer data)
{
  Discovery *self = data;
  g_autofree char *lost = ll_rounds_take_lost(self->rounds, ll_now_ms());
  self->round_timer = 0;
  if (!lost) {
    begin_round(self);
    return G_SOURCE_REMOVE;
  }
  schedule_round(self);
  self->base.events->lost(self->base.owner, lost,
                          (LlLink){.family = AF_UNSPEC, .domain = self->domain});
  return G_SOURCE_REMOVE;
}

/* -- Avahi's coming and going ------------------------------------------------------------------ */

/* At first, or the host was renamed. Then everybody is told of once more. */
static void
on_running(gpointer data, const char *machine)
{
  Discovery *self = data;
  self->is_ready = TRUE;
  g_clear_pointer(&self->publisher, ll_avahi_publisher_free);
  if (g_str_equal(self->domain, LL_LINK_DOMAIN)) {
    browse(self);
  } else {
    g_clear_pointer(&self->rounds, ll_rounds_free);
    self->rounds = ll_rounds_new();
    begin_round(self);
  }
  self->base.events->ready(self->base.owner, machine);
}

static void
discovery_start(LlDiscovery *base)
{
  static const LlAvahiEvents events = {.running = on_running, .down = on_down};
  Discovery *self = (Discovery *)base;
  g_autoptr(GError) error = unavailable_new();
  drop_all(self, error);
  ll_avahi_close(self->avahi);
  self->avahi = self->open(&events, self);
}

/* -- our presence ------------------------------------------------------------------------------ */

static void
on_published(gpointer owner, const char *name)
{
  Discovery *self = owner;
  self->base.events->published(self->base.owner, name);
}

static void
on_collision(gpointer owner, const char *name)
{
  Discovery *self = owner;
  g_clear_pointer(&self->publisher, ll_avahi_publisher_free);
  self->base.events->collision(self->base.owner, name);
}

static void
discovery_unpublish(LlDiscovery *base)
{
  g_clear_pointer(&((Discovery *)base)->publisher, ll_avahi_publisher_free);
}

static void
discovery_publish(LlDiscovery *base, const char *name, guint16 port, GBytes *txt)
{
  static const LlAvahiPublisherEvents events = {on_published, on_collision, on_down};
  Discovery *self = (Discovery *)base;
  discovery_unpublish(base);
  if (self->is_ready && g_str_equal(self->domain, LL_LINK_DOMAIN))
    self->publisher = ll_avahi_publisher_new(self->avahi, name, port, txt, &events, self);
  if (self->publisher)
    ll_avahi_publisher_set_picture(self->publisher, self->picture);
}

static void
discovery_set_picture(LlDiscovery *base, GBytes *picture)
{
  Discovery *self = (Discovery *)base;
  if (picture)
    g_bytes_ref(picture);
  g_clear_pointer(&self->picture, g_bytes_unref);
  self->picture = picture;
  if (self->publisher)
    ll_avahi_publisher_set_picture(self->publisher, picture);
}

static void
discovery_update(LlDiscovery *base, GBytes *txt)
{
  Discovery *self = (Discovery *)base;
  if (self->publisher)
    ll_avahi_publisher_update(self->publisher, txt);
}

/* -- others ------------------------------------------------------------------------------------ */

/* A name that is watched already is asked for anew, so that its owner hears what it says now. */
static void
discovery_watch(LlDiscovery *base, const char *name)
{
  Discovery *self = (Discovery *)base;
  if (!self->is_ready)
    return;
  LlAvahiWatch *watch = ll_avahi_watch_new(self->avahi, base, name, self->domain);
  g_hash_table_replace(self->watches, (gpointer)ll_avahi_watch_name(watch), watch);
}

static void
discovery_unwatch(LlDiscovery *base, const char *name)
{
  g_hash_table_remove(((Discovery *)base)->watches, name);
}

static void
discovery_ask_picture(LlDiscovery *base, const char *name)
{
  Discovery *self = (Discovery *)base;
  if (self->is_ready)
    g_hash_table_replace(self->questions, g_strdup(name),
                         ll_avahi_question_new(self->avahi, base, name, self->domain));
}

static void
discovery_unask_picture(LlDiscovery *base, const char *name)
{
  g_hash_table_remove(((Discovery *)base)->questions, name);
}

static void
on_resolve_over(gpointer owner, LlResolve *resolve)
{
  g_hash_table_remove(((Discovery *)owner)->resolves, resolve);
}

static LlResolve *
discovery_resolve(LlDiscovery *base, const char *name, const LlResolveEvents *events, gpointer data)
{
  Discovery *self = (Discovery *)base;
  LlResolve *resolve = ll_avahi_resolve_new(events, data, on_resolve_over, self);
  g_hash_table_add(self->resolves, resolve);
  if (self->is_ready) {
    ll_avahi_resolve_start(resolve, self->avahi, name, self->domain);
  } else {
    g_autoptr(GError) error = unavailable_new();
    ll_avahi_resolve_fail(resolve, error);
  }
  return resolve;
}

static void
discovery_cancel(LlDiscovery *base, LlResolve *resolve)
{
  g_hash_table_remove(((Discovery *)base)->resolves, resolve);
  ll_avahi_resolve_free(resolve);
}

static void
discovery_free(LlDiscovery *base)
{
  Discovery *self = (Discovery *)base;
  GHashTableIter iter;
  gpointer resolve;
  g_autoptr(GError) error = unavailable_new();
  drop_all(self, error);
  g_hash_table_iter_init(&iter, self->resolves);
  while (g_hash_table_iter_next(&iter, &resolve, NULL))
    ll_avahi_resolve_free(resolve);
  ll_avahi_close(self->avahi);
  g_hash_table_unref(self->watches);
  g_hash_table_unref(self->questions);
  g_clear_pointer(&self->picture, g_bytes_unref);
  g_hash_table_unref(self->resolves);
  g_free(self);
}

LlDiscovery *
ll_discovery_avahi_new(LlAvahiOpen open, const char *domain, const LlDiscoveryEvents *events,
                       gpointer owner)
{
  static const LlDiscoveryClass class = {
      .start = discovery_start,
      .publish = discovery_publish,
      .update = discovery_update,
      .unpublish = discovery_unpublish,
      .set_picture = discovery_set_picture,
      .watch = discovery_watch,
      .unwatch = discovery_unwatch,
      .ask_picture = discovery_ask_picture,
      .unask_picture = discovery_unask_picture,
      .resolve = discovery_resolve,
      .cancel = discovery_cancel,
      .free = discovery_free,
  };
  Discovery *self = g_new0(Discovery, 1);
  self->base = (LlDiscovery){.class = &class, .events = events, .owner = owner};
  self->open = open;
  self->domain = g_intern_string(domain);
  self->watches = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, NULL,
                                        (GDestroyNotify)ll_avahi_watch_free);
  self->questions = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free,
                                          (GDestroyNotify)ll_avahi_question_free);
  self->resolves = g_hash_table_new(NULL, NULL);
  return &self->base;
}

LlDiscovery *
ll_discovery_daemon_new(const char *domain, const LlDiscoveryEvents *events, gpointer owner)
{
  return ll_discovery_avahi_new(ll_avahi_daemon_new, domain, events, owner);
}
