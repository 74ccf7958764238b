/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fake-endpoint-private.h"

#include "wire/contact.h"
#include "wire/name.h"

struct LlLocation {
  char *name;
  LlLocated found;
  gpointer data;
};

typedef struct {
  LlPresence *presence;
  GArray *links; /* of LlLink */
  LlCapability can;
} Peer;

static void (*note_line)(const char *line);
static GSList *endpoints;

G_DEFINE_QUARK(ll - endpoint - error - quark, ll_endpoint_error)

void
fake_endpoint_note(const char *format, ...)
{
  va_list args;

  va_start(args, format);
  g_autofree char *line = g_strdup_vprintf(format, args);
  va_end(args);
  if (note_line)
    note_line(line);
}

void
fake_endpoint_note_with(void (*func)(const char *line))
{
  note_line = func;
}

LlEndpoint *
fake_endpoint_latest(void)
{
  return endpoints ? endpoints->data : NULL;
}

static void
peer_free(gpointer data)
{
  Peer *peer = data;

  ll_presence_free(peer->presence);
  g_array_unref(peer->links);
  g_free(peer);
}

static void
location_free(gpointer data)
{
  LlLocation *location = data;

  g_free(location->name);
  g_free(location);
}

/* --- The face's side ------------------------------------------------------------------------- */

static void
add_field(GString *line, const char *key, const char *value)
{
  if (value)
    g_string_append_printf(line, " %s='%s'", key, value);
}

static char *
describe(const LlPresence *presence, gboolean visible)
{
  static const char *const statuses[] = {"available", "away", "dnd"};
  g_autoptr(GString) line = g_string_new(visible ? "" : "invisible ");

  g_string_append(line, statuses[presence->status]);
  if (presence->is_idle)
    g_string_append_printf(line, " idle since %" G_GINT64_FORMAT, presence->idle_since);
  add_field(line, "message", presence->message);
  add_field(line, "nick", presence->nick);
  add_field(line, "first", presence->first);
  add_field(line, "last", presence->last);
  add_field(line, "email", presence->email);
  add_field(line, "jid", presence->jid);
  return g_string_free(g_steal_pointer(&line), FALSE);
}

/* What the account's settings say beyond user and port. */
static char *
describe_settings(const LlEndpointSettings *settings)
{
  static const char *const responders[] = {"", " by daemon", " by embedded"};
  g_autoptr(GString) line = g_string_new(responders[settings->responder]);

  for (const char *const *domain = settings->domains; domain && *domain; domain++)
    g_string_append_printf(line, " in %s", *domain);
  if (settings->policy != LL_POLICY_WHEN_POSSIBLE)
    g_string_append_printf(line, " with policy %d", settings->policy);
  return g_string_free(g_steal_pointer(&line), FALSE);
}

LlEndpoint *
ll_endpoint_new(const LlEndpointSettings *settings, const LlPresence *presence, gboolean visible,
                const LlEndpointEvents *events, gpointer owner)
{
  LlEndpoint *endpoint = g_new0(LlEndpoint, 1);
  g_autofree char *says = describe(presence, visible), *how = describe_settings(settings);

  fake_endpoint_note("sign on as '%s' at %u%s: %s", settings->user, settings->port, how, says);
  endpoint->events = events;
  endpoint->owner = owner;
  endpoint->port = settings->port;
  endpoint->peers = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free, peer_free);
  endpoint->locations = g_ptr_array_new_with_free_func(location_free);
  endpoint->waiting = g_ptr_array_new_with_free_func((GDestroyNotify)ll_mail_free);
  endpoint->security = fake_security_new();
  endpoint->held = g_ptr_array_new_with_free_func(g_free);
  endpoint->pictures = g_hash_table_new_full(ll_name_hash, ll_name_hash_equal, g_free,
                                             (GDestroyNotify)g_bytes_unref);
  endpoints = g_slist_prepend(endpoints, endpoint);
  return endpoint;
}

