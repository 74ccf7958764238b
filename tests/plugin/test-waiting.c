/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "client.h"

/* The dialog with messages that wait. */

#define ROMEO "romeo@street"

static struct {
  PurpleRequestFields *fields; /* NULL: there is none */
  PurpleRequestFieldsCb ok;
  gpointer data;
} dialog;

static void *
open_dialog(G_GNUC_UNUSED const char *title, G_GNUC_UNUSED const char *primary,
            G_GNUC_UNUSED const char *secondary, PurpleRequestFields *fields,
            G_GNUC_UNUSED const char *ok_text, GCallback ok, G_GNUC_UNUSED const char *cancel_text,
            G_GNUC_UNUSED GCallback cancel, G_GNUC_UNUSED PurpleAccount *account,
            G_GNUC_UNUSED const char *who, G_GNUC_UNUSED PurpleConversation *conversation,
            gpointer data)
{
  dialog.fields = fields;
  dialog.ok = (PurpleRequestFieldsCb)ok;
  dialog.data = data;
  return &dialog;
}

static void
close_dialog(G_GNUC_UNUSED PurpleRequestType type, G_GNUC_UNUSED void *handle)
{
  g_clear_pointer(&dialog.fields, purple_request_fields_destroy);
}

static PurpleRequestField *
list(void)
{
  return purple_request_fields_get_field(dialog.fields, "messages");
}

static void
test_there_are_none(void)
{
  PurpleAccount *account;

  client_online(&account);
  client_action(account, "Waiting Messages...");
  journal_seen("notice [Waiting Messages] No messages are waiting.");
  g_assert_null(dialog.fields);
  client_remove(account);
}

static void
test_chosen_ones_are_taken_back(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  GList *items;

  fake_endpoint_kept(endpoint, ROMEO, 1, "one", FALSE);
  fake_endpoint_kept(endpoint, ROMEO, 2, "one", FALSE);
  fake_endpoint_kept(endpoint, "paris@hall", G_MAXUINT64, "two\nlines", FALSE);
  client_action(account, "Waiting Messages...");
  items = purple_request_field_list_get_items(list());
  g_assert_cmpuint(g_list_length(items), ==, 3);
  g_assert_true(g_str_has_prefix(items->data, "1. "));
  g_assert_true(g_str_has_suffix(items->data, ", to romeo@street: one"));
  g_assert_true(g_str_has_suffix(items->next->next->data, ", to paris@hall: two lines"));
  /* While it is open one of them goes. */
  fake_endpoint_delivered(endpoint, 1);
  journal_forget();
  for (GList *item = items; item; item = item->next)
    purple_request_field_list_add_selected(list(), item->data);
  dialog.ok(dialog.data, dialog.fields);
  journal_seen("endpoint: take back from romeo@street: one",
               "endpoint: take back from paris@hall: two\nlines");
  purple_request_close(PURPLE_REQUEST_FIELDS, &dialog);
  client_remove(account);
}

/* It ends with the account. */
static void
test_after_signing_off(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_kept(endpoint, ROMEO, 1, "one", FALSE);
  client_action(account, "Waiting Messages...");
  g_assert_nonnull(dialog.fields);
  purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
  g_assert_null(dialog.fields);
  journal_forget();
  client_remove(account);
}

int
main(int argc, char **argv)
{
  static PurpleRequestUiOps ops = {.request_fields = open_dialog, .close_request = close_dialog};
  int result;

  g_test_init(&argc, &argv, NULL);
  client_init();
  purple_request_set_ui_ops(&ops);
  g_test_add_func("/waiting/there-are-none", test_there_are_none);
  g_test_add_func("/waiting/chosen-ones-are-taken-back", test_chosen_ones_are_taken_back);
  g_test_add_func("/waiting/after-signing-off", test_after_signing_off);
  result = g_test_run();
  client_uninit();
  return result;
}
