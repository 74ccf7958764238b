/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/mail.h"

/* Messages on disk that wait for somebody, each in a file of its own, so that a crash in the middle
 * of one harms no other. io/messengers owns the account's. The files are small, and written and
 * read at once. */

typedef struct LlMailbox LlMailbox;

/* ll_mailbox_new: in DIRECTORY, which is made when the first message comes. (transfer full) */
LlMailbox *ll_mailbox_new(const char *directory);
void ll_mailbox_free(LlMailbox *mailbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlMailbox, ll_mailbox_free)

/* ll_mailbox_put: MAIL waits. Errors: G_FILE_ERROR, also when there is more than
 * LL_MAILBOX_MESSAGES_MAX. */
gboolean ll_mailbox_put(LlMailbox *mailbox, const LlMail *mail, GError **error);
/* ll_mailbox_remove: the message ID does not wait any more. */
void ll_mailbox_remove(LlMailbox *mailbox, guint64 id);
/* ll_mailbox_load: all that waits, the oldest first; LlMail. Files that are none of ours or damaged
 * are passed over, and stay. (transfer full) */
GPtrArray *ll_mailbox_load(LlMailbox *mailbox);
