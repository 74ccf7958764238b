/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/links.h"

#define NEVER G_MININT64

typedef enum {
  IPV4,
  IPV6,
  VERSIONS
} Version;

typedef struct {
  gboolean is_running;
  GArray *addresses[VERSIONS]; /* LlAddress */
  gint64 failed[VERSIONS];     /* when it last did */
} Interface;

typedef struct {
  LlLink link;
  gint64 away;
} Returned;

struct LlLinks {
  GHashTable *interfaces; /* index -> Interface */
  GArray *returned;       /* Returned */
  gboolean is_known;
  gboolean was_known; /* before ll_links_begin() */
};

static Interface *
interface_new(void)
{
  Interface *self = g_new0(Interface, 1);

  for (guint i = 0; i < VERSIONS; i++) {
    self->addresses[i] = g_array_new(FALSE, FALSE, sizeof(LlAddress));
    self->failed[i] = NEVER;
  }
  return self;
}

static void
interface_free(gpointer data)
{
  Interface *self = data;

  for (guint i = 0; i < VERSIONS; i++)
    g_array_unref(self->addresses[i]);
  g_free(self);
}

LlLinks *
ll_links_new(void)
{
  LlLinks *links = g_new0(LlLinks, 1);

  links->interfaces = g_hash_table_new_full(NULL, NULL, NULL, interface_free);
  links->returned = g_array_new(FALSE, FALSE, sizeof(Returned));
  return links;
}

void
ll_links_free(LlLinks *links)
{
  if (!links)
    return;
  g_hash_table_destroy(links->interfaces);
  g_array_unref(links->returned);
  g_free(links);
}

static Version
version_of(int family)
{
  return family == AF_INET6 ? IPV6 : IPV4;
}

static gboolean
works(const Interface *self, Version version)
{
  return self->is_running && self->addresses[version]->len > 0;
}

static void
add_returned(LlLinks *links, gint32 interface, Version version, gint64 away)
{
  const Returned returned = {{interface, version == IPV6 ? AF_INET6 : AF_INET, LL_LINK_DOMAIN},
                             away};

  g_array_append_val(links->returned, returned);
}

/* Something of INDEX was changed, of which DID_WORK before. */
static void
note(LlLinks *links, gint32 index, Interface *self, const gboolean did_work[VERSIONS], gint64 now)
{
  for (Version version = IPV4; version < VERSIONS; version++) {
    gboolean does_work = works(self, version);

    if (did_work[version] && !does_work)
      self->failed[version] = now;
    else if (!did_work[version] && does_work && self->failed[version] != NEVER)
      add_returned(links, index, version, now - self->failed[version]);
  }
}

static Interface *
get_interface(LlLinks *links, gint32 index)
{
  Interface *self = g_hash_table_lookup(links->interfaces, GINT_TO_POINTER(index));

  if (!self) {
    self = interface_new();
    g_hash_table_insert(links->interfaces, GINT_TO_POINTER(index), self);
  }
  return self;
}

void
ll_links_begin(LlLinks *links)
{
  g_hash_table_remove_all(links->interfaces);
  links->was_known = links->was_known || links->is_known;
  links->is_known = FALSE;
}

void
ll_links_end(LlLinks *links)
{
  GHashTableIter iter;
  gpointer index, self;

  links->is_known = TRUE;
  if (!links->was_known)
    return;
  g_hash_table_iter_init(&iter, links->interfaces);
  while (g_hash_table_iter_next(&iter, &index, &self))
    for (Version version = IPV4; version < VERSIONS; version++)
      if (works(self, version))
        add_returned(links, GPOINTER_TO_INT(index), version, 0);
}

void
ll_links_set_running(LlLinks *links, gint32 interface, gboolean running, gint64 now)
{
  Interface *self = get_interface(links, interface);
  const gboolean did_work[VERSIONS] = {works(self, IPV4), works(self, IPV6)};

  self->is_running = running;
  note(links, interface, self, did_work, now);
}

static int
find_address(const GArray *addresses, const LlAddress *address)
{
  for (guint i = 0; i < addresses->len; i++)
    if (ll_address_equal(&g_array_index(addresses, LlAddress, i), address))
      return (int)i;
  return -1;
}

void
ll_links_add_address(LlLinks *links, gint32 interface, const LlAddress *address, gint64 now)
{
  Interface *self = get_interface(links, interface);
  GArray *addresses = self->addresses[version_of(address->family)];
  const gboolean did_work[VERSIONS] = {works(self, IPV4), works(self, IPV6)};

  if (find_address(addresses, address) >= 0)
    return;
  g_array_append_val(addresses, *address);
  note(links, interface, self, did_work, now);
}

void
ll_links_remove_address(LlLinks *links, gint32 interface, const LlAddress *address, gint64 now)
{
  Interface *self = g_hash_table_lookup(links->interfaces, GINT_TO_POINTER(interface));
  GArray *addresses = self ? self->addresses[version_of(address->family)] : NULL;
  int i = addresses ? find_address(addresses, address) : -1;

  if (i < 0)
    return;
  const gboolean did_work[VERSIONS] = {works(self, IPV4), works(self, IPV6)};
  g_array_remove_index_fast(addresses, (guint)i);
  note(links, interface, self, did_work, now);
}

void
ll_links_remove(LlLinks *links, gint32 interface)
{
  g_hash_table_remove(links->interfaces, GINT_TO_POINTER(interface));
}

gboolean
ll_links_is_steady(const LlLinks *links, const LlLink *link, gint64 now)
{
  const Interface *self = g_hash_table_lookup(links->interfaces, GINT_TO_POINTER(link->interface));
  Version version = version_of(link->family);

  if (!links->is_known || link->interface <= 0)
    return TRUE;
  return self && works(self, version) &&
         (self->failed[version] == NEVER || now - self->failed[version] >= LL_LINKS_SHOCK_MS);
}

gboolean
ll_links_has_returned(const LlLinks *links)
{
  return links->returned->len > 0;
}

gboolean
ll_links_take_returned(LlLinks *links, LlLink *ret_link, gint64 *ret_away)
{
  const Returned *last;

  if (!ll_links_has_returned(links))
    return FALSE;
  last = &g_array_index(links->returned, Returned, links->returned->len - 1);
  *ret_link = last->link;
  *ret_away = last->away;
  g_array_set_size(links->returned, links->returned->len - 1);
  return TRUE;
}
