/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* Somebody's addresses, of which some take our call, some refuse it, and some say nothing. */

#include "io/connector.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fake-loop.h"
#include "limits.h"

#define NEXT_MS       250
#define RESOLUTION_MS 50
#define GIVE_UP_MS    5000

/* Where a target is; the port makes the difference. */
typedef enum {
  TAKES,
  TAKES_V6,
  REFUSES,
  IS_SILENT,
  IS_NONE,
  N_PLACES
} Place;

typedef struct {
  int listeners[N_PLACES]; /* -1: none */
  int fillers[4];          /* they make the silent one so */
  guint16 ports[N_PLACES];
  LlConnector *connector;
  int fd; /* that it connected; -1 */
  guint failed;
  gboolean frees;
} Fixture;

static void
on_connected(gpointer owner, int fd)
{
  Fixture *f = owner;

  g_assert_cmpint(f->fd, ==, -1);
  f->fd = fd;
  if (f->frees)
    g_clear_pointer(&f->connector, ll_connector_free);
}

static void
on_failed(gpointer owner)
{
  Fixture *f = owner;

  f->failed++;
  if (f->frees)
    g_clear_pointer(&f->connector, ll_connector_free);
}

static const LlConnectorEvents events = {on_connected, on_failed};

static LlAddress
address_of(Place place)
{
  struct sockaddr_in in = {.sin_family = AF_INET,
                           .sin_addr.s_addr =
                               htonl(place == IS_NONE ? INADDR_ANY : INADDR_LOOPBACK)};
  struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  LlAddress address;

  g_assert_true(ll_address_from_sockaddr(
      place == TAKES_V6 ? (struct sockaddr *)&in6 : (struct sockaddr *)&in, &address, NULL));
  return address;
}

