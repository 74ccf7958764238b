/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/negotiation.h"

#include "wire/namespaces.h"

const char *
ll_negotiation_state_to_string(LlNegotiationState state)
{
  static const char *const names[] = {
      "plain",         "asked for TLS", "handshake", "secure", "asked for authentication",
      "authenticated", "settled"};

  return names[state];
}

static LlNegotiationAction
go(LlNegotiation *negotiation, LlNegotiationState state, LlNegotiationAction action)
{
  negotiation->state = state;
  return action;
}

static LlNegotiationAction
settle(LlNegotiation *negotiation)
{
  return go(negotiation, LL_NEGOTIATION_SETTLED, LL_NEGOTIATION_SETTLE);
}

/* Whoever has agreed on TLS, or on who they are, says nothing else before that is there: it would
 * be somebody between. */
static LlNegotiationAction
step_initiator(LlNegotiation *negotiation, LlNegotiationInput input)
{
  switch (negotiation->state) {
  case LL_NEGOTIATION_PLAIN:
    if (input == LL_NEGOTIATION_IN_HEADER)
      return LL_NEGOTIATION_WAIT;
    if (input == LL_NEGOTIATION_IN_OFFERS_TLS && negotiation->wants_tls)
      return go(negotiation, LL_NEGOTIATION_ASKED_TLS, LL_NEGOTIATION_SAY_STARTTLS);
    return settle(negotiation);
  case LL_NEGOTIATION_ASKED_TLS:
    if (input == LL_NEGOTIATION_IN_PROCEED)
      return go(negotiation, LL_NEGOTIATION_HANDSHAKE, LL_NEGOTIATION_BEGIN_TLS);
    return input == LL_NEGOTIATION_IN_PATIENCE ? LL_NEGOTIATION_WAIT : LL_NEGOTIATION_FAULT;
  case LL_NEGOTIATION_SECURE:
    if (input == LL_NEGOTIATION_IN_HEADER)
      return LL_NEGOTIATION_WAIT;
    if (input == LL_NEGOTIATION_IN_OFFERS_AUTH)
      return go(negotiation, LL_NEGOTIATION_ASKED_AUTH, LL_NEGOTIATION_SAY_AUTH);
    return settle(negotiation);
  case LL_NEGOTIATION_ASKED_AUTH:
    if (input == LL_NEGOTIATION_IN_SUCCESS)
      return go(negotiation, LL_NEGOTIATION_AUTHENTICATED, LL_NEGOTIATION_BEGIN_STREAM);
    return input == LL_NEGOTIATION_IN_PATIENCE ? LL_NEGOTIATION_WAIT : LL_NEGOTIATION_FAULT;
  default: /* LL_NEGOTIATION_AUTHENTICATED */
    return input == LL_NEGOTIATION_IN_HEADER ? LL_NEGOTIATION_WAIT : settle(negotiation);
  }
}

static LlNegotiationAction
step_recipient(LlNegotiation *negotiation, LlNegotiationInput input)
{
  switch (input) {
  case LL_NEGOTIATION_IN_HEADER: /* the last thing that there is to say is in its answer */
    return negotiation->state == LL_NEGOTIATION_AUTHENTICATED ? settle(negotiation)
                                                              : LL_NEGOTIATION_WAIT;
  case LL_NEGOTIATION_IN_FEATURES: /* telepathy-salut has some as an initiator, too */
  case LL_NEGOTIATION_IN_OFFERS_TLS:
  case LL_NEGOTIATION_IN_OFFERS_AUTH:
    return LL_NEGOTIATION_WAIT;
  case LL_NEGOTIATION_IN_STARTTLS:
    if (negotiation->is_secure)
      return LL_NEGOTIATION_FAULT;
    return negotiation->wants_tls
               ? go(negotiation, LL_NEGOTIATION_HANDSHAKE, LL_NEGOTIATION_SAY_PROCEED)
               : LL_NEGOTIATION_SAY_TLS_FAILURE;
  case LL_NEGOTIATION_IN_AUTH:
    return negotiation->state == LL_NEGOTIATION_SECURE
               ? go(negotiation, LL_NEGOTIATION_AUTHENTICATED, LL_NEGOTIATION_SAY_SUCCESS)
               : LL_NEGOTIATION_SAY_AUTH_FAILURE;
  case LL_NEGOTIATION_IN_AUTH_OTHER:
    return LL_NEGOTIATION_SAY_AUTH_FAILURE;
  default:
    return settle(negotiation);
  }
}

static LlNegotiationAction
step_handshake(LlNegotiation *negotiation, LlNegotiationInput input)
{
  if (input == LL_NEGOTIATION_IN_PATIENCE)
    return LL_NEGOTIATION_WAIT;
  if (input != LL_NEGOTIATION_IN_HANDSHAKEN)
    return LL_NEGOTIATION_FAULT;
  negotiation->is_secure = TRUE;
  return go(negotiation, LL_NEGOTIATION_SECURE, LL_NEGOTIATION_BEGIN_STREAM);
}

