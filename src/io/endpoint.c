/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/endpoint.h"

#include <eventloop.h>

#include "engine/roster.h"
#include "engine/self.h"
#include "io/discovery-daemon.h"
#include "io/messenger.h"
#include "io/reception.h"
#include "wire/name.h"

struct LlEndpoint {
  const LlEndpointEvents *events;
  gpointer owner;
  LlSelf *self;
  LlRoster *roster;
  LlDiscovery *discovery;
  LlReception *reception;
  GHashTable *messengers; /* presence name (the messenger's own) -> LlMessenger */
  guint64 last_id;        /* of a message */
  char *told_name;        /* by online(); NULL before */
  GError *failure;        /* told by failed(), or about to be */
  guint fail_timer;
  guint publish_timer;
};

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

static void
fail(LlEndpoint *endpoint, LlEndpointError code, const char *message)
{
  if (endpoint->failure)
    return;
  endpoint->failure = g_error_new_literal(LL_ENDPOINT_ERROR, (gint)code, message);
  endpoint->fail_timer = purple_timeout_add(0, on_fail, endpoint);
}

/* --- our own presence ------------------------------------------------------------------------ */

static void
set_own_name(LlEndpoint *endpoint, const char *name)
{
  const LlPeer *shown, *hidden;

  ll_roster_set_own(endpoint->roster, name, &shown, &hidden);
  if (hidden)
    endpoint->events->peer_gone(endpoint->owner, ll_peer_name(hidden));
  if (shown)
    endpoint->events->peer(endpoint->owner, ll_peer_name(shown), ll_peer_presence(shown));
}

static void
tell_online(LlEndpoint *endpoint)
{
  const char *name = ll_self_name(endpoint->self);
  GHashTableIter iter;
  gpointer messenger;

  if (g_strcmp0(name, endpoint->told_name) == 0)
    return;
  g_free(endpoint->told_name);
  endpoint->told_name = g_strdup(name);
  ll_reception_set_own(endpoint->reception, name);
  g_hash_table_iter_init(&iter, endpoint->messengers);
  while (g_hash_table_iter_next(&iter, NULL, &messenger))
    ll_messenger_set_own(messenger, name);
  endpoint->events->online(endpoint->owner, name, ll_self_wished(endpoint->self));
}

static void
publish(LlEndpoint *endpoint)
{
  g_autoptr(GBytes) txt = ll_self_txt(endpoint->self);

  set_own_name(endpoint, ll_self_name(endpoint->self));
  ll_discovery_publish(endpoint->discovery, ll_self_name(endpoint->self),
                       ll_self_port(endpoint->self), txt);
}

static gboolean
on_publish(gpointer data)
{
  LlEndpoint *endpoint = data;

  endpoint->publish_timer = 0;
  if (ll_self_is_visible(endpoint->self))
    publish(endpoint);
  return FALSE;
}

/* The name may turn out to be shown as another's until now, which the owner is told from the loop.
 */
static void
publish_later(LlEndpoint *endpoint)
{
  if (endpoint->publish_timer == 0)
    endpoint->publish_timer = purple_timeout_add(0, on_publish, endpoint);
}

static void
on_ready(gpointer owner, const char *machine)
{
  LlEndpoint *endpoint = owner;

  ll_self_set_machine(endpoint->self, machine);
  if (ll_self_is_visible(endpoint->self))
    publish(endpoint);
  else
    tell_online(endpoint);
}

static void
on_unavailable(gpointer owner, const GError *error)
{
  fail(owner,
       error->code == LL_DISCOVERY_ERROR_DENIED        ? LL_ENDPOINT_ERROR_DENIED
       : error->code == LL_DISCOVERY_ERROR_UNAVAILABLE ? LL_ENDPOINT_ERROR_NO_RESPONDER
                                                       : LL_ENDPOINT_ERROR_FAILED,
       error->message);
}

static void
on_published(gpointer owner, const char *name)
{
  LlEndpoint *endpoint = owner;

  if (ll_name_equal(name, ll_self_name(endpoint->self)))
    tell_online(endpoint);
}

static void
on_collision(gpointer owner, const char *name)
{
  LlEndpoint *endpoint = owner;

  if (!ll_name_equal(name, ll_self_name(endpoint->self)))
    return;
  if (ll_self_taken(endpoint->self))
    publish(endpoint);
  else
    fail(endpoint, LL_ENDPOINT_ERROR_FAILED, "every form of the name is taken");
}

/* --- the others ------------------------------------------------------------------------------ */

