/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/trust-text.h"

#include <string.h>

#include "limits.h"
#include "wire/contact.h"
#include "wire/name.h"

#define FIRST_WORDS "link-local pins "
#define VERSION     1
#define LAST_WORD   "end "

/* RFC 5280 4.1.2.5's last moment; sums of such times stay far from the numbers' bounds. */
#define TIME_MAX G_GINT64_CONSTANT(253402300799)

G_DEFINE_QUARK(ll - trust - text - error - quark, ll_trust_text_error)

/* --- writing --------------------------------------------------------------------------------- */

/* printf() for each byte of thousands of keys would be felt. */
static void
append_key(GString *text, const LlFingerprint *key)
{
  for (guint i = 0; i < LL_FINGERPRINT_BYTES; i++) {
    g_string_append_c(text, "0123456789ABCDEF"[key->bytes[i] >> 4]);
    g_string_append_c(text, "0123456789ABCDEF"[key->bytes[i] & 0xF]);
  }
}

static void
append_pin(GString *text, const LlPin *pin)
{
  g_string_append(text, pin->is_verified ? "verified " : "unverified ");
  append_key(text, &pin->key);
  g_string_append_printf(text, " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                         CLAMP(pin->first_met, 0, TIME_MAX), CLAMP(pin->last_met, 0, TIME_MAX));
  for (guint i = 0; i < pin->names->len; i++) {
    g_string_append_c(text, ' ');
    g_string_append_uri_escaped(text, g_ptr_array_index(pin->names, i), "@:[]()!'", TRUE);
  }
  g_string_append_c(text, '\n');
}

char *
ll_trust_to_text(const LlTrust *trust)
{
  g_autoptr(GPtrArray) pins = ll_trust_pins(trust);
  GString *text = g_string_new(NULL);

  g_string_append_printf(text, FIRST_WORDS "%d\n", VERSION);
  for (guint i = 0; i < pins->len; i++)
    append_pin(text, g_ptr_array_index(pins, i));
  g_string_append_printf(text, LAST_WORD "%u\n", pins->len);
  return g_string_free(text, FALSE);
}

/* --- reading --------------------------------------------------------------------------------- */

static gboolean
read_number(const char *word, gint64 max, gint64 *ret_number)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned(word, 10, 0, (guint64)max, &number, NULL))
    return FALSE;
  *ret_number = (gint64)number;
  return TRUE;
}

static gboolean
read_key(const char *word, LlFingerprint *ret_key)
{
  return strlen(word) == (gsize)2 * LL_FINGERPRINT_BYTES &&
         ll_fingerprint_from_string(word, ret_key);
}

static gboolean
add_name(GPtrArray *names, const char *word)
{
  char *name = g_uri_unescape_string(word, NULL);

  if (!name)
    return FALSE;
  g_ptr_array_add(names, name);
  return names->len <= LL_PIN_NAMES_MAX && (ll_name_is_valid(name) || ll_contact_is_valid(name));
}

static gboolean
read_pin(LlTrust *trust, const char *line)
{
  g_auto(GStrv) words = g_strsplit(line, " ", 4 + LL_PIN_NAMES_MAX + 1);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  LlPin pin = {.names = names};

  if (g_strv_length(words) < 4)
    return FALSE;
  pin.is_verified = strcmp(words[0], "verified") == 0;
  if ((!pin.is_verified && strcmp(words[0], "unverified") != 0) || !read_key(words[1], &pin.key) ||
      !read_number(words[2], TIME_MAX, &pin.first_met) ||
      !read_number(words[3], TIME_MAX, &pin.last_met))
    return FALSE;
  for (guint i = 4; words[i]; i++)
    if (!add_name(names, words[i]))
      return FALSE;
  return ll_trust_add(trust, &pin);
}

/* The next line of *TEXT, cut off where it ends; NULL where there is no whole one. */
static char *
take_line(char **text)
{
  char *line = *text;
  char *end = strchr(line, '\n');

  if (!end)
    return NULL;
  *end = '\0';
  *text = end + 1;
  return line;
}

static gboolean
read_first_line(const char *line, GError **error)
{
  gint64 version;

  if (!line || !g_str_has_prefix(line, FIRST_WORDS) ||
      !read_number(line + strlen(FIRST_WORDS), G_MAXINT64, &version) || version < 1) {
    g_set_error(error, LL_TRUST_TEXT_ERROR, LL_TRUST_TEXT_ERROR_DAMAGED, "no pins at line 1");
    return FALSE;
  }
  if (version > VERSION) {
    g_set_error(error, LL_TRUST_TEXT_ERROR, LL_TRUST_TEXT_ERROR_VERSION,
                "pins of version %" G_GINT64_FORMAT ", while %d is known", version, VERSION);
    return FALSE;
  }
  return TRUE;
}

LlTrust *
ll_trust_from_text(const char *text, gsize length, GError **error)
{
  g_autofree char *copy = g_strndup(text, length);
  g_autoptr(LlTrust) trust = ll_trust_new();
  char *rest = copy;
  guint count = 0;
  char *line;
  gint64 said;

  if (!read_first_line(take_line(&rest), error))
    return NULL;
  while ((line = take_line(&rest)) && read_pin(trust, line))
    count++;
  if (!line || !g_str_has_prefix(line, LAST_WORD) ||
      !read_number(line + strlen(LAST_WORD), G_MAXUINT, &said) || said != count ||
      rest != copy + length) {
    g_set_error(error, LL_TRUST_TEXT_ERROR, LL_TRUST_TEXT_ERROR_DAMAGED, "no pin at line %u",
                count + 2);
    return NULL;
  }
  return g_steal_pointer(&trust);
}
