/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* A socket with hardly any room in the kernel: each write is taken in several bites. */

#include "io/channel.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fake-loop.h"
#include "limits.h"

typedef struct {
  LlChannel *channel;
  int theirs; /* the other end; -1: closed */
  GString *read;
  guint ended;
  GError *error;
  guint flushed;
  gboolean frees; /* in the next callback */
} Fixture;

static void
free_if_wanted(Fixture *f)
{
  if (f->frees)
    g_clear_pointer(&f->channel, ll_channel_free);
}

static void
on_read(gpointer owner, const char *bytes, gsize length)
{
  Fixture *f = owner;

  g_assert_cmpuint(f->ended, ==, 0);
  g_string_append_len(f->read, bytes, (gssize)length);
  free_if_wanted(f);
}

static void
on_ended(gpointer owner, const GError *error)
{
  Fixture *f = owner;

  f->ended++;
  f->error = error ? g_error_copy(error) : NULL;
  free_if_wanted(f);
}

static void
on_flushed(gpointer owner)
{
  Fixture *f = owner;

  f->flushed++;
  free_if_wanted(f);
}

static const LlChannelEvents events = {on_read, on_ended, on_flushed};

static void
set_up(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  int fds[2];
  const int least = 1; /* the kernel makes some five thousand of it */

  g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), ==, 0);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint(setsockopt(fds[i], SOL_SOCKET, SO_SNDBUF, &least, sizeof least), ==, 0);
  f->theirs = fds[1];
  f->read = g_string_new(NULL);
  f->channel = ll_channel_new(fds[0], &events, f);
}

static void
tear_down(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_channel_free(f->channel);
  if (f->theirs >= 0)
    close(f->theirs);
  g_string_free(f->read, TRUE);
  g_clear_error(&f->error);
  ll_fake_loop_run();
  g_assert_cmpuint(ll_fake_loop_timers(), ==, 0);
}

/* LENGTH bytes that are different everywhere. (transfer full) */
static char *
new_bytes(gsize length, guint32 seed)
{
  g_autoptr(GRand) random = g_rand_new_with_seed(seed);
  char *bytes = g_malloc(length);

  for (gsize i = 0; i < length; i++)
    bytes[i] = (char)g_rand_int(random);
  return bytes;
}

/* They read at most LENGTH bytes, if there are any, and OUT gets them; -1 where there is nothing.
 */
static gssize
take(Fixture *f, gsize length, GString *out)
{
  g_autofree char *bytes = g_malloc(length);
  gssize n = recv(f->theirs, bytes, length, 0);

  if (n > 0)
    g_string_append_len(out, bytes, n);
  return n;
}

static void
assert_same(const GString *got, const GString *expected)
{
  g_assert_cmpmem(got->str, got->len, expected->str, expected->len);
}

/* We write LENGTH bytes, and EXPECTED (nullable) gets them. */
static void
write_bytes(Fixture *f, gsize length, guint32 seed, GString *expected)
{
  g_autofree char *bytes = new_bytes(length, seed);

  if (expected)
    g_string_append_len(expected, bytes, (gssize)length);
  ll_channel_write(f->channel, bytes, length);
}

/* --- writing --------------------------------------------------------------------------------- */

static void
test_partial_writes(Fixture *f, gconstpointer data)
{
  static const gsize sizes[] = {100000, 1, 7, 50000, 3, 3, 3, 20000};
  g_autoptr(GString) expected = g_string_new(NULL);
  g_autoptr(GString) got = g_string_new(NULL);
  gsize bite = GPOINTER_TO_SIZE(data);

  for (guint i = 0; i < G_N_ELEMENTS(sizes); i++)
    write_bytes(f, sizes[i], i, expected);
  g_assert_cmpuint(ll_channel_taken(f->channel), >, 0);
  g_assert_cmpuint(ll_channel_taken(f->channel), <, sizes[0]); /* else nothing is shown here */
  while (got->len < expected->len) {
    guint64 before = ll_channel_taken(f->channel);

    g_assert_cmpuint(f->flushed, ==, before == expected->len);
    g_assert_cmpint(take(f, bite, got), >, 0);
    ll_fake_loop_run();
    g_assert_cmpuint(ll_channel_taken(f->channel), <=, expected->len);
    g_assert_cmpuint(ll_channel_acked(f->channel), <=, ll_channel_taken(f->channel));
  }
  assert_same(got, expected);
  g_assert_cmpuint(f->flushed, ==, 1);
  g_assert_cmpuint(ll_channel_taken(f->channel), ==, expected->len);
  g_assert_cmpuint(ll_channel_acked(f->channel), ==, expected->len);
}

