/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/messengers.h"

#include "io/timer.h"
#include "limits.h"
#include "wire/contact.h"
#include "wire/name.h"

struct LlMessengers {
  LlDiscovery *discovery;
  LlDiscovery *contacts;
  const LlRoster *roster;
  const LlMessengersEvents *events;
  gpointer owner;
  char *own;
  GHashTable *by_name; /* presence name (the messenger's own) -> LlMessenger */
  LlMessengerShared shared;
  guint64 last_id; /* of a message; no two endpoints have one in common */
};

/* --- what a messenger tells ------------------------------------------------------------------ */

static void
on_message(gpointer owner, LlMessenger *messenger, const LlMessage *message)
{
  LlMessengers *self = owner;

  self->events->message(self->owner, ll_messenger_peer(messenger), message);
}

static void
on_typing(gpointer owner, LlMessenger *messenger, LlChatState state)
{
  LlMessengers *self = owner;

  self->events->typing(self->owner, ll_messenger_peer(messenger), state);
}

static LlWelcome
on_welcome(gpointer owner, LlMessenger *messenger)
{
  LlMessengers *self = owner;

  return self->events->welcome(self->owner, ll_messenger_peer(messenger));
}

static void
on_knocked(gpointer owner, LlMessenger *messenger)
{
  LlMessengers *self = owner;

  self->events->knocked(self->owner, ll_messenger_peer(messenger));
}

static void
on_undelivered(gpointer owner, LlMessenger *messenger, const LlOutgoing *message, LlEnd why)
{
  LlMessengers *self = owner;

  self->events->undelivered(self->owner, ll_messenger_peer(messenger), message, why);
}

static void
on_kept(gpointer owner, LlMessenger *messenger, const LlOutgoing *message)
{
  LlMessengers *self = owner;

  self->events->kept(self->owner, ll_messenger_peer(messenger), message);
}

static void
on_delivered(gpointer owner, LlMessenger *messenger, const LlOutgoing *message)
{
  LlMessengers *self = owner;

  self->events->delivered(self->owner, ll_messenger_peer(messenger), message);
}

static void
on_opened(gpointer owner, LlMessenger *messenger, gboolean open)
{
  LlMessengers *self = owner;

  self->events->opened(self->owner, ll_messenger_peer(messenger), open);
}

static void
on_unreachable(gpointer owner, LlMessenger *messenger)
{
  LlMessengers *self = owner;

  self->events->unreachable(self->owner, ll_messenger_peer(messenger));
}

static void
on_heard(gpointer owner, LlMessenger *messenger)
{
  LlMessengers *self = owner;

  self->events->heard(self->owner, ll_messenger_peer(messenger));
}

static void
on_about(gpointer owner, LlMessenger *messenger, const LlAbout *about)
{
  LlMessengers *self = owner;

  self->events->about(self->owner, ll_messenger_peer(messenger), about);
}

static void
on_picture(gpointer owner, LlMessenger *messenger, GBytes *picture)
{
  LlMessengers *self = owner;

  self->events->picture(self->owner, ll_messenger_peer(messenger), picture);
}

static void
on_retry(gpointer owner, LlMessenger *messenger)
{
  GHashTableIter iter;
  gpointer other;

  (void)messenger;
  g_hash_table_iter_init(&iter, ((LlMessengers *)owner)->by_name);
  while (g_hash_table_iter_next(&iter, NULL, &other))
    ll_messenger_inquire(other);
}

static void
on_idle(gpointer owner, LlMessenger *messenger)
{
  g_hash_table_remove(((LlMessengers *)owner)->by_name, ll_messenger_peer(messenger));
}

static const LlMessengerEvents messenger_events = {
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
    .retry = on_retry,
    .idle = on_idle,
};

static LlMessenger *
get_messenger(LlMessengers *self, const char *name)
{
  LlMessenger *messenger = g_hash_table_lookup(self->by_name, name);
  const LlPeer *peer;

  if (messenger)
    return messenger;
  peer = ll_roster_find(self->roster, name);
  /* Spelled as it is published, since it goes into `to`. */
  messenger =
      ll_messenger_new(ll_contact_is_valid(name) ? self->contacts : self->discovery, &self->shared,
                       self->own, peer ? ll_peer_name(peer) : name, &messenger_events, self);
  if (peer)
    ll_messenger_set_present(messenger, TRUE);
  g_hash_table_insert(self->by_name, (gpointer)ll_messenger_peer(messenger), messenger);
  return messenger;
}

