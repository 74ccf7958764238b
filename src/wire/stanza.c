/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/stanza.h"

#include <string.h>

#include "limits.h"
#include "wire/language.h"
#include "wire/markup.h"
#include "wire/namespaces.h"
#include "wire/text.h"
#include "wire/xml-writer.h"

static const struct {
  const char *name;
  LlChatState state;
} states[] = {
    {"active", LL_CHAT_STATE_ACTIVE}, {"composing", LL_CHAT_STATE_COMPOSING},
    {"paused", LL_CHAT_STATE_PAUSED}, {"inactive", LL_CHAT_STATE_INACTIVE},
    {"gone", LL_CHAT_STATE_GONE},
};

void
ll_message_free(LlMessage *message)
{
  if (message == NULL)
    return;
  g_free(message->html);
  g_free(message->id);
  g_free(message->subject);
  g_free(message->thread);
  g_free(message->corrects);
  g_free(message->received);
  g_free(message);
}

/* --- reading --------------------------------------------------------------------------------- */

/* (nullable): VALUE if it can be kept as an id. (transfer full) */
static char *
bounded(const char *value)
{
  return value != NULL && *value != '\0' && strlen(value) <= LL_MESSAGE_ID_MAX ? g_strdup(value)
                                                                               : NULL;
}

/* --- of several texts the one in the reader's language --- */

typedef struct {
  const LlXmlNode *node; /* NULL: there is none */
  guint rank;
} Choice;

/* (nullable) */
static const char *
language_of(const LlXmlNode *node)
{
  return ll_xml_node_get_ns(node, "lang", LL_NS_XML);
}

/* The child NAME in NS of PARENT that is the most welcome; LANGUAGE (nullable) is PARENT's. */
static Choice
choose(const LlXmlNode *parent, const char *name, const char *ns, const char *language,
       const char *const *languages)
{
  Choice choice = {NULL, 0};
  for (const LlXmlNode *child = parent->children; child; child = child->next) {
    if (!ll_xml_node_is(child, name, ns))
      continue;
    const char *own = language_of(child);
    guint rank = ll_language_rank(own != NULL ? own : language, languages);
    if (choice.node == NULL || rank < choice.rank)
      choice = (Choice){child, rank};
  }
  return choice;
}

static Choice
choose_formatted(const LlXmlNode *node, const char *ns, const char *const *languages)
{
  const LlXmlNode *html = ll_xml_node_child(node, "html", ns);
  if (html == NULL)
    return (Choice){NULL, 0};
  const char *language = language_of(html);
  if (language == NULL)
    language = language_of(node);
  return choose(html, "body", NULL, language, languages);
}

/* (nullable) (transfer full) */
static char *
text_of(const LlXmlNode *node, const char *const *languages)
{
  Choice plain = choose(node, "body", node->ns, language_of(node), languages);
  Choice formatted = choose_formatted(node, LL_NS_XHTML_IM, languages);
  if (formatted.node == NULL)
    formatted = choose_formatted(node, LL_NS_XHTML, languages);
  char *html = NULL;
  if (formatted.node != NULL && (plain.node == NULL || formatted.rank <= plain.rank))
    html = ll_markup_from_node(formatted.node);
  if (html != NULL || plain.node == NULL)
    return html;
  g_autofree char *text = ll_xml_node_text_deep(plain.node);
  return *text != '\0' ? ll_markup_from_plain(text) : NULL;
}

/* (nullable) (transfer full) */
static char *
subject_of(const LlXmlNode *node, const char *const *languages)
{
  Choice subject = choose(node, "subject", node->ns, language_of(node), languages);
  if (subject.node == NULL)
    return NULL;
  g_autofree char *text = ll_xml_node_text(subject.node);
  g_autofree char *line = ll_text_clean_line(text, -1);
  return *line != '\0' ? ll_text_truncate_line(line, LL_SUBJECT_MAX) : NULL;
}

/* (nullable) (transfer full) */
static char *
thread_of(const LlXmlNode *node)
{
  const LlXmlNode *thread = ll_xml_node_child(node, "thread", node->ns);
  g_autofree char *text = thread != NULL ? ll_xml_node_text(thread) : NULL;
  return bounded(text);
}

