/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "plugin/info.h"

#include <time.h>

#include <util.h>

#include "limits.h"
#include "plugin/account.h"
#include "plugin/finch.h"
#include "plugin/handle.h"
#include "plugin/i18n.h"
#include "plugin/program.h"
#include "plugin/security.h"
#include "plugin/status.h"
#include "plugin/waiting.h"
#include "plugin/whereabouts.h"
#include "wire/name.h"
#include "wire/text.h"

/* Lines of claimed addresses in a tooltip, which has to fit the screen. */
#define TOOLTIP_ADDRESSES_MAX 3

/* BitlBee reads before the start of an empty value. A name may hold what must not be shown as it
 * is. */
static void
add(PurpleNotifyUserInfo *info, const char *label, const char *value)
{
  g_autofree char *clean = ll_text_clean_line(value ? value : "", -1);

  if (*clean)
    purple_notify_user_info_add_pair_plaintext(info, label, clean);
}

/* Each in a line of its own; MAX of them. */
static void
add_addresses(PurpleNotifyUserInfo *info, const char *label, const char *list, guint max)
{
  g_auto(GStrv) addresses = ll_presence_addresses(list);
  guint count = g_strv_length(addresses);

  for (guint i = 0; i < MIN(count, max); i++)
    add(info, label, addresses[i]);
  if (count > max)
    add(info, label, "…");
}

/* The clients' own name of a status. */
static const char *
status_name(PurpleAccount *account, const LlPresence *presence)
{
  return purple_status_type_get_name(
      purple_account_get_status_type(account, ll_status_id(presence)));
}

static void
add_presence(PurpleNotifyUserInfo *info, PurpleAccount *account, const LlPresence *presence)
{
  add(info, _("Status"), status_name(account, presence));
  add(info, _("Message"), presence->message);
}

static void
add_idle(PurpleNotifyUserInfo *info, const LlPresence *presence)
{
  gint64 seconds = time(NULL) - presence->idle_since;

  if (!presence->is_idle)
    return;
  if (presence->idle_since <= 0 || seconds <= 0) {
    add(info, _("Idle"), _("Yes"));
  } else {
    g_autofree char *duration = purple_str_seconds_to_string(MIN(seconds, G_MAXINT));
    add(info, _("Idle"), duration);
  }
}

static void
add_names(PurpleNotifyUserInfo *info, const LlPresence *presence)
{
  add(info, _("First name"), presence->first);
  add(info, _("Last name"), presence->last);
}

static void
add_capabilities(PurpleNotifyUserInfo *info, const LlPresence *presence)
{
  static const struct {
    LlVc flag;
    const char *word;
  } words[] = {
      /* TRANSLATORS: these follow "Capabilities:", with commas between them. */
      {LL_VC_AUDIO, N_("audio")},
      {LL_VC_VIDEO, N_("video")},
      {LL_VC_CAMERA, N_("camera")},
  };
  g_autoptr(GString) list = g_string_new(NULL);

  for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
    if (presence->vc & words[i].flag)
      g_string_append_printf(list, "%s%s", list->len ? ", " : "", _(words[i].word));
  if (list->len && !(presence->vc & LL_VC_NOT_BUSY))
    g_string_append_printf(list, ", %s",
                           /* TRANSLATORS: in one of sound or pictures, with somebody. */
                           _("in a conference now"));
  add(info, _("Capabilities"), list->str);
}

/* What their program says of itself; what presence says of it is only shown otherwise. */
static void
add_about(PurpleNotifyUserInfo *info, const LlPresence *presence, const LlAbout *about)
{
  g_autofree char *claimed = ll_program_name(presence);
  g_autofree char *told = about->name && about->version
                              ? g_strconcat(about->name, " ", about->version, NULL)
                              : g_strdup(about->name);
  g_autofree char *time = about->time ? g_date_time_format(about->time, "%F %H:%M (UTC%:z)") : NULL;

  add(info, _("Program"), told ? told : claimed);
  add(info, _("Operating system"), about->os);
  /* TRANSLATORS: the time of day where somebody is. */
  add(info, _("Their time"), time);
}

static void
add_claims(PurpleNotifyUserInfo *info, const LlPresence *presence, const LlAbout *about, guint max)
{
  add_addresses(info, _("E-mail address (claimed)"), presence->email, max);
  add_addresses(info, _("XMPP address (claimed)"), presence->jid, max);
  add_about(info, presence, about);
  add_capabilities(info, presence);
}

static void
add_places(PurpleNotifyUserInfo *info, const GArray *places)
{
  g_auto(GStrv) words = ll_whereabouts_of_places(places);

  for (char **word = words; *word; word++)
    add(info, _("Address"), *word);
}

static void
add_links(PurpleNotifyUserInfo *info, const LlAccount *account, const char *name)
{
  g_autofree char *words = ll_whereabouts_of_links(ll_account_links(account, name));

  /* TRANSLATORS: the network interfaces on which somebody is seen. */
  add(info, _("Seen on"), words);
}

