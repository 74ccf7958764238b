/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/account.h"

#include <debug.h>
#include <eventloop.h>
#include <string.h>
#include <util.h>

#include "plugin/attention.h"
#include "plugin/buddies.h"
#include "plugin/chat.h"
#include "plugin/distrust.h"
#include "plugin/handle.h"
#include "plugin/i18n.h"
#include "plugin/info.h"
#include "plugin/notice.h"
#include "plugin/options.h"
#include "plugin/picture.h"
#include "plugin/question.h"
#include "plugin/security.h"
#include "plugin/status.h"
#include "plugin/strangers.h"
#include "plugin/undelivered.h"
#include "plugin/verify.h"
#include "wire/caps.h"
#include "wire/disco.h"
#include "wire/name.h"

LlAccount *
ll_account_from_connection(const PurpleConnection *gc)
{
  return purple_connection_get_protocol_data(gc);
}

/* Escaped, a name may be longer than file systems let names be (255 bytes). */
#define DIRECTORY_NAME_MAX 200

char *
ll_account_directory(const PurpleAccount *account)
{
  const char *username = purple_account_get_username(account);
  const char *escaped = purple_escape_filename(username);
  g_autofree char *hash = NULL;

  if (strlen(escaped) > DIRECTORY_NAME_MAX)
    hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, username, -1);
  return g_build_filename(purple_user_dir(), "link-local", hash ?: escaped, NULL);
}

const LlPresence *
ll_account_peer(const LlAccount *account, const char *handle)
{
  g_autofree char *name = ll_handle_name(handle);

  return account && account->endpoint ? ll_endpoint_peer(account->endpoint, name) : NULL;
}

const GArray *
ll_account_links(const LlAccount *account, const char *handle)
{
  g_autofree char *name = ll_handle_name(handle);

  return account && account->endpoint ? ll_endpoint_links(account->endpoint, name) : NULL;
}

/* What the account has to say now. */
static LlPresence *
presence_of(PurpleAccount *account, gboolean *ret_visible)
{
  LlPresence *presence = ll_presence_new();

  *ret_visible = ll_status_fill(account, presence);
  ll_options_fill(account, presence);
  presence->node = g_strdup(ll_disco_own_node());
  presence->hash = g_strdup(LL_CAPS_SHA_1);
  presence->ver = ll_disco_own_ver();
  /* Neither audio nor video: programs of iChat's time look for it. */
  presence->vc = LL_VC_NOT_BUSY;
  return presence;
}

static void
tell_os(const LlAccount *account)
{
  g_autofree char *os = ll_options_os(account->account);

  ll_endpoint_set_os(account->endpoint, os);
}

void
ll_account_publish(LlAccount *account)
{
  gboolean visible;

  if (!account || !account->endpoint)
    return;
  tell_os(account);
  ll_account_follow_policy(account);
  g_autoptr(LlPresence) presence = presence_of(account->account, &visible);
  if (visible == account->visible && ll_presence_equal(presence, account->said))
    return;
  ll_presence_free(account->said);
  account->said = g_steal_pointer(&presence);
  account->visible = visible;
  ll_endpoint_set_presence(account->endpoint, account->said, visible);
}

void
ll_account_follow_policy(LlAccount *account)
{
  LlPolicy policy;

  if (!account || !account->endpoint)
    return;
  policy = ll_options_policy(account->account);
  if (policy == account->policy)
    return;
  account->policy = policy;
  ll_endpoint_set_policy(account->endpoint, policy);
}

static gboolean
on_reconnect(gpointer data)
{
  LlAccount *account = data;
  PurpleAccount *purple_account = account->account;

  account->reconnect_timer = 0;
  purple_account_disconnect(purple_account);
  purple_account_connect(purple_account);
  return G_SOURCE_REMOVE;
}

void
ll_account_reconnect(LlAccount *account)
{
  if (account->reconnect_timer == 0)
    account->reconnect_timer = purple_timeout_add(0, on_reconnect, account);
}

/* --- What the endpoint tells --------------------------------------------------------------- */

static void
on_online(gpointer owner, const char *name, const char *wished)
{
  LlAccount *account = owner;
  gboolean is_first = purple_connection_get_state(account->gc) != PURPLE_CONNECTED;

  ll_notice_mended(account, name);
  purple_connection_set_display_name(account->gc, name);
  if (is_first) {
    purple_connection_set_state(account->gc, PURPLE_CONNECTED);
    /* libpurple does not tell of a status that was chosen while it connected. */
    ll_account_publish(account);
    ll_buddies_list_unlisted(account);
  }
  ll_notice_name(account, name, wished, is_first);
}

static void
on_troubled(gpointer owner, const GError *error)
{
  ll_notice_troubled(owner, error);
}

static void
on_failed(gpointer owner, const GError *error)
{
  ll_notice_failed(owner, error);
}

static void
on_peer(gpointer owner, const char *name, const LlPresence *presence)
{
  ll_buddies_show(owner, name, presence);
}

static void
on_peer_gone(gpointer owner, const char *name)
{
  ll_buddies_gone(owner, name);
}

static void
on_picture(gpointer owner, const char *name)
{
  ll_picture_show(owner, name);
}

static void
on_message(gpointer owner, const char *name, const LlMessage *message)
{
  ll_chat_received(owner, name, message);
}

static void
on_typing(gpointer owner, const char *name, LlChatState state)
{
  ll_chat_typing(owner, name, state);
}

static LlWelcome
welcome(gpointer owner, const char *name)
{
  return ll_strangers_welcome(owner, name);
}

