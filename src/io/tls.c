/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/tls.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <string.h>

/* What RFC 9325 recommends and nothing else, whatever the system's own rules let others do. */
#define PRIORITY                                                                                   \
  "NONE:+VERS-TLS1.3:+VERS-TLS1.2:+ECDHE-ECDSA:+ECDHE-RSA:+AEAD:"                                  \
  "+AES-128-GCM:+AES-256-GCM:+CHACHA20-POLY1305:+GROUP-X25519:+GROUP-SECP256R1:"                   \
  "+GROUP-SECP384R1:+COMP-NULL:+CTYPE-X509:+SIGN-EDDSA-ED25519:+SIGN-ECDSA-SHA256:"                \
  "+SIGN-ECDSA-SECP256R1-SHA256:+SIGN-ECDSA-SHA384:+SIGN-ECDSA-SECP384R1-SHA384:"                  \
  "+SIGN-RSA-SHA256:+SIGN-RSA-SHA384:+SIGN-RSA-PSS-RSAE-SHA256:+SIGN-RSA-PSS-RSAE-SHA384"

struct LlTls {
  gnutls_session_t session;
  LlTlsState state;
  char *error;
  LlFingerprint peer;
  GByteArray *input; /* records that have come, from `read` on */
  guint read;
  GByteArray *output;
};

static ssize_t
push_record(gnutls_transport_ptr_t data, const void *bytes, size_t length)
{
  LlTls *tls = data;

  g_byte_array_append(tls->output, bytes, (guint)length);
  return (ssize_t)length;
}

static ssize_t
pull_record(gnutls_transport_ptr_t data, void *buffer, size_t size)
{
  LlTls *tls = data;
  gsize length = MIN(size, tls->input->len - tls->read);

  if (length == 0) {
    gnutls_transport_set_errno(tls->session, EAGAIN);
    return -1;
  }
  memcpy(buffer, tls->input->data + tls->read, length);
  tls->read += (guint)length;
  if (tls->read == tls->input->len) {
    g_byte_array_set_size(tls->input, 0);
    tls->read = 0;
  }
  return (ssize_t)length;
}

/* There is something, or nothing more for now: TLS never waits here. */
static int
await_record(gnutls_transport_ptr_t data, unsigned int milliseconds)
{
  LlTls *tls = data;

  (void)milliseconds;
  return tls->input->len > tls->read;
}

static void
fail(LlTls *tls, const char *why)
{
  if (tls->state == LL_TLS_FAILED)
    return;
  tls->state = LL_TLS_FAILED;
  tls->error = g_strdup(why);
}

static void
fail_by(LlTls *tls, int code)
{
  int alert;

  if (code == GNUTLS_E_FATAL_ALERT_RECEIVED)
    fail(tls, gnutls_alert_get_strname(gnutls_alert_get(tls->session)));
  else
    fail(tls, gnutls_strerror(code));
  alert = gnutls_error_to_alert(code, NULL);
  if (code != GNUTLS_E_FATAL_ALERT_RECEIVED && alert >= 0)
    gnutls_alert_send(tls->session, GNUTLS_AL_FATAL, (gnutls_alert_description_t)alert);
}

static void
shake_hands(LlTls *tls)
{
  int code;

  do
    code = gnutls_handshake(tls->session);
  while (code < 0 && code != GNUTLS_E_AGAIN && !gnutls_error_is_fatal(code));
  if (code == GNUTLS_E_AGAIN)
    return;
  if (code < 0) {
    fail_by(tls, code);
  } else if (!ll_identity_of_session(tls->session, &tls->peer)) {
    gnutls_alert_send(tls->session, GNUTLS_AL_FATAL, GNUTLS_A_BAD_CERTIFICATE);
    fail(tls, "the other side shows no key that can be used");
  } else {
    tls->state = LL_TLS_OPEN;
  }
}

