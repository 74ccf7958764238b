/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/iq.h"

#include "wire/namespaces.h"

gboolean
ll_iq_is_request(const LlXmlNode *node)
{
  const char *type = ll_xml_node_get(node, "type");
  return ll_xml_node_is(node, "iq", LL_NS_CLIENT) &&
         (g_strcmp0(type, "get") == 0 || g_strcmp0(type, "set") == 0);
}

static LlXmlNode *
new_iq(const char *id, const char *from, const char *to, const char *type)
{
  LlXmlNode *iq = ll_xml_node_new("iq", LL_NS_CLIENT);
  ll_xml_node_set(iq, "from", from);
  ll_xml_node_set(iq, "to", to);
  ll_xml_node_set(iq, "type", type);
  ll_xml_node_set(iq, "id", id);
  return iq;
}

LlXmlNode *
ll_iq_get(const char *id, const char *from, const char *to)
{
  return new_iq(id, from, to, "get");
}

LlXmlNode *
ll_iq_result(const LlXmlNode *request, const char *from, const char *to)
{
  return new_iq(ll_xml_node_get(request, "id"), from, to, "result");
}

LlXmlNode *
ll_iq_error(const LlXmlNode *request, const char *from, const char *to, const char *type,
            const char *condition)
{
  LlXmlNode *iq = new_iq(ll_xml_node_get(request, "id"), from, to, "error");
  LlXmlNode *error = ll_xml_node_add(iq, "error", NULL);
  ll_xml_node_set(error, "type", type);
  ll_xml_node_add(error, condition, LL_NS_STANZA_ERROR);
  return iq;
}
