/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* Our own presence on a network in memory: its name, what it says, and when. */

#include "io/publication.h"

#include <eventloop.h>
#include <string.h>

#include "fake-discovery.h"
#include "wire/txt.h"

/* --- timers, which are let off by hand ------------------------------------------------------- */

static struct {
  guint id;
  guint milliseconds;
  GSourceFunc function;
  gpointer data;
} timer; /* the latest; one at a time is all there is here */

static guint
timeout_add(guint milliseconds, GSourceFunc function, gpointer data)
{
  g_assert_cmpuint(timer.id, ==, 0);
  timer.id = 1;
  timer.milliseconds = milliseconds;
  timer.function = function;
  timer.data = data;
  return timer.id;
}

static gboolean
timeout_remove(guint id)
{
  g_assert_cmpuint(id, ==, timer.id);
  timer.id = 0;
  return TRUE;
}

static void
let_off(void)
{
  g_assert_cmpuint(timer.id, !=, 0);
  timer.id = 0;
  g_assert_false(timer.function(timer.data));
}

static PurpleEventLoopUiOps loop_ops = {.timeout_add = timeout_add,
                                        .timeout_remove = timeout_remove};

/* --- juliet ---------------------------------------------------------------------------------- */

typedef struct {
  LlFakeNetwork *network;
  LlDiscovery *discovery;
  LlPublication *publication;
  LlPresence *presence;
  GString *told;
} Fixture;

static void
ready(gpointer owner, const char *machine)
{
  ll_publication_ready(((Fixture *)owner)->publication, machine);
}

static void
unavailable(gpointer owner, const GError *error G_GNUC_UNUSED)
{
  ll_publication_unavailable(((Fixture *)owner)->publication);
}

static void
published(gpointer owner G_GNUC_UNUSED, const char *name G_GNUC_UNUSED)
{
}

static void
collision(gpointer owner, const char *name)
{
  ll_publication_collision(((Fixture *)owner)->publication, name);
}

static void
ignore_link(gpointer owner G_GNUC_UNUSED, const char *name G_GNUC_UNUSED, LlLink link G_GNUC_UNUSED)
{
}

static const LlDiscoveryEvents discovery_events = {
    .ready = ready,
    .unavailable = unavailable,
    .published = published,
    .collision = collision,
    .seen = ignore_link,
    .lost = ignore_link,
};

static void
named(gpointer owner, const char *name)
{
  g_string_append_printf(((Fixture *)owner)->told, "named %s; ", name);
}

static void
withdrawn(gpointer owner)
{
  g_string_append(((Fixture *)owner)->told, "withdrawn; ");
}

static void
online(gpointer owner, const char *name, const char *wished)
{
  g_string_append_printf(((Fixture *)owner)->told, "online %s for %s; ", name, wished);
}

static void
exhausted(gpointer owner)
{
  g_string_append(((Fixture *)owner)->told, "exhausted; ");
}

static const LlPublicationEvents events = {named, withdrawn, online, exhausted};

static void
expect(Fixture *f, const char *told)
{
  ll_fake_network_run(f->network);
  g_assert_cmpstr(f->told->str, ==, told);
  g_string_truncate(f->told, 0);
}

static void
says(Fixture *f, const char *message, gboolean visible)
{
  g_free(f->presence->message);
  f->presence->message = g_strdup(message);
  ll_publication_set_presence(f->publication, f->presence, visible);
  ll_fake_network_run(f->network);
}

static void
assert_network_has(Fixture *f, const char *message)
{
  gsize length;
  const guint8 *rdata = g_bytes_get_data(ll_fake_discovery_txt(f->discovery), &length);
  g_autoptr(LlTxt) txt = ll_txt_parse(rdata, length);

  g_assert_cmpstr(ll_txt_get(txt, "msg"), ==, message);
}

static void
set_up(Fixture *f, gconstpointer visible)
{
  f->told = g_string_new(NULL);
  f->presence = ll_presence_new();
  f->network = ll_fake_network_new();
  f->discovery = ll_fake_discovery_new(f->network, "verona", &discovery_events, f);
  f->publication = ll_publication_new(f->discovery, "juliet", 5298, f->presence,
                                      GPOINTER_TO_INT(visible), &events, f);
  ll_discovery_start(f->discovery);
}

static void
tear_down(Fixture *f, gconstpointer visible G_GNUC_UNUSED)
{
  ll_publication_free(f->publication);
  g_assert_cmpuint(timer.id, ==, 0);
  ll_discovery_free(f->discovery);
  ll_fake_network_free(f->network);
  ll_presence_free(f->presence);
  g_string_free(f->told, TRUE);
}

