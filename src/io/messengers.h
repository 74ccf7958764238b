/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/roster.h"
#include "io/connection.h"
#include "io/discovery.h"
#include "io/messenger.h"

/* Everybody with whom there is something going: an io/messenger for each, made when the first word
 * is to be said in either direction, gone when nothing is going on any more. */

typedef struct LlMessengers LlMessengers;

/* From the loop, or from within ll_messengers_free() (undelivered() and kept() alone). NAME is a
 * presence name or a contact's. */
typedef struct {
  /* The first seven as in LlEndpointEvents and LlMessengerEvents. */
  void (*message)(gpointer owner, const char *name, const LlMessage *message);
  void (*typing)(gpointer owner, const char *name, LlChatState state);
  LlWelcome (*welcome)(gpointer owner, const char *name);
  void (*knocked)(gpointer owner, const char *name);
  void (*undelivered)(gpointer owner, const char *name, const LlOutgoing *message, LlEnd why);
  void (*kept)(gpointer owner, const char *name, const LlOutgoing *message);
  void (*delivered)(gpointer owner, const char *name, const LlOutgoing *message);
  void (*opened)(gpointer owner, const char *name, gboolean open);
  void (*unreachable)(gpointer owner, const char *name);
  /* NAME gave a sign of life. */
  void (*heard)(gpointer owner, const char *name);
  /* As in LlEndpointEvents. */
  void (*about)(gpointer owner, const char *name, const LlAbout *about);
  /* As in LlMessengerEvents. */
  void (*picture)(gpointer owner, const char *name, GBytes *picture);
} LlMessengersEvents;

/* ll_messengers_new: people of ROSTER are found by DISCOVERY, contacts by address by CONTACTS;
 * GUARD says whom to trust; all four and EVENTS must outlive it. Messages for who is away are kept
 * in DIRECTORY (nullable: they are not kept). (transfer full) */
LlMessengers *ll_messengers_new(LlDiscovery *discovery, LlDiscovery *contacts,
                                const LlRoster *roster, LlGuard *guard, const char *directory,
                                const LlMessengersEvents *events, gpointer owner);
/* ll_messengers_free: see ll_messenger_free(). */
void ll_messengers_free(LlMessengers *messengers);

/* ll_messengers_set_own: our name is OWN from now on. */
void ll_messengers_set_own(LlMessengers *messengers, const char *own);
/* ll_messengers_set_about: what our program tells of itself from now on. */
void ll_messengers_set_about(LlMessengers *messengers, const LlAboutUs *us);
/* ll_messengers_set_present: whether NAME is seen on the network. */
void ll_messengers_set_present(LlMessengers *messengers, const char *name, gboolean present);
/* ll_messengers_changed: NAME's presence says something else. */
void ll_messengers_changed(LlMessengers *messengers, const char *name);
/* ll_messengers_take: CONNECTION is known to be NAME's (transfer full). */
void ll_messengers_take(LlMessengers *messengers, const char *name, LlConnection *connection);
/* ll_messengers_aside: NODE came from NAME on a stream that is nobody's. */
void ll_messengers_aside(LlMessengers *messengers, const char *name, const LlXmlNode *node);
/* ll_messengers_send: see ll_endpoint_send(). */
guint64 ll_messengers_send(LlMessengers *messengers, const char *name, const char *plain,
                           const char *xhtml);
/* ll_messengers_waiting, withdraw: see ll_endpoint_waiting(), ll_endpoint_withdraw(). */
GPtrArray *ll_messengers_waiting(LlMessengers *messengers);
gboolean ll_messengers_withdraw(LlMessengers *messengers, const char *name, guint64 id);
/* ll_messengers_capabilities: see ll_endpoint_capabilities(). */
LlCapability ll_messengers_capabilities(LlMessengers *messengers, const char *name);
/* ll_messengers_set_typing, nudge: see ll_endpoint_set_typing(), nudge(). */
void ll_messengers_set_typing(LlMessengers *messengers, const char *name, LlChatState state);
gboolean ll_messengers_nudge(LlMessengers *messengers, const char *name);
/* ll_messengers_review: GUARD's policy is another. ..._accepted: NAME may be trusted now. */
void ll_messengers_review(LlMessengers *messengers);
void ll_messengers_accepted(LlMessengers *messengers, const char *name);
/* ll_messengers_security: see ll_endpoint_security(). */
LlSecurity ll_messengers_security(LlMessengers *messengers, const char *name);
/* ll_messengers_ask_about: see ll_endpoint_ask_about(). */
gboolean ll_messengers_ask_about(LlMessengers *messengers, const char *name);
/* ll_messengers_ask_picture: ask NAME's program for the picture with HASH, over a stream, which is
 * opened for that if there is none. FALSE: it is not known to be able to tell; else picture() may
 * tell what came. */
gboolean ll_messengers_ask_picture(LlMessengers *messengers, const char *name, const char *hash);
/* ll_messengers_can_ask_picture: it is, and there is a stream. */
gboolean ll_messengers_can_ask_picture(const LlMessengers *messengers, const char *name);
