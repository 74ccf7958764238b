/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/stream.h"

#include <string.h>

#include "limits.h"
#include "wire/disco.h"
#include "wire/namespaces.h"
#include "wire/xml-writer.h"

/* What one first-level element costs of the rate's allowance, in milliseconds. */
#define ELEMENT_MS (1000 / LL_STREAM_ELEMENTS_PER_SECOND_MAX)

struct LlStream {
  LlStreamRole role;
  LlStreamState state;
  LlXmlReader *reader;
  char *own;
  char *peer;
  char *id;
  char *peer_from;
  char *peer_to;
  gboolean peer_is_1_0;
  gboolean header_sent;
  gboolean header_taken;
  LlNegotiation negotiation;
  gboolean has_refused_tls;
  LlXmlNode *features; /* that came and were not taken */
  LlAcks acks;
  GError *error;
  char *peer_error;
  GString *output;
  guint64 taken; /* bytes that were output, and dropped */
  gint64 now;    /* of the last push */
  gint64 busy;   /* until when their elements would last at the rate that is allowed */
};

const char *
ll_stream_state_to_string(LlStreamState state)
{
  static const char *const names[] = {"fresh", "opening", "settling", "open", "closing", "closed"};

  return names[state];
}

LlStreamState
ll_stream_transition(LlStreamRole role, LlStreamState state, LlStreamInput input)
{
  if (input == LL_STREAM_IN_FAULT || state == LL_STREAM_CLOSED)
    return LL_STREAM_CLOSED;
  switch (input) {
  case LL_STREAM_IN_START:
    return role == LL_STREAM_INITIATOR && state == LL_STREAM_FRESH ? LL_STREAM_OPENING : state;
  case LL_STREAM_IN_HEADER:
  case LL_STREAM_IN_GREETING:
    /* A recipient answers at once. A header that comes after our end tag changes nothing. */
    if (state != LL_STREAM_OPENING && state != LL_STREAM_FRESH)
      return state;
    return input == LL_STREAM_IN_HEADER ? LL_STREAM_OPEN : LL_STREAM_SETTLING;
  case LL_STREAM_IN_SETTLED:
    return state == LL_STREAM_SETTLING ? LL_STREAM_OPEN : state;
  case LL_STREAM_IN_CLOSE:
    return LL_STREAM_CLOSING;
  default: /* LL_STREAM_IN_END: they close, or answer our close */
    return LL_STREAM_CLOSED;
  }
}

LlStream *
ll_stream_new(LlStreamRole role, const char *own, const char *peer, const char *id)
{
  LlStream *stream = g_new0(LlStream, 1);

  stream->role = role;
  stream->reader = ll_xml_reader_new();
  stream->own = g_strdup(own);
  stream->peer = g_strdup(peer);
  stream->id = g_strdup(id);
  stream->output = g_string_new(NULL);
  stream->negotiation.is_initiator = role == LL_STREAM_INITIATOR;
  return stream;
}

void
ll_stream_free(LlStream *stream)
{
  if (!stream)
    return;
  ll_xml_reader_free(stream->reader);
  ll_xml_node_free(stream->features);
  g_free(stream->own);
  g_free(stream->peer);
  g_free(stream->id);
  g_free(stream->peer_from);
  g_free(stream->peer_to);
  g_clear_error(&stream->error);
  g_free(stream->peer_error);
  g_string_free(stream->output, TRUE);
  g_free(stream);
}

LlStreamState
ll_stream_state(const LlStream *stream)
{
  return stream->state;
}

const char *
ll_stream_peer_from(const LlStream *stream)
{
  return stream->peer_from;
}

const char *
ll_stream_peer_to(const LlStream *stream)
{
  return stream->peer_to;
}

gboolean
ll_stream_peer_is_1_0(const LlStream *stream)
{
  return stream->peer_is_1_0;
}

const GError *
ll_stream_error(const LlStream *stream)
{
  return stream->error;
}

const char *
ll_stream_peer_error(const LlStream *stream)
{
  return stream->peer_error;
}

