/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* A publication over an Avahi that a test plays. */

#include "io/avahi-publisher.h"

static struct {
  guint publications, updates;
  LlAvahiHandler handler; /* of the present publication; NULL when there is none */
  gpointer data;
  GString *told;
} avahi;

static LlAvahiObject *
publish(LlAvahi *self, const char *name, guint16 port, GBytes *txt G_GNUC_UNUSED,
        LlAvahiHandler handler, gpointer data)
{
  g_assert_null(avahi.handler);
  g_assert_cmpstr(name, ==, "juliet@verona");
  g_assert_cmpuint(port, ==, 5298);
  avahi.publications++;
  avahi.handler = handler;
  avahi.data = data;
  return (LlAvahiObject *)self;
}

static void
update(LlAvahi *self G_GNUC_UNUSED, LlAvahiObject *publication G_GNUC_UNUSED,
       GBytes *txt G_GNUC_UNUSED)
{
  avahi.updates++;
}

static void
drop(LlAvahi *self G_GNUC_UNUSED, LlAvahiObject *object G_GNUC_UNUSED)
{
  avahi.handler = NULL;
}

static void
happens(LlAvahiEventKind kind)
{
  LlAvahiEvent event = {.kind = kind};
  g_assert_nonnull(avahi.handler);
  avahi.handler(avahi.data, &event);
}

static void
published(gpointer owner G_GNUC_UNUSED, const char *name)
{
  g_string_append_printf(avahi.told, "published %s; ", name);
}

static void
collision(gpointer owner G_GNUC_UNUSED, const char *name)
{
  g_string_append_printf(avahi.told, "collision %s; ", name);
}

static void
failed(gpointer owner G_GNUC_UNUSED, const GError *error G_GNUC_UNUSED)
{
  g_string_append(avahi.told, "failed; ");
}

static LlAvahiPublisher *
start(void)
{
  static const LlAvahiClass class = {.publish = publish, .update = update, .drop = drop};
  static const LlAvahiPublisherEvents events = {published, collision, failed};
  static LlAvahi self = {.class = &class};
  g_autoptr(GBytes) txt = g_bytes_new_static("\1a", 2);
  avahi.publications = avahi.updates = 0;
  avahi.told = g_string_new(NULL);
  return ll_avahi_publisher_new(&self, "juliet@verona", 5298, txt, &events, NULL);
}

static void
end(LlAvahiPublisher *publisher, const char *told)
{
  g_assert_cmpstr(avahi.told->str, ==, told);
  g_string_free(avahi.told, TRUE);
  ll_avahi_publisher_free(publisher);
  g_assert_null(avahi.handler);
}

static void
test_a_name_that_is_taken_is_given_up_at_once(void)
{
  LlAvahiPublisher *publisher = start();
  happens(LL_AVAHI_REGISTERING);
  happens(LL_AVAHI_COLLISION);
  g_assert_cmpuint(avahi.publications, ==, 1);
  end(publisher, "collision juliet@verona; ");
}

static void
test_a_name_that_was_ours_is_asked_for_once_more(void)
{
  LlAvahiPublisher *publisher = start();
  happens(LL_AVAHI_ESTABLISHED);
  happens(LL_AVAHI_REGISTERING);
  happens(LL_AVAHI_COLLISION);
  g_assert_cmpuint(avahi.publications, ==, 2);
  happens(LL_AVAHI_ESTABLISHED);
  end(publisher, "published juliet@verona; ");
}

static void
test_and_no_more_than_once(void)
{
  LlAvahiPublisher *publisher = start();
  happens(LL_AVAHI_ESTABLISHED);
  happens(LL_AVAHI_COLLISION);
  happens(LL_AVAHI_ESTABLISHED);
  happens(LL_AVAHI_COLLISION);
  g_assert_cmpuint(avahi.publications, ==, 2);
  end(publisher, "published juliet@verona; collision juliet@verona; ");
}

static void
test_an_update_waits_for_the_end_of_the_probes(void)
{
  LlAvahiPublisher *publisher = start();
  g_autoptr(GBytes) txt = g_bytes_new_static("\1b", 2);
  happens(LL_AVAHI_REGISTERING);
  ll_avahi_publisher_update(publisher, txt);
  g_assert_cmpuint(avahi.updates, ==, 0);
  happens(LL_AVAHI_ESTABLISHED);
  g_assert_cmpuint(avahi.updates, ==, 1);
  ll_avahi_publisher_update(publisher, txt);
  g_assert_cmpuint(avahi.updates, ==, 1);
  end(publisher, "published juliet@verona; ");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/publisher/a-name-that-is-taken-is-given-up-at-once",
                  test_a_name_that_is_taken_is_given_up_at_once);
  g_test_add_func("/publisher/a-name-that-was-ours-is-asked-for-once-more",
                  test_a_name_that_was_ours_is_asked_for_once_more);
  g_test_add_func("/publisher/and-no-more-than-once", test_and_no_more_than_once);
  g_test_add_func("/publisher/an-update-waits-for-the-end-of-the-probes",
                  test_an_update_waits_for_the_end_of_the_probes);
  return g_test_run();
}
