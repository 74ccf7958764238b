/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "wire/about.h"

#include <string.h>

#include "limits.h"
#include "wire/iq.h"
#include "wire/namespaces.h"
#include "wire/text.h"

/* --- ours ------------------------------------------------------------------------------------ */

static void
add_text(LlXmlNode *parent, const char *name, const char *text)
{
  ll_xml_node_add_text(ll_xml_node_add(parent, name, NULL), text, -1);
}

static void
tell_version(LlXmlNode *answer, const LlAboutUs *us)
{
  LlXmlNode *query = ll_xml_node_add(answer, "query", LL_NS_VERSION);

  add_text(query, "name", PACKAGE_NAME);
  add_text(query, "version", PACKAGE_VERSION);
  if (us->os)
    add_text(query, "os", us->os);
}

static void
tell_time(LlXmlNode *answer, GDateTime *now)
{
  LlXmlNode *time = ll_xml_node_add(answer, "time", LL_NS_TIME);
  g_autoptr(GDateTime) utc = g_date_time_to_utc(now);
  g_autofree char *offset = g_date_time_format(now, "%:z");
  g_autofree char *stamp = g_date_time_format(utc, "%Y-%m-%dT%H:%M:%SZ");

  add_text(time, "tzo", offset);
  add_text(time, "utc", stamp);
}

static void
tell_idle(LlXmlNode *answer, const LlAboutUs *us, GDateTime *now)
{
  LlXmlNode *query = ll_xml_node_add(answer, "query", LL_NS_LAST);
  gint64 idle = us->idle_since > 0 ? g_date_time_to_unix(now) - us->idle_since : 0;
  g_autofree char *seconds = g_strdup_printf("%" G_GINT64_FORMAT, MAX(idle, 0));

  ll_xml_node_set(query, "seconds", seconds);
}

LlXmlNode *
ll_about_answer(const LlXmlNode *request, const char *from, const char *to, const LlAboutUs *us,
                GDateTime *now)
{
  g_autoptr(LlXmlNode) answer = ll_iq_result(request, from, to);

  if (g_strcmp0(ll_xml_node_get(request, "type"), "get") != 0)
    return NULL;
  if (ll_xml_node_child(request, "query", LL_NS_VERSION))
    tell_version(answer, us);
  else if (ll_xml_node_child(request, "time", LL_NS_TIME))
    tell_time(answer, now);
  else if (us->tells_idle && ll_xml_node_child(request, "query", LL_NS_LAST))
    tell_idle(answer, us, now);
  else if (!ll_xml_node_child(request, "ping", LL_NS_PING))
    return NULL;
  return g_steal_pointer(&answer);
}

/* --- another's ------------------------------------------------------------------------------- */

/* What the child NAME of NODE says, instead of FIELD. */
static void
read_text(char **field, const LlXmlNode *node, const char *name)
{
  const LlXmlNode *child = ll_xml_node_child(node, name, node->ns);
  g_autofree char *text = child ? ll_xml_node_text(child) : NULL;
  g_autofree char *clean = text ? ll_text_clean_line(text, -1) : NULL;

  g_clear_pointer(field, g_free);
  if (clean && *clean)
    *field = ll_text_truncate_line(clean, LL_ABOUT_TEXT_MAX);
}

/* "+02:00", "-03:30", "Z" (XEP-0082 3.3). NULL: it is none that people live in. (transfer full)
 * (nullable) */
static GTimeZone *
read_zone(const char *text)
{
  static const char form[] = "+00:00";
  int hours, minutes;

  if (strcmp(text, "Z") == 0)
    return g_time_zone_new_utc();
  if (strlen(text) != strlen(form) || (*text != '+' && *text != '-'))
    return NULL;
  for (gsize i = 1; form[i]; i++)
    if (form[i] == '0' ? !g_ascii_isdigit(text[i]) : text[i] != form[i])
      return NULL;
  hours = (int)g_ascii_strtoull(text + 1, NULL, 10);
  minutes = (int)g_ascii_strtoull(text + 4, NULL, 10);
  if (hours > 14 || minutes > 59)
    return NULL;
  return g_time_zone_new_offset((*text == '-' ? -1 : 1) * (hours * 60 + minutes) * 60);
}

/* (transfer full) (nullable) */
static GDateTime *
read_time(const LlXmlNode *node)
{
  const LlXmlNode *utc = ll_xml_node_child(node, "utc", LL_NS_TIME);
  const LlXmlNode *tzo = ll_xml_node_child(node, "tzo", LL_NS_TIME);
  g_autofree char *stamp = utc ? ll_xml_node_text(utc) : g_strdup("");
  g_autofree char *offset = tzo ? ll_xml_node_text(tzo) : g_strdup("");
  g_autoptr(GDateTime) time = NULL;
  g_autoptr(GTimeZone) zone = NULL;

  zone = read_zone(g_strstrip(offset));
  time = zone ? g_date_time_new_from_iso8601(g_strstrip(stamp), NULL) : NULL;
  return time ? g_date_time_to_timezone(time, zone) : NULL;
}

void
ll_about_read(LlAbout *about, const LlXmlNode *payload)
{
  if (ll_xml_node_is(payload, "query", LL_NS_VERSION)) {
    read_text(&about->name, payload, "name");
    read_text(&about->version, payload, "version");
    read_text(&about->os, payload, "os");
  } else if (ll_xml_node_is(payload, "time", LL_NS_TIME)) {
    g_clear_pointer(&about->time, g_date_time_unref);
    about->time = read_time(payload);
  }
}

void
ll_about_copy(LlAbout *ret_about, const LlAbout *about)
{
  ret_about->name = g_strdup(about->name);
  ret_about->version = g_strdup(about->version);
  ret_about->os = g_strdup(about->os);
  ret_about->time = about->time ? g_date_time_ref(about->time) : NULL;
}

void
ll_about_clear(LlAbout *about)
{
  g_free(about->name);
  g_free(about->version);
  g_free(about->os);
  g_clear_pointer(&about->time, g_date_time_unref);
  *about = (LlAbout){0};
}
