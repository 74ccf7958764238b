/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "journal.h"

#include <string.h>

static GPtrArray *journal;

static void G_GNUC_PRINTF(1, 2) note(const char *format, ...)
{
  va_list args;

  va_start(args, format);
  g_ptr_array_add(journal, g_strdup_vprintf(format, args));
  va_end(args);
}

void
journal_init(void)
{
  journal = g_ptr_array_new_with_free_func(g_free);
}

void
journal_uninit(void)
{
  g_clear_pointer(&journal, g_ptr_array_unref);
}

void
journal_add(const char *line)
{
  note("%s", line);
}

void
journal_note(const char *line)
{
  note("endpoint: %s", line);
}

/* --- What libpurple tells -------------------------------------------------------------------- */

static void
conn_progress(G_GNUC_UNUSED PurpleConnection *gc, const char *text, size_t step, size_t count)
{
  note("progress: %s (%zu of %zu)", text, step, count);
}

static void
conn_connected(PurpleConnection *gc)
{
  note("connected as %s", purple_connection_get_display_name(gc));
}

static void
conn_disconnected(G_GNUC_UNUSED PurpleConnection *gc)
{
  note("disconnected");
}

static void
conn_reason(G_GNUC_UNUSED PurpleConnection *gc, PurpleConnectionError reason, const char *text)
{
  note("%s error: %s", purple_connection_error_is_fatal(reason) ? "fatal" : "passing", text);
}

static PurpleConnectionUiOps connection_ops = {
    .connect_progress = conn_progress,
    .connected = conn_connected,
    .disconnected = conn_disconnected,
    .report_disconnect_reason = conn_reason,
};

static void
blist_new_node(PurpleBlistNode *node)
{
  if (PURPLE_BLIST_NODE_IS_BUDDY(node))
    note("buddy %s made", purple_buddy_get_name((PurpleBuddy *)node));
  else if (PURPLE_BLIST_NODE_IS_GROUP(node))
    note("group %s made", purple_group_get_name((PurpleGroup *)node));
}

static void
blist_update(G_GNUC_UNUSED PurpleBuddyList *list, PurpleBlistNode *node)
{
  PurpleBuddy *buddy = (PurpleBuddy *)node;

  if (!PURPLE_BLIST_NODE_IS_BUDDY(node) || !node->parent)
    return;
  PurplePresence *presence = purple_buddy_get_presence(buddy);
  PurpleStatus *status = purple_presence_get_active_status(presence);
  const char *message = purple_status_get_attr_string(status, "message");
  g_autoptr(GString) line = g_string_new(NULL);
  g_string_append_printf(line, "buddy %s in %s: '%s' %s", purple_buddy_get_name(buddy),
                         purple_group_get_name(purple_buddy_get_group(buddy)),
                         purple_buddy_get_alias(buddy), purple_status_get_id(status));
  if (message)
    g_string_append_printf(line, " '%s'", message);
  if (purple_presence_is_idle(presence))
    g_string_append_printf(line, " idle since %ld", (long)purple_presence_get_idle_time(presence));
  g_ptr_array_add(journal, g_string_free(g_steal_pointer(&line), FALSE));
}

static void
blist_remove(G_GNUC_UNUSED PurpleBuddyList *list, PurpleBlistNode *node)
{
  if (PURPLE_BLIST_NODE_IS_BUDDY(node))
    note("buddy %s taken off", purple_buddy_get_name((PurpleBuddy *)node));
}

static void
blist_save(G_GNUC_UNUSED PurpleBlistNode *node)
{
}

static PurpleBlistUiOps blist_ops = {
    .new_node = blist_new_node,
    .update = blist_update,
    .remove = blist_remove,
    .save_node = blist_save,
    .remove_node = blist_save,
};

static void
conv_create(PurpleConversation *conversation)
{
  note("conversation with %s", purple_conversation_get_name(conversation));
}

