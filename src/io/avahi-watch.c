/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-watch.h"

#include <string.h>

#include "limits.h"

/* One record per link, two for the second in which one replaces another; more is a hostile peer's.
 */
#define SAYINGS_MAX (2 * LL_PEER_LINKS_MAX)
/* After a failure it is tried again, ever more rarely. */
#define RETRY_SECONDS     1
#define RETRY_SECONDS_MAX 60

/* There are thousands of these, so they are kept small.
 *
 * A saying is one record in Avahi's cache. A replaced one stays there for a second more (RFC 6762
 * 10.2); who goes from A to B and back to A within it is known by B's leaving alone, since A was
 * never new again. */
typedef struct Saying {
  struct Saying *older;
  gint32 interface;
  int family;
  char *rdata; /* a GRefString, which what is said on several links has in common */
} Saying;

struct LlAvahiWatch {
  LlAvahi *avahi;
  LlDiscovery *discovery;
  const char *domain;
  LlAvahiObject *browser;
  Saying *latest;
  guint retry_timer;
  guint8 retry_seconds;
  guint is_far : 1; /* beyond the link: one answer to each question, and no more */
  guint is_answered : 1;
  guint is_cache_read : 1; /* Avahi's, of what it knew before */
  char name[];
};

/* Where the latest saying on the link of OTHER is held, of OTHER's rdata if SAME; NULL for none. */
static Saying **
find(LlAvahiWatch *watch, const Saying *other, gboolean same)
{
  for (Saying **place = &watch->latest; *place; place = &(*place)->older)
    if ((*place)->interface == other->interface && (*place)->family == other->family &&
        (!same || (*place)->rdata == other->rdata))
      return place;
  return NULL;
}

static void
forget(Saying **place)
{
  Saying *saying = *place;
  *place = saying->older;
  g_ref_string_release(saying->rdata);
  g_free(saying);
}

static void
forget_all(LlAvahiWatch *watch)
{
  while (watch->latest)
    forget(&watch->latest);
}

static void
tell(const LlAvahiWatch *watch, const Saying *saying)
{
  LlDiscovery *discovery = watch->discovery;
  LlLink link = {saying->interface, saying->family, watch->domain};
  g_autofree char *name = g_strdup(watch->name);
  char *rdata = g_ref_string_acquire(saying->rdata);
  discovery->events->txt(discovery->owner, name, link, (const guint8 *)rdata,
                         g_ref_string_length(rdata));
  g_ref_string_release(rdata);
}

/* For one more. */
static void
make_room(LlAvahiWatch *watch)
{
  Saying **oldest = &watch->latest;
  guint count = 0;
  for (Saying **place = &watch->latest; *place; place = &(*place)->older, count++)
    oldest = place;
  if (count >= SAYINGS_MAX)
    forget(oldest);
}

/* Takes what SAYING holds. Of what Avahi knew before, the latest comes first. */
static void
add(LlAvahiWatch *watch, const Saying *saying)
{
  Saying **known = find(watch, saying, TRUE), **place = &watch->latest;
  if (known)
    forget(known);
  make_room(watch);
  gboolean is_replaced = !watch->is_cache_read && find(watch, saying, FALSE);
  while (is_replaced && *place)
    place = &(*place)->older;
  Saying *added = g_new(Saying, 1);
  *added = *saying;
  added->older = *place;
  *place = added;
  watch->retry_seconds = RETRY_SECONDS;
  if (!is_replaced)
    tell(watch, added);
}

static void
take_away(LlAvahiWatch *watch, const Saying *saying)
{
  Saying **gone = find(watch, saying, TRUE);
  gboolean was_told = gone == find(watch, saying, FALSE);
  if (!gone)
    return;
  forget(gone);
  Saying **left = find(watch, saying, FALSE);
  if (was_told && left)
    tell(watch, *left);
}

