/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/publication.h"

#include <eventloop.h>

#include "engine/pace.h"
#include "engine/self.h"
#include "io/timer.h"
#include "wire/name.h"

/* What others know of us (RFC 6762 10): our address and port for 120 s, which they ask for anew
 * after 80 % of that, so that it may be gone 24 s after our link is; and that we are there for 75
 * min. Between these we are known to them, and can't be found: prpl-bonjour gives up for good then.
 */
#define FORGOTTEN_AFTER_MS  (20 * 1000)
#define FORGOTTEN_BEFORE_MS (75 * 60 * 1000)
/* A link that is up at once may not carry anything yet, and its other IP version comes later. */
#define RENEW_AFTER_MS 1000
/* Who hears a goodbye forgets us a second later (RFC 6762 10.1), if we are silent until then. */
#define RENEW_PAUSE_MS 2000

struct LlPublication {
  LlDiscovery *discovery;
  const LlPublicationEvents *events;
  gpointer owner;
  LlSelf *self;
  LlPace *pace;
  GBytes *picture;       /* for the record; NULL: none */
  char *machine;         /* this host; NULL until it is known */
  gboolean is_ready;     /* the responder can be used */
  gboolean is_published; /* it was asked to publish us */
  gboolean is_asleep;
  guint publish_timer;
  guint update_timer;
  guint renew_timer; /* until we leave */
};

static gboolean
can_publish(const LlPublication *publication)
{
  return publication->is_ready && !publication->is_asleep && ll_self_is_visible(publication->self);
}

static void
tell_online(LlPublication *publication)
{
  publication->events->online(publication->owner, ll_self_name(publication->self),
                              ll_self_wished(publication->self));
}

static void
publish(LlPublication *publication)
{
  const char *name = ll_self_name(publication->self);
  g_autoptr(GBytes) txt = ll_self_txt(publication->self);

  publication->is_published = TRUE;
  publication->events->named(publication->owner, name);
  ll_pace_told(publication->pace, txt);
  ll_discovery_set_picture(publication->discovery, publication->picture);
  ll_discovery_publish(publication->discovery, name, ll_self_port(publication->self), txt);
  tell_online(publication);
}

/* --- what it says ---------------------------------------------------------------------------- */

static gboolean on_update(gpointer data);

static void
update(LlPublication *publication)
{
  g_autoptr(GBytes) txt = ll_pace_take(publication->pace, ll_now_ms());

  if (txt) {
    ll_discovery_set_picture(publication->discovery, publication->picture);
    ll_discovery_update(publication->discovery, txt);
  }
  ll_timer_set(&publication->update_timer, ll_pace_deadline(publication->pace), on_update,
               publication);
}

static gboolean
on_update(gpointer data)
{
  LlPublication *publication = data;

  publication->update_timer = 0;
  if (publication->is_published)
    update(publication);
  return FALSE;
}

/* --- whether it is there --------------------------------------------------------------------- */

static gboolean
on_publish(gpointer data)
{
  LlPublication *publication = data;

  publication->publish_timer = 0;
  if (can_publish(publication) && !publication->is_published)
    publish(publication);
  return FALSE;
}

/* The name may turn out to be shown as another's until now, which the owner is told from the loop.
 */
static void
publish_later(LlPublication *publication)
{
  if (publication->publish_timer == 0)
    publication->publish_timer = purple_timeout_add(0, on_publish, publication);
}

static void
withdraw(LlPublication *publication)
{
  ll_timer_stop(&publication->update_timer);
  publication->is_published = FALSE;
  ll_discovery_unpublish(publication->discovery);
}

void
ll_publication_set_asleep(LlPublication *publication, gboolean asleep)
{
  publication->is_asleep = asleep;
  if (asleep && publication->is_published)
    withdraw(publication);
  else if (!asleep && !publication->is_published)
    publish_later(publication);
}

