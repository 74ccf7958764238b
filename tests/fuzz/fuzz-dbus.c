/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* Messages from the message bus: wire/dbus-message, beside GIO's reading of the same bytes. */

#include <gio/gio.h>
#include <string.h>

#include "fuzz.h"
#include "limits.h"
#include "wire/dbus-message.h"

#define FIXED_SIZE 16

/* The size is known from the fixed part on, whatever else has come. */
static gssize
check_size(const guint8 *data, gsize size)
{
  gssize whole = ll_dbus_message_size(data, size);

  for (gsize have = 0; have <= MIN(size, 2 * FIXED_SIZE); have++) {
    g_autofree guint8 *exact = fuzz_copy(data, have);

    g_assert_cmpint(ll_dbus_message_size(exact, have), ==, have < FIXED_SIZE ? 0 : whole);
  }
  g_assert_true(whole == 0 || whole == -1 || whole >= FIXED_SIZE);
  g_assert_cmpint(whole, <=, LL_DBUS_MESSAGE_MAX);
  return whole;
}

static void
check_text(const char *text, const guint8 *bytes, gsize size)
{
  gboolean is_inside = (const guint8 *)text >= bytes && (const guint8 *)text < bytes + size;

  g_assert_true(is_inside || *text == '\0');
  g_assert_true(g_utf8_validate(text, -1, NULL));
}

/* MESSAGE's body as a value, if it has a signature that we read. (transfer full) (nullable) */
static GVariant *
read_body(const LlDbusMessage *message)
{
  gint32 i[2];
  guint32 u;
  guint16 q[2];
  const char *s[3];
  const guint8 *rdata;
  gsize length;

  if (ll_dbus_message_read(message, "s", &s[0]))
    return g_variant_new("(s)", s[0]);
  if (ll_dbus_message_read(message, "o", &s[0]) && g_variant_is_object_path(s[0]))
    return g_variant_new("(o)", s[0]);
  if (ll_dbus_message_read(message, "i", &i[0]))
    return g_variant_new("(i)", i[0]);
  if (ll_dbus_message_read(message, "is", &i[0], &s[0]))
    return g_variant_new("(is)", i[0], s[0]);
  if (ll_dbus_message_read(message, "sss", &s[0], &s[1], &s[2]))
    return g_variant_new("(sss)", s[0], s[1], s[2]);
  if (ll_dbus_message_read(message, "iisssu", &i[0], &i[1], &s[0], &s[1], &s[2], &u))
    return g_variant_new("(iisssu)", i[0], i[1], s[0], s[1], s[2], u);
  if (ll_dbus_message_read(message, "iisqqayu", &i[0], &i[1], &s[0], &q[0], &q[1], &rdata, &length,
                           &u))
    return g_variant_new("(iisqq@ayu)", i[0], i[1], s[0], q[0], q[1],
                         g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, rdata, length, 1), u);
  return NULL;
}

/* BODY (nullable) is what MESSAGE says, if that IS_WHOLE or read at all. */
static void
check_body(const LlDbusMessage *message, GVariant *body, gboolean is_whole)
{
  static const char *const types[] = {"(s)",   "(o)",      "(i)",        "(is)",
                                      "(sss)", "(iisssu)", "(iisqqayu)", NULL};
  GVariant *said = read_body(message);
  gboolean is_known = body && g_strv_contains(types, g_variant_get_type_string(body));

  if (said)
    g_variant_ref_sink(said);
  g_assert_true(said || !is_known || !is_whole);
  if (said && body)
    g_assert_true(g_variant_equal(said, body));
  g_clear_pointer(&said, g_variant_unref);
}

/* Whether a header's field is none, not of its own type, or of one that LlDbusMessage does not
 * know. */
static gboolean
has_odd_header(GDBusMessage *message)
{
  static const char *const types[] = {"", "o", "s", "s", "s", "u", "s", "s", "g"};
  g_autofree guchar *fields = g_dbus_message_get_header_fields(message);

  if (g_dbus_message_get_header(message, G_DBUS_MESSAGE_HEADER_FIELD_INVALID))
    return TRUE;
  for (const guchar *field = fields; *field != 0; field++) {
    const char *type = g_variant_get_type_string(g_dbus_message_get_header(message, *field));
    const char *allowed = *field < G_N_ELEMENTS(types) ? types[*field] : "usog";

    if (strlen(type) != 1 || !strchr(allowed, *type))
      return TRUE;
  }
  return FALSE;
}

static void
check_message(const LlDbusMessage *message, GDBusMessage *gio, gboolean is_whole)
{
  g_assert_cmpint((int)message->type, ==, (int)g_dbus_message_get_message_type(gio));
  g_assert_cmpuint(message->reply_serial, ==, g_dbus_message_get_reply_serial(gio));
  g_assert_cmpstr(message->path, ==, g_dbus_message_get_path(gio) ?: "");
  g_assert_cmpstr(message->interface, ==, g_dbus_message_get_interface(gio) ?: "");
  g_assert_cmpstr(message->member, ==, g_dbus_message_get_member(gio) ?: "");
  g_assert_cmpstr(message->error_name, ==, g_dbus_message_get_error_name(gio) ?: "");
  g_assert_cmpstr(message->sender, ==, g_dbus_message_get_sender(gio) ?: "");
  g_assert_cmpstr(message->signature, ==, g_dbus_message_get_signature(gio));
  check_body(message, g_dbus_message_get_body(gio), is_whole);
}

/* What both take they read alike. GIO minds what each field and message must be, we mind NULs in
 * strings and bytes behind the last value; what GIO writes, we take. MESSAGE: NULL if we did not.
 */
static void
check_as_gio(const LlDbusMessage *message, guint8 *bytes, gsize size)
{
  g_autoptr(GDBusMessage) gio =
      g_dbus_message_new_from_blob(bytes, size, G_DBUS_CAPABILITY_FLAGS_UNIX_FD_PASSING, NULL);
  LlDbusMessage again;
  gsize written_size;

  if (!gio || has_odd_header(gio))
    return;
  if (message)
    check_message(message, gio, FALSE);
  g_autofree guint8 *written =
      g_dbus_message_to_blob(gio, &written_size, G_DBUS_CAPABILITY_FLAGS_UNIX_FD_PASSING, NULL);
  if (!written || written_size > LL_DBUS_MESSAGE_MAX)
    return;
  g_assert_true(ll_dbus_message_parse(written, written_size, &again));
  check_message(&again, gio, TRUE);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
  gssize whole = check_size(data, size);
  gsize length = whole > 0 && (gsize)whole <= size ? (gsize)whole : size;
  g_autofree guint8 *bytes = fuzz_copy(data, length);
  LlDbusMessage message = {0};
  gboolean is_parsed = ll_dbus_message_parse(bytes, length, &message);

  g_assert_true(!is_parsed || whole == (gssize)length);
  if (is_parsed) {
    const char *const texts[] = {message.path,       message.interface, message.member,
                                 message.error_name, message.sender,    message.signature};

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
      check_text(texts[i], bytes, length);
    g_assert_true(message.body >= bytes && message.body + message.body_length == bytes + length);
    check_body(&message, NULL, FALSE);
  }
  if (length >= FIXED_SIZE)
    check_as_gio(is_parsed ? &message : NULL, bytes, length);
  return 0;
}
