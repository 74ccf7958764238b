/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* DNS-SD domains beyond the link (XEP-0174 14) as the user types them into the account's option. */

/* ll_domains_parse: the domains in TEXT (any bytes), parted by blanks, commas or semicolons: in
 * lower case, without the root's dot, no double, at most LL_DOMAINS_MAX. "local" is left out, since
 * the link is always browsed. RET_COMPLAINT is set to a sentence for the user about a word that is
 * no domain or one too many, NULL if there is none (transfer full). (transfer full) */
GStrv ll_domains_parse(const char *text, char **ret_complaint);
