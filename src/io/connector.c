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
/* When the whole is given up. */
#define GIVE_UP_MS 5000

typedef struct {
  LlConnector *connector;
  LlConnectorTarget target;
  int fd; /* -1: not tried yet, or over */
  guint watch;
} Attempt;

struct LlConnector {
  GArray *attempts; /* Attempt */
  guint next;       /* the first that was not tried */
  guint pending;
  guint next_timer;
  guint give_up_timer;
  const LlConnectorEvents *events;
  gpointer owner;
};

static gboolean try_next(gpointer data);

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
  for (guint i = 0; i < connector->attempts->len; i++)
    end_attempt(&g_array_index(connector->attempts, Attempt, i));
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
    ll_timer_stop(&connector->next_timer);
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
  socklen_t length = ll_address_to_sockaddr(&attempt->target.address, attempt->target.port, &sa);
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

/* Begin the next attempt that can be begun; when none is left and none is pending, it is over. */
static gboolean
try_next(gpointer data)
{
  LlConnector *connector = data;

  connector->next_timer = 0;
  while (connector->next < connector->attempts->len) {
    if (!begin(&g_array_index(connector->attempts, Attempt, connector->next++)))
      continue;
    connector->pending++;
    if (connector->next < connector->attempts->len)
      connector->next_timer = purple_timeout_add(NEXT_ATTEMPT_MS, try_next, connector);
    return FALSE;
  }
  if (connector->pending == 0) {
    ll_timer_stop(&connector->give_up_timer);
    connector->give_up_timer = purple_timeout_add(0, on_give_up, connector);
  }
  return FALSE;
}

static void
add_family(LlConnector *connector, const GArray *targets, int family)
{
  for (guint i = 0; i < targets->len && connector->attempts->len < LL_ADDRESSES_MAX; i++) {
    const LlConnectorTarget *target = &g_array_index(targets, LlConnectorTarget, i);
    Attempt attempt = {.connector = connector, .target = *target, .fd = -1};

    if (target->address.family == family && ll_address_is_usable(&target->address))
      g_array_append_val(connector->attempts, attempt);
  }
}

LlConnector *
ll_connector_new(const GArray *targets, const LlConnectorEvents *events, gpointer owner)
{
  LlConnector *connector = g_new0(LlConnector, 1);

  connector->attempts = g_array_new(FALSE, FALSE, sizeof(Attempt));
  connector->events = events;
  connector->owner = owner;
  add_family(connector, targets, AF_INET);
  add_family(connector, targets, AF_INET6);
  connector->give_up_timer = purple_timeout_add(GIVE_UP_MS, on_give_up, connector);
  connector->next_timer = purple_timeout_add(0, try_next, connector);
  return connector;
}

void
ll_connector_free(LlConnector *connector)
{
  if (!connector)
    return;
  stop(connector);
  g_array_free(connector->attempts, TRUE);
  g_free(connector);
}
