/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/avahi-question.h"

/* The name as it is, and as those have it who do not escape it. */
#define PLACES_MAX 2

struct LlAvahiQuestion {
  LlAvahi *avahi;
  LlDiscovery *discovery;
  char *name;
  LlAvahiObject *browsers[PLACES_MAX];
};

/* One that failed tells nothing any more, and is dropped with the question. */
static void
on_event(gpointer data, const LlAvahiEvent *event)
{
  LlAvahiQuestion *self = data;
  LlDiscovery *discovery = self->discovery;
  g_autofree char *name = g_strdup(self->name);
  if (event->kind == LL_AVAHI_NEW)
    discovery->events->picture(discovery->owner, name, event->rdata, event->length);
  else if (event->kind == LL_AVAHI_FAILED)
    g_debug("a picture is not asked for: %s", event->error->message);
}

LlAvahiQuestion *
ll_avahi_question_new(LlAvahi *avahi, LlDiscovery *discovery, const char *name, const char *domain)
{
  LlAvahiQuestion *self = g_new0(LlAvahiQuestion, 1);
  g_auto(GStrv) domain_names = ll_avahi_picture_domain_names(name, domain);
  self->avahi = avahi;
  self->discovery = discovery;
  self->name = g_strdup(name);
  for (guint i = 0; i < PLACES_MAX && domain_names[i]; i++)
    self->browsers[i] =
        ll_avahi_browse_records(avahi, domain_names[i], LL_RECORD_NULL, on_event, self);
  return self;
}

void
ll_avahi_question_free(LlAvahiQuestion *self)
{
  for (guint i = 0; i < PLACES_MAX; i++)
    ll_avahi_drop(self->avahi, self->browsers[i]);
  g_free(self->name);
  g_free(self);
}
