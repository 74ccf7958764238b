/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/answer.h"

#include "wire/bob.h"
#include "wire/disco.h"
#include "wire/iq.h"

static gboolean
is_answer(const LlXmlNode *iq)
{
  const char *type = ll_xml_node_get(iq, "type");

  return g_strcmp0(type, "result") == 0 || g_strcmp0(type, "error") == 0;
}

static guint
count_payloads(const LlXmlNode *iq)
{
  guint n = 0;

  for (const LlXmlNode *child = iq->children; child; child = child->next)
    n += child->name != NULL;
  return n;
}

static gboolean
is_sound(const LlXmlNode *iq)
{
  const char *id = ll_xml_node_get(iq, "id");

  return ll_iq_is_request(iq) && id && *id && count_payloads(iq) == 1;
}

LlXmlNode *
ll_answer_iq(const LlXmlNode *iq, const char *own, const char *peer, const LlAboutUs *us,
             GDateTime *now)
{
  LlXmlNode *answer;

  if (is_answer(iq))
    return NULL;
  if (!is_sound(iq))
    return ll_iq_error(iq, own, peer, "modify", "bad-request");
  answer = ll_disco_answer(iq, own, peer);
  if (!answer)
    answer = ll_about_answer(iq, own, peer, us, now);
  if (!answer)
    answer = ll_bob_answer(iq, own, peer, us->pictures);
  return answer ? answer : ll_iq_error(iq, own, peer, "cancel", "service-unavailable");
}
