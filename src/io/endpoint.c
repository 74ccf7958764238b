/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/endpoint.h"

#include <eventloop.h>

#include "engine/roster.h"
#include "io/discovery-avahi.h"
#include "io/discovery-contacts.h"
#include "io/discovery-set.h"
#include "io/messenger.h"
#include "io/publication.h"
#include "io/reception.h"
#include "io/reconfirm.h"
#include "io/suspend.h"
#include "limits.h"
#include "wire/contact.h"
#include "wire/name.h"

/* How long the responder may be away before the others count as gone, and its user is told. A
 * restart takes less. */
#define ABSENCE_SECONDS 10
/* How long after it is (back) all others have been seen again: it asks the network at 0, 1 and 3 s.
 */
#define SIGHT_SECONDS 5

struct LlEndpoint {
  const LlEndpointEvents *events;
  gpointer owner;
  LlRoster *roster;
  LlDiscovery *discovery; /* a set */
  LlDiscovery *contacts;  /* of it, those by address */
  LlPublication *publication;
  LlReception *reception;
  LlReconfirm *reconfirm;
  LlSuspend *suspend;
  GHashTable *messengers; /* presence name (the messenger's own) -> LlMessenger */
  GHashTable *locations;  /* of LlLocation */
  guint64 last_id;        /* of a message */
  char *told_name;        /* by online(); NULL before */
  gboolean is_visible;
  gboolean is_troubled; /* told so, and not online since */
  GError *trouble;      /* why the responder can't be used; NULL while it can */
  GError *failure;      /* told by failed(), or about to be */
  guint fail_timer;
  guint absence_timer;
  guint sight_timer;
};

G_DEFINE_QUARK(ll_endpoint_error, ll_endpoint_error)

static void
stop_timer(guint *timer)
{
  if (*timer != 0)
    purple_timeout_remove(*timer);
  *timer = 0;
}

/* --- failing --------------------------------------------------------------------------------- */

static gboolean
on_fail(gpointer data)
{
  LlEndpoint *endpoint = data;

  endpoint->fail_timer = 0;
  endpoint->events->failed(endpoint->owner, endpoint->failure);
  return FALSE;
}

static void
fail(LlEndpoint *endpoint, LlEndpointError code, const char *message)
{
  if (endpoint->failure)
    return;
  endpoint->failure = g_error_new_literal(LL_ENDPOINT_ERROR, (gint)code, message);
  endpoint->fail_timer = purple_timeout_add(0, on_fail, endpoint);
}

/* --- who is there ---------------------------------------------------------------------------- */

/* Whoever claims to be NAME, or waits for NAME, need not wait longer. */
static void
tell_appeared(LlEndpoint *endpoint, const char *name)
{
  LlMessenger *messenger = g_hash_table_lookup(endpoint->messengers, name);

  ll_reception_appeared(endpoint->reception, name);
  if (messenger)
    ll_messenger_set_present(messenger, TRUE);
}

static void
tell_gone(LlEndpoint *endpoint, const char *name)
{
  LlMessenger *messenger = g_hash_table_lookup(endpoint->messengers, name);

  if (messenger)
    ll_messenger_set_present(messenger, FALSE);
  endpoint->events->peer_gone(endpoint->owner, name);
}

static void
tell(LlEndpoint *endpoint, const char *name, LlRosterNews news)
{
  if (news != LL_ROSTER_SAME)
    ll_reconfirm_drop(endpoint->reconfirm, name);
  if (news == LL_ROSTER_GONE)
    tell_gone(endpoint, name);
  else if (news != LL_ROSTER_SAME)
    endpoint->events->peer(endpoint->owner, name, ll_endpoint_peer(endpoint, name));
  if (news == LL_ROSTER_APPEARED)
    tell_appeared(endpoint, name);
}

/* NAME gave a sign of life. */
static void
trust(LlEndpoint *endpoint, const char *name)
{
  LlRosterNews news = ll_roster_trust(endpoint->roster, name);
  const LlPeer *peer = ll_roster_find(endpoint->roster, name);

  ll_reconfirm_drop(endpoint->reconfirm, name);
  tell(endpoint, peer ? ll_peer_name(peer) : name, news);
}

static void
on_absent(gpointer owner, const char *name)
{
  LlEndpoint *endpoint = owner;

  if (ll_roster_doubt(endpoint->roster, name) == LL_ROSTER_GONE)
    tell_gone(endpoint, name);
}

static void
on_present(gpointer owner, const char *name)
{
  trust(owner, name);
}

static const LlReconfirmEvents reconfirm_events = {on_absent, on_present};

