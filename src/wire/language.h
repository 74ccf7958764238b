/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* Which of several texts is in the reader's language (RFC 6121 5.2.3: one body for each xml:lang).
 */

/* ll_language_rank: how welcome a text tagged TAG (RFC 5646; NULL or "": untagged) is to who reads
 * LANGUAGES, the best first: "de_AT.UTF-8", "de_AT", "de", "C" as g_get_language_names() has them;
 * NULL: none is known. 0 is the best; an untagged text comes after all that are wanted, and before
 * any other. "de" wants "de-AT", too; "de_AT" does not want "de". */
guint ll_language_rank(const char *tag, const char *const *languages);