static int
new_socket(Place place)
{
  int fd =
      socket(place == TAKES_V6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

  g_assert_cmpint(fd, >=, 0);
  return fd;
}

/* Bound to a port of its own, on which nobody listens yet. */
static void
open_place(Fixture *f, Place place)
{
  LlAddress address = address_of(place);
  struct sockaddr_storage sa;
  socklen_t length = ll_address_to_sockaddr(&address, 0, &sa);

  f->listeners[place] = new_socket(place);
  g_assert_cmpint(bind(f->listeners[place], (struct sockaddr *)&sa, length), ==, 0);
  length = sizeof sa;
  g_assert_cmpint(getsockname(f->listeners[place], (struct sockaddr *)&sa, &length), ==, 0);
  g_assert_true(ll_address_from_sockaddr((struct sockaddr *)&sa, &address, &f->ports[place]));
}

/* A hall that is full lets nobody knock: the kernel drops their packets. */
static void
fill(Fixture *f)
{
  LlAddress address = address_of(IS_SILENT);
  struct sockaddr_storage sa;
  socklen_t length = ll_address_to_sockaddr(&address, f->ports[IS_SILENT], &sa);

  g_assert_cmpint(listen(f->listeners[IS_SILENT], 0), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS(f->fillers); i++) {
    f->fillers[i] = new_socket(IS_SILENT);
    connect(f->fillers[i], (struct sockaddr *)&sa, length);
  }
}

static void
set_up(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->fd = -1;
  for (Place place = 0; place < IS_NONE; place++)
    open_place(f, place);
  f->listeners[IS_NONE] = -1;
  f->ports[IS_NONE] = f->ports[TAKES]; /* the kernel takes it for ourselves */
  g_assert_cmpint(listen(f->listeners[TAKES], 8), ==, 0);
  g_assert_cmpint(listen(f->listeners[TAKES_V6], 8), ==, 0);
  fill(f);
}

static void
tear_down(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_connector_free(f->connector);
  for (Place place = 0; place < IS_NONE; place++)
    close(f->listeners[place]);
  for (guint i = 0; i < G_N_ELEMENTS(f->fillers); i++)
    close(f->fillers[i]);
  if (f->fd >= 0)
    close(f->fd);
  g_assert_cmpuint(ll_fake_loop_timers(), ==, 0);
}

static void
add(Fixture *f, Place place)
{
  LlAddress address = address_of(place);

  ll_connector_add(f->connector, &address, f->ports[place]);
  g_assert_true(f->fd == -1 && f->failed == 0); /* never from within */
}

/* All addresses are known. */
static void
begin(Fixture *f, const Place *places, gsize n)
{
  f->connector = ll_connector_new(&events, f);
  for (gsize i = 0; i < n; i++)
    add(f, places[i]);
  ll_connector_complete(f->connector);
  g_assert_true(f->fd == -1 && f->failed == 0);
}
#define BEGIN(f, ...)                                                                              \
  begin(f, (const Place[]){__VA_ARGS__}, sizeof((const Place[]){__VA_ARGS__}) / sizeof(Place))

/* After so long, and not before, it is connected to PLACE. */
static void
expect_connected(Fixture *f, guint milliseconds, Place place)
{
  struct sockaddr_storage sa;
  socklen_t length = sizeof sa;
  LlAddress address, expected = address_of(place);
  guint16 port;

  if (milliseconds > 0) {
    ll_fake_loop_let_pass(milliseconds - 1);
    g_assert_cmpint(f->fd, ==, -1);
  }
  ll_fake_loop_let_pass(milliseconds > 0);
  g_assert_cmpint(f->fd, >=, 0);
  g_assert_cmpint(getpeername(f->fd, (struct sockaddr *)&sa, &length), ==, 0);
  g_assert_true(ll_address_from_sockaddr((struct sockaddr *)&sa, &address, &port));
  g_assert_true(ll_address_equal(&address, &expected));
  g_assert_cmpuint(port, ==, f->ports[place]);
  ll_fake_loop_let_pass(2 * GIVE_UP_MS);
  g_assert_cmpuint(f->failed, ==, 0);
}

static void
expect_failed(Fixture *f, guint milliseconds)
{
  if (milliseconds > 0) {
    ll_fake_loop_let_pass(milliseconds - 1);
    g_assert_cmpuint(f->failed, ==, 0);
  }
  ll_fake_loop_let_pass(milliseconds > 0);
  g_assert_cmpuint(f->failed, ==, 1);
  g_assert_cmpint(f->fd, ==, -1);
  ll_fake_loop_let_pass(2 * GIVE_UP_MS);
  g_assert_cmpuint(f->failed, ==, 1);
}

static void
test_taken(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  BEGIN(f, TAKES);
  expect_connected(f, 0, TAKES);
}

static void
test_ipv4_before_ipv6(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  BEGIN(f, TAKES_V6, TAKES);
  expect_connected(f, 0, TAKES);
}

static void
test_ipv6_alone(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  BEGIN(f, TAKES_V6);
  expect_connected(f, 0, TAKES_V6);
}

static void
test_refused_and_at_once_the_next(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  BEGIN(f, REFUSES, REFUSES, TAKES_V6);
  expect_connected(f, 0, TAKES_V6);
}

/* RFC 8305 5: one dead address costs a moment. */
static void
test_silence_and_soon_the_next(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  BEGIN(f, IS_SILENT, TAKES);
  expect_connected(f, NEXT_MS, TAKES);
}

static void
test_no_address_that_could_be_called(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  BEGIN(f, IS_NONE, IS_NONE);
  expect_failed(f, 0);
}

static void
test_no_address(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  begin(f, NULL, 0);
  expect_failed(f, 0);
}

static void
test_all_refuse(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  BEGIN(f, REFUSES, REFUSES);
  expect_failed(f, 0);
}

static void
test_all_are_silent(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  BEGIN(f, IS_SILENT, IS_SILENT, IS_SILENT);
  expect_failed(f, GIVE_UP_MS);
}

static void
test_one_refuses_and_one_is_silent(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  BEGIN(f, IS_SILENT, REFUSES);
  expect_failed(f, GIVE_UP_MS);
}

/* The others may come much later. */
static void
test_the_first_address_at_once(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->connector = ll_connector_new(&events, f);
  add(f, TAKES);
  expect_connected(f, 0, TAKES);
}

/* RFC 8305 3, with the versions the other way round. */
static void
test_ipv6_waits_a_moment_for_ipv4(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->connector = ll_connector_new(&events, f);
  add(f, TAKES_V6);
  ll_fake_loop_let_pass(RESOLUTION_MS - 1);
  add(f, TAKES);
  expect_connected(f, 0, TAKES);
}

static void
test_ipv6_waits_no_longer(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->connector = ll_connector_new(&events, f);
  add(f, TAKES_V6);
  expect_connected(f, RESOLUTION_MS, TAKES_V6);
}

static void
test_what_becomes_known_later_is_tried_too(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->connector = ll_connector_new(&events, f);
  add(f, REFUSES);
  ll_fake_loop_let_pass(2 * GIVE_UP_MS);
  g_assert_true(f->fd == -1 && f->failed == 0); /* there may be more */
  add(f, TAKES);
  expect_connected(f, 0, TAKES);
}

static void
test_what_becomes_known_soon_waits_for_its_turn(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->connector = ll_connector_new(&events, f);
  add(f, IS_SILENT);
  ll_fake_loop_let_pass(NEXT_MS / 2);
  add(f, TAKES);
  ll_connector_complete(f->connector);
  expect_connected(f, NEXT_MS - NEXT_MS / 2, TAKES);
}

static void
test_it_fails_when_no_more_come(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->connector = ll_connector_new(&events, f);
  add(f, REFUSES);
  ll_fake_loop_let_pass(NEXT_MS);
  ll_connector_complete(f->connector);
  expect_failed(f, 0);
}

static void
test_not_more_than_so_many(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  Place places[LL_ADDRESSES_MAX + 1];

  for (guint i = 0; i < LL_ADDRESSES_MAX; i++)
    places[i] = REFUSES;
  places[LL_ADDRESSES_MAX] = TAKES;
  begin(f, places, G_N_ELEMENTS(places));
  expect_failed(f, 0);
}

static void
test_nothing_is_told_after_it_is_freed(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  for (guint wait = 0; wait < 2; wait++) {
    BEGIN(f, IS_SILENT, IS_SILENT, TAKES);
    ll_fake_loop_let_pass(wait * NEXT_MS);
    g_clear_pointer(&f->connector, ll_connector_free);
    ll_fake_loop_let_pass(2 * GIVE_UP_MS);
    g_assert_cmpint(f->fd, ==, -1);
    g_assert_cmpuint(f->failed, ==, 0);
  }
}

static void
test_freed_while_it_tells(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->frees = TRUE;
  BEGIN(f, REFUSES);
  expect_failed(f, 0);
  f->failed = 0;
  BEGIN(f, IS_SILENT, TAKES);
  expect_connected(f, NEXT_MS, TAKES);
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*run)(Fixture *f, gconstpointer data);
  } tests[] = {
      {"/connector/taken", test_taken},
      {"/connector/ipv4-before-ipv6", test_ipv4_before_ipv6},
      {"/connector/ipv6-alone", test_ipv6_alone},
      {"/connector/refused-and-at-once-the-next", test_refused_and_at_once_the_next},
      {"/connector/silence-and-soon-the-next", test_silence_and_soon_the_next},
      {"/connector/no-address-that-could-be-called", test_no_address_that_could_be_called},
      {"/connector/no-address", test_no_address},
      {"/connector/all-refuse", test_all_refuse},
      {"/connector/all-are-silent", test_all_are_silent},
      {"/connector/one-refuses-and-one-is-silent", test_one_refuses_and_one_is_silent},
      {"/connector/the-first-address-at-once", test_the_first_address_at_once},
      {"/connector/ipv6-waits-a-moment-for-ipv4", test_ipv6_waits_a_moment_for_ipv4},
      {"/connector/ipv6-waits-no-longer", test_ipv6_waits_no_longer},
      {"/connector/what-becomes-known-later-is-tried-too",
       test_what_becomes_known_later_is_tried_too},
      {"/connector/what-becomes-known-soon-waits-for-its-turn",
       test_what_becomes_known_soon_waits_for_its_turn},
      {"/connector/it-fails-when-no-more-come", test_it_fails_when_no_more_come},
      {"/connector/not-more-than-so-many", test_not_more_than_so_many},
      {"/connector/nothing-is-told-after-it-is-freed", test_nothing_is_told_after_it_is_freed},
      {"/connector/freed-while-it-tells", test_freed_while_it_tells},
  };

  g_test_init(&argc, &argv, NULL);
  ll_fake_loop_use();
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run();
}
