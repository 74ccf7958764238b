/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* A message of ours that waits for somebody, as a value. */

typedef struct {
  char *name;     /* whom it is for */
  guint64 id;     /* the message's, not 0 */
  gint64 written; /* when, Unix time */
  char *plain;
  char *xhtml; /* (nullable) */
} LlMail;
/* ll_mail_copy: (transfer full). ll_mail_compare: for arrays of pointers; the oldest first. */
LlMail *ll_mail_copy(const LlMail *mail);
gint ll_mail_compare(gconstpointer a, gconstpointer b);
void ll_mail_free(LlMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlMail, ll_mail_free)
