/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/interfaces.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

/* The bits of MASK are the same in A and B. */
static gboolean
is_same_network(const LlAddress *a, const LlAddress *b, const LlAddress *mask)
{
  gsize length = a->family == AF_INET ? 4 : 16;

  if (a->family != b->family)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if ((a->bytes[i] ^ b->bytes[i]) & mask->bytes[i])
      return FALSE;
  return TRUE;
}

/* ENTRY's network holds ADDRESS. One with a mask of all ones is a network of its own, at the end of
 * a line. */
static gboolean
holds(const struct ifaddrs *entry, const LlAddress *address)
{
  LlAddress own, mask;

  return entry->ifa_addr && entry->ifa_netmask &&
         ll_address_from_sockaddr(entry->ifa_addr, &own, NULL) &&
         ll_address_from_sockaddr(entry->ifa_netmask, &mask, NULL) &&
         is_same_network(&own, address, &mask);
}

gboolean
ll_interfaces_is_near(const LlAddress *address)
{
  struct ifaddrs *list = NULL;
  gboolean is_near = ll_address_is_link_local(address);

  if (is_near || getifaddrs(&list) != 0)
    return is_near;
  for (const struct ifaddrs *entry = list; entry && !is_near; entry = entry->ifa_next)
    is_near = holds(entry, address);
  freeifaddrs(list);
  return is_near;
}

GArray *
ll_interfaces_scopes(void)
{
  GArray *scopes = g_array_new(FALSE, FALSE, sizeof(guint32));
  struct ifaddrs *list = NULL;

  if (getifaddrs(&list) != 0)
    return scopes;
  for (const struct ifaddrs *entry = list; entry; entry = entry->ifa_next) {
    LlAddress address;

    if (entry->ifa_addr && entry->ifa_addr->sa_family == AF_INET6 &&
        ll_address_from_sockaddr(entry->ifa_addr, &address, NULL) && address.scope != 0)
      g_array_append_val(scopes, address.scope);
  }
  freeifaddrs(list);
  return scopes;
}

guint32
ll_interfaces_index(const char *text)
{
  guint32 index = if_nametoindex(text);
  guint64 number;

  if (index == 0 && g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT32, &number, NULL))
    index = (guint32)number;
  return index;
}

char *
ll_interfaces_name(guint32 index)
{
  char name[IF_NAMESIZE];

  return index != 0 && if_indextoname(index, name) ? g_strdup(name) : NULL;
}
