/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/marks.h"

static void
test_bytes_before_the_first_record_are_the_same(void)
{
  LlMarks *marks = ll_marks_new(100);

  g_assert_cmpuint(ll_marks_reached(marks, 0), ==, 0);
  g_assert_cmpuint(ll_marks_reached(marks, 60), ==, 60);
  g_assert_cmpuint(ll_marks_reached(marks, 100), ==, 100);
  g_assert_cmpuint(ll_marks_reached(marks, 101), ==, 100);
  ll_marks_free(marks);
}

/* What is said in a record counts when the whole record is there. */
static void
test_a_record_counts_as_a_whole(void)
{
  LlMarks *marks = ll_marks_new(100);

  ll_marks_add(marks, 0, 500); /* of the handshake */
  ll_marks_add(marks, 10, 32);
  ll_marks_add(marks, 20, 42);
  g_assert_cmpuint(ll_marks_reached(marks, 600), ==, 100);
  g_assert_cmpuint(ll_marks_reached(marks, 631), ==, 100);
  g_assert_cmpuint(ll_marks_reached(marks, 632), ==, 110);
  ll_marks_add(marks, 5, 27);
  g_assert_cmpuint(ll_marks_reached(marks, 632), ==, 110);
  g_assert_cmpuint(ll_marks_reached(marks, 701), ==, 135);
  ll_marks_free(marks);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/marks/bytes-before-the-first-record-are-the-same",
                  test_bytes_before_the_first_record_are_the_same);
  g_test_add_func("/marks/a-record-counts-as-a-whole", test_a_record_counts_as_a_whole);
  return g_test_run();
}
