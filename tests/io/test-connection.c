/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* How streams end on their sockets, whoever begins; and two of us on a wire with hardly any room.
 */

#include "io/connection.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fake-loop.h"
#include "wire/namespaces.h"

#define HEADER                                                                                     \
  "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "          \
  "from='juliet@verona' version='1.0'>"
#define TEXT(text) "<message><body>" text "</body></message>"
#define END        "</stream:stream>"
#define ERROR(condition)                                                                           \
  "<stream:error><" condition " xmlns=\"" LL_NS_STREAM_ERROR "\"/></stream:error>" END
#define LINGER_MS 5000

typedef struct {
  LlConnection *connection; /* NULL: it told that it is gone, and was freed */
  int theirs;               /* the other end; -1: closed */
  GString *told;
  GString *heard; /* by them, since it was looked at last */
  gboolean is_end_heard;
} Fixture;

static void
tell(Fixture *f, const char *what)
{
  g_string_append_printf(f->told, "%s%s", f->told->len > 0 ? "; " : "", what);
}

static void
on_header(gpointer owner, LlConnection *connection)
{
  tell(owner, "header");
  g_assert_nonnull(ll_stream_peer_from(ll_connection_stream(connection)));
}

static void
on_stanza(gpointer owner, LlConnection *connection, const LlXmlNode *node)
{
  const LlXmlNode *body = ll_xml_node_child(node, "body", NULL);
  g_autofree char *text = body ? ll_xml_node_text(body) : g_strdup(node->name);

  (void)connection;
  tell(owner, text);
}

static void
on_closing(gpointer owner, LlConnection *connection)
{
  (void)connection;
  tell(owner, "closing");
}

static void
on_settled(gpointer owner, LlConnection *connection)
{
  (void)owner;
  (void)connection;
}

static void
on_gone(gpointer owner, LlConnection *connection)
{
  Fixture *f = owner;

  tell(f, ll_connection_error(connection) ? "gone badly" : "gone");
  g_clear_pointer(&f->connection, ll_connection_free);
}

static const LlConnectionEvents events = {
    .header = on_header,
    .ready = on_settled,
    .stanza = on_stanza,
    .closing = on_closing,
    .settled = on_settled,
    .gone = on_gone,
};

static void
new_pair(int fds[2], int room)
{
  g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), ==, 0);
  for (guint i = 0; i < 2 && room > 0; i++)
    g_assert_cmpint(setsockopt(fds[i], SOL_SOCKET, SO_SNDBUF, &room, sizeof room), ==, 0);
}

/* They said BYTES, and this is told of it. */
static void
say(Fixture *f, const char *bytes, const char *expected)
{
  g_assert_cmpint(send(f->theirs, bytes, strlen(bytes), MSG_NOSIGNAL), ==, strlen(bytes));
  ll_fake_loop_run();
  g_assert_cmpstr(f->told->str, ==, expected);
  g_string_truncate(f->told, 0);
}

static void
hear(Fixture *f)
{
  char bytes[4096];
  gssize n;

  ll_fake_loop_run();
  while ((n = recv(f->theirs, bytes, sizeof bytes, 0)) > 0)
    g_string_append_len(f->heard, bytes, n);
  f->is_end_heard = n == 0;
}

/* This came to them, and then the end of file or not. */
static void
expect(Fixture *f, const char *bytes, gboolean is_end)
{
  hear(f);
  g_assert_cmpstr(f->heard->str, ==, bytes);
  g_assert_cmpint(f->is_end_heard, ==, is_end);
  g_string_truncate(f->heard, 0);
}

static void
close_theirs(Fixture *f)
{
  close(f->theirs);
  f->theirs = -1;
  ll_fake_loop_run();
}

/* They opened a stream; headers are exchanged. */
static void
set_up(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  int fds[2];

  new_pair(fds, 0);
  f->theirs = fds[1];
  f->told = g_string_new(NULL);
  f->heard = g_string_new(NULL);
  f->connection = ll_connection_new(fds[0], LL_STREAM_RECIPIENT, "romeo@mantua", NULL, NULL, FALSE);
  ll_connection_set_owner(f->connection, 7, &events, f);
  say(f, HEADER, "header");
  hear(f);
  g_assert_true(g_str_has_prefix(f->heard->str, "<?xml "));
  g_assert_true(g_str_has_suffix(f->heard->str, "</stream:features>"));
  g_string_truncate(f->heard, 0);
}

static void
tear_down(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_connection_free(f->connection);
  if (f->theirs >= 0)
    close(f->theirs);
  g_string_free(f->told, TRUE);
  g_string_free(f->heard, TRUE);
  g_assert_cmpuint(ll_fake_loop_timers(), ==, 0);
}

