/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* Read against what GIO writes. */

#include "wire/dbus-message.h"

#include <gio/gio.h>
#include <string.h>

#include "limits.h"

#define RDATA "\x09txtvers=1"

static GBytes *
write_message(GDBusMessage *message, GDBusMessageByteOrder order, GVariant *body)
{
  g_autoptr(GError) error = NULL;
  gsize size;
  g_dbus_message_set_byte_order(message, order);
  g_dbus_message_set_serial(message, 7);
  g_dbus_message_set_sender(message, ":1.5");
  g_dbus_message_set_destination(message, ":1.77");
  if (body)
    g_dbus_message_set_body(message, body);
  guchar *blob = g_dbus_message_to_blob(message, &size, G_DBUS_CAPABILITY_FLAGS_NONE, &error);
  g_assert_no_error(error);
  return g_bytes_new_take(blob, size);
}

static GBytes *
write_item(GDBusMessageByteOrder order)
{
  g_autoptr(GDBusMessage) signal = g_dbus_message_new_signal(
      "/Client12/RecordBrowser345", "org.freedesktop.Avahi.RecordBrowser", "ItemNew");
  return write_message(
      signal, order,
      g_variant_new("(iisqq@ayu)", 2, -1, "j\303\274liet.local", 1, 16,
                    g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, RDATA, strlen(RDATA), 1), 5));
}

/* From a copy with nothing behind it. */
static gboolean
parse(gconstpointer bytes, gsize size, LlDbusMessage *ret_message, guint8 **ret_copy)
{
  *ret_copy = g_malloc(MAX(size, 1));
  memcpy(*ret_copy, bytes, size);
  return ll_dbus_message_parse(*ret_copy, size, ret_message);
}

static gboolean
read_item(const LlDbusMessage *message)
{
  gint32 interface, protocol;
  guint16 class, type;
  const guint8 *rdata;
  const char *name;
  gsize length;
  guint32 flags;
  if (!ll_dbus_message_read(message, "iisqqayu", &interface, &protocol, &name, &class, &type,
                            &rdata, &length, &flags))
    return FALSE;
  return interface == 2 && protocol == -1 && g_str_equal(name, "j\303\274liet.local") &&
         class == 1 && type == 16 && length == strlen(RDATA) && memcmp(rdata, RDATA, length) == 0 &&
         flags == 5;
}

static void
test_signal(gconstpointer order)
{
  g_autoptr(GBytes) written = write_item((GDBusMessageByteOrder)GPOINTER_TO_INT(order));
  g_autofree guint8 *copy = NULL;
  gsize size, length;
  const guint8 *rdata, *bytes = g_bytes_get_data(written, &size);
  LlDbusMessage message;
  for (gsize i = 0; i <= size; i++)
    g_assert_cmpint(ll_dbus_message_size(bytes, i), ==, i < 16 ? 0 : (gssize)size);
  gboolean is_parsed = parse(bytes, size, &message, &copy);
  g_assert_true(is_parsed);
  g_assert_cmpint(message.type, ==, LL_DBUS_SIGNAL);
  g_assert_cmpstr(message.path, ==, "/Client12/RecordBrowser345");
  g_assert_cmpstr(message.interface, ==, "org.freedesktop.Avahi.RecordBrowser");
  g_assert_cmpstr(message.member, ==, "ItemNew");
  g_assert_cmpstr(message.sender, ==, ":1.5");
  g_assert_cmpstr(message.error_name, ==, "");
  g_assert_true(read_item(&message));
  g_assert_true(ll_dbus_message_read(&message, "iisqqayu", NULL, NULL, NULL, NULL, NULL, &rdata,
                                     &length, NULL));
  g_assert_cmpmem(rdata, length, RDATA, strlen(RDATA));
  g_assert_false(ll_dbus_message_read(&message, "iis", NULL, NULL, NULL));
  g_assert_false(ll_dbus_message_read(&message, ""));
}

