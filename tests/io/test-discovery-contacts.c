/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* Contacts by address, asked over loopback; the other side's bytes are the test's. */

#include <eventloop.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/channel.h"
#include "io/discovery-contacts.h"
#include "io/listener.h"

#define HEADER                                                                                     \
  "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "          \
  "version='1.0' from='juliet@verona'>"
#define MESSAGE "<message type='chat'><body>hello</body></message>"
#define END     "</stream:stream>"

/* --- libpurple's event loop on GLib's -------------------------------------------------------- */

typedef struct {
  PurpleInputFunction function;
  gpointer data;
} Input;

static gboolean
on_input(GIOChannel *channel, GIOCondition condition, gpointer data)
{
  const Input *input = data;

  input->function(input->data, g_io_channel_unix_get_fd(channel),
                  condition & G_IO_OUT ? PURPLE_INPUT_WRITE : PURPLE_INPUT_READ);
  return TRUE;
}

static Input *
input_new(PurpleInputFunction function, gpointer data)
{
  Input *input = g_new(Input, 1);

  *input = (Input){function, data};
  return input;
}

static guint
input_add(int fd, PurpleInputCondition condition, PurpleInputFunction function, gpointer data)
{
  GIOChannel *channel = g_io_channel_unix_new(fd);
  guint id;

  id = g_io_add_watch_full(channel, G_PRIORITY_DEFAULT,
                           (condition & PURPLE_INPUT_READ ? G_IO_IN : G_IO_OUT) | G_IO_HUP |
                               G_IO_ERR,
                           on_input, input_new(function, data), g_free);
  g_io_channel_unref(channel);
  return id;
}

static PurpleEventLoopUiOps loop_ops = {
    .timeout_add = g_timeout_add,
    .timeout_remove = g_source_remove,
    .input_add = input_add,
    .input_remove = g_source_remove,
    .timeout_add_seconds = g_timeout_add_seconds,
};

/* --- us, and the other side ------------------------------------------------------------------ */

typedef struct {
  LlDiscovery *discovery;
  LlListener *listener;
  char *name; /* by which the listener is known */
  const char *answer;
  LlChannel *channel; /* the last connection to it */
  GString *received;
  gboolean has_ended;
  guint calls;
  GString *told;
} Fixture;

static void
on_read(gpointer owner, const char *bytes, gsize length)
{
  Fixture *f = owner;

  g_string_append_len(f->received, bytes, (gssize)length);
  if (f->answer && strstr(f->received->str, "<stream:stream ")) {
    ll_channel_write(f->channel, f->answer, strlen(f->answer));
    f->answer = NULL;
  }
  if (strstr(f->received->str, END))
    ll_channel_write(f->channel, END, strlen(END));
}

static void
on_ended(gpointer owner, const GError *error)
{
  Fixture *f = owner;

  g_assert_no_error(error);
  f->has_ended = TRUE;
}

static void
on_flushed(gpointer owner)
{
  (void)owner;
}

static void
on_accepted(gpointer owner, int fd, const LlAddress *address)
{
  static const LlChannelEvents events = {on_read, on_ended, on_flushed};
  Fixture *f = owner;

  (void)address;
  f->calls++;
  f->has_ended = FALSE;
  g_string_truncate(f->received, 0);
  ll_channel_free(f->channel);
  f->channel = ll_channel_new(fd, &events, f);
}

static void
tell(Fixture *f, const char *event, const char *what)
{
  g_string_append_printf(f->told, "%s %s; ", event, what);
}

static void
seen(gpointer owner, const char *name, LlLink link)
{
  Fixture *f = owner;

  g_assert_cmpstr(link.domain, ==, "");
  g_assert_cmpint(link.family, ==, AF_UNSPEC);
  g_assert_cmpint(link.interface, ==, 0);
  tell(f, "seen", name);
  ll_discovery_watch(f->discovery, name);
}

static void
lost(gpointer owner, const char *name, LlLink link)
{
  Fixture *f = owner;

  (void)link;
  tell(f, "lost", name);
  ll_discovery_unwatch(f->discovery, name);
}

static void
txt(gpointer owner, const char *name, LlLink link, const guint8 *rdata, gsize length)
{
  (void)link;
  g_assert_cmpuint(length, ==, 1);
  g_assert_cmpuint(rdata[0], ==, 0);
  tell(owner, "txt", name);
}

static void
stanza(gpointer owner, const char *name, const LlXmlNode *node)
{
  (void)node;
  tell(owner, "stanza", name);
}

static const LlDiscoveryEvents events = {.seen = seen, .lost = lost, .txt = txt};

/* Run the loop until PATTERN, with our contact for each %s, has been told, and nothing but that. */
static void
expect(Fixture *f, const char *pattern)
{
  g_auto(GStrv) pieces = g_strsplit(pattern, "%s", -1);
  g_autofree char *told = g_strjoinv(f->name, pieces);

  while (strlen(f->told->str) < strlen(told))
    g_main_context_iteration(NULL, TRUE);
  g_assert_cmpstr(f->told->str, ==, told);
  g_string_truncate(f->told, 0);
}

static void
await_end(Fixture *f)
{
  while (!f->has_ended)
    g_main_context_iteration(NULL, TRUE);
}

