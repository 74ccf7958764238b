/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* What the fake discovery promises to the tests that build on it. */

#include <string.h>

#include "fake-discovery.h"

/* Two people; what each was told since it was last asked, one event after the other. */
typedef struct {
  LlDiscovery *discovery;
  GString *told;
  const char *free_at; /* free the discovery within this event */
} Person;

typedef struct {
  LlFakeNetwork *network;
  Person juliet, romeo;
} Fixture;

static void
tell(Person *person, const char *event, const char *what)
{
  g_string_append_printf(person->told, "%s %s; ", event, what);
  if (g_strcmp0(person->free_at, event) == 0)
    g_clear_pointer(&person->discovery, ll_discovery_free);
}

static void
ready(gpointer owner, const char *machine)
{
  tell(owner, "ready", machine);
}

static void
unavailable(gpointer owner, const GError *error)
{
  tell(owner, "unavailable",
       error->code == LL_DISCOVERY_ERROR_DENIED ? "denied" : "for another reason");
}

static void
published(gpointer owner, const char *name)
{
  tell(owner, "published", name);
}

static void
collision(gpointer owner, const char *name)
{
  tell(owner, "collision", name);
}

static void
seen(gpointer owner, const char *name, LlLink link G_GNUC_UNUSED)
{
  tell(owner, "seen", name);
}

static void
lost(gpointer owner, const char *name, LlLink link G_GNUC_UNUSED)
{
  tell(owner, "lost", name);
}

static void
txt(gpointer owner, const char *name G_GNUC_UNUSED, LlLink link G_GNUC_UNUSED, const guint8 *rdata,
    gsize length)
{
  g_autofree char *text = g_strndup((const char *)rdata, length);
  tell(owner, "txt", text);
}

static void
address(gpointer data, const LlAddress *found, guint16 port)
{
  g_autofree char *text = ll_address_to_string(found);
  g_autofree char *place = g_strdup_printf("%s:%d", text, port);
  tell(data, "address", place);
}

static void
done(gpointer data, const GError *error)
{
  tell(data, "done", error ? "without" : "well");
}

static const LlDiscoveryEvents events = {
    .ready = ready,
    .unavailable = unavailable,
    .published = published,
    .collision = collision,
    .seen = seen,
    .lost = lost,
    .txt = txt,
};
static const LlResolveEvents resolve_events = {.address = address, .done = done};

static void
expect(Fixture *f, Person *person, const char *told)
{
  ll_fake_network_run(f->network);
  g_assert_cmpstr(person->told->str, ==, told);
  g_string_truncate(person->told, 0);
}

static void
publish(Person *person, const char *name, const char *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
  ll_discovery_publish(person->discovery, name, 5298, bytes);
}

static void
set_up(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->network = ll_fake_network_new();
  f->juliet.told = g_string_new(NULL);
  f->romeo.told = g_string_new(NULL);
  f->juliet.discovery = ll_fake_discovery_new(f->network, "verona", &events, &f->juliet);
  f->romeo.discovery = ll_fake_discovery_new(f->network, "mantua", &events, &f->romeo);
  ll_discovery_start(f->juliet.discovery);
  ll_discovery_start(f->romeo.discovery);
  g_assert_cmpstr(f->juliet.told->str, ==, ""); /* never from within a call */
  expect(f, &f->juliet, "ready verona; ");
  expect(f, &f->romeo, "ready mantua; ");
}

static void
tear_down(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_discovery_free(f->juliet.discovery);
  ll_discovery_free(f->romeo.discovery);
  ll_fake_network_free(f->network);
  g_string_free(f->juliet.told, TRUE);
  g_string_free(f->romeo.told, TRUE);
}

static void
test_presence(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GBytes) away = g_bytes_new_static("away", 4);
  publish(&f->juliet, "juliet@verona", "avail");
  expect(f, &f->juliet, "published juliet@verona; seen juliet@verona; ");
  expect(f, &f->romeo, "seen juliet@verona; ");
  ll_discovery_watch(f->romeo.discovery, "juliet@verona");
  expect(f, &f->romeo, "txt avail; ");
  ll_discovery_update(f->juliet.discovery, away);
  expect(f, &f->romeo, "txt away; ");
  ll_discovery_unwatch(f->romeo.discovery, "juliet@verona");
  g_assert_cmpuint(ll_fake_discovery_watches(f->romeo.discovery), ==, 0);
  ll_discovery_unpublish(f->juliet.discovery);
  expect(f, &f->romeo, "lost juliet@verona; ");
}

static void
test_collision(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  publish(&f->juliet, "montague", "avail");
  publish(&f->romeo, "Montague", "avail");
  expect(f, &f->romeo, "seen montague; collision Montague; ");
  g_assert_null(ll_fake_discovery_name(f->romeo.discovery));
  ll_fake_discovery_collide(f->juliet.discovery);
  expect(f, &f->juliet, "published montague; seen montague; collision montague; lost montague; ");
}

