/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* Who calls us, over loopback, where each address is another machine's. On the network there are
 * juliet@verona at 127.0.0.2, and two at 127.0.0.3. */

#include "io/reception.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fake-discovery.h"
#include "fake-loop.h"
#include "limits.h"
#include "wire/namespaces.h"

#define OWN          "romeo@mantua"
#define HEADER(more) "<stream:stream xmlns='jabber:client' xmlns:stream='" LL_NS_STREAM "'" more ">"
#define MESSAGE      "<message><body>hello</body></message>"
#define ERROR_TO(what)                                                                             \
  "<stream:error><" what " xmlns=\"" LL_NS_STREAM_ERROR "\"/></stream:error></stream:stream>"
#define VERONA         2
#define PADUA          3
#define NOWHERE        9
#define IDENTIFY_MS    (LL_STREAM_IDENTIFY_SECONDS * 1000)
#define LOOKS_AGAIN_MS 1000

static const struct {
  const char *name;
  guint machine;
} people[] = {{"juliet@verona", VERONA}, {"tybalt@padua", PADUA}, {"mercutio@padua", PADUA}};

typedef struct {
  LlFakeNetwork *network;
  LlDiscovery *discovery;
  LlDiscovery *others[G_N_ELEMENTS(people)];
  LlRoster *roster;
  LlContacts *contacts;
  LlGuard *guard;
  LlReception *reception;
  GString *told;
} Fixture;

/* One end of a connection, from 127.0.0.MACHINE. */
typedef struct {
  int fd;
  GString *heard;
  gboolean is_over;
} Call;

/* --- the network ----------------------------------------------------------------------------- */

static LlAddress
address_of(guint machine)
{
  struct sockaddr_in sa = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7F000000 + machine)};
  LlAddress address;

  g_assert_true(ll_address_from_sockaddr((struct sockaddr *)&sa, &address, NULL));
  return address;
}

static void
seen(gpointer owner, const char *name, LlLink link)
{
  Fixture *f = owner;
  gboolean is_new;

  ll_roster_seen(f->roster, name, &link, &is_new);
  ll_discovery_watch(f->discovery, name);
}

static void
txt(gpointer owner, const char *name, LlLink link, const guint8 *rdata, gsize length)
{
  Fixture *f = owner;

  (void)link;
  ll_roster_txt(f->roster, name, rdata, length);
  ll_reception_appeared(f->reception, name);
}

static void
ready(gpointer owner, const char *machine)
{
  (void)owner;
  (void)machine;
}

static const LlDiscoveryEvents discovery_events = {.ready = ready, .seen = seen, .txt = txt};

static void
publish(Fixture *f, guint nth)
{
  g_autoptr(GBytes) record = g_bytes_new_static("\x09txtvers=1", 10);

  ll_discovery_publish(f->others[nth], people[nth].name, 5298, record);
  ll_fake_network_run(f->network);
}

static void
on_present(gpointer owner, const char *name)
{
  g_string_append_printf(((Fixture *)owner)->told, "present %s", name);
}

static void
on_identified(gpointer owner, const char *name, LlConnection *connection)
{
  g_string_append_printf(((Fixture *)owner)->told, "%s", name);
  ll_connection_free(connection);
}

static const LlReceptionEvents events = {on_present, on_identified};

static void
set_up(Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  f->told = g_string_new(NULL);
  f->roster = ll_roster_new();
  f->contacts = ll_contacts_new(1);
  f->guard = ll_guard_new(NULL, OWN, LL_POLICY_NEVER, NULL, NULL, NULL);
  f->network = ll_fake_network_new();
  f->discovery = ll_fake_discovery_new(f->network, "mantua", &discovery_events, f);
  f->reception =
      ll_reception_new(35298, f->discovery, f->roster, f->contacts, f->guard, &events, f, &error);
  g_assert_no_error(error);
  ll_discovery_start(f->discovery);
  for (guint i = 0; i < G_N_ELEMENTS(people); i++) {
    LlAddress address = address_of(people[i].machine);

    f->others[i] = ll_fake_discovery_new(f->network, "other", NULL, NULL);
    ll_fake_discovery_set_addresses(f->others[i], &address, 1);
    ll_discovery_start(f->others[i]);
    if (!data || strcmp(data, people[i].name) != 0)
      publish(f, i);
  }
  ll_reception_set_own(f->reception, "romeo-was@mantua");
  ll_reception_set_own(f->reception, OWN);
}