static void
say_ours(Fixture *f, const char *name)
{
  g_autoptr(LlXmlNode) node = ll_xml_node_new("message", LL_NS_CLIENT);

  ll_xml_node_set(node, "id", name);
  ll_connection_send(f->connection, node);
}

/* What came to them so far, without the loop. */
static void
expect_already(Fixture *f, const char *bytes)
{
  char buffer[4096];
  gssize n = recv(f->theirs, buffer, sizeof buffer, 0);

  g_assert_cmpint(n, ==, strlen(bytes));
  g_assert_cmpmem(buffer, n, bytes, strlen(bytes));
}

/* On a socket that keeps what is written at once apart. */
static void
test_a_burst_is_written_together(void)
{
  Fixture f = {.told = g_string_new(NULL)};
  guint writes = 0;
  char buffer[4096];
  int fds[2];

  g_assert_cmpint(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), ==,
                  0);
  f.theirs = fds[1];
  f.connection = ll_connection_new(fds[0], LL_STREAM_RECIPIENT, "romeo@mantua", NULL, NULL, FALSE);
  ll_connection_set_owner(f.connection, 7, &events, &f);
  say(&f, HEADER, "header");
  while (recv(f.theirs, buffer, sizeof buffer, 0) > 0)
    ;
  for (guint i = 0; i < 100; i++)
    say_ours(&f, "x");
  ll_fake_loop_run();
  while (recv(f.theirs, buffer, sizeof buffer, 0) > 0)
    writes++;
  g_assert_cmpuint(writes, >, 0);
  g_assert_cmpuint(writes, <, 100);
  ll_connection_free(f.connection);
  close(f.theirs);
  g_string_free(f.told, TRUE);
}

static void
test_nothing_of_a_burst_is_lost(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  say_ours(f, "1");
  say_ours(f, "2");
  ll_connection_flush(f->connection);
  expect_already(f, "<message id=\"1\"/><message id=\"2\"/>");
  say_ours(f, "3");
  ll_connection_close(f->connection, NULL);
  expect(f, "<message id=\"3\"/>" END, FALSE);
}

/* --- the end --------------------------------------------------------------------------------- */

/* XEP-0174 8: tag, tag, and the first closes. */
static void
test_we_end_it(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_connection_close(f->connection, NULL);
  expect(f, END, FALSE);
  say(f, TEXT("one") TEXT("more"), "one; more");
  expect(f, "", FALSE);
  say(f, TEXT("last") END, "last");
  expect(f, "", TRUE);
  close_theirs(f);
  g_assert_cmpstr(f->told->str, ==, "gone");
  g_assert_null(f->connection);
}

static void
test_they_end_it(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  say(f, TEXT("bye") END, "bye; closing");
  expect(f, END, FALSE);
  close_theirs(f);
  g_assert_cmpstr(f->told->str, ==, "gone");
}

/* Their end was in order: that they did not read our answer says nothing of what went before. */
static void
test_they_do_not_read_our_answer(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  say(f, END, "closing");
  close_theirs(f);
  g_assert_cmpstr(f->told->str, ==, "gone");
}

static void
test_they_do_not_read_what_we_said(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(LlXmlNode) message = ll_xml_node_new("message", LL_NS_CLIENT);

  ll_connection_send(f->connection, message);
  close_theirs(f);
  g_assert_cmpstr(f->told->str, ==, "gone badly");
}

/* prpl-bonjour ends stream and connection in one go. */
static void
test_they_end_all_at_once(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const char *bytes = TEXT("bye") END;

  g_assert_cmpint(send(f->theirs, bytes, strlen(bytes), 0), ==, strlen(bytes));
  close_theirs(f);
  g_assert_cmpstr(f->told->str, ==, "bye; closing; gone");
}

static void
test_both_end_it(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_cmpint(send(f->theirs, END, strlen(END), 0), ==, strlen(END));
  ll_connection_close(f->connection, NULL);
  expect(f, END, TRUE);
  close_theirs(f);
  g_assert_cmpstr(f->told->str, ==, "gone");
}

static void
test_they_just_go(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_cmpint(send(f->theirs, TEXT("bye"), strlen(TEXT("bye")), 0), >, 0);
  close_theirs(f);
  g_assert_cmpstr(f->told->str, ==, "bye; gone");
}

/* They close while we wait for their tag. */
static void
test_our_end_is_answered_by_closing(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_connection_close(f->connection, NULL);
  expect(f, END, FALSE);
  close_theirs(f);
  g_assert_cmpstr(f->told->str, ==, "gone");
}

