/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/key.h"

#include <gnutls/crypto.h>
#include <string.h>

#include "io/identity.h"
#include "wire/text.h"

/* RFC 7468 5.2 lets text stand before what it calls encapsulation. */
#define FIRST_WORDS "link-local identity "
#define VERSION     1

#define LAST_WORDS "-----END CERTIFICATE-----\n" /* GnuTLS takes a part of them */

#define KEY_BITS 256

/* RFC 6120 13.7.1.4, id-on-xmppAddr. */
#define XMPP_ADDR "1.3.6.1.5.5.7.8.5"
/* In a certificate for nobody yet: an empty subject is for others to stumble on. */
#define NOBODY "link-local"

#define SERIAL_BYTES 16 /* RFC 5280 4.1.2.2: at most 20, and positive */

/* RFC 5280 4.1.2.5: the moment that stands for no end; with 32 bits that is in 2038. */
#define LAST_MOMENT                                                                                \
  (sizeof(time_t) > 4 ? (time_t)G_GINT64_CONSTANT(253402300799) : (time_t)G_MAXINT32)

/* --- certificates ---------------------------------------------------------------------------- */

/* Not as GNUTLS_SAN_OTHERNAME_XMPP: for that all of the name is made ASCII as if it were a host's.
 */
static int
set_names(gnutls_x509_crt_t certificate, const char *name)
{
  g_autofree char *clean = ll_text_clean_line(name ? name : "", -1);
  const char *common_name = *clean != '\0' ? clean : NOBODY;
  int result = gnutls_x509_crt_set_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0,
                                             common_name, (guint)strlen(common_name));

  if (result < 0 || *clean == '\0')
    return result;
  return gnutls_x509_crt_set_subject_alt_othername(
      certificate, XMPP_ADDR, clean, (guint)strlen(clean),
      GNUTLS_FSAN_SET | GNUTLS_FSAN_ENCODE_UTF8_STRING);
}

static int
set_serial(gnutls_x509_crt_t certificate)
{
  guint8 serial[SERIAL_BYTES];
  int result = gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof serial);

  serial[0] = (serial[0] & 0x7F) | 0x40;
  return result < 0 ? result : gnutls_x509_crt_set_serial(certificate, serial, sizeof serial);
}

static int
fill_in(gnutls_x509_crt_t certificate, gnutls_x509_privkey_t private_key, const char *name)
{
  int result;

  if ((result = gnutls_x509_crt_set_version(certificate, 3)) < 0 ||
      (result = set_serial(certificate)) < 0 || (result = set_names(certificate, name)) < 0 ||
      (result = gnutls_x509_crt_set_activation_time(certificate, 0)) < 0 ||
      (result = gnutls_x509_crt_set_expiration_time(certificate, LAST_MOMENT)) < 0 ||
      (result = gnutls_x509_crt_set_basic_constraints(certificate, 0, -1)) < 0 ||
      (result = gnutls_x509_crt_set_key(certificate, private_key)) < 0)
    return result;
  return gnutls_x509_crt_sign2(certificate, certificate, private_key, GNUTLS_DIG_SHA256, 0);
}

/* KEY gets a new certificate; what it has stays if that fails. */
static int
certify(LlKey *key, const char *name)
{
  gnutls_x509_crt_t certificate;
  int result = gnutls_x509_crt_init(&certificate);

  if (result < 0)
    return result;
  result = fill_in(certificate, key->private_key, name);
  if (result < 0) {
    gnutls_x509_crt_deinit(certificate);
    return result;
  }
  if (key->certificate)
    gnutls_x509_crt_deinit(key->certificate);
  key->certificate = certificate;
  return result;
}

char *
ll_key_name(const LlKey *key)
{
  char name[512];
  size_t length = sizeof name;
  guint type;

  /* Of another kind or a longer one is not of our making. */
  if (gnutls_x509_crt_get_subject_alt_othername_oid(key->certificate, 0, name, &length) !=
          GNUTLS_SAN_OTHERNAME_XMPP ||
      strcmp(name, XMPP_ADDR) != 0)
    return NULL;
  length = sizeof name - 1;
  if (gnutls_x509_crt_get_subject_alt_name2(key->certificate, 0, name, &length, &type, NULL) < 0)
    return NULL;
  name[length] = '\0';
  return ll_text_clean_line(name, -1);
}

