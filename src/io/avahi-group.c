/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-group.h"

#define COLLISION_ERROR "org.freedesktop.Avahi.CollisionError"

/* An entry group's states (avahi-common/defs.h). */
enum {
  GROUP_ESTABLISHED = 2,
  GROUP_COLLISION = 3,
  GROUP_FAILURE = 4,
};

typedef struct {
  LlAvahiObject base;
  char *name;
  guint16 port;
  GBytes *txt; /* at first */
} Group;

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
committed(LlAvahiObject *object, const char *error)
{
  if (error)
    ll_avahi_object_fail(object, error);
}

static void
added(LlAvahiObject *object, const char *error)
{
  if (g_strcmp0(error, COLLISION_ERROR) == 0) /* another program on this host has it */
    ll_avahi_object_emit(object, LL_AVAHI_COLLISION);
  else if (error)
    ll_avahi_object_fail(object, error);
  else
    ll_avahi_object_call(object, "Commit", NULL, committed);
}

static void
fill(LlAvahiObject *object)
{
  const Group *group = (const Group *)object;
  ll_avahi_object_call(object, "AddService",
                       g_variant_new("(iiussssq@aay)", LL_AVAHI_ANY, LL_AVAHI_ANY, 0, group->name,
                                     LL_AVAHI_TYPE, LL_LINK_DOMAIN, "", group->port,
                                     strings_of(group->txt)),
                       added);
}

static void
group_signal(LlAvahiObject *object, const LlDbusMessage *signal)
{
  gint32 state;
  const char *reason;
  if (!g_str_equal(signal->member, "StateChanged") ||
      !ll_dbus_message_read(signal, "is", &state, &reason))
    return;
  if (state == GROUP_FAILURE)
    ll_avahi_object_fail(object, reason);
  else
    ll_avahi_object_emit(object, state == GROUP_ESTABLISHED ? LL_AVAHI_ESTABLISHED
                                 : state == GROUP_COLLISION ? LL_AVAHI_COLLISION
                                                            : LL_AVAHI_REGISTERING);
}

static void
group_clear(LlAvahiObject *object)
{
  Group *group = (Group *)object;
  g_free(group->name);
  g_bytes_unref(group->txt);
}

static const LlAvahiKind kind = {
    .interface = "org.freedesktop.Avahi.EntryGroup",
    .make = "EntryGroupNew",
    .what = "avahi-daemon does not publish",
    .size = sizeof(Group),
    .made = fill,
    .signal = group_signal,
    .clear = group_clear,
};

LlAvahiObject *
ll_avahi_group_new(LlAvahiPool *pool, const char *name, guint16 port, GBytes *txt,
                   LlAvahiHandler handler, gpointer data)
{
  LlAvahiObject *object = ll_avahi_object_new(pool, &kind, NULL, handler, data);
  Group *group = (Group *)object;
  group->name = g_strdup(name);
  group->port = port;
  group->txt = g_bytes_ref(txt);
  return object;
}

void
ll_avahi_group_update(LlAvahiObject *object, GBytes *txt)
{
  const Group *group = (const Group *)object;
  ll_avahi_object_call(object, "UpdateServiceTxt",
                       g_variant_new("(iiusss@aay)", LL_AVAHI_ANY, LL_AVAHI_ANY, 0, group->name,
                                     LL_AVAHI_TYPE, LL_LINK_DOMAIN, strings_of(txt)),
                       committed);
}
