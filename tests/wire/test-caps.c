/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/caps.h"

#include "wire/xml-reader.h"
#include "wire/xml-writer.h"

/* The query that a stream brings, with CONTENT in it. */
static LlXmlNode *
receive(const char *content)
{
  g_autoptr(LlXmlReader) reader = ll_xml_reader_new();
  g_autoptr(GString) stream = g_string_new(NULL);
  g_autoptr(LlXmlNode) header = NULL;
  LlXmlNode *query = NULL;

  ll_xml_write_header(stream, "alice@peer1", "bob@peer2", NULL, NULL);
  g_string_append_printf(stream, "<query xmlns='http://jabber.org/protocol/disco#info'>%s</query>",
                         content);
  ll_xml_reader_push(reader, stream->str, stream->len);
  g_assert_cmpint(ll_xml_reader_pop(reader, &header), ==, LL_XML_EVENT_HEADER);
  g_assert_cmpint(ll_xml_reader_pop(reader, &query), ==, LL_XML_EVENT_STANZA);
  return query;
}

typedef struct {
  const char *name;
  const char *content;
  const char *hash; /* NULL: none */
} Row;

static void
check(const Row *rows, gsize count)
{
  for (gsize i = 0; i < count; i++) {
    g_autoptr(LlXmlNode) query = receive(rows[i].content);
    g_autofree char *hash = ll_caps_hash(query);

    g_test_message("%s", rows[i].name);
    g_assert_cmpstr(hash, ==, rows[i].hash);
  }
}

#define F(var)      "<feature var='" var "'/>"
#define CAPS        F("http://jabber.org/protocol/caps")
#define INFO        F("http://jabber.org/protocol/disco#info")
#define ITEMS       F("http://jabber.org/protocol/disco#items")
#define MUC         F("http://jabber.org/protocol/muc")
#define FOUR        CAPS INFO ITEMS MUC
#define OOB         F("jabber:iq:oob")
#define EXODUS      "<identity category='client' type='pc' name='Exodus 0.9.1'/>"
#define PSI_EN      "<identity xml:lang='en' category='client' type='pc' name='Psi 0.11'/>"
#define PSI_EL      "<identity xml:lang='el' category='client' type='pc' name='\xCE\xA8 0.11'/>"
#define V(text)     "<value>" text "</value>"
#define FORM(inner) "<x xmlns='jabber:x:data' type='result'>" inner "</x>"
#define HIDDEN      "<field var='FORM_TYPE' type='hidden'>"
#define SOFTWARE    HIDDEN V("urn:xmpp:dataforms:softwareinfo") "</field>"
#define IP_VERSION  "<field var='ip_version' type='text-multi'>" V("ipv4") V("ipv6") "</field>"
#define OS          "<field var='os'>" V("Mac") "</field>"
#define OS_VERSION  "<field var='os_version'>" V("10.5.1") "</field>"
#define PROGRAM     "<field var='software'>" V("Psi") "</field>"
#define PROGRAM_VER "<field var='software_version'>" V("0.11") "</field>"

#define PSI_ONLY "9LXnSGAOqGkjoewMq7WHTF4wK/U="
#define PSI_TWO  "q07IKJEyjvHSyhy//CH0CxmKi8w="