void
ll_endpoint_free(LlEndpoint *endpoint)
{
  if (!endpoint)
    return;
  for (guint i = 0; i < endpoint->held->len; i += 2)
    fake_endpoint_undelivered(endpoint, endpoint->held->pdata[i], endpoint->held->pdata[i + 1],
                              LL_UNDELIVERED_SIGNED_OFF);
  fake_endpoint_note("sign off");
  endpoints = g_slist_remove(endpoints, endpoint);
  g_hash_table_unref(endpoint->peers);
  g_ptr_array_unref(endpoint->locations);
  g_ptr_array_unref(endpoint->waiting);
  g_ptr_array_unref(endpoint->held);
  g_hash_table_unref(endpoint->security);
  g_hash_table_unref(endpoint->pictures);
  g_clear_pointer(&endpoint->picture, g_bytes_unref);
  g_free(endpoint->os);
  g_free(endpoint->name);
  g_free(endpoint);
}

void
ll_endpoint_set_presence(G_GNUC_UNUSED LlEndpoint *endpoint, const LlPresence *presence,
                         gboolean visible)
{
  g_autofree char *says = describe(presence, visible);

  fake_endpoint_note("publish: %s", says);
}

const LlPresence *
ll_endpoint_peer(const LlEndpoint *endpoint, const char *name)
{
  Peer *peer = g_hash_table_lookup(endpoint->peers, name);

  return peer ? peer->presence : NULL;
}

const GArray *
ll_endpoint_links(const LlEndpoint *endpoint, const char *name)
{
  Peer *peer = g_hash_table_lookup(endpoint->peers, name);

  return peer ? peer->links : NULL;
}

LlLocation *
ll_endpoint_locate(LlEndpoint *endpoint, const char *name, LlLocated found, gpointer data)
{
  LlLocation *location = g_new0(LlLocation, 1);

  fake_endpoint_note("locate %s", name);
  location->name = g_strdup(name);
  location->found = found;
  location->data = data;
  g_ptr_array_add(endpoint->locations, location);
  return location;
}

void
ll_endpoint_cancel(LlEndpoint *endpoint, LlLocation *location)
{
  fake_endpoint_note("do not locate %s", location->name);
  g_assert_true(g_ptr_array_remove(endpoint->locations, location));
}

gboolean
ll_endpoint_add_contact(G_GNUC_UNUSED LlEndpoint *endpoint, const char *name)
{
  fake_endpoint_note("contact %s", name);
  return ll_contact_is_valid(name);
}

void
ll_endpoint_remove_contact(G_GNUC_UNUSED LlEndpoint *endpoint, const char *name)
{
  fake_endpoint_note("no contact %s", name);
}

guint64
ll_endpoint_send(LlEndpoint *endpoint, const char *name, const char *plain, const char *xhtml)
{
  fake_endpoint_note("send to %s: %s | %s", name, plain, xhtml ? xhtml : "(not formatted)");
  return ++endpoint->last_id;
}

void
ll_endpoint_set_typing(G_GNUC_UNUSED LlEndpoint *endpoint, const char *name, LlChatState state)
{
  static const char *const states[] = {
      [LL_CHAT_STATE_ACTIVE] = "nothing",
      [LL_CHAT_STATE_COMPOSING] = "typing",
      [LL_CHAT_STATE_PAUSED] = "typed",
  };

  fake_endpoint_note("to %s: %s", name, states[state]);
}

gboolean
ll_endpoint_nudge(LlEndpoint *endpoint, const char *name)
{
  fake_endpoint_note("nudge %s%s", name, endpoint->knows_nudges ? "" : " in vain");
  return endpoint->knows_nudges;
}

GPtrArray *
ll_endpoint_waiting(LlEndpoint *endpoint)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func((GDestroyNotify)ll_mail_free);

  for (guint i = 0; i < endpoint->waiting->len; i++)
    g_ptr_array_add(copy, ll_mail_copy(endpoint->waiting->pdata[i]));
  return copy;
}

/* It is in the list, and its message known by ID. */
static LlMail *
take_waiting(LlEndpoint *endpoint, guint64 id)
{
  for (guint i = 0; i < endpoint->waiting->len; i++)
    if (((LlMail *)endpoint->waiting->pdata[i])->id == id)
      return g_ptr_array_steal_index(endpoint->waiting, i);
  g_assert_not_reached();
}

