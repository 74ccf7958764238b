/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* Multicast DNS messages (RFC 1035 4, RFC 6762 18), as little of them as it takes to ask the
 * network itself whether somebody is still there. All else of DNS is the responder's. */

/* ll_dns_question: a message that asks for the SRV record of the presence NAME (valid, see
 * wire/name.h), to be answered by multicast. (transfer full) */
GBytes *ll_dns_question(const char *name);

/* ll_dns_question_for_all: likewise for everybody: who is there answers with their PTR record. */
GBytes *ll_dns_question_for_all(void);

/* ll_dns_presences: the names of those whom MESSAGE shows to be there: it is a response, and one of
 * its records is theirs or points to them, and is no goodbye (RFC 6762 10.1). Where something is
 * malformed, it is read up to there. char *, any of them perhaps several times; none for what is no
 * response. (transfer full) */
GPtrArray *ll_dns_presences(const guint8 *message, gsize length);
