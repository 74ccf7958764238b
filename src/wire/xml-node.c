/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/xml-node.h"

#include <string.h>

#include "wire/text.h"

/* As a rule names differ in their first letter, and a call for each would be felt. */
static gboolean
is_same(const char *a, const char *b)
{
  return *a == *b && strcmp(a, b) == 0;
}

static LlXmlAttribute *
find_attribute(const LlXmlNode *node, const char *name, const char *ns)
{
  for (LlXmlAttribute *attribute = node->attributes; attribute != NULL;
       attribute = attribute->next) {
    if (is_same(attribute->name, name) && g_strcmp0(attribute->ns, ns) == 0)
      return attribute;
  }
  return NULL;
}

/* NS is in ARENA already. */
static LlXmlNode *
element_new(LlArena *arena, const char *name, const char *ns)
{
  LlXmlNode *node = ll_arena_alloc(arena, sizeof *node);
  *node = (LlXmlNode){
      .name = ll_arena_copy(arena, name, strlen(name)),
      .ns = ns,
      .arena = arena,
  };
  return node;
}

static const char *
copy_ns(LlArena *arena, const char *ns)
{
  return ns != NULL && *ns != '\0' ? ll_arena_copy(arena, ns, strlen(ns)) : NULL;
}

LlXmlNode *
ll_xml_node_new(const char *name, const char *ns)
{
  LlArena *arena = ll_arena_new();
  return element_new(arena, name, copy_ns(arena, ns));
}

void
ll_xml_node_free(LlXmlNode *node)
{
  if (node != NULL)
    ll_arena_free(node->arena);
}

void
ll_xml_node_set(LlXmlNode *node, const char *name, const char *value)
{
  ll_xml_node_set_ns(node, name, NULL, value);
}

/* Where the pointer to ATTRIBUTE is, or with NULL the one that ends the list. */
static LlXmlAttribute **
link_to(LlXmlNode *node, const LlXmlAttribute *attribute)
{
  LlXmlAttribute **link = &node->attributes;
  while (*link != attribute)
    link = &(*link)->next;
  return link;
}

void
ll_xml_node_set_ns(LlXmlNode *node, const char *name, const char *ns, const char *value)
{
  if (value != NULL) {
    ll_xml_node_set_bytes(node, name, ns, value, strlen(value));
    return;
  }
  LlXmlAttribute *attribute = find_attribute(node, name, ns);
  if (attribute != NULL)
    *link_to(node, attribute) = attribute->next;
}

void
ll_xml_node_set_bytes(LlXmlNode *node, const char *name, const char *ns, const char *value,
                      gsize length)
{
  g_assert(node->name != NULL);
  LlXmlAttribute *attribute = find_attribute(node, name, ns);
  if (attribute == NULL) {
    attribute = ll_arena_alloc(node->arena, sizeof *attribute);
    *attribute = (LlXmlAttribute){.name = ll_arena_copy(node->arena, name, strlen(name)),
                                  .ns = copy_ns(node->arena, ns)};
    *link_to(node, NULL) = attribute;
  }
  g_autofree char *cleaned =
      ll_text_is_plain(value, length) ? NULL : ll_text_clean(value, (gssize)length);
  attribute->value = cleaned != NULL ? ll_arena_copy(node->arena, cleaned, strlen(cleaned))
                                     : ll_arena_copy(node->arena, value, length);
}

const char *
ll_xml_node_get_ns(const LlXmlNode *node, const char *name, const char *ns)
{
  const LlXmlAttribute *attribute = find_attribute(node, name, ns);
  return attribute != NULL ? attribute->value : NULL;
}

const char *
ll_xml_node_get(const LlXmlNode *node, const char *name)
{
  return ll_xml_node_get_ns(node, name, NULL);
}

static void
append(LlXmlNode *node, LlXmlNode *child)
{
  g_assert(node->name != NULL);
  if (node->last != NULL)
    node->last->next = child;
  else
    node->children = child;
  node->last = child;
}

LlXmlNode *
ll_xml_node_add(LlXmlNode *node, const char *name, const char *ns)
{
  /* Most elements are in the namespace of what is around them: a long one is there once. */
  gboolean is_inherited = ns == NULL || g_strcmp0(ns, node->ns) == 0;
  LlXmlNode *child =
      element_new(node->arena, name, is_inherited ? node->ns : copy_ns(node->arena, ns));
  append(node, child);
  return child;
}

void
ll_xml_node_take(LlXmlNode *node, LlXmlNode *child)
{
  append(node, child);
  ll_arena_take(node->arena, child->arena);
}

/* TEXT behind that of the text node NODE. */
static void
join(LlXmlNode *node, const char *text, gsize length)
{
  if (node->length + length > node->room) {
    /* So that many small pieces don't take more than a few times their size. */
    node->room = 2 * (node->length + length);
    char *joined = ll_arena_alloc(node->arena, node->room + 1);
    memcpy(joined, node->text, node->length);
    node->text = joined;
  }
  memcpy(node->text + node->length, text, length);
  node->length += length;
  node->text[node->length] = '\0';
}

static void
add_clean_text(LlXmlNode *node, const char *text, gsize length)
{
  if (node->last != NULL && node->last->name == NULL) {
    join(node->last, text, length);
    return;
  }
  LlXmlNode *child = ll_arena_alloc(node->arena, sizeof *child);
  *child = (LlXmlNode){
      .text = ll_arena_copy(node->arena, text, length),
      .arena = node->arena,
      .length = length,
      .room = length,
  };
  append(node, child);
}

void
ll_xml_node_add_text(LlXmlNode *node, const char *text, gssize length)
{
  gsize size = length < 0 ? strlen(text) : (gsize)length;
  if (size == 0)
    return;
  if (ll_text_is_plain(text, size)) {
    add_clean_text(node, text, size);
    return;
  }
  g_autofree char *cleaned = ll_text_clean(text, (gssize)size);
  add_clean_text(node, cleaned, strlen(cleaned));
}

gboolean
ll_xml_node_is(const LlXmlNode *node, const char *name, const char *ns)
{
  return node->name != NULL && is_same(node->name, name) &&
         (ns == NULL || g_strcmp0(node->ns, ns) == 0);
}

LlXmlNode *
ll_xml_node_child(const LlXmlNode *node, const char *name, const char *ns)
{
  for (LlXmlNode *child = node->children; child != NULL; child = child->next) {
    if (ll_xml_node_is(child, name, ns))
      return child;
  }
  return NULL;
}

static void
collect_text(const LlXmlNode *node, gboolean deep, GString *out)
{
  for (const LlXmlNode *child = node->children; child != NULL; child = child->next) {
    if (child->name == NULL)
      g_string_append_len(out, child->text, (gssize)child->length);
    else if (deep)
      collect_text(child, TRUE, out);
  }
}

static char *
text_of(const LlXmlNode *node, gboolean deep)
{
  const LlXmlNode *only = node->children;
  /* As a rule there is one run of text. */
  if (only != NULL && only->name == NULL && only->next == NULL)
    return g_strndup(only->text, only->length);
  GString *out = g_string_new(NULL);
  collect_text(node, deep, out);
  return g_string_free(out, FALSE);
}

char *
ll_xml_node_text(const LlXmlNode *node)
{
  return text_of(node, FALSE);
}

char *
ll_xml_node_text_deep(const LlXmlNode *node)
{
  return text_of(node, TRUE);
}
