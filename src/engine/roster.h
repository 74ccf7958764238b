/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/peer.h"

/* Everybody on the network, one peer per presence name whatever its case (XEP-0174 5). What
 * discovery says goes in; the news for the user comes out. A peer is shown once its TXT record is
 * known, and ours never is. Each event costs the same however many peers there are. */

typedef enum {
  LL_ROSTER_SAME,     /* nothing to tell */
  LL_ROSTER_APPEARED, /* tell of the peer */
  LL_ROSTER_CHANGED,  /* likewise, again */
  LL_ROSTER_GONE,     /* tell that it left; ll_roster_find() does not find it any more */
} LlRosterNews;

typedef struct LlRoster LlRoster;
LlRoster *ll_roster_new(void);
void ll_roster_free(LlRoster *roster);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlRoster, ll_roster_free)

/* ll_roster_seen: NAME is on a link. RET_IS_NEW (out): the first one, and so its TXT record is to
 * be watched from now on. FALSE there too when the roster is full (limits.h). */
LlRosterNews ll_roster_seen(LlRoster *roster, const char *name, const LlLink *link,
                            gboolean *ret_is_new);
/* ll_roster_lost: NAME left a link. RET_IS_LAST (out): it was the last one; its TXT record is to be
 * watched no longer. */
LlRosterNews ll_roster_lost(LlRoster *roster, const char *name, const LlLink *link,
                            gboolean *ret_is_last);
/* ll_roster_cut_off: the link itself was lost, with NAME on it, which says nothing of them:
 * likewise, but who was shown stays so until they are seen again, or are swept. */
LlRosterNews ll_roster_cut_off(LlRoster *roster, const char *name, const LlLink *link,
                               gboolean *ret_is_last);
/* ll_roster_txt: NAME's TXT record. */
LlRosterNews ll_roster_txt(LlRoster *roster, const char *name, const guint8 *rdata, gsize length);

/* ll_roster_lose_all: nothing can be seen for the moment, which says nothing of the others: all
 * stay shown until they are seen again, or are swept. */
void ll_roster_lose_all(LlRoster *roster);
/* ll_roster_sweep: whoever was lost with all, or cut off, and not seen since is gone. Gives the
 * names of those who were shown. (transfer full) */
GPtrArray *ll_roster_sweep(LlRoster *roster);

/* ll_roster_doubt: NAME did not answer when it was asked for, so it is not shown until it gives a
 * sign of life: seen on another link, a TXT record, or ll_roster_trust(). */
LlRosterNews ll_roster_doubt(LlRoster *roster, const char *name);
LlRosterNews ll_roster_trust(LlRoster *roster, const char *name);

/* ll_roster_set_own: the name that is ours from now on (NULL: none). RET_SHOWN (out, nullable): the
 * peer that is no longer hidden, as another has the name that we had; RET_HIDDEN likewise for the
 * one that turned out to be us: its name (transfer none) (nullable). */
void ll_roster_set_own(LlRoster *roster, const char *name, const LlPeer **ret_shown,
                       const LlPeer **ret_hidden);
/* ll_roster_retire_own: we have withdrawn our name. What is still seen of it is ours until it is
 * lost, or until ll_roster_forget_retired(): what is seen of it then is another's. That gives the
 * names that are shown from now on. (transfer full) */
void ll_roster_retire_own(LlRoster *roster);
GPtrArray *ll_roster_forget_retired(LlRoster *roster);

/* ll_roster_find: NAME as far as it is shown. (transfer none) (nullable) */
const LlPeer *ll_roster_find(const LlRoster *roster, const char *name);
/* ll_roster_names: of all that are shown. (transfer container) */
GPtrArray *ll_roster_names(const LlRoster *roster);