/* (nullable) (transfer full): the id in the child NAME in NS. */
static char *
id_in(const LlXmlNode *node, const char *name, const char *ns)
{
  const LlXmlNode *child = ll_xml_node_child(node, name, ns);
  return child != NULL ? bounded(ll_xml_node_get(child, "id")) : NULL;
}

/* --- the rest of a message --- */

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
    for (child = error->children; child; child = child->next) {
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

/* XEP-0022, as iChat speaks it: with an id among the events they tell, and that even where there is
 * a text, which then is what has been typed so far; without one they ask. TRUE: it tells. */
static gboolean
read_events(LlMessage *message, const LlXmlNode *node)
{
  const LlXmlNode *event = ll_xml_node_child(node, "x", LL_NS_EVENT);
  if (event == NULL)
    return FALSE;
  gboolean is_composing = ll_xml_node_child(event, "composing", LL_NS_EVENT) != NULL;
  if (ll_xml_node_child(event, "id", LL_NS_EVENT) == NULL) {
    message->asks_events = is_composing;
    return FALSE;
  }
  /* Other events may be told of, too: that something was displayed, say. */
  gboolean is_other = FALSE;
  for (const LlXmlNode *child = event->children; child; child = child->next)
    is_other |= child->name != NULL && strcmp(child->name, "id") != 0;
  if (is_composing || !is_other) {
    message->state = is_composing ? LL_CHAT_STATE_COMPOSING : LL_CHAT_STATE_ACTIVE;
    message->notation = LL_CHAT_NOTATION_EVENTS;
  }
  return TRUE;
}

static void
read_state(LlMessage *message, const LlXmlNode *node)
{
  for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
    if (ll_xml_node_child(node, states[i].name, LL_NS_CHAT_STATES) == NULL)
      continue;
    message->state = states[i].state;
    message->notation = LL_CHAT_NOTATION_STATES;
    return;
  }
}

LlMessage *
ll_message_from_node(const LlXmlNode *node, const char *const *languages)
{
  LlMessage *message = g_new(LlMessage, 1);
  *message = (LlMessage){.id = g_strdup(ll_xml_node_get(node, "id")), .sent = delay_stamp(node)};
  if (g_strcmp0(ll_xml_node_get(node, "type"), "error") == 0) {
    message->kind = LL_MESSAGE_ERROR;
    message->html = error_text(node);
    return message;
  }
  gboolean is_event = read_events(message, node);
  read_state(message, node);
  message->received = id_in(node, "received", LL_NS_RECEIPTS);
  message->is_attention = ll_xml_node_child(node, "attention", LL_NS_ATTENTION) != NULL;
  if (ll_xml_node_child(node, "delay", LL_NS_DELAY) != NULL) {
    message->is_attention = FALSE;
    message->state = LL_CHAT_STATE_NONE;
    message->notation = LL_CHAT_NOTATION_NONE;
  }
  if (is_event)
    return message;
  message->html = text_of(node, languages);
  message->subject = subject_of(node, languages);
  message->thread = thread_of(node);
  if (message->html == NULL && message->subject == NULL)
    return message;
  message->kind = LL_MESSAGE_TEXT;
  if (message->html == NULL)
    message->html = g_strdup("");
  message->corrects = id_in(node, "replace", LL_NS_CORRECT);
  g_autofree char *id = bounded(message->id);
  message->asks_receipt = id != NULL && ll_xml_node_child(node, "request", LL_NS_RECEIPTS) != NULL;
  return message;
}

/* --- writing --------------------------------------------------------------------------------- */

static void
write_delay(GString *out, gint64 written)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(written);
  g_autofree char *stamp = time != NULL ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ") : NULL;

  if (stamp != NULL)
    g_string_append_printf(out, "<delay xmlns=\"" LL_NS_DELAY "\" stamp=\"%s\"/>", stamp);
}

static void
write_id(GString *out, guint64 id)
{
  if (id == 0)
    return;
  ll_text_put(out, " id=\"");
  ll_text_append_hex(out, id);
  ll_text_put(out, "\"");
}