char *
ll_info_status_text(PurpleBuddy *buddy)
{
  PurpleConnection *gc = purple_account_get_connection(purple_buddy_get_account(buddy));
  const LlAccount *account = gc ? ll_account_from_connection(gc) : NULL;
  LlSecurity security = ll_security_of(account, purple_buddy_get_name(buddy));
  PurplePresence *presence = purple_buddy_get_presence(buddy);
  PurpleStatus *status = purple_presence_get_active_status(presence);
  const char *message = purple_status_get_attr_string(status, LL_STATUS_ATTR_MESSAGE);

  if (!purple_presence_is_online(presence))
    return NULL;
  if (security == LL_SECURITY_CHANGED)
    return g_markup_escape_text(ll_security_word(security), -1);
  if (message && *message)
    return g_markup_escape_text(message, -1);
  return purple_status_is_available(status)
             ? NULL
             : g_markup_escape_text(purple_status_get_name(status), -1);
}

void
ll_info_tooltip(PurpleBuddy *buddy, PurpleNotifyUserInfo *info, gboolean full)
{
  PurpleAccount *purple_account = purple_buddy_get_account(buddy);
  PurpleConnection *gc = purple_account_get_connection(purple_account);
  LlAccount *account = gc ? ll_account_from_connection(gc) : NULL;
  const char *name = purple_buddy_get_name(buddy);
  const LlPresence *presence = ll_account_peer(account, name);

  if (presence)
    add_presence(info, purple_account, presence);
  if (!full)
    return;
  add(info, _("Name on the network"), name);
  if (!presence)
    return;
  add_names(info, presence);
  /* Clients add the nickname, and since when someone is idle, but nothing when that is not known.
   */
  if (presence->idle_since <= 0)
    add_idle(info, presence);
  add_claims(info, presence, &(LlAbout){0}, TOOLTIP_ADDRESSES_MAX);
  add_links(info, account, name);
  ll_security_add(account, name, info, FALSE);
}

/* --- Get Info ------------------------------------------------------------------------------- */

/* An information that waits for what is to be in it. */
typedef struct {
  LlAccount *account;
  char *who;
  char *name;         /* by which the endpoint knows them */
  GArray *places;     /* NULL: not known yet */
  gboolean is_asking; /* their program */
  LlAbout about;      /* what came of that */
} Inquiry;

static void
inquiry_free(gpointer data)
{
  Inquiry *inquiry = data;

  g_free(inquiry->who);
  g_free(inquiry->name);
  g_clear_pointer(&inquiry->places, g_array_unref);
  ll_about_clear(&inquiry->about);
  g_free(inquiry);
}

static void
show(LlAccount *account, const char *who, const GArray *places, const LlAbout *about)
{
  const LlPresence *presence = ll_account_peer(account, who);
  PurpleNotifyUserInfo *info = purple_notify_user_info_new();

  add(info, _("Name on the network"), who);
  if (presence) {
    add(info, _("Nickname"), presence->nick);
    add_names(info, presence);
    add_presence(info, account->account, presence);
    add_idle(info, presence);
    add_claims(info, presence, about, LL_PRESENCE_ADDRESSES_MAX);
    add_links(info, account, who);
    add_places(info, places);
    ll_security_add(account, who, info, TRUE);
  } else {
    add(info, _("Status"), _("Not on the network"));
    if (ll_security_of(account, who) != LL_SECURITY_UNKNOWN)
      ll_security_add(account, who, info, TRUE);
  }
  ll_waiting_add_info(account, who, info);
  ll_finch_escape(info);
  purple_notify_userinfo(account->gc, who, info, NULL, NULL);
  purple_notify_user_info_destroy(info);
}

/* All that was asked for is there. */
static void
finish(Inquiry *inquiry)
{
  g_hash_table_steal(inquiry->account->inquiries, inquiry->who);
  show(inquiry->account, inquiry->who, inquiry->places, &inquiry->about);
  inquiry_free(inquiry);
}

static void
on_located(gpointer data, G_GNUC_UNUSED const char *name, const GArray *places)
{
  Inquiry *inquiry = data;

  inquiry->places = g_array_copy((GArray *)places);
  if (!inquiry->is_asking)
    finish(inquiry);
}

void
ll_info_about(LlAccount *account, const char *name, const LlAbout *about)
{
  GHashTableIter iter;
  gpointer value;

  if (!account->inquiries)
    return;
  g_hash_table_iter_init(&iter, account->inquiries);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    Inquiry *inquiry = value;

    if (!inquiry->is_asking || !ll_name_equal(inquiry->name, name))
      continue;
    inquiry->is_asking = FALSE;
    ll_about_copy(&inquiry->about, about);
    if (inquiry->places) {
      finish(inquiry);
      return;
    }
  }
}

void
ll_info_get(PurpleConnection *gc, const char *who)
{
  LlAccount *account = ll_account_from_connection(gc);

  if (!account)
    return;
  if (!ll_account_peer(account, who)) {
    show(account, who, NULL, &(LlAbout){0});
    return;
  }
  if (!account->inquiries)
    account->inquiries =
        g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, NULL, inquiry_free);
  if (g_hash_table_contains(account->inquiries, who))
    return;
  Inquiry *inquiry = g_new0(Inquiry, 1);
  inquiry->account = account;
  inquiry->who = g_strdup(who);
  inquiry->name = ll_handle_name(who);
  g_hash_table_insert(account->inquiries, inquiry->who, inquiry);
  inquiry->is_asking = ll_endpoint_ask_about(account->endpoint, inquiry->name);
  ll_endpoint_locate(account->endpoint, inquiry->name, on_located, inquiry);
}
