/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* Several discoveries as one: the responder of the link, and a domain further away. */

#include <string.h>

#include "fake-discovery.h"
#include "io/discovery-set.h"

#define FAR_DOMAIN "example.org"

static const LlLink far_link = {0, AF_UNSPEC, FAR_DOMAIN};

typedef struct {
  LlFakeNetwork *link, *far;
  LlDiscovery *romeo;              /* the set, of */
  LlDiscovery *near_one, *far_one; /* its members */
  LlDiscovery *near_juliet, *far_juliet;
  GString *told;
  const char *free_at;
  gboolean cancels; /* the query, at the first address */
  LlResolve *query;
} Fixture;

static void
tell(Fixture *f, const char *event, const char *what)
{
  g_string_append_printf(f->told, "%s %s; ", event, what);
  if (g_strcmp0(f->free_at, event) == 0)
    g_clear_pointer(&f->romeo, ll_discovery_free);
}

static void
ready(gpointer owner, const char *machine)
{
  tell(owner, "ready", machine);
}

static void
unavailable(gpointer owner, const GError *error)
{
  tell(owner, "unavailable", error->code == LL_DISCOVERY_ERROR_DENIED ? "denied" : "away");
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
seen(gpointer owner, const char *name, LlLink link)
{
  g_autofree char *where = g_strdup_printf("%s in %s", name, link.domain);
  tell(owner, "seen", where);
}

static void
lost(gpointer owner, const char *name, LlLink link)
{
  g_autofree char *where = g_strdup_printf("%s in %s", name, link.domain);
  tell(owner, "lost", where);
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
  Fixture *f = data;
  g_autofree char *text = ll_address_to_string(found);
  g_autofree char *place = g_strdup_printf("%s:%d", text, port);
  tell(data, "address", place);
  if (f->cancels)
    ll_discovery_cancel(f->romeo, g_steal_pointer(&f->query));
}

static void
done(gpointer data, const GError *error)
{
  tell(data, "done", error ? "without" : "well");
}

static void
picture(gpointer owner, const char *name, const guint8 *rdata, gsize length)
{
  g_autofree char *what = g_strdup_printf("%s %.*s", name, (int)length, (const char *)rdata);
  tell(owner, "picture", what);
}

static const LlDiscoveryEvents events = {ready, unavailable, published, collision,
                                         seen,  lost,        txt,       picture};
static const LlResolveEvents resolve_events = {address, done};

static void
expect(Fixture *f, const char *told)
{
  ll_fake_network_run(f->link);
  ll_fake_network_run(f->far);
  ll_fake_network_run(f->link);
  g_assert_cmpstr(f->told->str, ==, told);
  g_string_truncate(f->told, 0);
}

static void
publish(LlDiscovery *discovery, const char *name, const char *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
  ll_discovery_publish(discovery, name, 5298, bytes);
}

static void
update(LlDiscovery *discovery, const char *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
  ll_discovery_update(discovery, bytes);
}

static void
set_up(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->told = g_string_new(NULL);
  f->link = ll_fake_network_new();
  f->far = ll_fake_network_new();
  f->near_one = ll_fake_discovery_new(f->link, "mantua", NULL, NULL);
  f->far_one = ll_fake_discovery_new(f->far, "ignored", NULL, NULL);
  f->romeo = ll_discovery_set_new(&events, f);
  ll_discovery_set_add(f->romeo, f->near_one);
  ll_discovery_set_add(f->romeo, f->far_one);
  f->near_juliet = ll_fake_discovery_new(f->link, "verona", NULL, NULL);
  f->far_juliet = ll_fake_discovery_new(f->far, "verona", NULL, NULL);
  ll_fake_discovery_set_links(f->far_juliet, &far_link, 1);
  ll_discovery_start(f->near_juliet);
  ll_discovery_start(f->far_juliet);
  ll_discovery_start(f->romeo);
  g_assert_cmpstr(f->told->str, ==, "");
  expect(f, "ready mantua; ");
}

static void
tear_down(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_discovery_free(f->romeo);
  ll_discovery_free(f->near_juliet);
  ll_discovery_free(f->far_juliet);
  ll_fake_network_free(f->link);
  ll_fake_network_free(f->far);
  g_string_free(f->told, TRUE);
}

static void
test_own(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  publish(f->romeo, "romeo@mantua", "avail");
  expect(f, "published romeo@mantua; seen romeo@mantua in local; ");
  g_assert_cmpstr(ll_fake_discovery_name(f->near_one), ==, "romeo@mantua");
  g_assert_null(ll_fake_discovery_name(f->far_one));
  update(f->romeo, "away");
  g_assert_cmpuint(ll_fake_discovery_updates(f->near_one), ==, 1);
  ll_fake_discovery_collide(f->near_one);
  expect(f, "collision romeo@mantua; lost romeo@mantua in local; ");
  publish(f->romeo, "romeo", "avail");
  expect(f, "published romeo; seen romeo in local; ");
  ll_discovery_unpublish(f->romeo);
  expect(f, "lost romeo in local; ");
}

/* One who is seen here and there is asked here; when only there, there. */
static void
test_watch(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  publish(f->far_juliet, "juliet@verona", "far");
  expect(f, "seen juliet@verona in example.org; ");
  ll_discovery_watch(f->romeo, "juliet@verona");
  expect(f, "txt far; ");
  g_assert_cmpuint(ll_fake_discovery_watches(f->near_one), ==, 0);

  publish(f->near_juliet, "Juliet@verona", "near");
  expect(f, "seen Juliet@verona in local; txt near; ");
  update(f->far_juliet, "far and away");
  expect(f, "");
  update(f->near_juliet, "near and away");
  expect(f, "txt near and away; ");

  ll_discovery_unpublish(f->near_juliet);
  expect(f, "lost Juliet@verona in local; txt far and away; ");
  g_assert_cmpuint(ll_fake_discovery_watches(f->near_one), ==, 0);
  ll_discovery_unwatch(f->romeo, "juliet@verona");
  g_assert_cmpuint(ll_fake_discovery_watches(f->far_one), ==, 0);
  ll_discovery_unpublish(f->far_juliet);
  expect(f, "lost juliet@verona in example.org; ");
}

/* Of whom both see, the first is asked; and so it is with ours. */
static void
test_picture(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GBytes) far = g_bytes_new_static("far", 3), near = g_bytes_new_static("near", 4);
  ll_discovery_set_picture(f->far_juliet, far);
  publish(f->far_juliet, "juliet@verona", "avail");
  expect(f, "seen juliet@verona in example.org; ");
  ll_discovery_ask_picture(f->romeo, "juliet@verona");
  expect(f, "picture juliet@verona far; ");
  ll_discovery_unask_picture(f->romeo, "juliet@verona");
  g_assert_cmpuint(ll_fake_discovery_questions(f->far_one), ==, 0);

  ll_discovery_set_picture(f->near_juliet, near);
  publish(f->near_juliet, "juliet@verona", "avail");
  expect(f, "seen juliet@verona in local; ");
  ll_discovery_ask_picture(f->romeo, "juliet@verona");
  expect(f, "picture juliet@verona near; ");
  g_assert_cmpuint(ll_fake_discovery_asked(f->far_one), ==, 1);
  ll_discovery_unask_picture(f->romeo, "juliet@verona");
  g_assert_cmpuint(ll_fake_discovery_questions(f->near_one), ==, 0);
  ll_discovery_ask_picture(f->romeo, "nobody@nowhere");
  ll_discovery_unask_picture(f->romeo, "nobody@nowhere");
  expect(f, "");

  ll_discovery_set_picture(f->romeo, far);
  g_assert_true(ll_fake_discovery_picture(f->near_one) == far);
  g_assert_null(ll_fake_discovery_picture(f->far_one));
}

