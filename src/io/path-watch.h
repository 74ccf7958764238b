/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* Something in the file system that is to appear, or to be replaced: a socket's path. The kernel
 * tells of it; nothing is asked again and again. GIO's monitor of a path that is missing does that,
 * every 4 s, so this one watches the deepest directory that is there. Used by io/avahi-bus. */

typedef struct LlPathWatch LlPathWatch;

/* ll_path_watch_new: APPEARED is called from the main loop each time something appears at PATH; it
 * may free the watch. (transfer full) */
typedef void (*LlPathAppeared)(gpointer owner);
LlPathWatch *ll_path_watch_new(const char *path, LlPathAppeared appeared, gpointer owner);
/* ll_path_watch_free: NULL is fine. */
void ll_path_watch_free(LlPathWatch *watch);
