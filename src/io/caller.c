/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/caller.h"

#include <eventloop.h>

#include "io/interfaces.h"
#include "io/timer.h"
#include "limits.h"
#include "wire/contact.h"
#include "wire/name.h"

/* How long after a look-up without success the next one comes: they may just have arrived. */
#define LOOK_AGAIN_MS 1000

/* One name whose addresses are asked for. */
typedef struct {
  LlCaller *caller;
  char *name;
  LlResolve *resolve; /* NULL: over */
  gboolean matches;
  gboolean has_address;
} Lookup;

struct LlCaller {
  LlConnection *connection;
  LlAddress address;
  char *interface; /* of the address's scope; NULL: it has none */
  const LlOwnNames *own_names;
  char *own; /* the present one when they called */
  LlDiscovery *discovery;
  const LlRoster *roster;
  const LlContacts *contacts;
  const LlCallerEvents *events;
  gpointer owner;
  gboolean is_closing;
  gboolean is_listening; /* for the first thing that they say */
  char *who;             /* meanwhile: the presence that it is, if one is */
  GPtrArray *lookups;    /* Lookup of the present round */
  GPtrArray *names;      /* still to be looked up in this round; char * */
  guint pending;
  guint mismatches; /* rounds in which the name was there, at other addresses */
  guint again_timer;
  guint limit_timer;
};

static gboolean on_limit(gpointer data);
static void begin_round(LlCaller *caller);
static void begin_lookups(LlCaller *caller);
static void evaluate(LlCaller *caller);

static void
free_lookup(gpointer data)
{
  Lookup *lookup = data;

  if (lookup->resolve)
    ll_discovery_cancel(lookup->caller->discovery, lookup->resolve);
  g_free(lookup->name);
  g_free(lookup);
}

static gboolean
is_looking(const LlCaller *caller)
{
  return caller->again_timer != 0 || caller->pending > 0;
}

static void
stop_looking(LlCaller *caller)
{
  ll_timer_stop(&caller->again_timer);
  g_ptr_array_set_size(caller->lookups, 0);
  g_ptr_array_set_size(caller->names, 0);
  caller->pending = 0;
}

/* RFC 6120 4.9.3 says why; the socket ends in on_gone(). */
static void
refuse(LlCaller *caller, const char *condition)
{
  stop_looking(caller);
  caller->is_closing = TRUE;
  ll_connection_close(caller->connection, condition);
}

static const char *
claimed_name(const LlCaller *caller)
{
  return ll_stream_peer_from(ll_connection_stream(caller->connection));
}

static gboolean
names_us(const LlCaller *caller)
{
  return ll_stream_peer_to(ll_connection_stream(caller->connection)) != NULL;
}

static void
start_limit(LlCaller *caller)
{
  ll_timer_stop(&caller->limit_timer);
  caller->limit_timer = purple_timeout_add_seconds(LL_STREAM_IDENTIFY_SECONDS, on_limit, caller);
}

/* --- contacts by address --------------------------------------------------------------------- */

static const char *
kept_contact(const LlCaller *caller)
{
  return ll_contacts_find(caller->contacts, &caller->address, caller->interface,
                          claimed_name(caller));
}

static void
listen_to(LlCaller *caller, const char *who)
{
  stop_looking(caller);
  caller->who = g_strdup(who);
  caller->is_listening = TRUE;
  start_limit(caller);
  ll_connection_set_held(caller->connection, FALSE);
}

/* It is none of those whom discovery knows. Who does not say a name does not want to be noticed
 * before they say something. */
static void
become_stranger(LlCaller *caller)
{
  const char *kept = claimed_name(caller) ? kept_contact(caller) : NULL;

  if (kept)
    caller->events->present(caller->owner, caller, kept);
  listen_to(caller, NULL);
}

/* They say something. */
static void
admit(LlCaller *caller)
{
  g_autofree char *name = g_strdup(caller->who ? caller->who : kept_contact(caller));

  if (!name)
    name = ll_contacts_name_stranger(caller->contacts, &caller->address, caller->interface,
                                     claimed_name(caller));
  caller->is_listening = FALSE;
  if (name)
    caller->events->identified(caller->owner, caller, name);
  else
    refuse(caller, "resource-constraint");
}

