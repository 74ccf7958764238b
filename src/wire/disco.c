/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "wire/disco.h"

#include "wire/caps.h"
#include "wire/iq.h"
#include "wire/namespaces.h"

/* What we do, and nothing else: others decide by it what they send. */
static const char *const features[] = {
    LL_NS_CAPS,        LL_NS_DISCO_INFO, LL_NS_DISCO_ITEMS, LL_NS_XHTML_IM, LL_NS_DELAY,
    LL_NS_CHAT_STATES, LL_NS_RECEIPTS,   LL_NS_ATTENTION,   LL_NS_CORRECT,  LL_NS_VERSION,
    LL_NS_TIME,        LL_NS_LAST,       LL_NS_PING,        LL_NS_BOB,
};

LlCapability
ll_disco_capabilities(const LlXmlNode *query)
{
  static const struct {
    const char *var;
    LlCapability flag;
  } table[] = {
      {LL_NS_CHAT_STATES, LL_CAPABILITY_CHAT_STATES},
      {LL_NS_RECEIPTS, LL_CAPABILITY_RECEIPTS},
      {LL_NS_XHTML_IM, LL_CAPABILITY_XHTML_IM},
      {LL_NS_ATTENTION, LL_CAPABILITY_ATTENTION},
      {LL_NS_CORRECT, LL_CAPABILITY_CORRECT},
      {LL_NS_VERSION, LL_CAPABILITY_VERSION},
      {LL_NS_TIME, LL_CAPABILITY_TIME},
      {LL_NS_OOB, LL_CAPABILITY_OOB},
      {LL_NS_BOB, LL_CAPABILITY_BOB},
  };
  LlCapability can = LL_CAPABILITY_KNOWN;

  for (const LlXmlNode *child = query->children; child; child = child->next) {
    if (!ll_xml_node_is(child, "feature", LL_NS_DISCO_INFO))
      continue;
    for (gsize j = 0; j < G_N_ELEMENTS(table); j++)
      if (g_strcmp0(ll_xml_node_get(child, "var"), table[j].var) == 0)
        can |= table[j].flag;
  }
  return can;
}

LlXmlNode *
ll_disco_own_info(const char *node)
{
  LlXmlNode *query = ll_xml_node_new("query", LL_NS_DISCO_INFO);
  LlXmlNode *identity = ll_xml_node_add(query, "identity", NULL);

  ll_xml_node_set(query, "node", node);
  ll_xml_node_set(identity, "category", "client");
  ll_xml_node_set(identity, "type", "pc");
  ll_xml_node_set(identity, "name", PACKAGE_STRING);
  for (gsize i = 0; i < G_N_ELEMENTS(features); i++)
    ll_xml_node_set(ll_xml_node_add(query, "feature", NULL), "var", features[i]);
  return query;
}

const char *
ll_disco_own_node(void)
{
  return PACKAGE_URL;
}

char *
ll_disco_own_ver(void)
{
  g_autoptr(LlXmlNode) query = ll_disco_own_info(NULL);
  char *ver = ll_caps_hash(query);

  g_assert(ver != NULL);
  return ver;
}

/* "node#ver", as others ask for it (XEP-0115 6.2). (transfer full) */
static char *
own_node_and_ver(void)
{
  g_autofree char *ver = ll_disco_own_ver();

  return g_strconcat(ll_disco_own_node(), "#", ver, NULL);
}

LlXmlNode *
ll_disco_own_features(void)
{
  LlXmlNode *element = ll_xml_node_new("features", LL_NS_STREAM);
  g_autofree char *node = own_node_and_ver();

  ll_xml_node_take(element, ll_disco_own_info(node));
  return element;
}

static LlXmlNode *
answer_info(const LlXmlNode *request, const char *node, const char *from, const char *to)
{
  g_autofree char *own = own_node_and_ver();

  if (node != NULL && *node != '\0' && g_strcmp0(node, own) != 0)
    return ll_iq_error(request, from, to, "cancel", "item-not-found");
  LlXmlNode *answer = ll_iq_result(request, from, to);
  ll_xml_node_take(answer, ll_disco_own_info(node));
  return answer;
}

LlXmlNode *
ll_disco_answer(const LlXmlNode *request, const char *from, const char *to)
{
  const LlXmlNode *info = ll_xml_node_child(request, "query", LL_NS_DISCO_INFO);
  const LlXmlNode *items = ll_xml_node_child(request, "query", LL_NS_DISCO_ITEMS);

  if (g_strcmp0(ll_xml_node_get(request, "type"), "get") != 0)
    return NULL;
  if (info != NULL)
    return answer_info(request, ll_xml_node_get(info, "node"), from, to);
  if (items == NULL)
    return NULL;
  LlXmlNode *answer = ll_iq_result(request, from, to);
  LlXmlNode *query = ll_xml_node_add(answer, "query", LL_NS_DISCO_ITEMS);
  ll_xml_node_set(query, "node", ll_xml_node_get(items, "node"));
  return answer;
}
