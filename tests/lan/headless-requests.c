/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "headless.h"

#include <stdlib.h>

/* What libpurple asks the person, and her answers. */

typedef struct {
  char *id;
  PurpleRequestType type;
  void *data;
  GPtrArray *captions;
  GArray *callbacks; /* of GCallback, one per caption */
  PurpleRequestFields *fields;
} Request;

static GHashTable *requests; /* id -> Request */
static guint last_id;

static void
request_free(Request *request)
{
  g_free(request->id);
  g_ptr_array_unref(request->captions);
  g_array_unref(request->callbacks);
  if (request->fields)
    purple_request_fields_destroy(request->fields);
  g_free(request);
}

static Request *
request_new(PurpleRequestType type, void *data)
{
  Request *request = g_new0(Request, 1);

  request->id = g_strdup_printf("%u", ++last_id);
  request->type = type;
  request->data = data;
  request->captions = g_ptr_array_new_with_free_func(g_free);
  request->callbacks = g_array_new(FALSE, TRUE, sizeof(GCallback));
  g_hash_table_insert(requests, request->id, request);
  return request;
}

static void
add_button(Request *request, const char *caption, GCallback callback)
{
  g_ptr_array_add(request->captions, g_strdup(caption));
  g_array_append_val(request->callbacks, callback);
}

static void
journal(Request *request, const char *kind, const char *title, const char *primary,
        const char *secondary, const char *preset, PurpleAccount *account, const char *who)
{
  Entry *entry = entry_new("request");
  g_autoptr(GString) buttons = g_string_new("[");

  for (guint i = 0; i < request->captions->len; i++) {
    if (i > 0)
      g_string_append(buttons, ", ");
    json_append_string(buttons, g_ptr_array_index(request->captions, i));
  }
  g_string_append_c(buttons, ']');
  entry_account(entry, account);
  entry_text(entry, "id", request->id);
  entry_text(entry, "kind", kind);
  entry_text(entry, "title", title);
  entry_text(entry, "primary", primary);
  entry_text(entry, "secondary", secondary);
  entry_text(entry, "preset", preset);
  entry_text(entry, "who", who);
  entry_json(entry, "buttons", buttons->str);
  entry_write(entry);
}

static void *
request_action(const char *title, const char *primary, const char *secondary, int preset,
               PurpleAccount *account, const char *who, PurpleConversation *conv, void *data,
               size_t count, va_list actions)
{
  Request *request = request_new(PURPLE_REQUEST_ACTION, data);
  const char *caption;

  (void)conv;
  for (size_t i = 0; i < count; i++) {
    caption = va_arg(actions, const char *);
    add_button(request, caption, va_arg(actions, GCallback));
  }
  caption = preset >= 0 && (guint)preset < request->captions->len
                ? g_ptr_array_index(request->captions, preset)
                : NULL;
  journal(request, "action", title, primary, secondary, caption, account, who);
  return request;
}

static void *
request_input(const char *title, const char *primary, const char *secondary, const char *preset,
              gboolean multiline, gboolean masked, char *hint, const char *ok, GCallback ok_cb,
              const char *cancel, GCallback cancel_cb, PurpleAccount *account, const char *who,
              PurpleConversation *conv, void *data)
{
  Request *request = request_new(PURPLE_REQUEST_INPUT, data);

  (void)multiline, (void)masked, (void)hint, (void)conv;
  add_button(request, ok, ok_cb);
  add_button(request, cancel, cancel_cb);
  journal(request, "input", title, primary, secondary, preset, account, who);
  return request;
}

static void *
request_choice(const char *title, const char *primary, const char *secondary, int preset,
               const char *ok, GCallback ok_cb, const char *cancel, GCallback cancel_cb,
               PurpleAccount *account, const char *who, PurpleConversation *conv, void *data,
               va_list choices)
{
  Request *request = request_new(PURPLE_REQUEST_CHOICE, data);
  g_autofree char *number = g_strdup_printf("%d", preset);

  (void)conv, (void)choices;
  add_button(request, ok, ok_cb);
  add_button(request, cancel, cancel_cb);
  journal(request, "choice", title, primary, secondary, number, account, who);
  return request;
}