static void
test_resolve(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const LlAddress both[] = {{.family = AF_INET, .bytes = {10, 0, 0, 1}},
                                   {.family = AF_INET, .bytes = {10, 0, 0, 2}}};

  ll_discovery_resolve(f->romeo, "juliet@verona", &resolve_events, f);
  g_assert_cmpuint(ll_fake_discovery_resolves(f->near_one), ==, 1);
  g_assert_cmpuint(ll_fake_discovery_resolves(f->far_one), ==, 0);
  expect(f, "done without; ");

  publish(f->far_juliet, "juliet@verona", "avail");
  ll_fake_discovery_set_addresses(f->far_juliet, both, 2);
  expect(f, "seen juliet@verona in example.org; ");
  ll_discovery_resolve(f->romeo, "juliet@verona", &resolve_events, f);
  g_assert_cmpuint(ll_fake_discovery_resolves(f->near_one), ==, 0);
  expect(f, "address 10.0.0.1:5298; address 10.0.0.2:5298; done well; ");

  publish(f->near_juliet, "juliet@verona", "avail");
  ll_fake_discovery_set_addresses(f->near_juliet, both, 1);
  expect(f, "seen juliet@verona in local; ");
  ll_discovery_resolve(f->romeo, "juliet@verona", &resolve_events, f);
  expect(f, "address 10.0.0.1:5298; address 10.0.0.2:5298; done well; ");

  /* An answer is one even if another member has none. */
  ll_fake_discovery_set_addresses(f->far_juliet, NULL, 0);
  ll_discovery_resolve(f->romeo, "juliet@verona", &resolve_events, f);
  expect(f, "address 10.0.0.1:5298; done well; ");
}

