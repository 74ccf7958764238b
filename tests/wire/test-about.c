/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "wire/about.h"

#include <string.h>

#include "limits.h"
#include "wire/namespaces.h"
#include "wire/xml-reader.h"
#include "wire/xml-writer.h"

/* The first element in BYTES, as a peer's stream brings it. */
static LlXmlNode *
receive(const char *bytes)
{
  g_autoptr(LlXmlReader) reader = ll_xml_reader_new();
  g_autoptr(GString) stream = g_string_new(NULL);
  g_autoptr(LlXmlNode) header = NULL;
  LlXmlNode *stanza = NULL;

  ll_xml_write_header(stream, "alice@peer1", "bob@peer2", NULL, NULL);
  g_string_append(stream, bytes);
  ll_xml_reader_push(reader, stream->str, stream->len);
  g_assert_cmpint(ll_xml_reader_pop(reader, &header), ==, LL_XML_EVENT_HEADER);
  g_assert_cmpint(ll_xml_reader_pop(reader, &stanza), ==, LL_XML_EVENT_STANZA);
  return stanza;
}

/* 2009-02-13T23:31:30Z */
#define NOW 1234567890

/* What is in the answer to an iq of TYPE with PAYLOAD at NOW, where clocks are ahead by OFFSET
 * seconds. "-": none. (transfer full) */
static char *
answer_in(gint32 offset, const LlAboutUs *us, const char *type, const char *payload)
{
  g_autofree char *bytes =
      g_strdup_printf("<iq type='%s' id='q1' from='liar'>%s</iq>", type, payload);
  g_autoptr(LlXmlNode) request = receive(bytes);
  g_autoptr(GTimeZone) zone = g_time_zone_new_offset(offset);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(NOW);
  g_autoptr(GDateTime) now = g_date_time_to_timezone(utc, zone);
  g_autoptr(LlXmlNode) node = ll_about_answer(request, "bob@peer2", "alice@peer1", us, now);
  g_autoptr(GString) out = g_string_new(NULL);
  static const char start[] = "<iq from=\"bob@peer2\" to=\"alice@peer1\" type=\"result\" id=\"q1\"";

  if (!node)
    return g_strdup("-");
  ll_xml_write_node(out, node, LL_NS_CLIENT);
  g_assert_true(g_str_has_prefix(out->str, start));
  g_string_erase(out, 0, strlen(start));
  return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
assert_answer(const LlAboutUs *us, const char *payload, const char *expected)
{
  g_autofree char *said = answer_in(0, us, "get", payload);
  g_autofree char *to_set = answer_in(0, us, "set", payload);

  g_assert_cmpstr(said, ==, expected);
  g_assert_cmpstr(to_set, ==, "-");
}

static void
test_ping(void)
{
  assert_answer(&(LlAboutUs){0}, "<ping xmlns='urn:xmpp:ping'/>", "/>");
}

static void
test_version(void)
{
  static const char ask[] = "<query xmlns='jabber:iq:version'/>";
  LlAboutUs us = {.os = (char *)"Plan 9 <4th>"};

  assert_answer(&(LlAboutUs){0}, ask,
                "><query xmlns=\"jabber:iq:version\"><name>" PACKAGE_NAME
                "</name><version>" PACKAGE_VERSION "</version></query></iq>");
  assert_answer(&us, ask,
                "><query xmlns=\"jabber:iq:version\"><name>" PACKAGE_NAME
                "</name><version>" PACKAGE_VERSION
                "</version><os>Plan 9 &lt;4th&gt;</os></query></iq>");
}

static void
test_time(void)
{
  static const struct {
    gint32 zone;
    const char *offset;
  } rows[] = {{0, "+00:00"}, {7200, "+02:00"}, {-12600, "-03:30"}};

  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *said =
        answer_in(rows[i].zone, &(LlAboutUs){0}, "get", "<time xmlns='urn:xmpp:time'/>");
    g_autofree char *expected = g_strdup_printf("><time xmlns=\"urn:xmpp:time\"><tzo>%s</tzo>"
                                                "<utc>2009-02-13T23:31:30Z</utc></time></iq>",
                                                rows[i].offset);

    g_assert_cmpstr(said, ==, expected);
  }
}

static void
test_last_activity(void)
{
  static const char ask[] = "<query xmlns='jabber:iq:last'/>";
  static const struct {
    gint64 since;
    const char *seconds;
  } rows[] = {{0, "0"}, {NOW, "0"}, {NOW - 123, "123"}, {NOW + 5, "0"}};

  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    LlAboutUs us = {.tells_idle = TRUE, .idle_since = rows[i].since};
    g_autofree char *expected =
        g_strdup_printf("><query xmlns=\"jabber:iq:last\" seconds=\"%s\"/></iq>", rows[i].seconds);

    assert_answer(&us, ask, expected);
    us.tells_idle = FALSE;
    assert_answer(&us, ask, "-");
  }
}

