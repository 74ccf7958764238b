/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* Streams that settle encryption before anything else. TLS itself is left out: what each side says
 * is carried to the other as it is. */

#include <string.h>

#include "talk.h"
#include "wire/namespaces.h"

#define TEXT(text) "<message><body>" text "</body></message>"
#define TLS        "xmlns='" LL_NS_TLS "'"
#define SASL       "xmlns='" LL_NS_SASL "'"
#define STARTTLS   "<starttls " TLS "/>"
#define PROCEED    "<proceed " TLS "/>"
#define HEADER     "<stream:stream " XMLNS " from='a@b' to='bob@peer2' version='1.0'>"
#define OFFER      "<stream:features>" STARTTLS "</stream:features>"
#define NOTHING    "<stream:features/>"
#define MECHANISMS                                                                                 \
  "<stream:features><mechanisms " SASL                                                             \
  "><mechanism>EXTERNAL</mechanism></mechanisms></stream:features>"
#define AUTH        "<auth " SASL " mechanism='EXTERNAL'>=</auth>"
#define SUCCESS     "<success " SASL "/>"
#define FAILED_AUTH "<failure xmlns=\"" LL_NS_SASL "\"><invalid-mechanism/></failure>"
#define ERROR(what) "<stream:error><" what " xmlns=\"" LL_NS_STREAM_ERROR "\"/></stream:error>" END

static LlStream *
new_initiator(void)
{
  LlStream *stream = ll_stream_new(LL_STREAM_INITIATOR, "alice@peer1", "a@b", NULL);

  ll_stream_set_tls(stream, TRUE, FALSE);
  ll_stream_start(stream);
  g_free(talk_take(stream));
  return stream;
}

static LlStream *
new_recipient(void)
{
  LlStream *stream = ll_stream_new(LL_STREAM_RECIPIENT, "bob@peer2", NULL, "id7");

  ll_stream_set_tls(stream, TRUE, FALSE);
  return stream;
}

static void
assert_says(LlStream *stream, const char *what)
{
  g_autofree char *output = talk_take(stream);

  g_assert_nonnull(strstr(output, what));
}

static void
assert_state(const LlStream *stream, LlStreamState state)
{
  g_assert_cmpstr(ll_stream_state_to_string(ll_stream_state(stream)), ==,
                  ll_stream_state_to_string(state));
}

/* A recipient whose TLS is there, and whose new stream has begun. */
static LlStream *
new_secure_recipient(void)
{
  LlStream *stream = new_recipient();

  talk_assert_feed(stream, HEADER, "header a@b>bob@peer2 1.0");
  talk_assert_feed(stream, STARTTLS, "tls");
  g_free(talk_take(stream));
  ll_stream_secured(stream, "id8");
  talk_assert_feed(stream, HEADER, "");
  return stream;
}

/* Likewise; its header has gone on it. */
static LlStream *
new_secure_initiator(void)
{
  LlStream *stream = new_initiator();

  talk_assert_feed(stream, HEADER OFFER, "header a@b>bob@peer2 1.0");
  talk_assert_feed(stream, PROCEED, "tls");
  g_free(talk_take(stream));
  ll_stream_secured(stream, NULL);
  assert_says(stream, "<stream:stream ");
  talk_assert_feed(stream, HEADER, "");
  return stream;
}

/* --- two of us ------------------------------------------------------------------------------- */