void
ll_key_set_name(LlKey *key, const char *name)
{
  g_autofree char *wanted = ll_text_clean_line(name, -1);
  g_autofree char *present = ll_key_name(key);
  int result = g_strcmp0(wanted, present) == 0 ? 0 : certify(key, name);

  if (result < 0)
    g_warning("No certificate can be made: %s", gnutls_strerror(result));
}

gboolean
ll_key_fingerprint(gnutls_x509_crt_t certificate, LlFingerprint *ret_fingerprint)
{
  LlFingerprint fingerprint;
  size_t length = LL_FINGERPRINT_BYTES;
  guint bits = 0;
  int algorithm = gnutls_x509_crt_get_pk_algorithm(certificate, &bits);

  /* Whoever can reckon a key out is its owner. */
  if (algorithm < 0 ||
      gnutls_pk_bits_to_sec_param((gnutls_pk_algorithm_t)algorithm, bits) < GNUTLS_SEC_PARAM_MEDIUM)
    return FALSE;
  if (gnutls_x509_crt_get_key_id(certificate, GNUTLS_KEYID_USE_SHA256, fingerprint.bytes, &length) <
          0 ||
      length != LL_FINGERPRINT_BYTES)
    return FALSE;
  *ret_fingerprint = fingerprint;
  return TRUE;
}

/* --- keys ------------------------------------------------------------------------------------ */

static LlKey *
key_alloc(void)
{
  LlKey *key = g_new0(LlKey, 1);

  if (gnutls_x509_privkey_init(&key->private_key) < 0)
    g_error("GnuTLS can't be used");
  return key;
}

void
ll_key_free(LlKey *key)
{
  if (!key)
    return;
  if (key->certificate)
    gnutls_x509_crt_deinit(key->certificate);
  gnutls_x509_privkey_deinit(key->private_key); /* wipes it */
  g_free(key);
}

LlKey *
ll_key_new(const char *name, GError **error)
{
  g_autoptr(LlKey) key = key_alloc();
  int result = gnutls_x509_privkey_generate(key->private_key, GNUTLS_PK_ECDSA,
                                            GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);

  if (result >= 0)
    result = certify(key, name);
  if (result < 0 || !ll_key_fingerprint(key->certificate, &key->fingerprint)) {
    g_set_error(error, LL_IDENTITY_ERROR, LL_IDENTITY_ERROR_FAILED, "no key can be made: %s",
                gnutls_strerror(result));
    return NULL;
  }
  return g_steal_pointer(&key);
}

/* --- as text --------------------------------------------------------------------------------- */

char *
ll_key_to_pem(const LlKey *key, gsize *ret_length)
{
  g_autofree char *first = g_strdup_printf(FIRST_WORDS "%d\n", VERSION);
  gnutls_datum_t secret = {0};
  gnutls_datum_t certificate = {0};
  char *text;
  char *end;

  if (gnutls_x509_privkey_export2_pkcs8(key->private_key, GNUTLS_X509_FMT_PEM, NULL,
                                        GNUTLS_PKCS_PLAIN, &secret) < 0 ||
      gnutls_x509_crt_export2(key->certificate, GNUTLS_X509_FMT_PEM, &certificate) < 0)
    g_error("GnuTLS can't write a key");
  /* Not by a GString: each time it grows it would leave a copy. */
  text = g_malloc(strlen(first) + secret.size + certificate.size + 1);
  end = g_stpcpy(text, first);
  end = memcpy(end, secret.data, secret.size);
  end = memcpy(end + secret.size, certificate.data, certificate.size);
  end[certificate.size] = '\0';
  *ret_length = (gsize)(end - text) + certificate.size;
  gnutls_memset(secret.data, 0, secret.size);
  gnutls_free(secret.data);
  gnutls_free(certificate.data);
  return text;
}

