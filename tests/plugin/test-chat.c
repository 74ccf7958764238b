/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "client.h"
#include "limits.h"

/* Messages both ways, and what is said of those that do not arrive. */

#define ROMEO "romeo@street"

static const LlPresence romeo = {.nick = (char *)"Romeo <3"};

static int
say(PurpleAccount *account, const char *html)
{
  return serv_send_im(purple_account_get_connection(account), ROMEO, html, PURPLE_MESSAGE_SEND);
}

static void
test_send(void)
{
  static const struct {
    const char *html, *plain, *xhtml;
  } cases[] = {
      {"hello", "hello", NULL},
      {"a &lt; b &amp;&amp; c", "a < b && c", NULL},
      {"<b>bold</b>", "bold", "<span style='font-weight: bold;'>bold</span>"},
      {"\xf0\x9f\x8e\xad", "\xf0\x9f\x8e\xad", NULL},
      {"one<br>two", "one\ntwo", NULL},
      {"one\ntwo", "one\ntwo", NULL},
      {"one<BR>\r\ntwo\n\nthree", "one\ntwo\n\nthree", NULL},
      {"page\fpage", "page\npage", NULL},
      {"bell\x07", "bell\xef\xbf\xbd", NULL},
      {"<i>one</i><br>two", "one\ntwo", "<em>one</em><br/>two"},
      {" ", " ", NULL},
  };
  PurpleAccount *account;

  client_online(&account);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *expected =
        g_strdup_printf("endpoint: send to romeo@street: %s | %s", cases[i].plain,
                        cases[i].xhtml ? cases[i].xhtml : "(not formatted)");
    g_assert_cmpint(say(account, cases[i].html), ==, 1);
    journal_seen(expected);
  }
  /* A character that was written as a number. */
  g_assert_cmpint(say(account, "a&#12;b"), ==, 1);
  journal_seen("endpoint: send to romeo@street: a\nb | (not formatted)");
  g_assert_cmpint(say(account, "<b></b>"), ==, -EINVAL);
  journal_nothing();
  client_remove(account);
}

static void
test_send_sizes(void)
{
  g_autofree char *most = g_strnfill(LL_MESSAGE_MAX, 'x');
  g_autofree char *more = g_strnfill(LL_MESSAGE_MAX + 1, 'x');
  g_autofree char *expected =
      g_strdup_printf("endpoint: send to romeo@street: %s | (not formatted)", most);
  g_autoptr(GString) motley = g_string_new(NULL), plain = g_string_new(NULL);
  PurpleAccount *account;

  client_online(&account);
  g_assert_cmpint(say(account, most), ==, 1);
  journal_seen(expected);
  g_assert_cmpint(say(account, more), ==, -E2BIG);
  journal_nothing();

  /* Formatting that makes the stanza too long for the other side goes, the text does not. */
  for (guint i = 0; i < 20000; i++) {
    g_string_append(motley, "<b>a</b>b");
    g_string_append(plain, "ab");
  }
  g_autofree char *without =
      g_strdup_printf("endpoint: send to romeo@street: %s | (not formatted)", plain->str);
  g_assert_cmpint(say(account, motley->str), ==, 1);
  journal_seen(without);
  client_remove(account);
}

static void
test_send_when_not_connected(void)
{
  PurplePluginProtocolInfo *info = PURPLE_PLUGIN_PROTOCOL_INFO(purple_find_prpl("prpl-link-local"));
  PurpleAccount *account;
  PurpleConnection *gc;

  client_online(&account);
  gc = purple_account_get_connection(account);
  gpointer data = purple_connection_get_protocol_data(gc);
  purple_connection_set_protocol_data(gc, NULL);
  g_assert_cmpint(info->send_im(gc, ROMEO, "hello", 0), ==, -ENOTCONN);
  purple_connection_set_protocol_data(gc, data);
  journal_nothing();
  client_remove(account);
}

static void
test_receive(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  /* From someone whose presence is not there yet. */
  fake_endpoint_message(endpoint, ROMEO, LL_MESSAGE_TEXT, "a &lt; <b>b</b>", 0);
  journal_seen("conversation with romeo@street", "romeo@street (received): a &lt; <b>b</b>");
  fake_endpoint_peer(endpoint, ROMEO, &romeo);
  journal_forget();
  fake_endpoint_message(endpoint, "Romeo@Street", LL_MESSAGE_TEXT, "again", 0);
  journal_seen("Romeo@Street (received): again");
  fake_endpoint_message(endpoint, ROMEO, LL_MESSAGE_TEXT, "late", 1000000000);
  journal_seen("romeo@street (received) (delayed): late");
  fake_endpoint_message(endpoint, ROMEO, LL_MESSAGE_TEXT, "from the future", G_MAXINT64);
  journal_seen("romeo@street (received): from the future");
  fake_endpoint_message(endpoint, ROMEO, LL_MESSAGE_ERROR, "not &lt;acceptable&gt;", 0);
  journal_seen(
      "romeo@street (error): The program of Romeo &lt;3 reports an error: not &lt;acceptable&gt;");
  fake_endpoint_message(endpoint, ROMEO, LL_MESSAGE_NOTHING, NULL, 0);
  journal_nothing();
  client_remove(account);
}

