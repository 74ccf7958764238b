/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "fake-endpoint.h"

/* What the parts of the fake endpoint share. */

struct LlEndpoint {
  const LlEndpointEvents *events;
  gpointer owner;
  char *name;
  guint16 port;
  guint64 last_id;
  GHashTable *peers;    /* name -> Peer */
  GPtrArray *locations; /* of LlLocation, the oldest first */
  gboolean knows_nudges;
  GPtrArray *waiting; /* of LlMail */
  GPtrArray *held;    /* name, text, name, text, ... */
  char *os;
  GBytes *picture; /* ours; NULL: none */
  gboolean dislikes_pictures;
  GHashTable *pictures; /* name -> GBytes, as they are shown */
  gboolean is_open;     /* there is a stream with everybody */
  GHashTable *security; /* name -> what is known of that (see fake-security.c) */
};

/* fake_endpoint_note: the face did this. */
void fake_endpoint_note(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* fake_security_new: the table of LlEndpoint. (transfer full) */
GHashTable *fake_security_new(void);
