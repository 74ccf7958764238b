/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/discovery-contacts.h"
#include "io/endpoint-private.h"
#include "wire/contact.h"

/* --- what comes ------------------------------------------------------------------------------ */

static LlUndelivered
to_undelivered(LlEnd why)
{
  static const LlUndelivered table[] = {
      [LL_END_ABSENT] = LL_UNDELIVERED_ABSENT,   [LL_END_UNREACHABLE] = LL_UNDELIVERED_UNREACHABLE,
      [LL_END_SILENT] = LL_UNDELIVERED_SILENT,   [LL_END_REFUSED] = LL_UNDELIVERED_REFUSED,
      [LL_END_CLOSED] = LL_UNDELIVERED_BROKEN,   [LL_END_VANISHED] = LL_UNDELIVERED_BROKEN,
      [LL_END_CROWDED] = LL_UNDELIVERED_CROWDED, [LL_END_SHUT] = LL_UNDELIVERED_SIGNED_OFF,
      [LL_END_RESET] = LL_UNDELIVERED_BROKEN,    [LL_END_UNSETTLED] = LL_UNDELIVERED_SILENT,
      [LL_END_NEW_KEY] = LL_UNDELIVERED_NEW_KEY, [LL_END_NO_KEY] = LL_UNDELIVERED_NO_KEY,
      [LL_END_PLAIN] = LL_UNDELIVERED_PLAIN,     [LL_END_UNVERIFIED] = LL_UNDELIVERED_UNVERIFIED,
  };

  return table[why];
}

static void
on_message(gpointer owner, const char *name, const LlMessage *message)
{
  LlEndpoint *endpoint = owner;

  endpoint->events->message(endpoint->owner, name, message);
}

static void
on_typing(gpointer owner, const char *name, LlChatState state)
{
  LlEndpoint *endpoint = owner;

  endpoint->events->typing(endpoint->owner, name, state);
}

static LlWelcome
on_welcome(gpointer owner, const char *name)
{
  LlEndpoint *endpoint = owner;

  return endpoint->events->welcome(endpoint->owner, name);
}

static void
on_knocked(gpointer owner, const char *name)
{
  LlEndpoint *endpoint = owner;

  endpoint->events->knocked(endpoint->owner, name);
}

static void
on_undelivered(gpointer owner, const char *name, const LlOutgoing *message, LlEnd why)
{
  LlEndpoint *endpoint = owner;

  endpoint->events->undelivered(endpoint->owner, name, message->id, message->plain,
                                to_undelivered(why));
}

static void
on_kept(gpointer owner, const char *name, const LlOutgoing *message)
{
  LlEndpoint *endpoint = owner;

  endpoint->events->kept(endpoint->owner, name, message->id, message->plain, message->is_at_risk);
}

static void
on_delivered(gpointer owner, const char *name, const LlOutgoing *message)
{
  LlEndpoint *endpoint = owner;

  endpoint->events->delivered(endpoint->owner, name, message->id, message->plain);
}

static void
on_opened(gpointer owner, const char *name, gboolean open)
{
  LlEndpoint *endpoint = owner;

  if (ll_contact_is_valid(name))
    ll_discovery_contacts_set_open(endpoint->contacts, name, open);
  else if (open && endpoint->gallery)
    ll_gallery_opened(endpoint->gallery, name);
  if (open)
    endpoint->events->security(endpoint->owner, name, ll_endpoint_security(endpoint, name));
}

static void
on_unreachable(gpointer owner, const char *name)
{
  LlEndpoint *endpoint = owner;

  if (ll_contact_is_valid(name))
    ll_discovery_contacts_doubt(endpoint->contacts, name);
  else
    ll_neighbours_doubt(endpoint->neighbours, name);
}

static void
on_heard(gpointer owner, const char *name)
{
  ll_neighbours_trust(((LlEndpoint *)owner)->neighbours, name);
}

static void
on_about(gpointer owner, const char *name, const LlAbout *about)
{
  LlEndpoint *endpoint = owner;

  endpoint->events->about(endpoint->owner, name, about);
}

static void
on_picture(gpointer owner, const char *name, GBytes *picture)
{
  LlEndpoint *endpoint = owner;

  if (endpoint->gallery)
    ll_gallery_fetched(endpoint->gallery, name, picture);
}

const LlMessengersEvents ll_endpoint_messengers_events = {
    .message = on_message,
    .typing = on_typing,
    .welcome = on_welcome,
    .knocked = on_knocked,
    .undelivered = on_undelivered,
    .kept = on_kept,
    .delivered = on_delivered,
    .opened = on_opened,
    .unreachable = on_unreachable,
    .heard = on_heard,
    .about = on_about,
    .picture = on_picture,
};

/* --- for the face ---------------------------------------------------------------------------- */

guint64
ll_endpoint_send(LlEndpoint *endpoint, const char *name, const char *plain, const char *xhtml)
{
  return ll_messengers_send(endpoint->messengers, name, plain, xhtml);
}

GPtrArray *
ll_endpoint_waiting(LlEndpoint *endpoint)
{
  return ll_messengers_waiting(endpoint->messengers);
}

gboolean
ll_endpoint_withdraw(LlEndpoint *endpoint, const char *name, guint64 id)
{
  return ll_messengers_withdraw(endpoint->messengers, name, id);
}

LlCapability
ll_endpoint_capabilities(LlEndpoint *endpoint, const char *name)
{
  return ll_messengers_capabilities(endpoint->messengers, name);
}

void
ll_endpoint_set_typing(LlEndpoint *endpoint, const char *name, LlChatState state)
{
  ll_messengers_set_typing(endpoint->messengers, name, state);
}

gboolean
ll_endpoint_nudge(LlEndpoint *endpoint, const char *name)
{
  return ll_messengers_nudge(endpoint->messengers, name);
}

gboolean
ll_endpoint_ask_about(LlEndpoint *endpoint, const char *name)
{
  return ll_messengers_ask_about(endpoint->messengers, name);
}