/* --- tests ----------------------------------------------------------------------------------- */

static void
test_goes_online_and_follows_the_host(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  expect(f, "named juliet@verona; online juliet@verona for juliet@verona; ");
  g_assert_cmpstr(ll_fake_discovery_name(f->discovery), ==, "juliet@verona");
  ll_fake_discovery_rename(f->discovery, "padua");
  expect(f, "withdrawn; named juliet@padua; online juliet@padua for juliet@padua; ");
}

static void
test_a_name_is_kept_over_a_restart(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  expect(f, "named juliet@verona; online juliet@verona for juliet@verona; ");
  ll_fake_discovery_collide(f->discovery);
  expect(f, "named juliet-1@verona; online juliet-1@verona for juliet@verona; ");
  ll_fake_discovery_break(f->discovery, LL_DISCOVERY_ERROR_UNAVAILABLE);
  expect(f, "");
  says(f, "while away", TRUE);
  let_off();
  ll_fake_discovery_mend(f->discovery);
  expect(f, "named juliet-1@verona; online juliet-1@verona for juliet@verona; ");
  assert_network_has(f, "while away");
}

static void
test_every_form_taken_is_said_once(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_fake_network_run(f->network);
  for (guint i = 0; i < 200 && !g_strrstr(f->told->str, "exhausted"); i++) {
    ll_fake_discovery_collide(f->discovery);
    ll_fake_network_run(f->network);
  }
  g_assert_nonnull(
      g_strrstr(f->told->str, "online juliet-99@verona for juliet@verona; exhausted; "));
  g_assert_null(ll_fake_discovery_name(f->discovery));
}

static void
test_visible_and_not(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  expect(f, "online juliet@verona for juliet@verona; ");
  g_assert_null(ll_fake_discovery_name(f->discovery));
  says(f, "here I am", TRUE);
  g_assert_null(ll_fake_discovery_name(f->discovery)); /* never from within a call */
  let_off();
  expect(f, "named juliet@verona; online juliet@verona for juliet@verona; ");
  assert_network_has(f, "here I am");
  says(f, NULL, FALSE);
  expect(f, "withdrawn; ");
  g_assert_null(ll_fake_discovery_name(f->discovery));
  says(f, "quick", TRUE);
  says(f, NULL, FALSE);
  let_off();
  expect(f, "");
  g_assert_null(ll_fake_discovery_name(f->discovery));
}

static void
test_asleep_the_name_stays(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  expect(f, "named juliet@verona; online juliet@verona for juliet@verona; ");
  ll_publication_set_asleep(f->publication, TRUE);
  expect(f, "");
  g_assert_null(ll_fake_discovery_name(f->discovery));
  says(f, "said asleep", TRUE);
  let_off();
  expect(f, "");
  g_assert_null(ll_fake_discovery_name(f->discovery));
  ll_publication_set_asleep(f->publication, FALSE);
  let_off();
  expect(f, "named juliet@verona; online juliet@verona for juliet@verona; ");
  assert_network_has(f, "said asleep");
}

static void
test_changes_keep_their_pace_and_the_last_one_wins(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_fake_network_run(f->network);
  for (guint i = 1; i <= 20; i++) {
    g_autofree char *message = g_strdup_printf("change %u", i);
    says(f, message, TRUE);
  }
  g_assert_cmpuint(ll_fake_discovery_updates(f->discovery), ==, 4);
  assert_network_has(f, "change 4");
  g_assert_cmpuint(timer.milliseconds, >, 5000);
  g_assert_cmpuint(timer.milliseconds, <=, 10001);
  says(f, "change 4", TRUE); /* as it is on the network: nothing is to be said any more */
  g_assert_cmpuint(timer.id, ==, 0);
  says(f, "last", TRUE);
  g_assert_cmpuint(timer.id, !=, 0);
  ll_fake_discovery_break(f->discovery, LL_DISCOVERY_ERROR_UNAVAILABLE);
  ll_fake_network_run(f->network);
  g_assert_cmpuint(timer.id, ==, 0);
  ll_fake_discovery_mend(f->discovery);
  ll_fake_network_run(f->network);
  assert_network_has(f, "last");
}

