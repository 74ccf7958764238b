/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "wire/arena.h"

/* One XML element with its attributes and content: a stanza, or a part of one. */

typedef struct LlXmlNode LlXmlNode;
typedef struct LlXmlAttribute LlXmlAttribute;

/* A node is an element, or (where name is NULL) a run of text. These fields are there to be read;
 * all of it is memory of the outermost element's. */
struct LlXmlNode {
  const char *name;           /* local name; NULL: text */
  const char *ns;             /* namespace URI; NULL: none */
  char *text;                 /* of a text node: clean UTF-8 */
  LlXmlAttribute *attributes; /* the first (nullable) */
  LlXmlNode *children;        /* the first (nullable) */
  LlXmlNode *next;            /* behind it, among its parent's children (nullable) */

  /* xml-node.c's own */
  LlArena *arena;
  LlXmlNode *last; /* of the children */
  gsize length;    /* of `text` */
  gsize room;      /* there */
};

struct LlXmlAttribute {
  const char *name;
  const char *ns; /* (nullable): unqualified */
  const char *value;
  LlXmlAttribute *next; /* (nullable) */
};

LlXmlNode *ll_xml_node_new(const char *name, const char *ns);
/* ll_xml_node_free: NODE, which is in no other. */
void ll_xml_node_free(LlXmlNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlXmlNode, ll_xml_node_free)

/* ll_xml_node_set: an unqualified attribute, made clean (see wire/text.h), replaced if it is there;
 * a NULL VALUE removes it. */
void ll_xml_node_set(LlXmlNode *node, const char *name, const char *value);
void ll_xml_node_set_ns(LlXmlNode *node, const char *name, const char *ns, const char *value);
/* ll_xml_node_set_bytes: likewise, VALUE has LENGTH bytes. */
void ll_xml_node_set_bytes(LlXmlNode *node, const char *name, const char *ns, const char *value,
                           gsize length);
/* ll_xml_node_get: value of the unqualified attribute NAME; ..._get_ns: of that in NS (NULL: none).
 * (transfer none) (nullable) */
const char *ll_xml_node_get(const LlXmlNode *node, const char *name);
const char *ll_xml_node_get_ns(const LlXmlNode *node, const char *name, const char *ns);

/* ll_xml_node_add: append a new child element; NS NULL takes NODE's, "" none. (transfer none) */
LlXmlNode *ll_xml_node_add(LlXmlNode *node, const char *name, const char *ns);
/* ll_xml_node_take: append CHILD. (transfer full) */
void ll_xml_node_take(LlXmlNode *node, LlXmlNode *child);
/* ll_xml_node_add_text: append TEXT (-1: NUL-ended), made clean; joins a text node that is last. */
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
