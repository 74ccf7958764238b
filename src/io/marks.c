/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/marks.h"

typedef struct {
  guint64 stream;
  guint64 wire;
} Mark;

struct LlMarks {
  GQueue *ahead; /* Mark, that are not reached */
  Mark last;     /* of all */
  guint64 reached;
};

LlMarks *
ll_marks_new(guint64 same)
{
  LlMarks *marks = g_new0(LlMarks, 1);

  marks->ahead = g_queue_new();
  marks->last = (Mark){same, same};
  marks->reached = same;
  return marks;
}

void
ll_marks_free(LlMarks *marks)
{
  if (!marks)
    return;
  g_queue_free_full(marks->ahead, g_free);
  g_free(marks);
}

void
ll_marks_add(LlMarks *marks, gsize stream, gsize wire)
{
  Mark *next = g_new(Mark, 1);

  marks->last.stream += stream;
  marks->last.wire += wire;
  *next = marks->last;
  g_queue_push_tail(marks->ahead, next);
}

guint64
ll_marks_reached(LlMarks *marks, guint64 wire)
{
  const Mark *next;

  while ((next = g_queue_peek_head(marks->ahead)) && next->wire <= wire) {
    marks->reached = next->stream;
    g_free(g_queue_pop_head(marks->ahead));
  }
  /* What went before the first record is the same on both sides. */
  return MIN(marks->reached, wire);
}