gboolean
ll_endpoint_withdraw(LlEndpoint *endpoint, const char *name, guint64 id)
{
  g_autoptr(LlMail) mail = take_waiting(endpoint, id);

  fake_endpoint_note("take back from %s: %s", name, mail->plain);
  return TRUE;
}

/* --- The network's side ---------------------------------------------------------------------- */

void
fake_endpoint_online(LlEndpoint *endpoint, const char *name, const char *wished)
{
  g_free(endpoint->name);
  endpoint->name = g_strdup(name);
  endpoint->events->online(endpoint->owner, name, wished);
}

void
fake_endpoint_trouble(LlEndpoint *endpoint, const char *text)
{
  g_autoptr(GError) error =
      g_error_new_literal(LL_ENDPOINT_ERROR, LL_ENDPOINT_ERROR_NO_RESPONDER, text);

  endpoint->events->troubled(endpoint->owner, error);
}

void
fake_endpoint_fail(LlEndpoint *endpoint, LlEndpointError code, const char *text)
{
  g_autoptr(GError) error = g_error_new_literal(LL_ENDPOINT_ERROR, code, text);

  endpoint->events->failed(endpoint->owner, error);
}

void
fake_endpoint_peer(LlEndpoint *endpoint, const char *name, const LlPresence *presence)
{
  Peer *peer = g_hash_table_lookup(endpoint->peers, name);

  if (!peer) {
    peer = g_new0(Peer, 1);
    peer->links = g_array_new(FALSE, FALSE, sizeof(LlLink));
    g_hash_table_insert(endpoint->peers, g_strdup(name), peer);
  }
  ll_presence_free(peer->presence);
  peer->presence = ll_presence_copy(presence);
  endpoint->events->peer(endpoint->owner, name, presence);
}

void
fake_endpoint_seen_at(LlEndpoint *endpoint, const char *name, LlLink link)
{
  Peer *peer = g_hash_table_lookup(endpoint->peers, name);

  g_array_append_val(peer->links, link);
}

void
fake_endpoint_located(LlEndpoint *endpoint, const char *name, const LlPlace *places, guint n_places)
{
  g_autoptr(GArray) answer = g_array_new(FALSE, FALSE, sizeof(LlPlace));
  LlLocation *location = NULL;

  if (n_places > 0)
    g_array_append_vals(answer, places, n_places);
  for (guint i = 0; !location && i < endpoint->locations->len; i++)
    if (ll_name_equal(((LlLocation *)endpoint->locations->pdata[i])->name, name))
      location = g_ptr_array_steal_index(endpoint->locations, i);
  g_assert_nonnull(location);
  location->found(location->data, location->name, answer);
  location_free(location);
}

void
fake_endpoint_gone(LlEndpoint *endpoint, const char *name)
{
  g_hash_table_remove(endpoint->peers, name);
  endpoint->events->peer_gone(endpoint->owner, name);
}

void
fake_endpoint_message(LlEndpoint *endpoint, const char *name, LlMessageKind kind, const char *html,
                      gint64 sent)
{
  LlMessage message = {.kind = kind, .html = (char *)html, .sent = sent};

  fake_endpoint_message_full(endpoint, name, &message);
}

void
fake_endpoint_message_full(LlEndpoint *endpoint, const char *name, const LlMessage *message)
{
  endpoint->events->message(endpoint->owner, name, message);
}

void
fake_endpoint_typing(LlEndpoint *endpoint, const char *name, LlChatState state)
{
  endpoint->events->typing(endpoint->owner, name, state);
}

void
fake_endpoint_know_nudges(LlEndpoint *endpoint)
{
  endpoint->knows_nudges = TRUE;
}

void
fake_endpoint_undelivered(LlEndpoint *endpoint, const char *name, const char *plain,
                          LlUndelivered why)
{
  endpoint->events->undelivered(endpoint->owner, name, ++endpoint->last_id, plain, why);
}

void
fake_endpoint_hold(LlEndpoint *endpoint, const char *name, const char *plain)
{
  g_ptr_array_add(endpoint->held, g_strdup(name));
  g_ptr_array_add(endpoint->held, g_strdup(plain));
}

