/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/outbox-private.h"

#include <string.h>

#include "limits.h"

/* A message that is given up, until that is told. */
typedef struct {
  LlOutgoing *message;
  LlEnd why;
} GivenUp;

void
ll_outgoing_free(LlOutgoing *message)
{
  if (!message)
    return;
  g_free(message->plain);
  g_free(message->xhtml);
  g_free(message);
}

static void
free_message(gpointer message)
{
  ll_outgoing_free(message);
}

static void
free_given_up(gpointer data)
{
  GivenUp *given_up = data;

  ll_outgoing_free(given_up->message);
  g_free(given_up);
}

LlOutbox *
ll_outbox_new(void)
{
  LlOutbox *outbox = g_new0(LlOutbox, 1);

  g_queue_init(&outbox->kept);
  g_queue_init(&outbox->waiting);
  g_queue_init(&outbox->in_flight);
  g_queue_init(&outbox->landed);
  g_queue_init(&outbox->given_up);
  g_queue_init(&outbox->done);
  outbox->noted = g_array_new(FALSE, FALSE, sizeof(guint64));
  outbox->progress = outbox->reader = G_MININT64;
  return outbox;
}

void
ll_outbox_free(LlOutbox *outbox)
{
  if (!outbox)
    return;
  g_queue_clear_full(&outbox->kept, free_message);
  g_queue_clear_full(&outbox->waiting, free_message);
  g_queue_clear_full(&outbox->in_flight, free_message);
  g_queue_clear_full(&outbox->landed, free_message);
  g_queue_clear_full(&outbox->given_up, free_given_up);
  g_queue_clear_full(&outbox->done, free_message);
  g_array_free(outbox->noted, TRUE);
  g_free(outbox);
}

gsize
ll_outgoing_size(const LlOutgoing *message)
{
  return strlen(message->plain) + (message->xhtml ? strlen(message->xhtml) : 0);
}

void
ll_outbox_unnote(LlOutbox *outbox, LlOutgoing *message)
{
  if (!message->is_noted)
    return;
  message->is_noted = FALSE;
  g_array_append_val(outbox->noted, message->id);
}

/* MESSAGE, in no queue any more. */
static GivenUp *
new_given_up(LlOutbox *outbox, LlOutgoing *message, LlEnd why)
{
  GivenUp *given_up = g_new0(GivenUp, 1);

  ll_outbox_unnote(outbox, message);
  given_up->message = message;
  given_up->why = why == LL_END_RESET ? LL_END_CLOSED : why;
  return given_up;
}

void
ll_outbox_finish(LlOutbox *outbox, LlOutgoing *message)
{
  ll_outbox_unnote(outbox, message);
  if (message->is_saved)
    g_queue_push_tail(&outbox->done, message);
  else
    ll_outgoing_free(message);
}

void
ll_outbox_dismiss(LlOutbox *outbox, LlOutgoing *message, LlEnd why, gboolean ahead)
{
  gboolean keep = outbox->keeps && (message->is_kept || why == LL_END_SHUT ||
                                    (why == LL_END_ABSENT && message->is_for_absent));
  gpointer item = keep ? (gpointer)message : new_given_up(outbox, message, why);
  GQueue *queue = keep ? &outbox->kept : &outbox->given_up;

  if (keep) {
    message->stream = 0;
    message->tries = 0;
    outbox->bytes += ll_outgoing_size(message);
    outbox->may_be_unsaved |= !message->is_saved;
  }
  if (ahead)
    g_queue_push_head(queue, item);
  else
    g_queue_push_tail(queue, item);
}

void
ll_outbox_set_keeps(LlOutbox *outbox)
{
  outbox->keeps = TRUE;
}

LlOutgoing *
ll_outbox_add(LlOutbox *outbox, guint64 id, const char *plain, const char *xhtml, gint64 expires)
{
  LlOutgoing *message = g_new(LlOutgoing, 1);

  *message = (LlOutgoing){
      .id = id, .plain = g_strdup(plain), .xhtml = g_strdup(xhtml), .expires = expires};
  if (outbox->kept.length + outbox->waiting.length + outbox->in_flight.length + outbox->unread >=
          LL_OUTBOX_MESSAGES_MAX ||
      outbox->bytes >= LL_OUTBOX_BYTES_MAX) {
    g_queue_push_tail(&outbox->given_up, new_given_up(outbox, message, LL_END_CROWDED));
    return NULL;
  }
  g_queue_push_tail(&outbox->waiting, message);
  outbox->bytes += ll_outgoing_size(message);
  outbox->may_be_unsaved = TRUE;
  return message;
}

void
ll_outbox_set_for_absent(LlOutbox *outbox)
{
  LlOutgoing *message = g_queue_peek_tail(&outbox->waiting);

  if (message)
    message->is_for_absent = TRUE;
}

void
ll_outbox_set_noted(LlOutbox *outbox)
{
  LlOutgoing *message = g_queue_peek_tail(&outbox->waiting);

  g_assert(message);
  message->is_noted = TRUE;
}

guint64
ll_outbox_pop_noted(LlOutbox *outbox)
{
  guint64 id;

  if (outbox->noted->len == 0)
    return 0;
  id = g_array_index(outbox->noted, guint64, outbox->noted->len - 1);
  g_array_set_size(outbox->noted, outbox->noted->len - 1);
  return id;
}

