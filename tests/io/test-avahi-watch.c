/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* A watch over an Avahi that a test plays. */

#include "io/avahi-watch.h"

#include <string.h>
#include <sys/socket.h>

#define ETHERNET 2
#define WIRELESS 3

static struct {
  LlAvahiHandler handler; /* of the browser; NULL when there is none */
  gpointer data;
  GString *told; /* "2 away; ": on which interface, what */
} avahi;

static LlAvahiObject *
browse_records(LlAvahi *self, const char *domain_name, LlRecordType type, LlAvahiHandler handler,
               gpointer data)
{
  g_assert_null(avahi.handler);
  g_assert_cmpstr(domain_name, ==, "juliet@verona._presence._tcp.local");
  g_assert_cmpint(type, ==, LL_RECORD_TXT);
  avahi.handler = handler;
  avahi.data = data;
  return (LlAvahiObject *)self;
}

static void
drop(LlAvahi *self G_GNUC_UNUSED, LlAvahiObject *object G_GNUC_UNUSED)
{
  avahi.handler = NULL;
}

static void
txt(gpointer owner G_GNUC_UNUSED, const char *name, LlLink link, const guint8 *rdata, gsize length)
{
  g_assert_cmpstr(name, ==, "juliet@verona");
  g_string_append_printf(avahi.told, "%d %.*s; ", link.interface, (int)length, (const char *)rdata);
}

static void
happens(LlAvahiEventKind kind, int interface, const char *rdata)
{
  LlAvahiEvent event = {.kind = kind,
                        .link = {.interface = interface, .family = AF_INET},
                        .rdata = (const guint8 *)rdata,
                        .length = strlen(rdata)};

  g_assert_nonnull(avahi.handler);
  avahi.handler(avahi.data, &event);
}

static void
cache_is_read(void)
{
  happens(LL_AVAHI_CACHE_EXHAUSTED, 0, "");
}

static void
expect(const char *told)
{
  g_assert_cmpstr(avahi.told->str, ==, told);
  g_string_truncate(avahi.told, 0);
}

typedef struct {
  LlAvahiWatch *watch;
} Fixture;

static void
set_up(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const LlAvahiClass class = {.browse_records = browse_records, .drop = drop};
  static LlAvahi fake = {.class = &class};
  static const LlDiscoveryEvents events = {.txt = txt};
  static LlDiscovery discovery = {.events = &events};

  avahi.told = g_string_new(NULL);
  f->watch = ll_avahi_watch_new(&fake, &discovery, "juliet@verona", LL_LINK_DOMAIN);
}

static void
tear_down(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_avahi_watch_free(f->watch);
  g_assert_null(avahi.handler);
  g_string_free(avahi.told, TRUE);
}

static void
test_what_is_said(Fixture *f G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
  happens(LL_AVAHI_NEW, ETHERNET, "here");
  cache_is_read();
  happens(LL_AVAHI_NEW, WIRELESS, "here");
  happens(LL_AVAHI_NEW, ETHERNET, "away");
  expect("2 here; 3 here; 2 away; ");
  happens(LL_AVAHI_REMOVE, ETHERNET, "here");
  expect("");
}

static void
test_there_and_back(Fixture *f G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
  cache_is_read();
  happens(LL_AVAHI_NEW, ETHERNET, "here");
  happens(LL_AVAHI_NEW, ETHERNET, "away");
  expect("2 here; 2 away; ");
  happens(LL_AVAHI_REMOVE, ETHERNET, "away");
  expect("2 here; ");
}

/* Avahi's cache lists what came last first, and what that replaced a moment ago behind it. */
static void
test_what_the_cache_has_of_before(Fixture *f G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
  happens(LL_AVAHI_NEW, ETHERNET, "away");
  happens(LL_AVAHI_NEW, ETHERNET, "here");
  happens(LL_AVAHI_NEW, WIRELESS, "away");
  happens(LL_AVAHI_NEW, WIRELESS, "here");
  cache_is_read();
  expect("2 away; 3 away; ");
  happens(LL_AVAHI_REMOVE, ETHERNET, "here");
  expect("");
  happens(LL_AVAHI_REMOVE, WIRELESS, "away");
  expect("3 here; ");
  happens(LL_AVAHI_NEW, ETHERNET, "busy");
  expect("2 busy; ");
}

/* Another cache may be behind it, and says what holds now. */
static void
test_a_failure_makes_it_begin_anew(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GError) error = g_error_new_literal(LL_DISCOVERY_ERROR, LL_DISCOVERY_ERROR_FAILED, "");
  LlAvahiEvent failure = {.kind = LL_AVAHI_FAILED, .error = error};

  happens(LL_AVAHI_NEW, ETHERNET, "here");
  cache_is_read();
  expect("2 here; ");
  avahi.handler(avahi.data, &failure);
  g_assert_null(avahi.handler);
  ll_avahi_watch_again(f->watch);
  happens(LL_AVAHI_NEW, ETHERNET, "away");
  happens(LL_AVAHI_NEW, ETHERNET, "here");
  cache_is_read();
  expect("2 away; ");
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*run)(Fixture *f, gconstpointer data);
  } tests[] = {
      {"/avahi-watch/what-is-said", test_what_is_said},
      {"/avahi-watch/there-and-back", test_there_and_back},
      {"/avahi-watch/what-the-cache-has-of-before", test_what_the_cache_has_of_before},
      {"/avahi-watch/a-failure-makes-it-begin-anew", test_a_failure_makes_it_begin_anew},
  };

  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run();
}
