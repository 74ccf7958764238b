/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fake-network.h"

#include "wire/name.h"

static void
letter_free(LlFakeLetter *letter)
{
  g_free(letter->name);
  g_clear_pointer(&letter->txt, g_bytes_unref);
  g_free(letter);
}

static void
service_free(LlFakeService *service)
{
  g_free(service->name);
  g_bytes_unref(service->txt);
  g_free(service);
}

static void deliver(LlFakeLetter *letter);

static gboolean
deliver_next(gpointer data)
{
  LlFakeNetwork *network = data;
  LlFakeLetter *letter = g_queue_pop_head(&network->letters);
  gboolean more = !g_queue_is_empty(&network->letters);
  if (!more)
    network->source = 0;
  if (letter)
    deliver(letter);
  return more; /* deliver() may have freed the network, but only if nothing was left */
}

LlFakeLetter *
ll_fake_send(LlFake *to, LlFakeKind kind, const char *name)
{
  LlFakeLetter *letter = g_new0(LlFakeLetter, 1);
  letter->kind = kind;
  letter->to = to;
  letter->name = g_strdup(name);
  g_queue_push_tail(&to->network->letters, letter);
  if (to->network->source == 0)
    to->network->source = g_idle_add_full(G_PRIORITY_DEFAULT, deliver_next, to->network, NULL);
  return letter;
}

/* Take what is under way to TO (all of it for a NULL RESOLVE) off the queue. */
void
ll_fake_drop(LlFake *to, const LlResolve *resolve)
{
  for (GList *l = to->network->letters.head, *next; l; l = next) {
    LlFakeLetter *letter = l->data;
    next = l->next;
    if (letter->to != to || (resolve && letter->resolve != resolve))
      continue;
    g_queue_delete_link(&to->network->letters, l);
    letter_free(letter);
  }
}

LlFake *
ll_fake_find(LlFakeNetwork *network, const char *name)
{
  for (guint i = 0; i < network->fakes->len; i++) {
    LlFake *fake = g_ptr_array_index(network->fakes, i);
    if (fake->service && ll_name_equal(fake->service->name, name))
      return fake;
  }
  return NULL;
}

gboolean
ll_fake_is_up(const LlFake *fake)
{
  return fake->started && !fake->broken;
}

void
ll_fake_send_seen(LlFake *to, const LlFake *publisher, LlFakeKind kind)
{
  for (guint i = 0; ll_fake_is_up(to) && publisher->service && i < publisher->links->len; i++)
    ll_fake_send(to, kind, publisher->service->name)->link =
        g_array_index(publisher->links, LlLink, i);
}

void
ll_fake_send_txt(LlFake *to, const LlFake *publisher)
{
  if (!ll_fake_is_up(to) || !publisher->service ||
      !g_hash_table_contains(to->watches, publisher->service->name))
    return;
  for (guint i = 0; i < publisher->links->len; i++) {
    LlFakeLetter *letter = ll_fake_send(to, LL_FAKE_TXT, publisher->service->name);
    letter->link = g_array_index(publisher->links, LlLink, i);
    letter->txt = g_bytes_ref(publisher->service->txt);
  }
}

void
ll_fake_send_seen_to_all(const LlFake *publisher, LlFakeKind kind)
{
  for (guint i = 0; i < publisher->network->fakes->len; i++)
    ll_fake_send_seen(g_ptr_array_index(publisher->network->fakes, i), publisher, kind);
}

void
ll_fake_send_txt_to_all(const LlFake *publisher)
{
  for (guint i = 0; i < publisher->network->fakes->len; i++)
    ll_fake_send_txt(g_ptr_array_index(publisher->network->fakes, i), publisher);
}

void
ll_fake_withdraw(LlFake *self)
{
  ll_fake_send_seen_to_all(self, LL_FAKE_LOST);
  g_clear_pointer(&self->service, service_free);
  g_clear_pointer(&self->probing, service_free);
}

void
ll_fake_forget_resolve(LlFake *self, LlResolve *resolve)
{
  ll_fake_drop(self, resolve);
  g_ptr_array_remove(self->resolves, resolve);
}

/* -- letters arrive; each ends in one callback at most, as its last act ------------------------ */

