/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/dbus.h"

#include <string.h>

#include "limits.h"

#define BUS "org.freedesktop.DBus"

/* Who we are the kernel tells (an empty identity: systemd's clients log in so too, and it is right
 * in user namespaces as well). No answer is waited for: what follows can be said at once. */
#define LOGIN "\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n"

/* The bus allows 128 calls without a reply to one connection (max_replies_per_connection). */
#define UNANSWERED_MAX 100
/* What is read in one turn of the main loop, so that others have theirs: a dozen messages, at which
 * there may be a millisecond's work. */
#define READ_SIZE (4 * 1024)

struct LlDbus {
  const LlDbusEvents *events; /* NULL once it is over */
  gpointer owner;
  GCancellable *connecting;
  GSocketConnection *connection;
  GSource *input, *output;
  GByteArray *received, *to_send;
  gboolean is_let_in, is_freed;
  guint32 serial;
  GHashTable *unanswered; /* serial -> Call */
  GQueue *waiting;        /* of Call */
};

typedef struct {
  guint32 serial;
  GBytes *message; /* until it is sent */
  LlDbusAnswer answer;
  gpointer data;
} Call;

static void
call_free(gpointer data)
{
  Call *call = data;
  g_clear_pointer(&call->message, g_bytes_unref);
  g_free(call);
}

/* Takes CALL. */
static void
call_answer(Call *call, const LlDbusMessage *reply, const GError *error)
{
  if (call->answer)
    call->answer(call->data, reply, error);
  call_free(call);
}

static void
dbus_clear(gpointer data)
{
  LlDbus *dbus = data;
  g_clear_object(&dbus->connecting);
  g_byte_array_unref(dbus->received);
  g_byte_array_unref(dbus->to_send);
  g_hash_table_unref(dbus->unanswered);
  g_queue_free_full(dbus->waiting, call_free);
}

static void
dbus_unref(LlDbus *dbus)
{
  g_rc_box_release_full(dbus, dbus_clear);
}

static void
clear_source(GSource **source)
{
  if (*source)
    g_source_destroy(*source);
  g_clear_pointer(source, g_source_unref);
}

/* Any call without an answer. (transfer full) (nullable) */
static Call *
take_call(LlDbus *dbus)
{
  GHashTableIter iter;
  gpointer call;
  g_hash_table_iter_init(&iter, dbus->unanswered);
  if (!g_hash_table_iter_next(&iter, NULL, &call))
    return g_queue_pop_head(dbus->waiting);
  g_hash_table_iter_steal(&iter);
  return call;
}

/* From within an answer we may be freed, and come here once more. */
static void
disconnect(LlDbus *dbus)
{
  g_autoptr(GError) error =
      g_error_new_literal(G_IO_ERROR, G_IO_ERROR_CLOSED, "the connection to the bus is over");
  Call *call;
  dbus->events = NULL;
  if (dbus->connecting)
    g_cancellable_cancel(dbus->connecting);
  clear_source(&dbus->input);
  clear_source(&dbus->output);
  g_clear_object(&dbus->connection);
  while ((call = take_call(dbus)))
    call_answer(call, NULL, error);
}

static void
end(LlDbus *dbus, const GError *error)
{
  const LlDbusEvents *events = dbus->events;
  if (!events)
    return;
  disconnect(dbus);
  if (!dbus->is_freed)
    events->closed(dbus->owner, error);
}

static void
end_for(LlDbus *dbus, GIOErrorEnum code, const char *message)
{
  g_autoptr(GError) error = g_error_new_literal(G_IO_ERROR, (int)code, message);
  end(dbus, error);
}

/* -- what we say ------------------------------------------------------------------------------- */

