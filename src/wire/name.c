/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/name.h"

#include <string.h>

#include "limits.h"
#include "wire/text.h"

/* However long the machine's name is, this much of the user's stays. */
#define USER_LEAST 16

gboolean
ll_name_is_valid(const char *name)
{
  gsize length = strlen(name);
  if (length == 0 || length > LL_NAME_MAX)
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    if (g_ascii_iscntrl(*p))
      return FALSE;
  return g_utf8_validate(name, (gssize)length, NULL);
}

/* Besides XML's characters and the backslash, which prpl-bonjour stumbles on, what ends a JID's
 * part (RFC 7622 3.3.1): peers split our name at the first '@' or '/'. */
static gboolean
is_refused(gunichar c)
{
  return c == 0xFFFD || (c < 0x80 && (g_ascii_iscntrl((char)c) || strchr("\"<>&'\\/:@", (int)c)));
}

static char *
make_user(const char *user)
{
  g_autofree char *line = ll_text_clean_line(user, -1);
  if (*line == '\0')
    return g_strdup("user");
  g_autofree char *composed = g_utf8_normalize(line, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  GString *out = g_string_new(NULL);
  for (const char *p = composed; *p != '\0'; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    g_string_append_unichar(out, is_refused(c) ? '-' : c);
  }
  return g_string_free(out, FALSE);
}

static char *
make_machine(const char *machine, gsize max)
{
  char *out = g_strndup(*machine != '\0' ? machine : "localhost", max);
  for (char *p = out; *p != '\0'; p++)
    if (!g_ascii_isgraph(*p) || is_refused((guchar)*p))
      *p = '-';
  return out;
}

char *
ll_name_make(const char *user, const char *machine, guint nth)
{
  g_autofree char *base = make_user(user);
  g_autofree char *suffix = nth > 0 ? g_strdup_printf("-%u", nth) : g_strdup("");
  gsize room = LL_NAME_MAX - strlen("@") - strlen(suffix);
  g_autofree char *host = make_machine(machine, room - MIN(strlen(base), USER_LEAST));
  g_autofree char *start = ll_text_truncate_line(base, room - strlen(host));
  return g_strconcat(start, suffix, "@", host, NULL);
}

char *
ll_name_user(const char *name)
{
  const char *at = strrchr(name, '@');
  return at != NULL ? g_strndup(name, at - name) : g_strdup(name);
}

char *
ll_name_machine(const char *name)
{
  const char *at = strrchr(name, '@');
  return at != NULL && at[1] != '\0' ? g_strdup(at + 1) : NULL;
}

/* Of one byte, without a call for each, which would be felt. */
static guchar
fold_byte(char c)
{
  return c >= 'A' && c <= 'Z' ? (guchar)c | 0x20 : (guchar)c;
}

void
ll_name_fold_to(char *fold, gsize size, const char *name)
{
  gsize length = ll_text_fitting(name, size - 1);
  for (gsize i = 0; i < length; i++)
    fold[i] = (char)fold_byte(name[i]);
  fold[length] = '\0';
}

char *
ll_name_fold(const char *name)
{
  gsize size = strlen(name) + 1;
  char *fold = g_malloc(size);
  ll_name_fold_to(fold, size, name);
  return fold;
}

gboolean
ll_name_equal(const char *a, const char *b)
{
  return strcmp(a, b) == 0 || g_ascii_strcasecmp(a, b) == 0; /* as a rule they are the same */
}

/* It folds more than letters, which does no harm here and takes no question of each byte. */
guint
ll_name_hash(gconstpointer name)
{
  guint hash = 5381;
  for (const char *p = name; *p != '\0'; p++)
    hash = hash * 33 + ((guchar)*p | 0x20);
  return hash;
}

gboolean
ll_name_hash_equal(gconstpointer a, gconstpointer b)
{
  return ll_name_equal(a, b);
}

void
ll_name_append_escaped(GString *out, const guint8 *label, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    char c = (char)label[i];
    if (c == '.' || c == '\\')
      g_string_append_c(g_string_append_c(out, '\\'), c);
    else if (g_ascii_isgraph(c))
      g_string_append_c(out, c);
    else
      g_string_append_printf(out, "\\%03u", label[i]);
  }
}

char *
ll_name_escape(const char *name)
{
  GString *out = g_string_new(NULL);
  ll_name_append_escaped(out, (const guint8 *)name, strlen(name));
  return g_string_free(out, FALSE);
}

/* The byte that the escape at TEXT (a backslash) stands for, and how many characters it takes. */
static guint8
unescape(const char *text, gsize *ret_taken)
{
  if (g_ascii_isdigit(text[1]) && g_ascii_isdigit(text[2]) && g_ascii_isdigit(text[3])) {
    guint value = (guint)((text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0'));
    if (value <= 255) {
      *ret_taken = 4;
      return (guint8)value;
    }
  }
  if (text[1] == '\0' || g_ascii_isdigit(text[1])) {
    *ret_taken = 1;
    return '\\';
  }
  *ret_taken = 2;
  return (guint8)text[1];
}

char *
ll_name_unescape(const char *text, const char **ret_rest)
{
  char label[LL_NAME_MAX + 1];
  gsize length = 0;
  gsize at = 0;
  while (text[at] != '\0' && text[at] != '.') {
    gsize taken = 1;
    guint8 byte = text[at] == '\\' ? unescape(text + at, &taken) : (guint8)text[at];
    if (length == LL_NAME_MAX || byte == '\0')
      return NULL;
    label[length++] = (char)byte;
    at += taken;
  }
  label[length] = '\0';
  if (!ll_name_is_valid(label))
    return NULL;
  if (ret_rest != NULL)
    *ret_rest = text + at + (text[at] == '.' ? 1 : 0);
  return g_strdup(label);
}