/* Our header. To a peer from before XMPP 1.0 a recipient names no version either (RFC 6120 4.7.5),
 * and only to a 1.0 peer it sends features (XEP-0174 7), which tell what we can do. Who has said
 * nothing yet is not to take us for one who does not encrypt. */
static void
send_header(LlStream *stream)
{
  gboolean is_recipient = stream->role == LL_STREAM_RECIPIENT;
  gboolean is_1_0 = !is_recipient || stream->peer_is_1_0 || !stream->header_taken;

  if (stream->header_sent)
    return;
  stream->header_sent = TRUE;
  ll_xml_write_header(stream->output, stream->own, stream->peer, is_1_0 ? "1.0" : NULL, stream->id);
  if (is_recipient && stream->peer_is_1_0) {
    g_autoptr(LlXmlNode) features = ll_disco_own_features();

    ll_acks_offer(features);
    ll_negotiation_offer(&stream->negotiation, features);
    ll_xml_write_node(stream->output, features, LL_NS_CLIENT);
  }
}

void
ll_stream_set_tls(LlStream *stream, gboolean wants, gboolean needs)
{
  g_assert(stream->state == LL_STREAM_FRESH);
  stream->negotiation.wants_tls = wants;
  stream->negotiation.needs_tls = needs;
}

gboolean
ll_stream_is_secure(const LlStream *stream)
{
  return stream->negotiation.is_secure;
}

gboolean
ll_stream_has_refused_tls(const LlStream *stream)
{
  return stream->has_refused_tls;
}

void
ll_stream_restart(LlStream *stream, const char *id)
{
  if (stream->state != LL_STREAM_SETTLING)
    return;
  g_free(stream->id);
  stream->id = g_strdup(id);
  stream->header_sent = FALSE;
  if (stream->role == LL_STREAM_INITIATOR)
    send_header(stream);
}

void
ll_stream_secured(LlStream *stream, const char *id)
{
  ll_negotiation_step(&stream->negotiation, LL_NEGOTIATION_IN_HANDSHAKEN);
  ll_stream_restart(stream, id);
}

static void
settle(LlStream *stream)
{
  stream->state = ll_stream_transition(stream->role, stream->state, LL_STREAM_IN_SETTLED);
}

void
ll_stream_settle(LlStream *stream)
{
  if (stream->state == LL_STREAM_SETTLING &&
      ll_negotiation_step(&stream->negotiation, LL_NEGOTIATION_IN_PATIENCE) ==
          LL_NEGOTIATION_SETTLE)
    settle(stream);
}

void
ll_stream_start(LlStream *stream)
{
  g_assert(stream->role == LL_STREAM_INITIATOR && stream->state == LL_STREAM_FRESH);
  stream->state = ll_stream_transition(stream->role, stream->state, LL_STREAM_IN_START);
  send_header(stream);
}

guint64
ll_stream_send(LlStream *stream, const LlXmlNode *node)
{
  g_assert(stream->state == LL_STREAM_OPEN);
  ll_xml_write_node(stream->output, node, LL_NS_CLIENT);
  ll_acks_gave(&stream->acks);
  return stream->taken + stream->output->len;
}

guint64
ll_stream_send_message(LlStream *stream, const LlSpeech *speech)
{
  g_assert(stream->state == LL_STREAM_OPEN);
  ll_message_write(stream->output, speech);
  ll_acks_gave(&stream->acks);
  return stream->taken + stream->output->len;
}

const LlAcks *
ll_stream_acks(const LlStream *stream)
{
  return &stream->acks;
}

void
ll_stream_want_ack(LlStream *stream)
{
  ll_acks_want(&stream->acks);
}

static void
send_end(LlStream *stream, const char *condition)
{
  send_header(stream);
  ll_acks_say(&stream->acks, stream->output);
  if (condition)
    g_string_append_printf(stream->output,
                           "<stream:error><%s xmlns=\"" LL_NS_STREAM_ERROR "\"/></stream:error>",
                           condition);
  g_string_append(stream->output, "</stream:stream>");
}

