/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/xml-node.h"

/* Pictures over the stream (XEP-0231, Bits of Binary): asked for by their hash. */

/* ll_bob_request: put into IQ, of type get, the question for what has the hash HASH. */
void ll_bob_request(LlXmlNode *iq, const char *hash);
/* ll_bob_answer: the answer, FROM us TO them, to REQUEST, an iq of type get or set: one of PICTURES
 * (LlPicture; NULL: none), or that there is no such. NULL when it asks for something else.
 * (transfer full) (nullable) */
LlXmlNode *ll_bob_answer(const LlXmlNode *request, const char *from, const char *to,
                         const GPtrArray *pictures);
/* ll_bob_read: what is in DATA, of an iq of type result, unverified; NULL: nothing, or more than
 * LL_PICTURE_MAX. (transfer full) (nullable) */
GBytes *ll_bob_read(const LlXmlNode *data);
