/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/markup-style.h"

#include <string.h>

#define MEDIUM               3
#define LARGEST              7
#define CSS_DECLARATIONS_MAX 32

/* Of HTML's sizes 1 to 7. */
static const guint least_points[] = {9, 10, 12, 14, 17, 21, 25};

/* HTML's size for a size in points, as iChat's peers have always mapped it. */
static guint
size_from_points(double points)
{
  guint size = 1;
  while (size < LARGEST && points >= least_points[size])
    size++;
  return size;
}

/* The number that VALUE begins with; 0 where it is none. RET_UNIT is set to what follows. */
static double
parse_number(const char *value, const char **ret_unit)
{
  if (!g_ascii_isdigit(*value))
    return 0;
  char *end;
  double number = g_ascii_strtod(value, &end);
  *ret_unit = end;
  return number;
}

static void
set_points(LlMarkupStyle *style, const char *value)
{
  const char *unit;
  double points = parse_number(value, &unit);
  if (points > 0)
    style->size = size_from_points(points);
}

/* "1" to "7", or relative to the middle: "+1", "-2". */
static void
set_size(LlMarkupStyle *style, const char *value)
{
  gboolean is_relative = *value == '+' || *value == '-';
  const char *digits = value + is_relative;
  if (!g_ascii_isdigit(digits[0]) || digits[1] != '\0')
    return;
  int size = digits[0] - '0';
  if (is_relative)
    size = *value == '+' ? MEDIUM + size : MEDIUM - size;
  style->size = CLAMP(size, 1, 7);
}

static void
set_css_size(LlMarkupStyle *style, const char *value)
{
  static const struct {
    const char *name;
    guint size;
  } names[] = {
      {"xx-small", 1}, {"x-small", 1}, {"small", 2},   {"smaller", 2},  {"medium", 3},
      {"large", 4},    {"larger", 4},  {"x-large", 5}, {"xx-large", 6}, {"xxx-large", 7},
  };
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    if (g_ascii_strcasecmp(value, names[i].name) == 0)
      style->size = names[i].size;
  }
  const char *unit = "";
  double number = parse_number(value, &unit);
  if (number <= 0)
    return;
  if (g_ascii_strcasecmp(unit, "pt") == 0)
    style->size = size_from_points(number);
  else if (g_ascii_strcasecmp(unit, "px") == 0)
    style->size = size_from_points(number * 0.75);
}

static void
set_color(LlMarkupStyle *style, const char *value)
{
  gsize length = strlen(value);
  if (length == 0 || length >= sizeof style->color)
    return;
  gboolean is_number = *value == '#';
  if (is_number && length != 4 && length != 7)
    return;
  for (const char *p = value + is_number; *p != '\0'; p++) {
    if (is_number ? !g_ascii_isxdigit(*p) : !g_ascii_isalpha(*p))
      return;
  }
  memcpy(style->color, value, length + 1);
}

static void
set_face(LlMarkupStyle *style, const char *value)
{
  char face[sizeof style->face];
  gsize length = 0;
  for (const char *p = value; *p != '\0'; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (c == '"' || c == '\'')
      continue; /* CSS */
    gsize size = g_utf8_next_char(p) - p;
    gboolean is_mark = c < 0x80 && strchr(" ,-_.", (char)c) != NULL;
    if ((!is_mark && !g_unichar_isalnum(c)) || length + size >= sizeof face)
      return;
    memcpy(face + length, p, size);
    length += size;
  }
  if (length == 0)
    return;
  face[length] = '\0';
  memcpy(style->face, face, length + 1);
}

static void
set_weight(LlMarkupStyle *style, const char *value)
{
  const char *unit;
  if (g_ascii_strncasecmp(value, "bold", 4) == 0 || parse_number(value, &unit) >= 600)
    style->bold = TRUE;
}

static void
set_slant(LlMarkupStyle *style, const char *value)
{
  if (g_ascii_strcasecmp(value, "italic") == 0 || g_ascii_strcasecmp(value, "oblique") == 0)
    style->italic = TRUE;
}

static void
set_decoration(LlMarkupStyle *style, const char *value)
{
  g_autofree char *lower = g_ascii_strdown(value, -1);
  if (strstr(lower, "underline") != NULL)
    style->underline = TRUE;
  if (strstr(lower, "line-through") != NULL)
    style->strike = TRUE;
}

typedef struct {
  const char *name;
  void (*set)(LlMarkupStyle *style, const char *value);
} Property;

static void
set_property(LlMarkupStyle *style, const Property *properties, const char *name, const char *value)
{
  for (; properties->name != NULL; properties++) {
    if (g_ascii_strcasecmp(name, properties->name) == 0)
      properties->set(style, value);
  }
}

static void
set_css(LlMarkupStyle *style, const char *value)
{
  static const Property properties[] = {
      {"color", set_color},
      {"font-family", set_face},
      {"font-size", set_css_size},
      {"font-style", set_slant},
      {"font-weight", set_weight},
      {"text-decoration", set_decoration},
      {NULL, NULL},
  };
  g_auto(GStrv) declarations = g_strsplit(value, ";", CSS_DECLARATIONS_MAX);
  for (char **p = declarations; *p != NULL; p++) {
    char *colon = strchr(*p, ':');
    if (colon == NULL)
      continue;
    *colon = '\0';
    set_property(style, properties, g_strstrip(*p), g_strstrip(colon + 1));
  }
}

void
ll_markup_style_read(LlMarkupStyle *style, const LlXmlNode *element)
{
  static const Property properties[] = {
      {"color", set_color},          {"face", set_face}, {"size", set_size}, {"absz", set_points},
      {"ichattextcolor", set_color}, {"style", set_css}, {NULL, NULL},
  };
  for (const LlXmlAttribute *attribute = element->attributes; attribute;
       attribute = attribute->next) {
    if (attribute->ns == NULL)
      set_property(style, properties, attribute->name, attribute->value);
  }
}

static void
add_css(GString *css, const char *name, const char *value)
{
  if (css->len > 0)
    g_string_append(css, "; ");
  g_string_append_printf(css, "%s: %s", name, value);
}

char *
ll_markup_style_css(const LlMarkupStyle *style)
{
  /* CSS has a name for each but the largest. */
  static const char *const sizes[] = {"xx-small", "small",    "medium", "large",
                                      "x-large",  "xx-large", "25pt"};
  g_autoptr(GString) css = g_string_new(NULL);
  if (style->bold)
    add_css(css, "font-weight", "bold");
  if (style->italic)
    add_css(css, "font-style", "italic");
  if (style->underline || style->strike)
    add_css(css, "text-decoration",
            !style->strike      ? "underline"
            : !style->underline ? "line-through"
                                : "underline line-through");
  if (*style->face != '\0')
    add_css(css, "font-family", style->face);
  if (style->size > 0)
    add_css(css, "font-size", sizes[style->size - 1]);
  if (*style->color != '\0')
    add_css(css, "color", style->color);
  return css->len > 0 ? g_string_free(g_steal_pointer(&css), FALSE) : NULL;
}

guint
ll_markup_style_points(const LlMarkupStyle *style)
{
  return style->size > 0 ? least_points[style->size - 1] : least_points[MEDIUM - 1];
}