static gboolean
on_renew(gpointer data)
{
  LlPublication *publication = data;

  publication->renew_timer = 0;
  if (!publication->is_published)
    return FALSE;
  withdraw(publication);
  ll_timer_stop(&publication->publish_timer);
  publication->publish_timer = purple_timeout_add(RENEW_PAUSE_MS, on_publish, publication);
  return FALSE;
}

void
ll_publication_renew(LlPublication *publication, gint64 away)
{
  if (publication->is_published && publication->renew_timer == 0 && away >= FORGOTTEN_AFTER_MS &&
      away < FORGOTTEN_BEFORE_MS)
    publication->renew_timer = purple_timeout_add(RENEW_AFTER_MS, on_renew, publication);
}

/* What is true now, as soon as it may be said. */
static void
say(LlPublication *publication)
{
  g_autoptr(GBytes) txt = ll_self_txt(publication->self);

  ll_pace_want(publication->pace, txt);
  update(publication);
}

void
ll_publication_set_picture(LlPublication *publication, const LlPortrait *portrait)
{
  g_clear_pointer(&publication->picture, g_bytes_unref);
  publication->picture = portrait->record ? g_bytes_ref(portrait->record) : NULL;
  if (ll_self_set_picture(publication->self, portrait->hash, portrait->large) &&
      publication->is_published)
    say(publication);
}

void
ll_publication_set_presence(LlPublication *publication, const LlPresence *presence,
                            gboolean visible)
{
  if (!ll_self_set_presence(publication->self, presence, visible))
    return;
  if (!visible) {
    if (publication->is_published) {
      withdraw(publication);
      publication->events->withdrawn(publication->owner);
    }
  } else if (publication->is_published) {
    say(publication);
  } else {
    publish_later(publication);
  }
}

/* --- what discovery tells -------------------------------------------------------------------- */

/* A name that was found once is kept while the machine keeps its own: two accounts on one machine
 * would else change theirs at each restart of the responder. */
void
ll_publication_ready(LlPublication *publication, const char *machine)
{
  gboolean is_renamed = g_strcmp0(machine, publication->machine) != 0;

  if (is_renamed && publication->is_published)
    publication->events->withdrawn(publication->owner);
  publication->is_ready = TRUE;
  if (is_renamed) {
    g_free(publication->machine);
    publication->machine = g_strdup(machine);
    ll_self_set_machine(publication->self, machine);
  }
  if (can_publish(publication))
    publish(publication);
  else
    tell_online(publication);
}

void
ll_publication_unavailable(LlPublication *publication)
{
  publication->is_ready = FALSE;
  publication->is_published = FALSE;
  ll_timer_stop(&publication->update_timer);
}

void
ll_publication_collision(LlPublication *publication, const char *name)
{
  if (!publication->is_published || !ll_name_equal(name, ll_self_name(publication->self)))
    return;
  if (ll_self_taken(publication->self))
    publish(publication);
  else
    publication->events->exhausted(publication->owner);
}

LlPublication *
ll_publication_new(LlDiscovery *discovery, const char *user, guint16 port,
                   const LlPresence *presence, gboolean visible, const LlPublicationEvents *events,
                   gpointer owner)
{
  LlPublication *publication = g_new0(LlPublication, 1);

  publication->discovery = discovery;
  publication->events = events;
  publication->owner = owner;
  publication->self = ll_self_new(user, presence, visible);
  ll_self_set_port(publication->self, port);
  publication->pace = ll_pace_new();
  return publication;
}

void
ll_publication_free(LlPublication *publication)
{
  if (!publication)
    return;
  ll_timer_stop(&publication->publish_timer);
  ll_timer_stop(&publication->update_timer);
  ll_timer_stop(&publication->renew_timer);
  ll_self_free(publication->self);
  ll_pace_free(publication->pace);
  g_clear_pointer(&publication->picture, g_bytes_unref);
  g_free(publication->machine);
  g_free(publication);
}
