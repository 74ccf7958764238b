/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/mdns-socket.h"

#include <arpa/inet.h>
#include <eventloop.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "limits.h"
#include "wire/address.h"

/* RFC 6762 3 and 11. */
#define GROUP_4 "224.0.0.251"
#define GROUP_6 "ff02::fb"
#define PORT    5353
#define TTL     255

struct LlMdnsSocket {
  LlLink link;
  LlMdnsHeard heard;
  gpointer owner;
  int fd;
  guint watch;
};

typedef struct {
  int level;
  int name;
  gconstpointer value;
  socklen_t length;
} Option;

static gboolean
set_options(int fd, const Option *options, gsize count)
{
  for (gsize i = 0; i < count; i++) {
    if (setsockopt(fd, options[i].level, options[i].name, options[i].value, options[i].length) < 0)
      return FALSE;
  }
  return TRUE;
}

static socklen_t
group_of(const LlLink *link, struct sockaddr_storage *ret_sa)
{
  LlAddress group = {.family = link->family};

  if (link->family == AF_INET6)
    group.scope = (guint32)link->interface;
  inet_pton(link->family, link->family == AF_INET6 ? GROUP_6 : GROUP_4, group.bytes);
  return ll_address_to_sockaddr(&group, PORT, ret_sa);
}

/* Whether FD has the group's address and port. */
static gboolean
bind_to_group(int fd, const LlLink *link)
{
  static const int yes = 1;
  static const Option shared[] = {
      {SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes},
      {SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes},
  };
  struct sockaddr_storage group;
  socklen_t length = group_of(link, &group);

  return set_options(fd, shared, G_N_ELEMENTS(shared)) &&
         bind(fd, (struct sockaddr *)&group, length) == 0;
}

/* What goes out does so on the link, to be heard on this machine too, whose people are asked for
 * like others. What comes in does so for IS_MEMBER. */
static gboolean
set_up(int fd, const LlLink *link, gboolean is_member)
{
  const int ttl = TTL, yes = 1, no = 0, interface = link->interface;
  struct ip_mreqn here4 = {.imr_ifindex = link->interface};
  struct ipv6_mreq here6 = {.ipv6mr_interface = (guint)link->interface};
  const Option options4[] = {
      {IPPROTO_IP, IP_MULTICAST_IF, &here4, sizeof here4},
      {IPPROTO_IP, IP_MULTICAST_TTL, &ttl, sizeof ttl},
      {IPPROTO_IP, IP_MULTICAST_LOOP, &yes, sizeof yes},
      {IPPROTO_IP, IP_MULTICAST_ALL, &no, sizeof no},
      {IPPROTO_IP, IP_ADD_MEMBERSHIP, &here4, sizeof here4},
  };
  const Option options6[] = {
      {IPPROTO_IPV6, IPV6_MULTICAST_IF, &interface, sizeof interface},
      {IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &ttl, sizeof ttl},
      {IPPROTO_IPV6, IPV6_MULTICAST_LOOP, &yes, sizeof yes},
      {IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, &here6, sizeof here6},
  };

  inet_pton(AF_INET, GROUP_4, &here4.imr_multiaddr);
  inet_pton(AF_INET6, GROUP_6, &here6.ipv6mr_multiaddr);
  return link->family == AF_INET6 ? set_options(fd, options6, G_N_ELEMENTS(options6) - !is_member)
                                  : set_options(fd, options4, G_N_ELEMENTS(options4) - !is_member);
}

static void
on_readable(gpointer data, gint fd, PurpleInputCondition condition)
{
  LlMdnsSocket *self = data;
  guint8 message[LL_DNS_MESSAGE_MAX];
  struct sockaddr_storage sa;
  socklen_t sa_length = sizeof sa;
  LlAddress sender;
  guint16 port;
  gssize length = recvfrom(fd, message, sizeof message, 0, (struct sockaddr *)&sa, &sa_length);

  (void)condition;
  /* RFC 6762 6: answers come from this port; what does not is none. */
  if (length > 0 && ll_address_from_sockaddr((struct sockaddr *)&sa, &sender, &port) &&
      port == PORT)
    self->heard(self->owner, message, (gsize)length);
}

LlMdnsSocket *
ll_mdns_socket_new(const LlLink *link, LlMdnsHeard heard, gpointer owner)
{
  LlMdnsSocket *self;
  int fd = socket(link->family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

  if (fd < 0)
    return NULL;
  /* Unbound, it gets a port when it first sends. */
  if (!set_up(fd, link, bind_to_group(fd, link))) {
    close(fd);
    return NULL;
  }
  self = g_new0(LlMdnsSocket, 1);
  self->link = *link;
  self->heard = heard;
  self->owner = owner;
  self->fd = fd;
  self->watch = purple_input_add(fd, PURPLE_INPUT_READ, on_readable, self);
  return self;
}

void
ll_mdns_socket_free(LlMdnsSocket *self)
{
  if (!self)
    return;
  purple_input_remove(self->watch);
  close(self->fd);
  g_free(self);
}

const LlLink *
ll_mdns_socket_link(const LlMdnsSocket *self)
{
  return &self->link;
}

gboolean
ll_mdns_socket_send(LlMdnsSocket *self, GBytes *message)
{
  struct sockaddr_storage group;
  socklen_t length = group_of(&self->link, &group);
  gsize size;
  gconstpointer bytes = g_bytes_get_data(message, &size);

  return sendto(self->fd, bytes, size, 0, (struct sockaddr *)&group, length) == (gssize)size;
}