/* Who asks for TLS too late must not wait for it. */
static LlNegotiationAction
step_settled(const LlNegotiation *negotiation, LlNegotiationInput input)
{
  return input == LL_NEGOTIATION_IN_STARTTLS && !negotiation->is_initiator &&
                 !negotiation->is_secure
             ? LL_NEGOTIATION_SAY_TLS_FAILURE
             : LL_NEGOTIATION_SETTLE;
}

LlNegotiationAction
ll_negotiation_step(LlNegotiation *negotiation, LlNegotiationInput input)
{
  if (negotiation->state == LL_NEGOTIATION_HANDSHAKE)
    return step_handshake(negotiation, input);
  if (negotiation->state == LL_NEGOTIATION_SETTLED)
    return step_settled(negotiation, input);
  return negotiation->is_initiator ? step_initiator(negotiation, input)
                                   : step_recipient(negotiation, input);
}

/* --- on the wire ----------------------------------------------------------------------------- */

static gboolean
offers_external(const LlXmlNode *features)
{
  const LlXmlNode *mechanisms = ll_xml_node_child(features, "mechanisms", LL_NS_SASL);
  const LlXmlNode *mechanism = mechanisms ? mechanisms->children : NULL;

  for (; mechanism; mechanism = mechanism->next) {
    g_autofree char *name = NULL;

    if (!ll_xml_node_is(mechanism, "mechanism", LL_NS_SASL))
      continue;
    name = ll_xml_node_text(mechanism);
    if (g_strcmp0(g_strstrip(name), "EXTERNAL") == 0)
      return TRUE;
  }
  return FALSE;
}

LlNegotiationInput
ll_negotiation_input(const LlXmlNode *node)
{
  static const struct {
    const char *ns;
    const char *name;
    LlNegotiationInput input;
  } elements[] = {
      {LL_NS_TLS, "starttls", LL_NEGOTIATION_IN_STARTTLS},
      {LL_NS_TLS, "proceed", LL_NEGOTIATION_IN_PROCEED},
      {LL_NS_TLS, "failure", LL_NEGOTIATION_IN_TLS_FAILURE},
      {LL_NS_SASL, "success", LL_NEGOTIATION_IN_SUCCESS},
      {LL_NS_SASL, "failure", LL_NEGOTIATION_IN_AUTH_FAILURE},
  };

  if (g_strcmp0(node->ns, LL_NS_CLIENT) == 0)
    return LL_NEGOTIATION_IN_OTHER; /* a stanza, as nearly all are */
  if (ll_xml_node_is(node, "features", LL_NS_STREAM)) {
    if (ll_xml_node_child(node, "starttls", LL_NS_TLS))
      return LL_NEGOTIATION_IN_OFFERS_TLS;
    return offers_external(node) ? LL_NEGOTIATION_IN_OFFERS_AUTH : LL_NEGOTIATION_IN_FEATURES;
  }
  if (ll_xml_node_is(node, "auth", LL_NS_SASL))
    return g_strcmp0(ll_xml_node_get(node, "mechanism"), "EXTERNAL") == 0
               ? LL_NEGOTIATION_IN_AUTH
               : LL_NEGOTIATION_IN_AUTH_OTHER;
  for (guint i = 0; i < G_N_ELEMENTS(elements); i++)
    if (ll_xml_node_is(node, elements[i].name, elements[i].ns))
      return elements[i].input;
  return LL_NEGOTIATION_IN_OTHER;
}

void
ll_negotiation_offer(const LlNegotiation *negotiation, LlXmlNode *features)
{
  LlXmlNode *offer;

  if (negotiation->state == LL_NEGOTIATION_PLAIN && negotiation->wants_tls) {
    offer = ll_xml_node_add(features, "starttls", LL_NS_TLS);
    if (negotiation->needs_tls)
      ll_xml_node_add(offer, "required", NULL);
  } else if (negotiation->state == LL_NEGOTIATION_SECURE) {
    offer = ll_xml_node_add(features, "mechanisms", LL_NS_SASL);
    ll_xml_node_add_text(ll_xml_node_add(offer, "mechanism", NULL), "EXTERNAL", -1);
  }
}

void
ll_negotiation_say(LlNegotiationAction action, GString *output)
{
  static const char *const words[] = {
      [LL_NEGOTIATION_SAY_STARTTLS] = "<starttls xmlns=\"" LL_NS_TLS "\"/>",
      [LL_NEGOTIATION_SAY_PROCEED] = "<proceed xmlns=\"" LL_NS_TLS "\"/>",
      [LL_NEGOTIATION_SAY_TLS_FAILURE] = "<failure xmlns=\"" LL_NS_TLS "\"/>",
      /* "=": we are whom our certificate shows (RFC 6120 6.4.2). */
      [LL_NEGOTIATION_SAY_AUTH] = "<auth xmlns=\"" LL_NS_SASL "\" mechanism=\"EXTERNAL\">=</auth>",
      [LL_NEGOTIATION_SAY_SUCCESS] = "<success xmlns=\"" LL_NS_SASL "\"/>",
      [LL_NEGOTIATION_SAY_AUTH_FAILURE] =
          "<failure xmlns=\"" LL_NS_SASL "\"><invalid-mechanism/></failure>",
      [LL_NEGOTIATION_FAULT] = NULL,
  };

  if (words[action])
    g_string_append(output, words[action]);
}
