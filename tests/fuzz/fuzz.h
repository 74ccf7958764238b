/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* Properties that hold for any bytes at all. Each fuzz-<noun>.c checks those of one part of the
 * program for one input. Two mains drive it: libFuzzer's, which invents inputs (`make fuzz`), and
 * replay.c's, which feeds the kept ones, corpus/<noun>/ (`make check`). A property that does not
 * hold aborts. */

/* LLVMFuzzerTestOneInput: one input; the name and the result, 0, are libFuzzer's. */
int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

/* fuzz_copy: SIZE bytes of DATA in a block of their own, so that AddressSanitizer sees a read
 * behind them; fuzz_string: up to their first NUL, as a string. (transfer full) */
guint8 *fuzz_copy(const guint8 *data, gsize size);
char *fuzz_string(const guint8 *data, gsize size);

/* fuzz_assert_clean: TEXT is as ll_text_clean() leaves it; clean_line: as ll_text_clean_line(). */
void fuzz_assert_clean(const char *text);
void fuzz_assert_clean_line(const char *text);

/* fuzz_assert_html: HTML is what libpurple may get: the whitelist's tags, nested properly, with the
 * whitelist's attributes and harmless values, and everything else escaped. Gives how deep its tags
 * are nested. */
guint fuzz_assert_html(const char *html);