static void
on_seen(gpointer owner, const char *name, LlLink link)
{
  LlEndpoint *endpoint = owner;
  gboolean is_new;

  ll_roster_seen(endpoint->roster, name, link.interface, link.family, &is_new);
  if (is_new)
    ll_discovery_watch(endpoint->discovery, name);
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
on_lost(gpointer owner, const char *name, LlLink link)
{
  LlEndpoint *endpoint = owner;
  gboolean is_last;
  LlRosterNews news = ll_roster_lost(endpoint->roster, name, link.interface, link.family, &is_last);

  if (is_last)
    ll_discovery_unwatch(endpoint->discovery, name);
  if (news == LL_ROSTER_GONE)
    tell_gone(endpoint, name);
}

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
on_txt(gpointer owner, const char *name, LlLink link, const guint8 *rdata, gsize length)
{
  LlEndpoint *endpoint = owner;
  LlRosterNews news = ll_roster_txt(endpoint->roster, name, rdata, length);

  (void)link;
  if (news == LL_ROSTER_SAME)
    return;
  endpoint->events->peer(endpoint->owner, name, ll_endpoint_peer(endpoint, name));
  if (news == LL_ROSTER_APPEARED)
    tell_appeared(endpoint, name);
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

static const LlMessengerEvents messenger_events = {on_message, on_undelivered, on_idle};

static LlMessenger *
get_messenger(LlEndpoint *endpoint, const char *name)
{
  LlMessenger *messenger = g_hash_table_lookup(endpoint->messengers, name);
  const LlPeer *peer = ll_roster_find(endpoint->roster, name);

  if (!messenger) {
    /* Spelled as it is published, since it goes into `to`. */
    messenger = ll_messenger_new(endpoint->discovery, endpoint->told_name,
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
  ll_messenger_take(get_messenger(owner, name), connection);
}

/* --- for the face ---------------------------------------------------------------------------- */

LlEndpoint *
ll_endpoint_new(const char *user, guint16 port, const LlPresence *presence, gboolean visible,
                const LlEndpointEvents *events, gpointer owner)
{
  LlEndpoint *endpoint = g_new0(LlEndpoint, 1);
  g_autoptr(GError) error = NULL;

  endpoint->events = events;
  endpoint->owner = owner;
  endpoint->self = ll_self_new(user, presence, visible);
  endpoint->roster = ll_roster_new();
  endpoint->messengers = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, NULL,
                                               (GDestroyNotify)ll_messenger_free);
  endpoint->discovery = ll_discovery_daemon_new(&discovery_events, endpoint);
  endpoint->reception = ll_reception_new(port, endpoint->discovery, endpoint->roster, on_identified,
                                         endpoint, &error);
  if (!endpoint->reception) {
    fail(endpoint, LL_ENDPOINT_ERROR_LISTEN, error->message);
    return endpoint;
  }
  ll_self_set_port(endpoint->self, ll_reception_port(endpoint->reception));
  ll_discovery_start(endpoint->discovery);
  return endpoint;
}

void
ll_endpoint_free(LlEndpoint *endpoint)
{
  if (!endpoint)
    return;
  g_hash_table_destroy(endpoint->messengers);
  ll_reception_free(endpoint->reception);
  ll_discovery_free(endpoint->discovery);
  ll_roster_free(endpoint->roster);
  ll_self_free(endpoint->self);
  if (endpoint->fail_timer != 0)
    purple_timeout_remove(endpoint->fail_timer);
  if (endpoint->publish_timer != 0)
    purple_timeout_remove(endpoint->publish_timer);
  g_clear_error(&endpoint->failure);
  g_free(endpoint->told_name);
  g_free(endpoint);
}

void
ll_endpoint_set_presence(LlEndpoint *endpoint, const LlPresence *presence, gboolean visible)
{
  gboolean was_visible = ll_self_is_visible(endpoint->self);

  if (!ll_self_set_presence(endpoint->self, presence, visible) || !ll_self_name(endpoint->self))
    return;
  if (visible && !was_visible) {
    publish_later(endpoint);
  } else if (!visible) {
    if (was_visible)
      ll_discovery_unpublish(endpoint->discovery);
  } else {
    g_autoptr(GBytes) txt = ll_self_txt(endpoint->self);

    ll_discovery_update(endpoint->discovery, txt);
  }
}

const LlPresence *
ll_endpoint_peer(const LlEndpoint *endpoint, const char *name)
{
  const LlPeer *peer = ll_roster_find(endpoint->roster, name);

  return peer ? ll_peer_presence(peer) : NULL;
}

guint64
ll_endpoint_send(LlEndpoint *endpoint, const char *name, const char *plain, const char *xhtml)
{
  guint64 id = ++endpoint->last_id;

  ll_messenger_send(get_messenger(endpoint, name), id, plain, xhtml);
  return id;
}
