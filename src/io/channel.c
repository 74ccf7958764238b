/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/channel.h"

#include <errno.h>
#include <eventloop.h>
#include <gio/gio.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/timer.h"
#include "limits.h"

struct LlChannel {
  int fd;
  const LlChannelEvents *events;
  gpointer owner; /* NULL once freed: what is still on the stack must not call back */
  guint refs;     /* the owner's, and one per callback on the stack */
  guint read_watch;
  guint write_watch;
  guint fail_timer;
  int error; /* errno of a failed write, to be told from the loop */
  gboolean shut;
  gboolean shut_done;
  gboolean ended;
  GByteArray *queue; /* what the kernel did not take; NULL: it took all */
  guint gone;        /* so many of the queue's first bytes have been taken since */
  guint64 taken;
};

static void
unref(LlChannel *channel)
{
  if (--channel->refs > 0)
    return;
  g_clear_pointer(&channel->queue, g_byte_array_unref);
  g_free(channel);
}

static void
set_watch(LlChannel *channel, guint *watch, PurpleInputCondition condition, gboolean wanted,
          PurpleInputFunction function)
{
  if (wanted && *watch == 0) {
    *watch = purple_input_add(channel->fd, condition, function, channel);
  } else if (!wanted && *watch != 0) {
    purple_input_remove(*watch);
    *watch = 0;
  }
}

static void
end(LlChannel *channel, int code)
{
  g_autoptr(GError) error = NULL;

  if (channel->ended || !channel->owner)
    return;
  channel->ended = TRUE;
  set_watch(channel, &channel->read_watch, PURPLE_INPUT_READ, FALSE, NULL);
  set_watch(channel, &channel->write_watch, PURPLE_INPUT_WRITE, FALSE, NULL);
  if (code != 0)
    error = g_error_new_literal(G_IO_ERROR, (gint)g_io_error_from_errno(code), g_strerror(code));
  channel->events->ended(channel->owner, error);
}

static void
on_readable(gpointer data, gint fd, PurpleInputCondition condition)
{
  LlChannel *channel = data;
  char bytes[16 * 1024];
  gssize length;

  (void)condition;
  channel->refs++;
  length = recv(fd, bytes, sizeof bytes, 0);
  if (length > 0)
    channel->events->read(channel->owner, bytes, (gsize)length);
  else if (length == 0) /* a broken pipe is theirs who ended it in order, and before */
    end(channel, channel->error == EPIPE ? 0 : channel->error);
  else if (errno != EAGAIN && errno != EINTR)
    end(channel, errno);
  unref(channel);
}

static gboolean
on_failed(gpointer data)
{
  LlChannel *channel = data;

  channel->fail_timer = 0;
  end(channel, channel->error);
  return FALSE;
}

/* A failed write is told from the loop: the owner may be in the middle of something. Where they
 * have ended it, on_readable() comes upon that, behind what they said before. */
static void
fail_later(LlChannel *channel, int code)
{
  if (channel->error == 0)
    channel->error = code;
  set_watch(channel, &channel->write_watch, PURPLE_INPUT_WRITE, FALSE, NULL);
  if (code != EPIPE && code != ECONNRESET && channel->fail_timer == 0 && !channel->ended)
    channel->fail_timer = purple_timeout_add(0, on_failed, channel);
}

static void on_writable(gpointer data, gint fd, PurpleInputCondition condition);

/* How many of BYTES the kernel takes now; -1 on an error. */
static gssize
give(LlChannel *channel, const void *bytes, gsize length)
{
  gssize n = send(channel->fd, bytes, length, MSG_NOSIGNAL);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return 0;
  if (n < 0)
    fail_later(channel, errno);
  else
    channel->taken += (guint64)n;
  return n;
}

/* N more bytes of the queue have gone. Those that are left are moved up when they are fewer. */
static void
shorten_queue(LlChannel *channel, guint n)
{
  channel->gone += n;
  if (channel->gone == channel->queue->len) {
    g_clear_pointer(&channel->queue, g_byte_array_unref);
    channel->gone = 0;
  } else if (channel->gone > channel->queue->len / 2) {
    g_byte_array_remove_range(channel->queue, 0, channel->gone);
    channel->gone = 0;
  }
}

