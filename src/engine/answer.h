/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/about.h"

/* What an <iq> is owed (RFC 6120 8.2.3): each question one answer, and an answer none. */

/* ll_answer_iq: the answer to IQ, an <iq> of PEER's to us, who are OWN: what we know to answer,
 * else service-unavailable; bad-request where it has no id, no type that there is, or not one
 * payload. OWN and PEER are the stream's two (PEER nullable), whatever IQ calls them: some programs
 * cannot read a resource. US and NOW as in ll_about_answer(). NULL where it is itself an answer.
 * (transfer full) (nullable) */
LlXmlNode *ll_answer_iq(const LlXmlNode *iq, const char *own, const char *peer, const LlAboutUs *us,
                        GDateTime *now);
