/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/presence.h"

#include <string.h>

#include "limits.h"
#include "wire/text.h"

/* 2001-01-01 00:00 UTC, from which Apple counts, as Unix time. */
#define APPLE_EPOCH G_GINT64_CONSTANT(978307200)
/* Far beyond any date that a clock shows, far below an overflow. */
#define APPLE_SECONDS_MAX G_MAXUINT32

#define HASH_LENGTH 40

/* A shorter rest of a text tells nothing. */
#define CUT_MIN 16

typedef enum {
  STRING_WHOLE, /* of no use in part */
  STRING_TEXT,
  STRING_LIST,
  STRING_READ, /* never written */
} StringKind;

/* In the order in which they get the room that there is. */
static const struct {
  const char *key;
  gsize offset;
  StringKind kind;
} strings[] = {
    {"phsh", G_STRUCT_OFFSET(LlPresence, phsh), STRING_WHOLE},
    {"phsh-l", G_STRUCT_OFFSET(LlPresence, large), STRING_WHOLE},
    {"node", G_STRUCT_OFFSET(LlPresence, node), STRING_WHOLE},
    {"hash", G_STRUCT_OFFSET(LlPresence, hash), STRING_WHOLE},
    {"ver", G_STRUCT_OFFSET(LlPresence, ver), STRING_WHOLE},
    {"ext", G_STRUCT_OFFSET(LlPresence, ext), STRING_READ},
    {"nick", G_STRUCT_OFFSET(LlPresence, nick), STRING_TEXT},
    {"1st", G_STRUCT_OFFSET(LlPresence, first), STRING_TEXT},
    {"last", G_STRUCT_OFFSET(LlPresence, last), STRING_TEXT},
    {"msg", G_STRUCT_OFFSET(LlPresence, message), STRING_TEXT},
    {"email", G_STRUCT_OFFSET(LlPresence, email), STRING_LIST},
    {"jid", G_STRUCT_OFFSET(LlPresence, jid), STRING_LIST},
};

static const char vc_letters[] = "AVC!"; /* in the order of the flags */

static char **
string_at(LlPresence *presence, guint i)
{
  return G_STRUCT_MEMBER_P(presence, strings[i].offset);
}

static const char *
peek_string(const LlPresence *presence, guint i)
{
  return G_STRUCT_MEMBER(const char *, presence, strings[i].offset);
}

LlPresence *
ll_presence_new(void)
{
  return g_new0(LlPresence, 1);
}

LlPresence *
ll_presence_copy(const LlPresence *presence)
{
  LlPresence *copy = ll_presence_new();
  *copy = *presence;
  for (guint i = 0; i < G_N_ELEMENTS(strings); i++)
    *string_at(copy, i) = g_strdup(peek_string(presence, i));
  return copy;
}

void
ll_presence_free(LlPresence *presence)
{
  if (presence == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS(strings); i++)
    g_free(*string_at(presence, i));
  g_free(presence);
}

gboolean
ll_presence_equal(const LlPresence *a, const LlPresence *b)
{
  for (guint i = 0; i < G_N_ELEMENTS(strings); i++)
    if (g_strcmp0(peek_string(a, i), peek_string(b, i)) != 0)
      return FALSE;
  return a->status == b->status && a->is_idle == b->is_idle && a->idle_since == b->idle_since &&
         a->vc == b->vc && a->port == b->port;
}

static gboolean
is_apple_like(const LlTxt *txt)
{
  const char *vc = ll_txt_get(txt, "vc");
  return ll_txt_has(txt, "away") || ll_txt_has(txt, "AIM") ||
         (vc != NULL && vc[strspn(vc, "!")] != '\0');
}

/* The time in the key `away` as Unix time, 0 where there is none. A fraction may follow. */
static gint64
read_idle_since(const LlTxt *txt)
{
  const char *text = ll_txt_get(txt, "away");
  if (text == NULL || !g_ascii_isdigit(*text))
    return 0;
  guint64 seconds = g_ascii_strtoull(text, NULL, 10);
  return seconds > 0 && seconds <= APPLE_SECONDS_MAX ? APPLE_EPOCH + (gint64)seconds : 0;
}

static void
read_status(const LlTxt *txt, LlPresence *presence)
{
  const char *word = ll_txt_get(txt, "status");
  gboolean is_away = word != NULL && g_ascii_strcasecmp(word, "away") == 0;
  gboolean is_dnd = word != NULL && g_ascii_strcasecmp(word, "dnd") == 0;
  if (is_apple_like(txt)) {
    presence->status = is_dnd ? LL_STATUS_AWAY : LL_STATUS_AVAILABLE;
    presence->idle_since = read_idle_since(txt);
    presence->is_idle = is_away || presence->idle_since != 0;
  } else if (is_dnd) {
    gboolean is_bonjour = g_strcmp0(ll_txt_get(txt, "node"), "libpurple") == 0;
    presence->status = is_bonjour ? LL_STATUS_AWAY : LL_STATUS_DO_NOT_DISTURB;
  } else if (is_away) {
    presence->status = LL_STATUS_AWAY;
  }
}

static LlVc
read_vc(const LlTxt *txt)
{
  LlVc vc = 0;
  for (const char *p = ll_txt_get(txt, "vc"); p != NULL && *p != '\0'; p++) {
    const char *letter = strchr(vc_letters, g_ascii_toupper(*p));
    if (letter != NULL)
      vc |= 1U << (letter - vc_letters);
  }
  return vc;
}

