/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/xml-node.h"

/* An XMPP stream's bytes to values: push bytes, then pop what they held; however the bytes are cut,
 * the same events come out. On libxml2's push parser, behind wire/xml-gate.h which keeps the bounds
 * of limits.h, and lets no DTD, no entity but the five predefined, no comment and no processing
 * instruction through (RFC 6120 11.1). Text between stanzas is passed over. Elements without a
 * namespace are in LL_NS_CLIENT where the header declares no default. */

typedef enum {
  LL_XML_EVENT_NONE,   /* needs more bytes */
  LL_XML_EVENT_HEADER, /* the stream's start tag: node holds its attributes, no children */
  LL_XML_EVENT_STANZA, /* node: a whole first-level element */
  LL_XML_EVENT_CLOSE,  /* the stream's end tag */
  LL_XML_EVENT_ERROR,  /* see ll_xml_reader_error(); nothing comes after it */
} LlXmlEvent;

typedef enum {
  LL_XML_ERROR_NOT_WELL_FORMED,
  LL_XML_ERROR_RESTRICTED_XML,    /* DTD, entity, comment, processing instruction */
  LL_XML_ERROR_POLICY_VIOLATION,  /* a bound of limits.h */
  LL_XML_ERROR_BAD_ENCODING,      /* not UTF-8 */
  LL_XML_ERROR_INVALID_NAMESPACE, /* the root is not stream in LL_NS_STREAM, or its default is not
                                     LL_NS_CLIENT */
  LL_XML_ERROR_BAD_FORMAT,        /* the root is no <stream> at all */
} LlXmlError;
#define LL_XML_ERROR (ll_xml_error_quark())
GQuark ll_xml_error_quark(void);
/* ll_xml_error_condition: the stream error's element name (RFC 6120 4.9.3), "not-well-formed" etc.
 */
const char *ll_xml_error_condition(LlXmlError code);

typedef struct LlXmlReader LlXmlReader;
LlXmlReader *ll_xml_reader_new(void);
void ll_xml_reader_free(LlXmlReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlXmlReader, ll_xml_reader_free)

/* ll_xml_reader_push: LENGTH more bytes of the stream. What they complete waits to be popped; after
 * an error or the close tag bytes are dropped. Stanzas completed before an error in the same bytes
 * are kept. */
void ll_xml_reader_push(LlXmlReader *reader, const char *bytes, gsize length);
/* ll_xml_reader_pop: the next event; RET_NODE is set for HEADER and STANZA (transfer full). CLOSE
 * or ERROR comes once, as the last. */
LlXmlEvent ll_xml_reader_pop(LlXmlReader *reader, LlXmlNode **ret_node);
/* ll_xml_reader_error: (transfer none) (nullable) */
const GError *ll_xml_reader_error(const LlXmlReader *reader);

/* ll_xml_parse_fragment: TEXT, one whole element with its content, as a node; for our own formatted
 * text. NULL with ERROR set when it is not well-formed. (transfer full) (nullable) */
LlXmlNode *ll_xml_parse_fragment(const char *text, gssize length, GError **error);