/* --- looking up ------------------------------------------------------------------------------ */

static void
on_address(gpointer data, const LlAddress *address, guint16 port)
{
  Lookup *lookup = data;

  (void)port;
  lookup->has_address = TRUE;
  lookup->matches |= ll_address_equal(address, &lookup->caller->address);
  /* More addresses change nothing. Where no name was said others could match too. */
  if (lookup->matches && claimed_name(lookup->caller))
    evaluate(lookup->caller);
}

static void
on_resolved(gpointer data, const GError *error)
{
  Lookup *lookup = data;
  LlCaller *caller = lookup->caller;

  (void)error;
  lookup->resolve = NULL;
  caller->pending--;
  begin_lookups(caller);
  if (caller->pending == 0)
    evaluate(caller);
}

static const LlResolveEvents resolve_events = {on_address, on_resolved};

static void
begin_lookups(LlCaller *caller)
{
  while (caller->names->len > 0 && caller->pending < LL_ADDRESS_SEARCH_MAX) {
    Lookup *lookup = g_new0(Lookup, 1);

    lookup->caller = caller;
    lookup->name = g_ptr_array_steal_index_fast(caller->names, caller->names->len - 1);
    g_ptr_array_add(caller->lookups, lookup);
    caller->pending++;
    lookup->resolve =
        ll_discovery_resolve(caller->discovery, lookup->name, &resolve_events, lookup);
  }
}

static gboolean
on_look_again(gpointer data)
{
  LlCaller *caller = data;

  caller->again_timer = 0;
  begin_round(caller);
  return FALSE;
}

/* All answers of a round are there, or all that it takes. */
static void
evaluate(LlCaller *caller)
{
  const Lookup *match = NULL;
  const char *from = claimed_name(caller);
  gboolean is_elsewhere = FALSE;

  for (guint i = 0; i < caller->lookups->len; i++) {
    const Lookup *lookup = g_ptr_array_index(caller->lookups, i);

    is_elsewhere |= from && lookup->has_address && !lookup->matches;
    if (lookup->matches && match) {
      refuse(caller, "improper-addressing"); /* two at one address, and no name: no guess */
      return;
    }
    if (lookup->matches)
      match = lookup;
  }
  if (match) {
    g_autofree char *name = g_strdup(match->name);

    stop_looking(caller);
    if (names_us(caller))
      caller->events->identified(caller->owner, caller, name);
    else
      listen_to(caller, name);
  } else if (is_elsewhere && ++caller->mismatches > 1) {
    /* Once may be an address that is just changing. */
    refuse(caller, "invalid-from");
  } else {
    caller->again_timer = purple_timeout_add(LOOK_AGAIN_MS, on_look_again, caller);
  }
}

/* Look up whom the header names or, where it names nobody, everybody. */
static void
begin_round(LlCaller *caller)
{
  const char *from = claimed_name(caller);

  stop_looking(caller);
  if (from) {
    g_ptr_array_add(caller->names, g_strdup(from));
  } else {
    g_autoptr(GPtrArray) names = ll_roster_names(caller->roster);

    for (guint i = 0; i < names->len; i++)
      if (!ll_contact_is_valid(g_ptr_array_index(names, i)))
        g_ptr_array_add(caller->names, g_strdup(g_ptr_array_index(names, i)));
  }
  begin_lookups(caller);
  if (caller->pending == 0)
    evaluate(caller);
}

/* --- the connection -------------------------------------------------------------------------- */

static void
on_header(gpointer owner, LlConnection *connection)
{
  LlCaller *caller = owner;
  const char *from = claimed_name(caller);

  if (!ll_own_names_may_mean(caller->own_names,
                             ll_stream_peer_to(ll_connection_stream(connection)))) {
    refuse(caller, "host-unknown");
  } else if (from &&
             (!ll_name_is_valid(from) || (names_us(caller) && (ll_name_equal(from, caller->own) ||
                                                               ll_contact_is_valid(from))))) {
    refuse(caller, "invalid-from");
  } else if (from && (!names_us(caller) || !ll_interfaces_is_near(&caller->address)) &&
             (ll_contact_is_valid(from) || !ll_roster_find(caller->roster, from))) {
    /* Two machines that do not see each other may well have the same name, so it may be ours. */
    become_stranger(caller);
  } else {
    begin_round(caller);
  }
}

