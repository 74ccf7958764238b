/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/dialogue.h"
#include "io/attempt.h"
#include "io/inquiry.h"
#include "io/messenger.h"

/* What the parts of a messenger know of each other: messenger.c is what others see of it,
 * messenger-streams.c hears what comes on its streams, messenger-session.c does what its session
 * decides. */

struct LlMessenger {
  LlDiscovery *discovery;
  const LlMessengerShared *shared;
  char *own;
  char *peer;
  gboolean is_by_address; /* and `peer` is no presence name */
  const LlMessengerEvents *events;
  gpointer owner;
  LlSession *session;
  LlDialogue *dialogue;
  LlInquiry *inquiry;
  GPtrArray *connections; /* LlConnection, all that there are, the oldest first */
  gboolean is_present;    /* on the network, as discovery sees it */
  gboolean is_open;       /* as told by opened() */
  LlAttempt *attempt;     /* to connect */
  LlConnection *greeting; /* what came of it, in `connections` too, until stanzas can go on it */
  guint timer;
  gint64 timer_due;
  gint64 acked_at; /* when the kernel was asked last what their machine has */
  gboolean is_pumping;
};

/* --- messenger-streams.c --- */

/* ll_messenger_stream: the connection with that number; ..._open_stream: one that stanzas can go
 * out on, the newest. (nullable) */
LlConnection *ll_messenger_stream(const LlMessenger *messenger, guint id);
LlConnection *ll_messenger_open_stream(const LlMessenger *messenger);
/* ll_messenger_addressee: whom stanzas on CONNECTION go to. (nullable) */
const char *ll_messenger_addressee(const LlMessenger *messenger, const LlConnection *connection);
/* ll_messenger_capabilities: what their program can do, as far as it is known. */
LlCapability ll_messenger_capabilities(const LlMessenger *messenger);
/* ll_messenger_add_stream: CONNECTION is one of theirs (transfer full). */
void ll_messenger_add_stream(LlMessenger *messenger, LlConnection *connection);
/* ll_messenger_remove_stream: CONNECTION is over for WHY, and freed. */
void ll_messenger_remove_stream(LlMessenger *messenger, LlConnection *connection, LlEnd why);
/* ll_messenger_await_settled: CONNECTION may take a moment to settle encryption. */
void ll_messenger_await_settled(const LlMessenger *messenger, LlConnection *connection);
/* ll_messenger_tell_acked: tell the session what their machine has of it; ..._tell_acks: what their
 * program has read. */
void ll_messenger_tell_acked(LlMessenger *messenger, const LlConnection *connection);
void ll_messenger_tell_acks(LlMessenger *messenger, const LlConnection *connection);
/* ll_messenger_tell_open: tell the owner if there is a stream now, or none any more. */
void ll_messenger_tell_open(LlMessenger *messenger);

/* --- messenger-session.c --- */

/* ll_messenger_pump: do all that is to be done now. */
void ll_messenger_pump(LlMessenger *messenger);
/* ll_messenger_wake_at: pump at DUE, in milliseconds of ll_now_ms(), at the latest. */
void ll_messenger_wake_at(LlMessenger *messenger, gint64 due);
/* ll_messenger_inquire: ask their program what is to be asked. */
void ll_messenger_inquire_now(LlMessenger *messenger);
/* ll_messenger_shut: do what a session says last. */
void ll_messenger_shut(LlMessenger *messenger);
/* ll_messenger_mail: MESSAGE for the mailbox, its texts borrowed; ..._unsave: out of it. */
LlMail ll_messenger_mail(const LlMessenger *messenger, const LlOutgoing *message);
void ll_messenger_unsave(LlMessenger *messenger, const LlOutgoing *message);
extern const LlInquiryEvents ll_messenger_inquiry_events;
