/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/dialogue.h"

#include "wire/namespaces.h"
#include "wire/xml-reader.h"

#define STATE(name)    "<" name " xmlns='http://jabber.org/protocol/chatstates'/>"
#define ASKS_EVENTS    "<x xmlns='jabber:x:event'><composing/></x>"
#define ABOUT(subject) "<subject>" subject "</subject>"

/* CONTENT comes in a message. */
static LlMessage *
read_message(const char *content)
{
  g_autofree char *xml =
      g_strconcat("<message xmlns='jabber:client' id='m1'>", content, "</message>", NULL);
  g_autoptr(LlXmlNode) node = ll_xml_parse_fragment(xml, -1, NULL);
  return ll_message_from_node(node, NULL);
}

static gboolean
hear(LlDialogue *dialogue, const char *content)
{
  g_autoptr(LlMessage) message = read_message(content);
  return ll_dialogue_heard(dialogue, message);
}

static void
check_subject(LlDialogue *dialogue, const char *content, const char *subject)
{
  g_autoptr(LlMessage) message = read_message(content);
  ll_dialogue_heard(dialogue, message);
  g_assert_cmpstr(message->subject, ==, subject);
}

/* It is shown when it is news. */
static void
test_subject(void)
{
  g_autoptr(LlDialogue) dialogue = ll_dialogue_new();
  check_subject(dialogue, "<body>a</body>", NULL);
  check_subject(dialogue, ABOUT("Ball") "<body>a</body>", "Ball");
  check_subject(dialogue, ABOUT("Ball") "<body>b</body>", NULL);
  check_subject(dialogue, "<body>c</body>", NULL);
  check_subject(dialogue, ABOUT("Ball") "<body>d</body>", NULL);
  check_subject(dialogue, ABOUT("Tomb") "<body>e</body>", "Tomb");
  check_subject(dialogue, ABOUT("Ball") "<body>f</body>", "Ball");
  check_subject(dialogue, ABOUT("Ball"), "Ball");
  check_subject(dialogue, STATE("composing"), NULL);
}

static void
check_thread(LlDialogue *dialogue, const char *thread)
{
  LlSpeech speech = {0};
  ll_dialogue_speak(dialogue, &speech, 0);
  g_assert_cmpstr(speech.thread, ==, thread);
}

/* One answers in the thread of the last message. */
static void
test_thread(void)
{
  g_autoptr(LlDialogue) dialogue = ll_dialogue_new();
  check_thread(dialogue, NULL);
  hear(dialogue, "<body>a</body><thread>t1</thread>");
  check_thread(dialogue, "t1");
  hear(dialogue, STATE("composing") "<thread>t2</thread>");
  check_thread(dialogue, "t1");
  hear(dialogue, "<body>a</body><thread>t3</thread>");
  check_thread(dialogue, "t3");
  hear(dialogue, "<body>a</body>");
  check_thread(dialogue, NULL);
}

static void
test_speech(void)
{
  static const struct {
    LlCapability can;
    gboolean is_xhtml_im, has_state, asks_receipt;
  } cases[] = {
      {0, FALSE, FALSE, FALSE},
      {LL_CAPABILITY_KNOWN, FALSE, FALSE, FALSE},
      {LL_CAPABILITY_KNOWN | LL_CAPABILITY_XHTML_IM, TRUE, FALSE, FALSE},
      {LL_CAPABILITY_KNOWN | LL_CAPABILITY_CHAT_STATES, FALSE, TRUE, FALSE},
      {LL_CAPABILITY_KNOWN | LL_CAPABILITY_RECEIPTS, FALSE, FALSE, TRUE},
  };
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(LlDialogue) dialogue = ll_dialogue_new();
    LlSpeech speech = {.plain = "x"};
    ll_dialogue_speak(dialogue, &speech, cases[i].can);
    g_assert_cmpint(speech.is_xhtml_im, ==, cases[i].is_xhtml_im);
    g_assert_cmpint(speech.has_state, ==, cases[i].has_state);
    g_assert_cmpint(speech.asks_receipt, ==, cases[i].asks_receipt);
    g_assert_cmpstr(speech.plain, ==, "x");
  }
}

/* The words of each kind; a message ends the typing. */
static void
test_typing(void)
{
  g_autoptr(LlDialogue) dialogue = ll_dialogue_new();
  LlSpeech speech = {0};
  g_assert_null(ll_dialogue_type(dialogue, "a", "b", LL_CHAT_STATE_COMPOSING, 0));
  g_autoptr(LlXmlNode) state =
      ll_dialogue_type(dialogue, "a", "b", LL_CHAT_STATE_COMPOSING, LL_CAPABILITY_CHAT_STATES);
  g_assert_nonnull(ll_xml_node_child(state, "composing", LL_NS_CHAT_STATES));
  ll_dialogue_speak(dialogue, &speech, LL_CAPABILITY_CHAT_STATES);
  g_assert_null(
      ll_dialogue_type(dialogue, "a", "b", LL_CHAT_STATE_ACTIVE, LL_CAPABILITY_CHAT_STATES));
  hear(dialogue, "<body>a</body>" ASKS_EVENTS);
  g_autoptr(LlXmlNode) event = ll_dialogue_type(dialogue, "a", "b", LL_CHAT_STATE_COMPOSING, 0);
  const LlXmlNode *x = ll_xml_node_child(event, "x", LL_NS_EVENT);
  g_autofree char *id = ll_xml_node_text(ll_xml_node_child(x, "id", LL_NS_EVENT));
  g_assert_cmpstr(id, ==, "m1");
}

static void
test_theirs(void)
{
  g_autoptr(LlDialogue) dialogue = ll_dialogue_new();
  g_assert_true(hear(dialogue, STATE("composing")));
  g_assert_cmpint(ll_dialogue_theirs(dialogue), ==, LL_CHAT_STATE_COMPOSING);
  g_assert_true(ll_dialogue_closed(dialogue));
  g_assert_cmpint(ll_dialogue_theirs(dialogue), ==, LL_CHAT_STATE_ACTIVE);
  ll_dialogue_free(NULL);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/dialogue/subject", test_subject);
  g_test_add_func("/dialogue/thread", test_thread);
  g_test_add_func("/dialogue/speech", test_speech);
  g_test_add_func("/dialogue/typing", test_typing);
  g_test_add_func("/dialogue/theirs", test_theirs);
  return g_test_run();
}