void
ll_stream_close(LlStream *stream, const char *condition)
{
  if (stream->state == LL_STREAM_CLOSING || stream->state == LL_STREAM_CLOSED)
    return;
  send_end(stream, condition);
  stream->state = ll_stream_transition(stream->role, stream->state,
                                       condition ? LL_STREAM_IN_FAULT : LL_STREAM_IN_CLOSE);
}

void
ll_stream_push(LlStream *stream, const char *bytes, gsize length, gint64 now)
{
  stream->now = now;
  if (stream->state != LL_STREAM_CLOSED)
    ll_xml_reader_push(stream->reader, bytes, length);
}

static char *
dup_attribute(const LlXmlNode *node, const char *name)
{
  const char *value = ll_xml_node_get(node, name);

  /* telepathy-salut writes from="" where it means nothing. */
  return value && *value ? g_strdup(value) : NULL;
}

static LlStreamEvent
fail(LlStream *stream, GError *error, const char *condition)
{
  stream->error = error;
  if (stream->state != LL_STREAM_CLOSING)
    send_end(stream, condition);
  stream->state = ll_stream_transition(stream->role, stream->state, LL_STREAM_IN_FAULT);
  return LL_STREAM_EVENT_FAULT;
}

/* A rule that XML itself does not know. */
static LlStreamEvent
fail_by(LlStream *stream, LlXmlError code, const char *condition)
{
  return fail(stream, g_error_new_literal(LL_XML_ERROR, code, condition), condition);
}

/* RFC 6120 4.7.5: numbers with a dot between them, of which the first counts; an old peer has none.
 * FALSE: it says nothing that could be told from a version. */
static gboolean
parse_version(const char *version, guint64 *ret_major)
{
  guint64 major;
  char *end;

  *ret_major = 0;
  if (!version || !*version)
    return TRUE;
  if (!g_ascii_isdigit(*version))
    return FALSE;
  major = g_ascii_strtoull(version, &end, 10);
  if (*end == '.')
    end += 1 + strspn(end + 1, "0123456789");
  if (*end)
    return FALSE;
  *ret_major = major;
  return TRUE;
}

/* The header of a stream that began anew. Who it is has been settled by the first. */
static LlStreamEvent
take_header_again(LlStream *stream, const LlXmlNode *header)
{
  g_autofree char *from = dup_attribute(header, "from");

  if (from && g_strcmp0(from, stream->peer_from) != 0)
    return fail_by(stream, LL_XML_ERROR_BAD_FORMAT, "invalid-from");
  send_header(stream);
  if (ll_negotiation_step(&stream->negotiation, LL_NEGOTIATION_IN_HEADER) == LL_NEGOTIATION_SETTLE)
    settle(stream);
  return LL_STREAM_EVENT_NONE;
}

static LlStreamEvent
take_header(LlStream *stream, const LlXmlNode *header)
{
  guint64 major;
  gboolean has_version = parse_version(ll_xml_node_get(header, "version"), &major);

  if (stream->state == LL_STREAM_SETTLING)
    return take_header_again(stream, header);
  if (stream->header_taken) /* after our end tag, of a stream that began anew */
    return LL_STREAM_EVENT_NONE;
  stream->header_taken = TRUE;
  stream->peer_from = dup_attribute(header, "from");
  stream->peer_to = dup_attribute(header, "to");
  stream->peer_is_1_0 = major >= 1;
  if (!stream->peer && stream->peer_from && strlen(stream->peer_from) <= LL_STREAM_FROM_MAX)
    stream->peer = g_strdup(stream->peer_from);
  if (!has_version)
    return fail_by(stream, LL_XML_ERROR_BAD_FORMAT, "unsupported-version");
  if (stream->state == LL_STREAM_FRESH)
    send_header(stream);
  stream->state = ll_stream_transition(stream->role, stream->state,
                                       stream->negotiation.wants_tls && stream->peer_is_1_0
                                           ? LL_STREAM_IN_GREETING
                                           : LL_STREAM_IN_HEADER);
  if (stream->state == LL_STREAM_OPEN) /* for TLS it is too late */
    ll_negotiation_step(&stream->negotiation, LL_NEGOTIATION_IN_OTHER);
  return LL_STREAM_EVENT_HEADER;
}