/* Carry what there is until there is no more; each does what it is told to. */
static char *
talk(LlStream *alice, LlStream *bob)
{
  GString *log = g_string_new(NULL);
  LlStream *sides[] = {alice, bob};
  guint silent = 0;

  for (guint i = 0; silent < 2; i = 1 - i) {
    g_autofree char *bytes = talk_take(sides[i]);
    g_autofree char *told = talk_feed(sides[1 - i], bytes, 0);
    const char *last = strrchr(told, ' ') ? strrchr(told, ' ') + 1 : told;

    silent = *bytes ? 0 : silent + 1;
    if (*told)
      g_string_append_printf(log, "%s%s: %s", log->len > 0 ? "\n" : "", i == 0 ? "bob" : "alice",
                             told);
    if (strcmp(last, "tls") == 0 && sides[1 - i] == alice) {
      ll_stream_secured(alice, NULL);
      ll_stream_secured(bob, "id8");
    } else if (strcmp(last, "restart") == 0) {
      ll_stream_restart(sides[1 - i], sides[1 - i] == bob ? "id9" : NULL);
    }
  }
  return g_string_free(log, FALSE);
}

static void
test_two_of_us_encrypt_and_authenticate(void)
{
  g_autoptr(LlStream) alice = ll_stream_new(LL_STREAM_INITIATOR, "alice@peer1", "bob@peer2", NULL);
  g_autoptr(LlStream) bob = new_recipient();
  g_autofree char *log = NULL;

  ll_stream_set_tls(alice, TRUE, FALSE);
  ll_stream_start(alice);
  log = talk(alice, bob);
  g_assert_cmpstr(log, ==,
                  "bob: header alice@peer1>bob@peer2 1.0\n"
                  "alice: header bob@peer2>alice@peer1 1.0\n"
                  "bob: tls\n"
                  "alice: tls\n"
                  "bob: restart\n"
                  "alice: restart\n"
                  "alice: confirmed 0\n"
                  "bob: confirmed 0");
  assert_state(alice, LL_STREAM_OPEN);
  assert_state(bob, LL_STREAM_OPEN);
  g_assert_true(ll_stream_is_secure(alice));
  g_assert_true(ll_stream_is_secure(bob));
}

/* RFC 6120 4.7.3, 5.4.3.3: the id of the stream before TLS is not that of the one after. */
static void
test_each_new_stream_has_a_new_id(void)
{
  g_autoptr(LlStream) bob = new_recipient();

  talk_assert_feed(bob, HEADER, "header a@b>bob@peer2 1.0");
  assert_says(bob, "id=\"id7\"");
  talk_assert_feed(bob, STARTTLS, "tls");
  g_free(talk_take(bob));
  ll_stream_secured(bob, "id8");
  talk_assert_output(bob, ""); /* who answers waits for their header */
  talk_assert_feed(bob, HEADER, "");
  assert_says(bob, "id=\"id8\"");
  talk_assert_feed(bob, AUTH, "restart");
  assert_says(bob, "<success ");
  ll_stream_restart(bob, "id9");
  talk_assert_feed(bob, HEADER, "");
  assert_says(bob, "id=\"id9\"");
  assert_state(bob, LL_STREAM_OPEN);
}

/* --- those who do not ------------------------------------------------------------------------ */

static void
test_an_old_peer_is_not_kept_waiting(void)
{
  g_autoptr(LlStream) alice = new_initiator();
  g_autoptr(LlStream) bob = new_recipient();

  talk_assert_feed(alice, "<stream:stream " XMLNS " from='a@b'>", "header a@b>");
  assert_state(alice, LL_STREAM_OPEN);
  talk_assert_feed(bob, "<stream:stream " XMLNS " from='a@b'>" TEXT("hi"),
                   "header a@b>; message hi");
  assert_state(bob, LL_STREAM_OPEN);
}

static void
test_who_offers_nothing_settles_for_plain_text(void)
{
  g_autoptr(LlStream) alice = new_initiator();

  talk_assert_feed(alice, HEADER, "header a@b>bob@peer2 1.0");
  assert_state(alice, LL_STREAM_SETTLING);
  talk_assert_feed(alice, NOTHING, "");
  assert_state(alice, LL_STREAM_OPEN);
  g_assert_false(ll_stream_is_secure(alice));
}

