/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <purple.h>

/* What the face says, to a libpurple client whose screen this is and to the fake endpoint: a line
 * for each thing, in order. A test names every line. */

/* journal_init, journal_uninit: begin one, and throw it away. */
void journal_init(void);
void journal_uninit(void);
/* journal_set_ui_ops: be libpurple's user interface. */
void journal_set_ui_ops(void);
/* journal_add: LINE is on the screen. */
void journal_add(const char *line);
/* journal_note: the endpoint was asked for LINE. */
void journal_note(const char *line);

/* journal_seen: it holds exactly these lines, and is empty from now on. */
#define journal_seen(...) journal_seen_at(G_STRLOC, __VA_ARGS__, NULL)
void journal_seen_at(const char *where, ...) G_GNUC_NULL_TERMINATED;
/* journal_nothing: it is empty. */
#define journal_nothing() journal_seen_at(G_STRLOC, NULL)
/* journal_forget: what it holds is of no interest to this test. */
void journal_forget(void);
/* journal_take_sorted: its lines for a test to look at where libpurple has no order; it is empty
 * from now on. (transfer full) */
GPtrArray *journal_take_sorted(void);
