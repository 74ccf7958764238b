/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "io/notes.h"
#include "limits.h"

typedef struct {
  char *parent;
  char *directory; /* not there at first */
  char *path;
  LlNotes *notes;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
  (void)data;
  fixture->parent = g_dir_make_tmp("notes-XXXXXX", NULL);
  fixture->directory = g_build_filename(fixture->parent, "juliet", NULL);
  fixture->path = g_build_filename(fixture->directory, "on-the-way", NULL);
  fixture->notes = ll_notes_new(fixture->directory);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  (void)data;
  ll_notes_free(fixture->notes);
  g_unlink(fixture->path);
  g_rmdir(fixture->directory);
  g_assert_cmpint(g_rmdir(fixture->parent), ==, 0);
  g_free(fixture->parent);
  g_free(fixture->directory);
  g_free(fixture->path);
}

static gboolean
add(const Fixture *fixture, guint64 id, const char *plain, const char *xhtml)
{
  LlMail mail = {(char *)"romeo@street", id, -5, (char *)plain, (char *)xhtml};

  return ll_notes_add(fixture->notes, &mail);
}

/* Another life finds this, if this one ends now. */
static void
assert_left(const Fixture *fixture, const char *expected)
{
  LlNotes *notes = ll_notes_new(fixture->directory);
  g_autoptr(GPtrArray) mails = ll_notes_load(notes);
  g_autoptr(GString) log = g_string_new(NULL);

  for (guint i = 0; i < mails->len; i++) {
    const LlMail *mail = g_ptr_array_index(mails, i);

    g_assert_cmpstr(mail->name, ==, "romeo@street");
    g_assert_cmpint(mail->written, ==, -5);
    g_string_append_printf(log, "%s%" G_GUINT64_FORMAT " %s|%s", i > 0 ? "; " : "", mail->id,
                           mail->plain, mail->xhtml ? mail->xhtml : "");
  }
  g_assert_cmpstr(log->str, ==, expected);
  ll_notes_free(notes);
}

static goffset
size_of_file(const Fixture *fixture)
{
  struct stat status;

  return g_stat(fixture->path, &status) == 0 ? status.st_size : -1;
}

static void
test_nothing_is_made_for_nothing(Fixture *fixture, gconstpointer data)
{
  (void)data;
  assert_left(fixture, "");
  ll_notes_remove(fixture->notes, 1);
  ll_notes_flush(fixture->notes);
  g_assert_false(g_file_test(fixture->directory, G_FILE_TEST_EXISTS));
}

static void
test_what_is_on_its_way_is_left(Fixture *fixture, gconstpointer data)
{
  (void)data;
  g_assert_true(add(fixture, 7, "one\n-7\n", "<b>one</b>"));
  g_assert_true(add(fixture, G_MAXUINT64, "\xC3\xBC", NULL));
  g_assert_true(add(fixture, 3, "three", NULL));
  assert_left(fixture, "7 one\n-7\n|<b>one</b>; 18446744073709551615 \xC3\xBC|; 3 three|");
  ll_notes_remove(fixture->notes, G_MAXUINT64);
  ll_notes_flush(fixture->notes);
  assert_left(fixture, "7 one\n-7\n|<b>one</b>; 3 three|");
}

static void
test_words_are_gone_with_the_last_note(Fixture *fixture, gconstpointer data)
{
  struct stat status;

  (void)data;
  add(fixture, 1, "one", NULL);
  add(fixture, 2, "two", NULL);
  g_assert_cmpint(g_stat(fixture->path, &status), ==, 0);
  g_assert_cmpuint(status.st_mode & 0777, ==, 0600);
  ll_notes_remove(fixture->notes, 1);
  ll_notes_remove(fixture->notes, 2);
  ll_notes_flush(fixture->notes);
  g_assert_cmpint(size_of_file(fixture), ==, 0);
  add(fixture, 3, "three", NULL);
  assert_left(fixture, "3 three|");
}

static void
test_an_orderly_end_leaves_nothing(Fixture *fixture, gconstpointer data)
{
  (void)data;
  add(fixture, 1, "one", NULL);
  ll_notes_free(g_steal_pointer(&fixture->notes));
  assert_left(fixture, "");
  g_assert_cmpint(size_of_file(fixture), ==, -1);
}

