/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/capabilities.h"
#include "engine/heard.h"
#include "engine/session.h"
#include "io/connection.h"
#include "io/discovery.h"
#include "io/guard.h"
#include "io/mailbox.h"
#include "io/notes.h"
#include "wire/about.h"
#include "wire/stanza.h"
#include "wire/welcome.h"

/* Carries messages to and from one other person: does with sockets and discovery what an
 * engine/session decides. io/endpoint owns one for each person there is something going with.
 *
 * A contact by address (wire/contact.h) is tried whether seen or not. What it calls itself on a
 * stream is whom that stream's stanzas are addressed to, and counts for nothing else. */

typedef struct LlMessenger LlMessenger;

/* What all messengers of one endpoint have in common. */
typedef struct {
  LlGuard *guard;               /* whom to trust */
  const LlRoster *roster;       /* who is there */
  LlHeard *heard;               /* what was read of late */
  LlCapabilities *capabilities; /* what everybody's programs can do */
  LlAboutUs us;                 /* what ours tells of itself */
  char **languages;             /* the user's, see wire/language.h */
  LlMailbox *mailbox;           /* messages that wait for somebody; NULL: they do not wait long */
  LlNotes *notes;               /* messages on their way; NULL likewise */
} LlMessengerShared;

/* From the loop only; the messenger is not to be freed from within, except in idle(). */
typedef struct {
  void (*message)(gpointer owner, LlMessenger *messenger, const LlMessage *message);
  /* They are doing something else than before, as of ll_dialogue_theirs(). */
  void (*typing)(gpointer owner, LlMessenger *messenger, LlChatState state);
  /* Asks whether the user wants to hear them. */
  LlWelcome (*welcome)(gpointer owner, LlMessenger *messenger);
  /* They wrote something, NOT_YET welcome, and were told that it is not shown. */
  void (*knocked)(gpointer owner, LlMessenger *messenger);
  void (*undelivered)(gpointer owner, LlMessenger *messenger, const LlOutgoing *message, LlEnd why);
  /* MESSAGE waits until they are back: it will be delivered(), now or in another life of this
   * program. */
  void (*kept)(gpointer owner, LlMessenger *messenger, const LlOutgoing *message);
  void (*delivered)(gpointer owner, LlMessenger *messenger, const LlOutgoing *message);
  /* There is a stream on which both have said who they are (OPEN), or there is none any more. */
  void (*opened)(gpointer owner, LlMessenger *messenger, gboolean open);
  /* They are not to be reached: nobody says where they listen, there is no connection, or nothing
   * on it is acknowledged. It is tried again, or ends in undelivered(). */
  void (*unreachable)(gpointer owner, LlMessenger *messenger);
  /* Something came from their program. */
  void (*heard)(gpointer owner, LlMessenger *messenger);
  /* What they have said of their program, since ll_messenger_ask_about(). */
  void (*about)(gpointer owner, LlMessenger *messenger, const LlAbout *about);
  /* What came of ll_messenger_ask_picture(), unverified; NULL: nothing. */
  void (*picture)(gpointer owner, LlMessenger *messenger, GBytes *picture);
  /* A question what their program can do is over: others may have to be asked, each by
   * ll_messenger_inquire(). */
  void (*retry)(gpointer owner, LlMessenger *messenger);
  /* Nothing is going on any more: it may be freed. */
  void (*idle)(gpointer owner, LlMessenger *messenger);
} LlMessengerEvents;

/* ll_messenger_new: between us, OWN, and the person at PEER. DISCOVERY and SHARED must outlive it.
 */
LlMessenger *ll_messenger_new(LlDiscovery *discovery, const LlMessengerShared *shared,
                              const char *own, const char *peer, const LlMessengerEvents *events,
                              gpointer owner);
/* ll_messenger_free: end all streams; messages that were not sent are told by undelivered() or
 * kept() from within. */
void ll_messenger_free(LlMessenger *messenger);

const char *ll_messenger_peer(const LlMessenger *messenger);
/* ll_messenger_set_own: our name is another from now on; the next stream says so. */
void ll_messenger_set_own(LlMessenger *messenger, const char *own);
/* ll_messenger_send: see ll_endpoint_send(). */
void ll_messenger_send(LlMessenger *messenger, guint64 id, const char *plain, const char *xhtml);
/* ll_messenger_set_typing, nudge: see ll_endpoint_set_typing(), nudge(). */
void ll_messenger_set_typing(LlMessenger *messenger, LlChatState state);
gboolean ll_messenger_nudge(LlMessenger *messenger);
/* ll_messenger_restore: MAIL is of the mailbox. */
void ll_messenger_restore(LlMessenger *messenger, const LlMail *mail);
/* ll_messenger_list: append to ALL what has not gone out; LlMail (transfer full), in order. */
void ll_messenger_list(const LlMessenger *messenger, GPtrArray *all);
/* ll_messenger_withdraw: the message ID is not to be sent. FALSE: it has been. */
gboolean ll_messenger_withdraw(LlMessenger *messenger, guint64 id);
/* ll_messenger_n_streams: how many there are. ..._oldest_stream: when the one was used that was not
 * for the longest time; G_MAXINT64: there is none. ..._make_room: that one ends. */
guint ll_messenger_n_streams(const LlMessenger *messenger);
gint64 ll_messenger_oldest_stream(const LlMessenger *messenger);
void ll_messenger_make_room(LlMessenger *messenger);
/* ll_messenger_take: CONNECTION, opened by them, is known to be this person's (transfer full). */
void ll_messenger_take(LlMessenger *messenger, LlConnection *connection);
/* ll_messenger_review: what is wanted of a stream is another than before: those that there are and
 * that will not do are ended. */
void ll_messenger_review(LlMessenger *messenger);
/* ll_messenger_accepted: they may be trusted now: what waited for that goes out. */
void ll_messenger_accepted(LlMessenger *messenger);
/* ll_messenger_security: how safe it is to talk with them. */
LlSecurity ll_messenger_security(const LlMessenger *messenger);
/* ll_messenger_set_present: whether the person is seen on the network, at first not. Who is not is
 * not looked for: what waits goes out if they come back in a moment, and else is kept, or
 * undelivered where there is no mailbox. */
void ll_messenger_set_present(LlMessenger *messenger, gboolean present);
/* ll_messenger_inquire: ask what their program can do, if a stream is open and it is not known. */
void ll_messenger_inquire(LlMessenger *messenger);
/* ll_messenger_ask_about: see ll_endpoint_ask_about(). */
gboolean ll_messenger_ask_about(LlMessenger *messenger);
/* ll_messenger_ask_picture, can_ask_picture: see ll_messengers_ask_picture(). */
void ll_messenger_ask_picture(LlMessenger *messenger, const char *hash);
gboolean ll_messenger_can_ask_picture(const LlMessenger *messenger);