static void
test_after_a_long_outage_we_leave_and_come(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  expect(f, "named juliet@verona; online juliet@verona for juliet@verona; ");
  ll_publication_renew(f->publication, 15 * 1000);        /* they can find us yet */
  ll_publication_renew(f->publication, 2 * 3600 * 1000L); /* they know nothing of us */
  g_assert_cmpuint(timer.id, ==, 0);
  ll_publication_renew(f->publication, 300 * 1000);
  ll_publication_renew(f->publication, 300 * 1000); /* the other IP version */
  g_assert_cmpstr(ll_fake_discovery_name(f->discovery), ==, "juliet@verona");
  let_off();
  expect(f, "");
  g_assert_null(ll_fake_discovery_name(f->discovery));
  ll_publication_renew(f->publication, 300 * 1000);
  says(f, "said in between", TRUE);
  g_assert_null(ll_fake_discovery_name(f->discovery)); /* others have to take note */
  g_assert_cmpuint(timer.milliseconds, >, 1000);
  let_off();
  expect(f, "named juliet@verona; online juliet@verona for juliet@verona; ");
  assert_network_has(f, "said in between");
}

static void
test_who_left_does_not_come_back(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  ll_fake_network_run(f->network);
  ll_publication_renew(f->publication, 30 * 1000);
  says(f, NULL, FALSE);
  let_off();
  g_assert_cmpuint(timer.id, ==, 0);
  ll_publication_renew(f->publication, 300 * 1000);
  g_assert_cmpuint(timer.id, ==, 0);
  g_assert_null(ll_fake_discovery_name(f->discovery));
}

static LlPortrait *
new_portrait(const char *text)
{
  LlPortrait *portrait = g_new0(LlPortrait, 1);

  portrait->sizes = g_ptr_array_new();
  portrait->record = text ? g_bytes_new_static(text, strlen(text)) : NULL;
  portrait->hash = text ? "a9993e364706816aba3e25717850c26c9cd0d89d" : NULL;
  return portrait;
}

static void
assert_picture(Fixture *f, const char *record, const char *hash)
{
  gsize length;
  const guint8 *rdata = g_bytes_get_data(ll_fake_discovery_txt(f->discovery), &length);
  g_autoptr(LlTxt) txt = ll_txt_parse(rdata, length);
  GBytes *picture = ll_fake_discovery_picture(f->discovery);

  g_assert_cmpstr(ll_txt_get(txt, "phsh"), ==, hash);
  g_assert_cmpint(picture != NULL, ==, record != NULL);
  if (record)
    g_assert_cmpmem(g_bytes_get_data(picture, NULL), g_bytes_get_size(picture), record,
                    strlen(record));
}

/* It is in the record by the time that the text tells of it, and in both or in neither. */
static void
test_a_picture_and_its_hash_go_together(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr(LlPortrait) portrait = new_portrait("abc"), none = new_portrait(NULL);

  ll_publication_set_picture(f->publication, portrait);
  expect(f, "named juliet@verona; online juliet@verona for juliet@verona; ");
  assert_picture(f, "abc", portrait->hash);
  says(f, "something else", TRUE);
  assert_picture(f, "abc", portrait->hash);
  ll_publication_set_picture(f->publication, none);
  assert_picture(f, NULL, NULL);
  ll_publication_set_picture(f->publication, portrait);
  assert_picture(f, "abc", portrait->hash);
  says(f, "and again", TRUE);
  /* No more than that may be said at once. */
  ll_publication_set_picture(f->publication, none);
  assert_picture(f, "abc", portrait->hash);
  ll_fake_discovery_rename(f->discovery, "padua");
  expect(f, "withdrawn; named juliet@padua; online juliet@padua for juliet@padua; ");
  assert_picture(f, NULL, NULL);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  purple_eventloop_set_ui_ops(&loop_ops);
#define ADD(path, visible, test)                                                                   \
  g_test_add("/publication/" path, Fixture, GINT_TO_POINTER(visible), set_up, test, tear_down)
  ADD("goes-online-and-follows-the-host", TRUE, test_goes_online_and_follows_the_host);
  ADD("a-name-is-kept-over-a-restart", TRUE, test_a_name_is_kept_over_a_restart);
  ADD("every-form-taken-is-said-once", TRUE, test_every_form_taken_is_said_once);
  ADD("a-picture-and-its-hash-go-together", TRUE, test_a_picture_and_its_hash_go_together);
  ADD("visible-and-not", FALSE, test_visible_and_not);
  ADD("asleep-the-name-stays", TRUE, test_asleep_the_name_stays);
  ADD("after-a-long-outage-we-leave-and-come", TRUE, test_after_a_long_outage_we_leave_and_come);
  ADD("who-left-does-not-come-back", TRUE, test_who_left_does_not_come_back);
  ADD("changes-keep-their-pace-and-the-last-one-wins", TRUE,
      test_changes_keep_their_pace_and_the_last_one_wins);
  return g_test_run();
}
