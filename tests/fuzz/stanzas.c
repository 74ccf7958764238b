/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "stanzas.h"

#include <string.h>

#include "engine/answer.h"
#include "fuzz.h"
#include "limits.h"
#include "nodes.h"
#include "wire/caps.h"
#include "wire/disco.h"
#include "wire/iq.h"
#include "wire/namespaces.h"
#include "wire/stanza.h"

/* (nullable) */
static void
check_line(const char *text, gsize max)
{
  if (!text)
    return;
  g_assert_cmpuint(strlen(text), >, 0);
  g_assert_cmpuint(strlen(text), <=, max);
  fuzz_assert_clean_line(text);
}

/* (nullable) */
static void
check_id(const char *id)
{
  if (!id)
    return;
  g_assert_cmpuint(strlen(id), >, 0);
  g_assert_cmpuint(strlen(id), <=, LL_MESSAGE_ID_MAX);
  fuzz_assert_clean(id);
}

static void
check_message(const LlXmlNode *node, GString *events)
{
  static const char *const languages[] = {"de_AT.UTF-8", "de", "en", NULL};
  g_autoptr(LlMessage) message = ll_message_from_node(node, languages);

  g_assert_cmpint(message->html == NULL, ==, message->kind == LL_MESSAGE_NOTHING);
  g_assert_cmpint(message->sent, >=, 0);
  g_assert_cmpint(message->state == LL_CHAT_STATE_NONE, ==,
                  message->notation == LL_CHAT_NOTATION_NONE);
  g_assert_true(!message->asks_receipt || (message->kind == LL_MESSAGE_TEXT && message->id));
  if (message->kind == LL_MESSAGE_ERROR)
    g_assert_true(!message->corrects && !message->received && !message->asks_events &&
                  !message->is_attention && message->state == LL_CHAT_STATE_NONE);
  if (message->html)
    fuzz_assert_html(message->html);
  check_line(message->subject, LL_SUBJECT_MAX);
  check_id(message->thread);
  check_id(message->corrects);
  check_id(message->received);
  g_string_append_printf(events, "\nmessage %d %d %d %s %s %s %s", (int)message->kind,
                         (int)message->state, (int)message->notation, message->html ?: "-",
                         message->subject ?: "-", message->thread ?: "-", message->received ?: "-");
}

static LlXmlNode *
answer(const LlXmlNode *iq, const char *own, const char *peer)
{
  static const LlAboutUs us = {
      .os = (char *)"Debian", .tells_idle = TRUE, .idle_since = 1700000000};
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(1700000060);

  return ll_answer_iq(iq, own, peer, &us, now);
}

/* Each question gets an answer with its id, and an answer none. (transfer full) (nullable) */
static LlXmlNode *
check_iq(const LlXmlNode *node, const char *own, const char *peer)
{
  g_autoptr(LlXmlNode) first = answer(node, own, peer);
  g_autoptr(LlXmlNode) second = first ? answer(first, peer, own) : NULL;

  g_assert_true(first || !ll_iq_is_request(node));
  g_assert_null(second);
  if (!first)
    return NULL;
  g_assert_true(ll_xml_node_is(first, "iq", LL_NS_CLIENT));
  g_assert_false(ll_iq_is_request(first));
  g_assert_cmpstr(ll_xml_node_get(first, "id"), ==, ll_xml_node_get(node, "id"));
  g_assert_cmpstr(ll_xml_node_get(first, "from"), ==, own);
  g_assert_cmpstr(ll_xml_node_get(first, "to"), ==, peer);
  fuzz_assert_node(first);
  fuzz_assert_written(first);
  return g_steal_pointer(&first);
}

/* What a program tells of itself in PAYLOAD, for the buddy's tooltip. */
static void
check_about(const LlXmlNode *payload)
{
  LlAbout about = {0};

  ll_about_read(&about, payload);
  check_line(about.name, LL_ABOUT_TEXT_MAX);
  check_line(about.version, LL_ABOUT_TEXT_MAX);
  check_line(about.os, LL_ABOUT_TEXT_MAX);
  ll_about_clear(&about);
  g_assert_true(!about.name && !about.version && !about.os && !about.time);
}

/* NODE with its elements in the opposite order, LEVELS deep; the text between them counts for
 * nothing there. (transfer full) */
static LlXmlNode *
turn_round(const LlXmlNode *node, guint levels)
{
  LlXmlNode *copy = ll_xml_node_new(node->name, node->ns);
  g_autoptr(GPtrArray) children = g_ptr_array_new();

  for (const LlXmlAttribute *attribute = node->attributes; attribute; attribute = attribute->next)
    ll_xml_node_set_ns(copy, attribute->name, attribute->ns, attribute->value);
  for (LlXmlNode *child = node->children; child; child = child->next)
    g_ptr_array_insert(children, levels > 0 ? 0 : -1, child);
  for (guint i = 0; i < children->len; i++) {
    const LlXmlNode *child = g_ptr_array_index(children, i);

    if (child->name)
      ll_xml_node_take(copy, turn_round(child, levels > 0 ? levels - 1 : 0));
    else if (levels == 0)
      ll_xml_node_add_text(copy, child->text, -1);
  }
  return copy;
}

/* The hash is the same in whatever order things are said: identities, features and forms, a form's
 * fields, a field's values. */
static void
check_caps(const LlXmlNode *query)
{
  g_autoptr(LlXmlNode) turned = turn_round(query, 3);
  g_autofree char *hash = ll_caps_hash(query);
  g_autofree char *hash_of_turned = ll_caps_hash(turned);

  g_assert_cmpstr(hash_of_turned, ==, hash);
  if (hash)
    g_assert_cmpuint(strlen(hash), ==, 28); /* 20 bytes in Base64 */
  g_assert_cmpint(ll_disco_capabilities(query), ==, ll_disco_capabilities(turned));
}

LlXmlNode *
fuzz_check_stanza(const LlXmlNode *node, const char *own, const char *peer, GString *events)
{
  fuzz_assert_node(node);
  fuzz_describe_node(events, node);
  fuzz_check_payloads(node);
  if (ll_xml_node_is(node, "message", LL_NS_CLIENT))
    check_message(node, events);
  if (ll_xml_node_is(node, "iq", LL_NS_CLIENT))
    return check_iq(node, own, peer);
  return NULL;
}

void
fuzz_check_payloads(const LlXmlNode *node)
{
  for (const LlXmlNode *child = node->children; child; child = child->next) {
    if (!child->name)
      continue;
    check_about(child);
    if (ll_xml_node_is(child, "query", LL_NS_DISCO_INFO))
      check_caps(child);
  }
}