static void
test_other_questions(void)
{
  static const char *const questions[] = {
      "",
      "<query/>",
      "<ping/>",
      "<ping xmlns='urn:x'/>",
      "<query xmlns='urn:xmpp:ping'/>",
      "<query xmlns='urn:xmpp:time'/>",
      "<x xmlns='jabber:iq:version'/>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS(questions); i++)
    assert_answer(&(LlAboutUs){.tells_idle = TRUE}, questions[i], "-");
}

/* --- what others say ------------------------------------------------------------------------- */

#define V(inner) "<query xmlns='jabber:iq:version'>" inner "</query>"

static void
test_their_version(void)
{
  static const struct {
    const char *payload;
    const char *name, *version, *os;
  } rows[] = {
      {V("<name>Exodus</name><version>0.7.0.4</version><os>Windows-XP</os>"), "Exodus", "0.7.0.4",
       "Windows-XP"},
      {V("<name> Ex\nodus&lt;b&gt;&#x202E; </name>"), "Ex odus<b>", NULL, NULL},
      {V("<name/><version> </version><os>&#9;</os>"), NULL, NULL, NULL},
      {V("<name xmlns='urn:x'>x</name>"), NULL, NULL, NULL},
      {V(""), NULL, NULL, NULL},
      {"<query xmlns='urn:x'><name>x</name></query>", "before", NULL, NULL},
      {"<error><name>x</name></error>", "before", NULL, NULL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LlXmlNode) payload = receive(rows[i].payload);
    LlAbout about = {.name = g_strdup("before")};

    ll_about_read(&about, payload);
    g_assert_cmpstr(about.name, ==, rows[i].name);
    g_assert_cmpstr(about.version, ==, rows[i].version);
    g_assert_cmpstr(about.os, ==, rows[i].os);
    g_assert_null(about.time);
    ll_about_clear(&about);
    g_assert_null(about.name);
  }
}

static void
test_a_long_name_is_cut(void)
{
  g_autofree char *name = g_strnfill(100 * 1000, 'x');
  g_autofree char *bytes = g_strdup_printf(V("<name>%s</name>"), name);
  g_autoptr(LlXmlNode) payload = receive(bytes);
  LlAbout about = {0};

  ll_about_read(&about, payload);
  g_assert_cmpuint(strlen(about.name), ==, LL_ABOUT_TEXT_MAX);
  ll_about_clear(&about);
}

#define T(tzo, utc) "<time xmlns='urn:xmpp:time'><tzo>" tzo "</tzo><utc>" utc "</utc></time>"

static void
test_their_time(void)
{
  static const struct {
    const char *payload;
    const char *there; /* NULL: not known */
  } rows[] = {
      {T("-06:00", "2006-12-19T17:58:35Z"), "2006-12-19 11:58:35 -06:00"},
      {T("+05:30", "2006-12-19T23:58:35.250Z"), "2006-12-20 05:28:35 +05:30"},
      {T("Z", "2006-12-19T17:58:35Z"), "2006-12-19 17:58:35 +00:00"},
      {T(" +14:00\n", " 2006-12-19T17:58:35Z "), "2006-12-20 07:58:35 +14:00"},
      {T("+02:00", "2006-12-19T17:58:35"), NULL},
      {T("Europe/Rome", "2006-12-19T17:58:35Z"), NULL},
      {T("+24:00", "2006-12-19T17:58:35Z"), NULL},
      {T("+15:00", "2006-12-19T17:58:35Z"), NULL},
      {T("+-1:00", "2006-12-19T17:58:35Z"), NULL},
      {T("+1:000", "2006-12-19T17:58:35Z"), NULL},
      {T("+ 1:00", "2006-12-19T17:58:35Z"), NULL},
      {T("+02:60", "2006-12-19T17:58:35Z"), NULL},
      {T("2", "2006-12-19T17:58:35Z"), NULL},
      {T("", "2006-12-19T17:58:35Z"), NULL},
      {T("+02:00", "yesterday"), NULL},
      {T("+02:00", ""), NULL},
      {T("+14:00", "9999-12-31T23:58:35Z"), NULL},
      {"<time xmlns='urn:xmpp:time'><utc>2006-12-19T17:58:35Z</utc></time>", NULL},
      {"<time xmlns='urn:xmpp:time'/>", NULL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LlXmlNode) payload = receive(rows[i].payload);
    LlAbout about = {.time = g_date_time_new_now_utc()};
    g_autofree char *there = NULL;

    g_test_message("%s", rows[i].payload);
    ll_about_read(&about, payload);
    there = about.time ? g_date_time_format(about.time, "%Y-%m-%d %H:%M:%S %:z") : NULL;
    g_assert_cmpstr(there, ==, rows[i].there);
    ll_about_clear(&about);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/about/ping", test_ping);
  g_test_add_func("/about/version", test_version);
  g_test_add_func("/about/time", test_time);
  g_test_add_func("/about/last-activity", test_last_activity);
  g_test_add_func("/about/other-questions-are-not-ours", test_other_questions);
  g_test_add_func("/about/their-version", test_their_version);
  g_test_add_func("/about/a-long-name-is-cut", test_a_long_name_is_cut);
  g_test_add_func("/about/their-time", test_their_time);
  return g_test_run();
}