static void
test_what_fits_goes_at_once(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GString) got = g_string_new(NULL);

  ll_channel_write(f->channel, "header", 6);
  g_assert_cmpint(take(f, 100, got), ==, 6);
  ll_channel_write(f->channel, "", 0);
  ll_channel_write(f->channel, "stanza", 6);
  g_assert_cmpint(take(f, 100, got), ==, 6);
  g_assert_cmpstr(got->str, ==, "headerstanza");
}

static void
test_the_end_comes_behind_the_last_byte(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GString) expected = g_string_new(NULL);
  g_autoptr(GString) got = g_string_new(NULL);
  gssize n;

  write_bytes(f, 60000, 1, expected);
  ll_channel_shut_write(f->channel);
  ll_channel_write(f->channel, "too late", 8);
  do {
    n = take(f, 999, got);
    ll_fake_loop_run();
  } while (n > 0);
  g_assert_cmpint(n, ==, 0);
  assert_same(got, expected);
  /* They may still say something. */
  g_assert_cmpint(send(f->theirs, "bye", 3, 0), ==, 3);
  ll_fake_loop_run();
  g_assert_cmpstr(f->read->str, ==, "bye");
}

/* Who reads nothing is cut off, though not from within the call that was too much. */
static void
test_too_much_waits(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  for (gsize size = 0; size <= LL_CHANNEL_QUEUE_MAX; size += 1 << 20)
    write_bytes(f, 1 << 20, 1, NULL);
  g_assert_cmpuint(f->ended, ==, 0);
  g_assert_true(ll_channel_has_failed(f->channel));
  ll_fake_loop_let_pass(0);
  g_assert_cmpuint(f->ended, ==, 1);
  g_assert_nonnull(f->error);
  ll_fake_loop_run();
  g_assert_cmpuint(f->ended, ==, 1);
}

static void
test_as_much_as_may_wait(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  write_bytes(f, LL_CHANNEL_QUEUE_MAX, 1, NULL);
  ll_fake_loop_let_pass(1000);
  g_assert_false(ll_channel_has_failed(f->channel));
  g_assert_cmpuint(f->ended, ==, 0);
}

/* --- reading --------------------------------------------------------------------------------- */

static void
test_bytes_as_they_come(Fixture *f, gconstpointer data)
{
  const gsize size = 40000;
  g_autofree char *bytes = new_bytes(size, 7);
  gsize piece = GPOINTER_TO_SIZE(data), at = 0;

  while (at < size) {
    gssize n = send(f->theirs, bytes + at, MIN(piece, size - at), MSG_NOSIGNAL);

    if (n > 0)
      at += (gsize)n;
    ll_fake_loop_run();
  }
  g_assert_cmpmem(f->read->str, f->read->len, bytes, size);
}

static void
test_nothing_is_read_meanwhile(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_channel_set_paused(f->channel, TRUE);
  g_assert_cmpint(send(f->theirs, "wait", 4, 0), ==, 4);
  close(f->theirs);
  f->theirs = -1;
  ll_fake_loop_run();
  g_assert_cmpstr(f->read->str, ==, "");
  g_assert_cmpuint(f->ended, ==, 0);
  ll_channel_set_paused(f->channel, FALSE);
  ll_fake_loop_run();
  g_assert_cmpstr(f->read->str, ==, "wait");
  g_assert_cmpuint(f->ended, ==, 1);
  g_assert_no_error(f->error);
}

/* --- the end --------------------------------------------------------------------------------- */

static void
test_what_was_said_before_the_end_is_read_first(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_cmpint(send(f->theirs, "last words", 10, 0), ==, 10);
  shutdown(f->theirs, SHUT_WR);
  ll_fake_loop_run();
  g_assert_cmpstr(f->read->str, ==, "last words");
  g_assert_cmpuint(f->ended, ==, 1);
  g_assert_no_error(f->error);
}

