/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* A whole stream from its bytes, as either end of it: engine/stream, then all that is made of what
 * comes out. The input is what the peer sends; where there is a NUL, we do something: the byte
 * behind it says what. */

#include "engine/stream.h"

#include <string.h>

#include "fuzz.h"
#include "limits.h"
#include "nodes.h"
#include "stanzas.h"
#include "wire/namespaces.h"

#define OWN  "bob@peer2"
#define PEER "alice@peer1"

/* What we may have to say: a header with the peer's name, every character of it escaped, features
 * and an error; a reply to each stanza. A question of theirs how many we have read takes six bytes,
 * its answer forty; and what is theirs in a reply may be escaped, too. */
#define OUTPUT_MAX   (6 * LL_HEADER_MAX + 4096)
#define REPLY_MAX    2048
#define FOR_ONE_BYTE 16

#define QUESTION "<r xmlns=\"" LL_NS_ACKS "\"/>"

typedef struct {
  LlStream *stream;
  LlStreamRole role;
  GString *events;
  GString *output;
  gsize output_max;
  gboolean has_header;
  gboolean has_ended;
} Talk;

static void
take_output(Talk *talk)
{
  gsize length;
  const char *bytes = ll_stream_peek_output(talk->stream, &length);

  g_string_append_len(talk->output, bytes, (gssize)length);
  ll_stream_drop_output(talk->stream);
  g_assert_cmpuint(talk->output->len, <=, talk->output_max);
}

static void
take_stanza(Talk *talk, const LlXmlNode *node)
{
  g_autoptr(LlXmlNode) reply = fuzz_check_stanza(node, OWN, PEER, talk->events);

  if (!reply || ll_stream_state(talk->stream) != LL_STREAM_OPEN)
    return;
  ll_stream_send(talk->stream, reply);
  talk->output_max += REPLY_MAX;
}

static void
take_events(Talk *talk)
{
  LlStreamEvent event;
  const LlAcks *acks;

  do {
    g_autoptr(LlXmlNode) node = NULL;

    event = ll_stream_pop(talk->stream, &node);
    g_assert_cmpint(node != NULL, ==, event == LL_STREAM_EVENT_STANZA);
    g_assert_true(event == LL_STREAM_EVENT_NONE || !talk->has_ended);
    switch (event) {
    case LL_STREAM_EVENT_HEADER:
      g_assert_false(talk->has_header);
      talk->has_header = TRUE;
      g_string_append_printf(
          talk->events, "\nheader %s %s %d", ll_stream_peer_from(talk->stream) ?: "-",
          ll_stream_peer_to(talk->stream) ?: "-", ll_stream_peer_is_1_0(talk->stream));
      break;
    case LL_STREAM_EVENT_STANZA:
      g_assert_true(talk->has_header);
      g_string_append(talk->events, "\nstanza ");
      take_stanza(talk, node);
      break;
    case LL_STREAM_EVENT_ACKS:
      acks = ll_stream_acks(talk->stream);
      g_assert_cmpuint(acks->confirmed, <=, acks->sent);
      g_string_append_printf(talk->events, "\nacks %d %" G_GUINT64_FORMAT, (int)acks->state,
                             acks->confirmed);
      break;
    case LL_STREAM_EVENT_END:
      g_assert_true(talk->has_header);
      talk->has_ended = TRUE;
      g_string_append(talk->events, "\nend");
      break;
    case LL_STREAM_EVENT_FAULT:
      talk->has_ended = TRUE;
      g_assert_nonnull(ll_stream_error(talk->stream));
      g_string_append_printf(talk->events, "\nfault %d %s", ll_stream_error(talk->stream)->code,
                             ll_stream_peer_error(talk->stream) ?: "");
      break;
    default:
      break;
    }
    g_assert_true(!talk->has_ended || ll_stream_state(talk->stream) == LL_STREAM_CLOSED);
  } while (event != LL_STREAM_EVENT_NONE);
  g_autoptr(LlXmlNode) features = ll_stream_take_features(talk->stream);
  if (features)
    fuzz_check_payloads(features);
  take_output(talk);
}

static void
act(Talk *talk, char what)
{
  g_autoptr(LlXmlNode) message = NULL;

  switch (what) {
  case 'c':
    ll_stream_close(talk->stream, NULL);
    break;
  case 'e':
    ll_stream_close(talk->stream, "conflict");
    break;
  case 'm':
    if (ll_stream_state(talk->stream) != LL_STREAM_OPEN)
      break;
    message = ll_xml_node_new("message", LL_NS_CLIENT);
    ll_xml_node_add_text(ll_xml_node_add(message, "body", NULL), "x & y", -1);
    ll_stream_send(talk->stream, message);
    talk->output_max += REPLY_MAX;
    break;
  case 'a':
    ll_stream_want_ack(talk->stream);
    break;
  default:
    break;
  }
  take_events(talk);
}