/* smack and Schneeflocke say that they are of XMPP 1.0, and never send features. */
static void
test_who_says_nothing_is_not_waited_for_for_ever(void)
{
  g_autoptr(LlStream) alice = new_initiator();

  talk_assert_feed(alice, HEADER, "header a@b>bob@peer2 1.0");
  ll_stream_settle(alice);
  assert_state(alice, LL_STREAM_OPEN);
}

static void
test_a_stanza_settles_for_plain_text(void)
{
  g_autoptr(LlStream) alice = new_initiator();
  g_autoptr(LlStream) bob = new_recipient();

  talk_assert_feed(alice, HEADER TEXT("hi"), "header a@b>bob@peer2 1.0; message hi");
  assert_state(alice, LL_STREAM_OPEN);
  talk_assert_feed(bob, HEADER NOTHING TEXT("hi"), "header a@b>bob@peer2 1.0; message hi");
  assert_state(bob, LL_STREAM_OPEN);
}

static void
test_tls_without_authentication_will_do(void)
{
  g_autoptr(LlStream) alice = new_secure_initiator();
  g_autoptr(LlStream) bob = new_secure_recipient();

  talk_assert_feed(alice, NOTHING, "");
  assert_state(alice, LL_STREAM_OPEN);
  assert_says(bob, "<mechanism>EXTERNAL</mechanism>");
  talk_assert_feed(bob, TEXT("hi"), "message hi");
  assert_state(bob, LL_STREAM_OPEN);
  g_assert_true(ll_stream_is_secure(bob));
}

static void
test_another_mechanism_is_declined_and_ours_taken(void)
{
  g_autoptr(LlStream) bob = new_secure_recipient();

  g_free(talk_take(bob));
  talk_assert_feed(bob, "<auth " SASL " mechanism='PLAIN'>AGEAYg==</auth>", "");
  talk_assert_output(bob, FAILED_AUTH);
  talk_assert_feed(bob, AUTH, "restart");
}

/* There is nobody to authenticate before TLS: their key is not known. */
static void
test_nobody_is_authenticated_without_tls(void)
{
  g_autoptr(LlStream) bob = new_recipient();

  talk_assert_feed(bob, HEADER, "header a@b>bob@peer2 1.0");
  g_free(talk_take(bob));
  talk_assert_feed(bob, AUTH, "");
  talk_assert_output(bob, FAILED_AUTH);
  talk_assert_feed(bob, STARTTLS, "tls");
}

/* XEP-0250 puts more into these elements: whoever does not know it takes them as they are. */
static void
test_more_in_what_begins_tls_is_passed_over(void)
{
  g_autoptr(LlStream) alice = new_initiator();
  g_autoptr(LlStream) bob = new_recipient();

  talk_assert_feed(alice,
                   HEADER "<stream:features><starttls " TLS "><c2c xmlns='urn:xmpp:c2ctls'>"
                          "<srp/></c2c></starttls></stream:features>",
                   "header a@b>bob@peer2 1.0");
  talk_assert_feed(alice, "<proceed " TLS "><x509 xmlns='urn:x'/></proceed>", "tls");
  talk_assert_feed(bob, HEADER, "header a@b>bob@peer2 1.0");
  talk_assert_feed(bob, "<starttls " TLS "><x509 xmlns='urn:x'/></starttls>", "tls");
}

static void
test_who_has_no_tls_says_so(void)
{
  g_autoptr(LlStream) bob = talk_open_recipient();

  talk_assert_feed(bob, STARTTLS, "end");
  talk_assert_output(bob, "<failure xmlns=\"" LL_NS_TLS "\"/>" END);
}

