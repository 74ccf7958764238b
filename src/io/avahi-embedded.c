/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-embedded.h"

#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <avahi-core/lookup.h>
#include <avahi-core/publish.h>

#include "io/avahi-server.h"

/* What avahi-core tells is queued and handed on from a source of our own. So no handler runs below
 * avahi-core, and may drop and close as it likes; and none runs from within a call into here, from
 * which avahi-core calls back at times. */

typedef struct {
  LlAvahi base;
  LlAvahiServer *server; /* NULL after down() */
  GQueue *told;          /* of Told, the next first */
  guint deliver_source;
  gboolean is_closed;
} Embedded;

struct LlAvahiObject {
  Embedded *avahi;
  LlAvahiHandler handler; /* NULL once dropped */
  gpointer data;
  AvahiSServiceBrowser *services;
  AvahiSRecordBrowser *records;
  AvahiSEntryGroup *group;
  char *name; /* of a publication */
};

/* Something told and not handed on yet. */
typedef struct {
  LlAvahiObject *object; /* NULL: about the whole, NAME is the host's or ERROR is set */
  LlAvahiEventKind kind;
  LlLink link;
  char *name;
  GBytes *rdata;
  GError *error;
} Told;

/* -- handing on -------------------------------------------------------------------------------- */

static void
object_clear(gpointer data)
{
  LlAvahiObject *object = data;
  g_free(object->name);
}

static void
object_unref(LlAvahiObject *object)
{
  g_rc_box_release_full(object, object_clear);
}

static void
told_free(Told *told)
{
  if (told->object)
    object_unref(told->object);
  g_free(told->name);
  g_clear_pointer(&told->rdata, g_bytes_unref);
  g_clear_error(&told->error);
  g_free(told);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Told, told_free)

static void
embedded_clear(gpointer data)
{
  Embedded *self = data;
  g_queue_free_full(self->told, (GDestroyNotify)told_free);
}

static void
leave(Embedded *self)
{
  if (self->server)
    ll_avahi_server_leave(g_steal_pointer(&self->server), self);
}

static void
hand_on(Embedded *self, const Told *told)
{
  LlAvahiEvent event = {
      .kind = told->kind, .link = told->link, .name = told->name, .error = told->error};
  if (told->rdata)
    event.rdata = g_bytes_get_data(told->rdata, &event.length);
  if (told->object) {
    if (told->object->handler)
      told->object->handler(told->object->data, &event);
  } else if (told->error) {
    self->base.events->down(self->base.owner, told->error);
    if (!self->is_closed)
      leave(self);
  } else {
    self->base.events->running(self->base.owner, told->name);
  }
}

static gboolean
deliver(gpointer data)
{
  Embedded *self = g_rc_box_acquire(data);
  self->deliver_source = 0;
  while (!self->is_closed && !g_queue_is_empty(self->told)) {
    g_autoptr(Told) told = g_queue_pop_head(self->told);
    hand_on(self, told);
  }
  g_rc_box_release_full(self, embedded_clear);
  return G_SOURCE_REMOVE;
}

static Told *
tell(Embedded *self, LlAvahiObject *object, LlAvahiEventKind kind)
{
  Told *told = g_new0(Told, 1);
  told->object = object ? g_rc_box_acquire(object) : NULL;
  told->kind = kind;
  g_queue_push_tail(self->told, told);
  if (self->deliver_source == 0)
    self->deliver_source = g_idle_add_full(G_PRIORITY_DEFAULT, deliver, self, NULL);
  return told;
}

static AvahiServer *
core_of(const Embedded *self)
{
  return ll_avahi_server_core(self->server);
}

static GError *
failure_new(Embedded *self, const char *what)
{
  return g_error_new(LL_DISCOVERY_ERROR, LL_DISCOVERY_ERROR_FAILED, "the embedded responder %s: %s",
                     what, avahi_strerror(avahi_server_errno(core_of(self))));
}

static void
tell_failed(LlAvahiObject *object, const char *what)
{
  GError *error = failure_new(object->avahi, what);
  tell(object->avahi, object, LL_AVAHI_FAILED)->error = error;
}

/* -- browsers ---------------------------------------------------------------------------------- */

static LlAvahiObject *
object_new(LlAvahi *base, LlAvahiHandler handler, gpointer data)
{
  LlAvahiObject *object = g_rc_box_new0(LlAvahiObject);
  object->avahi = (Embedded *)base;
  object->handler = handler;
  object->data = data;
  return object;
}

/* NULL for what is of no interest. */
static Told *
tell_browsed(LlAvahiObject *object, AvahiBrowserEvent event, AvahiIfIndex interface,
             AvahiProtocol protocol)
{
  Told *told = NULL;
  if (event == AVAHI_BROWSER_FAILURE) {
    tell_failed(object, "does not browse");
  } else if (event == AVAHI_BROWSER_CACHE_EXHAUSTED) {
    tell(object->avahi, object, LL_AVAHI_CACHE_EXHAUSTED);
  } else if (event == AVAHI_BROWSER_NEW || event == AVAHI_BROWSER_REMOVE) {
    told = tell(object->avahi, object, event == AVAHI_BROWSER_NEW ? LL_AVAHI_NEW : LL_AVAHI_REMOVE);
    told->link = ll_avahi_link(interface, protocol);
  }
  return told;
}