/* The two of XEP-0115 5.2 and 5.3, and those that telepathy-salut's peers and others have. */
static void
test_known_hashes(void)
{
  static const Row rows[] = {
      {"Exodus", EXODUS FOUR, "QgayPKawpkPSDYmwT/WM94uAlu0="},
      {"Psi in two languages",
       PSI_EN PSI_EL FOUR FORM(SOFTWARE IP_VERSION OS OS_VERSION PROGRAM PROGRAM_VER), PSI_TWO},
      {"Psi in one", PSI_EN FOUR, "Z4iFVDq0p0z19FtJs8nFLKQfy/Q="},
      {"Psi that does nothing", PSI_EN, PSI_ONLY},
      {"files", OOB, "BUPzDeEGHiaStVVQabtzocdns18="},
      {"files with their description",
       OOB F("http://telepathy.freedesktop.org/xmpp/file-transfer-metadata"),
       "XDbFaoNtLjsD1Rm5XCLnF586udM="},
      {"a pony", F("http://telepathy.freedesktop.org/xmpp/pony"), "YsGhXJLhrY3Upvme14fVLjA3D38="},
      {"TestIM",
       "<identity category='client' type='pc' name='TestIM 1.0'/>" CAPS F(
           "http://jabber.org/protocol/chatstates") INFO F("urn:xmpp:ping"),
       "j9SwnR68qWzaX5vvwjvT35JOGT4="},
      {"nothing", "", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="},
  };
  check(rows, G_N_ELEMENTS(rows));
}

static void
test_order_does_not_matter(void)
{
  static const Row rows[] = {
      {"features", MUC ITEMS EXODUS CAPS INFO, "QgayPKawpkPSDYmwT/WM94uAlu0="},
      {"identities, fields and values",
       FORM(PROGRAM_VER OS "<field var='ip_version'>" V("ipv6")
                V("ipv4") "</field>" OS_VERSION PROGRAM SOFTWARE) FOUR PSI_EL PSI_EN,
       PSI_TWO},
      {"one form", "<x xmlns='urn:x'/>" PSI_EN FORM(SOFTWARE OS), "SKwynQhlSlt8bRgpV9TutUtLofo="},
      {"two forms", FORM(SOFTWARE OS) FORM(HIDDEN V("a") "</field>" PROGRAM) PSI_EN,
       "8VoxTIj6/9fSyPYrrF4celPPlmo="},
      {"two forms the other way round",
       PSI_EN FORM(PROGRAM HIDDEN V("a") "</field>") FORM(OS SOFTWARE),
       "8VoxTIj6/9fSyPYrrF4celPPlmo="},
      /* By category before anything else, though '-' comes before '/'. */
      {"identities", "<identity category='a-b' type='x'/><identity category='a' type='y'/>",
       "WHolaT7MaYtQlNAJc92LjYlrsM8="},
  };
  check(rows, G_N_ELEMENTS(rows));
}

static void
test_forms_that_do_not_count(void)
{
  static const Row rows[] = {
      {"no FORM_TYPE", PSI_EN FORM(OS PROGRAM), PSI_ONLY},
      {"FORM_TYPE of no type", PSI_EN FORM("<field var='FORM_TYPE'>" V("urn:x") "</field>" OS),
       PSI_ONLY},
      {"FORM_TYPE not hidden",
       PSI_EN FORM("<field var='FORM_TYPE' type='text-single'>" V("urn:x") "</field>" OS),
       PSI_ONLY},
      {"FORM_TYPE that is a boolean",
       PSI_EN FORM("<field var='FORM_TYPE' type='boolean'>" V("1") "</field>" OS), PSI_ONLY},
      {"what is in them does not count either", PSI_EN FORM("<field type='fixed'/>"), PSI_ONLY},
      {"a field without var in one that counts",
       PSI_EN FORM(SOFTWARE "<field>" V("Mac") "</field>"), "wMFSetHbIiscGZgVgx4CZMaYIBQ="},
  };
  check(rows, G_N_ELEMENTS(rows));
}

static void
test_values_are_taken_as_they_are(void)
{
  static const Row rows[] = {
      {"1", PSI_EN FORM(SOFTWARE "<field var='x' type='boolean'>" V("1") "</field>"),
       "GPLYXCj6oTd1y2JGwnLbfV8Y3nM="},
      {"true", PSI_EN FORM(SOFTWARE "<field var='x' type='boolean'>" V("true") "</field>"),
       "FMW+HWJauTRE8dcQdF2r0OJPvxo="},
  };
  check(rows, G_N_ELEMENTS(rows));
}

static void
test_no_hash_at_all(void)
{
  static const Row rows[] = {
      {"a form of another type", PSI_EN "<x xmlns='jabber:x:data' type='lol'>" SOFTWARE OS "</x>",
       NULL},
      {"a form of no type", PSI_EN "<x xmlns='jabber:x:data'>" SOFTWARE OS "</x>", NULL},
      {"a field without value", PSI_EN FORM(SOFTWARE "<field var='os'/>"), NULL},
      {"a field with an empty value", PSI_EN FORM(SOFTWARE "<field var='os'>" V("") "</field>"),
       NULL},
      {"a field with an empty value beside another",
       PSI_EN FORM(SOFTWARE "<field var='os'>" V("Mac") "<value/></field>"), NULL},
      {"a fixed field without var",
       PSI_EN FORM(SOFTWARE "<field type='fixed'>" V("hello") "</field>"), NULL},
      {"two forms of one FORM_TYPE", PSI_EN FORM(SOFTWARE OS) FORM(SOFTWARE PROGRAM), NULL},
      {"the same form twice", PSI_EN FORM(SOFTWARE OS) FORM(SOFTWARE OS), NULL},
      {"FORM_TYPE without value", PSI_EN FORM("<field var='FORM_TYPE' type='hidden'/>" OS), NULL},
      {"FORM_TYPE without value twice",
       PSI_EN FORM("<field var='FORM_TYPE' type='hidden'/>")
           FORM("<field var='FORM_TYPE' type='hidden'/>"),
       NULL},
      {"FORM_TYPE with an empty value", PSI_EN FORM(HIDDEN V("") "</field>"), NULL},
      {"FORM_TYPE with two values", PSI_EN FORM(HIDDEN V("a") V("b") "</field>"), NULL},
      {"two FORM_TYPEs", PSI_EN FORM(SOFTWARE HIDDEN V("urn:x") "</field>"), NULL},
      {"an identity twice", PSI_EN PSI_EN, NULL},
      {"an identity without category", "<identity type='pc'/>", NULL},
      {"an identity without type", "<identity category='client'/>", NULL},
      {"a feature twice", CAPS MUC CAPS, NULL},
      {"a feature without var", "<feature/>", NULL},
      /* What another answer could be taken for by its hash. */
      {"a '<' in a name",
       "<identity category='client' type='pc' name='Exodus 0.9.1&lt;http://jabber.org/protocol/"
       "caps'/>" INFO ITEMS MUC,
       NULL},
      {"a '<' in a feature", EXODUS F("a&lt;b"), NULL},
      {"a '<' in a form", FORM(SOFTWARE "<field var='os'>" V("a&lt;b") "</field>"), NULL},
      {"a '/' in a type", "<identity category='client' type='pc/' name='x'/>", NULL},
  };
  check(rows, G_N_ELEMENTS(rows));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/caps/C5/known-hashes", test_known_hashes);
  g_test_add_func("/caps/C1/order-does-not-matter", test_order_does_not_matter);
  g_test_add_func("/caps/C1/forms-that-do-not-count", test_forms_that_do_not_count);
  g_test_add_func("/caps/C1/values-are-taken-as-they-are", test_values_are_taken_as_they_are);
  g_test_add_func("/caps/C1/no-hash-at-all", test_no_hash_at_all);
  return g_test_run();
}
