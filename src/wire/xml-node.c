/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/xml-node.h"

#include <string.h>

#include "wire/text.h"

/* A node is one block with its name behind it, and so is an attribute with its name and value.
 * Namespaces are interned: a peer's long one, inherited by thousands of elements, is kept once. */

static char *
intern(const char *ns)
{
  return ns != NULL ? g_ref_string_new_intern(ns) : NULL;
}

/* Most elements are in the namespace of what is around them, and that is interned already. */
static char *
intern_as_in(const LlXmlNode *around, const char *ns)
{
  return around->ns != NULL && (ns == NULL || strcmp(ns, around->ns) == 0)
             ? g_ref_string_acquire(around->ns)
             : intern(ns);
}

static void
release(char *ns)
{
  if (ns != NULL)
    g_ref_string_release(ns);
}

static gboolean
is_clean(const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    guchar c = text[i];
    if (c >= 0x7F || (c < 0x20 && c != '\n' && c != '\t' && c != '\r'))
      return FALSE;
  }
  return TRUE;
}

static void
attribute_free(gpointer data)
{
  LlXmlAttribute *attribute = data;
  release(attribute->ns);
  g_free(attribute);
}

static LlXmlAttribute *
attribute_new(const char *name, const char *ns, const char *value)
{
  gsize name_size = strlen(name) + 1;
  gsize value_size = strlen(value) + 1;
  LlXmlAttribute *attribute = g_malloc(sizeof *attribute + name_size + value_size);
  attribute->name = (char *)(attribute + 1);
  memcpy(attribute->name, name, name_size);
  attribute->value = attribute->name + name_size;
  memcpy(attribute->value, value, value_size);
  attribute->ns = intern(ns);
  return attribute;
}

static void
node_free(gpointer data)
{
  ll_xml_node_free(data);
}

/* NS is the new node's. */
static LlXmlNode *
element_new(const char *name, char *ns)
{
  gsize size = strlen(name) + 1;
  LlXmlNode *node = g_malloc(sizeof *node + size);
  *node = (LlXmlNode){.name = (char *)(node + 1), .ns = ns};
  memcpy(node->name, name, size);
  return node;
}

LlXmlNode *
ll_xml_node_new(const char *name, const char *ns)
{
  return element_new(name, intern(ns));
}

void
ll_xml_node_free(LlXmlNode *node)
{
  if (node == NULL)
    return;
  release(node->ns);
  g_free(node->text);
  g_clear_pointer(&node->attributes, g_ptr_array_unref);
  g_clear_pointer(&node->children, g_ptr_array_unref);
  g_free(node);
}

static gboolean
find_attribute(const LlXmlNode *node, const char *name, const char *ns, guint *ret_index)
{
  for (guint i = 0; node->attributes != NULL && i < node->attributes->len; i++) {
    const LlXmlAttribute *attribute = g_ptr_array_index(node->attributes, i);
    if (strcmp(attribute->name, name) == 0 && g_strcmp0(attribute->ns, ns) == 0) {
      *ret_index = i;
      return TRUE;
    }
  }
  return FALSE;
}

void
ll_xml_node_set(LlXmlNode *node, const char *name, const char *value)
{
  ll_xml_node_set_ns(node, name, NULL, value);
}

void
ll_xml_node_set_ns(LlXmlNode *node, const char *name, const char *ns, const char *value)
{
  g_assert(node->name != NULL);
  guint index;
  gboolean is_there = find_attribute(node, name, ns, &index);
  if (value == NULL) {
    if (is_there)
      g_ptr_array_remove_index(node->attributes, index);
    return;
  }
  g_autofree char *cleaned = is_clean(value, strlen(value)) ? NULL : ll_text_clean(value, -1);
  LlXmlAttribute *attribute = attribute_new(name, ns, cleaned != NULL ? cleaned : value);
  if (is_there) {
    attribute_free(g_ptr_array_index(node->attributes, index));
    g_ptr_array_index(node->attributes, index) = attribute;
    return;
  }
  if (node->attributes == NULL)
    node->attributes = g_ptr_array_new_with_free_func(attribute_free);
  g_ptr_array_add(node->attributes, attribute);
}

const char *
ll_xml_node_get(const LlXmlNode *node, const char *name)
{
  guint index;
  if (!find_attribute(node, name, NULL, &index))
    return NULL;
  return ((const LlXmlAttribute *)g_ptr_array_index(node->attributes, index))->value;
}

LlXmlNode *
ll_xml_node_add(LlXmlNode *node, const char *name, const char *ns)
{
  LlXmlNode *child = element_new(name, intern_as_in(node, ns));
  ll_xml_node_take(node, child);
  return child;
}

void
ll_xml_node_take(LlXmlNode *node, LlXmlNode *child)
{
  g_assert(node->name != NULL);
  if (node->children == NULL)
    node->children = g_ptr_array_new_with_free_func(node_free);
  g_ptr_array_add(node->children, child);
}

void
ll_xml_node_add_text(LlXmlNode *node, const char *text, gssize length)
{
  gsize size = length < 0 ? strlen(text) : (gsize)length;
  if (size == 0)
    return;
  g_autofree char *cleaned =
      is_clean(text, size) ? g_strndup(text, size) : ll_text_clean(text, size);
  GPtrArray *children = node->children;
  LlXmlNode *last =
      children != NULL && children->len > 0 ? g_ptr_array_index(children, children->len - 1) : NULL;
  if (last != NULL && last->name == NULL) {
    char *joined = g_strconcat(last->text, cleaned, NULL);
    g_free(last->text);
    last->text = joined;
    return;
  }
  LlXmlNode *child = g_new0(LlXmlNode, 1);
  child->text = g_steal_pointer(&cleaned);
  ll_xml_node_take(node, child);
}

gboolean
ll_xml_node_is(const LlXmlNode *node, const char *name, const char *ns)
{
  return node->name != NULL && strcmp(node->name, name) == 0 &&
         (ns == NULL || g_strcmp0(node->ns, ns) == 0);
}

LlXmlNode *
ll_xml_node_child(const LlXmlNode *node, const char *name, const char *ns)
{
  for (guint i = 0; node->children != NULL && i < node->children->len; i++) {
    LlXmlNode *child = g_ptr_array_index(node->children, i);
    if (ll_xml_node_is(child, name, ns))
      return child;
  }
  return NULL;
}

static void
collect_text(const LlXmlNode *node, gboolean deep, GString *out)
{
  for (guint i = 0; node->children != NULL && i < node->children->len; i++) {
    const LlXmlNode *child = g_ptr_array_index(node->children, i);
    if (child->name == NULL)
      g_string_append(out, child->text);
    else if (deep)
      collect_text(child, TRUE, out);
  }
}

char *
ll_xml_node_text(const LlXmlNode *node)
{
  GString *out = g_string_new(NULL);
  collect_text(node, FALSE, out);
  return g_string_free(out, FALSE);
}

char *
ll_xml_node_text_deep(const LlXmlNode *node)
{
  GString *out = g_string_new(NULL);
  collect_text(node, TRUE, out);
  return g_string_free(out, FALSE);
}
