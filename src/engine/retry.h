/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/outbox.h"

/* How soon to try again to reach somebody, and when it is enough. */

/* In milliseconds: after the first failure, then twice that, and so on up to the last. */
#define LL_RETRY_FIRST_MS 1000
#define LL_RETRY_LAST_MS  4000

/* All zero at first. */
typedef struct {
  guint attempts; /* in a row that came to nothing */
  LlEnd why;      /* of the last of them */
  guint alike;    /* how many of the last of them ended for that */
} LlRetry;

/* ll_retry_fail: one more, for WHY. Gives the milliseconds until the next. */
gint64 ll_retry_fail(LlRetry *retry, LlEnd why);
/* ll_retry_is_enough: the user should be told instead. */
gboolean ll_retry_is_enough(const LlRetry *retry);
/* ll_retry_reset: one succeeded, or nobody wants any. */
void ll_retry_reset(LlRetry *retry);