static void
test_closed_with_something_unread(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_channel_write(f->channel, "unread", 6);
  close(f->theirs);
  f->theirs = -1;
  ll_fake_loop_run();
  g_assert_cmpuint(f->ended, ==, 1);
  g_assert_error(f->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  ll_channel_write(f->channel, "nobody", 6);
  ll_fake_loop_let_pass(1000);
  g_assert_cmpuint(f->ended, ==, 1);
}

/* A write that came too late is no fault of theirs who ended it in order. */
static void
test_written_after_they_closed(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_cmpint(send(f->theirs, "bye", 3, 0), ==, 3);
  close(f->theirs);
  f->theirs = -1;
  ll_channel_write(f->channel, "wait!", 5);
  g_assert_true(ll_channel_has_failed(f->channel));
  g_assert_cmpuint(f->ended, ==, 0);
  ll_fake_loop_run();
  g_assert_cmpstr(f->read->str, ==, "bye");
  g_assert_cmpuint(f->ended, ==, 1);
  g_assert_no_error(f->error);
}

/* From within any callback; nothing is told after it. */
static void
test_freed_while_it_tells(Fixture *f, gconstpointer data)
{
  const char *what = data;
  g_autoptr(GString) got = g_string_new(NULL);

  f->frees = TRUE;
  if (strcmp(what, "read") == 0)
    g_assert_cmpint(send(f->theirs, "x", 1, 0), ==, 1);
  else if (strcmp(what, "ended") == 0)
    shutdown(f->theirs, SHUT_WR);
  else
    write_bytes(f, 20000, 1, NULL);
  while (f->channel) {
    take(f, 1000, got);
    ll_fake_loop_run();
  }
  g_assert_cmpuint(f->read->len, ==, strcmp(what, "read") == 0);
  g_assert_cmpuint(f->ended, ==, strcmp(what, "ended") == 0);
  g_assert_cmpuint(f->flushed, ==, strcmp(what, "flushed") == 0);
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    gconstpointer data;
    void (*run)(Fixture *f, gconstpointer data);
  } tests[] = {
      {"/channel/partial-writes/by-the-byte", GSIZE_TO_POINTER(1), test_partial_writes},
      {"/channel/partial-writes/in-sevens", GSIZE_TO_POINTER(7), test_partial_writes},
      {"/channel/partial-writes/in-thousands", GSIZE_TO_POINTER(1000), test_partial_writes},
      {"/channel/partial-writes/as-it-comes", GSIZE_TO_POINTER(1 << 20), test_partial_writes},
      {"/channel/what-fits-goes-at-once", NULL, test_what_fits_goes_at_once},
      {"/channel/the-end-comes-behind-the-last-byte", NULL,
       test_the_end_comes_behind_the_last_byte},
      {"/channel/too-much-waits", NULL, test_too_much_waits},
      {"/channel/as-much-as-may-wait", NULL, test_as_much_as_may_wait},
      {"/channel/bytes-as-they-come/one-by-one", GSIZE_TO_POINTER(1), test_bytes_as_they_come},
      {"/channel/bytes-as-they-come/at-once", GSIZE_TO_POINTER(40000), test_bytes_as_they_come},
      {"/channel/nothing-is-read-meanwhile", NULL, test_nothing_is_read_meanwhile},
      {"/channel/what-was-said-before-the-end-is-read-first", NULL,
       test_what_was_said_before_the_end_is_read_first},
      {"/channel/closed-with-something-unread", NULL, test_closed_with_something_unread},
      {"/channel/written-after-they-closed", NULL, test_written_after_they_closed},
      {"/channel/freed-while-it-tells/read", "read", test_freed_while_it_tells},
      {"/channel/freed-while-it-tells/ended", "ended", test_freed_while_it_tells},
      {"/channel/freed-while-it-tells/flushed", "flushed", test_freed_while_it_tells},
  };

  g_test_init(&argc, &argv, NULL);
  ll_fake_loop_use();
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, tests[i].data, set_up, tests[i].run, tear_down);
  return g_test_run();
}
