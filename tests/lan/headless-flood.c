/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "headless.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Very many messages, for a bench. Each says which of its flood it is and when it was written, in
 * nanoseconds of the clock that all clients on one machine share, and goes on with ordinary words.
 */

#define WORD        "flood "
#define HEAD_LENGTH (strlen(WORD) + 6 + 1 + 20 + 1)

typedef struct {
  PurpleConversation *conv;
  char *text; /* the head is written anew for each message */
  guint count;
  guint sent;
  gint64 began;
} Flood;

/* What has arrived of the flood that is waited for. */
static struct {
  guint wanted; /* 0: none is */
  guint count;
  guint in_order;
  gint64 first_written; /* nanoseconds */
  GArray *latencies;    /* gint64, nanoseconds */
} tally;

static gint64
now(void)
{
  struct timespec time;

  clock_gettime(CLOCK_MONOTONIC, &time);
  return (gint64)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* --- sending ---------------------------------------------------------------------------------- */

/* NUMBER in so many digits, and a blank. What this costs is counted with the client. */
static char *
put_number(char *place, gint64 number, guint digits)
{
  place[digits] = ' ';
  for (guint i = digits; i > 0; number /= 10)
    place[--i] = (char)('0' + number % 10);
  return place + digits + 1;
}

static void
send_one(Flood *flood)
{
  put_number(put_number(flood->text + strlen(WORD), flood->sent++, 6), now(), 20);
  purple_conv_im_send(PURPLE_CONV_IM(flood->conv), flood->text);
}

static void
end_flood(Flood *flood)
{
  Entry *entry = entry_new("flooded");

  entry_account(entry, purple_conversation_get_account(flood->conv));
  entry_int(entry, "sent", flood->sent);
  entry_int(entry, "nanoseconds", now() - flood->began);
  entry_write(entry);
  g_free(flood->text);
  g_free(flood);
}

static gboolean
on_time_to_send(void *data)
{
  Flood *flood = data;

  send_one(flood);
  if (flood->sent < flood->count)
    return G_SOURCE_CONTINUE;
  end_flood(flood);
  return G_SOURCE_REMOVE;
}

void
headless_flood(PurpleConversation *conv, guint count, guint size, guint period)
{
  static const char words[] = "but soft, what light through yonder window breaks? ";
  Flood *flood = g_new0(Flood, 1);
  g_autoptr(GString) text = g_string_new(WORD);

  g_string_append_printf(text, "%06d %020d ", 0, 0);
  while (text->len <= HEAD_LENGTH || text->len < size)
    g_string_append(text, words);
  g_string_truncate(text, MAX(size, HEAD_LENGTH + 1));
  *flood = (Flood){conv, g_strdup(text->str), count, 0, now()};
  if (period > 0) {
    g_timeout_add(period, on_time_to_send, flood);
    return;
  }
  while (flood->sent < count)
    send_one(flood);
  end_flood(flood);
}

/* --- receiving -------------------------------------------------------------------------------- */

void
headless_tally(guint count)
{
  g_clear_pointer(&tally.latencies, g_array_unref);
  tally.wanted = count;
  tally.count = tally.in_order = 0;
  if (count > 0)
    tally.latencies = g_array_sized_new(FALSE, FALSE, sizeof(gint64), count);
}

static int
compare(const void *a, const void *b)
{
  const gint64 *one = a, *other = b;

  return (*one > *other) - (*one < *other);
}

static gint64
percentile(guint percent)
{
  return g_array_index(tally.latencies, gint64, (tally.latencies->len - 1) * percent / 100);
}

static void
end_tally(gint64 at)
{
  Entry *entry = entry_new("tallied");

  g_array_sort(tally.latencies, compare);
  entry_int(entry, "count", tally.count);
  entry_int(entry, "in_order", tally.in_order);
  entry_int(entry, "nanoseconds", at - tally.first_written);
  entry_int(entry, "p50", percentile(50));
  entry_int(entry, "p99", percentile(99));
  entry_write(entry);
  headless_tally(0);
}

/* Where the message begins that is one of a flood, behind any markup; else NULL. */
static const char *
find_head(const char *html, PurpleMessageFlags flags)
{
  const char *head =
      flags & (PURPLE_MESSAGE_SEND | PURPLE_MESSAGE_RECV) ? strstr(html, WORD) : NULL;

  return head && strlen(head) > HEAD_LENGTH ? head + strlen(WORD) : NULL;
}

gboolean
headless_is_flood(const char *html, PurpleMessageFlags flags)
{
  return find_head(html, flags) != NULL;
}

gboolean
headless_counts(const char *html, PurpleMessageFlags flags)
{
  const char *head = find_head(html, flags);
  gint64 at = now(), written, latency;
  char *rest;
  guint number;

  if (!head)
    return FALSE;
  if (!(flags & PURPLE_MESSAGE_RECV) || tally.wanted == 0)
    return TRUE;
  number = (guint)strtoul(head, &rest, 10);
  written = g_ascii_strtoll(rest, NULL, 10);
  if (tally.count == 0)
    tally.first_written = written;
  latency = at - written;
  g_array_append_val(tally.latencies, latency);
  tally.in_order += number == tally.count++;
  if (tally.count == tally.wanted)
    end_tally(at);
  return TRUE;
}

/* --- counting instructions -------------------------------------------------------------------- */

/* callgrind writes its counts out, and begins anew, before this one is called. */
__attribute__((noinline)) void
headless_mark(void)
{
  entry_write(entry_new("marked"));
}
