/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-publisher.h"

#include "io/avahi-picture.h"

/* Probes take a second, two when another asks for the same name. Avahi 0.8 waits for ever for those
 * of an interface or address that went in that time; then the publication is made anew. */
#define PROBE_SECONDS 5

struct LlAvahiPublisher {
  const LlAvahiPublisherEvents *events;
  gpointer owner;
  LlAvahi *avahi;
  LlAvahiObject *publication;
  char *name;
  guint16 port;
  GBytes *txt;
  GBytes *sent; /* the TXT that Avahi has */
  GBytes *picture;
  LlAvahiPicture *null; /* its record, while the presence is on the network */
  gboolean is_established, is_told, is_insisted;
  guint limit; /* of the probes */
};

static void
withdraw(LlAvahiPublisher *self)
{
  self->is_established = FALSE;
  g_clear_handle_id(&self->limit, g_source_remove);
  g_clear_pointer(&self->null, ll_avahi_picture_free);
  ll_avahi_drop(self->avahi, g_steal_pointer(&self->publication));
}

static void
remember_sent(LlAvahiPublisher *self)
{
  g_clear_pointer(&self->sent, g_bytes_unref);
  self->sent = g_bytes_ref(self->txt);
}

/* Right after an update the echo of a probe with the old bytes looks to Avahi like another's claim
 * to the name (its issue 654), so updates have to wait for the end of the probes. */
static void
send_update(LlAvahiPublisher *self)
{
  if (!self->is_established || g_bytes_equal(self->txt, self->sent) ||
      !ll_avahi_picture_is_settled(self->null))
    return;
  remember_sent(self);
  ll_avahi_update(self->avahi, self->publication, self->txt);
}

static void
on_settled(gpointer owner)
{
  send_update(owner);
}

static void
established(LlAvahiPublisher *self)
{
  g_autofree char *name = g_strdup(self->name);
  self->is_established = TRUE;
  g_clear_handle_id(&self->limit, g_source_remove);
  if (!self->null)
    self->null = ll_avahi_picture_new(self->avahi, self->name, on_settled, self);
  ll_avahi_picture_set(self->null, self->picture);
  send_update(self);
  if (self->is_told)
    return;
  self->is_told = TRUE;
  self->events->published(self->owner, name);
}

static void publish(LlAvahiPublisher *self);

/* A name that was ours is asked for once more before it is given up: after quick changes Avahi may
 * have taken a record of our own, come back with another's question, for a claim. */
static void
collide(LlAvahiPublisher *self)
{
  g_autofree char *name = g_strdup(self->name);
  withdraw(self);
  if (self->is_told && !self->is_insisted) {
    self->is_insisted = TRUE;
    publish(self);
  } else {
    self->events->collision(self->owner, name);
  }
}

static gboolean
on_limit(gpointer data)
{
  LlAvahiPublisher *self = data;
  self->limit = 0;
  withdraw(self);
  publish(self);
  return G_SOURCE_REMOVE;
}

static void
registering(LlAvahiPublisher *self)
{
  self->is_established = FALSE;
  g_clear_handle_id(&self->limit, g_source_remove);
  self->limit = g_timeout_add_seconds(PROBE_SECONDS, on_limit, self);
}

/* An update that fails must not leave an old record behind: then it is published anew, once. */
static void
fail(LlAvahiPublisher *self, const GError *reason)
{
  g_autoptr(GError) error = g_error_copy(reason);
  gboolean was_established = self->is_established;
  withdraw(self);
  if (was_established)
    publish(self);
  else
    self->events->failed(self->owner, error);
}

static void
on_event(gpointer data, const LlAvahiEvent *event)
{
  LlAvahiPublisher *self = data;
  if (event->kind == LL_AVAHI_ESTABLISHED)
    established(self);
  else if (event->kind == LL_AVAHI_COLLISION)
    collide(self);
  else if (event->kind == LL_AVAHI_FAILED)
    fail(self, event->error);
  else if (event->kind == LL_AVAHI_REGISTERING)
    registering(self);
}

static void
publish(LlAvahiPublisher *self)
{
  remember_sent(self);
  self->publication =
      ll_avahi_publish(self->avahi, self->name, self->port, self->txt, on_event, self);
}

LlAvahiPublisher *
ll_avahi_publisher_new(LlAvahi *avahi, const char *name, guint16 port, GBytes *txt,
                       const LlAvahiPublisherEvents *events, gpointer owner)
{
  LlAvahiPublisher *self = g_new0(LlAvahiPublisher, 1);
  self->events = events;
  self->owner = owner;
  self->avahi = avahi;
  self->name = g_strdup(name);
  self->port = port;
  self->txt = g_bytes_ref(txt);
  publish(self);
  return self;
}

void
ll_avahi_publisher_update(LlAvahiPublisher *self, GBytes *txt)
{
  g_bytes_ref(txt);
  g_bytes_unref(self->txt);
  self->txt = txt;
  send_update(self);
}

void
ll_avahi_publisher_set_picture(LlAvahiPublisher *self, GBytes *picture)
{
  if (picture)
    g_bytes_ref(picture);
  g_clear_pointer(&self->picture, g_bytes_unref);
  self->picture = picture;
  if (self->null)
    ll_avahi_picture_set(self->null, picture);
}

void
ll_avahi_publisher_free(LlAvahiPublisher *self)
{
  if (!self)
    return;
  withdraw(self);
  g_bytes_unref(self->txt);
  g_bytes_unref(self->sent);
  g_clear_pointer(&self->picture, g_bytes_unref);
  g_free(self->name);
  g_free(self);
}
