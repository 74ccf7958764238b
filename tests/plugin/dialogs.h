/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <purple.h>

/* What the client asks its user, in dialogs: each is a line in the journal when it opens. A test
 * plays the user. */

/* dialogs_init: be libpurple's user interface for that. */
void dialogs_init(void);
/* dialogs_open: how many there are. */
guint dialogs_open(void);
/* dialogs_press: press the button CAPTION of the latest dialog. */
void dialogs_press(const char *caption);
/* dialogs_press_of: likewise of the latest dialog about WHO. */
void dialogs_press_of(const char *who, const char *caption);
/* dialogs_dismiss: close the latest dialog without an answer. */
void dialogs_dismiss(void);
/* dialogs_give: choose the file TEXT, or type it. */
void dialogs_give(const char *text);
/* dialogs_lack_files: the client has no dialog for files (LACKING), or has one, as at first. */
void dialogs_lack_files(gboolean lacking);
