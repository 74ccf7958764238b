/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* Memory for many small things that end together, as those of one stanza do (wire/xml-node): most
 * stanzas take one allocation. */

typedef struct LlArena LlArena;

LlArena *ll_arena_new(void);
void ll_arena_free(LlArena *arena);
/* ll_arena_alloc: SIZE bytes, which can hold pointers, until the end of ARENA. (transfer none) */
gpointer ll_arena_alloc(LlArena *arena, gsize size);
/* ll_arena_copy: LENGTH bytes of TEXT with a NUL behind them, likewise. (transfer none) */
char *ll_arena_copy(LlArena *arena, const char *text, gsize length);
/* ll_arena_take: OTHER ends with ARENA. (transfer full) */
void ll_arena_take(LlArena *arena, LlArena *other);
