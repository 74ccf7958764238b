/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/location.h"

#include "limits.h"

struct LlLocation {
  LlDiscovery *discovery;
  LlResolve *resolve;
  char *name;
  GArray *places;
  LlLocated found;
  gpointer data;
  LlLocationOver over;
  gpointer owner;
};

static void
on_address(gpointer data, const LlAddress *address, guint16 port)
{
  LlLocation *location = data;
  LlPlace place = {*address, port};

  if (location->places->len < LL_ADDRESSES_MAX)
    g_array_append_val(location->places, place);
}

static void
on_done(gpointer data, const GError *error)
{
  LlLocation *location = data;
  LlLocated found = location->found;
  gpointer found_data = location->data;
  g_autofree char *name = g_strdup(location->name);
  g_autoptr(GArray) places = g_array_ref(location->places);

  (void)error;
  location->resolve = NULL;
  location->over(location->owner, location);
  found(found_data, name, places);
}

LlLocation *
ll_location_new(LlDiscovery *discovery, const char *name, LlLocated found, gpointer data,
                LlLocationOver over, gpointer owner)
{
  static const LlResolveEvents events = {on_address, on_done};
  LlLocation *location = g_new0(LlLocation, 1);

  location->discovery = discovery;
  location->name = g_strdup(name);
  location->places = g_array_new(FALSE, FALSE, sizeof(LlPlace));
  location->found = found;
  location->data = data;
  location->over = over;
  location->owner = owner;
  location->resolve = ll_discovery_resolve(discovery, name, &events, location);
  return location;
}

void
ll_location_free(LlLocation *location)
{
  if (location->resolve)
    ll_discovery_cancel(location->discovery, location->resolve);
  g_array_unref(location->places);
  g_free(location->name);
  g_free(location);
}