static void
test_cancel(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  publish(f->near_juliet, "juliet@verona", "avail");
  publish(f->far_juliet, "juliet@verona", "avail");
  expect(f, "seen juliet@verona in local; seen juliet@verona in example.org; ");
  f->query = ll_discovery_resolve(f->romeo, "juliet@verona", &resolve_events, f);
  ll_discovery_cancel(f->romeo, f->query);
  expect(f, "");
  f->cancels = TRUE;
  f->query = ll_discovery_resolve(f->romeo, "juliet@verona", &resolve_events, f);
  expect(f, "address 127.0.0.1:5298; ");
  g_assert_cmpuint(ll_fake_discovery_resolves(f->near_one), ==, 0);
  g_assert_cmpuint(ll_fake_discovery_resolves(f->far_one), ==, 0);
}

/* A domain that can't be asked takes its own along, and nobody else. */
static void
test_far_outage(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  publish(f->near_juliet, "juliet@verona", "near");
  publish(f->far_juliet, "nurse@verona", "far");
  expect(f, "seen juliet@verona in local; seen nurse@verona in example.org; ");
  ll_discovery_watch(f->romeo, "juliet@verona");
  ll_discovery_watch(f->romeo, "nurse@verona");
  expect(f, "txt near; txt far; ");
  ll_fake_discovery_break(f->far_one, LL_DISCOVERY_ERROR_DENIED);
  expect(f, "lost nurse@verona in example.org; ");
  ll_fake_discovery_mend(f->far_one);
  expect(f, "seen nurse@verona in example.org; txt far; ");
}

/* Without the responder nobody counts as seen, but whom others see is told once more. */
static void
test_outage(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  publish(f->near_juliet, "juliet@verona", "near");
  publish(f->far_juliet, "nurse@verona", "far");
  expect(f, "seen juliet@verona in local; seen nurse@verona in example.org; ");
  ll_discovery_watch(f->romeo, "juliet@verona");
  ll_discovery_watch(f->romeo, "nurse@verona");
  expect(f, "txt near; txt far; ");
  ll_fake_discovery_break(f->near_one, LL_DISCOVERY_ERROR_UNAVAILABLE);
  expect(f, "unavailable away; seen nurse@verona in example.org; ");
  ll_discovery_watch(f->romeo, "nurse@verona");
  expect(f, "txt far; ");
  ll_fake_discovery_mend(f->near_one);
  expect(f, "ready mantua; seen juliet@verona in local; ");
  ll_discovery_watch(f->romeo, "juliet@verona");
  expect(f, "txt near; ");
}

/* Published by somebody, the name of a contact by address means nothing. */
static void
test_contact(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const LlLink by_address = {0, AF_UNSPEC, ""};

  publish(f->near_juliet, "juliet@10.0.0.2:5298", "avail");
  expect(f, "");
  ll_discovery_unpublish(f->near_juliet);
  expect(f, "");
  ll_fake_discovery_set_links(f->far_juliet, &by_address, 1);
  publish(f->far_juliet, "juliet@10.0.0.2:5298", "avail");
  expect(f, "seen juliet@10.0.0.2:5298 in ; ");
}

static void
test_free_within(Fixture *f, gconstpointer data)
{
  f->free_at = data;
  publish(f->near_juliet, "juliet@verona", "near");
  publish(f->far_juliet, "nurse@verona", "far");
  publish(f->romeo, "romeo@mantua", "avail");
  ll_discovery_resolve(f->romeo, "juliet@verona", &resolve_events, f);
  ll_discovery_watch(f->romeo, "juliet@verona");
  ll_fake_network_run(f->link);
  ll_fake_network_run(f->far);
  if (f->romeo)
    ll_fake_discovery_break(f->far_one, LL_DISCOVERY_ERROR_DENIED);
  ll_fake_network_run(f->far);
  if (f->romeo)
    ll_fake_discovery_break(f->near_one, LL_DISCOVERY_ERROR_DENIED);
  ll_fake_network_run(f->link);
  g_assert_null(f->romeo);
  g_assert_nonnull(g_strrstr(f->told->str, data));
}

int
main(int argc, char **argv)
{
  static const char *const within[] = {"seen", "txt",  "published",  "address",
                                       "done", "lost", "unavailable"};
  g_test_init(&argc, &argv, NULL);
  g_test_add("/discovery-set/own", Fixture, NULL, set_up, test_own, tear_down);
  g_test_add("/discovery-set/watch", Fixture, NULL, set_up, test_watch, tear_down);
  g_test_add("/discovery-set/picture", Fixture, NULL, set_up, test_picture, tear_down);
  g_test_add("/discovery-set/resolve", Fixture, NULL, set_up, test_resolve, tear_down);
  g_test_add("/discovery-set/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  g_test_add("/discovery-set/far-outage", Fixture, NULL, set_up, test_far_outage, tear_down);
  g_test_add("/discovery-set/outage", Fixture, NULL, set_up, test_outage, tear_down);
  g_test_add("/discovery-set/contact", Fixture, NULL, set_up, test_contact, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS(within); i++) {
    g_autofree char *path = g_strdup_printf("/discovery-set/free-within/%s", within[i]);
    g_test_add(path, Fixture, within[i], set_up, test_free_within, tear_down);
  }
  return g_test_run();
}
