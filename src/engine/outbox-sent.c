/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/outbox-private.h"

/* Where a message ends that has just been given out. */
#define NOT_WRITTEN G_MAXUINT64

LlOutgoing *
ll_outbox_send(LlOutbox *outbox, guint stream, gint64 now)
{
  GList *link = g_queue_pop_head_link(&outbox->waiting);
  LlOutgoing *message;

  g_assert(link && (!outbox->in_flight.head || ll_outbox_in_flight(outbox)->stream == stream));
  message = link->data;
  message->stream = stream;
  message->end = NOT_WRITTEN;
  message->number = 0;
  message->sent = now;
  message->tries++;
  g_queue_push_tail_link(&outbox->in_flight, link);
  return message;
}

void
ll_outbox_written(LlOutbox *outbox, guint64 end, guint64 number)
{
  LlOutgoing *message = g_queue_peek_tail(&outbox->in_flight);

  g_assert(message && message->end == NOT_WRITTEN);
  message->end = end;
  message->number = number;
}

/* MESSAGE comes to those that landed, or leaves them (BY -1). */
static void
count_landed(LlOutbox *outbox, const LlOutgoing *message, int by)
{
  if (message->number != 0)
    outbox->unread += (guint)by;
  else if (message->is_saved)
    outbox->unsure += (guint)by;
}

void
ll_outbox_landed(LlOutbox *outbox, guint stream, guint64 end, gboolean moved)
{
  LlOutgoing *message = g_queue_peek_head(&outbox->in_flight);

  outbox->has_progress |= moved && message && message->stream == stream;
  while ((message = g_queue_peek_head(&outbox->in_flight)) && message->stream == stream &&
         message->end <= end) {
    g_queue_push_tail_link(&outbox->landed, g_queue_pop_head_link(&outbox->in_flight));
    count_landed(outbox, message, 1);
    if (message->number != 0)
      continue;
    outbox->bytes -= ll_outgoing_size(message);
    ll_outbox_unnote(outbox, message);
  }
}

/* The message at LINK of FROM, which counts towards `bytes`, has been read. */
static void
remove_read(LlOutbox *outbox, GQueue *from, GList *link)
{
  LlOutgoing *message = link->data;

  outbox->bytes -= ll_outgoing_size(message);
  if (from == &outbox->landed)
    count_landed(outbox, message, -1);
  g_queue_delete_link(from, link);
  ll_outbox_finish(outbox, message);
}

static gboolean
confirm(LlOutbox *outbox, GQueue *from, guint stream, guint64 number)
{
  gboolean any = FALSE;
  GList *next;

  for (GList *link = from->head; link; link = next) {
    const LlOutgoing *message = link->data;

    next = link->next;
    if (message->stream != stream || message->number == 0)
      continue;
    if (message->number > number)
      break;
    remove_read(outbox, from, link);
    any = TRUE;
  }
  return any;
}

void
ll_outbox_confirmed(LlOutbox *outbox, guint stream, guint64 number)
{
  gboolean landed = confirm(outbox, &outbox->landed, stream, number);
  gboolean in_flight = confirm(outbox, &outbox->in_flight, stream, number);

  outbox->has_reader |= landed || in_flight;
  outbox->has_progress |= in_flight;
}

void
ll_outbox_receipt(LlOutbox *outbox, guint64 id)
{
  GQueue *const queues[] = {&outbox->landed, &outbox->in_flight, &outbox->waiting, &outbox->kept};

  for (gsize i = 0; i < G_N_ELEMENTS(queues); i++) {
    for (GList *link = queues[i]->head; link; link = link->next) {
      const LlOutgoing *message = link->data;

      if (message->id != id)
        continue;
      if (queues[i] == &outbox->landed && message->number == 0) {
        count_landed(outbox, message, -1);
        ll_outbox_finish(outbox, link->data);
        g_queue_delete_link(queues[i], link);
      } else {
        remove_read(outbox, queues[i], link);
      }
      return;
    }
  }
}

