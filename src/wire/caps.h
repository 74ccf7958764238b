/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/xml-node.h"

/* Entity capabilities (XEP-0115): a hash stands for an answer to disco#info, ours or another's. */

/* The hash function's name in the keys and attributes `hash`. */
#define LL_CAPS_SHA_1 "sha-1"

/* ll_caps_hash: SHA-1, in Base64, of what QUERY says, an answer to disco#info: identities, features
 * and forms (XEP-0115 5.1), in whatever order they come. Forms without a FORM_TYPE, or with one
 * that is not hidden, do not count. NULL when no hash is to be believed in (5.4): something is
 * there twice, or lacks a part; or a '<' stands in it, which is what parts the parts. (transfer
 * full) (nullable) */
char *ll_caps_hash(const LlXmlNode *query);
