/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/xml-node.h"

/* Service discovery (XEP-0030): what this program is and can do, as others ask for it, and the
 * short form of it (XEP-0115) that goes out with our presence. */

/* What a program says that it can do, as far as anything depends on it. */
typedef enum {
  LL_CAPABILITY_KNOWN = 1 << 0, /* it has said what it can do; without this nothing is known */
  LL_CAPABILITY_CHAT_STATES = 1 << 1,
  LL_CAPABILITY_RECEIPTS = 1 << 2,
  LL_CAPABILITY_XHTML_IM = 1 << 3,
  LL_CAPABILITY_ATTENTION = 1 << 4,
  LL_CAPABILITY_CORRECT = 1 << 5,
  LL_CAPABILITY_VERSION = 1 << 6,
  LL_CAPABILITY_TIME = 1 << 7,
  LL_CAPABILITY_OOB = 1 << 8,
  LL_CAPABILITY_BOB = 1 << 9,
} LlCapability;

/* ll_disco_capabilities: what the features in QUERY, an answer to disco#info, stand for; flags with
 * KNOWN among them. */
LlCapability ll_disco_capabilities(const LlXmlNode *query);

/* ll_disco_own_node, own_ver: for the keys `node` and `ver`; ver is the hash of our answer.
 * (transfer none), (transfer full) */
const char *ll_disco_own_node(void);
char *ll_disco_own_ver(void);
/* ll_disco_own_info: our <query> for an answer or stream features. NODE (nullable) is what was
 * asked for, "node#ver" by those who know our presence. (transfer full) */
LlXmlNode *ll_disco_own_info(const char *node);
/* ll_disco_own_features: <stream:features> with our <query> for our node and ver (XEP-0174 10).
 * (transfer full) */
LlXmlNode *ll_disco_own_features(void);

/* ll_disco_answer: the answer, FROM us TO them, to REQUEST, an iq of type get or set: our info,
 * items (we have none), or that there is no such node. NULL when it asks for something else.
 * (transfer full) (nullable) */
LlXmlNode *ll_disco_answer(const LlXmlNode *request, const char *from, const char *to);
