/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/reconfirm.h"

#include <eventloop.h>

#include "engine/doubts.h"
#include "io/mdns-socket.h"
#include "wire/dns.h"

struct LlReconfirm {
  const LlReconfirmEvents *events;
  gpointer owner;
  LlDoubts *doubts;
  GPtrArray *sockets; /* LlMdnsSocket, one for each link on which was asked */
  guint timer;
};

static gint64
now_ms(void)
{
  return g_get_monotonic_time() / 1000;
}

static void
stop_timer(LlReconfirm *self)
{
  if (self->timer != 0)
    purple_timeout_remove(self->timer);
  self->timer = 0;
}

/* --- on the network -------------------------------------------------------------------------- */

static void update(LlReconfirm *self);

static void
on_heard(gpointer owner, const guint8 *message, gsize length)
{
  LlReconfirm *self = owner;
  g_autoptr(GPtrArray) names = ll_dns_presences(message, length);

  for (guint i = 0; i < names->len && !ll_doubts_is_empty(self->doubts); i++) {
    const char *name = g_ptr_array_index(names, i);

    if (ll_doubts_settle(self->doubts, name))
      self->events->present(self->owner, name);
  }
  update(self);
}

/* The socket for LINK; NULL when there is none to be had. */
static LlMdnsSocket *
get_socket(LlReconfirm *self, const LlLink *link)
{
  LlMdnsSocket *found;

  for (guint i = 0; i < self->sockets->len; i++) {
    found = g_ptr_array_index(self->sockets, i);
    if (ll_link_equal(ll_mdns_socket_link(found), link))
      return found;
  }
  found = ll_mdns_socket_new(link, on_heard, self);
  if (found)
    g_ptr_array_add(self->sockets, found);
  return found;
}

static void
ask(LlReconfirm *self, const LlDoubtsAction *action)
{
  g_autoptr(GBytes) question = ll_dns_question(action->name);
  gboolean is_asked = FALSE;

  for (guint i = 0; i < action->links->len; i++) {
    LlMdnsSocket *socket = get_socket(self, &g_array_index(action->links, LlLink, i));

    is_asked = (socket && ll_mdns_socket_send(socket, question)) || is_asked;
  }
  if (!is_asked)
    ll_doubts_not_asked(self->doubts, action->name);
}

/* --- what is decided ------------------------------------------------------------------------- */

static gboolean
on_timer(gpointer data)
{
  LlReconfirm *self = data;
  LlDoubtsAction action;

  self->timer = 0;
  for (;;) {
    ll_doubts_next(self->doubts, now_ms(), &action);
    if (action.what == LL_DOUBTS_DO_NOTHING)
      break;
    if (action.what == LL_DOUBTS_DO_ASK) {
      ask(self, &action);
    } else {
      g_autofree char *name = g_strdup(action.name);

      self->events->absent(self->owner, name);
    }
  }
  update(self);
  return FALSE;
}

/* Be there for as long as there are doubts, and when the next thing is to be done. */
static void
update(LlReconfirm *self)
{
  gint64 deadline = ll_doubts_deadline(self->doubts);

  stop_timer(self);
  if (ll_doubts_is_empty(self->doubts))
    g_ptr_array_set_size(self->sockets, 0);
  if (deadline != G_MAXINT64)
    self->timer =
        purple_timeout_add((guint)CLAMP(deadline - now_ms(), 0, G_MAXINT), on_timer, self);
}

/* --- for the endpoint ------------------------------------------------------------------------ */

LlReconfirm *
ll_reconfirm_new(const LlReconfirmEvents *events, gpointer owner)
{
  LlReconfirm *self = g_new0(LlReconfirm, 1);

  self->events = events;
  self->owner = owner;
  self->doubts = ll_doubts_new();
  self->sockets = g_ptr_array_new_with_free_func((GDestroyNotify)ll_mdns_socket_free);
  return self;
}

void
ll_reconfirm_free(LlReconfirm *self)
{
  if (!self)
    return;
  stop_timer(self);
  g_ptr_array_unref(self->sockets);
  ll_doubts_free(self->doubts);
  g_free(self);
}

void
ll_reconfirm_ask(LlReconfirm *self, const char *name, const GArray *links)
{
  ll_doubts_raise(self->doubts, name, links, now_ms());
  update(self);
}

void
ll_reconfirm_drop(LlReconfirm *self, const char *name)
{
  ll_doubts_settle(self->doubts, name);
  update(self);
}

void
ll_reconfirm_drop_all(LlReconfirm *self)
{
  ll_doubts_settle_all(self->doubts);
  update(self);
}
