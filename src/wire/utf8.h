/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* A stream of bytes, cut anywhere, as runs of whole UTF-8 characters (RFC 3629). */

/* The start of a character whose end has not come yet. All zero at first. */
typedef struct {
  char bytes[4];
  guint length;
} LlUtf8Carry;

typedef enum {
  LL_UTF8_END,   /* no more whole characters; what is left is in CARRY */
  LL_UTF8_RUN,   /* RET_RUN to RET_RUN_END */
  LL_UTF8_FAULT, /* what is at BYTES is no UTF-8 */
  LL_UTF8_NUL,   /* BYTES is at a NUL */
} LlUtf8Result;

/* ll_utf8_next: the next run of whole characters without NUL out of CARRY and BYTES to END; BYTES
 * moves on. A run lies in CARRY or in BYTES and is valid until the next call. */
LlUtf8Result ll_utf8_next(LlUtf8Carry *carry, const char **bytes, const char *end,
                          const char **ret_run, const char **ret_run_end);
