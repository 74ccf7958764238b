/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "engine/trust.h"

/* Pins as text, for io/pins to keep in a file: a line that says what it is and in which version, a
 * line for each pin, and one that counts them, without which it is a part.
 *
 *     link-local pins 1
 *     verified|unverified FINGERPRINT FIRST-MET LAST-MET NAME NAME ...
 *     end 1
 *
 * The fingerprint is 64 hexadecimal digits, names are in percent-encoding (RFC 3986 2.1). */

typedef enum {
  LL_TRUST_TEXT_ERROR_DAMAGED,
  LL_TRUST_TEXT_ERROR_VERSION, /* a later version of this program wrote it */
} LlTrustTextError;
#define LL_TRUST_TEXT_ERROR (ll_trust_text_error_quark())
GQuark ll_trust_text_error_quark(void);

/* (transfer full) */
char *ll_trust_to_text(const LlTrust *trust);
/* ll_trust_from_text: NULL with ERROR, which names the line, when not all of TEXT (LENGTH bytes of
 * any kind) is as it should be. (transfer full) */
LlTrust *ll_trust_from_text(const char *text, gsize length, GError **error);