/* FALSE on an error. */
static gboolean
write_queue(LlChannel *channel)
{
  if (channel->queue) {
    gssize n =
        give(channel, channel->queue->data + channel->gone, channel->queue->len - channel->gone);

    if (n < 0)
      return FALSE;
    shorten_queue(channel, (guint)n);
  }
  if (!channel->queue && channel->shut && !channel->shut_done) {
    channel->shut_done = TRUE;
    shutdown(channel->fd, SHUT_WR);
  }
  set_watch(channel, &channel->write_watch, PURPLE_INPUT_WRITE, channel->queue != NULL,
            on_writable);
  return TRUE;
}

static void
on_writable(gpointer data, gint fd, PurpleInputCondition condition)
{
  LlChannel *channel = data;

  (void)fd;
  (void)condition;
  channel->refs++;
  if (write_queue(channel) && !channel->queue && channel->owner)
    channel->events->flushed(channel->owner);
  unref(channel);
}

static void
set_options(int fd)
{
  static const struct {
    int level;
    int name;
    int value;
  } options[] = {
      {IPPROTO_TCP, TCP_NODELAY, 1},
      /* A peer that lost its power is noticed by the kernel in about two minutes of silence. */
      {SOL_SOCKET, SO_KEEPALIVE, 1},
      {IPPROTO_TCP, TCP_KEEPIDLE, 60},
      {IPPROTO_TCP, TCP_KEEPINTVL, 15},
      {IPPROTO_TCP, TCP_KEEPCNT, 4},
  };

  for (guint i = 0; i < G_N_ELEMENTS(options); i++)
    setsockopt(fd, options[i].level, options[i].name, &options[i].value, sizeof options[i].value);
}

LlChannel *
ll_channel_new(int fd, const LlChannelEvents *events, gpointer owner)
{
  LlChannel *channel = g_new0(LlChannel, 1);

  channel->fd = fd;
  channel->events = events;
  channel->owner = owner;
  channel->refs = 1;
  set_options(fd);
  set_watch(channel, &channel->read_watch, PURPLE_INPUT_READ, TRUE, on_readable);
  return channel;
}

void
ll_channel_free(LlChannel *channel)
{
  if (!channel)
    return;
  channel->owner = NULL;
  set_watch(channel, &channel->read_watch, PURPLE_INPUT_READ, FALSE, NULL);
  set_watch(channel, &channel->write_watch, PURPLE_INPUT_WRITE, FALSE, NULL);
  ll_timer_stop(&channel->fail_timer);
  close(channel->fd);
  channel->fd = -1;
  unref(channel);
}

void
ll_channel_abort(LlChannel *channel)
{
  static const struct linger at_once = {.l_onoff = 1, .l_linger = 0};

  setsockopt(channel->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void
ll_channel_write(LlChannel *channel, const void *bytes, gsize length)
{
  gssize n = 0;

  if (channel->ended || channel->shut || channel->error != 0 || length == 0)
    return;
  if (!channel->queue)
    n = give(channel, bytes, length);
  if (n < 0 || (gsize)n == length)
    return;
  if (!channel->queue)
    channel->queue = g_byte_array_new();
  g_byte_array_append(channel->queue, (const guint8 *)bytes + n, (guint)(length - (gsize)n));
  if (channel->queue->len - channel->gone > LL_CHANNEL_QUEUE_MAX)
    fail_later(channel, ENOBUFS);
  else
    set_watch(channel, &channel->write_watch, PURPLE_INPUT_WRITE, TRUE, on_writable);
}

void
ll_channel_shut_write(LlChannel *channel)
{
  channel->shut = TRUE;
  if (channel->error == 0)
    write_queue(channel);
}

void
ll_channel_set_paused(LlChannel *channel, gboolean paused)
{
  if (!channel->ended)
    set_watch(channel, &channel->read_watch, PURPLE_INPUT_READ, !paused, on_readable);
}

gboolean
ll_channel_has_failed(const LlChannel *channel)
{
  return channel->error != 0;
}

guint64
ll_channel_taken(const LlChannel *channel)
{
  return channel->taken;
}

guint64
ll_channel_acked(const LlChannel *channel)
{
  int waiting = 0;

  if (ioctl(channel->fd, SIOCOUTQ, &waiting) < 0 || waiting < 0)
    return 0;
  return channel->taken - MIN((guint64)waiting, channel->taken);
}