static gboolean
check_version(const char *text, GError **error)
{
  guint64 version;
  char *end;

  if (!g_str_has_prefix(text, FIRST_WORDS))
    return TRUE;
  version = g_ascii_strtoull(text + strlen(FIRST_WORDS), &end, 10);
  if (version == VERSION && *end == '\n')
    return TRUE;
  if (version > VERSION)
    g_set_error(error, LL_IDENTITY_ERROR, LL_IDENTITY_ERROR_UNKNOWN,
                "version %" G_GUINT64_FORMAT ", while %d is known", version, VERSION);
  else
    g_set_error(error, LL_IDENTITY_ERROR, LL_IDENTITY_ERROR_DAMAGED, "its first line is damaged");
  return FALSE;
}

/* What GnuTLS says is why, where it matters. */
static gboolean
read_private_key(LlKey *key, const gnutls_datum_t *pem, GError **error)
{
  guint bits = 0;
  int result = gnutls_x509_privkey_import2(key->private_key, pem, GNUTLS_X509_FMT_PEM, NULL,
                                           GNUTLS_PKCS_PLAIN);

  switch (result) {
  case GNUTLS_E_DECRYPTION_FAILED: /* there is a passphrase */
  case GNUTLS_E_UNKNOWN_PK_ALGORITHM:
  case GNUTLS_E_ECC_UNSUPPORTED_CURVE:
    g_set_error(error, LL_IDENTITY_ERROR, LL_IDENTITY_ERROR_UNKNOWN, "no key that can be used: %s",
                gnutls_strerror(result));
    return FALSE;
  default:
    break;
  }
  if (result >= 0 &&
      (gnutls_x509_privkey_get_pk_algorithm2(key->private_key, &bits) != GNUTLS_PK_ECDSA ||
       bits != KEY_BITS)) {
    g_set_error(error, LL_IDENTITY_ERROR, LL_IDENTITY_ERROR_UNKNOWN,
                "another kind of key than ECDSA on P-256");
    return FALSE;
  }
  if (result >= 0)
    result = gnutls_x509_privkey_verify_params(key->private_key);
  if (result < 0) {
    g_set_error(error, LL_IDENTITY_ERROR, LL_IDENTITY_ERROR_DAMAGED, "no whole private key: %s",
                gnutls_strerror(result));
    return FALSE;
  }
  return TRUE;
}

/* The certificate in PEM, if it is one for this key. */
static gboolean
read_certificate(LlKey *key, const gnutls_datum_t *pem)
{
  guint8 id[LL_FINGERPRINT_BYTES];
  size_t length = sizeof id;

  return gnutls_x509_crt_init(&key->certificate) >= 0 &&
         gnutls_x509_crt_import(key->certificate, pem, GNUTLS_X509_FMT_PEM) >= 0 &&
         ll_key_fingerprint(key->certificate, &key->fingerprint) &&
         gnutls_x509_privkey_get_key_id(key->private_key, GNUTLS_KEYID_USE_SHA256, id, &length) >=
             0 &&
         memcmp(id, key->fingerprint.bytes, sizeof id) == 0;
}

LlKey *
ll_key_from_pem(const char *text, gsize length, gboolean is_own, GError **error)
{
  g_autoptr(LlKey) key = key_alloc();
  gnutls_datum_t pem = {(unsigned char *)text, (guint)length};

  if (!check_version(text, error) || !read_private_key(key, &pem, error))
    return NULL;
  if ((!is_own || g_str_has_suffix(text, LAST_WORDS)) && read_certificate(key, &pem))
    return g_steal_pointer(&key);
  if (is_own) {
    g_set_error(error, LL_IDENTITY_ERROR, LL_IDENTITY_ERROR_DAMAGED,
                "no whole certificate for the private key");
    return NULL;
  }
  if (certify(key, NULL) < 0 || !ll_key_fingerprint(key->certificate, &key->fingerprint)) {
    g_set_error(error, LL_IDENTITY_ERROR, LL_IDENTITY_ERROR_FAILED, "no certificate can be made");
    return NULL;
  }
  return g_steal_pointer(&key);
}
