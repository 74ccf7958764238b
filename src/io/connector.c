/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/connector.h"

#include <errno.h>
#include <eventloop.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/timer.h"
#include "limits.h"

/* RFC 8305 8: Connection Attempt Delay. */
#define NEXT_ATTEMPT_MS 250
/* Likewise 3: Resolution Delay, for which the addresses of the version that we prefer are waited
 * for. */
#define RESOLUTION_MS 50
/* When the whole is given up, after the last address is known. */
#define GIVE_UP_MS 5000

typedef struct {
  LlConnector *connector;
  LlAddress address;
  guint16 port;
  gboolean is_tried;
  int fd; /* -1: not tried yet, or over */
  guint watch;
} Attempt;

struct LlConnector {
  Attempt attempts[LL_ADDRESSES_MAX];
  guint n;
  guint pending;
  gboolean is_complete;
  gboolean is_pausing; /* the last attempt has its time before the next one begins */
  guint next_timer;
  guint give_up_timer;
  const LlConnectorEvents *events;
  gpointer owner;
};

static void try_next(LlConnector *connector);

static void
end_attempt(Attempt *attempt)
{
  if (attempt->watch != 0)
    purple_input_remove(attempt->watch);
  attempt->watch = 0;
  if (attempt->fd >= 0)
    close(attempt->fd);
  attempt->fd = -1;
}

static void
stop(LlConnector *connector)
{
  for (guint i = 0; i < connector->n; i++)
    end_attempt(&connector->attempts[i]);
  ll_timer_stop(&connector->next_timer);
  ll_timer_stop(&connector->give_up_timer);
}

static void
on_connected(gpointer data, gint fd, PurpleInputCondition condition)
{
  Attempt *attempt = data;
  LlConnector *connector = attempt->connector;
  int code = 0;
  socklen_t length = sizeof code;

  (void)condition;
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &length) < 0 || code != 0) {
    end_attempt(attempt);
    connector->pending--;
    try_next(connector);
    return;
  }
  attempt->fd = -1; /* the owner's from now on */
  stop(connector);
  connector->events->connected(connector->owner, fd);
}

static gboolean
begin(Attempt *attempt)
{
  struct sockaddr_storage sa;
  socklen_t length = ll_address_to_sockaddr(&attempt->address, attempt->port, &sa);
  int fd = socket(sa.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

  if (fd < 0)
    return FALSE;
  if (connect(fd, (struct sockaddr *)&sa, length) < 0 && errno != EINPROGRESS) {
    close(fd);
    return FALSE;
  }
  attempt->fd = fd;
  attempt->watch = purple_input_add(fd, PURPLE_INPUT_WRITE, on_connected, attempt);
  return TRUE;
}

static gboolean
on_give_up(gpointer data)
{
  LlConnector *connector = data;

  connector->give_up_timer = 0;
  stop(connector);
  connector->events->failed(connector->owner);
  return FALSE;
}

static gboolean
on_next(gpointer data)
{
  LlConnector *connector = data;

  connector->next_timer = 0;
  try_next(connector);
  return FALSE;
}

static void
try_next_in(LlConnector *connector, guint milliseconds)
{
  ll_timer_stop(&connector->next_timer);
  connector->next_timer = purple_timeout_add(milliseconds, on_next, connector);
}

/* (nullable): the first of its IP version that was not tried. */
static Attempt *
untried(LlConnector *connector, int family)
{
  for (guint i = 0; i < connector->n; i++)
    if (!connector->attempts[i].is_tried && connector->attempts[i].address.family == family)
      return &connector->attempts[i];
  return NULL;
}

/* Begin the next attempt that can be begun; when none will be any more and none is pending, it is
 * over. */
static void
try_next(LlConnector *connector)
{
  Attempt *attempt;

  ll_timer_stop(&connector->next_timer);
  connector->is_pausing = FALSE;
  while ((attempt = untried(connector, AF_INET)) || (attempt = untried(connector, AF_INET6))) {
    attempt->is_tried = TRUE;
    if (!begin(attempt))
      continue;
    connector->pending++;
    connector->is_pausing = TRUE;
    try_next_in(connector, NEXT_ATTEMPT_MS);
    return;
  }
  if (connector->is_complete && connector->pending == 0) {
    ll_timer_stop(&connector->give_up_timer);
    connector->give_up_timer = purple_timeout_add(0, on_give_up, connector);
  }
}

LlConnector *
ll_connector_new(const LlConnectorEvents *events, gpointer owner)
{
  LlConnector *connector = g_new0(LlConnector, 1);

  connector->events = events;
  connector->owner = owner;
  return connector;
}

void
ll_connector_add(LlConnector *connector, const LlAddress *address, guint16 port)
{
  if (connector->n == LL_ADDRESSES_MAX || !ll_address_is_usable(address))
    return;
  connector->attempts[connector->n++] =
      (Attempt){.connector = connector, .address = *address, .port = port, .fd = -1};
  if (connector->is_pausing)
    return;
  if (address->family == AF_INET)
    try_next_in(connector, 0);
  else if (connector->next_timer == 0)
    try_next_in(connector, RESOLUTION_MS);
}

void
ll_connector_complete(LlConnector *connector)
{
  connector->is_complete = TRUE;
  connector->give_up_timer = purple_timeout_add(GIVE_UP_MS, on_give_up, connector);
  if (!connector->is_pausing)
    try_next_in(connector, 0);
}

void
ll_connector_free(LlConnector *connector)
{
  if (!connector)
    return;
  stop(connector);
  g_free(connector);
}
