/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* libpurple's event loop for tests without a client: files on GLib's main context, timers in a time
 * that passes when a test lets it. */

/* ll_fake_loop_use: from now on libpurple's event loop is this one. */
void ll_fake_loop_use(void);
/* ll_fake_loop_run: until no file has anything more to tell. */
void ll_fake_loop_run(void);
/* ll_fake_loop_let_pass: so much time, with what it lets off, and files in between. */
void ll_fake_loop_let_pass(guint milliseconds);
/* ll_fake_loop_timers: how many are set. */
guint ll_fake_loop_timers(void);
