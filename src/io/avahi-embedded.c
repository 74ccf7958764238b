/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-embedded.h"

#include <avahi-common/alternative.h>
#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <avahi-core/core.h>
#include <avahi-core/log.h>
#include <avahi-core/lookup.h>
#include <avahi-core/publish.h>
#include <avahi-glib/glib-watch.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/host-name.h"
#include "limits.h"

/* Packets sent on one interface in a second: the daemon's own bound. */
#define PACKETS_PER_SECOND 1000

/* What avahi-core tells is queued and handed on from a source of our own. So no handler runs below
 * avahi-core, and may drop and close as it likes; and none runs from within a call into here, from
 * which avahi-core calls back at times. */

typedef struct {
  LlAvahi base;
  AvahiGLibPoll *glib_poll;
  AvahiPoll poll;
  AvahiServer *server; /* NULL when it can't be used */
  char *wished;        /* the name that this host has elsewhere */
  guint name_watch;
  GQueue *told; /* of Told, the next first */
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
  avahi_glib_poll_free(self->glib_poll);
  g_free(self->wished);
}

static void
stop(Embedded *self)
{
  g_clear_handle_id(&self->name_watch, g_source_remove);
  g_clear_pointer(&self->server, avahi_server_free);
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
      stop(self);
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

static GError *
failure_new(Embedded *self, const char *what)
{
  return g_error_new(LL_DISCOVERY_ERROR, LL_DISCOVERY_ERROR_FAILED, "the embedded responder %s: %s",
                     what, avahi_strerror(avahi_server_errno(self->server)));
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
      avahi_s_service_browser_new(self->server, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, LL_AVAHI_TYPE,
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
        avahi_s_record_browser_new(self->server, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, key,
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
  object->group = avahi_s_entry_group_new(self->server, on_group, object);
  int result = object->group
                   ? avahi_server_add_service_strlst(self->server, object->group, AVAHI_IF_UNSPEC,
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
  if (avahi_server_update_service_txt_strlst(self->server, object->group, AVAHI_IF_UNSPEC,
                                             AVAHI_PROTO_UNSPEC, 0, object->name, LL_AVAHI_TYPE,
                                             LL_LINK_DOMAIN, strings) != AVAHI_OK)
    tell_failed(object, "does not update");
  avahi_string_list_free(strings);
}

static void
drop(LlAvahi *base, LlAvahiObject *object)
{
  Embedded *self = (Embedded *)base;
  object->handler = NULL;
  if (self->server) { /* else they went with it */
    g_clear_pointer(&object->services, avahi_s_service_browser_free);
    g_clear_pointer(&object->records, avahi_s_record_browser_free);
    g_clear_pointer(&object->group, avahi_s_entry_group_free);
  }
  object_unref(object);
}

/* -- the responder ----------------------------------------------------------------------------- */

static void
tell_down(Embedded *self, LlDiscoveryError code, const char *reason)
{
  tell(self, NULL, LL_AVAHI_FAILED)->error =
      g_error_new(LL_DISCOVERY_ERROR, (gint)code, "no responder of our own: %s", reason);
}

/* Another host has our name: the next one (RFC 6762 9). */
static void
rename_host(Embedded *self)
{
  char *name = avahi_alternative_host_name(avahi_server_get_host_name(self->server));
  if (!name || avahi_server_set_host_name(self->server, name) != AVAHI_OK)
    tell_down(self, LL_DISCOVERY_ERROR_FAILED, "this host's name is taken");
  avahi_free(name);
}

/* At first it comes from within avahi_server_new(). */
static void
on_state(AvahiServer *server, AvahiServerState state, void *data)
{
  Embedded *self = data;
  self->server = server;
  if (state == AVAHI_SERVER_RUNNING)
    tell(self, NULL, LL_AVAHI_NEW)->name = g_strdup(avahi_server_get_host_name(server));
  else if (state == AVAHI_SERVER_COLLISION)
    rename_host(self);
  else if (state == AVAHI_SERVER_FAILURE)
    tell_down(self, LL_DISCOVERY_ERROR_FAILED, avahi_strerror(avahi_server_errno(server)));
}

static void
on_host_renamed(gpointer data)
{
  Embedded *self = data;
  g_autofree char *name = ll_host_name();
  if (g_str_equal(name, self->wished))
    return;
  g_free(self->wished);
  self->wished = g_steal_pointer(&name);
  avahi_server_set_host_name(self->server, self->wished);
}

static void
log_at_debug_level(AvahiLogLevel level G_GNUC_UNUSED, const char *text)
{
  g_debug("avahi-core: %s", text);
}

/* avahi-core leaves one of its sockets open for whatever program the client starts. */
static AvahiWatch *
watch_new(const AvahiPoll *poll, int fd, AvahiWatchEvent event, AvahiWatchCallback callback,
          void *data)
{
  const Embedded *self = (const Embedded *)((const char *)poll - G_STRUCT_OFFSET(Embedded, poll));
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  return avahi_glib_poll_get(self->glib_poll)->watch_new(poll, fd, event, callback, data);
}

/* Where the kernel does not tell of interfaces avahi-core would abort, or wait for ever. */
static gboolean
is_told_of_interfaces(void)
{
  struct sockaddr_nl address = {.nl_family = AF_NETLINK,
                                .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR};
  struct ifaddrs *interfaces;
  int on = 1;
  int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_ROUTE);
  gboolean is_told = fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
                     setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) == 0;
  if (fd >= 0)
    close(fd);
  if (!is_told || getifaddrs(&interfaces) != 0)
    return FALSE;
  freeifaddrs(interfaces);
  return TRUE;
}

static void
start(Embedded *self)
{
  AvahiServerConfig config;
  int result = AVAHI_OK;
  if (!is_told_of_interfaces()) {
    tell_down(self, LL_DISCOVERY_ERROR_UNAVAILABLE,
              "the system does not say which network interfaces there are");
    return;
  }
  avahi_server_config_init(&config);
  config.host_name = avahi_strdup(self->wished);
  config.n_cache_entries_max = LL_CACHED_RECORDS_MAX;
  config.ratelimit_interval = G_USEC_PER_SEC;
  config.ratelimit_burst = PACKETS_PER_SECOND;
  self->server = avahi_server_new(&self->poll, &config, on_state, self, &result);
  avahi_server_config_free(&config);
  if (self->server)
    self->name_watch = ll_host_name_watch(on_host_renamed, self);
  else if (result == AVAHI_ERR_NO_NETWORK)
    tell_down(self, LL_DISCOVERY_ERROR_UNAVAILABLE,
              "UDP port 5353 can't be had; another program may keep it for itself");
  else
    tell_down(self, LL_DISCOVERY_ERROR_FAILED, avahi_strerror(result));
}

static void
embedded_close(LlAvahi *base)
{
  Embedded *self = (Embedded *)base;
  self->is_closed = TRUE;
  stop(self);
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
      .drop = drop,
      .close = embedded_close,
  };
  Embedded *self = g_rc_box_new0(Embedded);
  self->base = (LlAvahi){.class = &class, .events = events, .owner = owner};
  self->told = g_queue_new();
  self->wished = ll_host_name();
  self->glib_poll = avahi_glib_poll_new(NULL, G_PRIORITY_DEFAULT);
  self->poll = *avahi_glib_poll_get(self->glib_poll);
  self->poll.watch_new = watch_new;
  avahi_set_log_function(log_at_debug_level);
  start(self);
  return &self->base;
}
