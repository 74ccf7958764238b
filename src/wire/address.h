/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <sys/socket.h>

/* An IP address with its scope. IPv4-mapped IPv6 addresses are held as IPv4. */

typedef struct {
  int family;       /* AF_INET or AF_INET6 */
  guint8 bytes[16]; /* network order; the first 4 for AF_INET */
  guint32 scope;    /* interface index of a link-local IPv6 address, else 0 */
} LlAddress;

/* ll_address_from_bytes: from 4 or 16 bytes in network order; INTERFACE (index, 0 for none) becomes
 * the scope where the address needs one. FALSE for another LENGTH. */
gboolean ll_address_from_bytes(const guint8 *bytes, gsize length, guint32 interface,
                               LlAddress *ret_address);
/* ll_address_from_sockaddr: FALSE for other families. RET_PORT (nullable) in host order. */
gboolean ll_address_from_sockaddr(const struct sockaddr *sa, LlAddress *ret_address,
                                  guint16 *ret_port);
/* ll_address_to_sockaddr: fills the start of RET_SA, gives how much of it. PORT in host order. */
socklen_t ll_address_to_sockaddr(const LlAddress *address, guint16 port,
                                 struct sockaddr_storage *ret_sa);
gboolean ll_address_equal(const LlAddress *a, const LlAddress *b);
/* Link-local: fe80::/10 or 169.254.0.0/16. */
gboolean ll_address_is_link_local(const LlAddress *address);
/* ll_address_is_usable: can be connected to: not unspecified, multicast, broadcast; a link-local
 * IPv6 one has a scope. */
gboolean ll_address_is_usable(const LlAddress *address);
/* ll_address_to_string: "169.254.7.1", "fe80::1%2". (transfer full) */
char *ll_address_to_string(const LlAddress *address);
