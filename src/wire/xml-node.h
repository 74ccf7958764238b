/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* One XML element with its attributes and content: a stanza, or a part of one. */

typedef struct LlXmlNode LlXmlNode;

/* A node is an element, or (where name is NULL) a run of text. The fields are there to be read; all
 * strings are the node's own. */
struct LlXmlNode {
  char *name;            /* local name; NULL: text */
  char *ns;              /* namespace URI; NULL: none */
  char *text;            /* of a text node: clean UTF-8 */
  GPtrArray *attributes; /* LlXmlAttribute, (nullable) when there is none */
  GPtrArray *children;   /* LlXmlNode, (nullable) */
};

typedef struct {
  char *name;
  char *ns; /* (nullable): unqualified */
  char *value;
} LlXmlAttribute;

LlXmlNode *ll_xml_node_new(const char *name, const char *ns);
void ll_xml_node_free(LlXmlNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlXmlNode, ll_xml_node_free)

/* ll_xml_node_set: an unqualified attribute, made clean (see wire/text.h), replaced if it is there;
 * a NULL VALUE removes it. */
void ll_xml_node_set(LlXmlNode *node, const char *name, const char *value);
void ll_xml_node_set_ns(LlXmlNode *node, const char *name, const char *ns, const char *value);
/* ll_xml_node_get: value of the unqualified attribute NAME. (transfer none) (nullable) */
const char *ll_xml_node_get(const LlXmlNode *node, const char *name);

/* ll_xml_node_add: append a new child element; NS NULL takes NODE's. (transfer none) */
LlXmlNode *ll_xml_node_add(LlXmlNode *node, const char *name, const char *ns);
/* ll_xml_node_take: append CHILD. (transfer full) */
void ll_xml_node_take(LlXmlNode *node, LlXmlNode *child);
/* ll_xml_node_add_text: append TEXT (-1: NUL-ended), made clean; joins a text node that is last.
 * Each joining copies what is there: collect small pieces first. */
void ll_xml_node_add_text(LlXmlNode *node, const char *text, gssize length);

/* ll_xml_node_is: NODE is an element NAME in NS (NULL: in any). */
gboolean ll_xml_node_is(const LlXmlNode *node, const char *name, const char *ns);
/* ll_xml_node_child: the first child element NAME in NS (NS NULL: in any). (transfer none)
 * (nullable) */
LlXmlNode *ll_xml_node_child(const LlXmlNode *node, const char *name, const char *ns);
/* ll_xml_node_text: all text directly in NODE, joined. (transfer full) */
char *ll_xml_node_text(const LlXmlNode *node);
/* ll_xml_node_text_deep: all text in NODE and below, joined in order. (transfer full) */
char *ll_xml_node_text_deep(const LlXmlNode *node);
