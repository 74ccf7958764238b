/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/endpoint-private.h"

#include <eventloop.h>

#include "io/discovery-avahi.h"
#include "io/discovery-contacts.h"
#include "io/discovery-set.h"
#include "io/endpoint-private.h"
#include "io/timer.h"
#include "limits.h"
#include "wire/contact.h"
#include "wire/name.h"

G_DEFINE_QUARK(ll_endpoint_error, ll_endpoint_error)

/* --- failing --------------------------------------------------------------------------------- */

static gboolean
on_fail(gpointer data)
{
  LlEndpoint *endpoint = data;

  endpoint->fail_timer = 0;
  endpoint->events->failed(endpoint->owner, endpoint->failure);
  return FALSE;
}

void
ll_endpoint_fail(LlEndpoint *endpoint, LlEndpointError code, const char *message)
{
  if (endpoint->failure)
    return;
  endpoint->failure = g_error_new_literal(LL_ENDPOINT_ERROR, (gint)code, message);
  endpoint->fail_timer = purple_timeout_add(0, on_fail, endpoint);
}

/* --- our own presence ------------------------------------------------------------------------ */

static void
on_named(gpointer owner, const char *name)
{
  ll_neighbours_set_own(((LlEndpoint *)owner)->neighbours, name);
}

static void
on_withdrawn(gpointer owner)
{
  ll_neighbours_retire_own(((LlEndpoint *)owner)->neighbours);
}

static void
on_online(gpointer owner, const char *name, const char *wished)
{
  LlEndpoint *endpoint = owner;

  if (g_strcmp0(name, endpoint->told_name) == 0 && !endpoint->is_troubled)
    return;
  endpoint->is_troubled = FALSE;
  g_free(endpoint->told_name);
  endpoint->told_name = g_strdup(name);
  ll_reception_set_own(endpoint->reception, name);
  ll_messengers_set_own(endpoint->messengers, name);
  ll_guard_set_name(endpoint->guard, name);
  ll_discovery_contacts_set_own(endpoint->contacts, name, !endpoint->is_visible);
  endpoint->events->online(endpoint->owner, name, wished);
}

static void
on_exhausted(gpointer owner)
{
  ll_endpoint_fail(owner, LL_ENDPOINT_ERROR_FAILED, "every form of the name is taken");
}

static const LlPublicationEvents publication_events = {on_named, on_withdrawn, on_online,
                                                       on_exhausted};

static void
on_sleeping(gpointer owner)
{
  ll_publication_set_asleep(((LlEndpoint *)owner)->publication, TRUE);
}

static void
on_awake(gpointer owner)
{
  LlEndpoint *endpoint = owner;

  ll_publication_set_asleep(endpoint->publication, FALSE);
  ll_neighbours_awake(endpoint->neighbours);
}

static const LlSuspendEvents suspend_events = {on_sleeping, on_awake};

/* --- our links ------------------------------------------------------------------------------- */

static void
on_returned(gpointer owner, const LlLink *link, gint64 away)
{
  LlEndpoint *endpoint = owner;

  ll_neighbours_returned(endpoint->neighbours, link);
  ll_publication_renew(endpoint->publication, away);
}

static const LlCarrierEvents carrier_events = {on_returned};

/* --- the others ------------------------------------------------------------------------------ */

static void
on_says(gpointer owner, const char *name, const LlPresence *presence)
{
  LlEndpoint *endpoint = owner;

  ll_messengers_changed(endpoint->messengers, name);
  if (endpoint->gallery)
    ll_gallery_says(endpoint->gallery, name);
  endpoint->events->peer(endpoint->owner, name, presence);
}

/* Whoever claims to be NAME, or waits for NAME, need not wait longer. */
static void
on_appeared(gpointer owner, const char *name)
{
  LlEndpoint *endpoint = owner;

  ll_reception_appeared(endpoint->reception, name);
  ll_messengers_set_present(endpoint->messengers, name, TRUE);
}

static void
on_gone(gpointer owner, const char *name)
{
  LlEndpoint *endpoint = owner;

  ll_messengers_set_present(endpoint->messengers, name, FALSE);
  if (endpoint->gallery)
    ll_gallery_gone(endpoint->gallery, name);
  endpoint->events->peer_gone(endpoint->owner, name);
}