static void
test_blocked(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  account->perm_deny = PURPLE_PRIVACY_DENY_USERS;
  purple_privacy_deny_add(account, ROMEO, TRUE);
  fake_endpoint_message(endpoint, "Romeo@street", LL_MESSAGE_TEXT, "hello", 0);
  journal_nothing();
  client_remove(account);
}

static void
test_undelivered(void)
{
  static const char *const lines[] = {
      [LL_UNDELIVERED_ABSENT] = "Not delivered, because Romeo &lt;3 is not on the network. Send it "
                                "again when they are back. The message was: “a &lt; b”",
      [LL_UNDELIVERED_UNREACHABLE] =
          "Not delivered, because the computer of Romeo &lt;3 cannot be reached. Check the network "
          "and "
          "the firewalls on both sides, then send it again. The message was: “a &lt; b”",
      [LL_UNDELIVERED_SILENT] =
          "Not delivered, because the program of Romeo &lt;3 does not answer. Send "
          "it again later. The message was: “a &lt; b”",
      [LL_UNDELIVERED_REFUSED] = "Not delivered, because the program of Romeo &lt;3 refused the "
                                 "conversation. If you have a new key, they have to accept it "
                                 "first. Reach them in "
                                 "another way, or send it again later. The message was: “a &lt; b”",
      [LL_UNDELIVERED_BROKEN] =
          "Not delivered, because the connection to Romeo &lt;3 broke. Send it "
          "again. The message was: “a &lt; b”",
      [LL_UNDELIVERED_CROWDED] = "Not delivered, because too many messages for Romeo &lt;3 are "
                                 "waiting already. Send it again "
                                 "when those have arrived. The message was: “a &lt; b”",
      [LL_UNDELIVERED_SIGNED_OFF] = "Not delivered, because you signed off before Romeo &lt;3 got "
                                    "it. Sign on and send it again. "
                                    "The message was: “a &lt; b”",
  };
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_peer(endpoint, ROMEO, &romeo);
  purple_conversation_new(PURPLE_CONV_TYPE_IM, account, ROMEO);
  journal_forget();
  for (gsize why = 0; why < G_N_ELEMENTS(lines); why++) {
    g_autofree char *expected = g_strdup_printf("romeo@street (error): %s", lines[why]);
    fake_endpoint_undelivered(endpoint, ROMEO, "a < b", why);
    journal_seen(expected);
  }
  client_remove(account);
}

/* The window was closed, and they are gone. */
static void
test_undelivered_without_window(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_undelivered(endpoint, ROMEO, "hello", LL_UNDELIVERED_ABSENT);
  journal_seen(
      "conversation with romeo@street",
      "romeo@street (error): Not delivered, because romeo@street is not on the network. Send it "
      "again when they are back. The message was: “hello”");
  client_remove(account);
}

/* One trouble is explained once, and each text is there. */
static void
test_many_undelivered(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_undelivered(endpoint, ROMEO, "1", LL_UNDELIVERED_BROKEN);
  fake_endpoint_undelivered(endpoint, ROMEO, "2", LL_UNDELIVERED_BROKEN);
  fake_endpoint_undelivered(endpoint, "ROMEO@street", "3", LL_UNDELIVERED_BROKEN);
  journal_seen(
      "conversation with romeo@street",
      "romeo@street (error): Not delivered, because the connection to romeo@street broke. Send it "
      "again. The message was: “1”",
      "romeo@street (error): Not delivered either: “2”",
      "ROMEO@street (error): Not delivered either: “3”");
  fake_endpoint_undelivered(endpoint, ROMEO, "4", LL_UNDELIVERED_ABSENT);
  journal_seen(
      "romeo@street (error): Not delivered, because romeo@street is not on the network. Send it "
      "again when they are back. The message was: “4”");
  fake_endpoint_undelivered(endpoint, "paris@hall", "5", LL_UNDELIVERED_ABSENT);
  journal_seen(
      "conversation with paris@hall",
      "paris@hall (error): Not delivered, because paris@hall is not on the network. Send it again "
      "when they are back. The message was: “5”");
  client_remove(account);
}

