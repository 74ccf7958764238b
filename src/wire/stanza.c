/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/stanza.h"

#include <string.h>

#include "wire/markup.h"
#include "wire/namespaces.h"

void
ll_message_free(LlMessage *message)
{
  if (message == NULL)
    return;
  g_free(message->html);
  g_free(message->id);
  g_free(message);
}

/* iChat sends what is being typed with an id among the events asked for; the message itself has
 * none. */
static gboolean
is_typing_update(const LlXmlNode *node)
{
  const LlXmlNode *event = ll_xml_node_child(node, "x", LL_NS_EVENT);
  return event != NULL && ll_xml_node_child(event, "id", NULL) != NULL;
}

/* (nullable) (transfer full) */
static char *
formatted_text(const LlXmlNode *node)
{
  const LlXmlNode *html = ll_xml_node_child(node, "html", LL_NS_XHTML_IM);
  if (html == NULL)
    html = ll_xml_node_child(node, "html", LL_NS_XHTML);
  const LlXmlNode *body = html != NULL ? ll_xml_node_child(html, "body", NULL) : NULL;
  return body != NULL ? ll_markup_from_node(body) : NULL;
}

/* (nullable) (transfer full) */
static char *
plain_text(const LlXmlNode *node)
{
  const LlXmlNode *body = ll_xml_node_child(node, "body", node->ns);
  if (body == NULL)
    return NULL;
  g_autofree char *text = ll_xml_node_text_deep(body);
  return *text != '\0' ? ll_markup_from_plain(text) : NULL;
}

/* The text of the stanza error in NODE, else its condition (RFC 6120 8.3.2), else what a peer from
 * before them put there. (transfer full) */
static char *
error_text(const LlXmlNode *node)
{
  const LlXmlNode *error = ll_xml_node_child(node, "error", node->ns);
  const char *condition = "undefined-condition";
  g_autofree char *text = NULL;
  if (error != NULL) {
    const LlXmlNode *child = ll_xml_node_child(error, "text", LL_NS_STANZA_ERROR);
    text = child != NULL ? ll_xml_node_text(child) : ll_xml_node_text(error);
    for (guint i = 0; error->children != NULL && i < error->children->len; i++) {
      child = g_ptr_array_index(error->children, i);
      if (child->name != NULL && g_strcmp0(child->ns, LL_NS_STANZA_ERROR) == 0 &&
          strcmp(child->name, "text") != 0) {
        condition = child->name;
        break;
      }
    }
    g_strstrip(text);
  }
  return ll_markup_from_plain(text != NULL && *text != '\0' ? text : condition);
}

/* When the message was first sent (XEP-0203); 0 where it does not say so. */
static gint64
delay_stamp(const LlXmlNode *node)
{
  const LlXmlNode *delay = ll_xml_node_child(node, "delay", LL_NS_DELAY);
  const char *stamp = delay != NULL ? ll_xml_node_get(delay, "stamp") : NULL;
  if (stamp == NULL)
    return 0;
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(stamp, NULL);
  return time != NULL ? MAX(g_date_time_to_unix(time), 0) : 0;
}

LlMessage *
ll_message_from_node(const LlXmlNode *node)
{
  LlMessage *message = g_new0(LlMessage, 1);
  message->id = g_strdup(ll_xml_node_get(node, "id"));
  message->sent = delay_stamp(node);
  if (g_strcmp0(ll_xml_node_get(node, "type"), "error") == 0) {
    message->kind = LL_MESSAGE_ERROR;
    message->html = error_text(node);
    return message;
  }
  if (is_typing_update(node))
    return message;
  message->html = formatted_text(node);
  if (message->html == NULL)
    message->html = plain_text(node);
  if (message->html != NULL)
    message->kind = LL_MESSAGE_TEXT;
  return message;
}

LlXmlNode *
ll_message_to_node(const char *from, const char *to, const char *id, const char *plain,
                   const char *xhtml)
{
  LlXmlNode *message = ll_xml_node_new("message", LL_NS_CLIENT);
  ll_xml_node_set(message, "from", from);
  ll_xml_node_set(message, "to", to);
  ll_xml_node_set(message, "type", "chat");
  ll_xml_node_set(message, "id", id);
  ll_xml_node_add_text(ll_xml_node_add(message, "body", NULL), plain, -1);
  LlXmlNode *html = ll_markup_apple_html(xhtml, plain);
  if (html != NULL)
    ll_xml_node_take(message, html);
  ll_xml_node_add(ll_xml_node_add(message, "x", LL_NS_EVENT), "composing", NULL);
  return message;
}