static void
tear_down(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_reception_free(f->reception);
  g_assert_cmpuint(ll_fake_discovery_resolves(f->discovery), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS(people); i++)
    ll_discovery_free(f->others[i]);
  ll_discovery_free(f->discovery);
  ll_fake_network_free(f->network);
  ll_contacts_free(f->contacts);
  ll_guard_free(f->guard);
  ll_roster_free(f->roster);
  g_string_free(f->told, TRUE);
  g_assert_cmpuint(ll_fake_loop_timers(), ==, 0);
}

/* --- calls ----------------------------------------------------------------------------------- */

static Call *
call_new(const Fixture *f, guint machine)
{
  Call *call = g_new0(Call, 1);
  LlAddress from = address_of(machine), to = address_of(1);
  struct sockaddr_storage sa;
  socklen_t length = ll_address_to_sockaddr(&from, 0, &sa);

  call->heard = g_string_new(NULL);
  call->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint(bind(call->fd, (struct sockaddr *)&sa, length), ==, 0);
  length = ll_address_to_sockaddr(&to, ll_reception_port(f->reception), &sa);
  g_assert_cmpint(connect(call->fd, (struct sockaddr *)&sa, length), ==, 0);
  ll_fake_loop_run();
  return call;
}

static void
call_free(gpointer data)
{
  Call *call = data;

  close(call->fd);
  g_string_free(call->heard, TRUE);
  g_free(call);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Call, call_free)

static void
say(const Call *call, const char *bytes)
{
  g_assert_cmpint(send(call->fd, bytes, strlen(bytes), MSG_NOSIGNAL), ==, strlen(bytes));
}

static void
hear(Call *call)
{
  char bytes[4096];
  gssize n;

  ll_fake_loop_run();
  while ((n = recv(call->fd, bytes, sizeof bytes, MSG_DONTWAIT)) > 0)
    g_string_append_len(call->heard, bytes, n);
  call->is_over |= n == 0;
}

/* What is waited for comes at once; or never, and then the test need not wait for ever. */
static gint64
patience(void)
{
  return g_get_monotonic_time() + 20 * G_USEC_PER_SEC;
}

/* The other end says this in the end, and nothing after it. */
static void
expect_error(Call *call, const char *condition)
{
  gint64 end_of_patience = patience();
  g_autofree char *end = g_strdup_printf(ERROR_TO("%s"), condition);

  while (!call->is_over && g_get_monotonic_time() < end_of_patience)
    hear(call);
  g_assert_true(g_str_has_prefix(call->heard->str, "<?xml "));
  if (!g_str_has_suffix(call->heard->str, end))
    g_error("%s, and not %s", call->heard->str, condition);
}

static void
expect_told(Fixture *f, const char *expected)
{
  gint64 end_of_patience = patience();

  while (f->told->len == 0 && g_get_monotonic_time() < end_of_patience)
    ll_fake_loop_run();
  g_assert_cmpstr(f->told->str, ==, expected);
  g_string_truncate(f->told, 0);
}

/* So long the stream stays as it is. */
static void
stays(Fixture *f, Call *call, guint milliseconds)
{
  ll_fake_loop_let_pass(milliseconds);
  hear(call);
  g_assert_false(call->is_over);
  g_assert_cmpstr(f->told->str, ==, "");
}

/* --- who it is ------------------------------------------------------------------------------- */

#define TO_US   " to='" OWN "'"
#define REFUSED "refused "

