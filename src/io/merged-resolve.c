/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/merged-resolve.h"

typedef struct {
  LlAddress address;
  guint16 port;
} Place;

typedef struct {
  LlResolve *whole;
  LlDiscovery *discovery;
  LlResolve *query; /* NULL: over */
} Part;

struct LlResolve {
  const LlResolveEvents *events;
  gpointer data;
  LlMergedResolveOver over;
  gpointer owner;
  GArray *parts; /* Part */
  guint pending;
  GArray *places; /* Place, each once */
  GError *error;  /* of the first part that had one */
};

static void
on_address(gpointer data, const LlAddress *address, guint16 port)
{
  const Part *part = data;
  LlResolve *resolve = part->whole;
  Place found = {*address, port};

  for (guint i = 0; i < resolve->places->len; i++) {
    const Place *place = &g_array_index(resolve->places, Place, i);

    if (place->port == port && ll_address_equal(&place->address, address))
      return;
  }
  g_array_append_val(resolve->places, found);
  resolve->events->address(resolve->data, address, port);
}

static void
on_done(gpointer data, const GError *error)
{
  Part *part = data;
  LlResolve *resolve = part->whole;
  const LlResolveEvents *events = resolve->events;
  gpointer events_data = resolve->data;
  g_autoptr(GError) first_error = NULL;

  part->query = NULL;
  if (error && !resolve->error)
    resolve->error = g_error_copy(error);
  if (--resolve->pending > 0)
    return;
  if (resolve->places->len == 0)
    first_error = g_steal_pointer(&resolve->error);
  resolve->over(resolve->owner, resolve);
  ll_merged_resolve_free(resolve);
  events->done(events_data, first_error);
}

LlResolve *
ll_merged_resolve_new(const GPtrArray *discoveries, const char *name, const LlResolveEvents *events,
                      gpointer data, LlMergedResolveOver over, gpointer owner)
{
  static const LlResolveEvents part_events = {on_address, on_done};
  LlResolve *resolve = g_new0(LlResolve, 1);

  resolve->events = events;
  resolve->data = data;
  resolve->over = over;
  resolve->owner = owner;
  resolve->places = g_array_new(FALSE, FALSE, sizeof(Place));
  resolve->parts = g_array_new(FALSE, TRUE, sizeof(Part));
  g_array_set_size(resolve->parts, discoveries->len); /* it stays where it is from now on */
  resolve->pending = discoveries->len;
  for (guint i = 0; i < discoveries->len; i++) {
    Part *part = &g_array_index(resolve->parts, Part, i);

    part->whole = resolve;
    part->discovery = g_ptr_array_index(discoveries, i);
    part->query = ll_discovery_resolve(part->discovery, name, &part_events, part);
  }
  return resolve;
}

void
ll_merged_resolve_free(LlResolve *resolve)
{
  for (guint i = 0; i < resolve->parts->len; i++) {
    const Part *part = &g_array_index(resolve->parts, Part, i);

    if (part->query)
      ll_discovery_cancel(part->discovery, part->query);
  }
  g_array_unref(resolve->parts);
  g_array_unref(resolve->places);
  g_clear_error(&resolve->error);
  g_free(resolve);
}