static LlStreamEvent
take_end(LlStream *stream)
{
  if (stream->state != LL_STREAM_CLOSING)
    send_end(stream, NULL);
  stream->state = ll_stream_transition(stream->role, stream->state, LL_STREAM_IN_END);
  return LL_STREAM_EVENT_END;
}

static LlStreamEvent
take_peer_error(LlStream *stream, const LlXmlNode *node)
{
  const char *name = "undefined-condition";

  for (const LlXmlNode *child = node->children; child; child = child->next) {
    if (child->name && g_strcmp0(child->ns, LL_NS_STREAM_ERROR) == 0) {
      name = child->name;
      break;
    }
  }
  if (strcmp(name, "system-shutdown") == 0)
    return take_end(stream); /* they sign off, and take nothing back */
  stream->peer_error = g_strdup(name);
  return fail(stream,
              g_error_new(LL_XML_ERROR, LL_XML_ERROR_POLICY_VIOLATION, "the peer says: %s", name),
              NULL);
}

static LlStreamEvent
take_acks(LlStream *stream, const LlXmlNode *node)
{
  GString *output = stream->state == LL_STREAM_OPEN ? stream->output : NULL;
  gboolean has_changed;

  if (!ll_acks_take(&stream->acks, node, stream->role == LL_STREAM_RECIPIENT, output, &has_changed))
    return fail_by(stream, LL_XML_ERROR_POLICY_VIOLATION, "undefined-condition");
  return has_changed ? LL_STREAM_EVENT_ACKS : LL_STREAM_EVENT_NONE;
}

static gboolean
is_stanza_name(const char *name)
{
  return strcmp(name, "message") == 0 || strcmp(name, "iq") == 0 || strcmp(name, "presence") == 0;
}

/* One more element has come: FALSE where that is more than people and programs can mean. */
static gboolean
allow_element(LlStream *stream)
{
  stream->busy = MAX(stream->busy, stream->now) + ELEMENT_MS;
  return stream->busy - stream->now <= LL_STREAM_ELEMENTS_AT_ONCE_MAX * ELEMENT_MS;
}

/* What has come by now was not said on the new stream. */
static void
forget_input(LlStream *stream)
{
  ll_xml_reader_free(stream->reader);
  stream->reader = ll_xml_reader_new();
  g_clear_pointer(&stream->features, ll_xml_node_free);
}

/* What NODE means for encryption. TRUE: it means nothing else, and RET_EVENT comes of it. */
static gboolean
take_negotiation(LlStream *stream, const LlXmlNode *node, LlStreamEvent *ret_event)
{
  LlNegotiationAction action;

  *ret_event = LL_STREAM_EVENT_NONE;
  if (stream->state != LL_STREAM_SETTLING && stream->state != LL_STREAM_OPEN)
    return FALSE;
  action = ll_negotiation_step(&stream->negotiation, ll_negotiation_input(node));
  ll_negotiation_say(action, stream->output);
  switch (action) {
  case LL_NEGOTIATION_SETTLE:
    settle(stream);
    return FALSE;
  case LL_NEGOTIATION_SAY_PROCEED:
  case LL_NEGOTIATION_BEGIN_TLS:
    forget_input(stream);
    *ret_event = LL_STREAM_EVENT_TLS;
    break;
  case LL_NEGOTIATION_SAY_SUCCESS:
  case LL_NEGOTIATION_BEGIN_STREAM:
    forget_input(stream);
    *ret_event = LL_STREAM_EVENT_RESTART;
    break;
  case LL_NEGOTIATION_SAY_TLS_FAILURE:
    stream->has_refused_tls = TRUE;
    *ret_event = take_end(stream); /* RFC 6120 5.4.2.2 */
    break;
  case LL_NEGOTIATION_FAULT:
    *ret_event = fail_by(stream, LL_XML_ERROR_POLICY_VIOLATION, "policy-violation");
    break;
  default:
    break;
  }
  return TRUE;
}

