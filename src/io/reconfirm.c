/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/reconfirm.h"

#include <eventloop.h>

#include "engine/doubts.h"
#include "engine/roll-call.h"
#include "io/mdns-socket.h"
#include "io/timer.h"
#include "wire/dns.h"

struct LlReconfirm {
  const LlReconfirmEvents *events;
  gpointer owner;
  LlDoubts *doubts;
  LlRollCall *call;
  GPtrArray *sockets; /* LlMdnsSocket, one for each link on which was asked */
  guint timer;
};

/* --- on the network -------------------------------------------------------------------------- */

static void update(LlReconfirm *self);

gboolean
ll_reconfirm_is_over(const LlReconfirm *self)
{
  return ll_doubts_is_empty(self->doubts) && ll_roll_call_deadline(self->call) == G_MAXINT64;
}

static void
on_heard(gpointer owner, const guint8 *message, gsize length)
{
  LlReconfirm *self = owner;
  g_autoptr(GPtrArray) names = ll_dns_presences(message, length);

  for (guint i = 0; i < names->len && !ll_reconfirm_is_over(self); i++) {
    const char *name = g_ptr_array_index(names, i);

    ll_roll_call_settle(self->call, name);
    if (ll_doubts_settle(self->doubts, name))
      self->events->present(self->owner, name);
  }
  if (names->len > 0)
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

/* Whether QUESTION went out on any of LINKS. */
static gboolean
send_question(LlReconfirm *self, GBytes *question, const GArray *links)
{
  gboolean is_sent = FALSE;

  for (guint i = 0; i < links->len; i++) {
    LlMdnsSocket *socket = get_socket(self, &g_array_index(links, LlLink, i));

    is_sent = (socket && ll_mdns_socket_send(socket, question)) || is_sent;
  }
  return is_sent;
}

static void
ask(LlReconfirm *self, const LlDoubtsAction *action)
{
  g_autoptr(GBytes) question = ll_dns_question(action->name);

  if (!send_question(self, question, action->links))
    ll_doubts_not_asked(self->doubts, action->name);
}

static void
ask_all(LlReconfirm *self)
{
  g_autoptr(GBytes) question = ll_dns_question_for_all();

  send_question(self, question, ll_roll_call_links(self->call));
}

/* --- what is decided ------------------------------------------------------------------------- */

static void
call_all(LlReconfirm *self)
{
  LlRollCallDo what;

  while ((what = ll_roll_call_next(self->call, ll_now_ms())) != LL_ROLL_CALL_DO_NOTHING) {
    g_autoptr(GPtrArray) missing = NULL;

    if (what == LL_ROLL_CALL_DO_ASK) {
      ask_all(self);
      continue;
    }
    missing = ll_roll_call_missing(self->call);
    for (guint i = 0; i < missing->len; i++)
      self->events->missing(self->owner, g_ptr_array_index(missing, i));
  }
}

static void
resolve_doubts(LlReconfirm *self)
{
  LlDoubtsAction action;

  for (;;) {
    ll_doubts_next(self->doubts, ll_now_ms(), &action);
    if (action.what == LL_DOUBTS_DO_NOTHING)
      break;
    if (action.what == LL_DOUBTS_DO_ASK) {
      ask(self, &action);
    } else {
      g_autofree char *name = g_strdup(action.name);

      self->events->absent(self->owner, name);
    }
  }
}

static gboolean
on_timer(gpointer data)
{
  LlReconfirm *self = data;

  self->timer = 0;
  call_all(self);
  resolve_doubts(self);
  update(self);
  return FALSE;
}

/* Be there for as long as there is something to hear, and when the next thing is to be done. */
static void
update(LlReconfirm *self)
{
  gint64 deadline = MIN(ll_doubts_deadline(self->doubts), ll_roll_call_deadline(self->call));

  if (ll_reconfirm_is_over(self))
    g_ptr_array_set_size(self->sockets, 0);
  ll_timer_set(&self->timer, deadline, on_timer, self);
}

/* --- for the endpoint ------------------------------------------------------------------------ */

LlReconfirm *
ll_reconfirm_new(const LlReconfirmEvents *events, gpointer owner)
{
  LlReconfirm *self = g_new0(LlReconfirm, 1);

  self->events = events;
  self->owner = owner;
  self->doubts = ll_doubts_new();
  self->call = ll_roll_call_new();
  self->sockets = g_ptr_array_new_with_free_func((GDestroyNotify)ll_mdns_socket_free);
  return self;
}

void
ll_reconfirm_free(LlReconfirm *self)
{
  if (!self)
    return;
  ll_timer_stop(&self->timer);
  g_ptr_array_unref(self->sockets);
  ll_doubts_free(self->doubts);
  ll_roll_call_free(self->call);
  g_free(self);
}

void
ll_reconfirm_ask(LlReconfirm *self, const char *name, const GArray *links)
{
  ll_doubts_raise(self->doubts, name, links, ll_now_ms());
  update(self);
}

void
ll_reconfirm_ask_all(LlReconfirm *self, const LlLink *link, const GPtrArray *names)
{
  ll_roll_call_begin(self->call, link, names, ll_now_ms());
  update(self);
}

gboolean
ll_reconfirm_drop(LlReconfirm *self, const char *name)
{
  gboolean was_absent = ll_doubts_settle(self->doubts, name);

  ll_roll_call_settle(self->call, name);
  update(self);
  return was_absent;
}

void
ll_reconfirm_drop_all(LlReconfirm *self)
{
  ll_doubts_settle_all(self->doubts);
  ll_roll_call_end(self->call);
  update(self);
}
