/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/mail.h"

/* Messages that are on their way, noted in one file, in case this program is killed: what the user
 * has sent is gone out by then, or is sent in its next life. A note costs one write() into the
 * kernel's memory, which outlives us but no power failure; what waits for longer is saved for good
 * (io/mailbox). The file is emptied as soon as nothing is on its way. io/messengers owns the
 * account's. */

typedef struct LlNotes LlNotes;

/* ll_notes_new: in a file in DIRECTORY, which is made with the first note. */
LlNotes *ll_notes_new(const char *directory);
/* ll_notes_free: in good order, so that nothing is left. */
void ll_notes_free(LlNotes *notes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlNotes, ll_notes_free)

/* ll_notes_load: what another life of this program has left, in the order in which it was written;
 * LlMail. Before ll_notes_add(), which throws it away, or ..._clear(). (transfer full) */
GPtrArray *ll_notes_load(const LlNotes *notes);
/* ll_notes_clear: what was left is taken care of. */
void ll_notes_clear(LlNotes *notes);
/* ll_notes_add: MAIL is on its way. FALSE: it could not be noted, or there is too much. */
gboolean ll_notes_add(LlNotes *notes, const LlMail *mail);
/* ll_notes_remove: ID, which was noted, is not any more; as of ll_notes_flush(), so that many that
 * are not needed any more cost one write. */
void ll_notes_remove(LlNotes *notes, guint64 id);
void ll_notes_flush(LlNotes *notes);
