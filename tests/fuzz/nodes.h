/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/xml-node.h"
#include "wire/xml-reader.h"

/* Elements, compared with one another and with their bounds. */

/* fuzz_describe_node: append all that NODE says to OUT, in words that only it says. */
void fuzz_describe_node(GString *out, const LlXmlNode *node);
/* fuzz_assert_node: NODE, the root of a stanza, keeps the bounds of limits.h, and its text is
 * clean. */
void fuzz_assert_node(const LlXmlNode *node);
/* fuzz_describe_events: what READER has to tell, appended to OUT. */
void fuzz_describe_events(GString *out, LlXmlReader *reader);
/* fuzz_is_writable: NODE can be read back. One of many attributes in namespaces cannot, for each of
 * these takes two more when written. */
gboolean fuzz_is_writable(const LlXmlNode *node);
/* fuzz_read_back: the stanza that is written in XML, as it comes out of a stream of ours. (transfer
 * full) */
LlXmlNode *fuzz_read_back(const GString *xml);
/* fuzz_assert_written: NODE, written into a stream of ours, is the same node at the other end. */
void fuzz_assert_written(const LlXmlNode *node);