LlTls *
ll_tls_new(LlIdentity *identity, gboolean is_server)
{
  LlTls *tls = g_new0(LlTls, 1);
  int code;

  tls->input = g_byte_array_new();
  tls->output = g_byte_array_new();
  code = gnutls_init(&tls->session, (is_server ? GNUTLS_SERVER : GNUTLS_CLIENT) | GNUTLS_NONBLOCK |
                                        GNUTLS_NO_SIGNAL | GNUTLS_NO_TICKETS);
  g_assert(code == GNUTLS_E_SUCCESS);
  code = gnutls_priority_set_direct(tls->session, PRIORITY, NULL);
  g_assert(code == GNUTLS_E_SUCCESS);
  ll_identity_use(identity, tls->session);
  if (is_server)
    gnutls_certificate_server_set_request(tls->session, GNUTLS_CERT_REQUIRE);
  gnutls_handshake_set_timeout(tls->session, GNUTLS_INDEFINITE_TIMEOUT);
  gnutls_transport_set_ptr(tls->session, tls);
  gnutls_transport_set_push_function(tls->session, push_record);
  gnutls_transport_set_pull_function(tls->session, pull_record);
  gnutls_transport_set_pull_timeout_function(tls->session, await_record);
  shake_hands(tls);
  return tls;
}

void
ll_tls_free(LlTls *tls)
{
  if (!tls)
    return;
  gnutls_deinit(tls->session);
  g_byte_array_unref(tls->input);
  g_byte_array_unref(tls->output);
  g_free(tls->error);
  g_free(tls);
}

LlTlsState
ll_tls_state(const LlTls *tls)
{
  return tls->state;
}

const char *
ll_tls_error(const LlTls *tls)
{
  return tls->error;
}

const LlFingerprint *
ll_tls_peer(const LlTls *tls)
{
  g_assert(tls->state != LL_TLS_HANDSHAKE);
  return &tls->peer;
}

void
ll_tls_push(LlTls *tls, const char *bytes, gsize length)
{
  if (tls->state != LL_TLS_HANDSHAKE && tls->state != LL_TLS_OPEN)
    return;
  g_byte_array_append(tls->input, (const guint8 *)bytes, (guint)length);
  if (tls->state == LL_TLS_HANDSHAKE)
    shake_hands(tls);
}

gsize
ll_tls_read(LlTls *tls, char *buffer, gsize size)
{
  ssize_t length;

  if (tls->state != LL_TLS_OPEN)
    return 0;
  /* Behind what TLS says for itself, as tickets, GnuTLS stops, and takes that for all there is. */
  do
    length = gnutls_record_recv(tls->session, buffer, size);
  while (length < 0 && length != GNUTLS_E_REHANDSHAKE &&
         (length == GNUTLS_E_AGAIN ? tls->input->len > tls->read
                                   : !gnutls_error_is_fatal((int)length)));
  if (length > 0)
    return (gsize)length;
  if (length == 0)
    tls->state = LL_TLS_ENDED;
  else if (length != GNUTLS_E_AGAIN) /* also where they want to shake hands again */
    fail_by(tls, (int)length);
  return 0;
}

void
ll_tls_write(LlTls *tls, const char *bytes, gsize length)
{
  g_assert(tls->state == LL_TLS_OPEN);
  while (length > 0) {
    ssize_t n = gnutls_record_send(tls->session, bytes, length);

    if (n < 0) {
      fail_by(tls, (int)n);
      return;
    }
    bytes += n;
    length -= (gsize)n;
  }
}

void
ll_tls_end(LlTls *tls)
{
  if (tls->state == LL_TLS_OPEN)
    gnutls_bye(tls->session, GNUTLS_SHUT_WR);
}

GBytes *
ll_tls_take_output(LlTls *tls)
{
  GBytes *bytes;

  if (tls->output->len == 0)
    return NULL;
  bytes = g_byte_array_free_to_bytes(tls->output);
  tls->output = g_byte_array_new();
  return bytes;
}
