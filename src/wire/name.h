/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* Presence names: the Instance part of a DNS-SD service name, `user@machine` (XEP-0174 3). A name
 * is held as its label: UTF-8, 1 to LL_NAME_MAX bytes, not escaped. */

/* ll_name_is_valid: whether NAME can be the label of an instance as others publish it: 1 to
 * LL_NAME_MAX bytes of UTF-8, no ASCII control character (RFC 6763 4.1.1). */
gboolean ll_name_is_valid(const char *name);

/* ll_name_make: the name under which USER on MACHINE is published. NTH is 0 for `user@machine`,
 * else the conflict's number: `user-NTH@machine` (XEP-0174 3, in the user's part). USER (any bytes)
 * is composed (NFC, RFC 6763 4.1.1); what peers cannot take (control characters, `"<>&'\` and the
 * JID's
 * `/:@`) becomes '-', line breaks and tabs a blank, blanks at its ends go. MACHINE is a host's
 * label in ASCII; other bytes become '-'. The user's part is cut on a character's boundary so that
 * all of it fits LL_NAME_MAX, and an overlong machine's as well. An empty USER becomes "user", an
 * empty MACHINE "localhost". (transfer full) */
char *ll_name_make(const char *user, const char *machine, guint nth);

/* ll_name_user, ll_name_machine: the part before the last '@' (all of it where there is none) and
 * the part behind it (nullable, also where nothing is behind it). (transfer full) */
char *ll_name_user(const char *name);
char *ll_name_machine(const char *name);

/* ll_name_fold: the form under which two spellings of a name are the same: ASCII letters in lower
 * case, all else as it is (RFC 6762 16). (transfer full) */
char *ll_name_fold(const char *name);
/* ll_name_fold_to: likewise, into the SIZE bytes at FOLD, cut where a character begins that does
 * not fit. */
void ll_name_fold_to(char *fold, gsize size, const char *name);
gboolean ll_name_equal(const char *a, const char *b);
/* For GHashTable: folded hash and equality of names. */
guint ll_name_hash(gconstpointer name);
gboolean ll_name_hash_equal(gconstpointer a, gconstpointer b);

/* ll_name_escape: NAME as one label of a domain name in text: '.' and '\' behind a backslash, bytes
 * outside printable ASCII and the space as \DDD... (RFC 1035 5.1, RFC 6763 4.3). (transfer full) */
char *ll_name_escape(const char *name);
/* ll_name_append_escaped: the same for LENGTH bytes of any label (a host's in an SRV record, say).
 */
void ll_name_append_escaped(GString *out, const guint8 *label, gsize length);
/* ll_name_unescape: the first label of the domain name TEXT, unescaped: `\.`, `\\`, `\DDD`; a lone
 * backslash at the end, one before fewer than three digits, and a number over 255 are kept as they
 * stand. RET_REST (nullable) is set to what follows the label's dot, or to the end. NULL, with
 * RET_REST untouched, if the label is not a valid name. (transfer full) (nullable) */
char *ll_name_unescape(const char *text, const char **ret_rest);