/* What was said before goes out before, though the kernel had no room for it. */
static void
test_we_end_it_with_much_unsent(Fixture *f, gconstpointer data)
{
  g_autoptr(LlXmlNode) message = ll_xml_node_new("message", LL_NS_CLIENT);
  g_autofree char *text = g_strnfill(1 << 20, 'x');
  g_autofree char *bytes = g_strconcat("<message><body>", text, "</body></message>", data, NULL);

  ll_xml_node_add_text(ll_xml_node_add(message, "body", NULL), text, -1);
  ll_connection_send(f->connection, message);
  g_assert_cmpuint(ll_connection_taken(f->connection), <, 1 << 20);
  ll_connection_close(f->connection, strcmp(data, END) == 0 ? NULL : "system-shutdown");
  while (f->heard->len < strlen(bytes))
    hear(f);
  expect(f, bytes, strcmp(data, END) != 0);
}

/* Whatever is ended here, the other side gets so much time for it. */
static void
assert_not_waited_for(Fixture *f)
{
  ll_fake_loop_let_pass(LINGER_MS - 1);
  g_assert_nonnull(f->connection);
  ll_fake_loop_let_pass(1);
  g_assert_cmpstr(f->told->str, ==, "gone");
  hear(f);
  g_assert_true(f->is_end_heard);
}

static void
test_our_end_is_not_answered(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_connection_close(f->connection, NULL);
  expect(f, END, FALSE);
  assert_not_waited_for(f);
}

static void
test_what_they_say_gives_them_no_more_time(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_connection_close(f->connection, NULL);
  ll_fake_loop_let_pass(LINGER_MS / 2);
  say(f, TEXT("wait"), "wait");
  ll_fake_loop_let_pass(LINGER_MS / 2);
  g_assert_cmpstr(f->told->str, ==, "gone");
}

static void
test_they_end_it_and_stay(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  say(f, END, "closing");
  expect(f, END, FALSE);
  assert_not_waited_for(f);
}

static void
test_they_break_a_rule(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  say(f, TEXT("fine") "<a></b>" TEXT("never"), "fine; closing");
  expect(f, ERROR("not-well-formed"), TRUE);
  say(f, TEXT("never"), "");
  assert_not_waited_for(f);
}

static void
test_we_say_why(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_connection_close(f->connection, "policy-violation");
  expect(f, ERROR("policy-violation"), TRUE);
  say(f, TEXT("never"), "");
  assert_not_waited_for(f);
}

static void
test_they_say_why(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  say(f, ERROR("conflict"), "closing");
  g_assert_cmpstr(ll_stream_peer_error(ll_connection_stream(f->connection)), ==, "conflict");
  expect(f, END, TRUE);
  close_theirs(f);
  g_assert_cmpstr(f->told->str, ==, "gone");
}

static void
test_freed(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_clear_pointer(&f->connection, ll_connection_free);
  expect(f, END, TRUE);
}

static void
test_closed_and_freed(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_connection_close(f->connection, "system-shutdown");
  g_clear_pointer(&f->connection, ll_connection_free);
  expect(f, ERROR("system-shutdown"), TRUE);
}

static void
test_aborted(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_connection_abort(f->connection);
  g_clear_pointer(&f->connection, ll_connection_free);
  expect(f, "", TRUE);
}

/* --- held ------------------------------------------------------------------------------------ */

static void
test_held(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_connection_set_held(f->connection, TRUE);
  say(f, TEXT("one") TEXT("two") END, "");
  ll_connection_set_held(f->connection, FALSE);
  ll_fake_loop_run();
  g_assert_cmpstr(f->told->str, ==, "one; two; closing");
}

/* --- two of us ------------------------------------------------------------------------------- */

typedef struct {
  LlConnection *connection;
  guint next; /* message to come */
} Side;

#define MESSAGES 40

/* Its number, and some thousand characters of which each needs more than one byte on the wire. */
static char *
nth_text(guint nth)
{
  GString *text = g_string_new(NULL);

  g_string_append_printf(text, "%u ", nth);
  for (guint i = 0; i < nth * 61; i++)
    g_string_append(text, i % 3 ? "\xE2\x98\xBA" : "<");
  return g_string_free(text, FALSE);
}

static void
on_side_stanza(gpointer owner, LlConnection *connection, const LlXmlNode *node)
{
  Side *side = owner;
  g_autofree char *expected = nth_text(side->next);
  g_autofree char *text = ll_xml_node_text(ll_xml_node_child(node, "body", NULL));

  (void)connection;
  g_assert_cmpstr(text, ==, expected);
  side->next++;
}

static void
on_side(gpointer owner, LlConnection *connection)
{
  (void)owner;
  (void)connection;
}

static void
send_all(Side *side)
{
  for (guint i = 0; i < MESSAGES; i++) {
    g_autoptr(LlXmlNode) message = ll_xml_node_new("message", LL_NS_CLIENT);
    g_autofree char *text = nth_text(i);

    ll_xml_node_add_text(ll_xml_node_add(message, "body", NULL), text, -1);
    ll_connection_send(side->connection, message);
  }
}