/* LENGTH bytes from the peer, PIECE at a time. */
static void
hear(Talk *talk, const char *bytes, gsize length, gsize piece)
{
  for (gsize at = 0; at < length; at += MIN(piece, length - at)) {
    ll_stream_push(talk->stream, bytes + at, MIN(piece, length - at), 0);
    take_events(talk);
  }
}

/* All that we said is one stream, which anybody can read; once it is closed nothing more is said.
 */
static void
check_output(Talk *talk)
{
  g_autoptr(LlXmlReader) reader = ll_xml_reader_new();
  g_autoptr(GString) said = g_string_new(NULL);
  gboolean is_over = ll_stream_state(talk->stream) == LL_STREAM_CLOSED ||
                     ll_stream_state(talk->stream) == LL_STREAM_CLOSING;

  ll_xml_reader_push(reader, talk->output->str, talk->output->len);
  fuzz_describe_events(said, reader);
  g_assert_null(ll_xml_reader_error(reader));
  g_assert_cmpint(g_str_has_suffix(said->str, "\nclose"), ==, is_over);
  g_assert_cmpint(g_str_has_suffix(talk->output->str, "</stream:stream>"), ==, is_over);
}

/* Our end of a stream to somebody like us: nothing that the peer said makes us say what they would
 * not take. But who counts what was read would count wrong. */
static void
check_other_end(const Talk *talk)
{
  gboolean is_initiator = talk->role == LL_STREAM_INITIATOR;
  g_autoptr(LlStream) other = is_initiator ? ll_stream_new(LL_STREAM_RECIPIENT, PEER, NULL, "id8")
                                           : ll_stream_new(LL_STREAM_INITIATOR, PEER, OWN, NULL);
  LlStreamEvent event;

  if (ll_stream_acks(talk->stream)->state != LL_ACKS_OFF)
    return;
  if (!is_initiator)
    ll_stream_start(other);
  ll_stream_push(other, talk->output->str, talk->output->len, 0);
  do {
    g_autoptr(LlXmlNode) node = NULL;

    event = ll_stream_pop(other, &node);
  } while (event != LL_STREAM_EVENT_NONE);
  if (ll_stream_error(other))
    g_assert_nonnull(ll_stream_peer_error(other));
}

/* The input's bytes up to its first NUL, what that asks for, and so on. What happened. (transfer
 * full) */
static char *
play(LlStreamRole role, const char *bytes, gsize size, gsize piece)
{
  const char *end = bytes + size;
  Talk talk = {.role = role,
               .events = g_string_new(NULL),
               .output = g_string_new(NULL),
               .output_max = OUTPUT_MAX + FOR_ONE_BYTE * size};

  talk.stream = role == LL_STREAM_INITIATOR ? ll_stream_new(role, OWN, PEER, NULL)
                                            : ll_stream_new(role, OWN, NULL, "id7");
  if (role == LL_STREAM_INITIATOR)
    ll_stream_start(talk.stream);
  take_events(&talk);
  while (bytes < end) {
    const char *stop = memchr(bytes, '\0', (gsize)(end - bytes));
    gsize length = (gsize)((stop ? stop : end) - bytes);

    hear(&talk, bytes, length, piece);
    if (stop && stop + 1 < end)
      act(&talk, stop[1]);
    bytes = stop && stop + 1 < end ? stop + 2 : end;
  }
  check_output(&talk);
  check_other_end(&talk);
  /* When we ask how many they have read depends on when we may write. */
  g_auto(GStrv) rest = g_strsplit(talk.output->str, QUESTION, -1);
  for (char **part = rest; *part; part++)
    g_string_append(talk.events, *part);
  ll_stream_free(talk.stream);
  g_string_free(talk.output, TRUE);
  return g_string_free(talk.events, FALSE);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
  static const LlStreamRole roles[] = {LL_STREAM_RECIPIENT, LL_STREAM_INITIATOR};
  const char *bytes = (const char *)data;

  for (gsize i = 0; i < G_N_ELEMENTS(roles); i++) {
    g_autofree char *at_once = play(roles[i], bytes, size, G_MAXSIZE);
    g_autofree char *in_ones = play(roles[i], bytes, size, 1);

    g_assert_cmpstr(in_ones, ==, at_once);
  }
  return 0;
}