static void *
request_fields(const char *title, const char *primary, const char *secondary,
               PurpleRequestFields *fields, const char *ok, GCallback ok_cb, const char *cancel,
               GCallback cancel_cb, PurpleAccount *account, const char *who,
               PurpleConversation *conv, void *data)
{
  Request *request = request_new(PURPLE_REQUEST_FIELDS, data);

  (void)conv;
  request->fields = fields;
  add_button(request, ok, ok_cb);
  add_button(request, cancel, cancel_cb);
  journal(request, "fields", title, primary, secondary, NULL, account, who);
  return request;
}

static void *
request_file(const char *title, const char *name, gboolean save, GCallback ok_cb,
             GCallback cancel_cb, PurpleAccount *account, const char *who, PurpleConversation *conv,
             void *data)
{
  Request *request = request_new(PURPLE_REQUEST_FILE, data);

  (void)conv;
  add_button(request, save ? "Save" : "Open", ok_cb);
  add_button(request, "Cancel", cancel_cb);
  journal(request, "file", title, NULL, NULL, name, account, who);
  return request;
}

static void
close_request(PurpleRequestType type, void *handle)
{
  Request *request = handle;
  Entry *entry = entry_new("request-closed");

  (void)type;
  entry_text(entry, "id", request->id);
  entry_write(entry);
  g_hash_table_remove(requests, request->id);
}

/* Which button is meant: its caption (without the mnemonic), or its place. -1 if there is none. */
static int
button_place(Request *request, const char *button)
{
  for (guint i = 0; i < request->captions->len; i++) {
    g_auto(GStrv) parts = g_strsplit(g_ptr_array_index(request->captions, i), "_", -1);
    g_autofree char *caption = g_strjoinv("", parts);

    if (g_strcmp0(caption, button) == 0)
      return i;
  }
  return g_ascii_isdigit(*button) && (guint)atoi(button) < request->captions->len ? atoi(button)
                                                                                  : -1;
}

static void
call_back(Request *request, int place, const char *text)
{
  GCallback callback = g_array_index(request->callbacks, GCallback, place);

  if (!callback)
    return;
  switch (request->type) {
  case PURPLE_REQUEST_ACTION:
    ((PurpleRequestActionCb)callback)(request->data, place);
    break;
  case PURPLE_REQUEST_CHOICE:
    ((PurpleRequestChoiceCb)callback)(request->data, atoi(text));
    break;
  case PURPLE_REQUEST_FIELDS:
    ((PurpleRequestFieldsCb)callback)(request->data, request->fields);
    break;
  case PURPLE_REQUEST_INPUT:
    ((PurpleRequestInputCb)callback)(request->data, text);
    break;
  default:
    ((PurpleRequestFileCb)callback)(request->data, text);
    break;
  }
}

gboolean
headless_answer(const char *id, const char *button, const char *text)
{
  Request *request = g_hash_table_lookup(requests, id);
  int place = request ? button_place(request, button) : -1;

  if (place < 0)
    return FALSE;
  call_back(request, place, text);
  request = g_hash_table_lookup(requests, id); /* the callback may have closed it */
  if (request)
    purple_request_close(request->type, request);
  return TRUE;
}

void
headless_requests_init(void)
{
  static PurpleRequestUiOps ops = {
      .request_input = request_input,
      .request_choice = request_choice,
      .request_action = request_action,
      .request_fields = request_fields,
      .request_file = request_file,
      .close_request = close_request,
  };

  requests = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)request_free);
  purple_request_set_ui_ops(&ops);
}

void
headless_requests_uninit(void)
{
  g_clear_pointer(&requests, g_hash_table_destroy);
}