/* Lines of a quotation stay marked, and Pidgin, which cuts what it decorates, gets a long one raw.
 */
static void
test_undelivered_long(void)
{
  g_autofree char *text = g_strnfill(60000, '&');
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_undelivered(endpoint, ROMEO, "one\n<two>\n", LL_UNDELIVERED_SILENT);
  journal_seen(
      "conversation with romeo@street",
      "romeo@street (error): Not delivered, because the program of romeo@street does not answer. "
      "Send it again later. The message was: \n&gt; one\n&gt; &lt;two&gt;\n&gt; ");
  fake_endpoint_undelivered(endpoint, ROMEO, text, LL_UNDELIVERED_SILENT);
  g_autoptr(GPtrArray) lines = journal_take_sorted();
  g_assert_cmpuint(lines->len, ==, 1);
  g_assert_true(g_str_has_prefix(lines->pdata[0],
                                 "romeo@street (error) (raw): Not delivered either: “&amp;"));
  g_assert_cmpuint(strlen(lines->pdata[0]), >, 5 * 60000);
  client_remove(account);
}

static void
test_undelivered_at_sign_off(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_hold(endpoint, ROMEO, "wait");
  purple_account_set_enabled(account, purple_core_get_ui(), FALSE);
  journal_seen(
      "conversation with romeo@street",
      "romeo@street (error): Not delivered, because you signed off before romeo@street got it. "
      "Sign on and send it again. The message was: “wait”",
      "endpoint: sign off", "disconnected");
  client_remove(account);
}

static void
test_kept(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  fake_endpoint_kept(endpoint, ROMEO, 1, "a < b", FALSE);
  journal_seen("conversation with romeo@street",
               "romeo@street: Not delivered yet. The message goes out as soon as you and "
               "romeo@street are both on the network: “a &lt; b”");
  fake_endpoint_kept(endpoint, ROMEO, 2, "more", TRUE);
  journal_seen("romeo@street: Not delivered yet. The message goes out as soon as you and "
               "romeo@street are both on the network, but it could not be saved, and is lost if "
               "you quit before. See whether the disk is full. The message is: “more”");
  fake_endpoint_delivered(endpoint, 1);
  journal_seen("romeo@street: Delivered now: “a &lt; b”");
  client_remove(account);
}

/* Who is removed from the list gets nothing more. */
static void
test_kept_for_who_is_removed(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleBuddy *buddy = purple_buddy_new(account, ROMEO, NULL);

  purple_blist_add_buddy(buddy, NULL, NULL, NULL);
  fake_endpoint_kept(endpoint, ROMEO, 1, "one", FALSE);
  fake_endpoint_kept(endpoint, "paris@hall", 2, "two", FALSE);
  journal_forget();
  purple_account_remove_buddy(account, buddy, NULL);
  journal_seen("endpoint: take back from romeo@street: one");
  purple_blist_remove_buddy(buddy);
  journal_forget();
  client_remove(account);
}

/* --- What else is in a message ------------------------------------------------------------- */

static void
hear(LlEndpoint *endpoint, LlMessage message)
{
  message.kind = LL_MESSAGE_TEXT;
  fake_endpoint_message_full(endpoint, ROMEO, &message);
}

static void
test_subject(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  purple_conversation_new(PURPLE_CONV_TYPE_IM, account, ROMEO);
  journal_forget();
  hear(endpoint, (LlMessage){.html = (char *)"a <b>b</b>", .subject = (char *)"Ball <now>"});
  journal_seen("romeo@street (received): <b>Subject: Ball &lt;now&gt;</b><br>a <b>b</b>");
  hear(endpoint, (LlMessage){.html = (char *)"", .subject = (char *)"Ball"});
  journal_seen("romeo@street (received): <b>Subject: Ball</b>");
  client_remove(account);
}

static void
test_correction(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  purple_conversation_new(PURPLE_CONV_TYPE_IM, account, ROMEO);
  journal_forget();
  hear(endpoint, (LlMessage){.html = (char *)"a &lt; b", .corrects = (char *)"m1"});
  journal_seen("romeo@street (received): Correction: a &lt; b");
  client_remove(account);
}

/* What is said with /me is the clients' to show, in both directions. */
static void
test_me(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  purple_conversation_new(PURPLE_CONV_TYPE_IM, account, ROMEO);
  journal_forget();
  g_assert_cmpint(say(account, "/me waves"), ==, 1);
  journal_seen("endpoint: send to romeo@street: /me waves | (not formatted)");
  hear(endpoint, (LlMessage){.html = (char *)"/me waves back"});
  journal_seen("romeo@street (received): /me waves back");
  client_remove(account);
}

