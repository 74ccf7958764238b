/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/presence.h"

/* Presences as the strings of their records, as tools print them: "1st=Ann|status=dnd". */

#define APPLE_EPOCH G_GINT64_CONSTANT(978307200) /* 2001-01-01 00:00 UTC */
#define SHA1        "d5f7c2fd673a274fa1e005745ed9f7085e5cf66b"

/* strings_read: what a record of STRINGS says. (transfer full) */
LlPresence *strings_read(const char *strings);
/* strings_show: the other way round. (transfer full) */
char *strings_show(const LlPresence *presence);
/* strings_full: with a value for everything that is written, but the port. (transfer full) */
LlPresence *strings_full(void);
