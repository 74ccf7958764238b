/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "io/mailbox.h"
#include "limits.h"

typedef struct {
  char *parent;
  char *directory; /* not there at first */
  LlMailbox *mailbox;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
  (void)data;
  fixture->parent = g_dir_make_tmp("mailbox-XXXXXX", NULL);
  fixture->directory = g_build_filename(fixture->parent, "link-local", "juliet", NULL);
  fixture->mailbox = ll_mailbox_new(fixture->directory);
}

static void
remove_all(const char *path)
{
  GDir *directory = g_dir_open(path, 0, NULL);
  const char *name;

  while (directory && (name = g_dir_read_name(directory))) {
    g_autofree char *child = g_build_filename(path, name, NULL);

    remove_all(child);
  }
  if (directory)
    g_dir_close(directory);
  g_remove(path);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  (void)data;
  ll_mailbox_free(fixture->mailbox);
  remove_all(fixture->parent);
  g_free(fixture->parent);
  g_free(fixture->directory);
}

static void
put(const Fixture *fixture, const char *name, guint64 id, gint64 written, const char *plain,
    const char *xhtml)
{
  LlMail mail = {(char *)name, id, written, (char *)plain, (char *)xhtml};
  g_autoptr(GError) error = NULL;

  g_assert_true(ll_mailbox_put(fixture->mailbox, &mail, &error));
  g_assert_no_error(error);
}

/* Another life finds this, by the texts. */
static void
assert_loaded(const Fixture *fixture, const char *expected)
{
  g_autoptr(LlMailbox) mailbox = ll_mailbox_new(fixture->directory);
  g_autoptr(GPtrArray) mails = ll_mailbox_load(mailbox);
  g_autoptr(GString) log = g_string_new(NULL);

  for (guint i = 0; i < mails->len; i++) {
    const LlMail *mail = g_ptr_array_index(mails, i);

    g_string_append_printf(log, "%s%s: %s", i > 0 ? "; " : "", mail->name, mail->plain);
  }
  g_assert_cmpstr(log->str, ==, expected);
}

static void
write_file(const Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename(fixture->directory, name, NULL);

  g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void
test_nothing_is_made_for_nothing(Fixture *fixture, gconstpointer data)
{
  (void)data;
  assert_loaded(fixture, "");
  ll_mailbox_remove(fixture->mailbox, 1);
  g_assert_false(g_file_test(fixture->directory, G_FILE_TEST_EXISTS));
}

static void
test_the_oldest_comes_first(Fixture *fixture, gconstpointer data)
{
  (void)data;
  put(fixture, "romeo@street", 0xffffffffffffffff, 100, "one", NULL);
  put(fixture, "paris@hall", 7, 200, "three", NULL);
  put(fixture, "romeo@street", 6, 200, "two", NULL);
  assert_loaded(fixture, "romeo@street: one; romeo@street: two; paris@hall: three");
  ll_mailbox_remove(fixture->mailbox, 6);
  ll_mailbox_remove(fixture->mailbox, 6);
  assert_loaded(fixture, "romeo@street: one; paris@hall: three");
}

static void
test_every_text_comes_back_as_it_was(Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = {" two\nlines\t with \\n and ; [group]\r ", "#no comment",
                                      "\xF0\x9F\x98\x80 \xC3\xBC", "=", "[message]\nto=paris@hall"};

  (void)data;
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(GPtrArray) mails = NULL;
    const LlMail *mail;

    put(fixture, "Romeo M. \\ [x]@street (2)", 0xabc, -5, texts[i], texts[i]);
    mails = ll_mailbox_load(fixture->mailbox);
    g_assert_cmpuint(mails->len, ==, 1);
    mail = g_ptr_array_index(mails, 0);
    g_assert_cmpstr(mail->name, ==, "Romeo M. \\ [x]@street (2)");
    g_assert_cmpuint(mail->id, ==, 0xabc);
    g_assert_cmpint(mail->written, ==, -5);
    g_assert_cmpstr(mail->plain, ==, texts[i]);
    g_assert_cmpstr(mail->xhtml, ==, texts[i]);
    ll_mailbox_remove(fixture->mailbox, 0xabc);
  }
}

static void
test_nobody_else_can_read_it(Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename(fixture->directory, "0000000000000001.message", NULL);
  GStatBuf status;

  (void)data;
  put(fixture, "romeo@street", 1, 0, "psst", NULL);
  g_assert_cmpint(g_stat(path, &status), ==, 0);
  g_assert_cmpint(status.st_mode & 0777, ==, 0600);
  g_assert_cmpint(g_stat(fixture->directory, &status), ==, 0);
  g_assert_cmpint(status.st_mode & 0777, ==, 0700);
}

static void
test_what_is_damaged_harms_nothing_else(Fixture *fixture, gconstpointer data)
{
  (void)data;
  put(fixture, "romeo@street", 1, 0, "whole", NULL);
  write_file(fixture, "0000000000000002.message", "[message]\nto=romeo@street\npl");
  write_file(fixture, "0000000000000003.message", "[message]\nto=\nplain=x\n");
  write_file(fixture, "0000000000000004.message", "[message]\nto=romeo@street\nplain=\xff\n");
  write_file(fixture, "0000000000000005.message", "");
  write_file(fixture, "0000000000000000.message", "[message]\nto=romeo@street\nplain=x\n");
  write_file(fixture, "6.message", "[message]\nto=romeo@street\nplain=x\n");
  write_file(fixture, "0000000000000007.message~", "[message]\nto=romeo@street\nplain=x\n");
  assert_loaded(fixture, "romeo@street: whole");
}

static void
test_where_nothing_can_be_written(Fixture *fixture, gconstpointer data)
{
  LlMail mail = {(char *)"romeo@street", 1, 0, (char *)"x", NULL};
  g_autofree char *path = g_build_filename(fixture->parent, "link-local", NULL);
  g_autoptr(GError) error = NULL;

  (void)data;
  g_assert_true(g_file_set_contents(path, "in the way", -1, NULL));
  g_assert_false(ll_mailbox_put(fixture->mailbox, &mail, &error));
  g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR);
}

static void
test_there_is_an_end_to_it(Fixture *fixture, gconstpointer data)
{
  LlMail mail = {(char *)"romeo@street", 0, 0, (char *)"x", NULL};
  g_autoptr(GError) error = NULL;

  (void)data;
  for (guint i = 1; i <= LL_MAILBOX_MESSAGES_MAX; i++)
    put(fixture, "romeo@street", i, 0, "x", NULL);
  mail.id = LL_MAILBOX_MESSAGES_MAX + 1;
  g_assert_false(ll_mailbox_put(fixture->mailbox, &mail, &error));
  g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
  ll_mailbox_remove(fixture->mailbox, 1);
  put(fixture, "romeo@street", mail.id, 0, "x", NULL);
}

int
main(int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*run)(Fixture *fixture, gconstpointer data);
  } tests[] = {
      {"/mailbox/nothing-is-made-for-nothing", test_nothing_is_made_for_nothing},
      {"/mailbox/the-oldest-comes-first", test_the_oldest_comes_first},
      {"/mailbox/every-text-comes-back-as-it-was", test_every_text_comes_back_as_it_was},
      {"/mailbox/nobody-else-can-read-it", test_nobody_else_can_read_it},
      {"/mailbox/what-is-damaged-harms-nothing-else", test_what_is_damaged_harms_nothing_else},
      {"/mailbox/where-nothing-can-be-written", test_where_nothing_can_be_written},
      {"/mailbox/there-is-an-end-to-it", test_there_is_an_end_to_it},
  };

  g_test_init(&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
    g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run();
}