/* Those who have not been seen since the responder was lost have left. */
static void
sweep(LlEndpoint *endpoint)
{
  g_autoptr(GPtrArray) gone = ll_roster_sweep(endpoint->roster);

  for (guint i = 0; i < gone->len; i++)
    tell_gone(endpoint, g_ptr_array_index(gone, i));
}

static gboolean
on_sight(gpointer data)
{
  LlEndpoint *endpoint = data;

  endpoint->sight_timer = 0;
  sweep(endpoint);
  return FALSE;
}

/* --- our own presence ------------------------------------------------------------------------ */

static void
on_named(gpointer owner, const char *name)
{
  LlEndpoint *endpoint = owner;
  const LlPeer *shown, *hidden;

  ll_roster_set_own(endpoint->roster, name, &shown, &hidden);
  if (hidden)
    tell(endpoint, ll_peer_name(hidden), LL_ROSTER_GONE);
  if (shown)
    tell(endpoint, ll_peer_name(shown), LL_ROSTER_APPEARED);
}

static void
on_withdrawn(gpointer owner)
{
  LlEndpoint *endpoint = owner;

  ll_roster_retire_own(endpoint->roster);
}

static void
on_online(gpointer owner, const char *name, const char *wished)
{
  LlEndpoint *endpoint = owner;
  GHashTableIter iter;
  gpointer messenger;

  if (g_strcmp0(name, endpoint->told_name) == 0 && !endpoint->is_troubled)
    return;
  endpoint->is_troubled = FALSE;
  g_free(endpoint->told_name);
  endpoint->told_name = g_strdup(name);
  ll_reception_set_own(endpoint->reception, name);
  g_hash_table_iter_init(&iter, endpoint->messengers);
  while (g_hash_table_iter_next(&iter, NULL, &messenger))
    ll_messenger_set_own(messenger, name);
  ll_discovery_contacts_set_own(endpoint->contacts, name, !endpoint->is_visible);
  endpoint->events->online(endpoint->owner, name, wished);
}

static void
on_exhausted(gpointer owner)
{
  fail(owner, LL_ENDPOINT_ERROR_FAILED, "every form of the name is taken");
}

static const LlPublicationEvents publication_events = {on_named, on_withdrawn, on_online,
                                                       on_exhausted};

/* --- the responder --------------------------------------------------------------------------- */

static void
on_ready(gpointer owner, const char *machine)
{
  LlEndpoint *endpoint = owner;

  stop_timer(&endpoint->absence_timer);
  if (endpoint->trouble) {
    stop_timer(&endpoint->sight_timer);
    endpoint->sight_timer = purple_timeout_add_seconds(SIGHT_SECONDS, on_sight, endpoint);
    g_clear_error(&endpoint->trouble);
  }
  ll_suspend_listen(endpoint->suspend);
  ll_publication_ready(endpoint->publication, machine);
}

static void
tell_troubled(LlEndpoint *endpoint)
{
  g_autoptr(GError) error = NULL;

  if (endpoint->is_troubled)
    return;
  endpoint->is_troubled = TRUE;
  error = g_error_new_literal(LL_ENDPOINT_ERROR, LL_ENDPOINT_ERROR_NO_RESPONDER,
                              endpoint->trouble->message);
  endpoint->events->troubled(endpoint->owner, error);
}

static gboolean
on_absence(gpointer data)
{
  LlEndpoint *endpoint = data;

  endpoint->absence_timer = 0;
  sweep(endpoint);
  tell_troubled(endpoint);
  return FALSE;
}

/* It may be restarting: for a while nothing is known of the others, and nothing said of them. */
static void
on_unavailable(gpointer owner, const GError *error)
{
  LlEndpoint *endpoint = owner;

  if (error->code != LL_DISCOVERY_ERROR_UNAVAILABLE) {
    fail(endpoint,
         error->code == LL_DISCOVERY_ERROR_DENIED ? LL_ENDPOINT_ERROR_DENIED
                                                  : LL_ENDPOINT_ERROR_FAILED,
         error->message);
    return;
  }
  g_clear_error(&endpoint->trouble);
  endpoint->trouble = g_error_copy(error);
  stop_timer(&endpoint->sight_timer);
  ll_publication_unavailable(endpoint->publication);
  ll_reconfirm_drop_all(endpoint->reconfirm);
  ll_roster_lose_all(endpoint->roster);
  if (!endpoint->told_name)
    tell_troubled(endpoint);
  else if (endpoint->absence_timer == 0 && !endpoint->is_troubled)
    endpoint->absence_timer = purple_timeout_add_seconds(ABSENCE_SECONDS, on_absence, endpoint);
}

