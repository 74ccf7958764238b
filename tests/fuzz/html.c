/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "fuzz.h"

/* A reader of HTML that knows nothing but what may be there. */

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* The entity at P. Gives what follows. */
static const char *
take_entity(const char *p)
{
  static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;"};

  for (guint i = 0; i < G_N_ELEMENTS(entities); i++)
    if (g_str_has_prefix(p, entities[i]))
      return p + strlen(entities[i]);
  g_error("stray '&': %s", p);
}

static void
assert_color(const char *value)
{
  gsize length = strlen(value);

  if (*value == '#') {
    g_assert_true(length == 4 || length == 7);
    g_assert_cmpuint(strspn(value + 1, "0123456789abcdefABCDEF"), ==, length - 1);
  } else {
    g_assert_cmpuint(length, >, 0);
    g_assert_cmpuint(strspn(value, LETTERS), ==, length);
  }
}

static void
assert_href(const char *value)
{
  static const char *const schemes[] = {"http:", "https:", "ftp:", "mailto:", "xmpp:"};
  gboolean is_known = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS(schemes); i++)
    is_known |= g_ascii_strncasecmp(value, schemes[i], strlen(schemes[i])) == 0;
  g_assert_true(is_known);
  for (const char *p = value; *p != '\0'; p++)
    g_assert_true((guchar)*p > ' ' && *p != 0x7F);
}

static void
assert_face(const char *value)
{
  g_assert_cmpuint(strlen(value), >, 0);
  for (const char *p = value; *p != '\0'; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);

    g_assert_true(g_unichar_isalnum(c) || (c < 0x80 && strchr(" ,-_.", (int)c) != NULL));
  }
}

static void
assert_attribute(const char *tag, const char *name, const char *value)
{
  if (g_str_equal(tag, "a") && g_str_equal(name, "href"))
    assert_href(value);
  else if (g_str_equal(tag, "font") && g_str_equal(name, "face"))
    assert_face(value);
  else if (g_str_equal(tag, "font") && g_str_equal(name, "color"))
    assert_color(value);
  else if (g_str_equal(tag, "font") && g_str_equal(name, "size"))
    g_assert_true(value[0] >= '1' && value[0] <= '7' && value[1] == '\0');
  else
    g_error("attribute %s of %s", name, tag);
}

/* ` name="value"` at P. Gives what follows. */
static const char *
take_attribute(const char *p, const char *tag)
{
  g_assert_true(*p == ' ');
  const char *name_end = p + 1 + strspn(p + 1, LETTERS);
  g_autofree char *name = g_strndup(p + 1, name_end - (p + 1));
  g_assert_true(g_str_has_prefix(name_end, "=\""));
  const char *value = name_end + 2;
  for (p = value; *p != '"';) {
    g_assert_true(*p != '\0' && *p != '<' && *p != '>');
    p = *p == '&' ? take_entity(p) : p + 1;
  }
  g_autofree char *unquoted = g_strndup(value, p - value);
  assert_attribute(tag, name, unquoted);
  return p + 1;
}

/* The tag at P, whose element goes on OPEN or off it. Gives what follows. */
static const char *
take_tag(const char *p, GPtrArray *open)
{
  static const char *const tags[] = {"a", "b", "font", "i", "s", "u", NULL};
  gboolean is_end = p[1] == '/';

  p += is_end ? 2 : 1;
  const char *end = p + strspn(p, LETTERS);
  g_autofree char *tag = g_strndup(p, end - p);
  if (!is_end && g_str_equal(tag, "br") && *end == '>')
    return end + 1;
  g_assert_true(g_strv_contains(tags, tag));
  if (is_end) {
    g_assert_cmpuint(open->len, >, 0);
    g_assert_cmpstr(g_ptr_array_index(open, open->len - 1), ==, tag);
    g_ptr_array_remove_index(open, open->len - 1);
  } else {
    /* A link in a link is none. */
    g_assert_false(g_str_equal(tag, "a") &&
                   g_ptr_array_find_with_equal_func(open, "a", g_str_equal, NULL));
    while (*end == ' ')
      end = take_attribute(end, tag);
    g_ptr_array_add(open, g_steal_pointer(&tag));
  }
  g_assert_true(*end == '>');
  return end + 1;
}

guint
fuzz_assert_html(const char *html)
{
  g_autoptr(GPtrArray) open = g_ptr_array_new_with_free_func(g_free);
  guint deepest = 0;

  fuzz_assert_clean(html);
  for (const char *p = html; *p != '\0';) {
    g_assert_true(*p != '>' && *p != '\n');
    if (*p == '<')
      p = take_tag(p, open);
    else
      p = *p == '&' ? take_entity(p) : p + 1;
    deepest = MAX(deepest, open->len);
  }
  g_assert_cmpuint(open->len, ==, 0);
  return deepest;
}
