/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* A public key's fingerprint: SHA-256 of its SubjectPublicKeyInfo (RFC 5280 4.1.2.7) in DER. It
 * outlives the certificate, which is made anew when the name becomes another. */

#define LL_FINGERPRINT_BYTES 32

typedef struct {
  guint8 bytes[LL_FINGERPRINT_BYTES];
} LlFingerprint;

gboolean ll_fingerprint_equal(const LlFingerprint *a, const LlFingerprint *b);
/* For GHashTable. */
guint ll_fingerprint_hash(gconstpointer fingerprint);
gboolean ll_fingerprint_hash_equal(gconstpointer a, gconstpointer b);
/* ll_fingerprint_to_string: 64 upper-case hexadecimal digits in groups of four, a blank between.
 * (transfer full) */
char *ll_fingerprint_to_string(const LlFingerprint *fingerprint);
/* ll_fingerprint_from_string: read the same back; blanks and case do not matter. FALSE: it is none.
 */
gboolean ll_fingerprint_from_string(const char *text, LlFingerprint *ret_fingerprint);