static void
send_typing(PurpleAccount *account, PurpleTypingState state)
{
  g_assert_cmpuint(serv_send_typing(purple_account_get_connection(account), ROMEO, state), ==, 0);
}

static void
test_send_typing(void)
{
  PurpleAccount *account;

  client_online(&account);
  send_typing(account, PURPLE_TYPING);
  send_typing(account, PURPLE_TYPED);
  send_typing(account, PURPLE_NOT_TYPING);
  journal_seen("endpoint: to romeo@street: typing", "endpoint: to romeo@street: typed",
               "endpoint: to romeo@street: nothing");
  /* Who does not want it need not sign on anew. */
  purple_account_set_bool(account, "typing", FALSE);
  send_typing(account, PURPLE_TYPING);
  journal_nothing();
  client_remove(account);
}

static PurpleTypingState
typing_of(PurpleConversation *conversation)
{
  return purple_conv_im_get_typing_state(PURPLE_CONV_IM(conversation));
}

static void
test_typing(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleConversation *conversation =
      purple_conversation_new(PURPLE_CONV_TYPE_IM, account, "Romeo@Street");

  purple_account_set_bool(account, "typing", FALSE);
  fake_endpoint_typing(endpoint, ROMEO, LL_CHAT_STATE_COMPOSING);
  g_assert_cmpint(typing_of(conversation), ==, PURPLE_TYPING);
  /* It does not stay for ever. */
  g_assert_cmpuint(purple_conv_im_get_typing_timeout(PURPLE_CONV_IM(conversation)), >, 0);
  fake_endpoint_typing(endpoint, ROMEO, LL_CHAT_STATE_PAUSED);
  g_assert_cmpint(typing_of(conversation), ==, PURPLE_TYPED);
  fake_endpoint_typing(endpoint, ROMEO, LL_CHAT_STATE_ACTIVE);
  g_assert_cmpint(typing_of(conversation), ==, PURPLE_NOT_TYPING);
  g_assert_cmpuint(purple_conv_im_get_typing_timeout(PURPLE_CONV_IM(conversation)), ==, 0);
  client_remove(account);
}

static void
test_typing_of_blocked(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleConversation *conversation = purple_conversation_new(PURPLE_CONV_TYPE_IM, account, ROMEO);

  journal_forget();
  g_assert_cmpint(fake_endpoint_welcome(endpoint, ROMEO), ==, LL_WELCOME_YES);
  account->perm_deny = PURPLE_PRIVACY_DENY_USERS;
  purple_privacy_deny_add(account, ROMEO, TRUE);
  fake_endpoint_typing(endpoint, "Romeo@street", LL_CHAT_STATE_COMPOSING);
  g_assert_cmpint(typing_of(conversation), ==, PURPLE_NOT_TYPING);
  fake_endpoint_message_full(endpoint, ROMEO, &(LlMessage){.is_attention = TRUE});
  journal_nothing();
  g_assert_cmpint(fake_endpoint_welcome(endpoint, "Romeo@street"), ==, LL_WELCOME_NO);
  client_remove(account);
}

/* --- Nudges -------------------------------------------------------------------------------- */

static void
test_nudge(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleConnection *gc = purple_account_get_connection(account);

  purple_conversation_new(PURPLE_CONV_TYPE_IM, account, ROMEO);
  journal_forget();
  purple_prpl_send_attention(gc, ROMEO, 0);
  journal_seen(
      "endpoint: nudge romeo@street in vain",
      "endpoint: send to romeo@street: May I have your attention, please? | (not formatted)",
      "(nobody) (sent): You ask for attention.");
  fake_endpoint_know_nudges(endpoint);
  purple_prpl_send_attention(gc, ROMEO, 0);
  journal_seen("endpoint: nudge romeo@street", "(nobody) (sent): You ask for attention.");
  client_remove(account);
}

static void
test_nudge_command(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleConversation *conversation = purple_conversation_new(PURPLE_CONV_TYPE_IM, account, ROMEO);
  g_autofree char *error = NULL;

  fake_endpoint_know_nudges(endpoint);
  journal_forget();
  g_assert_cmpint(purple_cmd_do_command(conversation, "nudge", "nudge", &error), ==,
                  PURPLE_CMD_STATUS_OK);
  journal_seen("endpoint: nudge romeo@street", "(nobody) (sent): You ask for attention.");
  g_assert_cmpint(purple_cmd_do_command(conversation, "nudge him", "nudge him", &error), ==,
                  PURPLE_CMD_STATUS_WRONG_ARGS);
  journal_nothing();
  client_remove(account);
}

