/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-picture.h"

/* Avahi announces within 250 ms, and within 250 more after another second. Only what is older than
 * a second is dropped for that (RFC 6762 10.2), which the picture before is by then; and a second
 * later. So is the record of nothing, by its TTL and its goodbye. */
#define FLUSH_MS  1600
#define SETTLE_MS 1100
/* The name is ours, so where Avahi does not take it for another's, or for nothing it can do, that
 * may be for now. */
#define RETRY_MS    1000
#define RETRIES_MAX 3

typedef enum {
  QUIET,      /* nobody is told anything else than what was set */
  FLUSHING,   /* the record of nothing is announced */
  SETTLING,   /* it is on its way out of the caches */
  PUBLISHING, /* Avahi has not said yet that it has the picture */
} State;

struct LlAvahiPicture {
  LlAvahi *avahi;
  GStrv domain_names;
  LlAvahiPictureSettled settled;
  gpointer owner;
  GBytes *bytes; /* NULL: none */
  LlAvahiObject *object;
  State state;
  guint timer;
  guint retries, retry_timer;
};

static void publish(LlAvahiPicture *self, GBytes *rdata, LlAvahiNull kind);

static void
settle(LlAvahiPicture *self)
{
  self->state = QUIET;
  self->settled(self->owner);
}

static gboolean
on_retry_time(gpointer data)
{
  LlAvahiPicture *self = data;
  self->retry_timer = 0;
  publish(self, self->bytes, LL_AVAHI_NULL_ASKED);
  return G_SOURCE_REMOVE;
}

/* After a flush it is published in any case. */
static void
retry_later(LlAvahiPicture *self)
{
  ll_avahi_drop(self->avahi, g_steal_pointer(&self->object));
  if (self->bytes && self->state != FLUSHING && self->retries++ < RETRIES_MAX)
    self->retry_timer = g_timeout_add(RETRY_MS, on_retry_time, self);
}

static void
on_event(gpointer data, const LlAvahiEvent *event)
{
  LlAvahiPicture *self = data;
  gboolean has_failed = event->kind == LL_AVAHI_FAILED || event->kind == LL_AVAHI_COLLISION;
  if (has_failed) {
    g_debug("the picture is not published: %s", event->error ? event->error->message : "collision");
    retry_later(self);
  }
  if (self->state == PUBLISHING && (has_failed || event->kind == LL_AVAHI_ESTABLISHED))
    settle(self);
}

static void
publish(LlAvahiPicture *self, GBytes *rdata, LlAvahiNull kind)
{
  ll_avahi_drop(self->avahi, g_steal_pointer(&self->object));
  self->object = ll_avahi_publish_null(self->avahi, (const char *const *)self->domain_names, rdata,
                                       kind, on_event, self);
}

static gboolean
on_settle_time(gpointer data)
{
  LlAvahiPicture *self = data;
  self->timer = 0;
  settle(self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_flush_time(gpointer data)
{
  LlAvahiPicture *self = data;
  if (self->bytes)
    publish(self, self->bytes, LL_AVAHI_NULL_ASKED);
  else
    ll_avahi_drop(self->avahi, g_steal_pointer(&self->object));
  self->state = SETTLING;
  self->timer = g_timeout_add(SETTLE_MS, on_settle_time, self);
  return G_SOURCE_REMOVE;
}

static void
flush(LlAvahiPicture *self)
{
  /* The daemon takes none without any byte. */
  g_autoptr(GBytes) nothing = g_bytes_new_static("", 1);
  g_clear_handle_id(&self->timer, g_source_remove);
  publish(self, nothing, LL_AVAHI_NULL_ANNOUNCED);
  self->state = FLUSHING;
  self->timer = g_timeout_add(FLUSH_MS, on_flush_time, self);
}

void
ll_avahi_picture_set(LlAvahiPicture *self, GBytes *bytes)
{
  gboolean was_none = self->bytes == NULL;
  if (was_none ? !bytes : bytes && g_bytes_equal(bytes, self->bytes))
    return;
  g_clear_pointer(&self->bytes, g_bytes_unref);
  self->bytes = bytes ? g_bytes_ref(bytes) : NULL;
  self->retries = 0;
  g_clear_handle_id(&self->retry_timer, g_source_remove);
  if (self->state == FLUSHING)
    return;
  if (!was_none || self->state != QUIET) {
    flush(self);
  } else {
    self->state = PUBLISHING;
    publish(self, bytes, LL_AVAHI_NULL_ASKED);
  }
}

gboolean
ll_avahi_picture_is_settled(const LlAvahiPicture *self)
{
  return self->state == QUIET || !self->bytes;
}

LlAvahiPicture *
ll_avahi_picture_new(LlAvahi *avahi, const char *name, LlAvahiPictureSettled settled,
                     gpointer owner)
{
  LlAvahiPicture *self = g_new0(LlAvahiPicture, 1);
  self->avahi = avahi;
  self->domain_names = ll_avahi_picture_domain_names(name, LL_LINK_DOMAIN);
  self->settled = settled;
  self->owner = owner;
  return self;
}

void
ll_avahi_picture_free(LlAvahiPicture *self)
{
  if (!self)
    return;
  g_clear_handle_id(&self->timer, g_source_remove);
  g_clear_handle_id(&self->retry_timer, g_source_remove);
  ll_avahi_drop(self->avahi, self->object);
  g_clear_pointer(&self->bytes, g_bytes_unref);
  g_strfreev(self->domain_names);
  g_free(self);
}
