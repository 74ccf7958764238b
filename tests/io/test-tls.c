/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* Two sides of TLS, and one that is not as it should be: other versions, no certificate. */

#include "io/tls.h"

#include <string.h>

typedef struct {
  LlIdentity *juliets, *romeos;
  LlTls *juliet; /* the client */
  LlTls *romeo;
} Fixture;

static void
set_up(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->juliets = ll_identity_open(NULL, "juliet@verona", NULL);
  f->romeos = ll_identity_open(NULL, "romeo@mantua", NULL);
  f->juliet = ll_tls_new(f->juliets, FALSE);
  f->romeo = ll_tls_new(f->romeos, TRUE);
}

static void
tear_down(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_tls_free(f->juliet);
  ll_tls_free(f->romeo);
  ll_identity_free(f->juliets);
  ll_identity_free(f->romeos);
}

/* What FROM has to say, PIECE bytes at a time (0: all); FALSE: nothing. */
static gboolean
carry(LlTls *from, LlTls *to, gsize piece)
{
  g_autoptr(GBytes) bytes = ll_tls_take_output(from);
  gsize length = 0;
  const char *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;

  if (piece == 0)
    piece = MAX(length, 1);
  for (gsize at = 0; at < length; at += piece)
    ll_tls_push(to, data + at, MIN(piece, length - at));
  return length > 0;
}

static void
shake_hands(Fixture *f, gsize piece)
{
  while (carry(f->juliet, f->romeo, piece) | carry(f->romeo, f->juliet, piece))
    ;
}

static void
assert_reads(LlTls *tls, const char *expected)
{
  char bytes[1000];
  gsize length = ll_tls_read(tls, bytes, sizeof bytes);

  g_assert_cmpmem(bytes, length, expected, strlen(expected));
}

static void
test_both_know_the_other_s_key(Fixture *f, gconstpointer data)
{
  gsize piece = GPOINTER_TO_SIZE(data);

  g_assert_cmpint(ll_tls_state(f->juliet), ==, LL_TLS_HANDSHAKE);
  shake_hands(f, piece);
  g_assert_cmpint(ll_tls_state(f->juliet), ==, LL_TLS_OPEN);
  g_assert_cmpint(ll_tls_state(f->romeo), ==, LL_TLS_OPEN);
  g_assert_true(ll_fingerprint_equal(ll_tls_peer(f->juliet), ll_identity_fingerprint(f->romeos)));
  g_assert_true(ll_fingerprint_equal(ll_tls_peer(f->romeo), ll_identity_fingerprint(f->juliets)));
  g_assert_false(ll_fingerprint_equal(ll_tls_peer(f->romeo), ll_tls_peer(f->juliet)));
}

static void
test_what_is_said_arrives_and_cannot_be_read_on_the_way(Fixture *f, gconstpointer data)
{
  g_autoptr(GBytes) record = NULL;
  gsize length;
  const char *bytes;

  (void)data;
  shake_hands(f, 0);
  ll_tls_write(f->juliet, "wherefore", 9);
  record = ll_tls_take_output(f->juliet);
  bytes = g_bytes_get_data(record, &length);
  g_assert_cmpuint(length, >, 9);
  g_assert_null(memmem(bytes, length, "wherefore", 9));
  ll_tls_push(f->romeo, bytes, length - 1);
  assert_reads(f->romeo, "");
  ll_tls_push(f->romeo, bytes + length - 1, 1);
  assert_reads(f->romeo, "wherefore");
  assert_reads(f->romeo, "");
  g_assert_cmpint(ll_tls_state(f->romeo), ==, LL_TLS_OPEN);
}

static void
test_long_texts_arrive_whole(Fixture *f, gconstpointer data)
{
  g_autoptr(GString) text = g_string_new(NULL);
  g_autoptr(GString) heard = g_string_new(NULL);
  char bytes[4096];
  gsize length;

  (void)data;
  for (guint i = 0; i < 50000; i++)
    g_string_append_printf(text, "%u ", i);
  shake_hands(f, 0);
  ll_tls_write(f->romeo, text->str, text->len);
  carry(f->romeo, f->juliet, 1000);
  while ((length = ll_tls_read(f->juliet, bytes, sizeof bytes)) > 0)
    g_string_append_len(heard, bytes, (gssize)length);
  g_assert_cmpstr(heard->str, ==, text->str);
}