static void
tell_troubled(gpointer owner)
{
  LlEndpoint *endpoint = owner;
  g_autoptr(GError) error = NULL;

  if (endpoint->is_troubled)
    return;
  endpoint->is_troubled = TRUE;
  error = g_error_new_literal(LL_ENDPOINT_ERROR, LL_ENDPOINT_ERROR_NO_RESPONDER,
                              endpoint->trouble->message);
  endpoint->events->troubled(endpoint->owner, error);
}

static const LlNeighboursEvents neighbours_events = {on_says, on_appeared, on_gone, tell_troubled};

/* --- discovery ------------------------------------------------------------------------------- */

static void
on_ready(gpointer owner, const char *machine)
{
  LlEndpoint *endpoint = owner;

  g_clear_error(&endpoint->trouble);
  ll_neighbours_ready(endpoint->neighbours);
  ll_suspend_listen(endpoint->suspend);
  ll_publication_ready(endpoint->publication, machine);
}

static void
on_unavailable(gpointer owner, const GError *error)
{
  LlEndpoint *endpoint = owner;

  if (error->code != LL_DISCOVERY_ERROR_UNAVAILABLE) {
    ll_endpoint_fail(endpoint,
                     error->code == LL_DISCOVERY_ERROR_DENIED ? LL_ENDPOINT_ERROR_DENIED
                                                              : LL_ENDPOINT_ERROR_FAILED,
                     error->message);
    return;
  }
  g_clear_error(&endpoint->trouble);
  endpoint->trouble = g_error_copy(error);
  ll_publication_unavailable(endpoint->publication);
  ll_neighbours_unavailable(endpoint->neighbours);
  if (!endpoint->told_name)
    tell_troubled(endpoint);
}

/* Nobody has to wait for the end of the probes: we are online since they began, and become another
 * if they find that the name is taken. */
static void
on_published(gpointer owner, const char *name)
{
  (void)owner;
  (void)name;
}

static void
on_collision(gpointer owner, const char *name)
{
  ll_publication_collision(((LlEndpoint *)owner)->publication, name);
}

static void
on_seen(gpointer owner, const char *name, LlLink link)
{
  ll_neighbours_seen(((LlEndpoint *)owner)->neighbours, name, &link);
}

static void
on_lost(gpointer owner, const char *name, LlLink link)
{
  LlEndpoint *endpoint = owner;

  if (ll_carrier_is_steady(endpoint->carrier, &link))
    ll_neighbours_lost(endpoint->neighbours, name, &link);
  else
    ll_neighbours_cut_off(endpoint->neighbours, name, &link);
}

static void
on_txt(gpointer owner, const char *name, LlLink link, const guint8 *rdata, gsize length)
{
  (void)link;
  ll_neighbours_txt(((LlEndpoint *)owner)->neighbours, name, rdata, length);
}

static void
on_record(gpointer owner, const char *name, const guint8 *rdata, gsize length)
{
  LlEndpoint *endpoint = owner;

  if (endpoint->gallery)
    ll_gallery_record(endpoint->gallery, name, rdata, length);
}

static const LlDiscoveryEvents discovery_events = {
    on_ready, on_unavailable, on_published, on_collision, on_seen, on_lost, on_txt, on_record,
};

static void
on_picture_changed(gpointer owner, const char *name)
{
  LlEndpoint *endpoint = owner;

  endpoint->events->picture(endpoint->owner, name);
}

static const LlGalleryEvents gallery_events = {on_picture_changed};

static const LlPeer *
find_peer(const LlEndpoint *endpoint, const char *name)
{
  return ll_roster_find(ll_neighbours_roster(endpoint->neighbours), name);
}

/* Who knows where NAME listens. */
static LlDiscovery *
discovery_of(const LlEndpoint *endpoint, const char *name)
{
  return ll_contact_is_valid(name) ? endpoint->contacts : endpoint->discovery;
}

