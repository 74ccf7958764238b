/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* Messages from a D-Bus message bus (D-Bus Specification, "Message Protocol"), read where they lie:
 * all pointers of a message are into its bytes. With people by the hundred there are thousands, and
 * GIO's messages take ten times as long. */

typedef enum {
  LL_DBUS_CALL = 1,
  LL_DBUS_RETURN = 2,
  LL_DBUS_ERROR = 3,
  LL_DBUS_SIGNAL = 4,
} LlDbusMessageType;

typedef struct {
  LlDbusMessageType type;
  guint32 reply_serial;                        /* 0 if absent */
  const char *path, *interface, *member;       /* "" if absent, and likewise: */
  const char *error_name, *sender, *signature; /* of the body */
  const guint8 *body;
  gsize body_length;
  gboolean is_swapped; /* in the other byte order than this machine's */
} LlDbusMessage;

/* ll_dbus_message_size: of the message at the start of LENGTH bytes; 0 while they are too few to
 * tell, -1 if it is none, or larger than LL_DBUS_MESSAGE_MAX. */
gssize ll_dbus_message_size(const guint8 *bytes, gsize length);
/* ll_dbus_message_parse: SIZE bytes, which are one message. FALSE if it is malformed. */
gboolean ll_dbus_message_parse(const guint8 *bytes, gsize size, LlDbusMessage *ret_message);
/* ll_dbus_message_read: the body's values, if SIGNATURE is its own and it is well formed. For each
 * type a pointer to where its value goes: i gint32, u guint32, q guint16, s and o const char *; for
 * ay two, const guint8 * and gsize. NULL for one that nobody wants. No other types. On FALSE these
 * hold anything. */
gboolean ll_dbus_message_read(const LlDbusMessage *message, const char *signature, ...);
