/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* Which of two discoveries is used, and that the change leaves nothing hanging. */

#include <string.h>

#include "fake-discovery.h"
#include "io/discovery-auto.h"

/* A host with both, and somebody else on the network. */
typedef struct {
  LlFakeNetwork *network;
  LlDiscovery *discovery;         /* under test */
  LlDiscovery *daemon, *embedded; /* what it has made; the second may be freed */
  guint embedded_made;
  LlDiscovery *romeo;
  GString *told;
  const char *free_at; /* free the discovery within this event */
} Fixture;

static Fixture *fixture; /* makers get no data but the maker's owner */

static void
tell(Fixture *f, const char *event, const char *what)
{
  g_string_append_printf(f->told, "%s %s; ", event, what);
  if (g_strcmp0(f->free_at, event) == 0)
    g_clear_pointer(&f->discovery, ll_discovery_free);
}

static void
ready(gpointer owner, const char *machine)
{
  tell(owner, "ready", machine);
}

static void
unavailable(gpointer owner, const GError *error)
{
  static const char *const codes[] = {"UNAVAILABLE", "DENIED", "FAILED"};
  tell(owner, "unavailable", codes[error->code]);
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
picture(gpointer owner, const char *name, const guint8 *rdata G_GNUC_UNUSED,
        gsize length G_GNUC_UNUSED)
{
  tell(owner, "picture", name);
}

static const LlDiscoveryEvents events = {
    .ready = ready,
    .unavailable = unavailable,
    .published = published,
    .collision = collision,
    .seen = seen,
    .lost = lost,
    .txt = txt,
    .picture = picture,
};

static void
address(gpointer data, const LlAddress *found G_GNUC_UNUSED, guint16 port G_GNUC_UNUSED)
{
  tell(data, "address", "of somebody");
}

static void
done(gpointer data, const GError *error)
{
  tell(data, "done", error ? "without" : "well");
}

static const LlResolveEvents resolve_events = {.address = address, .done = done};

static LlDiscovery *
make_daemon(const LlDiscoveryEvents *inner, gpointer owner)
{
  return fixture->daemon = ll_fake_discovery_new(fixture->network, "verona", inner, owner);
}

static LlDiscovery *
make_embedded(const LlDiscoveryEvents *inner, gpointer owner)
{
  fixture->embedded_made++;
  return fixture->embedded = ll_fake_discovery_new(fixture->network, "padua", inner, owner);
}

static void
expect(Fixture *f, const char *told)
{
  ll_fake_network_run(f->network);
  g_assert_cmpstr(f->told->str, ==, told);
  g_string_truncate(f->told, 0);
}

static void
publish(LlDiscovery *discovery, const char *name)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static("avail", 5);
  ll_discovery_publish(discovery, name, 5298, bytes);
}

static void
set_up(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  fixture = f;
  f->network = ll_fake_network_new();
  f->told = g_string_new(NULL);
  f->romeo = ll_fake_discovery_new(f->network, "mantua", NULL, NULL);
  ll_discovery_start(f->romeo);
  f->discovery = ll_discovery_auto_new(make_daemon, make_embedded, &events, f);
}

static void
tear_down(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_discovery_free(f->discovery);
  ll_discovery_free(f->romeo);
  ll_fake_network_run(f->network);
  ll_fake_network_free(f->network);
  g_string_free(f->told, TRUE);
}

static void
sign_on_embedded(Fixture *f)
{
  ll_fake_discovery_break(f->daemon, LL_DISCOVERY_ERROR_UNAVAILABLE);
  ll_discovery_start(f->discovery);
  expect(f, "ready padua; ");
  publish(f->discovery, "juliet");
  expect(f, "published juliet; seen juliet; ");
}

static void
sign_on_embedded_with_romeo(Fixture *f)
{
  ll_fake_discovery_break(f->daemon, LL_DISCOVERY_ERROR_UNAVAILABLE);
  ll_discovery_start(f->discovery);
  expect(f, "ready padua; seen romeo; ");
}

static void
test_preferred(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GBytes) away = g_bytes_new_static("away", 4);
  publish(f->romeo, "romeo");
  ll_fake_network_run(f->network);
  ll_discovery_start(f->discovery);
  expect(f, "ready verona; seen romeo; ");
  publish(f->discovery, "juliet");
  expect(f, "published juliet; seen juliet; ");
  ll_discovery_watch(f->discovery, "romeo");
  expect(f, "txt avail; ");
  ll_discovery_resolve(f->discovery, "romeo", &resolve_events, f);
  expect(f, "address of somebody; done well; ");
  ll_discovery_update(f->discovery, away);
  g_assert_true(g_bytes_equal(ll_fake_discovery_txt(f->daemon), away));
  ll_discovery_unwatch(f->discovery, "romeo");
  g_assert_cmpuint(ll_fake_discovery_watches(f->daemon), ==, 0);
  ll_discovery_unpublish(f->discovery);
  expect(f, "lost juliet; ");
  g_assert_cmpuint(f->embedded_made, ==, 0);
}

