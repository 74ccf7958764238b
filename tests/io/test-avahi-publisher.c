/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* A publication over an Avahi that a test plays. */

#include "io/avahi-publisher.h"

#include <string.h>

static struct {
  guint publications, updates;
  GString *nulls; /* NULL records as they come and go: "ask A; announce; none; " */
  LlAvahiHandler null_handler;
  gpointer null_data;
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

static LlAvahiObject *
publish_null(LlAvahi *self G_GNUC_UNUSED, const char *const *domain_names, GBytes *rdata,
             LlAvahiNull kind, LlAvahiHandler handler, gpointer data)
{
  g_assert_null(avahi.null_handler);
  g_assert_cmpstr(domain_names[0], ==, "juliet@verona._presence._tcp.local");
  g_assert_null(domain_names[1]);
  if (kind == LL_AVAHI_NULL_ANNOUNCED)
    g_string_append(avahi.nulls, "announce; ");
  else
    g_string_append_printf(avahi.nulls, "ask %s; ", (const char *)g_bytes_get_data(rdata, NULL));
  avahi.null_handler = handler;
  avahi.null_data = data;
  return (LlAvahiObject *)&avahi.null_data;
}

static void
drop(LlAvahi *self G_GNUC_UNUSED, LlAvahiObject *object)
{
  if (object == (LlAvahiObject *)&avahi.null_data) {
    g_string_append(avahi.nulls, "none; ");
    avahi.null_handler = NULL;
  } else {
    avahi.handler = NULL;
  }
}

static void
happens(LlAvahiEventKind kind)
{
  LlAvahiEvent event = {.kind = kind};
  g_assert_nonnull(avahi.handler);
  avahi.handler(avahi.data, &event);
}

static void
null_is_there(void)
{
  LlAvahiEvent event = {.kind = LL_AVAHI_ESTABLISHED};
  avahi.null_handler(avahi.null_data, &event);
}

static void
expect_nulls(const char *nulls)
{
  g_assert_cmpstr(avahi.nulls->str, ==, nulls);
  g_string_truncate(avahi.nulls, 0);
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
  static const LlAvahiClass class = {
      .publish = publish, .update = update, .publish_null = publish_null, .drop = drop};
  static const LlAvahiPublisherEvents events = {published, collision, failed};
  static LlAvahi self = {.class = &class};
  g_autoptr(GBytes) txt = g_bytes_new_static("\1a", 2);
  avahi.publications = avahi.updates = 0;
  avahi.told = g_string_new(NULL);
  avahi.nulls = g_string_new(NULL);
  return ll_avahi_publisher_new(&self, "juliet@verona", 5298, txt, &events, NULL);
}

static void
end(LlAvahiPublisher *publisher, const char *told)
{
  g_assert_cmpstr(avahi.told->str, ==, told);
  g_string_free(avahi.told, TRUE);
  ll_avahi_publisher_free(publisher);
  g_assert_null(avahi.handler);
  g_assert_null(avahi.null_handler);
  g_string_free(avahi.nulls, TRUE);
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

static void
set_picture(LlAvahiPublisher *publisher, const char *text)
{
  g_autoptr(GBytes) picture = text ? g_bytes_new(text, strlen(text) + 1) : NULL;
  ll_avahi_publisher_set_picture(publisher, picture);
}

static void
set_txt(LlAvahiPublisher *publisher, const char *text)
{
  g_autoptr(GBytes) txt = g_bytes_new(text, strlen(text));
  ll_avahi_publisher_update(publisher, txt);
}

static void
test_a_picture_waits_for_the_name(void)
{
  LlAvahiPublisher *publisher = start();
  set_picture(publisher, "A");
  happens(LL_AVAHI_REGISTERING);
  expect_nulls("");
  happens(LL_AVAHI_ESTABLISHED);
  expect_nulls("ask A; ");
  null_is_there();
  happens(LL_AVAHI_REGISTERING);
  happens(LL_AVAHI_ESTABLISHED);
  set_picture(publisher, "A");
  expect_nulls("");
  end(publisher, "published juliet@verona; ");
}

static void
test_what_tells_of_a_picture_waits_for_it(void)
{
  LlAvahiPublisher *publisher = start();
  happens(LL_AVAHI_ESTABLISHED);
  set_picture(publisher, "A");
  set_txt(publisher, "\1b");
  expect_nulls("ask A; ");
  g_assert_cmpuint(avahi.updates, ==, 0);
  null_is_there();
  g_assert_cmpuint(avahi.updates, ==, 1);
  end(publisher, "published juliet@verona; ");
}

/* Others have copies of the one before. */
static void
test_another_picture_is_told_of_when_nobody_has_the_one_before(void)
{
  LlAvahiPublisher *publisher = start();
  happens(LL_AVAHI_ESTABLISHED);
  set_picture(publisher, "A");
  null_is_there();
  set_picture(publisher, "B");
  set_txt(publisher, "\1b");
  null_is_there();
  set_picture(publisher, "C");
  set_txt(publisher, "\1c");
  expect_nulls("ask A; none; announce; ");
  g_assert_cmpuint(avahi.updates, ==, 0);
  while (avahi.updates == 0)
    g_main_context_iteration(NULL, TRUE);
  expect_nulls("none; ask C; ");
  g_assert_cmpuint(avahi.updates, ==, 1);
  end(publisher, "published juliet@verona; ");
}

static void
test_that_there_is_none_any_more_is_told_at_once(void)
{
  LlAvahiPublisher *publisher = start();
  happens(LL_AVAHI_ESTABLISHED);
  set_picture(publisher, "A");
  null_is_there();
  set_picture(publisher, NULL);
  set_txt(publisher, "\1b");
  g_assert_cmpuint(avahi.updates, ==, 1);
  expect_nulls("ask A; none; announce; ");
  end(publisher, "published juliet@verona; ");
}

static void
test_a_picture_that_cannot_be_published_holds_nothing_up(void)
{
  LlAvahiPublisher *publisher = start();
  g_autoptr(GError) error =
      g_error_new_literal(LL_DISCOVERY_ERROR, LL_DISCOVERY_ERROR_FAILED, "too much");
  LlAvahiEvent event = {.kind = LL_AVAHI_FAILED, .error = error};
  happens(LL_AVAHI_ESTABLISHED);
  set_picture(publisher, "A");
  set_txt(publisher, "\1b");
  avahi.null_handler(avahi.null_data, &event);
  g_assert_cmpuint(avahi.updates, ==, 1);
  expect_nulls("ask A; none; ");
  /* It is tried again, and not for ever. */
  event.kind = LL_AVAHI_COLLISION;
  event.error = NULL;
  for (guint i = 0; i < 3; i++) {
    while (!avahi.null_handler)
      g_main_context_iteration(NULL, TRUE);
    expect_nulls("ask A; ");
    avahi.null_handler(avahi.null_data, &event);
    expect_nulls("none; ");
  }
  g_assert_false(g_main_context_pending(NULL));
  set_picture(publisher, "B");
  expect_nulls("announce; ");
  end(publisher, "published juliet@verona; ");
}

static void
test_a_picture_goes_with_the_name(void)
{
  LlAvahiPublisher *publisher = start();
  happens(LL_AVAHI_ESTABLISHED);
  set_picture(publisher, "A");
  happens(LL_AVAHI_COLLISION);
  expect_nulls("ask A; none; ");
  happens(LL_AVAHI_ESTABLISHED);
  expect_nulls("ask A; ");
  end(publisher, "published juliet@verona; ");
}

/* Where programs have the record that do not escape the name. */
static void
test_names_of_a_record(void)
{
  static const struct {
    const char *name, *names;
  } table[] = {
      {"juliet@verona", "juliet@verona._presence._tcp.local"},
      {"juliet capulet@verona", "juliet\\032capulet@verona._presence._tcp.local"},
      {"juliet.capulet@verona", "juliet\\.capulet@verona._presence._tcp.local "
                                "juliet.capulet@verona._presence._tcp.local"},
      {"a\\b@h", "a\\\\b@h._presence._tcp.local a\\b@h._presence._tcp.local"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
    g_auto(GStrv) names = ll_avahi_picture_domain_names(table[i].name, "local");
    g_autofree char *joined = g_strjoinv(" ", names);

    g_assert_cmpstr(joined, ==, table[i].names);
  }
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
  g_test_add_func("/publisher/a-picture-waits-for-the-name", test_a_picture_waits_for_the_name);
  g_test_add_func("/publisher/what-tells-of-a-picture-waits-for-it",
                  test_what_tells_of_a_picture_waits_for_it);
  g_test_add_func("/publisher/another-picture-is-told-of-when-nobody-has-the-one-before",
                  test_another_picture_is_told_of_when_nobody_has_the_one_before);
  g_test_add_func("/publisher/that-there-is-none-any-more-is-told-at-once",
                  test_that_there_is_none_any_more_is_told_at_once);
  g_test_add_func("/publisher/a-picture-that-cannot-be-published-holds-nothing-up",
                  test_a_picture_that_cannot_be_published_holds_nothing_up);
  g_test_add_func("/publisher/a-picture-goes-with-the-name", test_a_picture_goes_with_the_name);
  g_test_add_func("/publisher/names-of-a-record", test_names_of_a_record);
  return g_test_run();
}
