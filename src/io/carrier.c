/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/carrier.h"

#include <errno.h>
#include <eventloop.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "engine/links.h"
#include "io/timer.h"

/* The kernel's own measure for what it puts into one datagram (netlink(7)). */
#define DATAGRAM_MAX (32 * 1024)

struct LlCarrier {
  const LlCarrierEvents *events;
  gpointer owner;
  LlLinks *links;
  int fd; /* -1: the kernel does not tell */
  guint watch;
  gboolean is_asking; /* for all that there is */
  gboolean is_behind; /* something was lost since */
  guint timer;        /* until what has returned is told */
};

static gint64
now_ms(void)
{
  struct timespec now;

  clock_gettime(CLOCK_BOOTTIME, &now);
  return (gint64)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- asking ---------------------------------------------------------------------------------- */

/* Have the kernel tell of all that there is: interfaces (RTM_GETLINK) or addresses (RTM_GETADDR).
 * It does one after the other. */
static gboolean
ask(LlCarrier *carrier, guint16 type)
{
  const struct {
    struct nlmsghdr header;
    struct rtgenmsg message;
  } request = {
      .header = {.nlmsg_len = NLMSG_LENGTH(sizeof request.message),
                 .nlmsg_type = type,
                 .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
                 .nlmsg_seq = type},
      .message = {.rtgen_family = AF_UNSPEC},
  };
  const struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};

  return sendto(carrier->fd, &request, sizeof request, 0, (const struct sockaddr *)&kernel,
                sizeof kernel) >= 0;
}

static void
ask_for_all(LlCarrier *carrier)
{
  carrier->is_behind = FALSE;
  ll_links_begin(carrier->links);
  carrier->is_asking = ask(carrier, RTM_GETLINK);
}

/* One of the two has been told. */
static void
on_done(LlCarrier *carrier, guint32 type)
{
  carrier->is_asking = type == RTM_GETLINK && ask(carrier, RTM_GETADDR);
  if (type == RTM_GETADDR)
    ll_links_end(carrier->links);
  if (!carrier->is_asking && carrier->is_behind)
    ask_for_all(carrier);
}

/* We were too slow, and the kernel had to drop something. */
static void
on_overrun(LlCarrier *carrier)
{
  carrier->is_behind = TRUE;
  if (!carrier->is_asking)
    ask_for_all(carrier);
}

/* --- reading --------------------------------------------------------------------------------- */

static void
read_interface(LlCarrier *carrier, const struct nlmsghdr *header)
{
  const struct ifinfomsg *message = NLMSG_DATA(header);

  /* Bridges tell of their members in the same words. */
  if (header->nlmsg_len < NLMSG_LENGTH(sizeof *message) || message->ifi_family != AF_UNSPEC)
    return;
  if (header->nlmsg_type == RTM_DELLINK)
    ll_links_remove(carrier->links, message->ifi_index);
  else
    ll_links_set_running(carrier->links, message->ifi_index,
                         (message->ifi_flags & (IFF_UP | IFF_RUNNING)) == (IFF_UP | IFF_RUNNING),
                         now_ms());
}

static void
read_address(LlCarrier *carrier, const struct nlmsghdr *header)
{
  const struct ifaddrmsg *message = NLMSG_DATA(header);
  const struct rtattr *attribute, *found = NULL;
  LlAddress address;
  int length;

  if (header->nlmsg_len < NLMSG_LENGTH(sizeof *message))
    return;
  length = (int)IFA_PAYLOAD(header);
  for (attribute = IFA_RTA(message); RTA_OK(attribute, length);
       attribute = RTA_NEXT(attribute, length)) {
    /* At the end of a line IFA_ADDRESS is the other end's. */
    if (attribute->rta_type == IFA_LOCAL || (attribute->rta_type == IFA_ADDRESS && !found))
      found = attribute;
  }
  if (!found ||
      !ll_address_from_bytes(RTA_DATA(found), RTA_PAYLOAD(found), message->ifa_index, &address))
    return;
  /* Nothing can be sent from one that is being probed for yet. */
  if (header->nlmsg_type == RTM_NEWADDR && !(message->ifa_flags & IFA_F_TENTATIVE))
    ll_links_add_address(carrier->links, (gint32)message->ifa_index, &address, now_ms());
  else
    ll_links_remove_address(carrier->links, (gint32)message->ifa_index, &address, now_ms());
}

