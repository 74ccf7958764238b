/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/retry.h"

gint64
ll_retry_fail(LlRetry *retry, LlEnd why)
{
  gint64 pause = (gint64)LL_RETRY_FIRST_MS << MIN(retry->attempts, 8);

  retry->alike = retry->alike > 0 && why == retry->why ? retry->alike + 1 : 1;
  retry->why = why;
  retry->attempts++;
  return MIN(pause, LL_RETRY_LAST_MS);
}

/* A program that closes at once may just not have seen us yet (prpl-bonjour), so that only the
 * messages' own time counts there. */
gboolean
ll_retry_is_enough(const LlRetry *retry)
{
  switch (retry->why) {
  case LL_END_ABSENT:
  case LL_END_UNREACHABLE:
    return retry->alike >= 3;
  case LL_END_SILENT:
  case LL_END_NEW_KEY:
  case LL_END_NO_KEY:
  case LL_END_PLAIN:
  case LL_END_UNVERIFIED:
    return retry->alike >= 1;
  default:
    return FALSE;
  }
}

void
ll_retry_reset(LlRetry *retry)
{
  *retry = (LlRetry){0};
}