static void
on_knocked(gpointer owner, const char *name)
{
  ll_strangers_knocked(owner, name);
}

static void
on_security(gpointer owner, const char *name, LlSecurity security)
{
  ll_account_follow_policy(owner);
  if (security != LL_SECURITY_CHANGED)
    ll_distrust_settled(owner, name);
  ll_security_told(owner, name, security);
}

static void
on_distrusted(gpointer owner, const char *name, LlUndelivered why)
{
  ll_distrust_told(owner, name, why);
}

static void
on_recognised(gpointer owner, const char *name, const char *known_as)
{
  ll_security_recognised(owner, name, known_as);
}

static void
on_undelivered(gpointer owner, const char *name, guint64 id, const char *plain, LlUndelivered why)
{
  purple_debug_info("link-local", "message %" G_GUINT64_FORMAT " was not delivered\n", id);
  ll_undelivered_show(owner, name, plain, why);
}

static void
on_about(gpointer owner, const char *name, const LlAbout *about)
{
  ll_info_about(owner, name, about);
}

static void
on_kept(gpointer owner, const char *name, guint64 id, const char *plain, gboolean at_risk)
{
  purple_debug_info("link-local", "message %" G_GUINT64_FORMAT " waits\n", id);
  ll_undelivered_kept(owner, name, plain, at_risk);
}

static void
on_delivered(gpointer owner, const char *name, guint64 id, const char *plain)
{
  purple_debug_info("link-local", "message %" G_GUINT64_FORMAT " waits no more\n", id);
  ll_strangers_written_to(owner, name); /* before we signed on, it may be */
  ll_undelivered_delivered(owner, name, plain);
}

static const LlEndpointEvents events = {
    .online = on_online,
    .troubled = on_troubled,
    .failed = on_failed,
    .peer = on_peer,
    .peer_gone = on_peer_gone,
    .picture = on_picture,
    .message = on_message,
    .typing = on_typing,
    .welcome = welcome,
    .knocked = on_knocked,
    .security = on_security,
    .distrusted = on_distrusted,
    .recognised = on_recognised,
    .undelivered = on_undelivered,
    .about = on_about,
    .kept = on_kept,
    .delivered = on_delivered,
};

/* --- Sign-on and sign-off ------------------------------------------------------------------ */

void
ll_account_login(PurpleAccount *purple_account)
{
  PurpleConnection *gc = purple_account_get_connection(purple_account);
  LlAccount *account;
  g_autofree char *user = ll_options_user(purple_account), *complaint = NULL;
  g_autofree char *directory = ll_account_directory(purple_account);
  g_autofree char *pictures = ll_picture_directory();
  g_auto(GStrv) domains = ll_options_domains(purple_account, &complaint);
  LlEndpointSettings settings = {0};

  g_return_if_fail(gc != NULL);
  account = g_new0(LlAccount, 1);
  account->gc = gc;
  account->account = purple_account;
  account->unlisted = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free, NULL);
  account->nudges = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free, g_free);
  account->written_to = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free, NULL);
  account->asked_about = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free, NULL);
  account->said = presence_of(purple_account, &account->visible);
  purple_connection_set_protocol_data(gc, account);
  ll_security_open(account);
  /* Formatted text, but no backgrounds and no pictures in it: peers drop them. */
  gc->flags |= PURPLE_CONNECTION_HTML | PURPLE_CONNECTION_NO_BGCOLOR | PURPLE_CONNECTION_NO_IMAGES;
  purple_connection_update_progress(gc, _("Joining the local network"), 0, 2);
  if (complaint)
    ll_notice_domains(account, complaint);
  settings.user = user;
  settings.port = ll_options_port(purple_account);
  settings.responder = account->responder = ll_options_responder(purple_account);
  settings.directory = directory;
  settings.domains = (const char *const *)domains;
  settings.policy = account->policy = ll_options_policy(purple_account);
  settings.pictures = pictures;
  account->endpoint = ll_endpoint_new(&settings, account->said, account->visible, &events, account);
  tell_os(account);
  ll_picture_publish(account);
  ll_buddies_keep_contacts(account);
}

void
ll_account_close(PurpleConnection *gc)
{
  LlAccount *account = ll_account_from_connection(gc);

  if (!account)
    return;
  /* Messages that were not sent are shown from within; whatever a client does then finds no
   * endpoint. */
  ll_endpoint_free(g_steal_pointer(&account->endpoint));
  ll_security_close(account);
  ll_buddies_clear(account);
  ll_question_clear(account);
  ll_notice_close(account);
  if (account->reconnect_timer)
    purple_timeout_remove(account->reconnect_timer);
  purple_connection_set_protocol_data(gc, NULL);
  g_clear_pointer(&account->inquiries, g_hash_table_unref);
  g_hash_table_unref(account->unlisted);
  g_clear_pointer(&account->recognised, g_hash_table_unref);
  g_hash_table_unref(account->nudges);
  g_hash_table_unref(account->written_to);
  g_hash_table_unref(account->asked_about);
  ll_presence_free(account->said);
  g_free(account->undelivered_name);
  g_free(account);
}

gboolean
ll_account_plugin_load(PurplePlugin *plugin)
{
  plugin->extra = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  ll_attention_load();
  ll_verify_load();
  return TRUE;
}

gboolean
ll_account_plugin_unload(PurplePlugin *plugin)
{
  ll_attention_unload();
  ll_verify_unload();
  g_clear_pointer((GHashTable **)&plugin->extra, g_hash_table_unref);
  return TRUE;
}