/* Stanzas may be on their way by then. */
static void
test_before_1_0_there_is_no_tls(void)
{
  static const char old[] = "<stream:stream " XMLNS " from='a@b' to='bob@peer2'>";
  g_autoptr(LlStream) alice = new_initiator();
  g_autoptr(LlStream) bob = new_recipient();

  g_free(talk_feed(bob, old, 0));
  assert_state(bob, LL_STREAM_OPEN);
  g_free(talk_take(bob));
  talk_assert_feed(bob, STARTTLS, "end");
  talk_assert_output(bob, "<failure xmlns=\"" LL_NS_TLS "\"/>" END);

  g_free(talk_feed(alice, old, 0));
  talk_assert_feed(alice, OFFER PROCEED TEXT("hello"), "message hello");
  talk_assert_output(alice, "");
}

/* --- somebody between ------------------------------------------------------------------------ */

/* RFC 6120 5.4.3.3: what was said in plain text before the handshake is not theirs. */
static void
test_what_is_injected_before_the_handshake_is_forgotten(void)
{
  g_autoptr(LlStream) alice = new_initiator();
  g_autoptr(LlStream) bob = new_recipient();

  /* Byte by byte what follows is TLS's, and does not come here. */
  g_free(talk_feed(bob, HEADER, 0));
  {
    g_autofree char *told = talk_feed(bob, STARTTLS TEXT("injected"), 1000);

    g_assert_cmpstr(told, ==, "tls");
  }
  ll_stream_secured(bob, "id8");
  talk_assert_feed(bob, HEADER TEXT("true"), "message true");

  talk_assert_feed(alice, HEADER OFFER, "header a@b>bob@peer2 1.0");
  {
    g_autofree char *told = talk_feed(alice, PROCEED HEADER TEXT("injected"), 1000);

    g_assert_cmpstr(told, ==, "tls");
  }
  ll_stream_secured(alice, NULL);
  talk_assert_feed(alice, HEADER NOTHING TEXT("true"), "message true");
}

static void
test_what_comes_instead_of_an_agreement_ends_the_stream(void)
{
  static const char *const instead[] = {TEXT("injected"),     NOTHING, OFFER, STARTTLS, "<x/>",
                                        "<failure " TLS "/>", SUCCESS};

  for (guint i = 0; i < G_N_ELEMENTS(instead); i++) {
    g_autoptr(LlStream) alice = new_initiator();

    talk_assert_feed(alice, HEADER OFFER, "header a@b>bob@peer2 1.0");
    assert_says(alice, "<starttls ");
    talk_assert_feed(alice, instead[i], "fault");
    talk_assert_output(alice, ERROR("policy-violation"));
    assert_state(alice, LL_STREAM_CLOSED);
  }
}

static void
test_what_comes_instead_of_success_ends_the_stream(void)
{
  static const char *const instead[] = {TEXT("early"), NOTHING, "<failure " SASL "/>", PROCEED};

  for (guint i = 0; i < G_N_ELEMENTS(instead); i++) {
    g_autoptr(LlStream) alice = new_secure_initiator();

    talk_assert_feed(alice, MECHANISMS, "");
    assert_says(alice, "mechanism=\"EXTERNAL\">=</auth>");
    talk_assert_feed(alice, instead[i], "fault");
    assert_state(alice, LL_STREAM_CLOSED);
  }
}

static void
test_nobody_becomes_another_after_the_handshake(void)
{
  g_autoptr(LlStream) bob = new_recipient();

  g_free(talk_feed(bob, HEADER STARTTLS, 1000));
  g_free(talk_take(bob));
  ll_stream_secured(bob, "id8");
  talk_assert_feed(bob, "<stream:stream " XMLNS " from='c@d' version='1.0'>", "fault");
  assert_says(bob, ERROR("invalid-from"));
}

static void
test_tls_within_tls_is_none(void)
{
  g_autoptr(LlStream) bob = new_secure_recipient();

  g_free(talk_take(bob));
  talk_assert_feed(bob, STARTTLS, "fault");
  talk_assert_output(bob, ERROR("policy-violation"));
}

