/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* Our TLS with others, who do what TLS lets them do, or what we do not want. */

#include <string.h>

#include "io/tls.h"
#include "tls-end.h"

#define TLS_1_3 "NORMAL:-VERS-ALL:+VERS-TLS1.3"
#define TLS_1_2 "NORMAL:-VERS-ALL:+VERS-TLS1.2"

typedef struct {
  LlIdentity *juliets;
  LlTls *juliet;
  TlsEnd other;
  gnutls_certificate_credentials_t credentials;
} Fixture;

static void
begin(Fixture *f, gboolean is_server, const char *priorities)
{
  f->juliets = ll_identity_open(NULL, "juliet@verona", NULL);
  f->juliet = ll_tls_new(f->juliets, is_server);
  tls_end_open(&f->other, is_server ? GNUTLS_CLIENT : GNUTLS_SERVER, priorities);
  f->credentials = tls_end_credentials(GNUTLS_PK_RSA, 2048);
  gnutls_credentials_set(f->other.session, GNUTLS_CRD_CERTIFICATE, f->credentials);
  gnutls_certificate_server_set_request(f->other.session, GNUTLS_CERT_REQUEST);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
  (void)data;
  ll_tls_free(f->juliet);
  ll_identity_free(f->juliets);
  tls_end_close(&f->other);
  gnutls_certificate_free_credentials(f->credentials);
}

/* All that one of them has said, at once. */
static void
carry_to_juliet(Fixture *f)
{
  g_autoptr(GBytes) bytes = tls_end_take_output(&f->other);
  gsize length;
  const char *data = g_bytes_get_data(bytes, &length);

  if (length > 0)
    ll_tls_push(f->juliet, data, length);
}

static void
carry_from_juliet(Fixture *f)
{
  g_autoptr(GBytes) bytes = ll_tls_take_output(f->juliet);
  gsize length;
  const char *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;

  if (bytes)
    tls_end_push(&f->other, data, length);
}

static void
shake_hands(Fixture *f)
{
  for (guint turn = 0; turn < 10; turn++) {
    carry_from_juliet(f);
    tls_end_step(&f->other);
    if (turn < 9 && ll_tls_state(f->juliet) == LL_TLS_HANDSHAKE)
      carry_to_juliet(f);
  }
}

static void
say(Fixture *f, const char *text)
{
  g_assert_cmpint(gnutls_record_send(f->other.session, text, strlen(text)), ==, strlen(text));
}

static void
assert_heard(Fixture *f, const char *expected)
{
  char bytes[100];
  gsize length = ll_tls_read(f->juliet, bytes, sizeof bytes);

  g_assert_cmpmem(bytes, length, expected, strlen(expected));
}

static void
assert_said(Fixture *f, const char *expected)
{
  char bytes[100];
  gssize length;

  do
    length = gnutls_record_recv(f->other.session, bytes, sizeof bytes);
  while (length == GNUTLS_E_AGAIN && f->other.input->len > 0);
  g_assert_cmpint(length, ==, strlen(expected));
  g_assert_cmpmem(bytes, (gsize)length, expected, strlen(expected));
}

/* Tickets for another session, which we do not take, are records of TLS's own: what stands behind
 * them in the same segment is read, too. */
static void
test_what_is_behind_tickets_is_heard(Fixture *f, gconstpointer data)
{
  gnutls_datum_t key;

  (void)data;
  begin(f, FALSE, TLS_1_3);
  g_assert_cmpint(gnutls_session_ticket_key_generate(&key), ==, 0);
  g_assert_cmpint(gnutls_session_ticket_enable_server(f->other.session, &key), ==, 0);
  shake_hands(f);
  g_assert_cmpint(f->other.result, ==, GNUTLS_E_SUCCESS);
  g_assert_cmpint(ll_tls_state(f->juliet), ==, LL_TLS_OPEN);
  g_assert_cmpint(gnutls_session_ticket_send(f->other.session, 2, 0), ==, 0);
  say(f, "hello");
  carry_to_juliet(f);
  assert_heard(f, "hello");
  gnutls_free(key.data);
}

