/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-null.h"

/* avahi-common/defs.h */
enum {
  PUBLISH_UNIQUE = 1,
  PUBLISH_NO_PROBE = 2,
  PUBLISH_NO_ANNOUNCE = 4,
  GROUP_ESTABLISHED = 2,
  GROUP_COLLISION = 3,
  GROUP_FAILURE = 4,
};

typedef struct {
  LlAvahiObject base;
  GStrv domain_names;
  GBytes *rdata;
  LlAvahiNull kind;
} Null;

static void
done(LlAvahiObject *object, const char *error)
{
  if (error)
    ll_avahi_object_fail(object, error);
}

/* The daemon does what it is told in order, so nothing has to be waited for before the next. */
static void
added_more(LlAvahiObject *object G_GNUC_UNUSED, const char *error G_GNUC_UNUSED)
{
}

static void
fill(LlAvahiObject *object)
{
  const Null *null = (const Null *)object;
  gboolean is_announced = null->kind == LL_AVAHI_NULL_ANNOUNCED;
  guint32 flags = PUBLISH_UNIQUE | PUBLISH_NO_PROBE | (is_announced ? 0 : PUBLISH_NO_ANNOUNCE);
  guint32 ttl = is_announced ? LL_AVAHI_NULL_ANNOUNCED_TTL : LL_AVAHI_NULL_TTL;
  gsize length;
  const void *rdata = g_bytes_get_data(null->rdata, &length);
  for (guint i = 0; null->domain_names[i]; i++)
    ll_avahi_object_call(
        object, "AddRecord",
        g_variant_new("(iiusqqu@ay)", LL_AVAHI_ANY, LL_AVAHI_ANY, flags, null->domain_names[i],
                      LL_RECORD_CLASS_IN, LL_RECORD_NULL, ttl,
                      g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, rdata, length, 1)),
        i == 0 ? done : added_more);
  ll_avahi_object_call(object, "Commit", NULL, added_more);
}

static void
null_signal(LlAvahiObject *object, const LlDbusMessage *signal)
{
  gint32 state;
  const char *reason;
  if (!g_str_equal(signal->member, "StateChanged") ||
      !ll_dbus_message_read(signal, "is", &state, &reason))
    return;
  if (state == GROUP_FAILURE)
    ll_avahi_object_fail(object, reason);
  else if (state == GROUP_ESTABLISHED || state == GROUP_COLLISION)
    ll_avahi_object_emit(object,
                         state == GROUP_ESTABLISHED ? LL_AVAHI_ESTABLISHED : LL_AVAHI_COLLISION);
}

static void
null_clear(LlAvahiObject *object)
{
  Null *null = (Null *)object;
  g_strfreev(null->domain_names);
  g_bytes_unref(null->rdata);
}

static const LlAvahiKind kind_null = {
    .interface = "org.freedesktop.Avahi.EntryGroup",
    .make = "EntryGroupNew",
    .what = "avahi-daemon does not publish a picture",
    .size = sizeof(Null),
    .made = fill,
    .signal = null_signal,
    .clear = null_clear,
};

LlAvahiObject *
ll_avahi_null_new(LlAvahiPool *pool, const char *const *domain_names, GBytes *rdata,
                  LlAvahiNull kind, LlAvahiHandler handler, gpointer data)
{
  LlAvahiObject *object = ll_avahi_object_new(pool, &kind_null, NULL, handler, data);
  Null *null = (Null *)object;
  null->domain_names = g_strdupv((char **)domain_names);
  null->rdata = g_bytes_ref(rdata);
  null->kind = kind;
  return object;
}