/* Whoever has begun with TLS is not taken for plain text, however long it takes. */
static void
test_patience_does_not_undo_what_has_begun(void)
{
  g_autoptr(LlStream) alice = new_initiator();
  g_autoptr(LlStream) bob = new_recipient();

  talk_assert_feed(alice, HEADER OFFER, "header a@b>bob@peer2 1.0");
  ll_stream_settle(alice);
  assert_state(alice, LL_STREAM_SETTLING);
  talk_assert_feed(bob, HEADER, "header a@b>bob@peer2 1.0");
  talk_assert_feed(bob, STARTTLS, "tls");
  ll_stream_settle(bob);
  assert_state(bob, LL_STREAM_SETTLING);
}

/* An end is one at any time, and nothing is taken for said after it. */
static void
test_it_can_be_ended_while_it_is_settled(void)
{
  g_autoptr(LlStream) alice = new_initiator();

  talk_assert_feed(alice, HEADER, "header a@b>bob@peer2 1.0");
  ll_stream_close(alice, "not-authorized");
  talk_assert_output(alice, ERROR("not-authorized"));
  talk_assert_feed(alice, OFFER TEXT("late"), "");
}

/* Who it is has been settled before. */
static void
test_a_header_after_the_end_changes_nothing(void)
{
  g_autoptr(LlStream) bob = new_recipient();

  g_free(talk_feed(bob, HEADER STARTTLS, 1000));
  ll_stream_secured(bob, "id8");
  ll_stream_close(bob, NULL);
  talk_assert_feed(bob, "<stream:stream " XMLNS " from='c@d' version='1.0'>", "");
  g_assert_cmpstr(ll_stream_peer_from(bob), ==, "a@b");
}

int
main(int argc, char **argv)
{
  static const TalkTest tests[] = {
      {"two-of-us-encrypt-and-authenticate", test_two_of_us_encrypt_and_authenticate},
      {"each-new-stream-has-a-new-id", test_each_new_stream_has_a_new_id},
      {"an-old-peer-is-not-kept-waiting", test_an_old_peer_is_not_kept_waiting},
      {"who-offers-nothing-settles-for-plain-text", test_who_offers_nothing_settles_for_plain_text},
      {"who-says-nothing-is-not-waited-for-for-ever",
       test_who_says_nothing_is_not_waited_for_for_ever},
      {"a-stanza-settles-for-plain-text", test_a_stanza_settles_for_plain_text},
      {"tls-without-authentication-will-do", test_tls_without_authentication_will_do},
      {"another-mechanism-is-declined-and-ours-taken",
       test_another_mechanism_is_declined_and_ours_taken},
      {"nobody-is-authenticated-without-tls", test_nobody_is_authenticated_without_tls},
      {"more-in-what-begins-tls-is-passed-over", test_more_in_what_begins_tls_is_passed_over},
      {"who-has-no-tls-says-so", test_who_has_no_tls_says_so},
      {"before-1-0-there-is-no-tls", test_before_1_0_there_is_no_tls},
      {"what-is-injected-before-the-handshake-is-forgotten",
       test_what_is_injected_before_the_handshake_is_forgotten},
      {"what-comes-instead-of-an-agreement-ends-the-stream",
       test_what_comes_instead_of_an_agreement_ends_the_stream},
      {"what-comes-instead-of-success-ends-the-stream",
       test_what_comes_instead_of_success_ends_the_stream},
      {"a-header-after-the-end-changes-nothing", test_a_header_after_the_end_changes_nothing},
      {"nobody-becomes-another-after-the-handshake",
       test_nobody_becomes_another_after_the_handshake},
      {"tls-within-tls-is-none", test_tls_within_tls_is_none},
      {"patience-does-not-undo-what-has-begun", test_patience_does_not_undo_what_has_begun},
      {"it-can-be-ended-while-it-is-settled", test_it_can_be_ended_while_it_is_settled},
  };

  g_test_init(&argc, &argv, NULL);
  talk_add("stream-tls", tests, G_N_ELEMENTS(tests));
  return g_test_run();
}