LlCapability
ll_endpoint_capabilities(LlEndpoint *endpoint, const char *name)
{
  const Peer *peer = g_hash_table_lookup(endpoint->peers, name);

  return peer ? peer->can : 0;
}

void
fake_endpoint_can(LlEndpoint *endpoint, const char *name, LlCapability can)
{
  ((Peer *)g_hash_table_lookup(endpoint->peers, name))->can = can;
}

void
ll_endpoint_set_os(LlEndpoint *endpoint, const char *os)
{
  if (g_strcmp0(os, endpoint->os) == 0)
    return;
  fake_endpoint_note("os %s", os ? os : "-");
  g_free(endpoint->os);
  endpoint->os = g_strdup(os);
}

/* --- pictures -------------------------------------------------------------------------------- */

static char *
hash_of(GBytes *picture)
{
  return g_compute_checksum_for_bytes(G_CHECKSUM_SHA1, picture);
}

gboolean
ll_endpoint_set_picture(LlEndpoint *endpoint, GBytes *picture)
{
  g_autofree char *hash = picture ? hash_of(picture) : NULL;

  if (picture || endpoint->picture)
    fake_endpoint_note("picture %s", hash ? hash : "-");
  if (picture)
    g_bytes_ref(picture);
  g_clear_pointer(&endpoint->picture, g_bytes_unref);
  endpoint->picture = picture;
  return !picture || !endpoint->dislikes_pictures;
}

void
fake_endpoint_dislike_pictures(LlEndpoint *endpoint)
{
  endpoint->dislikes_pictures = TRUE;
}

void
fake_endpoint_picture(LlEndpoint *endpoint, const char *name, GBytes *picture)
{
  if (picture)
    g_hash_table_replace(endpoint->pictures, g_strdup(name), g_bytes_ref(picture));
  else
    g_hash_table_remove(endpoint->pictures, name);
}

void
fake_endpoint_picture_came(LlEndpoint *endpoint, const char *name)
{
  endpoint->events->picture(endpoint->owner, name);
}

const char *
ll_endpoint_picture_hash(const LlEndpoint *endpoint, const char *name)
{
  GBytes *picture = g_hash_table_lookup(endpoint->pictures, name);
  g_autofree char *hash = picture ? hash_of(picture) : NULL;

  return hash ? g_intern_string(hash) : NULL;
}

GBytes *
ll_endpoint_picture(LlEndpoint *endpoint, const char *hash)
{
  GHashTableIter iter;
  gpointer picture;

  fake_endpoint_note("load picture %s", hash);
  g_hash_table_iter_init(&iter, endpoint->pictures);
  while (g_hash_table_iter_next(&iter, NULL, &picture)) {
    g_autofree char *found = hash_of(picture);

    if (g_str_equal(found, hash))
      return g_bytes_ref(picture);
  }
  return NULL;
}

gboolean
ll_endpoint_ask_about(LlEndpoint *endpoint, const char *name)
{
  if (endpoint->is_open)
    fake_endpoint_note("ask about %s", name);
  return endpoint->is_open;
}

void
fake_endpoint_open(LlEndpoint *endpoint)
{
  endpoint->is_open = TRUE;
}

void
fake_endpoint_about(LlEndpoint *endpoint, const char *name, const LlAbout *about)
{
  endpoint->events->about(endpoint->owner, name, about);
}

void
fake_endpoint_kept(LlEndpoint *endpoint, const char *name, guint64 id, const char *plain,
                   gboolean at_risk)
{
  LlMail mail = {.name = (char *)name, .id = id, .plain = (char *)plain};

  g_ptr_array_add(endpoint->waiting, ll_mail_copy(&mail));
  endpoint->events->kept(endpoint->owner, name, id, plain, at_risk);
}

void
fake_endpoint_delivered(LlEndpoint *endpoint, guint64 id)
{
  g_autoptr(LlMail) mail = take_waiting(endpoint, id);

  endpoint->events->delivered(endpoint->owner, mail->name, id, mail->plain);
}
