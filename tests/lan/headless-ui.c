/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "headless.h"

#include <stdio.h>

/* --- conversations ---------------------------------------------------------------------------- */

/* What a line came through: purple_conv_im_write() or, as BitlBee does not show, only
 * purple_conversation_write().
 */
static const char *via = "conv";

static const struct {
  PurpleMessageFlags flag;
  const char *name;
} flag_names[] = {
    {PURPLE_MESSAGE_SEND, "send"},
    {PURPLE_MESSAGE_RECV, "recv"},
    {PURPLE_MESSAGE_SYSTEM, "system"},
    {PURPLE_MESSAGE_AUTO_RESP, "auto"},
    {PURPLE_MESSAGE_ERROR, "error"},
    {PURPLE_MESSAGE_DELAYED, "delayed"},
    {PURPLE_MESSAGE_RAW, "raw"},
    {PURPLE_MESSAGE_NOTIFY, "notify"},
    {PURPLE_MESSAGE_NO_LINKIFY, "no-links"},
    {PURPLE_MESSAGE_NO_LOG, "no-log"},
    {PURPLE_MESSAGE_IMAGES, "images"},
    {PURPLE_MESSAGE_REMOTE_SEND, "remote-send"},
};

static void
add_message(Entry *entry, const char *message, PurpleMessageFlags flags)
{
  g_autoptr(GString) names = g_string_new("[");
  g_autofree char *stripped = purple_markup_strip_html(message);

  for (guint i = 0; i < G_N_ELEMENTS(flag_names); i++)
    if (flags & flag_names[i].flag)
      g_string_append_printf(names, "%s\"%s\"", names->len > 1 ? ", " : "", flag_names[i].name);
  g_string_append_c(names, ']');
  entry_json(entry, "flags", names->str);
  entry_text(entry, "text", stripped);
  entry_text(entry, "html", message);
}

static void
write_conv(PurpleConversation *conv, const char *who, const char *alias, const char *message,
           PurpleMessageFlags flags, time_t when)
{
  Entry *entry;

  if (headless_counts(message, flags))
    return;
  entry = entry_new("line");
  entry_account(entry, purple_conversation_get_account(conv));
  entry_text(entry, "conv", purple_conversation_get_name(conv));
  entry_text(entry, "via", via);
  entry_text(entry, "who", who);
  entry_text(entry, "alias", alias);
  add_message(entry, message, flags);
  entry_int(entry, "time", when);
  entry_write(entry);
}

static void
write_im(PurpleConversation *conv, const char *who, const char *message, PurpleMessageFlags flags,
         time_t when)
{
  via = "im";
  purple_conversation_write(conv, who, message, flags, when);
  via = "conv";
}

PurpleConversationUiOps *
headless_conversation_ui_ops(void)
{
  static PurpleConversationUiOps ops = {.write_conv = write_conv, .write_im = write_im};

  return &ops;
}

static void
on_received(PurpleAccount *account, const char *sender, const char *message,
            PurpleConversation *conv, PurpleMessageFlags flags, void *data)
{
  Entry *entry;

  (void)conv, (void)data;
  if (headless_is_flood(message, flags))
    return;
  entry = entry_new("received");
  entry_account(entry, account);
  entry_text(entry, "who", sender);
  add_message(entry, message, flags);
  entry_write(entry);
}

static void
on_typing(PurpleAccount *account, const char *who, void *state)
{
  Entry *entry = entry_new("typing");

  entry_account(entry, account);
  entry_text(entry, "who", who);
  entry_text(entry, "state", state);
  entry_write(entry);
}

static void
on_conversation(PurpleConversation *conv, void *event)
{
  Entry *entry = entry_new(event);

  entry_account(entry, purple_conversation_get_account(conv));
  entry_text(entry, "conv", purple_conversation_get_name(conv));
  entry_write(entry);
}

static void
on_attention(PurpleAccount *account, const char *who, PurpleConversation *conv, guint type,
             void *data)
{
  Entry *entry = entry_new("attention");

  (void)conv, (void)data;
  entry_account(entry, account);
  entry_text(entry, "who", who);
  entry_int(entry, "type", type);
  entry_write(entry);
}

/* --- connections ------------------------------------------------------------------------------ */

static void
connected(PurpleConnection *gc)
{
  Entry *entry = entry_new("connected");

  entry_account(entry, purple_connection_get_account(gc));
  entry_text(entry, "display_name", purple_connection_get_display_name(gc));
  entry_write(entry);
}

static void
disconnected(PurpleConnection *gc)
{
  Entry *entry = entry_new("disconnected");

  entry_account(entry, purple_connection_get_account(gc));
  entry_write(entry);
}

static void
report_disconnect_reason(PurpleConnection *gc, PurpleConnectionError reason, const char *text)
{
  static const char *const names[] = {"network-error",
                                      "invalid-username",
                                      "authentication-failed",
                                      "authentication-impossible",
                                      "no-ssl-support",
                                      "encryption-error",
                                      "name-in-use",
                                      "invalid-settings",
                                      "cert-not-provided",
                                      "cert-untrusted",
                                      "cert-expired",
                                      "cert-not-activated",
                                      "cert-hostname-mismatch",
                                      "cert-fingerprint-mismatch",
                                      "cert-self-signed",
                                      "cert-other-error",
                                      "other-error"};
  Entry *entry = entry_new("error");

  entry_account(entry, purple_connection_get_account(gc));
  entry_text(entry, "reason", reason < G_N_ELEMENTS(names) ? names[reason] : "unknown");
  entry_text(entry, "text", text);
  entry_bool(entry, "fatal", purple_connection_error_is_fatal(reason));
  entry_write(entry);
}

