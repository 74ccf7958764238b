/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* What this host is called, for a responder that has to say so itself (io/avahi-embedded), and when
 * that changes. */

/* ll_host_name_fit: the first label of NAME made one that every host may have (RFC 1123 2.1): ASCII
 * letters and digits, and '-' between them for what is neither, at most LL_NAME_MAX bytes. What
 * leaves nothing, or says as little as "localhost", becomes "host". (transfer full) */
char *ll_host_name_fit(const char *name);
/* ll_host_name: this host's, so made. (transfer full) */
char *ll_host_name(void);

/* ll_host_name_watch: CHANGED is called from the main loop whenever somebody sets the host's name,
 * be it to the same one. Gives the id of a source; 0 where that can't be known. */
guint ll_host_name_watch(void (*changed)(gpointer data), gpointer data);
