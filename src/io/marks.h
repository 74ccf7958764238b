/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* How far a stream's bytes have come, where what goes over the socket is records made of them: the
 * kernel counts the records' bytes. */

typedef struct LlMarks LlMarks;

/* ll_marks_new: the first SAME bytes are the same on both sides. (transfer full) */
LlMarks *ll_marks_new(guint64 same);
void ll_marks_free(LlMarks *marks);
/* ll_marks_add: STREAM more bytes of the stream are in the next WIRE bytes on the socket. */
void ll_marks_add(LlMarks *marks, gsize stream, gsize wire);
/* ll_marks_reached: how many bytes of the stream the first WIRE bytes on the socket hold whole; no
 * fewer may be asked for after that. */
guint64 ll_marks_reached(LlMarks *marks, guint64 wire);
