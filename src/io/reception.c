/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/reception.h"

#include <unistd.h>

#include "io/caller.h"
#include "io/listener.h"
#include "limits.h"

struct LlReception {
  LlListener *listener;
  GQueue *callers; /* LlCaller, the oldest first */
  LlDiscovery *discovery;
  const LlRoster *roster;
  const LlContacts *contacts;
  const LlGuard *guard;
  LlOwnNames *own;
  const LlReceptionEvents *events;
  gpointer owner;
};

static void
remove_caller(LlReception *reception, LlCaller *caller)
{
  g_queue_remove(reception->callers, caller);
  ll_caller_free(caller);
}

static void
on_identified(gpointer owner, LlCaller *caller, const char *name)
{
  LlReception *reception = owner;
  LlConnection *connection = ll_caller_take_connection(caller);

  remove_caller(reception, caller);
  reception->events->identified(reception->owner, name, connection);
}

static void
on_present(gpointer owner, LlCaller *caller, const char *name)
{
  LlReception *reception = owner;

  (void)caller;
  reception->events->present(reception->owner, name);
}

static void
on_refused(gpointer owner, LlCaller *caller)
{
  remove_caller(owner, caller);
}

static const LlCallerEvents caller_events = {on_present, on_identified, on_refused};

static void
turn_away(LlReception *reception, LlCaller *caller)
{
  g_queue_remove(reception->callers, caller);
  ll_caller_dismiss(caller, "resource-constraint");
}

/* Make room for a caller from ADDRESS: the oldest from there, or of all, gives way. */
static void
make_room(LlReception *reception, const LlAddress *address)
{
  LlCaller *oldest_from_there = NULL;
  guint from_there = 0;

  for (GList *link = reception->callers->head; link; link = link->next) {
    if (!ll_address_equal(ll_caller_address(link->data), address))
      continue;
    from_there++;
    if (!oldest_from_there)
      oldest_from_there = link->data;
  }
  if (from_there >= LL_STREAMS_UNIDENTIFIED_PER_ADDRESS_MAX)
    turn_away(reception, oldest_from_there);
  else if (reception->callers->length >= LL_STREAMS_UNIDENTIFIED_MAX)
    turn_away(reception, reception->callers->head->data);
}

static void
on_accepted(gpointer owner, int fd, const LlAddress *address)
{
  LlReception *reception = owner;

  if (!ll_own_names_present(reception->own)) {
    close(fd);
    return;
  }
  make_room(reception, address);
  g_queue_push_tail(reception->callers,
                    ll_caller_new(fd, address, reception->own, reception->discovery,
                                  reception->roster, reception->contacts, reception->guard,
                                  &caller_events, reception));
}

LlReception *
ll_reception_new(guint16 port, LlDiscovery *discovery, const LlRoster *roster,
                 const LlContacts *contacts, const LlGuard *guard, const LlReceptionEvents *events,
                 gpointer owner, GError **error)
{
  LlReception *reception = g_new0(LlReception, 1);

  reception->callers = g_queue_new();
  reception->own = ll_own_names_new();
  reception->discovery = discovery;
  reception->roster = roster;
  reception->contacts = contacts;
  reception->guard = guard;
  reception->events = events;
  reception->owner = owner;
  reception->listener = ll_listener_new(port, on_accepted, reception, error);
  if (!reception->listener)
    g_clear_pointer(&reception, ll_reception_free);
  return reception;
}

void
ll_reception_free(LlReception *reception)
{
  LlCaller *caller;

  if (!reception)
    return;
  ll_listener_free(reception->listener);
  /* Nobody has heard what they may have said: they must not take it for a goodbye. */
  while ((caller = g_queue_pop_head(reception->callers)))
    ll_caller_dismiss(caller, "host-gone");
  g_queue_free(reception->callers);
  ll_own_names_free(reception->own);
  g_free(reception);
}

guint16
ll_reception_port(const LlReception *reception)
{
  return ll_listener_port(reception->listener);
}

void
ll_reception_set_own(LlReception *reception, const char *own)
{
  ll_own_names_add(reception->own, own);
}

void
ll_reception_appeared(LlReception *reception, const char *name)
{
  for (GList *link = reception->callers->head; link; link = link->next)
    ll_caller_appeared(link->data, name);
}
