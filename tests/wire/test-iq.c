/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/iq.h"

#include "wire/namespaces.h"
#include "wire/xml-reader.h"
#include "wire/xml-writer.h"

/* The first stanza in BYTES, as a peer's stream brings it. */
static LlXmlNode *
receive(const char *bytes)
{
  g_autoptr(LlXmlReader) reader = ll_xml_reader_new();
  g_autoptr(GString) stream = g_string_new(NULL);
  ll_xml_write_header(stream, "alice@peer1", "bob@peer2", NULL, NULL);
  g_string_append(stream, bytes);
  ll_xml_reader_push(reader, stream->str, stream->len);
  g_assert_no_error(ll_xml_reader_error(reader));
  g_autoptr(LlXmlNode) header = NULL;
  g_assert_cmpint(ll_xml_reader_pop(reader, &header), ==, LL_XML_EVENT_HEADER);
  LlXmlNode *stanza = NULL;
  g_assert_cmpint(ll_xml_reader_pop(reader, &stanza), ==, LL_XML_EVENT_STANZA);
  return stanza;
}

static void
check_written(const LlXmlNode *node, const char *expected)
{
  g_autoptr(GString) out = g_string_new(NULL);
  ll_xml_write_node(out, node, LL_NS_CLIENT);
  g_assert_cmpstr(out->str, ==, expected);
}

static const struct {
  const char *stanza;
  gboolean is_request;
} iqs[] = {
    {"<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>", TRUE},
    {"<iq type='set' id='1'/>", TRUE},
    {"<iq type='result' id='1'/>", FALSE},
    {"<iq type='error' id='1'/>", FALSE},
    {"<iq type='GET' id='1'/>", FALSE},
    {"<iq id='1'/>", FALSE},
    {"<message type='get' id='1'/>", FALSE},
    {"<iq xmlns='urn:x' type='get' id='1'/>", FALSE},
};

static void
test_iq(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(iqs); i++) {
    g_autoptr(LlXmlNode) node = receive(iqs[i].stanza);
    g_assert_cmpint(ll_iq_is_request(node), ==, iqs[i].is_request);
  }
  g_autoptr(LlXmlNode) request =
      receive("<iq type='get' id='&lt;1&quot;' from='liar'><q xmlns='urn:x'/></iq>");
  g_autoptr(LlXmlNode) answer =
      ll_iq_error(request, "bob@peer2", "alice@peer1", "cancel", "service-unavailable");
  check_written(answer, "<iq from=\"bob@peer2\" to=\"alice@peer1\" type=\"error\" "
                        "id=\"&lt;1&quot;\"><error type=\"cancel\"><service-unavailable "
                        "xmlns=\"urn:ietf:params:xml:ns:xmpp-stanzas\"/></error></iq>");
  g_autoptr(LlXmlNode) result = ll_iq_result(request, "bob@peer2", "alice@peer1");
  check_written(result, "<iq from=\"bob@peer2\" to=\"alice@peer1\" type=\"result\" "
                        "id=\"&lt;1&quot;\"/>");
  g_autoptr(LlXmlNode) question = ll_iq_get("q1", "bob@peer2", NULL);
  check_written(question, "<iq from=\"bob@peer2\" type=\"get\" id=\"q1\"/>");
  g_autoptr(LlXmlNode) nameless = receive("<iq type='set'/>");
  g_autoptr(LlXmlNode) short_answer = ll_iq_error(nameless, NULL, NULL, "modify", "bad-request");
  check_written(short_answer, "<iq type=\"error\"><error type=\"modify\"><bad-request "
                              "xmlns=\"urn:ietf:params:xml:ns:xmpp-stanzas\"/></error></iq>");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/iq/requests-and-answers", test_iq);
  return g_test_run();
}
