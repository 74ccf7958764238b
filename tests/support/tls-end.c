/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tls-end.h"

#include <errno.h>
#include <gnutls/x509.h>
#include <string.h>

static gssize
push(gnutls_transport_ptr_t data, const void *bytes, size_t length)
{
  TlsEnd *end = data;

  g_byte_array_append(end->output, bytes, (guint)length);
  return (gssize)length;
}

static gssize
pull(gnutls_transport_ptr_t data, void *bytes, size_t length)
{
  TlsEnd *end = data;
  guint got = MIN((guint)length, end->input->len);

  if (got == 0) {
    gnutls_transport_set_errno(end->session, EAGAIN);
    return -1;
  }
  memcpy(bytes, end->input->data, got);
  g_byte_array_remove_range(end->input, 0, got);
  return got;
}

static int
await(gnutls_transport_ptr_t data, unsigned int milliseconds)
{
  const TlsEnd *end = data;

  (void)milliseconds;
  return end->input->len > 0;
}

void
tls_end_open(TlsEnd *end, guint flags, const char *priorities)
{
  end->input = g_byte_array_new();
  end->output = g_byte_array_new();
  end->result = GNUTLS_E_AGAIN;
  g_assert_cmpint(gnutls_init(&end->session, flags | GNUTLS_NONBLOCK), ==, 0);
  g_assert_cmpint(gnutls_priority_set_direct(end->session, priorities, NULL), ==, 0);
  gnutls_transport_set_ptr(end->session, end);
  gnutls_transport_set_push_function(end->session, push);
  gnutls_transport_set_pull_function(end->session, pull);
  gnutls_transport_set_pull_timeout_function(end->session, await);
}

void
tls_end_close(TlsEnd *end)
{
  gnutls_deinit(end->session);
  g_byte_array_unref(end->input);
  g_byte_array_unref(end->output);
}

void
tls_end_push(TlsEnd *end, const void *bytes, gsize length)
{
  g_byte_array_append(end->input, bytes, (guint)length);
}

GBytes *
tls_end_take_output(TlsEnd *end)
{
  GBytes *bytes = g_byte_array_free_to_bytes(end->output);

  end->output = g_byte_array_new();
  return bytes;
}

void
tls_end_step(TlsEnd *end)
{
  if (end->result != GNUTLS_E_AGAIN)
    return;
  end->result = gnutls_handshake(end->session);
  if (end->result < 0 && gnutls_error_is_fatal(end->result))
    gnutls_alert_send_appropriate(end->session, end->result);
}

void
tls_end_carry(TlsEnd *from, TlsEnd *to)
{
  tls_end_push(to, from->output->data, from->output->len);
  g_byte_array_set_size(from->output, 0);
}

void
tls_end_shake_hands(TlsEnd *client, TlsEnd *server)
{
  for (guint turn = 0; turn < 10; turn++) {
    tls_end_step(client);
    tls_end_carry(client, server);
    tls_end_step(server);
    tls_end_carry(server, client);
  }
  g_assert_cmpstr(gnutls_strerror(client->result), ==, gnutls_strerror(GNUTLS_E_SUCCESS));
  g_assert_cmpstr(gnutls_strerror(server->result), ==, gnutls_strerror(GNUTLS_E_SUCCESS));
}

gnutls_certificate_credentials_t
tls_end_credentials(gnutls_pk_algorithm_t algorithm, guint bits)
{
  gnutls_certificate_credentials_t credentials;
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t certificate;

  g_assert_cmpint(gnutls_x509_privkey_init(&key), ==, 0);
  g_assert_cmpint(gnutls_x509_privkey_generate(key, algorithm, bits, 0), ==, 0);
  g_assert_cmpint(gnutls_x509_crt_init(&certificate), ==, 0);
  gnutls_x509_crt_set_version(certificate, 3);
  gnutls_x509_crt_set_serial(certificate, "\x01", 1);
  gnutls_x509_crt_set_activation_time(certificate, 0);
  gnutls_x509_crt_set_expiration_time(certificate, 1);
  gnutls_x509_crt_set_key(certificate, key);
  g_assert_cmpint(gnutls_x509_crt_sign2(certificate, certificate, key, GNUTLS_DIG_SHA256, 0), ==,
                  0);
  g_assert_cmpint(gnutls_certificate_allocate_credentials(&credentials), ==, 0);
  g_assert_cmpint(gnutls_certificate_set_x509_key(credentials, &certificate, 1, key), ==, 0);
  gnutls_x509_crt_deinit(certificate);
  gnutls_x509_privkey_deinit(key);
  return credentials;
}
