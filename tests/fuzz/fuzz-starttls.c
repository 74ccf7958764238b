/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* A stream that wants TLS, as either end of it; TLS itself is left out. The input is what the peer
 * sends; where there is a NUL, what has been begun is done (the handshake), or no longer waited
 * for. */

#include <string.h>

#include "engine/stream.h"
#include "fuzz.h"
#include "limits.h"

typedef struct {
  LlStream *stream;
  gboolean in_handshake; /* what comes is not for the stream */
  gboolean was_secure;
} Talk;

/* Nothing is taken for said before it is settled how, and nothing undoes encryption. */
static void
take_events(Talk *talk)
{
  LlStreamEvent event;

  do {
    g_autoptr(LlXmlNode) node = NULL;
    gsize length;
    LlStreamState before = ll_stream_state(talk->stream);

    event = ll_stream_pop(talk->stream, &node);
    g_assert_false(talk->in_handshake && event == LL_STREAM_EVENT_STANZA);
    if (event == LL_STREAM_EVENT_STANZA)
      g_assert_cmpint(ll_stream_state(talk->stream), >=, LL_STREAM_OPEN);
    if (event == LL_STREAM_EVENT_TLS) {
      g_assert_cmpint(before, ==, LL_STREAM_SETTLING);
      g_assert_false(ll_stream_is_secure(talk->stream));
      talk->in_handshake = TRUE;
    }
    if (event == LL_STREAM_EVENT_RESTART) {
      g_assert_true(ll_stream_is_secure(talk->stream));
      ll_stream_restart(talk->stream, "id9");
    }
    g_assert_true(ll_stream_is_secure(talk->stream) || !talk->was_secure);
    talk->was_secure = ll_stream_is_secure(talk->stream);
    ll_stream_peek_output(talk->stream, &length);
    g_assert_cmpuint(length, <=, 8 * LL_HEADER_MAX + 4096);
    ll_stream_drop_output(talk->stream);
  } while (event != LL_STREAM_EVENT_NONE);
}

static void
act(Talk *talk)
{
  if (talk->in_handshake)
    ll_stream_secured(talk->stream, "id8");
  else
    ll_stream_settle(talk->stream);
  talk->in_handshake = FALSE;
  take_events(talk);
}

static void
play(LlStreamRole role, const char *bytes, gsize size)
{
  const char *end = bytes + size;
  Talk talk = {.stream = role == LL_STREAM_INITIATOR
                             ? ll_stream_new(role, "bob@peer2", "alice@peer1", NULL)
                             : ll_stream_new(role, "bob@peer2", NULL, "id7")};

  ll_stream_set_tls(talk.stream, TRUE, TRUE);
  if (role == LL_STREAM_INITIATOR)
    ll_stream_start(talk.stream);
  take_events(&talk);
  while (bytes < end) {
    const char *stop = memchr(bytes, '\0', (gsize)(end - bytes));

    if (!talk.in_handshake)
      ll_stream_push(talk.stream, bytes, (gsize)((stop ? stop : end) - bytes), 0);
    take_events(&talk);
    if (stop)
      act(&talk);
    bytes = stop ? stop + 1 : end;
  }
  ll_stream_free(talk.stream);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
  play(LL_STREAM_RECIPIENT, (const char *)data, size);
  play(LL_STREAM_INITIATOR, (const char *)data, size);
  return 0;
}
