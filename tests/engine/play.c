/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "play.h"

Play *
play_new(void)
{
  Play *play = g_new0(Play, 1);

  play->session = ll_session_new();
  play->now = 1000000;
  return play;
}

void
play_free(Play *play)
{
  ll_session_free(play->session);
  g_free(play);
}

void
play_send(Play *play, guint64 id)
{
  g_autofree char *plain = g_strdup_printf("text %" G_GUINT64_FORMAT, id);

  ll_session_send(play->session, id, plain, NULL, 0, play->now);
}

static void
describe(Play *play, LlSessionAction *action, GString *log)
{
  static const char *const ends[] = {"absent",   "unreachable", "silent", "refused", "closed",
                                     "vanished", "crowded",     "shut",   "reset",   "unsettled"};
  guint64 id = action->message ? action->message->id : 0;

  switch (action->what) {
  case LL_SESSION_DO_CONNECT:
    g_string_append(log, "connect");
    break;
  case LL_SESSION_DO_ABANDON:
    g_string_append(log, "abandon");
    break;
  case LL_SESSION_DO_SEND:
    g_string_append_printf(log, "send %" G_GUINT64_FORMAT "@%u%s", id, action->stream,
                           action->asks ? "?" : "");
    play->end += 100;
    ll_session_sent(play->session, play->end, play->confirms ? ++play->number : 0);
    break;
  case LL_SESSION_DO_ASK:
    g_string_append_printf(log, "ask %u", action->stream);
    break;
  case LL_SESSION_DO_UNDELIVERED: {
    g_autofree char *plain = g_strdup_printf("text %" G_GUINT64_FORMAT, id);

    g_assert_cmpstr(action->message->plain, ==, plain);
    g_string_append_printf(log, "undelivered %" G_GUINT64_FORMAT " %s", id, ends[action->why]);
    ll_outgoing_free(action->message);
    break;
  }
  case LL_SESSION_DO_SAVE:
    g_string_append_printf(log, "save %" G_GUINT64_FORMAT, id);
    break;
  case LL_SESSION_DO_UNNOTE:
    g_string_append_printf(log, "unnote %" G_GUINT64_FORMAT, action->id);
    break;
  case LL_SESSION_DO_KEEP:
    g_string_append_printf(log, "keep %" G_GUINT64_FORMAT, id);
    break;
  case LL_SESSION_DO_DONE:
    g_string_append_printf(log, "done %" G_GUINT64_FORMAT, id);
    ll_outgoing_free(action->message);
    break;
  case LL_SESSION_DO_CLOSE:
    g_string_append_printf(log, "close %u", action->stream);
    break;
  default:
    g_string_append_printf(log, "drop %u", action->stream);
    ll_session_gone(play->session, action->stream, action->why, play->now);
  }
}

/* Do what is to be done now; at most so much, since else it never ends. */
static void
drain(Play *play, const char *prefix, GString *log)
{
  for (guint i = 0; i < 10000; i++) {
    LlSessionAction action;

    ll_session_next(play->session, play->now, &action);
    if (action.what == LL_SESSION_DO_NOTHING) {
      g_assert_cmpint(ll_session_deadline(play->session), >, play->now);
      return;
    }
    g_string_append_printf(log, "%s%s", log->len > 0 ? "; " : "", prefix);
    describe(play, &action, log);
  }
  g_assert_not_reached();
}

void
play_assert(Play *play, const char *expected)
{
  g_autoptr(GString) log = g_string_new(NULL);

  drain(play, "", log);
  g_assert_cmpstr(log->str, ==, expected);
}

void
play_assert_wait(Play *play, gint64 ms, const char *expected)
{
  g_autoptr(GString) log = g_string_new(NULL);
  gint64 start = play->now, end = start + ms;

  drain(play, "0 ", log);
  for (;;) {
    g_autofree char *prefix = NULL;
    gint64 deadline = ll_session_deadline(play->session);

    play->now = MIN(end, deadline);
    if (deadline > end)
      break;
    prefix = g_strdup_printf("%" G_GINT64_FORMAT " ", play->now - start);
    drain(play, prefix, log);
  }
  drain(play, "end ", log);
  g_assert_cmpstr(log->str, ==, expected);
}

void
play_open(Play *play, guint stream)
{
  ll_session_connected(play->session, stream, play->now);
  play_assert(play, "");
  ll_session_answered(play->session);
  play_assert_wait(play, LL_SESSION_SETTLE_MS - 1, "");
  play->now++;
}

void
play_ack(Play *play, guint stream)
{
  ll_session_acked(play->session, stream, play->end);
}