static void
on_attention(PurpleAccount *account, const char *who,
             G_GNUC_UNUSED PurpleConversation *conversation, guint type, gpointer data)
{
  g_assert_true(account == *(PurpleAccount **)data);
  g_assert_cmpstr(who, ==, ROMEO);
  g_assert_cmpuint(type, ==, 0);
  journal_note("attention");
}

static void
test_nudged(void)
{
  static int handle;
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  purple_signal_connect(purple_conversations_get_handle(), "got-attention", &handle,
                        PURPLE_CALLBACK(on_attention), &account);
  fake_endpoint_peer(endpoint, ROMEO, &romeo);
  purple_conversation_new(PURPLE_CONV_TYPE_IM, account, ROMEO);
  journal_forget();
  fake_endpoint_message_full(endpoint, ROMEO, &(LlMessage){.is_attention = TRUE});
  journal_seen("romeo@street (received): Romeo &lt;3 asks for your attention!",
               "endpoint: attention");
  /* Once for all that come in a moment; what is said besides is shown. */
  for (guint i = 0; i < 100; i++)
    fake_endpoint_message_full(endpoint, ROMEO, &(LlMessage){.is_attention = TRUE});
  journal_nothing();
  hear(endpoint, (LlMessage){.html = (char *)"hey", .is_attention = TRUE});
  journal_seen("romeo@street (received): hey");
  purple_signals_disconnect_by_handle(&handle);
  client_remove(account);
}

/* Many who are one person, perhaps, open no window each. */
static void
test_nudged_by_many(void)
{
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);

  for (guint i = 0; i < 200; i++) {
    g_autofree char *name = g_strdup_printf("nobody%u@nowhere", i);
    fake_endpoint_message_full(endpoint, name, &(LlMessage){.is_attention = TRUE});
  }
  g_autoptr(GPtrArray) lines = journal_take_sorted();
  g_assert_cmpuint(lines->len, ==, 2 * 64);
  client_remove(account);
}

/* What they write may come before what they are called. */
static void
test_title_of_who_writes_before_they_are_listed(void)
{
  LlPresence presence = {.nick = (char *)"Rommy"};
  PurpleAccount *account;
  LlEndpoint *endpoint = client_online(&account);
  PurpleConversation *conversation = purple_conversation_new(PURPLE_CONV_TYPE_IM, account, ROMEO);

  g_assert_cmpstr(purple_conversation_get_title(conversation), ==, ROMEO);
  fake_endpoint_peer(endpoint, ROMEO, &presence);
  g_assert_cmpstr(purple_conversation_get_title(conversation), ==, "Rommy");
  purple_conversation_destroy(conversation);
  client_remove(account);
}

int
main(int argc, char **argv)
{
  int result;

  g_test_init(&argc, &argv, NULL);
  client_init();
  g_test_add_func("/chat/send", test_send);
  g_test_add_func("/chat/send-sizes", test_send_sizes);
  g_test_add_func("/chat/send-when-not-connected", test_send_when_not_connected);
  g_test_add_func("/chat/receive", test_receive);
  g_test_add_func("/chat/blocked", test_blocked);
  g_test_add_func("/chat/undelivered", test_undelivered);
  g_test_add_func("/chat/undelivered-without-window", test_undelivered_without_window);
  g_test_add_func("/chat/many-undelivered", test_many_undelivered);
  g_test_add_func("/chat/undelivered-long", test_undelivered_long);
  g_test_add_func("/chat/undelivered-at-sign-off", test_undelivered_at_sign_off);
  g_test_add_func("/chat/subject", test_subject);
  g_test_add_func("/chat/correction", test_correction);
  g_test_add_func("/chat/me", test_me);
  g_test_add_func("/chat/send-typing", test_send_typing);
  g_test_add_func("/chat/typing", test_typing);
  g_test_add_func("/chat/typing-of-blocked", test_typing_of_blocked);
  g_test_add_func("/chat/nudge", test_nudge);
  g_test_add_func("/chat/nudge-command", test_nudge_command);
  g_test_add_func("/chat/nudged", test_nudged);
  g_test_add_func("/chat/nudged-by-many", test_nudged_by_many);
  g_test_add_func("/chat/kept", test_kept);
  g_test_add_func("/chat/kept-for-who-is-removed", test_kept_for_who_is_removed);
  g_test_add_func("/chat/title-of-who-writes-before-they-are-listed",
                  test_title_of_who_writes_before_they_are_listed);
  result = g_test_run();
  client_uninit();
  return result;
}