static void
test_what_another_life_left_is_not_left_twice(Fixture *fixture, gconstpointer data)
{
  LlNotes *other = ll_notes_new(fixture->directory);
  LlMail mail = {(char *)"romeo@street", 1, -5, (char *)"one", NULL};

  (void)data;
  ll_notes_add(other, &mail);
  assert_left(fixture, "1 one|");
  add(fixture, 2, "two", NULL);
  assert_left(fixture, "2 two|");
  ll_notes_free(g_steal_pointer(&fixture->notes));
  fixture->notes = ll_notes_new(fixture->directory);
  ll_notes_add(other, &mail);
  g_assert_true(g_file_set_contents(fixture->path, "+1 1 c 3 0\nromeo@streettwo\n", -1, NULL));
  ll_notes_clear(fixture->notes);
  assert_left(fixture, "");
  ll_notes_free(other);
}

static void
test_a_note_cut_short_is_none(Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  gsize length;

  (void)data;
  add(fixture, 1, "one", NULL);
  add(fixture, 2, "two", "<i>two</i>");
  g_assert_true(g_file_get_contents(fixture->path, &text, &length, NULL));
  for (gsize part = 0; part < length; part++) {
    g_assert_true(g_file_set_contents(fixture->path, text, (gssize)part, NULL));
    assert_left(fixture, part < (gsize)(strstr(text, "one\n") + 4 - text) ? "" : "1 one|");
  }
}

static void
test_what_is_no_note_is_passed_over(Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = {
      "x",
      "+",
      "+1",
      "-",
      "+1 1 ffffffffffffffff 1 1\nab",
      "+1 1 c 3 0\nromeo@street\xFF\xFFx\n",
      "+0 1 c 3 0\nromeo@streettwo\n",
      "+1 1 0 3 0\ntwo\n",
  };

  (void)data;
  add(fixture, 1, "one", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_assert_true(g_file_set_contents(fixture->path, texts[i], -1, NULL));
    assert_left(fixture, "");
  }
}

static void
test_there_is_an_end_to_it(Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill(LL_MESSAGE_MAX, 'x');
  guint count = 0;

  (void)data;
  while (add(fixture, ++count, text, NULL))
    g_assert_cmpuint(count, <=, LL_NOTES_BYTES_MAX / LL_MESSAGE_MAX);
  g_assert_cmpint(size_of_file(fixture), <=, LL_NOTES_BYTES_MAX + 100);
  while (--count > 0)
    ll_notes_remove(fixture->notes, count);
  g_assert_cmpint(size_of_file(fixture), >, 0);
  ll_notes_flush(fixture->notes);
  g_assert_cmpint(size_of_file(fixture), ==, 0);
  g_assert_true(add(fixture, 1, text, NULL));
}

static void
test_where_nothing_can_be_written_nothing_is_noted(Fixture *fixture, gconstpointer data)
{
  (void)data;
  g_assert_true(g_file_set_contents(fixture->directory, "in the way", -1, NULL));
  g_assert_false(add(fixture, 1, "one", NULL));
  ll_notes_remove(fixture->notes, 1);
  ll_notes_flush(fixture->notes);
  g_assert_cmpint(g_unlink(fixture->directory), ==, 0);
}

#define CASE(path, name) g_test_add("/notes/" path, Fixture, NULL, set_up, name, tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  CASE("nothing-is-made-for-nothing", test_nothing_is_made_for_nothing);
  CASE("what-is-on-its-way-is-left", test_what_is_on_its_way_is_left);
  CASE("words-are-gone-with-the-last-note", test_words_are_gone_with_the_last_note);
  CASE("an-orderly-end-leaves-nothing", test_an_orderly_end_leaves_nothing);
  CASE("what-another-life-left-is-not-left-twice", test_what_another_life_left_is_not_left_twice);
  CASE("a-note-cut-short-is-none", test_a_note_cut_short_is_none);
  CASE("what-is-no-note-is-passed-over", test_what_is_no_note_is_passed_over);
  CASE("there-is-an-end-to-it", test_there_is_an_end_to_it);
  CASE("where-nothing-can-be-written-nothing-is-noted",
       test_where_nothing_can_be_written_nothing_is_noted);
  return g_test_run();
}