static void
test_pictures(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static("picture", 7);
  ll_discovery_set_picture(f->romeo, bytes);
  publish(f->romeo, "romeo");
  ll_discovery_ask_picture(f->discovery, "romeo"); /* nobody to ask */
  ll_discovery_unask_picture(f->discovery, "romeo");
  ll_discovery_set_picture(f->discovery, bytes);
  sign_on_embedded_with_romeo(f);
  ll_discovery_set_picture(f->discovery, bytes);
  g_assert_true(ll_fake_discovery_picture(f->embedded) == bytes);
  ll_discovery_ask_picture(f->discovery, "romeo");
  expect(f, "picture romeo; ");
  ll_discovery_unask_picture(f->discovery, "romeo");
  g_assert_cmpuint(ll_fake_discovery_questions(f->embedded), ==, 0);
  ll_fake_discovery_mend(f->daemon);
  expect(f, "unavailable UNAVAILABLE; ready verona; seen romeo; ");
  ll_discovery_ask_picture(f->discovery, "romeo");
  expect(f, "picture romeo; ");
  g_assert_cmpuint(ll_fake_discovery_asked(f->daemon), ==, 1);
}

static void
test_fallback(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  sign_on_embedded(f);
  g_assert_cmpstr(ll_fake_discovery_name(f->embedded), ==, "juliet");
  g_assert_null(ll_fake_discovery_name(f->daemon));
}

static void
test_denied(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_fake_discovery_break(f->daemon, LL_DISCOVERY_ERROR_DENIED);
  ll_discovery_start(f->discovery);
  expect(f, "unavailable DENIED; ");
  g_assert_cmpuint(f->embedded_made, ==, 0);
}

/* The daemon hears the embedded one's goodbye. */
static void
test_gives_way(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  sign_on_embedded(f);
  ll_fake_discovery_hold(f->embedded, TRUE);
  ll_discovery_resolve(f->discovery, "juliet", &resolve_events, f);
  LlResolve *second = ll_discovery_resolve(f->discovery, "juliet", &resolve_events, f);
  ll_fake_discovery_mend(f->daemon);
  expect(f, "unavailable UNAVAILABLE; ready verona; seen juliet; lost juliet; ");
  ll_discovery_cancel(f->discovery, second);
  publish(f->discovery, "juliet");
  expect(f, "published juliet; seen juliet; ");
  g_assert_cmpstr(ll_fake_discovery_name(f->daemon), ==, "juliet");
  while (f->told->len == 0)
    g_main_context_iteration(NULL, TRUE);
  expect(f, "done without; ");
}

static void
test_restart(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_discovery_start(f->discovery);
  expect(f, "ready verona; ");
  ll_fake_discovery_break(f->daemon, LL_DISCOVERY_ERROR_UNAVAILABLE);
  expect(f, "unavailable UNAVAILABLE; ");
  ll_discovery_resolve(f->discovery, "romeo", &resolve_events, f);
  while (f->told->len == 0)
    g_main_context_iteration(NULL, TRUE);
  expect(f, "done without; ");
  ll_fake_discovery_mend(f->daemon);
  expect(f, "ready verona; ");
  g_assert_cmpuint(f->embedded_made, ==, 0);
}

static void
test_takes_over(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_discovery_start(f->discovery);
  expect(f, "ready verona; ");
  ll_fake_discovery_break(f->daemon, LL_DISCOVERY_ERROR_UNAVAILABLE);
  expect(f, "unavailable UNAVAILABLE; ");
  while (f->told->len == 0)
    g_main_context_iteration(NULL, TRUE);
  expect(f, "ready padua; ");
  ll_fake_discovery_mend(f->daemon);
  expect(f, "unavailable UNAVAILABLE; ready verona; ");
}

static void
test_neither(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  sign_on_embedded(f);
  ll_fake_discovery_break(f->embedded, LL_DISCOVERY_ERROR_FAILED);
  expect(f, "unavailable UNAVAILABLE; ");
  publish(f->discovery, "juliet");
  ll_discovery_watch(f->discovery, "romeo");
  expect(f, "");
  ll_fake_discovery_mend(f->daemon);
  expect(f, "ready verona; ");
}

static void
test_free_within(Fixture *f, gconstpointer data)
{
  sign_on_embedded(f);
  f->free_at = data;
  ll_discovery_resolve(f->discovery, "juliet", &resolve_events, f);
  ll_fake_network_run(f->network);
  if (f->discovery) {
    ll_fake_discovery_mend(f->daemon);
    ll_fake_network_run(f->network);
  }
  g_assert_null(f->discovery);
  g_assert_nonnull(g_strrstr(f->told->str, data));
}

int
main(int argc, char **argv)
{
  static const char *const within[] = {"address", "done", "unavailable", "ready"};
  g_test_init(&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add("/discovery-auto/" name, Fixture, NULL, set_up, function, tear_down)
  ADD("preferred", test_preferred);
  ADD("pictures", test_pictures);
  ADD("fallback", test_fallback);
  ADD("denied", test_denied);
  ADD("gives-way", test_gives_way);
  ADD("restart", test_restart);
  ADD("takes-over", test_takes_over);
  ADD("neither", test_neither);
  for (guint i = 0; i < G_N_ELEMENTS(within); i++) {
    g_autofree char *path = g_strdup_printf("/discovery-auto/free-within/%s", within[i]);
    g_test_add(path, Fixture, within[i], set_up, test_free_within, tear_down);
  }
  return g_test_run();
}