/* --- notices ---------------------------------------------------------------------------------- */

/* A handler that returns NULL tells libpurple that the notice has been read and closed. */

static void
journal_notice(const char *kind, const char *title, const char *primary, const char *secondary,
               const char *text)
{
  Entry *entry = entry_new("notify");

  entry_text(entry, "kind", kind);
  entry_text(entry, "title", title);
  entry_text(entry, "primary", primary);
  entry_text(entry, "secondary", secondary);
  entry_text(entry, "text", text);
  entry_write(entry);
}

static void *
notify_message(PurpleNotifyMsgType type, const char *title, const char *primary,
               const char *secondary)
{
  static const char *const kinds[] = {"error", "warning", "info"};

  journal_notice(type < G_N_ELEMENTS(kinds) ? kinds[type] : "unknown", title, primary, secondary,
                 NULL);
  return NULL;
}

static void *
notify_formatted(const char *title, const char *primary, const char *secondary, const char *text)
{
  journal_notice("formatted", title, primary, secondary, text);
  return NULL;
}

static void *
notify_uri(const char *uri)
{
  journal_notice("uri", NULL, NULL, NULL, uri);
  return NULL;
}

static void *
notify_userinfo(PurpleConnection *gc, const char *who, PurpleNotifyUserInfo *info)
{
  Entry *entry = entry_new("userinfo");
  g_autoptr(GString) pairs = g_string_new("[");

  for (GList *l = purple_notify_user_info_get_entries(info); l; l = l->next) {
    g_string_append(pairs, pairs->len > 1 ? ", [" : "[");
    json_append_string(pairs, purple_notify_user_info_entry_get_label(l->data));
    g_string_append(pairs, ", ");
    json_append_string(pairs, purple_notify_user_info_entry_get_value(l->data));
    g_string_append_c(pairs, ']');
  }
  g_string_append_c(pairs, ']');
  entry_account(entry, purple_connection_get_account(gc));
  entry_text(entry, "who", who);
  entry_json(entry, "entries", pairs->str);
  entry_write(entry);
  return NULL;
}

/* --- the whole ----------------------------------------------------------------------------------
 */

static void
debug_print(PurpleDebugLevel level, const char *category, const char *text)
{
  static gint64 start;

  if (!start)
    start = g_get_monotonic_time();
  fprintf(stderr, "%8.3f %c %s: %s", (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC,
          "?miwef"[MIN(level, 5)], category ? category : "-", text);
}

/* Whoever measures wants clients as people have them, and these are silent. */
static gboolean
is_debug_enabled(PurpleDebugLevel level, const char *category)
{
  (void)level, (void)category;
  return g_getenv("LL_NO_DEBUG") == NULL;
}

PurpleDebugUiOps *
headless_debug_ui_ops(void)
{
  static PurpleDebugUiOps ops = {.print = debug_print, .is_enabled = is_debug_enabled};

  return &ops;
}

static void
ui_init(void)
{
  static PurpleConnectionUiOps connection_ops = {
      .connected = connected,
      .disconnected = disconnected,
      .report_disconnect_reason = report_disconnect_reason,
  };
  static PurpleNotifyUiOps notify_ops = {
      .notify_message = notify_message,
      .notify_formatted = notify_formatted,
      .notify_userinfo = notify_userinfo,
      .notify_uri = notify_uri,
  };

  purple_connections_set_ui_ops(&connection_ops);
  purple_notify_set_ui_ops(&notify_ops);
  purple_conversations_set_ui_ops(headless_conversation_ui_ops());
  headless_requests_init();
  headless_buddies_init();
}

static GHashTable *
ui_info(void)
{
  static GHashTable *info;

  if (!info) {
    info = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(info, (char *)"name", (char *)"Headless");
    g_hash_table_insert(info, (char *)"version", (char *)"1");
    g_hash_table_insert(info, (char *)"client_type", (char *)"pc");
  }
  return info;
}

PurpleCoreUiOps *
headless_core_ui_ops(void)
{
  static PurpleCoreUiOps ops = {.ui_init = ui_init, .get_ui_info = ui_info};

  return &ops;
}

void
headless_connect_signals(void *handle)
{
  void *conversations = purple_conversations_get_handle();

  purple_signal_connect(conversations, "received-im-msg", handle, PURPLE_CALLBACK(on_received),
                        NULL);
  purple_signal_connect(conversations, "buddy-typing", handle, PURPLE_CALLBACK(on_typing),
                        (void *)"typing");
  purple_signal_connect(conversations, "buddy-typed", handle, PURPLE_CALLBACK(on_typing),
                        (void *)"typed");
  purple_signal_connect(conversations, "buddy-typing-stopped", handle, PURPLE_CALLBACK(on_typing),
                        (void *)"stopped");
  purple_signal_connect(conversations, "conversation-created", handle,
                        PURPLE_CALLBACK(on_conversation), (void *)"conversation-opened");
  purple_signal_connect(conversations, "deleting-conversation", handle,
                        PURPLE_CALLBACK(on_conversation), (void *)"conversation-closed");
  purple_signal_connect(conversations, "got-attention", handle, PURPLE_CALLBACK(on_attention),
                        NULL);
}