static void
test_resolve(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  publish(&f->juliet, "juliet@verona", "avail");
  expect(f, &f->romeo, "seen juliet@verona; ");
  ll_discovery_resolve(f->romeo.discovery, "juliet@verona", &resolve_events, &f->romeo);
  expect(f, &f->romeo, "address 127.0.0.1:5298; done well; ");
  ll_discovery_resolve(f->romeo.discovery, "nurse@verona", &resolve_events, &f->romeo);
  expect(f, &f->romeo, "done without; ");

  ll_fake_discovery_hold(f->romeo.discovery, TRUE);
  ll_discovery_resolve(f->romeo.discovery, "juliet@verona", &resolve_events, &f->romeo);
  LlResolve *second =
      ll_discovery_resolve(f->romeo.discovery, "juliet@verona", &resolve_events, &f->romeo);
  expect(f, &f->romeo, "");
  g_assert_cmpuint(ll_fake_discovery_resolves(f->romeo.discovery), ==, 2);
  ll_fake_discovery_hold(f->romeo.discovery, FALSE);
  ll_discovery_cancel(f->romeo.discovery, second);
  expect(f, &f->romeo, "address 127.0.0.1:5298; done well; ");
  g_assert_cmpuint(ll_fake_discovery_resolves(f->romeo.discovery), ==, 0);
}

static void
test_outage(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  publish(&f->juliet, "juliet@verona", "avail");
  expect(f, &f->romeo, "seen juliet@verona; ");
  ll_discovery_watch(f->romeo.discovery, "juliet@verona");
  ll_discovery_resolve(f->romeo.discovery, "juliet@verona", &resolve_events, &f->romeo);
  ll_fake_discovery_break(f->romeo.discovery, LL_DISCOVERY_ERROR_DENIED);
  expect(f, &f->romeo, "unavailable denied; done without; ");
  g_assert_cmpuint(ll_fake_discovery_watches(f->romeo.discovery), ==, 0);
  ll_fake_discovery_mend(f->romeo.discovery);
  expect(f, &f->romeo, "ready mantua; seen juliet@verona; ");
  ll_fake_discovery_rename(f->juliet.discovery, "padua");
  expect(f, &f->romeo, "lost juliet@verona; ");
}

static void
test_links(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const LlLink links[] = {{1, AF_INET, LL_LINK_DOMAIN}, {2, AF_INET6, LL_LINK_DOMAIN}};
  publish(&f->juliet, "juliet@verona", "avail");
  expect(f, &f->romeo, "seen juliet@verona; ");
  ll_fake_discovery_set_links(f->juliet.discovery, links, 2);
  expect(f, &f->romeo, "seen juliet@verona; ");
  ll_fake_discovery_set_links(f->juliet.discovery, links, 0);
  expect(f, &f->romeo, "lost juliet@verona; lost juliet@verona; ");
}

static void
test_free_within(Fixture *f, gconstpointer data)
{
  f->romeo.free_at = data;
  publish(&f->juliet, "juliet@verona", "avail");
  ll_discovery_watch(f->romeo.discovery, "juliet@verona");
  ll_discovery_resolve(f->romeo.discovery, "juliet@verona", &resolve_events, &f->romeo);
  publish(&f->romeo, "romeo@mantua", "avail");
  ll_fake_network_run(f->network);
  g_assert_null(f->romeo.discovery);
  g_assert_nonnull(g_strrstr(f->romeo.told->str, data));
}

/* The main loop delivers too. */
static void
test_main_loop(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  publish(&f->juliet, "juliet@verona", "avail");
  while (f->romeo.told->len == 0)
    g_main_context_iteration(NULL, TRUE);
  expect(f, &f->romeo, "seen juliet@verona; ");
}

int
main(int argc, char **argv)
{
  static const char *const within[] = {"seen", "txt", "published", "address", "done"};
  g_test_init(&argc, &argv, NULL);
  g_test_add("/fake-discovery/presence", Fixture, NULL, set_up, test_presence, tear_down);
  g_test_add("/fake-discovery/collision", Fixture, NULL, set_up, test_collision, tear_down);
  g_test_add("/fake-discovery/resolve", Fixture, NULL, set_up, test_resolve, tear_down);
  g_test_add("/fake-discovery/outage", Fixture, NULL, set_up, test_outage, tear_down);
  g_test_add("/fake-discovery/links", Fixture, NULL, set_up, test_links, tear_down);
  g_test_add("/fake-discovery/main-loop", Fixture, NULL, set_up, test_main_loop, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS(within); i++) {
    g_autofree char *path = g_strdup_printf("/fake-discovery/free-within/%s", within[i]);
    g_test_add(path, Fixture, within[i], set_up, test_free_within, tear_down);
  }
  return g_test_run();
}
