/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/xml-node.h"

/* Questions between two programs (RFC 6120 8.2.3): each gets one answer, a result or an error. */

/* ll_iq_is_request: NODE is an <iq> of type get or set, which must be answered. */
gboolean ll_iq_is_request(const LlXmlNode *node);
/* ll_iq_get: a question with ID, FROM us TO them (nullable), with nothing in it yet. (transfer
 * full)
 */
LlXmlNode *ll_iq_get(const char *id, const char *from, const char *to);
/* ll_iq_result: the answer to REQUEST from FROM to TO, with the same id and nothing in it yet.
 * (transfer full) */
LlXmlNode *ll_iq_result(const LlXmlNode *request, const char *from, const char *to);
/* ll_iq_error: the answer to REQUEST with the stanza error CONDITION of TYPE ("cancel", ...), from
 * FROM to TO, with the same id. (transfer full) */
LlXmlNode *ll_iq_error(const LlXmlNode *request, const char *from, const char *to, const char *type,
                       const char *condition);