/* Each fills the other's socket before anybody reads: the kernel takes a few kilobytes, the rest in
 * bites. Nothing is lost, mixed up, or waited for in vain. */
static void
test_partial_writes(void)
{
  static const LlConnectionEvents side_events = {
      .header = on_side,
      .ready = on_side,
      .stanza = on_side_stanza,
      .closing = on_side,
      .settled = on_side,
      .gone = on_side,
  };
  Side sides[2] = {{0}};
  int fds[2];

  new_pair(fds, 1);
  for (guint i = 0; i < 2; i++) {
    sides[i].connection =
        ll_connection_new(fds[i], i == 0 ? LL_STREAM_INITIATOR : LL_STREAM_RECIPIENT,
                          i == 0 ? "alice@peer1" : "bob@peer2", NULL, NULL, FALSE);
    ll_connection_set_owner(sides[i].connection, i + 1, &side_events, &sides[i]);
  }
  ll_fake_loop_run();
  send_all(&sides[0]);
  send_all(&sides[1]);
  g_assert_cmpuint(ll_connection_taken(sides[0].connection), <, 20000);
  ll_fake_loop_run();
  for (guint i = 0; i < 2; i++) {
    g_assert_cmpuint(sides[i].next, ==, MESSAGES);
    g_assert_cmpuint(ll_connection_acked(sides[i].connection), ==,
                     ll_connection_taken(sides[i].connection));
  }
  ll_connection_free(sides[0].connection);
  ll_connection_free(sides[1].connection);
}

/* RFC 6120 4.7.3: nobody guesses the next id from those before. */
static void
test_stream_ids_differ(void)
{
  g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 100; i++) {
    Fixture f = {.told = g_string_new(NULL), .heard = g_string_new(NULL)};
    const char *start;
    int fds[2];

    new_pair(fds, 0);
    f.theirs = fds[1];
    f.connection =
        ll_connection_new(fds[0], LL_STREAM_RECIPIENT, "romeo@mantua", NULL, NULL, FALSE);
    ll_connection_set_owner(f.connection, 1, &events, &f);
    say(&f, HEADER, "header");
    hear(&f);
    start = strstr(f.heard->str, " id=\"");
    g_assert_nonnull(start);
    start += strlen(" id=\"");
    g_assert_cmpuint(strcspn(start, "\""), >=, 32);
    g_assert_true(g_hash_table_add(ids, g_strndup(start, strcspn(start, "\""))));
    tear_down(&f, NULL);
  }
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*run)(Fixture *f, gconstpointer data);
  } tests[] = {
      {"/connection/nothing-of-a-burst-is-lost", test_nothing_of_a_burst_is_lost},
      {"/connection/we-end-it", test_we_end_it},
      {"/connection/our-end-is-answered-by-closing", test_our_end_is_answered_by_closing},
      {"/connection/they-end-it", test_they_end_it},
      {"/connection/they-do-not-read-our-answer", test_they_do_not_read_our_answer},
      {"/connection/they-do-not-read-what-we-said", test_they_do_not_read_what_we_said},
      {"/connection/they-end-all-at-once", test_they_end_all_at_once},
      {"/connection/both-end-it", test_both_end_it},
      {"/connection/they-just-go", test_they_just_go},
      {"/connection/our-end-is-not-answered", test_our_end_is_not_answered},
      {"/connection/what-they-say-gives-them-no-more-time",
       test_what_they_say_gives_them_no_more_time},
      {"/connection/they-end-it-and-stay", test_they_end_it_and_stay},
      {"/connection/they-break-a-rule", test_they_break_a_rule},
      {"/connection/we-say-why", test_we_say_why},
      {"/connection/they-say-why", test_they_say_why},
      {"/connection/freed", test_freed},
      {"/connection/closed-and-freed", test_closed_and_freed},
      {"/connection/aborted", test_aborted},
      {"/connection/held", test_held},
  };

  g_test_init(&argc, &argv, NULL);
  ll_fake_loop_use();
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  g_test_add("/connection/we-end-it-with-much-unsent/in-order", Fixture, END, set_up,
             test_we_end_it_with_much_unsent, tear_down);
  g_test_add("/connection/we-end-it-with-much-unsent/by-an-error", Fixture,
             ERROR("system-shutdown"), set_up, test_we_end_it_with_much_unsent, tear_down);
  g_test_add_func("/connection/a-burst-is-written-together", test_a_burst_is_written_together);
  g_test_add_func("/connection/partial-writes", test_partial_writes);
  g_test_add_func("/connection/stream-ids-differ", test_stream_ids_differ);
  return g_test_run();
}
