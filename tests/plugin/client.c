/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "client.h"

gboolean purple_init_plugin(PurplePlugin *plugin);

/* libpurple never frees the names of the preferences that it watches itself. */
G_MODULE_EXPORT const char *__asan_default_options(void);
G_MODULE_EXPORT const char *__lsan_default_options(void);
G_MODULE_EXPORT const char *__lsan_default_suppressions(void);

const char *
__asan_default_options(void)
{
  return "fast_unwind_on_malloc=0";
}

const char *
__lsan_default_options(void)
{
  return "print_suppressions=0";
}

const char *
__lsan_default_suppressions(void)
{
  return "leak:purple_prefs_connect_callback\n";
}

/* --- The main loop --------------------------------------------------------------------------- */

static guint
loop_timeout_add(guint interval, GSourceFunc func, gpointer data)
{
  return g_timeout_add(interval, func, data);
}

static guint
loop_input_add(G_GNUC_UNUSED int fd, G_GNUC_UNUSED PurpleInputCondition condition,
               G_GNUC_UNUSED PurpleInputFunction func, G_GNUC_UNUSED gpointer data)
{
  return 0; /* the face opens nothing, and what the core opens is of no interest */
}

static gboolean
loop_remove(guint id)
{
  return id == 0 || g_source_remove(id);
}

static PurpleEventLoopUiOps loop_ops = {
    .timeout_add = loop_timeout_add,
    .timeout_remove = loop_remove,
    .input_add = loop_input_add,
    .input_remove = loop_remove,
};

void
client_run(void)
{
  while (g_main_context_iteration(NULL, FALSE))
    ;
}

/* --- The core -------------------------------------------------------------------------------- */

/* In the place of GLib's, for libpurple: it finds no folder, and so no plugin on disk, whose leaks
 * would be reported as ours, and no installed copy of this one. */
G_MODULE_EXPORT GDir *
g_dir_open(G_GNUC_UNUSED const char *path, G_GNUC_UNUSED guint flags, GError **error)
{
  g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "this client's disk is empty");
  return NULL;
}

static void
load_plugin(void)
{
  PurplePlugin *plugin = purple_plugin_new(TRUE, NULL);

  g_assert_true(purple_init_plugin(plugin));
  purple_plugins_probe("no such extension");
  g_assert_true(purple_find_prpl("prpl-link-local") == plugin);
}

static PurpleCoreUiOps core_ops = {
    .ui_init = journal_set_ui_ops,
};

void
client_init(void)
{
  client_init_as("journal");
}

void
client_init_as(const char *ui)
{
  journal_init();
  /* Neither the desktop's other libpurple nor its NetworkManager have a part in this. */
  g_setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  g_setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  /* Where nothing can be, so that nothing is left, however a test ends. */
  purple_util_set_user_dir("/dev/null/purple");
  purple_eventloop_set_ui_ops(&loop_ops);
  purple_core_set_ui_ops(&core_ops);
  g_assert_true(purple_core_init(ui));
  dialogs_init();
  load_plugin();
  purple_set_blist(purple_blist_new());
  purple_prefs_set_bool("/purple/logging/log_ims", FALSE);
  purple_prefs_set_bool("/purple/logging/log_system", FALSE);
  purple_prefs_set_string("/purple/away/idle_reporting", "none");
  purple_prefs_set_bool("/purple/away/away_when_idle", FALSE);
  fake_endpoint_note_with(journal_note);
  journal_forget();
}

void
client_uninit(void)
{
  fake_endpoint_note_with(NULL);
  purple_core_quit();
  journal_uninit();
}

/* --- Accounts -------------------------------------------------------------------------------- */

PurpleAccount *
client_account(const char *name)
{
  PurpleAccount *account = purple_account_new(name, "prpl-link-local");

  purple_accounts_add(account);
  return account;
}

LlEndpoint *
client_sign_on(PurpleAccount *account)
{
  purple_account_set_enabled(account, purple_core_get_ui(), TRUE);
  return fake_endpoint_latest();
}

void
client_action(PurpleAccount *account, const char *label)
{
  PurpleConnection *gc = purple_account_get_connection(account);
  GList *actions = PURPLE_PLUGIN_ACTIONS(purple_connection_get_prpl(gc), gc);
  gboolean is_there = FALSE;

  for (GList *l = actions; l; l = l->next) {
    PurplePluginAction *action = l->data;
    action->plugin = purple_connection_get_prpl(gc);
    action->context = gc;
    if (purple_strequal(action->label, label)) {
      is_there = TRUE;
      action->callback(action);
    }
  }
  g_assert_true(is_there);
  g_list_free_full(actions, (GDestroyNotify)purple_plugin_action_free);
}

LlEndpoint *
client_online(PurpleAccount **ret_account)
{
  PurpleAccount *account = client_account("juliet");
  LlEndpoint *endpoint = client_sign_on(account);

  fake_endpoint_online(endpoint, "juliet@balcony", "juliet@balcony");
  journal_forget();
  *ret_account = account;
  return endpoint;
}

void
client_remove(PurpleAccount *account)
{
  purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
  purple_accounts_delete(account);
  while (purple_get_conversations())
    purple_conversation_destroy(purple_get_conversations()->data);
  for (PurpleBlistNode *node = purple_blist_get_root(), *next; node; node = next) {
    next = purple_blist_node_get_sibling_next(node);
    purple_blist_remove_group((PurpleGroup *)node);
  }
  journal_forget();
}
