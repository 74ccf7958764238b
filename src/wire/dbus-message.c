/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/dbus-message.h"

#include <string.h>

#include "limits.h"

#define VERSION 1
/* Up to and with the length of the header's fields. */
#define FIXED_SIZE 16

/* A place in bytes; alignment counts from their start. */
typedef struct {
  const guint8 *bytes;
  gsize length, offset;
  gboolean is_swapped;
} Cursor;

/* SIZE bytes that begin at a multiple of ALIGNMENT; NULL if there are not so many. */
static const guint8 *
take(Cursor *cursor, gsize size, gsize alignment)
{
  gsize start = (cursor->offset + alignment - 1) / alignment * alignment;
  if (start > cursor->length || size > cursor->length - start)
    return NULL;
  cursor->offset = start + size;
  return cursor->bytes + start;
}

static gboolean
take_u32(Cursor *cursor, guint32 *ret_value)
{
  const guint8 *bytes = take(cursor, sizeof *ret_value, 4);
  if (!bytes)
    return FALSE;
  memcpy(ret_value, bytes, sizeof *ret_value);
  if (cursor->is_swapped)
    *ret_value = GUINT32_SWAP_LE_BE(*ret_value);
  return TRUE;
}

static gboolean
take_u16(Cursor *cursor, guint16 *ret_value)
{
  const guint8 *bytes = take(cursor, sizeof *ret_value, 2);
  if (!bytes)
    return FALSE;
  memcpy(ret_value, bytes, sizeof *ret_value);
  if (cursor->is_swapped)
    *ret_value = GUINT16_SWAP_LE_BE(*ret_value);
  return TRUE;
}

static gboolean
take_text(Cursor *cursor, gsize length, const char **ret_text)
{
  const guint8 *bytes = take(cursor, length + 1, 1);
  if (!bytes || bytes[length] != '\0' ||
      !g_utf8_validate((const char *)bytes, (gssize)length, NULL))
    return FALSE;
  *ret_text = (const char *)bytes;
  return TRUE;
}

static gboolean
take_string(Cursor *cursor, const char **ret_text)
{
  guint32 length;
  return take_u32(cursor, &length) && take_text(cursor, length, ret_text);
}

static gboolean
take_signature(Cursor *cursor, const char **ret_text)
{
  const guint8 *length = take(cursor, 1, 1);
  return length && take_text(cursor, *length, ret_text);
}

static gboolean
take_bytes(Cursor *cursor, const guint8 **ret_bytes, gsize *ret_length)
{
  guint32 length;
  if (!take_u32(cursor, &length) || !(*ret_bytes = take(cursor, length, 1)))
    return FALSE;
  *ret_length = length;
  return TRUE;
}

/* -- the header -------------------------------------------------------------------------------- */

/* "Header Fields"; of those that are not ours the type alone matters, to pass over them. */
static gboolean
take_field(Cursor *cursor, LlDbusMessage *message)
{
  const char *passed_text, *type;
  guint32 passed_number;
  const char **const texts[] = {
      [1] = &message->path,       [2] = &message->interface, [3] = &message->member,
      [4] = &message->error_name, [7] = &message->sender,    [8] = &message->signature,
  };
  const guint8 *code = take(cursor, 1, 8);
  if (!code || !take_signature(cursor, &type))
    return FALSE;
  gboolean is_text_ours = *code < G_N_ELEMENTS(texts) && texts[*code] != NULL;
  if (g_str_equal(type, "u"))
    return take_u32(cursor, *code == 5 ? &message->reply_serial : &passed_number);
  if (g_str_equal(type, "s") || g_str_equal(type, "o"))
    return take_string(cursor, is_text_ours ? texts[*code] : &passed_text);
  if (g_str_equal(type, "g"))
    return take_signature(cursor, is_text_ours ? texts[*code] : &passed_text);
  return FALSE;
}

static gboolean
is_other_order(guint8 mark)
{
  return (mark == 'l') != (G_BYTE_ORDER == G_LITTLE_ENDIAN);
}

gssize
ll_dbus_message_size(const guint8 *bytes, gsize length)
{
  guint32 body_length, fields_length;
  if (length < FIXED_SIZE)
    return 0;
  if ((bytes[0] != 'l' && bytes[0] != 'B') || bytes[3] != VERSION)
    return -1;
  Cursor cursor = {bytes, FIXED_SIZE, 4, is_other_order(bytes[0])};
  take_u32(&cursor, &body_length);
  cursor.offset = 12;
  take_u32(&cursor, &fields_length);
  if (body_length > LL_DBUS_MESSAGE_MAX || fields_length > LL_DBUS_MESSAGE_MAX)
    return -1;
  gsize size = FIXED_SIZE + ((gsize)fields_length + 7) / 8 * 8 + body_length;
  return size > LL_DBUS_MESSAGE_MAX ? -1 : (gssize)size;
}

gboolean
ll_dbus_message_parse(const guint8 *bytes, gsize size, LlDbusMessage *ret_message)
{
  LlDbusMessage message = {
      .path = "", .interface = "", .member = "", .error_name = "", .sender = "", .signature = ""};
  guint32 fields_length;
  if (size < FIXED_SIZE || ll_dbus_message_size(bytes, size) != (gssize)size)
    return FALSE;
  message.type = bytes[1];
  message.is_swapped = is_other_order(bytes[0]);
  Cursor cursor = {bytes, size, 12, message.is_swapped};
  take_u32(&cursor, &fields_length);
  cursor.length = FIXED_SIZE + fields_length;
  while (cursor.offset < cursor.length)
    if (!take_field(&cursor, &message))
      return FALSE;
  gsize body_start = (cursor.length + 7) / 8 * 8;
  message.body = bytes + body_start;
  message.body_length = size - body_start;
  *ret_message = message;
  return TRUE;
}

/* -- the body ---------------------------------------------------------------------------------- */

static gboolean
read_number(Cursor *cursor, char type, gpointer place)
{
  guint32 passed;
  guint16 passed_short;
  if (type == 'q')
    return take_u16(cursor, place ? place : &passed_short);
  return take_u32(cursor, place ? place : &passed);
}

static gboolean
read_bytes(Cursor *cursor, const guint8 **bytes, gsize *length)
{
  const guint8 *passed;
  gsize passed_length;
  return take_bytes(cursor, bytes ? bytes : &passed, length ? length : &passed_length);
}

static gboolean
read_text(Cursor *cursor, const char **text)
{
  const char *passed;
  return take_string(cursor, text ? text : &passed);
}

gboolean
ll_dbus_message_read(const LlDbusMessage *message, const char *signature, ...)
{
  Cursor cursor = {message->body, message->body_length, 0, message->is_swapped};
  gboolean is_read = g_str_equal(message->signature, signature);
  va_list places;
  va_start(places, signature);
  for (const char *type = signature; is_read && *type != '\0'; type++) {
    if (*type == 'a') {
      const guint8 **bytes = va_arg(places, const guint8 **);
      is_read = read_bytes(&cursor, bytes, va_arg(places, gsize *));
      type++; /* the y */
    } else if (*type == 's' || *type == 'o') {
      is_read = read_text(&cursor, va_arg(places, const char **));
    } else {
      is_read = read_number(&cursor, *type, va_arg(places, gpointer));
    }
  }
  va_end(places);
  return is_read && cursor.offset == cursor.length;
}