static gboolean
on_writable(GSocket *socket, GIOCondition condition G_GNUC_UNUSED, gpointer data)
{
  LlDbus *dbus = data;
  g_autoptr(GError) error = NULL;
  gssize length =
      g_socket_send(socket, (const char *)dbus->to_send->data, dbus->to_send->len, NULL, &error);
  /* An error comes upon us when we read, too, behind all that was said to us. */
  if (length < 0 && g_error_matches(error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  g_byte_array_remove_range(dbus->to_send, 0, length < 0 ? dbus->to_send->len : (guint)length);
  if (dbus->to_send->len > 0)
    return G_SOURCE_CONTINUE;
  g_clear_pointer(&dbus->output, g_source_unref);
  return G_SOURCE_REMOVE;
}

/* In the main loop's next turn, together with what else there is to be said. */
static void
send_bytes(LlDbus *dbus, gconstpointer bytes, gsize length)
{
  g_byte_array_append(dbus->to_send, bytes, (guint)length);
  if (dbus->output)
    return;
  dbus->output =
      g_socket_create_source(g_socket_connection_get_socket(dbus->connection), G_IO_OUT, NULL);
  g_source_set_callback(dbus->output, G_SOURCE_FUNC(on_writable), dbus, NULL);
  g_source_attach(dbus->output, NULL);
}

/* Takes CALL. */
static void
call_send(LlDbus *dbus, Call *call)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data(call->message, &length);
  send_bytes(dbus, bytes, length);
  g_clear_pointer(&call->message, g_bytes_unref);
  if (call->answer)
    g_hash_table_insert(dbus->unanswered, GUINT_TO_POINTER(call->serial), call);
  else
    call_free(call);
}

static void
send_waiting(LlDbus *dbus)
{
  while (dbus->connection && !g_queue_is_empty(dbus->waiting) &&
         g_hash_table_size(dbus->unanswered) < UNANSWERED_MAX)
    call_send(dbus, g_queue_pop_head(dbus->waiting));
}

/* A waiting call is kept as its bytes, since GIO's messages are six times as large. */
static GBytes *
to_bytes(GDBusMessage *message)
{
  g_autoptr(GError) error = NULL;
  gsize length;
  guchar *bytes = g_dbus_message_to_blob(message, &length, G_DBUS_CAPABILITY_FLAGS_NONE, &error);
  g_assert_no_error(error); /* nothing in it comes from a peer unchecked */
  return g_bytes_new_take(bytes, length);
}

void
ll_dbus_call(LlDbus *dbus, const char *destination, const char *path, const char *interface,
             const char *method, GVariant *arguments, LlDbusAnswer answer, gpointer data)
{
  g_autoptr(GDBusMessage) message =
      g_dbus_message_new_method_call(destination, path, interface, method);
  GDBusMessageFlags flags = G_DBUS_MESSAGE_FLAGS_NO_AUTO_START;
  if (!answer)
    flags |= G_DBUS_MESSAGE_FLAGS_NO_REPLY_EXPECTED;
  g_dbus_message_set_flags(message, flags);
  g_dbus_message_set_serial(message, ++dbus->serial);
  if (arguments)
    g_dbus_message_set_body(message, arguments);
  Call *call = g_new(Call, 1);
  *call = (Call){dbus->serial, to_bytes(message), answer, data};
  g_queue_push_tail(dbus->waiting, call);
  send_waiting(dbus);
}

void
ll_dbus_call_bus(LlDbus *dbus, const char *method, GVariant *arguments, LlDbusAnswer answer,
                 gpointer data)
{
  ll_dbus_call(dbus, BUS, "/org/freedesktop/DBus", BUS, method, arguments, answer, data);
}

/* -- what is said to us ------------------------------------------------------------------------ */

static void
on_reply(LlDbus *dbus, const LlDbusMessage *message)
{
  gpointer key = GUINT_TO_POINTER(message->reply_serial);
  Call *call = g_hash_table_lookup(dbus->unanswered, key);
  if (!call)
    return;
  g_hash_table_steal(dbus->unanswered, key);
  if (message->type == LL_DBUS_ERROR) {
    const char *text = "";
    ll_dbus_message_read(message, "s", &text);
    g_autoptr(GError) error = g_dbus_error_new_for_dbus_error(message->error_name, text);
    call_answer(call, NULL, error);
  } else {
    call_answer(call, message, NULL);
  }
  send_waiting(dbus);
}

/* The next message at the start of DATA; 0 until it has come whole, -1 if it is none. */
static gssize
take_message(LlDbus *dbus, const guint8 *data, gsize length)
{
  LlDbusMessage message;
  gssize size = ll_dbus_message_size(data, length);
  if (size <= 0)
    return size;
  if ((gsize)size > length)
    return 0;
  if (!ll_dbus_message_parse(data, (gsize)size, &message))
    return -1;
  if (message.type == LL_DBUS_RETURN || message.type == LL_DBUS_ERROR)
    on_reply(dbus, &message);
  else if (message.type == LL_DBUS_SIGNAL)
    dbus->events->signal(dbus->owner, &message);
  return size;
}

/* A line of the answer to LOGIN at the start of DATA; likewise. */
static gssize
take_line(LlDbus *dbus, const guint8 *data, gsize length)
{
  const guint8 *line_end = memmem(data, length, "\r\n", 2);
  if (!line_end)
    return length > LL_DBUS_LINE_MAX ? -1 : 0;
  if (g_str_has_prefix((const char *)data, "REJECTED") ||
      g_str_has_prefix((const char *)data, "ERROR"))
    return -1;
  dbus->is_let_in = g_str_has_prefix((const char *)data, "OK ");
  return line_end + 2 - data;
}

static void
read_received(LlDbus *dbus)
{
  gsize offset = 0;
  gssize size = 1;
  while (dbus->events && size > 0) {
    const guint8 *data = dbus->received->data + offset;
    gsize length = dbus->received->len - offset;
    if (length == 0)
      break;
    size = dbus->is_let_in ? take_message(dbus, data, length) : take_line(dbus, data, length);
    offset += (gsize)MAX(size, 0);
  }
  g_byte_array_remove_range(dbus->received, 0, (guint)offset);
  if (size >= 0)
    return;
  if (dbus->is_let_in)
    end_for(dbus, G_IO_ERROR_INVALID_DATA, "the bus speaks no D-Bus");
  else
    end_for(dbus, G_IO_ERROR_PERMISSION_DENIED, "the bus does not let us in");
}

static gboolean
on_readable(GSocket *socket, GIOCondition condition G_GNUC_UNUSED, gpointer data)
{
  LlDbus *dbus = g_rc_box_acquire((LlDbus *)data);
  guint before = dbus->received->len;
  g_autoptr(GError) error = NULL;
  g_byte_array_set_size(dbus->received, before + READ_SIZE);
  gssize length =
      g_socket_receive(socket, (char *)dbus->received->data + before, READ_SIZE, NULL, &error);
  g_byte_array_set_size(dbus->received, before + (guint)MAX(length, 0));
  if (length > 0)
    read_received(dbus);
  else if (length == 0)
    end_for(dbus, G_IO_ERROR_CLOSED, "the bus has gone");
  else if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    end(dbus, error);
  gboolean is_over = !dbus->events;
  dbus_unref(dbus);
  return is_over ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

/* -- the connection ---------------------------------------------------------------------------- */

static void
on_hello(gpointer data, const LlDbusMessage *reply G_GNUC_UNUSED, const GError *error)
{
  LlDbus *dbus = data;
  if (!dbus->events)
    return;
  if (error)
    end(dbus, error);
  else
    dbus->events->open(dbus->owner);
}

static void
log_in(LlDbus *dbus)
{
  GSocket *socket = g_socket_connection_get_socket(dbus->connection);
  g_socket_set_blocking(socket, FALSE);
  dbus->input = g_socket_create_source(socket, G_IO_IN | G_IO_HUP | G_IO_ERR, NULL);
  g_source_set_callback(dbus->input, G_SOURCE_FUNC(on_readable), dbus, NULL);
  g_source_attach(dbus->input, NULL);
  send_bytes(dbus, LOGIN, sizeof LOGIN - 1);
  send_waiting(dbus);
}

static void
connected(GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer data)
{
  LlDbus *dbus = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GIOStream) stream = g_dbus_address_get_stream_finish(result, NULL, &error);
  g_clear_object(&dbus->connecting);
  if (stream && dbus->events && G_IS_SOCKET_CONNECTION(stream)) {
    dbus->connection = G_SOCKET_CONNECTION(g_steal_pointer(&stream));
    log_in(dbus);
  } else if (stream) {
    end_for(dbus, G_IO_ERROR_NOT_SUPPORTED, "the bus is behind no socket");
  } else {
    end(dbus, error);
  }
  dbus_unref(dbus);
}

char *
ll_dbus_address(void)
{
  /* For the system bus this looks at the environment alone. */
  char *address = g_dbus_address_get_for_bus_sync(G_BUS_TYPE_SYSTEM, NULL, NULL);
  return address ? address : g_strdup("");
}

LlDbus *
ll_dbus_new(const LlDbusEvents *events, gpointer owner)
{
  LlDbus *dbus = g_rc_box_new0(LlDbus);
  g_autofree char *address = ll_dbus_address();
  dbus->events = events;
  dbus->owner = owner;
  dbus->received = g_byte_array_new();
  dbus->to_send = g_byte_array_new();
  dbus->unanswered = g_hash_table_new(NULL, NULL);
  dbus->waiting = g_queue_new();
  dbus->connecting = g_cancellable_new();
  ll_dbus_call_bus(dbus, "Hello", NULL, on_hello, dbus);
  g_dbus_address_get_stream(address, dbus->connecting, connected, g_rc_box_acquire(dbus));
  return dbus;
}

void
ll_dbus_free(LlDbus *dbus)
{
  if (!dbus)
    return;
  dbus->is_freed = TRUE;
  disconnect(dbus);
  dbus_unref(dbus);
}