static const struct {
  const char *what;
  guint machine;
  const char *bytes;
  const char *outcome; /* a presence name, or REFUSED and the condition */
  guint waits;         /* so long before it */
} calls[] = {
    {"a name from its address", VERONA, HEADER(" from='juliet@verona'" TO_US " version='1.0'"),
     "juliet@verona", 0},
    {"a name spelled otherwise", VERONA, HEADER(" from='Juliet@VERONA'" TO_US), "Juliet@VERONA", 0},
    {"one of two at an address", PADUA, HEADER(" from='tybalt@padua'" TO_US), "tybalt@padua", 0},
    {"iChat", VERONA, HEADER("") MESSAGE, "juliet@verona", 0},
    {"telepathy-salut", VERONA, HEADER(" from=''" TO_US), "juliet@verona", 0},
    {"Adium", VERONA, HEADER(" to='127.0.0.1'") MESSAGE, "juliet@verona", 0},
    {"Swift", VERONA, HEADER(" from='juliet@verona' version='1.0'") MESSAGE, "juliet@verona", 0},
    {"Gajim", VERONA, HEADER(" from='juliet@verona' to='" OWN "/local'"), "juliet@verona", 0},
    {"who knows us by our last name", VERONA, HEADER(" from='juliet@verona' to='romeo-was@mantua'"),
     "juliet@verona", 0},

    {"two at an address, and no name", PADUA, HEADER(TO_US), REFUSED "improper-addressing", 0},
    {"a name from another address", PADUA, HEADER(" from='juliet@verona'" TO_US) MESSAGE,
     REFUSED "invalid-from", LOOKS_AGAIN_MS},
    {"our own name", VERONA, HEADER(" from='" OWN "'" TO_US), REFUSED "invalid-from", 0},
    {"our own name in capitals", VERONA, HEADER(" from='ROMEO@mantua'" TO_US),
     REFUSED "invalid-from", 0},
    {"an address for a name", VERONA, HEADER(" from='juliet@127.0.0.2'" TO_US),
     REFUSED "invalid-from", 0},
    {"no name that could be", VERONA, HEADER(" from='a&#9;b'" TO_US), REFUSED "invalid-from", 0},
    {"who means another", VERONA, HEADER(" from='juliet@verona' to='mercutio@padua'") MESSAGE,
     REFUSED "host-unknown", 0},
    {"nobody who means another", VERONA, HEADER(" to='mercutio@padua'") MESSAGE,
     REFUSED "host-unknown", 0},
    {"a name that is not there", NOWHERE, HEADER(" from='nurse@verona'" TO_US) MESSAGE,
     REFUSED "connection-timeout", IDENTIFY_MS},
    {"nobody from nowhere", NOWHERE, HEADER(TO_US) MESSAGE, REFUSED "connection-timeout",
     IDENTIFY_MS},
    {"silence", VERONA, "", REFUSED "connection-timeout", IDENTIFY_MS},
    {"half a header", VERONA, "<stream:stream", REFUSED "connection-timeout", IDENTIFY_MS},
    {"keep-alives", VERONA, "  \n  ", REFUSED "connection-timeout", IDENTIFY_MS},
    {"another protocol", VERONA, "GET / HTTP/1.1\r\n\r\n", REFUSED "not-well-formed", 0},
    {"a stanza and no header", VERONA, MESSAGE, REFUSED "bad-format", 0},
    {"another namespace", VERONA, "<stream:stream xmlns:stream='urn:x'>",
     REFUSED "invalid-namespace", 0},
};

static void
test_calls(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < G_N_ELEMENTS(calls); i++) {
    g_autoptr(Call) call = call_new(f, calls[i].machine);

    g_test_message("%s", calls[i].what);
    say(call, calls[i].bytes);
    if (calls[i].waits > 0) {
      stays(f, call, calls[i].waits - 1);
      ll_fake_loop_let_pass(1);
    }
    if (g_str_has_prefix(calls[i].outcome, REFUSED))
      expect_error(call, calls[i].outcome + strlen(REFUSED));
    else
      expect_told(f, calls[i].outcome);
    g_assert_cmpstr(f->told->str, ==, "");
  }
  ll_fake_loop_let_pass(IDENTIFY_MS); /* for those to go who were refused */
}

/* A stream that says no name and asks for none may be no more than a question. */
static void
test_who_says_nothing_is_nobody_yet(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(Call) call = call_new(f, VERONA);

  say(call, HEADER(""));
  stays(f, call, IDENTIFY_MS - 1);
  say(call, MESSAGE);
  expect_told(f, "juliet@verona");
}

static void
test_who_comes_a_little_later(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(Call) call = call_new(f, VERONA);

  say(call, HEADER(" from='juliet@verona'" TO_US) MESSAGE);
  stays(f, call, IDENTIFY_MS / 2);
  publish(f, 0);
  ll_fake_loop_let_pass(0);
  expect_told(f, "juliet@verona");
}

/* Who names nobody is looked for among all, a few at a time. */
static void
test_looked_for_among_many(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(Call) call = call_new(f, 20);
  g_autoptr(GBytes) record = g_bytes_new_static("\x09txtvers=1", 10);
  LlDiscovery *crowd[3 * LL_ADDRESS_SEARCH_MAX];

  for (guint i = 0; i < G_N_ELEMENTS(crowd); i++) {
    LlAddress address = address_of(20 + i);
    g_autofree char *name = g_strdup_printf("guest%u@verona", i);

    crowd[i] = ll_fake_discovery_new(f->network, "other", NULL, NULL);
    ll_fake_discovery_set_addresses(crowd[i], &address, 1);
    ll_discovery_start(crowd[i]);
    ll_discovery_publish(crowd[i], name, 5298, record);
    ll_fake_network_run(f->network);
  }
  ll_fake_discovery_hold(f->discovery, TRUE);
  say(call, HEADER(TO_US));
  stays(f, call, LOOKS_AGAIN_MS);
  g_assert_cmpuint(ll_fake_discovery_resolves(f->discovery), ==, LL_ADDRESS_SEARCH_MAX);
  ll_fake_discovery_hold(f->discovery, FALSE);
  expect_told(f, "guest0@verona");
  for (guint i = 0; i < G_N_ELEMENTS(crowd); i++)
    ll_discovery_free(crowd[i]);
}