static void
on_identified(gpointer owner, const char *name, LlConnection *connection)
{
  ll_neighbours_trust(((LlEndpoint *)owner)->neighbours, name);
  ll_messengers_take(((LlEndpoint *)owner)->messengers, name, connection);
}

static void
on_asked(gpointer owner, const char *name)
{
  LlEndpoint *endpoint = owner;

  ll_discovery_contacts_alive(endpoint->contacts, name);
}

static const LlReceptionEvents reception_events = {on_asked, on_identified};

/* A contact by address that was asked whether it is there had something to say. */
static void
on_contact_says(gpointer owner, const char *name, const LlXmlNode *node)
{
  ll_messengers_aside(((LlEndpoint *)owner)->messengers, name, node);
}

/* What we tell those who ask follows what we publish: who is invisible tells nobody. */
static void
update_about(LlEndpoint *endpoint)
{
  LlAboutUs us = {endpoint->os, endpoint->is_visible, endpoint->idle_since,
                  endpoint->is_visible ? endpoint->portrait->sizes : NULL};

  ll_messengers_set_about(endpoint->messengers, &us);
}

/* --- for the face ---------------------------------------------------------------------------- */

/* Everything that finds people. */
static LlDiscovery *
new_discovery(LlEndpoint *endpoint, const LlEndpointSettings *settings)
{
  LlDiscovery *set = ll_discovery_set_new(&discovery_events, endpoint);

  ll_discovery_set_add(set, ll_responder_new(settings->responder, &discovery_events, endpoint));
  for (guint i = 0; settings->domains && settings->domains[i] && i < LL_DOMAINS_MAX; i++)
    ll_discovery_set_add(
        set, ll_discovery_daemon_new(settings->domains[i], &discovery_events, endpoint));
  ll_discovery_set_add(set, endpoint->contacts);
  return set;
}

LlEndpoint *
ll_endpoint_new(const LlEndpointSettings *settings, const LlPresence *presence, gboolean visible,
                const LlEndpointEvents *events, gpointer owner)
{
  LlEndpoint *endpoint = g_new0(LlEndpoint, 1);
  g_autofree char *waiting =
      settings->directory ? g_build_filename(settings->directory, LL_ENDPOINT_WAITING, NULL) : NULL;
  g_autoptr(GError) error = NULL;
  gboolean is_safe;

  endpoint->events = events;
  endpoint->owner = owner;
  is_safe = ll_endpoint_open_guard(endpoint, settings);
  endpoint->locations = g_hash_table_new_full(NULL, NULL, (GDestroyNotify)ll_location_free, NULL);
  endpoint->contacts = ll_discovery_contacts_new(&discovery_events, endpoint);
  ll_discovery_contacts_set_stanza(endpoint->contacts, on_contact_says, endpoint);
  endpoint->discovery = new_discovery(endpoint, settings);
  endpoint->neighbours = ll_neighbours_new(endpoint->discovery, &neighbours_events, endpoint);
  endpoint->messengers = ll_messengers_new(
      endpoint->discovery, endpoint->contacts, ll_neighbours_roster(endpoint->neighbours),
      endpoint->guard, waiting, &ll_endpoint_messengers_events, endpoint);
  if (settings->pictures)
    endpoint->gallery = ll_gallery_new(endpoint->discovery, endpoint->messengers,
                                       ll_neighbours_roster(endpoint->neighbours),
                                       settings->pictures, &gallery_events, endpoint);
  endpoint->portrait = ll_portrait_new(NULL);
  endpoint->is_visible = visible;
  endpoint->idle_since = presence->idle_since;
  update_about(endpoint);
  endpoint->reception = ll_reception_new(settings->port, endpoint->discovery,
                                         ll_neighbours_roster(endpoint->neighbours),
                                         ll_discovery_contacts_book(endpoint->contacts),
                                         endpoint->guard, &reception_events, endpoint, &error);
  if (!endpoint->reception)
    ll_endpoint_fail(endpoint, LL_ENDPOINT_ERROR_LISTEN, error->message);
  if (!endpoint->reception || !is_safe)
    return endpoint;
  endpoint->publication = ll_publication_new(endpoint->discovery, settings->user,
                                             ll_reception_port(endpoint->reception), presence,
                                             visible, &publication_events, endpoint);
  endpoint->suspend = ll_suspend_new(&suspend_events, endpoint);
  endpoint->carrier = ll_carrier_new(&carrier_events, endpoint);
  ll_discovery_start(endpoint->discovery);
  return endpoint;
}

