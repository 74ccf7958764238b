/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-watch.h"

#include "limits.h"

/* One record per link, two for the second in which one replaces another; more is a hostile peer's.
 */
#define SAYINGS_MAX (2 * LL_PEER_LINKS_MAX)

struct LlAvahiWatch {
  LlAvahi *avahi;
  LlDiscovery *discovery;
  char *name;
  const char *domain;
  LlAvahiObject *browser;
  GPtrArray *sayings; /* of Saying, the latest last */
  gboolean is_far;    /* beyond the link: one answer to each question, and no more */
  gboolean is_answered;
};

/* One record in the daemon's cache. A replaced one stays there for a second more (RFC 6762 10.2);
 * who goes from A to B and back to A within it is known by B's leaving alone, since A was never new
 * again. */
typedef struct {
  LlLink link;
  GBytes *rdata;
} Saying;

static void
saying_free(gpointer data)
{
  Saying *saying = data;
  g_bytes_unref(saying->rdata);
  g_free(saying);
}

/* The place of the latest saying on LINK, of RDATA if that is not NULL; -1 for none. */
static int
find(const LlAvahiWatch *watch, const LlLink *link, GBytes *rdata)
{
  for (int i = (int)watch->sayings->len - 1; i >= 0; i--) {
    const Saying *saying = g_ptr_array_index(watch->sayings, i);
    if (ll_link_equal(&saying->link, link) && (!rdata || g_bytes_equal(saying->rdata, rdata)))
      return i;
  }
  return -1;
}

static void
tell(const LlAvahiWatch *watch, LlLink link, GBytes *rdata)
{
  LlDiscovery *discovery = watch->discovery;
  g_autofree char *name = g_strdup(watch->name);
  g_autoptr(GBytes) held = g_bytes_ref(rdata);
  gsize length;
  const guint8 *bytes = g_bytes_get_data(held, &length);
  discovery->events->txt(discovery->owner, name, link, bytes, length);
}

static void
add(LlAvahiWatch *watch, LlLink link, GBytes *rdata)
{
  int known = find(watch, &link, rdata);
  if (known >= 0)
    g_ptr_array_remove_index(watch->sayings, (guint)known);
  else if (watch->sayings->len >= SAYINGS_MAX)
    g_ptr_array_remove_index(watch->sayings, 0);
  Saying *saying = g_new(Saying, 1);
  *saying = (Saying){link, g_bytes_ref(rdata)};
  g_ptr_array_add(watch->sayings, saying);
  tell(watch, link, rdata);
}

static void
take_away(LlAvahiWatch *watch, LlLink link, GBytes *rdata)
{
  int gone = find(watch, &link, rdata), told = find(watch, &link, NULL);
  if (gone < 0)
    return;
  g_ptr_array_remove_index(watch->sayings, (guint)gone);
  int left = find(watch, &link, NULL);
  if (gone == told && left >= 0)
    tell(watch, link, ((const Saying *)g_ptr_array_index(watch->sayings, left))->rdata);
}

/* The first of an answer's records, if the last one was another. */
static void
replace(LlAvahiWatch *watch, LlLink link, GBytes *rdata)
{
  if (watch->is_answered)
    return;
  watch->is_answered = TRUE;
  if (find(watch, &link, rdata) >= 0)
    return;
  g_ptr_array_set_size(watch->sayings, 0);
  add(watch, link, rdata);
}

static void
on_event(gpointer data, const LlAvahiEvent *event)
{
  LlAvahiWatch *watch = data;
  if (event->kind == LL_AVAHI_FAILED) {
    g_debug("a presence can't be watched: %s", event->error->message);
    return;
  }
  if (event->kind != LL_AVAHI_NEW && event->kind != LL_AVAHI_REMOVE)
    return;
  LlLink link = event->link;
  link.domain = watch->domain;
  g_autoptr(GBytes) rdata = g_bytes_new(event->rdata, MIN(event->length, LL_TXT_READ_MAX));
  if (watch->is_far && event->kind == LL_AVAHI_NEW)
    replace(watch, link, rdata);
  else if (event->kind == LL_AVAHI_NEW)
    add(watch, link, rdata);
  else
    take_away(watch, link, rdata);
}

void
ll_avahi_watch_again(LlAvahiWatch *watch)
{
  g_autofree char *domain_name = ll_avahi_presence_domain_name(watch->name, watch->domain);
  ll_avahi_drop(watch->avahi, watch->browser);
  watch->is_answered = FALSE;
  watch->browser =
      ll_avahi_browse_records(watch->avahi, domain_name, LL_RECORD_TXT, on_event, watch);
}

LlAvahiWatch *
ll_avahi_watch_new(LlAvahi *avahi, LlDiscovery *discovery, const char *name, const char *domain)
{
  LlAvahiWatch *watch = g_new0(LlAvahiWatch, 1);
  watch->avahi = avahi;
  watch->discovery = discovery;
  watch->name = g_strdup(name);
  watch->domain = domain;
  watch->is_far = !g_str_equal(domain, LL_LINK_DOMAIN);
  watch->sayings = g_ptr_array_new_with_free_func(saying_free);
  ll_avahi_watch_again(watch);
  return watch;
}

void
ll_avahi_watch_free(LlAvahiWatch *watch)
{
  ll_avahi_drop(watch->avahi, watch->browser);
  g_ptr_array_unref(watch->sayings);
  g_free(watch->name);
  g_free(watch);
}
