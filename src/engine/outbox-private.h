/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/outbox.h"

/* What the parts of an outbox know of each other: outbox.c has what waits, is kept or is given up,
 * outbox-sent.c what has gone out. */

struct LlOutbox {
  gboolean keeps;
  GQueue kept;             /* LlOutgoing, until they are back */
  GQueue waiting;          /* LlOutgoing */
  GQueue in_flight;        /* LlOutgoing, sent but not landed */
  GQueue landed;           /* LlOutgoing, of late or still to be confirmed */
  GQueue given_up;         /* GivenUp, of outbox.c alone */
  GQueue done;             /* LlOutgoing, saved and arrived */
  GArray *noted;           /* guint64, ids whose note is not needed any more */
  gboolean may_be_unsaved; /* something of what waits or is kept */
  gint64 save_at;          /* when to do something about it; 0: not known yet */
  guint unread;            /* how many of those that landed are still to be confirmed */
  guint unsure;            /* and how many are saved until nothing is heard against it */
  gsize bytes;             /* of these, and of what waits or is in flight */
  gboolean has_progress;
  gint64 progress; /* the tick before which bytes landed last on a stream with some in flight */
  gboolean has_reader;
  gint64 reader; /* the tick before which something was confirmed last */
};

/* ll_outbox_unnote: MESSAGE's note is not needed any more. */
void ll_outbox_unnote(LlOutbox *outbox, LlOutgoing *message);
/* ll_outbox_finish: MESSAGE has arrived, as far as it can be known; it is in no queue any more. */
void ll_outbox_finish(LlOutbox *outbox, LlOutgoing *message);
/* ll_outbox_dismiss: MESSAGE, in no queue any more, is not sent for WHY: it is kept or given up,
 * AHEAD of others or behind them. */
void ll_outbox_dismiss(LlOutbox *outbox, LlOutgoing *message, LlEnd why, gboolean ahead);
