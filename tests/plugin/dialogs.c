/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "dialogs.h"

#include <string.h>

#include "journal.h"

#define BUTTONS_MAX 4

typedef struct {
  PurpleRequestType type;
  char *who;
  gpointer data;
  GCallback given; /* of a file or text */
  char *captions[BUTTONS_MAX];
  PurpleRequestActionCb callbacks[BUTTONS_MAX];
  guint n_buttons;
} Dialog;

static GList *dialogs; /* the latest first */

static Dialog *
dialog_new(PurpleRequestType type, const char *who, gpointer data)
{
  Dialog *dialog = g_new0(Dialog, 1);

  dialog->type = type;
  dialog->who = g_strdup(who);
  dialog->data = data;
  dialogs = g_list_prepend(dialogs, dialog);
  return dialog;
}

static void *
request_action(const char *title, const char *primary, const char *secondary, int default_action,
               G_GNUC_UNUSED PurpleAccount *account, const char *who,
               G_GNUC_UNUSED PurpleConversation *conversation, void *data, size_t count,
               va_list actions)
{
  Dialog *dialog = dialog_new(PURPLE_REQUEST_ACTION, who, data);
  g_autoptr(GString) line = g_string_new(NULL);

  g_assert_cmpuint(count, <=, BUTTONS_MAX);
  g_string_printf(line, "question: [%s] %s | %s |", title, primary, secondary);
  for (; dialog->n_buttons < count; dialog->n_buttons++) {
    dialog->captions[dialog->n_buttons] = g_strdup(va_arg(actions, const char *));
    dialog->callbacks[dialog->n_buttons] = va_arg(actions, PurpleRequestActionCb);
    g_string_append_printf(line, (int)dialog->n_buttons == default_action ? " (%s)" : " %s",
                           dialog->captions[dialog->n_buttons]);
  }
  journal_add(line->str);
  return dialog;
}

static void *
request_file(const char *title, const char *name, gboolean is_for_saving, GCallback ok,
             G_GNUC_UNUSED GCallback cancel, G_GNUC_UNUSED PurpleAccount *account, const char *who,
             G_GNUC_UNUSED PurpleConversation *conversation, void *data)
{
  Dialog *dialog = dialog_new(PURPLE_REQUEST_FILE, who, data);
  g_autofree char *line = g_strdup_printf("file to %s: [%s] %s", is_for_saving ? "save" : "open",
                                          title, name ? name : "(any)");

  dialog->given = ok;
  journal_add(line);
  return dialog;
}

static void *
request_input(const char *title, const char *primary, G_GNUC_UNUSED const char *secondary,
              const char *value, G_GNUC_UNUSED gboolean multiline, G_GNUC_UNUSED gboolean masked,
              G_GNUC_UNUSED gchar *hint, G_GNUC_UNUSED const char *ok_text, GCallback ok,
              G_GNUC_UNUSED const char *cancel_text, G_GNUC_UNUSED GCallback cancel,
              G_GNUC_UNUSED PurpleAccount *account, const char *who,
              G_GNUC_UNUSED PurpleConversation *conversation, void *data)
{
  Dialog *dialog = dialog_new(PURPLE_REQUEST_INPUT, who, data);
  g_autofree char *line =
      g_strdup_printf("text: [%s] %s | %s", title, primary, value ? value : "(nothing)");

  dialog->given = ok;
  journal_add(line);
  return dialog;
}

static void
close_request(G_GNUC_UNUSED PurpleRequestType type, void *handle)
{
  Dialog *dialog = handle;

  g_assert_nonnull(g_list_find(dialogs, dialog));
  dialogs = g_list_remove(dialogs, dialog);
  for (guint i = 0; i < dialog->n_buttons; i++)
    g_free(dialog->captions[i]);
  g_free(dialog->who);
  g_free(dialog);
}

static PurpleRequestUiOps ops = {
    .request_action = request_action,
    .request_file = request_file,
    .request_input = request_input,
    .close_request = close_request,
};

void
dialogs_init(void)
{
  purple_request_set_ui_ops(&ops);
}

void
dialogs_lack_files(gboolean lacking)
{
  ops.request_file = lacking ? NULL : request_file;
}

guint
dialogs_open(void)
{
  return g_list_length(dialogs);
}

/* As clients do it, which close a dialog when its answer has been heard, if it is still there. */
static void
press(Dialog *dialog, const char *caption)
{
  PurpleRequestType type = dialog->type;

  for (guint i = 0; i < dialog->n_buttons; i++) {
    if (strcmp(dialog->captions[i], caption) == 0) {
      if (dialog->callbacks[i])
        dialog->callbacks[i](dialog->data, (int)i);
      purple_request_close(type, dialog);
      return;
    }
  }
  g_assert_not_reached();
}

void
dialogs_press(const char *caption)
{
  g_assert_nonnull(dialogs);
  press(dialogs->data, caption);
}

void
dialogs_press_of(const char *who, const char *caption)
{
  for (GList *l = dialogs; l; l = l->next) {
    if (g_strcmp0(((Dialog *)l->data)->who, who) == 0) {
      press(l->data, caption);
      return;
    }
  }
  g_assert_not_reached();
}

void
dialogs_dismiss(void)
{
  g_assert_nonnull(dialogs);
  purple_request_close(((Dialog *)dialogs->data)->type, dialogs->data);
}

void
dialogs_give(const char *text)
{
  Dialog *dialog = dialogs->data;
  PurpleRequestType type = dialog->type;

  ((PurpleRequestFileCb)dialog->given)(dialog->data, text);
  purple_request_close(type, dialog);
}