/* What a recipient can do beyond the bare stream (RFC 6120 4.3.2). Where they are only a step
 * towards encryption, those that come at its end count; an initiator's (telepathy-salut has some)
 * settle nothing. */
static LlStreamEvent
take_features(LlStream *stream, LlXmlNode *node)
{
  gboolean is_initiator = stream->role == LL_STREAM_INITIATOR;
  g_autoptr(LlXmlNode) owned = node;
  LlStreamEvent event;

  if (take_negotiation(stream, node, &event) && (is_initiator || event != LL_STREAM_EVENT_NONE))
    return event;
  ll_xml_node_free(stream->features);
  stream->features = g_steal_pointer(&owned);
  if (!is_initiator || stream->state != LL_STREAM_OPEN || !ll_acks_are_offered(node))
    return LL_STREAM_EVENT_NONE;
  ll_acks_enable(&stream->acks, stream->output);
  return LL_STREAM_EVENT_ACKS;
}

/* A first-level element: what belongs to the stream itself ends here, stanzas go on. Unknown
 * elements are passed over: old programs invent some, and ending a chat for one helps nobody. But a
 * stanza of another namespace is not: what it says would be lost without a word. */
static LlStreamEvent
take_element(LlStream *stream, LlXmlNode *node, LlXmlNode **ret_node)
{
  g_autoptr(LlXmlNode) owned = node;
  LlStreamEvent event;

  if (ll_xml_node_is(node, "error", LL_NS_STREAM))
    return take_peer_error(stream, node);
  if (!allow_element(stream))
    return fail_by(stream, LL_XML_ERROR_POLICY_VIOLATION, "policy-violation");
  if (ll_xml_node_is(node, "features", LL_NS_STREAM))
    return take_features(stream, g_steal_pointer(&owned));
  if (take_negotiation(stream, node, &event))
    return event;
  if (g_strcmp0(node->ns, LL_NS_ACKS) == 0)
    return take_acks(stream, node);
  if (!is_stanza_name(node->name))
    return LL_STREAM_EVENT_NONE;
  if (g_strcmp0(node->ns, LL_NS_CLIENT) != 0)
    return fail_by(stream, LL_XML_ERROR_INVALID_NAMESPACE, "invalid-namespace");
  ll_acks_took(&stream->acks);
  *ret_node = g_steal_pointer(&owned);
  return LL_STREAM_EVENT_STANZA;
}

LlStreamEvent
ll_stream_pop(LlStream *stream, LlXmlNode **ret_node)
{
  LlStreamEvent event = LL_STREAM_EVENT_NONE;

  while (event == LL_STREAM_EVENT_NONE && stream->state != LL_STREAM_CLOSED) {
    g_autoptr(LlXmlNode) node = NULL;

    switch (ll_xml_reader_pop(stream->reader, &node)) {
    case LL_XML_EVENT_HEADER:
      event = take_header(stream, node);
      break;
    case LL_XML_EVENT_STANZA:
      event = take_element(stream, g_steal_pointer(&node), ret_node);
      break;
    case LL_XML_EVENT_CLOSE:
      event = take_end(stream);
      break;
    case LL_XML_EVENT_ERROR: {
      const GError *error = ll_xml_reader_error(stream->reader);

      event = fail(stream, g_error_copy(error), ll_xml_error_condition(error->code));
      break;
    }
    default:
      return LL_STREAM_EVENT_NONE;
    }
  }
  return event;
}

LlXmlNode *
ll_stream_take_features(LlStream *stream)
{
  return g_steal_pointer(&stream->features);
}

const char *
ll_stream_peek_output(LlStream *stream, gsize *ret_length)
{
  if (stream->state == LL_STREAM_OPEN)
    ll_acks_ask(&stream->acks, stream->output);
  *ret_length = stream->output->len;
  return stream->output->str;
}

void
ll_stream_drop_output(LlStream *stream)
{
  stream->taken += stream->output->len;
  g_string_truncate(stream->output, 0);
}
