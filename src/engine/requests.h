/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/xml-node.h"

/* What we have asked one person's program, and no answer came yet (RFC 6120 8.2.3). Only what comes
 * on that person's streams is to be passed in: so nobody answers for another. Each question is over
 * once, by its answer, its time, or the end of its stream. Times are milliseconds of any monotonic
 * clock, passed in as NOW. */

typedef enum {
  LL_REQUEST_INFO, /* what can it do? (XEP-0030) */
  LL_REQUEST_VERSION,
  LL_REQUEST_TIME,
  LL_REQUEST_PICTURE,
} LlRequestKind;

typedef struct LlRequests LlRequests;

LlRequests *ll_requests_new(void);
void ll_requests_free(LlRequests *requests);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlRequests, ll_requests_free)

/* ll_requests_add: a question of KIND goes out on STREAM, and has until DEADLINE. Its id, which no
 * question of this program has had, and nobody else can guess; NULL when too many are open
 * (limits.h). (transfer none) (nullable) */
const char *ll_requests_add(LlRequests *requests, LlRequestKind kind, guint stream,
                            gint64 deadline);
/* ll_requests_answered: IQ, of type result or error, came from them on any of their streams. TRUE:
 * it answers a question of RET_KIND, which is over; else it is nothing to us. */
gboolean ll_requests_answered(LlRequests *requests, const LlXmlNode *iq, LlRequestKind *ret_kind);
/* ll_requests_expired: one whose time is over at NOW, or FALSE; call until then. */
gboolean ll_requests_expired(LlRequests *requests, gint64 now, LlRequestKind *ret_kind);
/* ll_requests_gone: STREAM is no more: one that was asked on it, or FALSE; call until then. */
gboolean ll_requests_gone(LlRequests *requests, guint stream, LlRequestKind *ret_kind);
/* ll_requests_deadline: when ll_requests_expired() has something to say; G_MAXINT64: never. */
gint64 ll_requests_deadline(const LlRequests *requests);
