/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#define IPV4_LENGTH 4
#define IPV6_LENGTH 16

static gsize
length_of(const LlAddress *address)
{
  return address->family == AF_INET ? IPV4_LENGTH : IPV6_LENGTH;
}

gboolean
ll_address_from_bytes(const guint8 *bytes, gsize length, guint32 interface, LlAddress *ret_address)
{
  static const guint8 mapped[IPV6_LENGTH - IPV4_LENGTH] = {[10] = 0xFF, [11] = 0xFF};
  if (length != IPV4_LENGTH && length != IPV6_LENGTH)
    return FALSE;
  LlAddress address = {.family = length == IPV4_LENGTH ? AF_INET : AF_INET6};
  if (length == IPV6_LENGTH && memcmp(bytes, mapped, sizeof mapped) == 0) {
    address.family = AF_INET;
    bytes += sizeof mapped;
  }
  memcpy(address.bytes, bytes, length_of(&address));
  if (address.family == AF_INET6 && ll_address_is_link_local(&address))
    address.scope = interface;
  *ret_address = address;
  return TRUE;
}

gboolean
ll_address_from_sockaddr(const struct sockaddr *sa, LlAddress *ret_address, guint16 *ret_port)
{
  guint16 port;
  /* Copied, for SA may be the start of a buffer of any alignment. */
  if (sa->sa_family == AF_INET) {
    struct sockaddr_in in;
    memcpy(&in, sa, sizeof in);
    port = in.sin_port;
    ll_address_from_bytes((const guint8 *)&in.sin_addr, IPV4_LENGTH, 0, ret_address);
  } else if (sa->sa_family == AF_INET6) {
    struct sockaddr_in6 in6;
    memcpy(&in6, sa, sizeof in6);
    port = in6.sin6_port;
    ll_address_from_bytes(in6.sin6_addr.s6_addr, IPV6_LENGTH, in6.sin6_scope_id, ret_address);
  } else {
    return FALSE;
  }
  if (ret_port != NULL)
    *ret_port = g_ntohs(port);
  return TRUE;
}

socklen_t
ll_address_to_sockaddr(const LlAddress *address, guint16 port, struct sockaddr_storage *ret_sa)
{
  if (address->family == AF_INET) {
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = g_htons(port)};
    memcpy(&in.sin_addr, address->bytes, IPV4_LENGTH);
    memcpy(ret_sa, &in, sizeof in);
    return sizeof in;
  }
  g_assert(address->family == AF_INET6);
  struct sockaddr_in6 in6 = {
      .sin6_family = AF_INET6, .sin6_port = g_htons(port), .sin6_scope_id = address->scope};
  memcpy(&in6.sin6_addr, address->bytes, IPV6_LENGTH);
  memcpy(ret_sa, &in6, sizeof in6);
  return sizeof in6;
}

gboolean
ll_address_equal(const LlAddress *a, const LlAddress *b)
{
  return a->family == b->family && a->scope == b->scope &&
         memcmp(a->bytes, b->bytes, length_of(a)) == 0;
}

gboolean
ll_address_is_link_local(const LlAddress *address)
{
  const guint8 *bytes = address->bytes;
  if (address->family == AF_INET)
    return bytes[0] == 169 && bytes[1] == 254;
  return bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0x80;
}

gboolean
ll_address_is_usable(const LlAddress *address)
{
  static const guint8 unspecified[IPV6_LENGTH] = {0};
  const guint8 *bytes = address->bytes;
  if (address->family == AF_INET) /* "this network", multicast, reserved with broadcast */
    return bytes[0] != 0 && bytes[0] < 224;
  if (memcmp(bytes, unspecified, sizeof unspecified) == 0 || bytes[0] == 0xFF)
    return FALSE;
  return !ll_address_is_link_local(address) || address->scope != 0;
}

char *
ll_address_to_string(const LlAddress *address)
{
  char text[INET6_ADDRSTRLEN];
  const char *written = inet_ntop(address->family, address->bytes, text, sizeof text);
  g_assert(written != NULL);
  return address->scope != 0 ? g_strdup_printf("%s%%%u", text, address->scope) : g_strdup(text);
}
