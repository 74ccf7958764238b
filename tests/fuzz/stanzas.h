/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/xml-node.h"

/* What is made of stanzas: messages, questions and answers. */

/* fuzz_check_stanza: NODE of PEER's to us, who are OWN; what it says goes into EVENTS. What it is
 * to be answered with. (transfer full) (nullable) */
LlXmlNode *fuzz_check_stanza(const LlXmlNode *node, const char *own, const char *peer,
                             GString *events);
/* fuzz_check_payloads: what is in NODE, an iq or a stream's features. */
void fuzz_check_payloads(const LlXmlNode *node);