static void
test_a_goodbye_is_no_failure(Fixture *f, gconstpointer data)
{
  (void)data;
  shake_hands(f, 0);
  ll_tls_write(f->juliet, "good night", 10);
  ll_tls_end(f->juliet);
  carry(f->juliet, f->romeo, 0);
  assert_reads(f->romeo, "good night");
  assert_reads(f->romeo, "");
  g_assert_cmpint(ll_tls_state(f->romeo), ==, LL_TLS_ENDED);
}

/* Each is one bit off, somewhere. */
static void
test_what_was_changed_on_the_way_is_a_failure(Fixture *f, gconstpointer data)
{
  g_autoptr(GBytes) record = NULL;
  g_autofree char *bytes = NULL;
  gsize length;

  (void)data;
  shake_hands(f, 0);
  ll_tls_write(f->juliet, "wherefore", 9);
  record = ll_tls_take_output(f->juliet);
  length = g_bytes_get_size(record);
  bytes = g_malloc(length);
  memcpy(bytes, g_bytes_get_data(record, NULL), length);
  bytes[length - 3] ^= 4;
  ll_tls_push(f->romeo, bytes, length);
  assert_reads(f->romeo, "");
  g_assert_cmpint(ll_tls_state(f->romeo), ==, LL_TLS_FAILED);
  g_assert_nonnull(ll_tls_error(f->romeo));
  carry(f->romeo, f->juliet, 0); /* who is told so */
  assert_reads(f->juliet, "");
  g_assert_cmpint(ll_tls_state(f->juliet), ==, LL_TLS_FAILED);
}

/* A record that comes again is none of theirs. */
static void
test_what_is_said_again_by_somebody_else_is_a_failure(Fixture *f, gconstpointer data)
{
  g_autoptr(GBytes) record = NULL;
  gsize length;
  const char *bytes;

  (void)data;
  shake_hands(f, 0);
  ll_tls_write(f->juliet, "wherefore", 9);
  record = ll_tls_take_output(f->juliet);
  bytes = g_bytes_get_data(record, &length);
  ll_tls_push(f->romeo, bytes, length);
  assert_reads(f->romeo, "wherefore");
  ll_tls_push(f->romeo, bytes, length);
  assert_reads(f->romeo, "");
  g_assert_cmpint(ll_tls_state(f->romeo), ==, LL_TLS_FAILED);
}

static void
test_noise_is_a_failure(Fixture *f, gconstpointer data)
{
  (void)data;
  ll_tls_push(f->romeo, "<stream:stream xmlns='jabber:client'>", 37);
  g_assert_cmpint(ll_tls_state(f->romeo), ==, LL_TLS_FAILED);
  ll_tls_push(f->romeo, "more", 4);
  assert_reads(f->romeo, "");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
#define ADD(name, function, data)                                                                  \
  g_test_add("/tls/" name, Fixture, data, set_up, function, tear_down)
  ADD("both-know-the-other-s-key", test_both_know_the_other_s_key, NULL);
  ADD("both-know-the-other-s-key/by-the-byte", test_both_know_the_other_s_key, GSIZE_TO_POINTER(1));
  ADD("what-is-said-arrives-and-cannot-be-read-on-the-way",
      test_what_is_said_arrives_and_cannot_be_read_on_the_way, NULL);
  ADD("long-texts-arrive-whole", test_long_texts_arrive_whole, NULL);
  ADD("a-goodbye-is-no-failure", test_a_goodbye_is_no_failure, NULL);
  ADD("what-was-changed-on-the-way-is-a-failure", test_what_was_changed_on_the_way_is_a_failure,
      NULL);
  ADD("what-is-said-again-by-somebody-else-is-a-failure",
      test_what_is_said_again_by_somebody_else_is_a_failure, NULL);
  ADD("noise-is-a-failure", test_noise_is_a_failure, NULL);
  return g_test_run();
}