static void
deliver_probed(LlFake *to)
{
  LlFake *holder = to->probing ? ll_fake_find(to->network, to->probing->name) : NULL;
  if (!to->probing)
    return;
  if (holder && holder != to) {
    ll_fake_send(to, LL_FAKE_COLLISION, to->probing->name);
    g_clear_pointer(&to->probing, service_free);
    return;
  }
  to->service = g_steal_pointer(&to->probing);
  ll_fake_send_seen_to_all(to, LL_FAKE_SEEN);
  ll_fake_send_txt_to_all(to);
  g_autofree char *name = g_strdup(to->service->name);
  if (to->base.events)
    to->base.events->published(to->base.owner, name);
}

static void
deliver_answer(LlFake *to, LlResolve *resolve)
{
  const LlFake *publisher = ll_fake_is_up(to) ? ll_fake_find(to->network, resolve->name) : NULL;
  for (guint i = 0; publisher && i < publisher->addresses->len; i++) {
    LlFakeLetter *letter = ll_fake_send(to, LL_FAKE_ADDRESS, NULL);
    letter->resolve = resolve;
    letter->address = g_array_index(publisher->addresses, LlAddress, i);
    letter->port = publisher->service->port;
  }
  LlFakeLetter *done = ll_fake_send(to, LL_FAKE_DONE, NULL);
  done->resolve = resolve;
  done->found = publisher && publisher->addresses->len > 0;
}

static void
deliver_done(LlFake *to, LlResolve *resolve, gboolean found)
{
  const LlResolveEvents *events = resolve->events;
  gpointer data = resolve->data;
  g_autoptr(GError) error = NULL;
  if (!found)
    error = g_error_new(LL_DISCOVERY_ERROR, LL_DISCOVERY_ERROR_FAILED, "%s is not on the network",
                        resolve->name);
  ll_fake_forget_resolve(to, resolve);
  events->done(data, error);
}

static void
deliver_to_owner(LlFake *to, const LlFakeLetter *letter)
{
  const LlDiscoveryEvents *events = to->base.events;
  gpointer owner = to->base.owner;
  gsize length = 0;
  const guint8 *rdata = letter->txt ? g_bytes_get_data(letter->txt, &length) : NULL;
  g_autoptr(GError) error = NULL;
  if (!events)
    return;
  switch (letter->kind) {
  case LL_FAKE_READY:
    events->ready(owner, letter->name);
    break;
  case LL_FAKE_UNAVAILABLE:
    error = g_error_new(LL_DISCOVERY_ERROR, (int)to->code, "the responder was told to fail");
    events->unavailable(owner, error);
    break;
  case LL_FAKE_COLLISION:
    events->collision(owner, letter->name);
    break;
  case LL_FAKE_SEEN:
    events->seen(owner, letter->name, letter->link);
    break;
  case LL_FAKE_LOST:
    events->lost(owner, letter->name, letter->link);
    break;
  case LL_FAKE_PICTURE:
    if (g_hash_table_contains(to->questions, letter->name))
      events->picture(owner, letter->name, rdata, length);
    break;
  default:
    g_assert(letter->kind == LL_FAKE_TXT);
    if (g_hash_table_contains(to->watches, letter->name))
      events->txt(owner, letter->name, letter->link, rdata, length);
    break;
  }
}

static void
deliver(LlFakeLetter *letter)
{
  LlFake *to = letter->to;
  LlResolve *resolve = letter->resolve;
  switch (letter->kind) {
  case LL_FAKE_PROBED:
    deliver_probed(to);
    break;
  case LL_FAKE_ANSWER:
    deliver_answer(to, resolve);
    break;
  case LL_FAKE_ADDRESS:
    resolve->events->address(resolve->data, &letter->address, letter->port);
    break;
  case LL_FAKE_DONE:
    deliver_done(to, resolve, letter->found);
    break;
  default:
    deliver_to_owner(to, letter);
    break;
  }
  letter_free(letter);
}

LlFakeNetwork *
ll_fake_network_new(void)
{
  LlFakeNetwork *network = g_new0(LlFakeNetwork, 1);
  network->fakes = g_ptr_array_new();
  g_queue_init(&network->letters);
  return network;
}

void
ll_fake_network_free(LlFakeNetwork *network)
{
  g_assert(network->fakes->len == 0 && g_queue_is_empty(&network->letters));
  g_clear_handle_id(&network->source, g_source_remove);
  g_ptr_array_unref(network->fakes);
  g_free(network);
}

void
ll_fake_network_run(LlFakeNetwork *network)
{
  LlFakeLetter *letter;
  while ((letter = g_queue_pop_head(&network->letters)))
    deliver(letter);
}