/* What was on its way when another life of this program was killed waits, too. What cannot be saved
 * is at least sent in this one. */
static void
save_noted(LlMessengers *self)
{
  g_autoptr(GPtrArray) mails = ll_notes_load(self->shared.notes);

  for (guint i = 0; i < mails->len; i++) {
    const LlMail *mail = g_ptr_array_index(mails, i);

    if (!ll_mailbox_put(self->shared.mailbox, mail, NULL))
      ll_messenger_restore(get_messenger(self, mail->name), mail);
  }
  ll_notes_clear(self->shared.notes);
}

/* What another life of this program had to send. */
static void
restore(LlMessengers *self, const char *directory)
{
  g_autoptr(GPtrArray) mails = NULL;

  self->shared.mailbox = ll_mailbox_new(directory);
  self->shared.notes = ll_notes_new(directory);
  save_noted(self);
  mails = ll_mailbox_load(self->shared.mailbox);
  for (guint i = 0; i < mails->len; i++) {
    const LlMail *mail = g_ptr_array_index(mails, i);

    ll_messenger_restore(get_messenger(self, mail->name), mail);
  }
}

/* --- for the endpoint ------------------------------------------------------------------------ */

LlMessengers *
ll_messengers_new(LlDiscovery *discovery, LlDiscovery *contacts, const LlRoster *roster,
                  LlGuard *guard, const char *directory, const LlMessengersEvents *events,
                  gpointer owner)
{
  LlMessengers *self = g_new0(LlMessengers, 1);

  self->discovery = discovery;
  self->contacts = contacts;
  self->roster = roster;
  self->events = events;
  self->owner = owner;
  self->by_name = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, NULL,
                                        (GDestroyNotify)ll_messenger_free);
  self->shared.guard = guard;
  self->shared.roster = roster;
  self->shared.heard = ll_heard_new();
  self->shared.languages = g_strdupv((char **)g_get_language_names());
  self->shared.capabilities = ll_capabilities_new(roster);
  if (directory)
    restore(self, directory);
  self->last_id = (guint64)g_random_int() << 32 | g_random_int();
  return self;
}

void
ll_messengers_free(LlMessengers *self)
{
  if (!self)
    return;
  g_hash_table_destroy(self->by_name);
  ll_heard_free(self->shared.heard);
  ll_capabilities_free(self->shared.capabilities);
  ll_mailbox_free(self->shared.mailbox);
  ll_notes_free(self->shared.notes);
  g_strfreev(self->shared.languages);
  g_free(self->shared.us.os);
  g_free(self->own);
  g_free(self);
}

void
ll_messengers_set_own(LlMessengers *self, const char *own)
{
  GHashTableIter iter;
  gpointer messenger;

  g_free(self->own);
  self->own = g_strdup(own);
  g_hash_table_iter_init(&iter, self->by_name);
  while (g_hash_table_iter_next(&iter, NULL, &messenger))
    ll_messenger_set_own(messenger, own);
}

void
ll_messengers_set_about(LlMessengers *self, const LlAboutUs *us)
{
  g_free(self->shared.us.os);
  self->shared.us = *us;
  self->shared.us.os = g_strdup(us->os);
}

void
ll_messengers_set_present(LlMessengers *self, const char *name, gboolean present)
{
  LlMessenger *messenger = g_hash_table_lookup(self->by_name, name);

  if (messenger)
    ll_messenger_set_present(messenger, present);
}

void
ll_messengers_changed(LlMessengers *self, const char *name)
{
  LlMessenger *messenger = g_hash_table_lookup(self->by_name, name);

  if (messenger)
    ll_messenger_inquire(messenger);
}

/* For one more stream. */
static void
make_room(LlMessengers *self)
{
  LlMessenger *idlest = NULL;
  gint64 since = G_MAXINT64;
  guint n = 0;
  GHashTableIter iter;
  gpointer messenger;

  g_hash_table_iter_init(&iter, self->by_name);
  while (g_hash_table_iter_next(&iter, NULL, &messenger)) {
    gint64 oldest = ll_messenger_oldest_stream(messenger);

    n += ll_messenger_n_streams(messenger);
    if (oldest >= since)
      continue;
    since = oldest;
    idlest = messenger;
  }
  if (n >= LL_STREAMS_MAX && idlest)
    ll_messenger_make_room(idlest);
}