/* A SHA-1 in hex of either case to lower case; anything else is no hash. */
static void
normalize_hash(char **hash)
{
  if (*hash == NULL)
    return;
  gsize digits = 0;
  for (char *p = *hash; g_ascii_isxdigit(*p); p++, digits++)
    *p = g_ascii_tolower(*p);
  if (digits != HASH_LENGTH || (*hash)[digits] != '\0')
    g_clear_pointer(hash, g_free);
}

LlPresence *
ll_presence_from_txt(const LlTxt *txt)
{
  LlPresence *presence = ll_presence_new();
  for (guint i = 0; i < G_N_ELEMENTS(strings); i++) {
    const char *value = ll_txt_get(txt, strings[i].key);
    if (value != NULL)
      *string_at(presence, i) = ll_text_truncate_line(value, LL_PRESENCE_TEXT_MAX);
  }
  normalize_hash(&presence->phsh);
  normalize_hash(&presence->large);
  presence->vc = read_vc(txt);
  read_status(txt, presence);
  return presence;
}

static void
write_status(LlTxt *txt, const LlPresence *presence)
{
  static const char *const words[] = {
      [LL_STATUS_AVAILABLE] = "avail",
      [LL_STATUS_AWAY] = "away",
      [LL_STATUS_DO_NOT_DISTURB] = "dnd",
  };
  gboolean is_idle = presence->is_idle && presence->status == LL_STATUS_AVAILABLE;
  ll_txt_set(txt, "status", words[is_idle ? LL_STATUS_AWAY : presence->status]);
  if (is_idle && presence->idle_since > APPLE_EPOCH) {
    g_autofree char *seconds =
        g_strdup_printf("%" G_GINT64_FORMAT, presence->idle_since - APPLE_EPOCH);
    ll_txt_set(txt, "away", seconds);
  }
}

static void
write_vc(LlTxt *txt, LlVc vc)
{
  char value[sizeof vc_letters] = "";
  gsize length = 0;
  for (gsize i = 0; vc_letters[i] != '\0'; i++)
    if (vc & (1U << i))
      value[length++] = vc_letters[i];
  ll_txt_set(txt, "vc", value);
}

/* Everything as it is. */
static LlTxt *
write_txt(const LlPresence *presence)
{
  LlTxt *txt = ll_txt_new();
  ll_txt_set(txt, "txtvers", "1");
  ll_txt_set(txt, "1st", presence->first);
  ll_txt_set(txt, "last", presence->last);
  write_status(txt, presence);
  if (presence->port != 0) {
    g_autofree char *port = g_strdup_printf("%u", presence->port);
    ll_txt_set(txt, "port.p2pj", port);
  }
  write_vc(txt, presence->vc);
  for (guint i = 0; i < G_N_ELEMENTS(strings); i++) /* the two names are there already */
    if (strings[i].kind != STRING_READ)
      ll_txt_set(txt, strings[i].key, peek_string(presence, i));
  return txt;
}

/* Those addresses of LIST that have ROOM. (transfer full) */
static char *
fit_list(const char *list, gsize room)
{
  g_autofree char *line = ll_text_clean_line(list, -1);
  g_auto(GStrv) addresses = ll_presence_addresses(line);
  GString *out = g_string_new(NULL);
  for (char **address = addresses; *address != NULL; address++)
    if (out->len + (out->len > 0) + strlen(*address) <= room)
      g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", *address);
  return g_string_free(out, FALSE);
}

/* What goes out of VALUE with ROOM bytes for it; "" for nothing. (transfer full) */
static char *
fit(StringKind kind, const char *value, gsize room)
{
  if (kind == STRING_LIST)
    return fit_list(value, room);
  g_autofree char *line = ll_text_clean_line(value, -1);
  if (strlen(line) <= room)
    return g_steal_pointer(&line);
  if (kind == STRING_WHOLE || room < CUT_MIN)
    return g_strdup("");
  return ll_text_truncate_line(line, room);
}

LlTxt *
ll_presence_to_txt(const LlPresence *presence)
{
  LlPresence rest = *presence;
  for (guint i = 0; i < G_N_ELEMENTS(strings); i++)
    G_STRUCT_MEMBER(char *, &rest, strings[i].offset) = NULL;
  g_autoptr(LlTxt) shortest = write_txt(&rest);
  g_autoptr(LlPresence) fitting = ll_presence_copy(&rest);
  gsize left = LL_TXT_PUBLISH_MAX - ll_txt_length(shortest);
  for (guint i = 0; i < G_N_ELEMENTS(strings); i++) {
    const char *value = peek_string(presence, i);
    gsize around = strlen(strings[i].key) + 1; /* with '=' */
    if (value == NULL || left <= 1 + around)
      continue;
    char *part = fit(strings[i].kind, value, MIN(left - 1, LL_TXT_STRING_MAX) - around);
    if (*part != '\0')
      left -= 1 + around + strlen(part);
    *string_at(fitting, i) = part;
  }
  return write_txt(fitting);
}

GStrv
ll_presence_addresses(const char *list)
{
  g_auto(GStrv) words = g_strsplit_set(list != NULL ? list : "", " ,;", -1);
  GPtrArray *out = g_ptr_array_new();
  for (char **word = words; *word != NULL && out->len < LL_PRESENCE_ADDRESSES_MAX; word++)
    if (**word != '\0')
      g_ptr_array_add(out, g_strdup(*word));
  g_ptr_array_add(out, NULL);
  return (GStrv)g_ptr_array_free(out, FALSE);
}

char *
ll_presence_display_name(const LlPresence *presence)
{
  if (presence->nick != NULL)
    return g_strdup(presence->nick);
  if (presence->first != NULL && presence->last != NULL)
    return g_strconcat(presence->first, " ", presence->last, NULL);
  return g_strdup(presence->first != NULL ? presence->first : presence->last);
}