static void
conv_write_im(G_GNUC_UNUSED PurpleConversation *conversation, const char *who, const char *message,
              PurpleMessageFlags flags, G_GNUC_UNUSED time_t mtime)
{
  note("%s%s%s%s%s%s: %s", who ? who : "(nobody)", flags & PURPLE_MESSAGE_SEND ? " (sent)" : "",
       flags & PURPLE_MESSAGE_RECV ? " (received)" : "",
       flags & PURPLE_MESSAGE_DELAYED ? " (delayed)" : "",
       flags & PURPLE_MESSAGE_ERROR ? " (error)" : "", flags & PURPLE_MESSAGE_RAW ? " (raw)" : "",
       message);
}

static void
conv_write(G_GNUC_UNUSED PurpleConversation *conversation, G_GNUC_UNUSED const char *who,
           G_GNUC_UNUSED const char *alias, const char *message,
           G_GNUC_UNUSED PurpleMessageFlags flags, G_GNUC_UNUSED time_t mtime)
{
  note("line: %s", message);
}

static PurpleConversationUiOps conversation_ops = {
    .create_conversation = conv_create,
    .write_im = conv_write_im,
    .write_conv = conv_write,
};

static void *
notify_message(G_GNUC_UNUSED PurpleNotifyMsgType type, const char *title, const char *primary,
               const char *secondary)
{
  note("notice [%s] %s%s%s", title ? title : "(null)", primary, secondary ? " - " : "",
       secondary ? secondary : "");
  return g_strdup(primary);
}

static void
notify_close(PurpleNotifyType type, void *handle)
{
  if (type == PURPLE_NOTIFY_MESSAGE)
    note("notice closed: %s", (char *)handle);
  g_free(handle);
}

static void *
notify_userinfo(G_GNUC_UNUSED PurpleConnection *gc, const char *who, PurpleNotifyUserInfo *info)
{
  g_autofree char *text = purple_notify_user_info_get_text_with_newline(info, "; ");

  note("info about %s: %s", who, text);
  return NULL;
}

static PurpleNotifyUiOps notify_ops = {
    .notify_message = notify_message,
    .close_notify = notify_close,
    .notify_userinfo = notify_userinfo,
};

void
journal_set_ui_ops(void)
{
  purple_connections_set_ui_ops(&connection_ops);
  purple_blist_set_ui_ops(&blist_ops);
  purple_conversations_set_ui_ops(&conversation_ops);
  purple_notify_set_ui_ops(&notify_ops);
}

/* --- Looking at the journal ------------------------------------------------------------------ */

void
journal_seen_at(const char *where, ...)
{
  g_autoptr(GPtrArray) seen = g_steal_pointer(&journal);
  g_autoptr(GString) diff = g_string_new(NULL);
  gboolean same = TRUE;
  const char *line;
  va_list args;
  guint i = 0;

  journal = g_ptr_array_new_with_free_func(g_free);
  va_start(args, where);
  for (; (line = va_arg(args, const char *)); i++) {
    const char *found = i < seen->len ? seen->pdata[i] : NULL;
    if (g_strcmp0(line, found) == 0) {
      g_string_append_printf(diff, "\n    %s", line);
      continue;
    }
    same = FALSE;
    g_string_append_printf(diff, "\n  - %s\n  + %s", line, found ? found : "(nothing)");
  }
  va_end(args);
  for (; i < seen->len; i++) {
    same = FALSE;
    g_string_append_printf(diff, "\n  + %s", (char *)seen->pdata[i]);
  }
  if (!same) {
    g_test_message("%s: the journal is not as expected:%s", where, diff->str);
    g_test_fail();
  }
}

void
journal_forget(void)
{
  g_ptr_array_set_size(journal, 0);
}

static int
compare_lines(gconstpointer a, gconstpointer b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
journal_take_sorted(void)
{
  GPtrArray *lines = g_steal_pointer(&journal);

  journal = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_sort(lines, compare_lines);
  return lines;
}
