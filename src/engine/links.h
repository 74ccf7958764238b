/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/address.h"
#include "wire/link.h"

/* Our own links: which of them work, as the kernel tells piece by piece. One does (an interface
 * with one IP version) while the interface is up, has its carrier, and has an address of that
 * version. Losing somebody on a link that does not work says nothing of them; and when one works
 * again, much may have happened that nobody here was told. It decides; io/carrier asks the kernel.
 * No clock: times are milliseconds of a clock that goes on while the computer sleeps, passed in as
 * NOW. */

/* A responder drops what it saw on a link once that has failed: what is lost so long after that, in
 * milliseconds, may be for this reason, though the link works again. */
#define LL_LINKS_SHOCK_MS 3000

typedef struct LlLinks LlLinks;
LlLinks *ll_links_new(void);
void ll_links_free(LlLinks *links);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlLinks, ll_links_free)

/* ll_links_begin: all is unknown, and about to be told anew; ll_links_end: now all has been. Where
 * that is not the first time, whatever works may have failed in between. */
void ll_links_begin(LlLinks *links);
void ll_links_end(LlLinks *links);
/* ll_links_set_running: INTERFACE (index) is up and has its carrier, or not. */
void ll_links_set_running(LlLinks *links, gint32 interface, gboolean running, gint64 now);
/* ll_links_add_address, remove_address: ADDRESS can be used on INTERFACE, and no longer. */
void ll_links_add_address(LlLinks *links, gint32 interface, const LlAddress *address, gint64 now);
void ll_links_remove_address(LlLinks *links, gint32 interface, const LlAddress *address,
                             gint64 now);
/* ll_links_remove: there is no INTERFACE any more. */
void ll_links_remove(LlLinks *links, gint32 interface);

/* ll_links_is_steady: whoever is lost on LINK did leave. What is beyond the link always is, and all
 * is while nothing is known. */
gboolean ll_links_is_steady(const LlLinks *links, const LlLink *link, gint64 now);
/* ll_links_has_returned, take_returned: a link that works again, each time once; FALSE: no more of
 * them. RET_AWAY: for how long it did not, in milliseconds. */
gboolean ll_links_has_returned(const LlLinks *links);
gboolean ll_links_take_returned(LlLinks *links, LlLink *ret_link, gint64 *ret_away);
