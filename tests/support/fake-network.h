/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "fake-discovery.h"

/* The network behind support/fake-discovery.h, for that file alone: who is on it, and the queue of
 * callbacks. */

typedef struct LlFake LlFake;

struct LlFakeNetwork {
  GPtrArray *fakes; /* of LlFake, not owned */
  GQueue letters;   /* of LlFakeLetter */
  guint source;
};

typedef struct {
  char *name;
  guint16 port;
  GBytes *txt;
} LlFakeService;

struct LlFake {
  LlDiscovery base;
  LlFakeNetwork *network;
  char *machine;
  gboolean started, broken, held;
  LlDiscoveryError code;
  LlFakeService *service; /* what is on the network */
  LlFakeService *probing; /* what will be, unless another has the name */
  GArray *links;          /* of LlLink */
  GArray *addresses;      /* of LlAddress */
  GHashTable *watches;    /* names */
  GPtrArray *resolves;    /* of LlResolve */
  GBytes *picture;        /* of what is published; NULL: none */
  GHashTable *questions;  /* names */
  guint publications, updates, asked;
};

struct LlResolve {
  char *name;
  const LlResolveEvents *events;
  gpointer data;
};

typedef enum {
  LL_FAKE_READY,
  LL_FAKE_UNAVAILABLE,
  LL_FAKE_PROBED,
  LL_FAKE_COLLISION,
  LL_FAKE_SEEN,
  LL_FAKE_LOST,
  LL_FAKE_TXT,
  LL_FAKE_PICTURE,
  LL_FAKE_ANSWER, /* look the name up: one ADDRESS each, then DONE */
  LL_FAKE_ADDRESS,
  LL_FAKE_DONE,
} LlFakeKind;

/* One callback that is under way. */
typedef struct {
  LlFakeKind kind;
  LlFake *to;
  LlResolve *resolve;
  char *name;
  LlLink link;
  GBytes *txt;
  LlAddress address;
  guint16 port;
  gboolean found;
} LlFakeLetter;

/* ll_fake_send: queue a callback; the caller fills in what KIND needs more. (transfer none) */
LlFakeLetter *ll_fake_send(LlFake *to, LlFakeKind kind, const char *name);
/* ll_fake_drop: what is under way to TO, or to its RESOLVE (nullable) alone, does not come. */
void ll_fake_drop(LlFake *to, const LlResolve *resolve);
/* ll_fake_find: who has NAME. (transfer none) (nullable) */
LlFake *ll_fake_find(LlFakeNetwork *network, const char *name);
gboolean ll_fake_is_up(const LlFake *fake);

/* What PUBLISHER has published appears or goes (KIND), or says something else, for TO or for all.
 */
void ll_fake_send_seen(LlFake *to, const LlFake *publisher, LlFakeKind kind);
void ll_fake_send_seen_to_all(const LlFake *publisher, LlFakeKind kind);
void ll_fake_send_txt(LlFake *to, const LlFake *publisher);
void ll_fake_send_txt_to_all(const LlFake *publisher);

/* ll_fake_withdraw: nothing is published or about to be any more. */
void ll_fake_withdraw(LlFake *self);
/* ll_fake_forget_resolve: RESOLVE is over, and freed. */
void ll_fake_forget_resolve(LlFake *self, LlResolve *resolve);