void
ll_outbox_restore(LlOutbox *outbox, LlOutgoing *message)
{
  message->is_saved = message->is_kept = TRUE;
  outbox->bytes += ll_outgoing_size(message);
  g_queue_push_tail(&outbox->kept, message);
}

void
ll_outbox_recall(LlOutbox *outbox, gint64 expires)
{
  LlOutgoing *message;

  while ((message = g_queue_pop_tail(&outbox->kept))) {
    message->expires = MAX(message->expires, expires);
    g_queue_push_head(&outbox->waiting, message);
  }
}

LlOutgoing *
ll_outbox_withdraw(LlOutbox *outbox, guint64 id)
{
  GQueue *const queues[] = {&outbox->kept, &outbox->waiting};

  for (gsize i = 0; i < G_N_ELEMENTS(queues); i++) {
    for (GList *link = queues[i]->head; link; link = link->next) {
      LlOutgoing *message = link->data;

      if (message->id != id)
        continue;
      g_queue_delete_link(queues[i], link);
      outbox->bytes -= ll_outgoing_size(message);
      ll_outbox_unnote(outbox, message);
      return message;
    }
  }
  return NULL;
}

GPtrArray *
ll_outbox_list(const LlOutbox *outbox)
{
  GPtrArray *list = g_ptr_array_new();

  for (GList *link = outbox->kept.head; link; link = link->next)
    g_ptr_array_add(list, link->data);
  for (GList *link = outbox->waiting.head; link; link = link->next)
    g_ptr_array_add(list, link->data);
  return list;
}

const LlOutgoing *
ll_outbox_next_unsaved(LlOutbox *outbox, gint64 now)
{
  GQueue *const queues[] = {&outbox->kept, &outbox->waiting};

  if (!outbox->keeps || !outbox->may_be_unsaved)
    return NULL;
  if (outbox->save_at == 0)
    outbox->save_at = now + LL_OUTBOX_SAVE_MS;
  if (now < outbox->save_at && (outbox->kept.head || outbox->waiting.head))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(queues); i++) {
    for (GList *link = queues[i]->head; link; link = link->next) {
      LlOutgoing *message = link->data;

      if (message->is_saved)
        continue;
      message->is_saved = TRUE;
      ll_outbox_unnote(outbox, message);
      return message;
    }
  }
  outbox->may_be_unsaved = FALSE;
  outbox->save_at = 0;
  return NULL;
}

const LlOutgoing *
ll_outbox_next_kept(LlOutbox *outbox)
{
  if (outbox->may_be_unsaved)
    return NULL;
  for (GList *link = outbox->kept.head; link; link = link->next) {
    LlOutgoing *message = link->data;

    if (message->is_kept)
      continue;
    message->is_kept = TRUE;
    return message;
  }
  return NULL;
}

LlOutgoing *
ll_outbox_pop_done(LlOutbox *outbox)
{
  return g_queue_pop_head(&outbox->done);
}

const LlOutgoing *
ll_outbox_first(const LlOutbox *outbox)
{
  return outbox->waiting.head ? outbox->waiting.head->data : NULL;
}

const LlOutgoing *
ll_outbox_in_flight(const LlOutbox *outbox)
{
  return outbox->in_flight.head ? outbox->in_flight.head->data : NULL;
}

gboolean
ll_outbox_is_empty(const LlOutbox *outbox)
{
  return !outbox->kept.head && !outbox->waiting.head && !outbox->in_flight.head &&
         !outbox->given_up.head && !outbox->done.head && outbox->noted->len == 0;
}

static void
give_up_first(LlOutbox *outbox, GQueue *from, LlEnd why)
{
  LlOutgoing *message = g_queue_pop_head(from);

  outbox->bytes -= ll_outgoing_size(message);
  ll_outbox_dismiss(outbox, message, why, FALSE);
}

void
ll_outbox_give_up(LlOutbox *outbox, LlEnd why)
{
  if (outbox->keeps && why == LL_END_SHUT)
    outbox->save_at = G_MININT64; /* there is no later */
  while (outbox->waiting.head)
    give_up_first(outbox, &outbox->waiting, why);
}

void
ll_outbox_give_up_expired(LlOutbox *outbox, LlEnd why, gint64 now)
{
  while (outbox->waiting.head && ll_outbox_first(outbox)->expires <= now)
    give_up_first(outbox, &outbox->waiting, why);
}

void
ll_outbox_give_up_in_flight(LlOutbox *outbox, LlEnd why)
{
  while (outbox->in_flight.head)
    give_up_first(outbox, &outbox->in_flight, why);
}

LlOutgoing *
ll_outbox_pop_given_up(LlOutbox *outbox, LlEnd *ret_why)
{
  GivenUp *given_up = g_queue_pop_head(&outbox->given_up);
  LlOutgoing *message;

  if (!given_up)
    return NULL;
  message = given_up->message;
  *ret_why = given_up->why;
  g_free(given_up);
  return message;
}

gint64
ll_outbox_deadline(const LlOutbox *outbox)
{
  gint64 deadline = outbox->save_at != 0 ? outbox->save_at : G_MAXINT64;

  for (GList *link = outbox->landed.head; link && outbox->unsure > 0; link = link->next) {
    const LlOutgoing *message = link->data;

    if (message->is_saved && message->number == 0)
      return MIN(deadline, message->sent + LL_OUTBOX_DOUBT_MS);
  }
  return deadline;
}
