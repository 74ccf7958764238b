/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* The words that there are for how safe a conversation is, and for what the user wants of it. */

/* How safe a conversation is, in the words that people see. */
typedef enum {
  LL_SECURITY_UNKNOWN,   /* no stream yet, and no key is known */
  LL_SECURITY_PLAIN,     /* "Not encrypted" */
  LL_SECURITY_ENCRYPTED, /* "Encrypted, not verified" */
  LL_SECURITY_VERIFIED,  /* "Verified": the user has compared the numbers */
  LL_SECURITY_CHANGED,   /* "Changed!": stopped until the user decides */
} LlSecurity;
#define LL_SECURITY_N (LL_SECURITY_CHANGED + 1)

/* What the user wants of every stream. */
typedef enum {
  LL_POLICY_WHEN_POSSIBLE,
  LL_POLICY_ALWAYS,
  LL_POLICY_ONLY_VERIFIED,
  LL_POLICY_NEVER, /* for debugging: no stream of ours is encrypted */
} LlPolicy;
#define LL_POLICY_N (LL_POLICY_NEVER + 1)

const char *ll_security_to_string(LlSecurity security);
const char *ll_policy_to_string(LlPolicy policy);