/* Encryption is settled meanwhile; what they say waits until it is known who they are. */
static void
on_ready(gpointer owner, LlConnection *connection)
{
  const LlCaller *caller = owner;

  if (!caller->is_listening && !caller->is_closing)
    ll_connection_set_held(connection, TRUE);
}

/* Else it is after a refusal, and nothing counts any more. */
static void
on_stanza(gpointer owner, LlConnection *connection, const LlXmlNode *node)
{
  LlCaller *caller = owner;

  (void)connection;
  (void)node;
  if (caller->is_listening)
    admit(caller);
}

static void
on_settled(gpointer owner, LlConnection *connection)
{
  (void)owner;
  (void)connection;
}

static void
on_gone(gpointer owner, LlConnection *connection)
{
  LlCaller *caller = owner;

  (void)connection;
  caller->events->refused(caller->owner, caller);
}

/* closing() needs nothing done: the end comes by gone(). And whether the stream is as it should be
 * is seen when it is known whose it is, by its next owner. */
static const LlConnectionEvents connection_events = {
    .header = on_header,
    .ready = on_ready,
    .stanza = on_stanza,
    .closing = on_settled,
    .settled = on_settled,
    .gone = on_gone,
};

static gboolean
on_limit(gpointer data)
{
  LlCaller *caller = data;

  caller->limit_timer = 0;
  if (caller->is_closing)
    caller->events->refused(caller->owner, caller);
  else if (caller->who) /* is more than a question */
    admit(caller);
  else if (!caller->is_listening && is_looking(caller) && !claimed_name(caller) &&
           !names_us(caller))
    become_stranger(caller);
  else
    refuse(caller, "connection-timeout");
  return FALSE;
}

LlCaller *
ll_caller_new(int fd, const LlAddress *address, const LlOwnNames *own, LlDiscovery *discovery,
              const LlRoster *roster, const LlContacts *contacts, const LlGuard *guard,
              const LlCallerEvents *events, gpointer owner)
{
  LlCaller *caller = g_new0(LlCaller, 1);

  caller->address = *address;
  caller->interface = ll_interfaces_name(address->scope);
  caller->own_names = own;
  caller->own = g_strdup(ll_own_names_present(own));
  caller->discovery = discovery;
  caller->roster = roster;
  caller->contacts = contacts;
  caller->events = events;
  caller->owner = owner;
  caller->lookups = g_ptr_array_new_with_free_func(free_lookup);
  caller->names = g_ptr_array_new_with_free_func(g_free);
  caller->connection = ll_connection_new(fd, LL_STREAM_RECIPIENT, caller->own, NULL,
                                         ll_guard_identity(guard), ll_guard_needs_tls(guard));
  ll_connection_set_owner(caller->connection, 0, &connection_events, caller);
  start_limit(caller);
  return caller;
}

void
ll_caller_free(LlCaller *caller)
{
  if (!caller)
    return;
  stop_looking(caller);
  ll_timer_stop(&caller->limit_timer);
  ll_connection_free(caller->connection);
  g_ptr_array_unref(caller->lookups);
  g_ptr_array_unref(caller->names);
  g_free(caller->interface);
  g_free(caller->who);
  g_free(caller->own);
  g_free(caller);
}

void
ll_caller_dismiss(LlCaller *caller, const char *condition)
{
  refuse(caller, condition);
  ll_caller_free(caller);
}

const LlAddress *
ll_caller_address(const LlCaller *caller)
{
  return &caller->address;
}

LlConnection *
ll_caller_take_connection(LlCaller *caller)
{
  return g_steal_pointer(&caller->connection);
}

void
ll_caller_appeared(LlCaller *caller, const char *name)
{
  const char *from = claimed_name(caller);

  if (caller->again_timer != 0 && (!from || ll_name_equal(from, name))) {
    ll_timer_stop(&caller->again_timer);
    caller->again_timer = purple_timeout_add(0, on_look_again, caller);
  }
}