static void
on_published(gpointer owner, const char *name)
{
  LlEndpoint *endpoint = owner;

  ll_publication_published(endpoint->publication, name);
}

static void
on_collision(gpointer owner, const char *name)
{
  LlEndpoint *endpoint = owner;

  ll_publication_collision(endpoint->publication, name);
}

static void
on_sleeping(gpointer owner)
{
  LlEndpoint *endpoint = owner;

  ll_publication_set_asleep(endpoint->publication, TRUE);
}

static void
on_awake(gpointer owner)
{
  LlEndpoint *endpoint = owner;

  ll_publication_set_asleep(endpoint->publication, FALSE);
}

static const LlSuspendEvents suspend_events = {on_sleeping, on_awake};

/* --- the others ------------------------------------------------------------------------------ */

static void
on_seen(gpointer owner, const char *name, LlLink link)
{
  LlEndpoint *endpoint = owner;
  gboolean is_new;
  LlRosterNews news = ll_roster_seen(endpoint->roster, name, &link, &is_new);

  if (is_new)
    ll_discovery_watch(endpoint->discovery, name);
  tell(endpoint, name, news);
}

static void
on_lost(gpointer owner, const char *name, LlLink link)
{
  LlEndpoint *endpoint = owner;
  gboolean is_last;
  LlRosterNews news = ll_roster_lost(endpoint->roster, name, &link, &is_last);

  if (is_last) {
    ll_discovery_unwatch(endpoint->discovery, name);
    ll_reconfirm_drop(endpoint->reconfirm, name);
  }
  tell(endpoint, name, news);
}

static void
on_txt(gpointer owner, const char *name, LlLink link, const guint8 *rdata, gsize length)
{
  LlEndpoint *endpoint = owner;

  (void)link;
  tell(endpoint, name, ll_roster_txt(endpoint->roster, name, rdata, length));
}

static const LlDiscoveryEvents discovery_events = {
    on_ready, on_unavailable, on_published, on_collision, on_seen, on_lost, on_txt,
};

/* --- messages -------------------------------------------------------------------------------- */

static LlUndelivered
to_undelivered(LlEnd why)
{
  static const LlUndelivered table[] = {
      [LL_END_ABSENT] = LL_UNDELIVERED_ABSENT,   [LL_END_UNREACHABLE] = LL_UNDELIVERED_UNREACHABLE,
      [LL_END_SILENT] = LL_UNDELIVERED_SILENT,   [LL_END_REFUSED] = LL_UNDELIVERED_REFUSED,
      [LL_END_CLOSED] = LL_UNDELIVERED_BROKEN,   [LL_END_VANISHED] = LL_UNDELIVERED_BROKEN,
      [LL_END_CROWDED] = LL_UNDELIVERED_CROWDED, [LL_END_SHUT] = LL_UNDELIVERED_SIGNED_OFF,
      [LL_END_RESET] = LL_UNDELIVERED_BROKEN,
  };

  return table[why];
}

static void
on_message(gpointer owner, LlMessenger *messenger, const LlMessage *message)
{
  LlEndpoint *endpoint = owner;

  endpoint->events->message(endpoint->owner, ll_messenger_peer(messenger), message);
}

static void
on_undelivered(gpointer owner, LlMessenger *messenger, const LlOutgoing *message, LlEnd why)
{
  LlEndpoint *endpoint = owner;

  endpoint->events->undelivered(endpoint->owner, ll_messenger_peer(messenger), message->id,
                                message->plain, to_undelivered(why));
}

static void
on_idle(gpointer owner, LlMessenger *messenger)
{
  LlEndpoint *endpoint = owner;

  g_hash_table_remove(endpoint->messengers, ll_messenger_peer(messenger));
}

static void
on_opened(gpointer owner, LlMessenger *messenger, gboolean open)
{
  LlEndpoint *endpoint = owner;
  const char *name = ll_messenger_peer(messenger);

  if (ll_contact_is_valid(name))
    ll_discovery_contacts_set_open(endpoint->contacts, name, open);
}

static void
on_unreachable(gpointer owner, LlMessenger *messenger)
{
  LlEndpoint *endpoint = owner;
  const char *name = ll_messenger_peer(messenger);

  ll_reconfirm_ask(endpoint->reconfirm, name, ll_endpoint_links(endpoint, name));
}

static void
on_heard(gpointer owner, LlMessenger *messenger)
{
  trust(owner, ll_messenger_peer(messenger));
}

