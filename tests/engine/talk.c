/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "talk.h"

#include <string.h>

/* What talk_assert_feed() and the like take at a time, 0: all. */
static gsize usual_piece;
static gint64 now;

static void
log_event(const LlStream *stream, LlStreamEvent event, const LlXmlNode *node, GString *log)
{
  const LlXmlNode *body = node ? ll_xml_node_child(node, "body", NULL) : NULL;
  g_autofree char *text = body ? ll_xml_node_text(body) : NULL;

  if (log->len > 0)
    g_string_append(log, "; ");
  switch (event) {
  case LL_STREAM_EVENT_HEADER:
    g_string_append_printf(log, "header %s>%s%s", ll_stream_peer_from(stream) ?: "",
                           ll_stream_peer_to(stream) ?: "",
                           ll_stream_peer_is_1_0(stream) ? " 1.0" : "");
    break;
  case LL_STREAM_EVENT_ACKS:
    g_string_append_printf(log, "%s %" G_GUINT64_FORMAT,
                           ll_acks_are_active(ll_stream_acks(stream)) ? "confirmed" : "unconfirmed",
                           ll_stream_acks(stream)->confirmed);
    break;
  case LL_STREAM_EVENT_STANZA:
    g_string_append_printf(log, "%s %s", node->name, text ?: "-");
    break;
  case LL_STREAM_EVENT_TLS:
    g_string_append(log, "tls");
    break;
  case LL_STREAM_EVENT_RESTART:
    g_string_append(log, "restart");
    break;
  case LL_STREAM_EVENT_END:
    g_string_append(log, "end");
    break;
  default:
    g_string_append_printf(log, "fault%s%s", ll_stream_peer_error(stream) ? " " : "",
                           ll_stream_peer_error(stream) ?: "");
  }
}

static void
pop_all(LlStream *stream, GString *log)
{
  for (;;) {
    g_autoptr(LlXmlNode) node = NULL;
    LlStreamEvent event = ll_stream_pop(stream, &node);

    if (event == LL_STREAM_EVENT_NONE)
      return;
    g_assert_cmpint(node != NULL, ==, event == LL_STREAM_EVENT_STANZA);
    log_event(stream, event, node, log);
  }
}

char *
talk_feed(LlStream *stream, const char *bytes, gsize piece)
{
  GString *log = g_string_new(NULL);
  gsize length = strlen(bytes);

  if (piece == 0)
    piece = usual_piece > 0 ? usual_piece : length;
  for (gsize at = 0; at < length; at += piece) {
    ll_stream_push(stream, bytes + at, MIN(piece, length - at), now);
    pop_all(stream, log);
  }
  return g_string_free(log, FALSE);
}

void
talk_let_pass(gint64 milliseconds)
{
  now += milliseconds;
}

static void
run_at_once(gconstpointer test)
{
  usual_piece = 0;
  ((const TalkTest *)test)->run();
}

static void
run_by_the_byte(gconstpointer test)
{
  usual_piece = 1;
  ((const TalkTest *)test)->run();
}

void
talk_add(const char *group, const TalkTest *tests, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_autofree char *at_once = g_strdup_printf("/%s/%s", group, tests[i].name);
    g_autofree char *by_the_byte = g_strconcat(at_once, "/by-the-byte", NULL);

    g_test_add_data_func(at_once, &tests[i], run_at_once);
    g_test_add_data_func(by_the_byte, &tests[i], run_by_the_byte);
  }
}

void
talk_assert_feed(LlStream *stream, const char *bytes, const char *expected)
{
  g_autofree char *log = talk_feed(stream, bytes, 0);

  g_assert_cmpstr(log, ==, expected);
}

char *
talk_take(LlStream *stream)
{
  gsize length;
  char *output = g_strdup(ll_stream_peek_output(stream, &length));

  g_assert_cmpuint(strlen(output), ==, length);
  ll_stream_drop_output(stream);
  return output;
}

void
talk_assert_output(LlStream *stream, const char *expected)
{
  g_autofree char *output = talk_take(stream);

  g_assert_cmpstr(output, ==, expected);
}

LlStream *
talk_recipient(void)
{
  return ll_stream_new(LL_STREAM_RECIPIENT, "bob@peer2", NULL, "id7");
}

LlStream *
talk_initiator(void)
{
  LlStream *stream = ll_stream_new(LL_STREAM_INITIATOR, "alice@peer1", "bob@peer2", NULL);

  ll_stream_start(stream);
  return stream;
}

LlStream *
talk_open_recipient(void)
{
  LlStream *stream = talk_recipient();

  g_free(talk_feed(stream, "<stream:stream " XMLNS " from='a@b' to='bob@peer2' version='1.0'>", 0));
  g_free(talk_take(stream));
  g_assert_cmpint(ll_stream_state(stream), ==, LL_STREAM_OPEN);
  return stream;
}
