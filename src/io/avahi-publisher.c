/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-publisher.h"

#include "io/avahi-error.h"

#define COLLISION_ERROR "org.freedesktop.Avahi.CollisionError"

/* An entry group's states (avahi-common/defs.h). */
enum {
  GROUP_ESTABLISHED = 2,
  GROUP_COLLISION = 3,
  GROUP_FAILURE = 4,
};

struct LlAvahiPublisher {
  const LlAvahiPublisherEvents *events;
  gpointer owner;
  LlAvahiObject *group;
  char *name;
  guint16 port;
  GBytes *txt;
  GBytes *sent; /* the TXT that the daemon has; NULL before it has any */
  gboolean is_established, is_told;
};

/* The strings of a TXT record's bytes as Avahi wants them, "aay". */
static GVariant *
strings_of(GBytes *txt)
{
  gsize length;
  const guint8 *rdata = g_bytes_get_data(txt, &length);
  GVariantBuilder strings;
  g_variant_builder_init(&strings, G_VARIANT_TYPE("aay"));
  for (gsize i = 0; i < length; i += 1 + (gsize)rdata[i]) {
    gsize size = MIN(rdata[i], length - i - 1);
    if (size > 0)
      g_variant_builder_add_value(
          &strings, g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, rdata + i + 1, size, 1));
  }
  return g_variant_builder_end(&strings);
}

static void
remember_sent(LlAvahiPublisher *self)
{
  g_clear_pointer(&self->sent, g_bytes_unref);
  self->sent = g_bytes_ref(self->txt);
}

static void
drop_group(LlAvahiPublisher *self)
{
  self->is_established = FALSE;
  g_clear_pointer(&self->group, ll_avahi_object_free);
}

static void
collide(LlAvahiPublisher *self)
{
  g_autofree char *name = g_strdup(self->name);
  drop_group(self);
  self->events->collision(self->owner, name);
}

static void
fail(LlAvahiPublisher *self, const char *reason)
{
  g_autoptr(GError) error = ll_avahi_error_new(reason, "avahi-daemon does not publish");
  drop_group(self);
  self->events->failed(self->owner, error);
}

static void
updated(gpointer data G_GNUC_UNUSED, const char *error)
{
  if (error)
    g_debug("a TXT record was not updated: %s", error);
}

/* Right after an update the echo of a probe with the old bytes looks to the daemon like another's
 * claim to the name (its issue 654), so updates have to wait for the end of the probes. */
static void
send_update(LlAvahiPublisher *self)
{
  if (!self->is_established || g_bytes_equal(self->txt, self->sent))
    return;
  remember_sent(self);
  ll_avahi_object_call(self->group, "UpdateServiceTxt",
                       g_variant_new("(iiusss@aay)", LL_AVAHI_ANY, LL_AVAHI_ANY, 0, self->name,
                                     LL_AVAHI_TYPE, LL_AVAHI_DOMAIN, strings_of(self->txt)),
                       updated);
}

static void
committed(gpointer data, const char *error)
{
  if (error)
    fail(data, error);
}

static void
added(gpointer data, const char *error)
{
  LlAvahiPublisher *self = data;
  if (g_strcmp0(error, COLLISION_ERROR) == 0) /* another program on this host has it */
    collide(self);
  else if (error)
    fail(self, error);
  else
    ll_avahi_object_call(self->group, "Commit", NULL, committed);
}

static void
fill(LlAvahiPublisher *self)
{
  remember_sent(self);
  ll_avahi_object_call(self->group, "AddService",
                       g_variant_new("(iiussssq@aay)", LL_AVAHI_ANY, LL_AVAHI_ANY, 0, self->name,
                                     LL_AVAHI_TYPE, LL_AVAHI_DOMAIN, "", self->port,
                                     strings_of(self->txt)),
                       added);
}

static void
established(LlAvahiPublisher *self)
{
  g_autofree char *name = g_strdup(self->name);
  self->is_established = TRUE;
  send_update(self);
  if (self->is_told)
    return;
  self->is_told = TRUE;
  self->events->published(self->owner, name);
}

static void
on_event(gpointer data, LlAvahiEvent event, GVariant *parameters)
{
  LlAvahiPublisher *self = data;
  const char *reason;
  gint32 state;
  if (event == LL_AVAHI_MADE) {
    fill(self);
  } else if (event == LL_AVAHI_FAILED) {
    g_variant_get(parameters, "(&s)", &reason);
    fail(self, reason);
  } else if (event == LL_AVAHI_STATE_CHANGED) {
    g_variant_get(parameters, "(i&s)", &state, &reason);
    if (state == GROUP_ESTABLISHED)
      established(self);
    else if (state == GROUP_COLLISION)
      collide(self);
    else if (state == GROUP_FAILURE)
      fail(self, reason);
    else
      self->is_established = FALSE;
  }
}

LlAvahiPublisher *
ll_avahi_publisher_new(LlAvahiBus *bus, const char *name, guint16 port, GBytes *txt,
                       const LlAvahiPublisherEvents *events, gpointer owner)
{
  LlAvahiPublisher *self = g_new0(LlAvahiPublisher, 1);
  self->events = events;
  self->owner = owner;
  self->name = g_strdup(name);
  self->port = port;
  self->txt = g_bytes_ref(txt);
  self->group = ll_avahi_group_new(bus, on_event, self);
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
ll_avahi_publisher_free(LlAvahiPublisher *self)
{
  if (!self)
    return;
  ll_avahi_object_free(self->group);
  g_bytes_unref(self->txt);
  g_clear_pointer(&self->sent, g_bytes_unref);
  g_free(self->name);
  g_free(self);
}