static void
set_up(Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  f->answer = data;
  f->told = g_string_new(NULL);
  f->received = g_string_new(NULL);
  f->listener = ll_listener_new(35298, on_accepted, f, &error);
  g_assert_no_error(error);
  f->name = g_strdup_printf("juliet@127.0.0.1:%u", ll_listener_port(f->listener));
  f->discovery = ll_discovery_contacts_new(&events, f);
  ll_discovery_contacts_set_stanza(f->discovery, stanza, f);
  ll_discovery_start(f->discovery);
  g_assert_true(ll_discovery_contacts_add(f->discovery, f->name));
  while (g_main_context_iteration(NULL, FALSE))
    continue;
  g_assert_cmpuint(f->calls, ==, 0); /* who are we? */
}

static void
tear_down(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_discovery_free(f->discovery);
  ll_channel_free(f->channel);
  ll_listener_free(f->listener);
  g_string_free(f->told, TRUE);
  g_string_free(f->received, TRUE);
  g_free(f->name);
}

static void
test_answers(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_discovery_contacts_set_own(f->discovery, "romeo@mantua", FALSE);
  expect(f, "seen %s; txt %s; ");
  await_end(f);
  g_assert_nonnull(strstr(f->received->str, "from=\"romeo@mantua\""));
  g_assert_null(strstr(f->received->str, " to="));
  g_assert_true(g_str_has_suffix(f->received->str, END));
  g_assert_cmpuint(f->calls, ==, 1);
  ll_discovery_contacts_remove(f->discovery, f->name);
  g_assert_cmpstr(f->told->str, ==, ""); /* never from within */
  expect(f, "lost %s; ");
}

static void
test_hidden(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_discovery_contacts_set_own(f->discovery, "romeo@mantua", TRUE);
  expect(f, "seen %s; txt %s; ");
  g_assert_null(strstr(f->received->str, "romeo"));
}

static void
test_stanza(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_discovery_contacts_set_own(f->discovery, "romeo@mantua", FALSE);
  expect(f, "stanza %s; seen %s; txt %s; ");
}

static void
test_is_none(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_discovery_contacts_set_own(f->discovery, "romeo@mantua", FALSE);
  while (!f->channel)
    g_main_context_iteration(NULL, TRUE);
  await_end(f);
  g_assert_cmpstr(f->told->str, ==, "");
  g_assert_false(ll_contacts_is_here(ll_discovery_contacts_book(f->discovery), f->name));
}

static void
test_stream(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_discovery_contacts_set_open(f->discovery, f->name, TRUE);
  expect(f, "seen %s; txt %s; ");
  ll_discovery_contacts_set_own(f->discovery, "romeo@mantua", FALSE);
  while (g_main_context_iteration(NULL, FALSE))
    continue;
  g_assert_cmpuint(f->calls, ==, 0);
  ll_discovery_contacts_set_open(f->discovery, f->name, FALSE);
  expect(f, "");
  ll_discovery_contacts_doubt(f->discovery, f->name);
  ll_listener_free(g_steal_pointer(&f->listener));
  expect(f, "lost %s; ");
  ll_discovery_contacts_alive(f->discovery, f->name);
  expect(f, "seen %s; txt %s; ");
}

static void
address(gpointer data, const LlAddress *found, guint16 port)
{
  g_autofree char *text = ll_address_to_string(found);
  g_autofree char *place = g_strdup_printf("%s %u", text, port);

  tell(data, "address", place);
}

static void
done(gpointer data, const GError *error)
{
  tell(data, "done", error ? "without" : "well");
}

static void
test_resolve(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const LlResolveEvents resolve_events = {address, done};
  LlResolve *cancelled;

  ll_discovery_resolve(f->discovery, "juliet@10.0.0.2", &resolve_events, f);
  g_assert_cmpstr(f->told->str, ==, "");
  expect(f, "address 10.0.0.2 5298; done well; ");
  ll_discovery_resolve(f->discovery, "juliet@verona", &resolve_events, f);
  expect(f, "done without; ");
  ll_discovery_resolve(f->discovery, "nobody@no-such-host.invalid:5298", &resolve_events, f);
  expect(f, "done without; ");
  ll_discovery_resolve(f->discovery, "juliet@localhost:7", &resolve_events, f);
  while (!strstr(f->told->str, "done"))
    g_main_context_iteration(NULL, TRUE);
  g_assert_nonnull(strstr(f->told->str, "1 7; "));
  g_string_truncate(f->told, 0);
  cancelled = ll_discovery_resolve(f->discovery, "juliet@localhost:7", &resolve_events, f);
  ll_discovery_cancel(f->discovery, cancelled);
  ll_discovery_resolve(f->discovery, "juliet@10.0.0.2", &resolve_events, f); /* is left open */
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    const char *answer;
    void (*run)(Fixture *f, gconstpointer data);
  } tests[] = {
      {"/discovery-contacts/answers", HEADER, test_answers},
      {"/discovery-contacts/hidden", HEADER, test_hidden},
      {"/discovery-contacts/stanza", HEADER MESSAGE, test_stanza},
      {"/discovery-contacts/http", "HTTP/1.1 400 Bad Request\r\n\r\n<html/>", test_is_none},
      {"/discovery-contacts/refuses", HEADER "<stream:error/>" END, test_is_none},
      {"/discovery-contacts/stream", NULL, test_stream},
      {"/discovery-contacts/resolve", NULL, test_resolve},
  };

  g_test_init(&argc, &argv, NULL);
  purple_eventloop_set_ui_ops(&loop_ops);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, tests[i].answer, set_up, tests[i].run, tear_down);
  return g_test_run();
}
