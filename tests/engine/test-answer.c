/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/answer.h"

#include <string.h>

#include "wire/namespaces.h"
#include "wire/xml-reader.h"
#include "wire/xml-writer.h"

#define PING  "<ping xmlns='urn:xmpp:ping'/>"
#define INFO  "<query xmlns='http://jabber.org/protocol/disco#info'/>"
#define ITEMS "<query xmlns='http://jabber.org/protocol/disco#items'/>"

/* The first stanza in BYTES, as a peer's stream brings it. */
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

/* Of who tells nothing that need not be told. */
static LlXmlNode *
answer_to(const LlXmlNode *iq, const char *own, const char *peer)
{
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(1234567890);

  return ll_answer_iq(iq, own, peer, &(LlAboutUs){0}, now);
}

static const char *
condition_of(const LlXmlNode *answer)
{
  const LlXmlNode *error = ll_xml_node_child(answer, "error", LL_NS_CLIENT);
  const LlXmlNode *condition;

  g_assert_nonnull(error);
  condition = error->children;
  g_assert_null(condition->next);
  g_assert_cmpstr(condition->ns, ==, LL_NS_STANZA_ERROR);
  return condition->name;
}

/* What becomes of an iq: a condition, "result", or "-" where it is not answered. */
static const struct {
  const char *iq;
  const char *answer;
} rows[] = {
    {"<iq type='get' id='1'>" INFO "</iq>", "result"},
    {"<iq type='get' id='1'> \n" ITEMS "\t</iq>", "result"},
    {"<iq type='get' id='1'>" PING "</iq>", "result"},
    {"<iq type='get' id='1'><query xmlns='jabber:iq:version'/></iq>", "result"},
    {"<iq type='get' id='1'><query xmlns='jabber:iq:last'/></iq>", "service-unavailable"},
    {"<iq type='set' id='1'>" PING "</iq>", "service-unavailable"},
    {"<iq type='get' id='1'><x xmlns='urn:x'/></iq>", "service-unavailable"},
    {"<iq type='set' id='1'><x xmlns='urn:x'/></iq>", "service-unavailable"},
    {"<iq type='set' id='1'>" INFO "</iq>", "service-unavailable"},
    {"<iq type='get' id='1'><query/></iq>", "service-unavailable"},
    {"<iq type='get' id='1' from='mallory@peer9' to='nobody@here/x'>" PING "</iq>", "result"},

    {"<iq type='get' id='1'/>", "bad-request"},
    {"<iq type='set' id='1'>text</iq>", "bad-request"},
    {"<iq type='get' id='1'>" INFO ITEMS "</iq>", "bad-request"},
    {"<iq type='get' id='1'>" INFO INFO INFO "</iq>", "bad-request"},
    {"<iq type='get'>" INFO "</iq>", "bad-request"},
    {"<iq type='get' id=''>" INFO "</iq>", "bad-request"},
    {"<iq id='1'>" INFO "</iq>", "bad-request"},
    {"<iq type='' id='1'>" INFO "</iq>", "bad-request"},
    {"<iq type='GET' id='1'>" INFO "</iq>", "bad-request"},
    {"<iq type='chat' id='1'>" INFO "</iq>", "bad-request"},
    {"<iq/>", "bad-request"},

    {"<iq type='result' id='1'/>", "-"},
    {"<iq type='result' id='1'>" INFO "</iq>", "-"},
    {"<iq type='result' id='1'>" INFO ITEMS "</iq>", "-"},
    {"<iq type='result'/>", "-"},
    {"<iq type='error' id='1'/>", "-"},
    {"<iq type='error'>" PING "<error type='cancel'/></iq>", "-"},
};

static void
test_answers(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LlXmlNode) iq = receive(rows[i].iq);
    g_autoptr(LlXmlNode) answer = answer_to(iq, "bob@peer2", "alice@peer1");
    const char *type = answer ? ll_xml_node_get(answer, "type") : "-";

    g_test_message("%s", rows[i].iq);
    if (strcmp(rows[i].answer, "-") == 0 || strcmp(rows[i].answer, "result") == 0) {
      g_assert_cmpstr(type, ==, rows[i].answer);
    } else {
      g_assert_cmpstr(type, ==, "error");
      g_assert_cmpstr(condition_of(answer), ==, rows[i].answer);
    }
  }
}

/* Its id, and the stream's two the other way round; their answers to ours are answered by none. */
static void
test_answers_name_the_question(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LlXmlNode) iq = receive(rows[i].iq);
    g_autoptr(LlXmlNode) answer = answer_to(iq, "bob@peer2", "alice@peer1");
    g_autoptr(LlXmlNode) of_answer = answer ? answer_to(answer, "alice@peer1", "bob@peer2") : NULL;

    if (!answer)
      continue;
    g_assert_true(ll_xml_node_is(answer, "iq", LL_NS_CLIENT));
    g_assert_cmpstr(ll_xml_node_get(answer, "id"), ==, ll_xml_node_get(iq, "id"));
    g_assert_cmpstr(ll_xml_node_get(answer, "from"), ==, "bob@peer2");
    g_assert_cmpstr(ll_xml_node_get(answer, "to"), ==, "alice@peer1");
    g_assert_null(of_answer);
  }
}

/* Who keeps to an address tells no name. */
static void
test_a_nameless_peer(void)
{
  g_autoptr(LlXmlNode) iq = receive("<iq type='get' id='1'>" INFO "</iq>");
  g_autoptr(LlXmlNode) answer = answer_to(iq, "bob@peer2", NULL);

  g_assert_cmpstr(ll_xml_node_get(answer, "type"), ==, "result");
  g_assert_null(ll_xml_node_get(answer, "to"));
}

static void
test_the_kind_of_errors(void)
{
  g_autoptr(LlXmlNode) unknown = receive("<iq type='get' id='1'><x xmlns='urn:x'/></iq>");
  g_autoptr(LlXmlNode) bad = receive("<iq type='get' id='1'/>");
  g_autoptr(LlXmlNode) to_unknown = answer_to(unknown, "a", "b");
  g_autoptr(LlXmlNode) to_bad = answer_to(bad, "a", "b");

  g_assert_cmpstr(ll_xml_node_get(ll_xml_node_child(to_unknown, "error", LL_NS_CLIENT), "type"), ==,
                  "cancel");
  g_assert_cmpstr(ll_xml_node_get(ll_xml_node_child(to_bad, "error", LL_NS_CLIENT), "type"), ==,
                  "modify");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/answer/answers", test_answers);
  g_test_add_func("/answer/answers-name-the-question", test_answers_name_the_question);
  g_test_add_func("/answer/a-nameless-peer", test_a_nameless_peer);
  g_test_add_func("/answer/the-kind-of-errors", test_the_kind_of_errors);
  return g_test_run();
}
