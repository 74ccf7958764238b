/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* A TXT record's key/value strings (RFC 6763 6), between their bytes on the wire and values. */

typedef struct LlTxt LlTxt;

/* ll_txt_new: an empty record, to be filled in the order in which keys shall go out. */
LlTxt *ll_txt_new(void);
/* ll_txt_parse: the record in RDATA (any bytes at all). Of keys that differ only in case the first
 * counts (6.4); strings without a key, or with one that is not printable ASCII, keys beyond
 * LL_TXT_KEYS_MAX, and bytes beyond LL_TXT_READ_MAX are passed over; a length that points beyond
 * the end takes what is there. Never fails. (transfer full) */
LlTxt *ll_txt_parse(const guint8 *rdata, gsize length);
void ll_txt_free(LlTxt *txt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlTxt, ll_txt_free)

/* ll_txt_set: append KEY (printable ASCII without '=') with VALUE, cleaned by ll_text_clean_line()
 * and cut on a character's boundary to fit LL_TXT_STRING_MAX with its key; a VALUE that is NULL or
 * empty then appends nothing. A KEY that is there is not appended twice. */
void ll_txt_set(LlTxt *txt, const char *key, const char *value);
/* ll_txt_has: whether KEY is there, with a value or without. */
gboolean ll_txt_has(const LlTxt *txt, const char *key);
/* ll_txt_get: KEY's value as clean one-line UTF-8 (see ll_text_clean_line), NULL where the key, its
 * '=' or its value is missing (an empty value counts as none). (transfer none) (nullable) */
const char *ll_txt_get(const LlTxt *txt, const char *key);
guint ll_txt_size(const LlTxt *txt); /* how many keys */

/* ll_txt_length: the bytes of all strings with their lengths, also of those that do not fit. */
gsize ll_txt_length(const LlTxt *txt);
/* ll_txt_to_rdata: the record's bytes: one zero byte when it has no key (6.1). From the first
 * string that would bring it over LL_TXT_PUBLISH_MAX, all are left out. (transfer full) */
GBytes *ll_txt_to_rdata(const LlTxt *txt);