static void
write_formatted(GString *out, const LlSpeech *speech)
{
  g_autoptr(LlXmlNode) html = speech->is_xhtml_im
                                  ? ll_markup_xhtml_im(speech->xhtml)
                                  : ll_markup_apple_html(speech->xhtml, speech->plain);
  if (html != NULL)
    ll_xml_write_node(out, html, LL_NS_CLIENT);
}

void
ll_message_write(GString *out, const LlSpeech *speech)
{
  ll_text_put(out, "<message");
  ll_xml_write_attribute(out, "from", speech->from);
  ll_xml_write_attribute(out, "to", speech->to);
  ll_text_put(out, " type=\"chat\"");
  write_id(out, speech->id);
  ll_text_put(out, "><body>");
  ll_xml_write_text(out, speech->plain);
  ll_text_put(out, "</body>");
  write_formatted(out, speech);
  if (speech->thread != NULL) {
    ll_text_put(out, "<thread>");
    ll_xml_write_text(out, speech->thread);
    ll_text_put(out, "</thread>");
  }
  ll_text_put(out, speech->has_state ? "<active xmlns=\"" LL_NS_CHAT_STATES "\"/>"
                                     : "<x xmlns=\"" LL_NS_EVENT "\"><composing/></x>");
  if (speech->asks_receipt)
    ll_text_put(out, "<request xmlns=\"" LL_NS_RECEIPTS "\"/>");
  if (speech->written != 0)
    write_delay(out, speech->written);
  ll_text_put(out, "</message>");
}

static LlXmlNode *
new_message(const char *from, const char *to, const char *type)
{
  LlXmlNode *message = ll_xml_node_new("message", LL_NS_CLIENT);
  ll_xml_node_set(message, "from", from);
  ll_xml_node_set(message, "to", to);
  ll_xml_node_set(message, "type", type);
  return message;
}

LlXmlNode *
ll_message_state(const char *from, const char *to, LlChatState state, LlChatNotation notation,
                 const char *reply)
{
  LlXmlNode *message = new_message(from, to, "chat");
  if (notation == LL_CHAT_NOTATION_EVENTS) {
    LlXmlNode *event = ll_xml_node_new("x", LL_NS_EVENT);
    if (state == LL_CHAT_STATE_COMPOSING) {
      /* As Adium and iChat do; without a text, programs that know no events show nothing. */
      ll_xml_node_add(message, "body", NULL);
      ll_xml_node_add(event, "composing", NULL);
    }
    LlXmlNode *id = ll_xml_node_add(event, "id", NULL);
    if (reply != NULL)
      ll_xml_node_add_text(id, reply, -1);
    ll_xml_node_take(message, event);
    return message;
  }
  for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
    if (states[i].state == state)
      ll_xml_node_add(message, states[i].name, LL_NS_CHAT_STATES);
  }
  return message;
}

LlXmlNode *
ll_message_receipt(const char *from, const char *to, const char *id)
{
  LlXmlNode *message = new_message(from, to, "chat");
  ll_xml_node_set(ll_xml_node_add(message, "received", LL_NS_RECEIPTS), "id", id);
  return message;
}

LlXmlNode *
ll_message_refusal(const LlXmlNode *message, const char *from, const char *to)
{
  LlXmlNode *refusal = new_message(from, to, "error");
  LlXmlNode *error = ll_xml_node_add(refusal, "error", NULL);
  LlXmlNode *text;

  ll_xml_node_set(refusal, "id", ll_xml_node_get(message, "id"));
  ll_xml_node_set(error, "type", "auth");
  ll_xml_node_add(error, "subscription-required", LL_NS_STANZA_ERROR);
  text = ll_xml_node_add(error, "text", LL_NS_STANZA_ERROR);
  ll_xml_node_add_text(text,
                       "This message was not shown. Whether you may write is asked first; please "
                       "write again when you have been let in.",
                       -1);
  return refusal;
}

LlXmlNode *
ll_message_attention(const char *from, const char *to)
{
  LlXmlNode *message = new_message(from, to, "headline");
  ll_xml_node_add(message, "attention", LL_NS_ATTENTION);
  return message;
}