/* The first of an answer's records, if the last one was another. Takes what SAYING holds. */
static void
replace(LlAvahiWatch *watch, const Saying *saying)
{
  if (watch->is_answered || find(watch, saying, TRUE)) {
    watch->is_answered = TRUE;
    g_ref_string_release(saying->rdata);
    return;
  }
  watch->is_answered = TRUE;
  forget_all(watch);
  add(watch, saying);
}

/* The same bytes as on another link, or a copy. (transfer full) */
static char *
share(const LlAvahiWatch *watch, const guint8 *rdata, gsize length)
{
  if (length == 0)
    rdata = (const guint8 *)"";
  for (const Saying *saying = watch->latest; saying; saying = saying->older)
    if (g_ref_string_length(saying->rdata) == length && memcmp(saying->rdata, rdata, length) == 0)
      return g_ref_string_acquire(saying->rdata);
  return g_ref_string_new_len((const char *)rdata, (gssize)length);
}

static gboolean
retry(gpointer data)
{
  LlAvahiWatch *watch = data;
  watch->retry_timer = 0;
  ll_avahi_watch_again(watch);
  return G_SOURCE_REMOVE;
}

/* Beyond the link all is asked again in any case. */
static void
fail(LlAvahiWatch *watch, const GError *error)
{
  g_debug("a presence is not watched: %s", error->message);
  ll_avahi_drop(watch->avahi, g_steal_pointer(&watch->browser));
  if (watch->is_far)
    return;
  forget_all(watch);
  watch->retry_timer = g_timeout_add_seconds(watch->retry_seconds, retry, watch);
  watch->retry_seconds = (guint8)MIN(2 * watch->retry_seconds, RETRY_SECONDS_MAX);
}

static void
on_event(gpointer data, const LlAvahiEvent *event)
{
  LlAvahiWatch *watch = data;
  if (event->kind == LL_AVAHI_FAILED) {
    fail(watch, event->error);
    return;
  }
  watch->is_cache_read |= event->kind == LL_AVAHI_CACHE_EXHAUSTED;
  if (event->kind != LL_AVAHI_NEW && event->kind != LL_AVAHI_REMOVE)
    return;
  Saying saying = {.interface = event->link.interface,
                   .family = event->link.family,
                   .rdata = share(watch, event->rdata, MIN(event->length, LL_TXT_READ_MAX))};
  if (event->kind == LL_AVAHI_REMOVE) {
    char *rdata = saying.rdata;
    take_away(watch, &saying);
    g_ref_string_release(rdata);
  } else if (watch->is_far) {
    replace(watch, &saying);
  } else {
    add(watch, &saying);
  }
}

void
ll_avahi_watch_again(LlAvahiWatch *watch)
{
  g_autofree char *domain_name = ll_avahi_presence_domain_name(watch->name, watch->domain);
  ll_avahi_drop(watch->avahi, watch->browser);
  watch->is_answered = watch->is_cache_read = FALSE;
  watch->browser =
      ll_avahi_browse_records(watch->avahi, domain_name, LL_RECORD_TXT, on_event, watch);
}

LlAvahiWatch *
ll_avahi_watch_new(LlAvahi *avahi, LlDiscovery *discovery, const char *name, const char *domain)
{
  gsize size = strlen(name) + 1;
  LlAvahiWatch *watch = g_malloc0(sizeof *watch + size);
  memcpy(watch->name, name, size);
  watch->avahi = avahi;
  watch->discovery = discovery;
  watch->domain = domain;
  watch->is_far = !g_str_equal(domain, LL_LINK_DOMAIN);
  watch->retry_seconds = RETRY_SECONDS;
  ll_avahi_watch_again(watch);
  return watch;
}

const char *
ll_avahi_watch_name(const LlAvahiWatch *watch)
{
  return watch->name;
}

void
ll_avahi_watch_free(LlAvahiWatch *watch)
{
  g_clear_handle_id(&watch->retry_timer, g_source_remove);
  ll_avahi_drop(watch->avahi, watch->browser);
  forget_all(watch);
  g_free(watch);
}