static void
test_replies(void)
{
  g_autoptr(GDBusMessage) call = g_dbus_message_new_method_call(":1.5", "/", NULL, "GetState");
  g_dbus_message_set_serial(call, 4711);
  g_autoptr(GDBusMessage) reply = g_dbus_message_new_method_reply(call);
  g_autoptr(GDBusMessage) failure =
      g_dbus_message_new_method_error_literal(call, "org.example.No", "not today");
  g_autoptr(GBytes) replied =
      write_message(reply, G_DBUS_MESSAGE_BYTE_ORDER_LITTLE_ENDIAN, g_variant_new("(o)", "/a/b"));
  g_autoptr(GBytes) failed = write_message(failure, G_DBUS_MESSAGE_BYTE_ORDER_BIG_ENDIAN, NULL);
  LlDbusMessage message;
  const char *text;
  g_assert_true(
      ll_dbus_message_parse(g_bytes_get_data(replied, NULL), g_bytes_get_size(replied), &message));
  g_assert_cmpint(message.type, ==, LL_DBUS_RETURN);
  g_assert_cmpuint(message.reply_serial, ==, 4711);
  g_assert_true(ll_dbus_message_read(&message, "o", &text));
  g_assert_cmpstr(text, ==, "/a/b");
  g_assert_true(
      ll_dbus_message_parse(g_bytes_get_data(failed, NULL), g_bytes_get_size(failed), &message));
  g_assert_cmpint(message.type, ==, LL_DBUS_ERROR);
  g_assert_cmpstr(message.error_name, ==, "org.example.No");
  g_assert_true(ll_dbus_message_read(&message, "s", &text));
  g_assert_cmpstr(text, ==, "not today");
}

static void
test_no_body(void)
{
  g_autoptr(GDBusMessage) signal =
      g_dbus_message_new_signal("/x", "org.example.Browser", "CacheExhausted");
  g_autoptr(GBytes) written = write_message(signal, G_DBUS_MESSAGE_BYTE_ORDER_LITTLE_ENDIAN, NULL);
  LlDbusMessage message;
  g_assert_true(
      ll_dbus_message_parse(g_bytes_get_data(written, NULL), g_bytes_get_size(written), &message));
  g_assert_cmpstr(message.signature, ==, "");
  g_assert_true(ll_dbus_message_read(&message, ""));
}

static void
test_no_message(void)
{
  static const char *const starts[] = {
      "x\4\0\1\0\0\0\0\7\0\0\0\0\0\0\0", "l\4\0\2\0\0\0\0\7\0\0\0\0\0\0\0",
      "l\4\0\1\0\0\0\x70\7\0\0\0\0\0\0\0", "l\4\0\1\0\0\0\0\7\0\0\0\xFF\xFF\xFF\xFF"};
  for (guint i = 0; i < G_N_ELEMENTS(starts); i++)
    g_assert_cmpint(ll_dbus_message_size((const guint8 *)starts[i], 16), ==, -1);
}

/* Each byte changed in several ways, and each end cut off: nothing is read that is not there. */
static void
test_damage(gconstpointer order)
{
  static const guint8 changes[] = {0x01, 0x80, 0xFF, 0x20};
  g_autoptr(GBytes) written = write_item((GDBusMessageByteOrder)GPOINTER_TO_INT(order));
  gsize size;
  const guint8 *bytes = g_bytes_get_data(written, &size);
  for (gsize place = 0; place < size; place++) {
    for (guint i = 0; i < G_N_ELEMENTS(changes); i++) {
      g_autofree guint8 *damaged = g_malloc(size), *copy = NULL;
      LlDbusMessage message;
      memcpy(damaged, bytes, size);
      damaged[place] ^= changes[i];
      if (parse(damaged, size, &message, &copy))
        read_item(&message);
    }
    g_autofree guint8 *copy = NULL;
    LlDbusMessage message;
    gboolean is_parsed = parse(bytes, place, &message, &copy);
    g_assert_false(is_parsed);
  }
}

int
main(int argc, char **argv)
{
  gpointer little = GINT_TO_POINTER(G_DBUS_MESSAGE_BYTE_ORDER_LITTLE_ENDIAN);
  gpointer big = GINT_TO_POINTER(G_DBUS_MESSAGE_BYTE_ORDER_BIG_ENDIAN);
  g_test_init(&argc, &argv, NULL);
  g_test_add_data_func("/dbus-message/signal/little-endian", little, test_signal);
  g_test_add_data_func("/dbus-message/signal/big-endian", big, test_signal);
  g_test_add_func("/dbus-message/replies", test_replies);
  g_test_add_func("/dbus-message/no-body", test_no_body);
  g_test_add_func("/dbus-message/no-message", test_no_message);
  g_test_add_data_func("/dbus-message/damage/little-endian", little, test_damage);
  g_test_add_data_func("/dbus-message/damage/big-endian", big, test_damage);
  return g_test_run();
}
