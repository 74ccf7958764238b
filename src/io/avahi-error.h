/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "io/discovery.h"

/* Between D-Bus errors and discovery's. */

/* ll_avahi_error_name: the D-Bus error's name behind a failed call, else its message. (transfer
 * full) */
char *ll_avahi_error_name(const GError *error);
/* ll_avahi_error_new: WHAT went wrong (DENIED or FAILED); REASON is a D-Bus error's name. (transfer
 * full) */
GError *ll_avahi_error_new(const char *reason, const char *what);
/* ll_avahi_error_no_responder: the bus or the daemon did not do what every responder does (DENIED
 * or UNAVAILABLE). (transfer full) */
GError *ll_avahi_error_no_responder(const GError *error, const char *what);