static void
on_service(AvahiSServiceBrowser *browser G_GNUC_UNUSED, AvahiIfIndex interface,
           AvahiProtocol protocol, AvahiBrowserEvent event, const char *name,
           const char *type G_GNUC_UNUSED, const char *domain G_GNUC_UNUSED,
           AvahiLookupResultFlags flags G_GNUC_UNUSED, void *data)
{
  Told *told = tell_browsed(data, event, interface, protocol);
  if (told)
    told->name = g_strdup(name);
}

static LlAvahiObject *
browse_services(LlAvahi *base, const char *domain, LlAvahiHandler handler, gpointer data)
{
  Embedded *self = (Embedded *)base;
  LlAvahiObject *object = object_new(base, handler, data);
  if (g_ascii_strcasecmp(domain, LL_LINK_DOMAIN) != 0) {
    tell(self, object, LL_AVAHI_FAILED)->error =
        g_error_new(LL_DISCOVERY_ERROR, LL_DISCOVERY_ERROR_FAILED,
                    "the embedded responder does not see %s: only avahi-daemon looks beyond the "
                    "local network",
                    domain);
    return object;
  }
  object->services =
      avahi_s_service_browser_new(core_of(self), AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, LL_AVAHI_TYPE,
                                  domain, AVAHI_LOOKUP_USE_MULTICAST, on_service, object);
  if (!object->services)
    tell_failed(object, "does not browse");
  return object;
}

static void
on_record(AvahiSRecordBrowser *browser G_GNUC_UNUSED, AvahiIfIndex interface,
          AvahiProtocol protocol, AvahiBrowserEvent event, AvahiRecord *record,
          AvahiLookupResultFlags flags G_GNUC_UNUSED, void *data)
{
  Told *told = tell_browsed(data, event, interface, protocol);
  if (!told)
    return;
  g_autofree guint8 *rdata = g_malloc(G_MAXUINT16);
  gsize length = avahi_rdata_serialize(record, rdata, G_MAXUINT16);
  told->rdata = g_bytes_new(rdata, length == (gsize)-1 ? 0 : length);
}

static LlAvahiObject *
browse_records(LlAvahi *base, const char *domain_name, LlRecordType type, LlAvahiHandler handler,
               gpointer data)
{
  Embedded *self = (Embedded *)base;
  LlAvahiObject *object = object_new(base, handler, data);
  AvahiKey *key = avahi_key_new(domain_name, AVAHI_DNS_CLASS_IN, (guint16)type);
  if (key) {
    object->records =
        avahi_s_record_browser_new(core_of(self), AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, key,
                                   AVAHI_LOOKUP_USE_MULTICAST, on_record, object);
    avahi_key_unref(key);
  }
  if (!object->records)
    tell_failed(object, "does not browse");
  return object;
}

/* -- publications ------------------------------------------------------------------------------ */

static void
on_group(AvahiServer *server G_GNUC_UNUSED, AvahiSEntryGroup *group G_GNUC_UNUSED,
         AvahiEntryGroupState state, void *data)
{
  LlAvahiObject *object = data;
  if (state == AVAHI_ENTRY_GROUP_REGISTERING)
    tell(object->avahi, object, LL_AVAHI_REGISTERING);
  else if (state == AVAHI_ENTRY_GROUP_ESTABLISHED)
    tell(object->avahi, object, LL_AVAHI_ESTABLISHED);
  else if (state == AVAHI_ENTRY_GROUP_COLLISION)
    tell(object->avahi, object, LL_AVAHI_COLLISION);
  else if (state == AVAHI_ENTRY_GROUP_FAILURE)
    tell_failed(object, "does not publish");
}

static AvahiStringList *
strings_of(GBytes *txt)
{
  AvahiStringList *strings = NULL;
  gsize length;
  const void *rdata = g_bytes_get_data(txt, &length);
  avahi_string_list_parse(rdata, length, &strings);
  return strings;
}

static LlAvahiObject *
publish(LlAvahi *base, const char *name, guint16 port, GBytes *txt, LlAvahiHandler handler,
        gpointer data)
{
  Embedded *self = (Embedded *)base;
  LlAvahiObject *object = object_new(base, handler, data);
  AvahiStringList *strings = strings_of(txt);
  object->name = g_strdup(name);
  object->group = avahi_s_entry_group_new(core_of(self), on_group, object);
  int result = object->group
                   ? avahi_server_add_service_strlst(core_of(self), object->group, AVAHI_IF_UNSPEC,
                                                     AVAHI_PROTO_UNSPEC, 0, name, LL_AVAHI_TYPE,
                                                     LL_LINK_DOMAIN, NULL, port, strings)
                   : AVAHI_ERR_FAILURE;
  avahi_string_list_free(strings);
  if (result == AVAHI_OK)
    result = avahi_s_entry_group_commit(object->group);
  if (result == AVAHI_ERR_COLLISION) /* we have it ourselves */
    tell(self, object, LL_AVAHI_COLLISION);
  else if (result != AVAHI_OK)
    tell_failed(object, "does not publish");
  return object;
}