void
ll_endpoint_free(LlEndpoint *endpoint)
{
  if (!endpoint)
    return;
  ll_gallery_free(g_steal_pointer(&endpoint->gallery));
  ll_messengers_free(endpoint->messengers);
  ll_portrait_free(endpoint->portrait);
  g_hash_table_destroy(endpoint->locations);
  ll_reception_free(endpoint->reception);
  ll_suspend_free(endpoint->suspend);
  ll_carrier_free(endpoint->carrier);
  ll_publication_free(endpoint->publication);
  ll_neighbours_free(endpoint->neighbours);
  ll_discovery_free(endpoint->discovery);
  ll_guard_free(endpoint->guard);
  ll_timer_stop(&endpoint->fail_timer);
  g_clear_error(&endpoint->trouble);
  g_clear_error(&endpoint->failure);
  g_free(endpoint->told_name);
  g_free(endpoint->os);
  g_free(endpoint);
}

void
ll_endpoint_set_presence(LlEndpoint *endpoint, const LlPresence *presence, gboolean visible)
{
  endpoint->is_visible = visible;
  endpoint->idle_since = presence->idle_since;
  update_about(endpoint);
  if (endpoint->told_name)
    ll_discovery_contacts_set_own(endpoint->contacts, endpoint->told_name, !visible);
  if (endpoint->publication)
    ll_publication_set_presence(endpoint->publication, presence, visible);
}

gboolean
ll_endpoint_set_picture(LlEndpoint *endpoint, GBytes *picture)
{
  LlPortrait *before = endpoint->portrait;

  endpoint->portrait = ll_portrait_new(picture);
  update_about(endpoint);
  ll_portrait_free(before);
  if (endpoint->publication)
    ll_publication_set_picture(endpoint->publication, endpoint->portrait);
  return !picture || endpoint->portrait->sizes->len > 0;
}

const char *
ll_endpoint_picture_hash(const LlEndpoint *endpoint, const char *name)
{
  return endpoint->gallery ? ll_gallery_hash(endpoint->gallery, name) : NULL;
}

GBytes *
ll_endpoint_picture(LlEndpoint *endpoint, const char *hash)
{
  return endpoint->gallery ? ll_gallery_picture(endpoint->gallery, hash) : NULL;
}

void
ll_endpoint_set_os(LlEndpoint *endpoint, const char *os)
{
  g_free(endpoint->os);
  endpoint->os = g_strdup(os);
  update_about(endpoint);
}

const LlPresence *
ll_endpoint_peer(const LlEndpoint *endpoint, const char *name)
{
  const LlPeer *peer = find_peer(endpoint, name);

  return peer ? ll_peer_presence(peer) : NULL;
}

const GArray *
ll_endpoint_links(const LlEndpoint *endpoint, const char *name)
{
  const LlPeer *peer = find_peer(endpoint, name);

  return peer ? ll_peer_links(peer) : NULL;
}

static void
on_location_over(gpointer owner, LlLocation *location)
{
  LlEndpoint *endpoint = owner;

  g_hash_table_remove(endpoint->locations, location);
}

LlLocation *
ll_endpoint_locate(LlEndpoint *endpoint, const char *name, LlLocated found, gpointer data)
{
  LlLocation *location =
      ll_location_new(discovery_of(endpoint, name), name, found, data, on_location_over, endpoint);

  g_hash_table_add(endpoint->locations, location);
  return location;
}

void
ll_endpoint_cancel(LlEndpoint *endpoint, LlLocation *location)
{
  g_hash_table_remove(endpoint->locations, location);
}

gboolean
ll_endpoint_add_contact(LlEndpoint *endpoint, const char *name)
{
  return ll_discovery_contacts_add(endpoint->contacts, name);
}

void
ll_endpoint_remove_contact(LlEndpoint *endpoint, const char *name)
{
  ll_discovery_contacts_remove(endpoint->contacts, name);
}
