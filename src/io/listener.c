/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/listener.h"

#include <errno.h>
#include <eventloop.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/timer.h"
#include "limits.h"

/* How far from the wished port the next free one is looked for. */
#define PORTS_TRIED 64
/* How long to leave callers alone when the process has no file descriptor left for them. */
#define NO_FD_PAUSE_SECONDS 1

struct LlListener {
  int fd;
  guint16 port;
  guint watch;
  guint pause_timer;
  LlListenerAccepted accepted;
  gpointer owner;
};

static void on_acceptable(gpointer data, gint fd, PurpleInputCondition condition);

static gboolean
on_pause_over(gpointer data)
{
  LlListener *listener = data;

  listener->pause_timer = 0;
  listener->watch = purple_input_add(listener->fd, PURPLE_INPUT_READ, on_acceptable, listener);
  return FALSE;
}

static void
on_acceptable(gpointer data, gint listening_fd, PurpleInputCondition condition)
{
  LlListener *listener = data;
  struct sockaddr_storage sa;
  socklen_t length = sizeof sa;
  LlAddress address;
  int fd = accept4(listening_fd, (struct sockaddr *)&sa, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);

  (void)condition;
  if (fd < 0) {
    /* The caller waits in the kernel's queue, and would wake us without end. */
    if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
      purple_input_remove(listener->watch);
      listener->watch = 0;
      listener->pause_timer =
          purple_timeout_add_seconds(NO_FD_PAUSE_SECONDS, on_pause_over, listener);
    }
    return;
  }
  if (ll_address_from_sockaddr((struct sockaddr *)&sa, &address, NULL))
    listener->accepted(listener->owner, fd, &address);
  else
    close(fd);
}

/* A socket for both IP versions; for IPv4 alone where the machine has no IPv6. */
static int
new_socket(int *ret_family)
{
  int on = 1, off = 0;
  int fd = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

  *ret_family = AF_INET6;
  if (fd < 0) {
    *ret_family = AF_INET;
    fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  } else {
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  }
  if (fd >= 0)
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  return fd;
}

static gboolean
listen_on(int fd, int family, guint16 port)
{
  struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
  struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(port)};
  gboolean is_v6 = family == AF_INET6;

  return bind(fd, is_v6 ? (struct sockaddr *)&in6 : (struct sockaddr *)&in,
              is_v6 ? sizeof in6 : sizeof in) == 0 &&
         listen(fd, LL_STREAMS_UNIDENTIFIED_MAX) == 0;
}

/* A listening socket on the first free port from PORT on; -1 with errno. */
static int
open_socket(guint16 port)
{
  for (guint i = 0; i <= PORTS_TRIED; i++) {
    guint candidate = i < PORTS_TRIED ? port + i : 0;
    int family, fd, code;

    if (candidate > G_MAXUINT16)
      continue;
    fd = new_socket(&family);
    if (fd < 0)
      return -1;
    if (listen_on(fd, family, (guint16)candidate))
      return fd;
    code = errno;
    close(fd);
    errno = code;
    if (code != EADDRINUSE && code != EACCES)
      return -1;
  }
  return -1;
}

LlListener *
ll_listener_new(guint16 port, LlListenerAccepted accepted, gpointer owner, GError **error)
{
  LlListener *listener;
  struct sockaddr_storage sa;
  socklen_t length = sizeof sa;
  LlAddress address;
  int fd = open_socket(port);

  if (fd < 0) {
    int code = errno;

    g_set_error(error, G_IO_ERROR, (gint)g_io_error_from_errno(code), "port %u: %s", port,
                g_strerror(code));
    return NULL;
  }
  listener = g_new0(LlListener, 1);
  listener->fd = fd;
  listener->accepted = accepted;
  listener->owner = owner;
  if (getsockname(fd, (struct sockaddr *)&sa, &length) == 0)
    ll_address_from_sockaddr((struct sockaddr *)&sa, &address, &listener->port);
  listener->watch = purple_input_add(fd, PURPLE_INPUT_READ, on_acceptable, listener);
  return listener;
}

void
ll_listener_free(LlListener *listener)
{
  if (!listener)
    return;
  if (listener->watch != 0)
    purple_input_remove(listener->watch);
  ll_timer_stop(&listener->pause_timer);
  close(listener->fd);
  g_free(listener);
}

guint16
ll_listener_port(const LlListener *listener)
{
  return listener->port;
}
