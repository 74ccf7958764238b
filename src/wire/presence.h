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

/* What somebody can do in a conference of sound and pictures (the key `vc`). */
typedef enum {
  LL_VC_AUDIO = 1 << 0,    /* A */
  LL_VC_VIDEO = 1 << 1,    /* V */
  LL_VC_CAMERA = 1 << 2,   /* C */
  LL_VC_NOT_BUSY = 1 << 3, /* !: is not in one now */
} LlVc;

typedef struct {
  LlStatus status;
  gint64 idle_since; /* Unix time in seconds; 0: not idle or not known */
  gboolean is_idle;  /* says "idle" with or without a time */
  LlVc vc;           /* flags, 0 where nothing is said */
  guint16 port;      /* port.p2pj; only written, never used of others (XEP-0174 4.1) */
  char *message;     /* all strings (nullable), clean UTF-8 on one line, never empty */
  char *nick;
  char *first;
  char *last;
  char *email; /* a list as claimed: ll_presence_addresses() */
  char *jid;   /* likewise */
  char *phsh;  /* lower-case hex SHA-1 of the picture, else NULL */
  char *large; /* our own key `phsh-l`: likewise of a larger one, to be had over the stream alone */
  char *node;  /* XEP-0115: the client */
  char *hash;
  char *ver;
  char *ext; /* XEP-0115 before 1.4; only read */
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
/* ll_presence_to_txt: the record to publish: txtvers=1 first, no key twice, no empty value, never
 * over LL_TXT_PUBLISH_MAX bytes. What programs need always goes out, in about 200 bytes: status,
 * port, picture's hash, vc and capabilities. What the user wrote has the rest, nickname first, then
 * names, message and addresses: of one that does not fit, a name or message is cut on a character's
 * boundary, and of addresses those go out that fit whole. So the record passes 400 bytes only by
 * the user's own words. When available but idle, the status goes out as `away` with the key `away`
 * (seconds since 2001-01-01, if known). Away and do-not-disturb go out without that key: next to
 * it, their words would be read Apple's way. (transfer full) */
LlTxt *ll_presence_to_txt(const LlPresence *presence);

/* ll_presence_addresses: the addresses in LIST (nullable), an `email` or `jid`: parted by blanks
 * (XEP-0174 12), or by the commas and semicolons that people type; at most
 * LL_PRESENCE_ADDRESSES_MAX. (transfer full) */
GStrv ll_presence_addresses(const char *list);

/* ll_presence_display_name: nick, else "first last", else one of these, else NULL. (transfer full)
 * (nullable) */
char *ll_presence_display_name(const LlPresence *presence);
