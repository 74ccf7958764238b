/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/xml-token.h"

#include <string.h>

#include "wire/xml-reader.h"

#define REPLACEMENT    "\xEF\xBF\xBD" /* U+FFFD */
#define BEYOND_UNICODE 0x110000
#define BLANKS         " \t\r\n"

/* Which bytes end a run of ordinary ones; the control characters of any run may not be XML's. */
#define STOP_CONTROL 128
static const guint8 stops[256] = {
    [0x00 ... 0x08] = STOP_CONTROL,
    [0x0B ... 0x0C] = STOP_CONTROL,
    [0x0E ... 0x1F] = STOP_CONTROL,
    [0xEF] = STOP_CONTROL, /* U+FFFE, U+FFFF */
    ['<'] = LL_XML_STOP_TEXT | LL_XML_STOP_ATTRIBUTE | LL_XML_STOP_TAG,
    ['&'] = LL_XML_STOP_TEXT | LL_XML_STOP_ATTRIBUTE,
    ['"'] = LL_XML_STOP_ATTRIBUTE | LL_XML_STOP_TAG,
    ['\''] = LL_XML_STOP_ATTRIBUTE | LL_XML_STOP_TAG,
    ['/'] = LL_XML_STOP_TAG,
    ['>'] = LL_XML_STOP_TAG | LL_XML_STOP_CDATA,
    [']'] = LL_XML_STOP_CDATA,
};

static gboolean
fail(LlXmlError code, const char *what, GError **error)
{
  g_set_error_literal(error, LL_XML_ERROR, code, what);
  return FALSE;
}

static void
append_replacement(GString *out, guint32 c)
{
  g_string_append(out, c == '\f' || c == '\v' ? "\n" : REPLACEMENT);
}

gsize
ll_xml_odd_length(const char *p, const char *end)
{
  if ((stops[(guchar)*p] & STOP_CONTROL) == 0)
    return 0;
  if ((guchar)*p != 0xEF)
    return 1;
  return end - p >= 3 && (guchar)p[1] == 0xBF && (guchar)p[2] >= 0xBE ? 3 : 0;
}

void
ll_xml_append_odd(GString *out, const char *p)
{
  append_replacement(out, (guchar)*p);
}

/* Past bytes that do not stop, four at a time. */
static const char *
skip(const char *p, const char *end, guint8 stop)
{
  const guchar *q = (const guchar *)p;
  for (; end - (const char *)q >= 4; q += 4)
    if (((stops[q[0]] | stops[q[1]] | stops[q[2]] | stops[q[3]]) & stop) != 0)
      break;
  while (q < (const guchar *)end && (stops[*q] & stop) == 0)
    q++;
  return (const char *)q;
}

const char *
ll_xml_skip_run(const char *p, const char *end, guint8 stop)
{
  stop |= STOP_CONTROL;
  for (;; p++) {
    p = skip(p, end, stop);
    if (p == end || (stops[(guchar)*p] & STOP_CONTROL) == 0 || ll_xml_odd_length(p, end) > 0)
      return p;
  }
}

static gboolean
is_xml_character(guint32 c)
{
  if (c < 0x20)
    return c == '\t' || c == '\n' || c == '\r';
  return c <= 0xD7FF || (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c < BEYOND_UNICODE);
}

/* TEXT is "&#", digits and ';': FALSE if these are none. */
static gboolean
parse_character(const char *text, guint32 *ret_character)
{
  int base = text[2] == 'x' ? 16 : 10;
  const char *digits = text + (base == 16 ? 3 : 2);
  const char *p = digits;
  guint32 character = 0;
  for (; *p != ';'; p++) {
    int digit = g_ascii_xdigit_value(*p);
    if (digit < 0 || digit >= base)
      return FALSE;
    character = MIN(character * base + digit, BEYOND_UNICODE);
  }
  *ret_character = character;
  return p > digits;
}

gboolean
ll_xml_settle_reference(GString *out, gsize start, GError **error)
{
  static const char *const predefined[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;", NULL};
  const char *text = out->str + start;
  if (text[1] == '#') {
    guint32 character;
    if (!parse_character(text, &character))
      return fail(LL_XML_ERROR_NOT_WELL_FORMED, "not a character reference", error);
    if (!is_xml_character(character)) {
      g_string_truncate(out, start);
      append_replacement(out, character);
    }
    return TRUE;
  }
  if (g_strv_contains(predefined, text))
    return TRUE;
  if (text[1] == ';')
    return fail(LL_XML_ERROR_NOT_WELL_FORMED, "stray '&'", error);
  return fail(LL_XML_ERROR_RESTRICTED_XML, "entity reference", error);
}

/* Take ` name="value"` from P; its parts point into the text. FALSE if it is not there. */
static gboolean
take_pair(const char **p, GString *name, GString *value)
{
  gsize blanks = strspn(*p, BLANKS);
  const char *q = *p + blanks;
  gsize length = strspn(q, "abcdefghijklmnopqrstuvwxyz");
  if (blanks == 0 || length == 0)
    return FALSE;
  g_string_truncate(name, 0);
  g_string_append_len(name, q, length);
  q += length;
  q += strspn(q, BLANKS);
  if (*q++ != '=')
    return FALSE;
  q += strspn(q, BLANKS);
  char quote = *q;
  const char *end = quote == '"' || quote == '\'' ? strchr(q + 1, quote) : NULL;
  if (end == NULL)
    return FALSE;
  g_string_truncate(value, 0);
  g_string_append_len(value, q + 1, end - (q + 1));
  *p = end + 1;
  return TRUE;
}

gboolean
ll_xml_declaration_check(const char *text, GError **error)
{
  if (!g_str_has_prefix(text, "<?xml") || strspn(text + strlen("<?xml"), BLANKS) == 0)
    return fail(LL_XML_ERROR_RESTRICTED_XML, "processing instruction", error);
  g_autoptr(GString) name = g_string_new(NULL);
  g_autoptr(GString) value = g_string_new(NULL);
  const char *p = text + strlen("<?xml");
  gboolean has_version = FALSE;
  while (take_pair(&p, name, value)) {
    if (strcmp(name->str, "version") == 0) {
      has_version = g_str_has_prefix(value->str, "1.");
    } else if (strcmp(name->str, "encoding") == 0) {
      if (g_ascii_strcasecmp(value->str, "UTF-8") != 0)
        return fail(LL_XML_ERROR_BAD_ENCODING, "an encoding that is not UTF-8", error);
    } else if (strcmp(name->str, "standalone") != 0) {
      return fail(LL_XML_ERROR_NOT_WELL_FORMED, "XML declaration", error);
    }
  }
  p += strspn(p, BLANKS);
  if (!has_version || strcmp(p, "?>") != 0)
    return fail(LL_XML_ERROR_NOT_WELL_FORMED, "XML declaration", error);
  return TRUE;
}