static void
update(LlAvahi *base, LlAvahiObject *object, GBytes *txt)
{
  Embedded *self = (Embedded *)base;
  AvahiStringList *strings = strings_of(txt);
  if (avahi_server_update_service_txt_strlst(core_of(self), object->group, AVAHI_IF_UNSPEC,
                                             AVAHI_PROTO_UNSPEC, 0, object->name, LL_AVAHI_TYPE,
                                             LL_LINK_DOMAIN, strings) != AVAHI_OK)
    tell_failed(object, "does not update");
  avahi_string_list_free(strings);
}

static int
add_null(const Embedded *self, AvahiSEntryGroup *group, const char *domain_name, GBytes *rdata,
         LlAvahiNull kind)
{
  gboolean is_announced = kind == LL_AVAHI_NULL_ANNOUNCED;
  AvahiPublishFlags flags = AVAHI_PUBLISH_UNIQUE | AVAHI_PUBLISH_NO_PROBE |
                            (is_announced ? 0 : AVAHI_PUBLISH_NO_ANNOUNCE);
  AvahiRecord *record =
      avahi_record_new_full(domain_name, AVAHI_DNS_CLASS_IN, LL_RECORD_NULL,
                            is_announced ? LL_AVAHI_NULL_ANNOUNCED_TTL : LL_AVAHI_NULL_TTL);
  if (!record)
    return AVAHI_ERR_INVALID_DOMAIN_NAME;
  gsize length;
  const void *data = g_bytes_get_data(rdata, &length);
  record->data.generic.data = length > 0 ? avahi_memdup(data, length) : NULL;
  record->data.generic.size = (uint16_t)length;
  int result =
      avahi_server_add(core_of(self), group, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, flags, record);
  avahi_record_unref(record);
  return result;
}

static LlAvahiObject *
publish_null(LlAvahi *base, const char *const *domain_names, GBytes *rdata, LlAvahiNull kind,
             LlAvahiHandler handler, gpointer data)
{
  Embedded *self = (Embedded *)base;
  LlAvahiObject *object = object_new(base, handler, data);
  int result = AVAHI_ERR_FAILURE;
  object->group = avahi_s_entry_group_new(core_of(self), on_group, object);
  if (object->group)
    result = add_null(self, object->group, domain_names[0], rdata, kind);
  for (guint i = 1; result == AVAHI_OK && domain_names[i]; i++)
    add_null(self, object->group, domain_names[i], rdata, kind);
  if (result == AVAHI_OK)
    result = avahi_s_entry_group_commit(object->group);
  if (result != AVAHI_OK)
    tell_failed(object, "does not publish a picture");
  return object;
}

static void
drop(LlAvahi *base, LlAvahiObject *object)
{
  Embedded *self = (Embedded *)base;
  object->handler = NULL;
  if (self->server) { /* else they go with it */
    if (object->services || object->records)
      ll_avahi_server_dropped(self->server);
    g_clear_pointer(&object->services, avahi_s_service_browser_free);
    g_clear_pointer(&object->records, avahi_s_record_browser_free);
    g_clear_pointer(&object->group, avahi_s_entry_group_free);
  }
  object_unref(object);
}

/* -- the responder ----------------------------------------------------------------------------- */

static void
on_changed(gpointer member)
{
  Embedded *self = member;
  const GError *error = ll_avahi_server_error(self->server);
  if (error)
    tell(self, NULL, LL_AVAHI_FAILED)->error = g_error_copy(error);
  else
    tell(self, NULL, LL_AVAHI_NEW)->name = g_strdup(ll_avahi_server_machine(self->server));
}

static void
embedded_close(LlAvahi *base)
{
  Embedded *self = (Embedded *)base;
  self->is_closed = TRUE;
  leave(self);
  g_clear_handle_id(&self->deliver_source, g_source_remove);
  g_rc_box_release_full(self, embedded_clear);
}

LlAvahi *
ll_avahi_embedded_new(const LlAvahiEvents *events, gpointer owner)
{
  static const LlAvahiClass class = {
      .browse_services = browse_services,
      .browse_records = browse_records,
      .publish = publish,
      .update = update,
      .publish_null = publish_null,
      .drop = drop,
      .close = embedded_close,
  };
  Embedded *self = g_rc_box_new0(Embedded);
  self->base = (LlAvahi){.class = &class, .events = events, .owner = owner};
  self->told = g_queue_new();
  self->server = ll_avahi_server_join(on_changed, self);
  if (ll_avahi_server_machine(self->server) || ll_avahi_server_error(self->server))
    on_changed(self);
  return &self->base;
}
