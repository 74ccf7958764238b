/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/caps.h"

#include <string.h>

#include "wire/namespaces.h"

#define FORM_TYPE "FORM_TYPE"

/* What ends a part until everything is sorted: less than any character that XML can hold, so that
 * "a" comes before "a-b", whatever follows it. */
#define END '\1'

static gboolean
append_part(GString *out, const char *text)
{
  if (text == NULL || strchr(text, '<') != NULL || strchr(text, END) != NULL)
    return FALSE;
  g_string_append(out, text);
  g_string_append_c(out, END);
  return TRUE;
}

static int
compare(gconstpointer a, gconstpointer b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorts LIST (char *) and appends it. FALSE when two begin with the same KEY_PARTS parts. */
static gboolean
append_sorted(GString *out, GPtrArray *list, guint key_parts)
{
  const char *last = NULL;
  gsize key = 0;

  g_ptr_array_sort(list, compare);
  for (guint i = 0; i < list->len; i++) {
    const char *entry = g_ptr_array_index(list, i);

    if (last != NULL && key_parts > 0 && strncmp(last, entry, key) == 0)
      return FALSE;
    key = 0;
    for (guint part = 0; part < key_parts; part++)
      key += strcspn(entry + key, "\1") + 1;
    last = entry;
    g_string_append(out, entry);
  }
  return TRUE;
}

/* (transfer full) (nullable) */
static char *
read_identity(const LlXmlNode *node)
{
  g_autoptr(GString) out = g_string_new(NULL);
  const char *const parts[] = {ll_xml_node_get(node, "category"), ll_xml_node_get(node, "type"),
                               ll_xml_node_get_ns(node, "lang", LL_NS_XML) ?: "",
                               ll_xml_node_get(node, "name") ?: ""};

  for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
    gboolean is_name = i + 1 == G_N_ELEMENTS(parts);

    /* The slash parts the parts of an identity; only the last can hold one. */
    if (!append_part(out, parts[i]) || (!is_name && strchr(parts[i], '/') != NULL))
      return NULL;
  }
  return g_string_free(g_steal_pointer(&out), FALSE);
}

/* (transfer full) (nullable) */
static char *
read_feature(const LlXmlNode *node)
{
  g_autoptr(GString) out = g_string_new(NULL);

  return append_part(out, ll_xml_node_get(node, "var"))
             ? g_string_free(g_steal_pointer(&out), FALSE)
             : NULL;
}

/* FIELD's values, sorted. FALSE when there is none, or one is empty. */
static gboolean
append_values(GString *out, const LlXmlNode *field)
{
  g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);

  for (const LlXmlNode *child = field->children; child != NULL; child = child->next) {
    if (!ll_xml_node_is(child, "value", LL_NS_DATA_FORM))
      continue;
    g_autoptr(GString) value = g_string_new(NULL);
    g_autofree char *text = ll_xml_node_text(child);

    if (*text == '\0' || !append_part(value, text))
      return FALSE;
    g_ptr_array_add(values, g_string_free(g_steal_pointer(&value), FALSE));
  }
  return values->len > 0 && append_sorted(out, values, 0);
}

typedef enum {
  FORM_COUNTS,
  FORM_IGNORED,
  FORM_BAD
} FormKind;

/* Appends the FORM_TYPE of a form that counts. */
static FormKind
read_form_type(const LlXmlNode *form, GString *out)
{
  const LlXmlNode *found = NULL;

  if (g_strcmp0(ll_xml_node_get(form, "type"), "result") != 0)
    return FORM_BAD;
  for (const LlXmlNode *field = form->children; field != NULL; field = field->next) {
    if (!ll_xml_node_is(field, "field", LL_NS_DATA_FORM) ||
        g_strcmp0(ll_xml_node_get(field, "var"), FORM_TYPE) != 0)
      continue;
    if (found != NULL)
      return FORM_BAD;
    found = field;
  }
  if (found == NULL || g_strcmp0(ll_xml_node_get(found, "type"), "hidden") != 0)
    return FORM_IGNORED;
  if (!append_values(out, found) || strchr(out->str, END) != out->str + out->len - 1)
    return FORM_BAD; /* not exactly one value */
  return FORM_COUNTS;
}

/* RET_FORM is set for a form that counts. (transfer full) */
static FormKind
read_form(const LlXmlNode *form, char **ret_form)
{
  g_autoptr(GString) out = g_string_new(NULL);
  g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func(g_free);
  FormKind kind = read_form_type(form, out);

  for (const LlXmlNode *field = form->children; kind == FORM_COUNTS && field != NULL;
       field = field->next) {
    const char *var = ll_xml_node_get(field, "var");
    g_autoptr(GString) text = g_string_new(NULL);

    if (!ll_xml_node_is(field, "field", LL_NS_DATA_FORM) || g_strcmp0(var, FORM_TYPE) == 0)
      continue;
    if (var != NULL && append_part(text, var) && append_values(text, field))
      g_ptr_array_add(fields, g_string_free(g_steal_pointer(&text), FALSE));
    else if (var != NULL || g_strcmp0(ll_xml_node_get(field, "type"), "fixed") == 0)
      kind = FORM_BAD;
  }
  if (kind == FORM_COUNTS && append_sorted(out, fields, 0))
    *ret_form = g_string_free(g_steal_pointer(&out), FALSE);
  return kind;
}

/* Identities end in '<' and have '/' between their parts; everything else ends in '<'. */
static void
replace_ends(GString *out, gsize identities_length)
{
  guint part = 0;

  for (gsize i = 0; i < out->len; i++)
    if (out->str[i] == END)
      out->str[i] = i < identities_length && ++part % 4 != 0 ? '/' : '<';
}

char *
ll_caps_hash(const LlXmlNode *query)
{
  g_autoptr(GPtrArray) identities = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) features = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) forms = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GString) out = g_string_new(NULL);

  for (const LlXmlNode *node = query->children; node != NULL; node = node->next) {
    GPtrArray *list = NULL;
    char *entry = NULL;

    if (ll_xml_node_is(node, "identity", LL_NS_DISCO_INFO)) {
      list = identities;
      entry = read_identity(node);
    } else if (ll_xml_node_is(node, "feature", LL_NS_DISCO_INFO)) {
      list = features;
      entry = read_feature(node);
    } else if (ll_xml_node_is(node, "x", LL_NS_DATA_FORM)) {
      list = read_form(node, &entry) == FORM_IGNORED ? NULL : forms;
    }
    if (list != NULL && entry == NULL)
      return NULL;
    if (list != NULL)
      g_ptr_array_add(list, entry);
  }
  if (!append_sorted(out, identities, 4))
    return NULL;
  gsize identities_length = out->len;
  if (!append_sorted(out, features, 1) || !append_sorted(out, forms, 1))
    return NULL;
  replace_ends(out, identities_length);
  guint8 digest[20];
  gsize length = sizeof digest;
  g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA1);
  g_checksum_update(checksum, (const guchar *)out->str, (gssize)out->len);
  g_checksum_get_digest(checksum, digest, &length);
  return g_base64_encode(digest, length);
}