static void
test_what_is_behind_a_key_update_is_heard(Fixture *f, gconstpointer data)
{
  (void)data;
  begin(f, FALSE, TLS_1_3);
  shake_hands(f);
  carry_to_juliet(f);
  g_assert_cmpint(gnutls_session_key_update(f->other.session, GNUTLS_KU_PEER), ==, 0);
  say(f, "hello");
  carry_to_juliet(f);
  assert_heard(f, "hello");
  ll_tls_write(f->juliet, "good morrow", 11);
  carry_from_juliet(f);
  assert_said(f, "good morrow");
}

/* Both sides would have to say anew who they are. */
static void
test_nobody_shakes_hands_again(Fixture *f, gconstpointer data)
{
  (void)data;
  begin(f, FALSE, TLS_1_2);
  shake_hands(f);
  carry_to_juliet(f);
  g_assert_cmpint(ll_tls_state(f->juliet), ==, LL_TLS_OPEN);
  g_assert_cmpint(gnutls_rehandshake(f->other.session), ==, 0);
  carry_to_juliet(f);
  assert_heard(f, "");
  g_assert_cmpint(ll_tls_state(f->juliet), ==, LL_TLS_FAILED);
}

static void
assert_refused(Fixture *f)
{
  shake_hands(f);
  g_assert_cmpint(ll_tls_state(f->juliet), ==, LL_TLS_FAILED);
  g_test_message("%s", ll_tls_error(f->juliet));
}

static void
test_nothing_weaker_is_taken(Fixture *f, gconstpointer data)
{
  begin(f, TRUE, data);
  assert_refused(f);
}

static void
test_nothing_weaker_is_offered(Fixture *f, gconstpointer data)
{
  begin(f, FALSE, data);
  assert_refused(f);
}

static void
show_nothing(Fixture *f)
{
  gnutls_certificate_free_credentials(f->credentials);
  g_assert_cmpint(gnutls_certificate_allocate_credentials(&f->credentials), ==, 0);
  gnutls_credentials_set(f->other.session, GNUTLS_CRD_CERTIFICATE, f->credentials);
}

static void
test_who_shows_nothing_is_refused(Fixture *f, gconstpointer data)
{
  begin(f, TRUE, data);
  show_nothing(f);
  assert_refused(f);
}

static void
add(const char *name, void (*test)(Fixture *, gconstpointer), const char *data)
{
  g_autofree char *path = g_strconcat("/tls-others/", name, data ? "/" : NULL, data, NULL);

  g_test_add(path, Fixture, data, NULL, test, tear_down);
}

int
main(int argc, char **argv)
{
  static const char *const weak[] = {
      "NORMAL:-VERS-ALL:+VERS-TLS1.1", "NORMAL:-VERS-ALL:+VERS-TLS1.0",     TLS_1_2 ":-KX-ALL:+RSA",
      TLS_1_2 ":-KX-ALL:+DHE-RSA",     TLS_1_2 ":-CIPHER-ALL:+AES-128-CBC",
  };

  g_test_init(&argc, &argv, NULL);
  add("what-is-behind-tickets-is-heard", test_what_is_behind_tickets_is_heard, NULL);
  add("what-is-behind-a-key-update-is-heard", test_what_is_behind_a_key_update_is_heard, NULL);
  add("nobody-shakes-hands-again", test_nobody_shakes_hands_again, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(weak); i++) {
    add("nothing-weaker-is-taken", test_nothing_weaker_is_taken, weak[i]);
    add("nothing-weaker-is-offered", test_nothing_weaker_is_offered, weak[i]);
  }
  add("who-shows-nothing-is-refused", test_who_shows_nothing_is_refused, TLS_1_2);
  add("who-shows-nothing-is-refused", test_who_shows_nothing_is_refused, TLS_1_3);
  return g_test_run();
}
