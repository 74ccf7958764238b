/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <account.h>
#include <connection.h>
#include <plugin.h>

#include "io/endpoint.h"

/* An account that is signed on: libpurple's connection on one side, an endpoint on the network on
 * the other. It is the connection's protocol data, from login() to close(). */

typedef struct {
  PurpleConnection *gc;
  PurpleAccount *account;
  LlEndpoint *endpoint; /* NULL once close() has begun */
  LlResponder responder;
  gboolean is_troubled;  /* the network can't be used for the time being (see notice.c) */
  void *notice;          /* what the client shows about that; NULL when nothing */
  LlPresence *said;      /* what the endpoint publishes */
  gboolean visible;      /* whether it publishes at all */
  GHashTable *inquiries; /* open ones of Get Info (see info.c); NULL before the first */
  GHashTable *unlisted;  /* names of people who are to be listed soon (see buddies.c) */
  guint list_timer;
  GHashTable *questions;   /* open ones (see question.c); NULL before the first */
  GHashTable *written_to;  /* names of people whom the user has written to */
  GHashTable *asked_about; /* names of strangers of whom the user was asked (see strangers.c) */
  GHashTable *recognised;  /* name -> met before as (see security.c); NULL before the first */
  LlPolicy policy;         /* as the endpoint has it */
  guint reconnect_timer;
  GHashTable *nudges; /* name -> when they last asked for attention (see attention.c) */
  char *
      undelivered_name; /* whose undelivered message was shown last, why and when (undelivered.c) */
  LlUndelivered undelivered_why;
  gint64 undelivered_at;
} LlAccount;

/* ll_account_from_connection: NULL before login() and after close(). (transfer none) (nullable) */
LlAccount *ll_account_from_connection(const PurpleConnection *gc);
/* ll_account_directory: where what is ACCOUNT's own is kept. (transfer full) */
char *ll_account_directory(const PurpleAccount *account);
/* ll_account_publish: say on the network what the account's status and options are now, if that is
 * something else than before. ACCOUNT may be NULL. */
void ll_account_publish(LlAccount *account);
/* ll_account_follow_policy: wish of the endpoint what the account's option says now. ACCOUNT may be
 * NULL. */
void ll_account_follow_policy(LlAccount *account);
/* ll_account_reconnect: sign off and on again, from the main loop. */
void ll_account_reconnect(LlAccount *account);
/* ll_account_peer: what HANDLE (see handle.h) says. NULL when not on the network, or when ACCOUNT
 * is NULL or closing. (transfer none) (nullable) */
const LlPresence *ll_account_peer(const LlAccount *account, const char *handle);
/* ll_account_links: where HANDLE is seen; LlLink. NULL likewise. (transfer none) (nullable) */
const GArray *ll_account_links(const LlAccount *account, const char *handle);

/* For PurplePluginProtocolInfo. */
void ll_account_login(PurpleAccount *account);
void ll_account_close(PurpleConnection *gc);

/* For PurplePluginInfo: the names that were announced to the user live as long as the plugin is
 * loaded, so that a reconnection is not told again. */
gboolean ll_account_plugin_load(PurplePlugin *plugin);
gboolean ll_account_plugin_unload(PurplePlugin *plugin);