static void
read_message(LlCarrier *carrier, const struct nlmsghdr *header)
{
  switch (header->nlmsg_type) {
  case RTM_NEWLINK:
  case RTM_DELLINK:
    read_interface(carrier, header);
    break;
  case RTM_NEWADDR:
  case RTM_DELADDR:
    read_address(carrier, header);
    break;
  case NLMSG_DONE:
    on_done(carrier, header->nlmsg_seq);
    break;
  default:
    break;
  }
}

/* All that there is to be read. */
static void
drain(LlCarrier *carrier)
{
  g_autofree struct nlmsghdr *datagram = g_malloc(DATAGRAM_MAX);

  for (;;) {
    struct sockaddr_nl sender;
    socklen_t sender_length = sizeof sender;
    gssize length = recvfrom(carrier->fd, datagram, DATAGRAM_MAX, 0, (struct sockaddr *)&sender,
                             &sender_length);

    if (length < 0 && errno == ENOBUFS)
      on_overrun(carrier);
    else if (length < 0 && errno != EINTR)
      return;
    if (length < 0 || sender.nl_pid != 0) /* another program can send as well */
      continue;
    for (const struct nlmsghdr *header = datagram; NLMSG_OK(header, length);
         header = NLMSG_NEXT(header, length))
      read_message(carrier, header);
  }
}

/* --- telling --------------------------------------------------------------------------------- */

static void
tell(LlCarrier *carrier)
{
  LlLink link;
  gint64 away;

  while (ll_links_take_returned(carrier->links, &link, &away))
    carrier->events->returned(carrier->owner, &link, away);
}

static void
on_readable(gpointer data, gint fd, PurpleInputCondition condition)
{
  (void)fd;
  (void)condition;
  drain(data);
  tell(data);
}

static gboolean
on_timer(gpointer data)
{
  LlCarrier *carrier = data;

  carrier->timer = 0;
  tell(carrier);
  return FALSE;
}

/* --- for the endpoint ------------------------------------------------------------------------ */

static void
open_socket(LlCarrier *carrier)
{
  const struct sockaddr_nl address = {
      .nl_family = AF_NETLINK,
      .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR,
  };

  carrier->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (carrier->fd < 0)
    return;
  if (bind(carrier->fd, (const struct sockaddr *)&address, sizeof address) < 0) {
    close(carrier->fd);
    carrier->fd = -1;
    return;
  }
  carrier->watch = purple_input_add(carrier->fd, PURPLE_INPUT_READ, on_readable, carrier);
  ask_for_all(carrier);
}

LlCarrier *
ll_carrier_new(const LlCarrierEvents *events, gpointer owner)
{
  LlCarrier *carrier = g_new0(LlCarrier, 1);

  carrier->events = events;
  carrier->owner = owner;
  carrier->links = ll_links_new();
  open_socket(carrier);
  return carrier;
}

void
ll_carrier_free(LlCarrier *carrier)
{
  if (!carrier)
    return;
  ll_timer_stop(&carrier->timer);
  if (carrier->fd >= 0) {
    purple_input_remove(carrier->watch);
    close(carrier->fd);
  }
  ll_links_free(carrier->links);
  g_free(carrier);
}

/* The kernel said it before anybody could lose somebody by it, but the loop may not have come to
 * that yet. */
gboolean
ll_carrier_is_steady(LlCarrier *carrier, const LlLink *link)
{
  if (carrier->fd >= 0) {
    drain(carrier);
    if (carrier->timer == 0 && ll_links_has_returned(carrier->links))
      carrier->timer = purple_timeout_add(0, on_timer, carrier);
  }
  return ll_links_is_steady(carrier->links, link, now_ms());
}
