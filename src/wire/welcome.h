/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* Whether the user wants to hear somebody. */

typedef enum {
  LL_WELCOME_YES,
  LL_WELCOME_NOT_YET, /* a stranger, of whom the user is asked first */
  LL_WELCOME_NO,      /* blocked: nothing of theirs gets through */
} LlWelcome;
