/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

#include "wire/txt.h"

/* What a presence says of a person: the keys of XEP-0174 2.0.1's TXT registry as values. */

typedef enum {
  LL_STATUS_AVAILABLE,
  LL_STATUS_AWAY,
  LL_STATUS_DO_NOT_DISTURB,
} LlStatus;

typedef struct {
  LlStatus status;
  gint64 idle_since; /* Unix time in seconds; 0: not idle or not known */
  gboolean is_idle;  /* says "idle" with or without a time */
  guint16 port;      /* port.p2pj; only written, never used of others (XEP-0174 4.1) */
  char *message;     /* all strings (nullable), clean UTF-8 on one line, never empty */
  char *nick;
  char *first;
  char *last;
  char *email; /* space-separated list, as claimed */
  char *jid;   /* likewise */
  char *phsh;  /* lower-case hex SHA-1 of the picture, else NULL */
  char *vc;    /* 'A', 'V', 'C', '!' flags */
  char *node;  /* XEP-0115: the client */
  char *hash;
  char *ver;
} LlPresence;

LlPresence *ll_presence_new(void);
LlPresence *ll_presence_copy(const LlPresence *presence);
void ll_presence_free(LlPresence *presence);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlPresence, ll_presence_free)
gboolean ll_presence_equal(const LlPresence *a, const LlPresence *b);

/* ll_presence_from_txt: what TXT says, with every key optional. The same words mean different
 * things in two families: an Apple-like peer (keys `away`, `AIM`, or `vc` beyond "!") means Away by
 * `dnd` and idle by `away`, whose key `away` holds seconds since 2001-01-01 UTC (which make idle
 * whoever publishes them); prpl-bonjour (`node=libpurple`) means Away by `dnd`; others mean what
 * the XEP says. Texts are cut to LL_PRESENCE_TEXT_MAX. (transfer full) */
LlPresence *ll_presence_from_txt(const LlTxt *txt);
/* ll_presence_to_txt: the record to publish: txtvers=1 first, no key twice, no empty value. When
 * available but idle, the status goes out as `away` with the key `away` (seconds since 2001-01-01,
 * if known). Away and do-not-disturb go out without that key: next to it, their words would be read
 * Apple's way. (transfer full) */
LlTxt *ll_presence_to_txt(const LlPresence *presence);

/* ll_presence_display_name: nick, else "first last", else one of these, else NULL. (transfer full)
 * (nullable) */
char *ll_presence_display_name(const LlPresence *presence);
