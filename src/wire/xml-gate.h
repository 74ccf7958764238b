/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* What stands between a stream's bytes and xml-reader's parser: bytes go in as they come, whole
 * tags with the text before them come out, and only what XMPP allows. It knows where tags begin and
 * end, and so holds every bound of limits.h before the parser has seen, copied or compared
 * anything:
 * - UTF-8 only, whatever is declared; the XML declaration ends here;
 * - no DTD, comment, processing instruction or entity but the five predefined (RFC 6120 11.1);
 * - bytes of the header and of each stanza, depth, elements, attributes;
 * - text between stanzas (keep-alives) is dropped;
 * - a character that XML 1.0 cannot hold, raw or as a reference, becomes what wire/text.h makes of
 * it: prpl-bonjour sends such of what people paste, and it must not end the conversation. Whether
 * tags match, names and namespaces are the parser's business. */

typedef struct LlXmlGate LlXmlGate;

/* ll_xml_gate_new: for a stream, or for one element alone (IS_FRAGMENT), which has no XML
 * declaration and nothing but white space around it. */
LlXmlGate *ll_xml_gate_new(gboolean is_fragment);
void ll_xml_gate_free(LlXmlGate *gate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlXmlGate, ll_xml_gate_free)

/* ll_xml_gate_push: LENGTH more bytes; after the root's end tag they are dropped. FALSE with an
 * LL_XML_ERROR on the first fault; what came before it can still be taken, and nothing may be
 * pushed after it. */
gboolean ll_xml_gate_push(LlXmlGate *gate, const char *bytes, gsize length, GError **error);
/* ll_xml_gate_peek: markup that ends with a whole tag, valid until the next call. RET_LENGTH in
 * bytes, 0 when there is none. (transfer none) */
const char *ll_xml_gate_peek(const LlXmlGate *gate, gsize *ret_length);
/* ll_xml_gate_consume: what was peeked at has been used. */
void ll_xml_gate_consume(LlXmlGate *gate);
/* ll_xml_gate_is_between: no tag, stanza or character is half read. */
gboolean ll_xml_gate_is_between(const LlXmlGate *gate);