/* They may have changed their address just now. */
static void
test_a_new_address(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(Call) call = call_new(f, NOWHERE);
  LlAddress address = address_of(NOWHERE);

  say(call, HEADER(" from='juliet@verona'" TO_US));
  stays(f, call, LOOKS_AGAIN_MS / 2);
  ll_fake_discovery_set_addresses(f->others[0], &address, 1);
  ll_fake_loop_let_pass(LOOKS_AGAIN_MS);
  expect_told(f, "juliet@verona");
}

/* --- how many -------------------------------------------------------------------------------- */

static GPtrArray *
call_often(const Fixture *f, guint n, guint per_machine)
{
  GPtrArray *all = g_ptr_array_new_with_free_func(call_free);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add(all, call_new(f, 10 + i / per_machine));
  return all;
}

static guint
count_over(GPtrArray *all)
{
  guint n = 0;

  for (guint i = 0; i < all->len; i++) {
    hear(g_ptr_array_index(all, i));
    n += ((Call *)g_ptr_array_index(all, i))->is_over;
  }
  return n;
}

/* The oldest gives way, and whoever is somewhere else is left alone. */
static void
assert_bound(Fixture *f, guint most, guint per_machine, guint next)
{
  g_autoptr(Call) elsewhere = call_new(f, most <= per_machine ? NOWHERE : next);
  gboolean is_oldest = most > per_machine;
  g_autoptr(GPtrArray) all = call_often(f, is_oldest ? most - 1 : most, per_machine);
  g_autoptr(Call) one_more = NULL;

  g_assert_cmpuint(count_over(all), ==, 0);
  hear(elsewhere);
  g_assert_false(elsewhere->is_over);
  one_more = call_new(f, next);
  expect_error(is_oldest ? elsewhere : g_ptr_array_index(all, 0), "resource-constraint");
  g_assert_cmpuint(count_over(all), ==, is_oldest ? 0 : 1);
  stays(f, one_more, 0);
  say(one_more, HEADER(" from='" OWN "'" TO_US)); /* and is attended to */
  expect_error(one_more, "invalid-from");
}

static void
test_so_many_from_one_address(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  assert_bound(f, LL_STREAMS_UNIDENTIFIED_PER_ADDRESS_MAX, LL_STREAMS_UNIDENTIFIED_PER_ADDRESS_MAX,
               10);
}

static void
test_so_many_in_all(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  assert_bound(f, LL_STREAMS_UNIDENTIFIED_MAX, LL_STREAMS_UNIDENTIFIED_PER_ADDRESS_MAX / 2, 99);
}

/* --- without a name -------------------------------------------------------------------------- */

static void
test_nobody_is_home(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(Call) call = NULL;
  g_autoptr(GError) error = NULL;

  ll_reception_free(f->reception);
  f->reception =
      ll_reception_new(35298, f->discovery, f->roster, f->contacts, f->guard, &events, f, &error);
  g_assert_no_error(error);
  call = call_new(f, VERONA);
  hear(call);
  g_assert_true(call->is_over);
  g_assert_cmpstr(call->heard->str, ==, "");
}

static void
test_we_go(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(Call) silent = call_new(f, VERONA);
  g_autoptr(Call) call = call_new(f, NOWHERE);

  say(call, HEADER(" from='nurse@verona'" TO_US) MESSAGE);
  stays(f, call, 100);
  g_clear_pointer(&f->reception, ll_reception_free);
  expect_error(call, "host-gone");
  expect_error(silent, "host-gone");
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    const char *absent;
    void (*run)(Fixture *f, gconstpointer data);
  } tests[] = {
      {"/reception/calls", NULL, test_calls},
      {"/reception/who-says-nothing-is-nobody-yet", NULL, test_who_says_nothing_is_nobody_yet},
      {"/reception/who-comes-a-little-later", "juliet@verona", test_who_comes_a_little_later},
      {"/reception/looked-for-among-many", NULL, test_looked_for_among_many},
      {"/reception/a-new-address", NULL, test_a_new_address},
      {"/reception/so-many-from-one-address", NULL, test_so_many_from_one_address},
      {"/reception/so-many-in-all", NULL, test_so_many_in_all},
      {"/reception/nobody-is-home", NULL, test_nobody_is_home},
      {"/reception/we-go", NULL, test_we_go},
  };

  g_test_init(&argc, &argv, NULL);
  ll_fake_loop_use();
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, tests[i].absent, set_up, tests[i].run, tear_down);
  return g_test_run();
}
