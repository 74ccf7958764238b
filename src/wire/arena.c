/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/arena.h"

#include <string.h>

/* With the sanitizer each piece is a block of its own, so that it sees what goes beyond one. */
#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define BLOCK_LEAST 1
#define BLOCK_MOST  1
#else
#define BLOCK_LEAST 960 /* a message of two lines; malloc() has up to 1032 bytes ready at once */
#define BLOCK_MOST  (64 * 1024)
#endif

typedef struct Block Block;
struct Block {
  Block *next;
  char bytes[];
};

struct LlArena {
  Block *blocks; /* the newest first */
  char *free;    /* in it, or in `first` as long as there is none */
  gsize left;
  gsize block_size; /* of the next one */
  LlArena *taken;   /* they end with this one */
  LlArena *next;    /* and this one with another, as that one does */
  char first[BLOCK_LEAST];
};

LlArena *
ll_arena_new(void)
{
  LlArena *arena = g_new(LlArena, 1);

  arena->blocks = NULL;
  arena->free = arena->first;
  arena->left = sizeof arena->first;
  arena->block_size = 2 * sizeof arena->first;
  arena->taken = arena->next = NULL;
  return arena;
}

void
ll_arena_free(LlArena *arena)
{
  LlArena *next;

  for (; arena; arena = next) {
    Block *older;

    for (Block *block = arena->blocks; block; block = older) {
      older = block->next;
      g_free(block);
    }
    ll_arena_free(arena->taken);
    next = arena->next;
    g_free(arena);
  }
}

static void
add_block(LlArena *arena, gsize least)
{
  gsize size = MAX(least, arena->block_size);
  Block *block = g_malloc(sizeof *block + size);

  block->next = arena->blocks;
  arena->blocks = block;
  arena->free = block->bytes;
  arena->left = size;
  if (arena->block_size < BLOCK_MOST)
    arena->block_size *= 2;
}

gpointer
ll_arena_alloc(LlArena *arena, gsize size)
{
  gpointer piece;

  size = (size + sizeof(gpointer) - 1) / sizeof(gpointer) * sizeof(gpointer);
  if (size > arena->left)
    add_block(arena, size);
  piece = arena->free;
  arena->free += size;
  arena->left -= size;
  return piece;
}

char *
ll_arena_copy(LlArena *arena, const char *text, gsize length)
{
  char *copy = ll_arena_alloc(arena, length + 1);

  memcpy(copy, text, length);
  copy[length] = '\0';
  return copy;
}

void
ll_arena_take(LlArena *arena, LlArena *other)
{
  g_assert(other != arena && !other->next);
  other->next = arena->taken;
  arena->taken = other;
}