void
ll_messengers_take(LlMessengers *self, const char *name, LlConnection *connection)
{
  make_room(self);
  ll_messenger_take(get_messenger(self, name), connection);
}

void
ll_messengers_aside(LlMessengers *self, const char *name, const LlXmlNode *node)
{
  g_autoptr(LlMessage) message = NULL;

  if (!ll_xml_node_is(node, "message", NULL) ||
      self->events->welcome(self->owner, name) != LL_WELCOME_YES ||
      ll_guard_judge(self->shared.guard, name, NULL) != LL_VERDICT_ACCEPT)
    return;
  message = ll_message_from_node(node, (const char *const *)self->shared.languages);
  /* Stream 0, which no messenger has. */
  if (message->kind == LL_MESSAGE_NOTHING ||
      (message->kind == LL_MESSAGE_TEXT &&
       ll_heard_again(self->shared.heard, name, 0, message->id, message->html, ll_now_ms())))
    return;
  self->events->message(self->owner, name, message);
}

guint64
ll_messengers_send(LlMessengers *self, const char *name, const char *plain, const char *xhtml)
{
  guint64 id = ++self->last_id;

  ll_messenger_send(get_messenger(self, name), id, plain, xhtml);
  return id;
}

GPtrArray *
ll_messengers_waiting(LlMessengers *self)
{
  GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)ll_mail_free);
  GHashTableIter iter;
  gpointer messenger;

  g_hash_table_iter_init(&iter, self->by_name);
  while (g_hash_table_iter_next(&iter, NULL, &messenger))
    ll_messenger_list(messenger, all);
  g_ptr_array_sort(all, ll_mail_compare);
  return all;
}

gboolean
ll_messengers_withdraw(LlMessengers *self, const char *name, guint64 id)
{
  LlMessenger *messenger = g_hash_table_lookup(self->by_name, name);

  return messenger && ll_messenger_withdraw(messenger, id);
}

LlCapability
ll_messengers_capabilities(LlMessengers *self, const char *name)
{
  return ll_capabilities_of(self->shared.capabilities, name);
}

void
ll_messengers_set_typing(LlMessengers *self, const char *name, LlChatState state)
{
  LlMessenger *messenger = g_hash_table_lookup(self->by_name, name);

  if (messenger)
    ll_messenger_set_typing(messenger, state);
}

gboolean
ll_messengers_nudge(LlMessengers *self, const char *name)
{
  LlMessenger *messenger = g_hash_table_lookup(self->by_name, name);

  return messenger && ll_messenger_nudge(messenger);
}

void
ll_messengers_review(LlMessengers *self)
{
  GHashTableIter iter;
  gpointer messenger;

  g_hash_table_iter_init(&iter, self->by_name);
  while (g_hash_table_iter_next(&iter, NULL, &messenger))
    ll_messenger_review(messenger);
}

void
ll_messengers_accepted(LlMessengers *self, const char *name)
{
  LlMessenger *messenger = g_hash_table_lookup(self->by_name, name);

  if (messenger)
    ll_messenger_accepted(messenger);
}

LlSecurity
ll_messengers_security(LlMessengers *self, const char *name)
{
  const LlMessenger *messenger = g_hash_table_lookup(self->by_name, name);

  return messenger ? ll_messenger_security(messenger)
                   : ll_guard_security(self->shared.guard, name, NULL, FALSE);
}

gboolean
ll_messengers_ask_about(LlMessengers *self, const char *name)
{
  LlMessenger *messenger = g_hash_table_lookup(self->by_name, name);

  return messenger && ll_messenger_ask_about(messenger);
}

gboolean
ll_messengers_ask_picture(LlMessengers *self, const char *name, const char *hash)
{
  if (!(ll_messengers_capabilities(self, name) & LL_CAPABILITY_BOB))
    return FALSE;
  ll_messenger_ask_picture(get_messenger(self, name), hash);
  return TRUE;
}

gboolean
ll_messengers_can_ask_picture(const LlMessengers *self, const char *name)
{
  const LlMessenger *messenger = g_hash_table_lookup(self->by_name, name);

  return messenger && ll_messenger_can_ask_picture(messenger);
}
