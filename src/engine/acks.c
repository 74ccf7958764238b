/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/acks.h"

#include "wire/namespaces.h"

void
ll_acks_offer(LlXmlNode *features)
{
  ll_xml_node_add(features, "sm", LL_NS_ACKS);
}

gboolean
ll_acks_are_offered(const LlXmlNode *features)
{
  return ll_xml_node_child(features, "sm", LL_NS_ACKS) != NULL;
}

static void
put(GString *output, const char *name)
{
  g_string_append_printf(output, "<%s xmlns=\"" LL_NS_ACKS "\"/>", name);
}

void
ll_acks_enable(LlAcks *acks, GString *output)
{
  if (acks->state != LL_ACKS_OFF)
    return;
  acks->state = LL_ACKS_ASKED;
  put(output, "enable");
}

gboolean
ll_acks_are_active(const LlAcks *acks)
{
  return acks->state == LL_ACKS_ASKED || acks->state == LL_ACKS_ON;
}

void
ll_acks_took(LlAcks *acks)
{
  if (acks->state == LL_ACKS_ON)
    acks->read++;
}

guint64
ll_acks_gave(LlAcks *acks)
{
  return ll_acks_are_active(acks) ? ++acks->sent : 0;
}

void
ll_acks_want(LlAcks *acks)
{
  acks->is_due = ll_acks_are_active(acks);
}

void
ll_acks_ask(LlAcks *acks, GString *output)
{
  if (!acks->is_due || acks->is_open)
    return;
  acks->is_due = FALSE;
  acks->is_open = TRUE;
  put(output, "r");
}

void
ll_acks_say(const LlAcks *acks, GString *output)
{
  if (acks->state == LL_ACKS_ON)
    g_string_append_printf(output, "<a xmlns=\"" LL_NS_ACKS "\" h=\"%" G_GUINT32_FORMAT "\"/>",
                           (guint32)acks->read);
}

/* They want acknowledgements. (XEP-0198 3) */
static gboolean
answer_enable(LlAcks *acks, gboolean is_recipient, GString *output)
{
  if (!is_recipient || acks->state != LL_ACKS_OFF) {
    g_string_append(output, "<failed xmlns=\"" LL_NS_ACKS "\">"
                            "<unexpected-request xmlns=\"" LL_NS_STANZA_ERROR "\"/></failed>");
    return FALSE;
  }
  acks->state = LL_ACKS_ON;
  put(output, "enabled");
  return TRUE;
}

/* What they have read, told modulo 2^32, cannot be less than before nor more than there was. (XEP-
 * 0198 4) */
static gboolean
take_answer(LlAcks *acks, const LlXmlNode *node, gboolean *ret_changed)
{
  const char *h = ll_xml_node_get(node, "h");
  guint64 value;
  guint32 more;

  if (!ll_acks_are_active(acks))
    return TRUE;
  if (!h || !g_ascii_string_to_unsigned(h, 10, 0, G_MAXUINT32, &value, NULL))
    return FALSE;
  more = (guint32)value - (guint32)acks->confirmed;
  if (more > acks->sent - acks->confirmed)
    return FALSE;
  acks->is_open = FALSE;
  acks->confirmed += more;
  *ret_changed = more > 0;
  return TRUE;
}

gboolean
ll_acks_take(LlAcks *acks, const LlXmlNode *node, gboolean is_recipient, GString *output,
             gboolean *ret_changed)
{
  *ret_changed = FALSE;
  if (ll_xml_node_is(node, "a", NULL))
    return take_answer(acks, node, ret_changed);
  if (acks->state == LL_ACKS_ASKED && ll_xml_node_is(node, "enabled", NULL)) {
    acks->state = LL_ACKS_ON;
  } else if (acks->state == LL_ACKS_ASKED && ll_xml_node_is(node, "failed", NULL)) {
    acks->state = LL_ACKS_REFUSED;
    *ret_changed = TRUE;
  } else if (output && ll_xml_node_is(node, "r", NULL)) {
    ll_acks_say(acks, output);
  } else if (output && ll_xml_node_is(node, "enable", NULL)) {
    *ret_changed = answer_enable(acks, is_recipient, output);
  }
  return TRUE;
}