void
ll_outbox_unconfirmed(LlOutbox *outbox, guint stream)
{
  for (GList *link = outbox->in_flight.head; link; link = link->next) {
    LlOutgoing *message = link->data;

    if (message->stream == stream)
      message->number = 0;
  }
  for (GList *link = outbox->landed.head; link; link = link->next) {
    LlOutgoing *message = link->data;

    if (message->stream != stream || message->number == 0)
      continue;
    count_landed(outbox, message, -1);
    message->number = 0;
    count_landed(outbox, message, 1);
    outbox->bytes -= ll_outgoing_size(message);
    ll_outbox_unnote(outbox, message);
  }
}

const LlOutgoing *
ll_outbox_unread(const LlOutbox *outbox)
{
  if (outbox->unread == 0)
    return NULL;
  for (GList *link = outbox->landed.head; link; link = link->next) {
    const LlOutgoing *message = link->data;

    if (message->number != 0)
      return message;
  }
  g_assert_not_reached();
}

gint64
ll_outbox_unread_since(const LlOutbox *outbox)
{
  return MAX(ll_outbox_unread(outbox)->sent, outbox->reader);
}

void
ll_outbox_read(LlOutbox *outbox, guint stream, gint64 since)
{
  GList *next;

  for (GList *link = outbox->landed.head; link; link = next) {
    LlOutgoing *message = link->data;

    next = link->next;
    if (message->stream != stream || message->number != 0 || message->sent > since)
      continue;
    count_landed(outbox, message, -1);
    g_queue_delete_link(&outbox->landed, link);
    ll_outbox_finish(outbox, message);
  }
}

static gboolean
may_go_again(const LlOutgoing *message)
{
  return message->tries <
         (message->number != 0 ? (guint)LL_OUTBOX_TRIES_CONFIRMED_MAX : (guint)LL_OUTBOX_TRIES_MAX);
}

/* Of FROM, which lies before what was settled so far: each message of STREAM that was sent after
 * SINCE waits again or is given up, ahead of that. */
static void
settle(LlOutbox *outbox, GQueue *from, guint stream, gint64 since, LlEnd why, gboolean again,
       gint64 now)
{
  GList *previous;

  for (GList *link = from->tail; link; link = previous) {
    LlOutgoing *message = link->data;

    previous = link->prev;
    if (message->stream != stream)
      continue;
    g_queue_delete_link(from, link);
    if (from == &outbox->in_flight || message->number != 0)
      outbox->bytes -= ll_outgoing_size(message);
    if (from == &outbox->landed)
      count_landed(outbox, message, -1);
    if (message->number == 0 && message->sent <= since) {
      ll_outbox_finish(outbox, message); /* landed, and nothing was heard against it for long */
    } else if (again && may_go_again(message)) {
      message->stream = 0;
      message->number = 0;
      message->expires = MAX(message->expires, now + LL_OUTBOX_AGAIN_MS);
      outbox->bytes += ll_outgoing_size(message);
      outbox->may_be_unsaved |= !message->is_saved;
      g_queue_push_head(&outbox->waiting, message);
    } else {
      ll_outbox_dismiss(outbox, message, why, TRUE);
    }
  }
}

void
ll_outbox_lost(LlOutbox *outbox, guint stream, LlEnd why, gboolean again, gint64 doubt, gint64 now)
{
  settle(outbox, &outbox->in_flight, stream, G_MININT64, why, again, now);
  settle(outbox, &outbox->landed, stream, now - doubt, why, again, now);
}

void
ll_outbox_tick(LlOutbox *outbox, gint64 now)
{
  GList *next;

  if (outbox->has_progress)
    outbox->progress = now;
  if (outbox->has_reader)
    outbox->reader = now;
  outbox->has_progress = outbox->has_reader = FALSE;
  for (GList *link = outbox->landed.head; link; link = next) {
    LlOutgoing *message = link->data;

    next = link->next;
    if (message->sent + LL_OUTBOX_DOUBT_MS > now)
      break;
    if (message->number != 0)
      continue;
    count_landed(outbox, message, -1);
    g_queue_delete_link(&outbox->landed, link);
    ll_outbox_finish(outbox, message);
  }
}

gint64
ll_outbox_quiet_since(const LlOutbox *outbox)
{
  return MAX(ll_outbox_in_flight(outbox)->sent, outbox->progress);
}