static const LlMessengerEvents messenger_events = {on_message,     on_undelivered, on_opened,
                                                   on_unreachable, on_heard,       on_idle};

/* Who knows where NAME listens. */
static LlDiscovery *
discovery_of(const LlEndpoint *endpoint, const char *name)
{
  return ll_contact_is_valid(name) ? endpoint->contacts : endpoint->discovery;
}

static LlMessenger *
get_messenger(LlEndpoint *endpoint, const char *name)
{
  LlMessenger *messenger = g_hash_table_lookup(endpoint->messengers, name);
  const LlPeer *peer = ll_roster_find(endpoint->roster, name);

  if (!messenger) {
    /* Spelled as it is published, since it goes into `to`. */
    messenger = ll_messenger_new(discovery_of(endpoint, name), endpoint->told_name,
                                 peer ? ll_peer_name(peer) : name, &messenger_events, endpoint);
    if (peer)
      ll_messenger_set_present(messenger, TRUE);
    g_hash_table_insert(endpoint->messengers, (gpointer)ll_messenger_peer(messenger), messenger);
  }
  return messenger;
}

static void
on_identified(gpointer owner, const char *name, LlConnection *connection)
{
  trust(owner, name);
  ll_messenger_take(get_messenger(owner, name), connection);
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
  g_autoptr(GError) error = NULL;

  endpoint->events = events;
  endpoint->owner = owner;
  endpoint->roster = ll_roster_new();
  endpoint->reconfirm = ll_reconfirm_new(&reconfirm_events, endpoint);
  endpoint->messengers = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, NULL,
                                               (GDestroyNotify)ll_messenger_free);
  endpoint->locations = g_hash_table_new_full(NULL, NULL, (GDestroyNotify)ll_location_free, NULL);
  endpoint->contacts = ll_discovery_contacts_new(&discovery_events, endpoint);
  endpoint->discovery = new_discovery(endpoint, settings);
  endpoint->is_visible = visible;
  endpoint->reception = ll_reception_new(settings->port, endpoint->discovery, endpoint->roster,
                                         ll_discovery_contacts_book(endpoint->contacts),
                                         on_identified, endpoint, &error);
  if (!endpoint->reception) {
    fail(endpoint, LL_ENDPOINT_ERROR_LISTEN, error->message);
    return endpoint;
  }
  endpoint->publication = ll_publication_new(endpoint->discovery, settings->user,
                                             ll_reception_port(endpoint->reception), presence,
                                             visible, &publication_events, endpoint);
  endpoint->suspend = ll_suspend_new(&suspend_events, endpoint);
  ll_discovery_start(endpoint->discovery);
  return endpoint;
}

void
ll_endpoint_free(LlEndpoint *endpoint)
{
  if (!endpoint)
    return;
  g_hash_table_destroy(endpoint->messengers);
  g_hash_table_destroy(endpoint->locations);
  ll_reception_free(endpoint->reception);
  ll_reconfirm_free(endpoint->reconfirm);
  ll_suspend_free(endpoint->suspend);
  ll_publication_free(endpoint->publication);
  ll_discovery_free(endpoint->discovery);
  ll_roster_free(endpoint->roster);
  stop_timer(&endpoint->fail_timer);
  stop_timer(&endpoint->absence_timer);
  stop_timer(&endpoint->sight_timer);
  g_clear_error(&endpoint->trouble);
  g_clear_error(&endpoint->failure);
  g_free(endpoint->told_name);
  g_free(endpoint);
}

void
ll_endpoint_set_presence(LlEndpoint *endpoint, const LlPresence *presence, gboolean visible)
{
  endpoint->is_visible = visible;
  if (endpoint->told_name)
    ll_discovery_contacts_set_own(endpoint->contacts, endpoint->told_name, !visible);
  if (endpoint->publication)
    ll_publication_set_presence(endpoint->publication, presence, visible);
}

const LlPresence *
ll_endpoint_peer(const LlEndpoint *endpoint, const char *name)
{
  const LlPeer *peer = ll_roster_find(endpoint->roster, name);

  return peer ? ll_peer_presence(peer) : NULL;
}

const GArray *
ll_endpoint_links(const LlEndpoint *endpoint, const char *name)
{
  const LlPeer *peer = ll_roster_find(endpoint->roster, name);

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

guint64
ll_endpoint_send(LlEndpoint *endpoint, const char *name, const char *plain, const char *xhtml)
{
  guint64 id = ++endpoint->last_id;

  ll_messenger_send(get_messenger(endpoint, name), id, plain, xhtml);
  return id;
}
