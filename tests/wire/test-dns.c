/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/dns.h"

#include <string.h>

#include "limits.h"

/* A literal's bytes; its own NUL at the end is not among them. */
#define BYTES(literal) literal, sizeof(literal) - 1

#define HEADER(flags, questions, answers, more)                                                    \
  "\0\0" flags "\0" questions "\0" answers "\0\0\0" more
#define RESPONSE(answers, more) HEADER("\x84\0", "\0", answers, more)
#define SERVICE                 "\11_presence\4_tcp\5local\0"
#define JULIET                  "\15juliet@verona" SERVICE
#define ROMEO                   "\14romeo@mantua" SERVICE
#define LIVES                   "\0\0\0\x78"
#define DIES                    "\0\0\0\0"
#define SRV_DATA                "\0\11\0\0\0\0\x14\xB2\1h\0"
#define SRV                     "\0\x21\x80\1"
#define TXT                     "\0\x10\x80\1"
#define PTR                     "\0\x0C\0\1"

/* The names that a copy of MESSAGE with nothing behind it shows, as "a|b". (transfer full) */
static char *
presences_in(gconstpointer message, gsize length)
{
  g_autofree guint8 *exact = g_malloc(MAX(length, 1));
  g_autoptr(GPtrArray) presences = NULL;

  memcpy(exact, message, length);
  presences = ll_dns_presences(exact, length);
  g_ptr_array_add(presences, NULL);
  return g_strjoinv("|", (char **)presences->pdata);
}

static void
test_question(void)
{
  static const char wanted[] = HEADER("\0\0", "\1", "\0", "\0") JULIET "\0\x21\0\1";
  g_autoptr(GBytes) question = ll_dns_question("juliet@verona");
  g_autofree char *longest = g_strnfill(LL_NAME_MAX, 'x');
  g_autoptr(GBytes) long_question = ll_dns_question(longest);
  /* Dots and backslashes are in the label as they are. */
  g_autoptr(GBytes) dotted = ll_dns_question("a.b\\c");

  g_assert_cmpmem(g_bytes_get_data(question, NULL), g_bytes_get_size(question), wanted,
                  sizeof wanted - 1);
  g_assert_cmpuint(g_bytes_get_size(long_question), ==,
                   g_bytes_get_size(question) + LL_NAME_MAX - strlen("juliet@verona"));
  g_assert_cmpmem((const char *)g_bytes_get_data(dotted, NULL) + 12, 6, "\5a.b\\c", 6);
}

static void
test_question_for_all(void)
{
  static const char wanted[] = HEADER("\0\0", "\1", "\0", "\0") SERVICE "\0\x0C\0\1";
  g_autoptr(GBytes) question = ll_dns_question_for_all();

  g_assert_cmpmem(g_bytes_get_data(question, NULL), g_bytes_get_size(question), wanted,
                  sizeof wanted - 1);
}

static void
test_signs_of_life(void)
{
  static const struct {
    const char *message;
    gsize length;
    const char *names;
  } rows[] = {
      {BYTES(RESPONSE("\1", "\0") JULIET SRV LIVES SRV_DATA), "juliet@verona"},
      {BYTES(RESPONSE("\1", "\0") JULIET TXT LIVES "\0\1\0"), "juliet@verona"},
      /* any case, and the spelling of the wire */
      {BYTES(RESPONSE("\1", "\0") "\1X\11_PRESENCE\4_Tcp\5LOCAL\0" TXT LIVES "\0\0"), "X"},
      /* a pointer to it, whole or by compression */
      {BYTES(RESPONSE("\1", "\0") SERVICE PTR LIVES "\0\x24" JULIET), "juliet@verona"},
      {BYTES(RESPONSE("\1", "\0") SERVICE PTR LIVES "\0\4\1x\xC0\x0C"), "x"},
      /* in another section, behind other things */
      {BYTES(RESPONSE("\1", "\2") "\1h\5local\0\0\1\x80\1" LIVES
                                  "\0\4\xA9\xFE\1\2" ROMEO SRV LIVES SRV_DATA "\xC0\x23" TXT LIVES
                                  "\0\1\0"),
       "romeo@mantua|romeo@mantua"},
      /* an answer by unicast to who is no mDNS program repeats the question
         (RFC 6762 6.7) */
      {BYTES(HEADER("\x84\0", "\1", "\1", "\0") JULIET "\0\x21\0\1\xC0\x0C\0\x21\0\1\0\0\0\x0A"
                                                       "\0\1\0"),
       "juliet@verona"},
      /* dots, backslashes, blanks, UTF-8 and an empty record are nothing
         special */
      {BYTES(RESPONSE("\1", "\0") "\11a.b\\c \xC3\xA9!" SERVICE TXT LIVES "\0\0"),
       "a.b\\c \xC3\xA9!"},
      /* what was there before a message broke off */
      {BYTES(RESPONSE("\2", "\0") JULIET SRV LIVES SRV_DATA "\14romeo@man"), "juliet@verona"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *names = presences_in(rows[i].message, rows[i].length);

    g_assert_cmpstr(names, ==, rows[i].names);
  }
}

static void
test_no_sign_of_life(void)
{
  static const struct {
    const char *message;
    gsize length;
  } rows[] = {
      /* somebody else asks, and says what it knows already, or is about to
         claim */
      {BYTES(HEADER("\0\0", "\1", "\0", "\0") JULIET "\0\x21\0\1")},
      {BYTES(HEADER("\0\0", "\0", "\1", "\0") SERVICE PTR LIVES "\0\x24" JULIET)},
      /* goodbye */
      {BYTES(RESPONSE("\1", "\0") JULIET SRV DIES SRV_DATA)},
      {BYTES(RESPONSE("\1", "\0") SERVICE PTR DIES "\0\x24" JULIET)},
      /* an error, and another kind of message */
      {BYTES(HEADER("\x84\3", "\0", "\1", "\0") JULIET SRV LIVES SRV_DATA)},
      {BYTES(HEADER("\xA4\0", "\0", "\1", "\0") JULIET SRV LIVES SRV_DATA)},
      /* a question in a response, and one that is malformed */
      {BYTES(HEADER("\x84\0", "\1", "\0", "\0") JULIET "\0\x21\0\1")},
      {BYTES(HEADER("\x84\0", "\1", "\1", "\0") "\xC0\x0C" JULIET SRV LIVES SRV_DATA)},
      /* another class, service, domain, or depth */
      {BYTES(RESPONSE("\1", "\0") JULIET "\0\x21\0\3" LIVES SRV_DATA)},
      {BYTES(RESPONSE("\1", "\0") "\1x\5_http\4_tcp\5local\0" SRV LIVES SRV_DATA)},
      {BYTES(RESPONSE("\1", "\0") "\1x\11_presence\4_tcp\7example\0" SRV LIVES SRV_DATA)},
      {BYTES(RESPONSE("\1", "\0") "\1x\11_presence\4_tcp\5local\3net\0" SRV LIVES SRV_DATA)},
      {BYTES(RESPONSE("\1", "\0") "\1x\1y" SERVICE SRV LIVES SRV_DATA)},
      {BYTES(RESPONSE("\1", "\0") "\1x\11_presence\4_tcp\0" SRV LIVES SRV_DATA)},
      {BYTES(RESPONSE("\1", "\0") SERVICE SRV LIVES SRV_DATA)},
      {BYTES(RESPONSE("\1", "\0") "\0" SRV LIVES SRV_DATA)},
      /* a pointer of something else to a presence, or of the service to
         something else */
      {BYTES(RESPONSE("\1", "\0") "\1x\5local\0" PTR LIVES "\0\x24" JULIET)},
      {BYTES(RESPONSE("\1", "\0") SERVICE TXT LIVES "\0\x24" JULIET)},
      {BYTES(RESPONSE("\1", "\0") SERVICE PTR LIVES "\0\3\1x\0")},
      /* names that nobody has */
      {BYTES(RESPONSE("\1", "\0") "\3a\0b" SERVICE SRV LIVES SRV_DATA)},
      {BYTES(RESPONSE("\1", "\0") "\3a\nb" SERVICE SRV LIVES SRV_DATA)},
      {BYTES(RESPONSE("\1", "\0") "\2\xFF\xFE" SERVICE SRV LIVES SRV_DATA)},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *names = presences_in(rows[i].message, rows[i].length);

    g_assert_cmpstr(names, ==, "");
  }
}

static void
test_malformed_names(void)
{
  static const struct {
    const char *message;
    gsize length;
  } rows[] = {
      {BYTES("")},
      {BYTES("\0\0\x84")},
      {BYTES("\0\0\x84\0\0\0\0\1\0\0\0")},
      {BYTES(RESPONSE("\1", "\0"))},
      {BYTES(RESPONSE("\1", "\0") "\xC0")},                               /* half a pointer */
      {BYTES(RESPONSE("\1", "\0") "\xC0\x0C")},                           /* to itself */
      {BYTES(RESPONSE("\1", "\0") "\1x\xC0\x0C")},                        /* to its own start */
      {BYTES(RESPONSE("\1", "\0") "\xC0\x18" SRV LIVES "\0\x24" JULIET)}, /* forward */
      {BYTES(RESPONSE("\1", "\0") "\xFF\xFF")},                           /* out of the message */
      {BYTES(RESPONSE("\1", "\0") "\x40x")},   /* neither length nor pointer */
      {BYTES(RESPONSE("\1", "\0") "\x3Fx")},   /* longer than the message */
      {BYTES(RESPONSE("\1", "\0") "\5local")}, /* without an end */
      /* a PTR record whose target goes beyond its end, though the bytes are
         there */
      {BYTES(RESPONSE("\1", "\0") SERVICE PTR LIVES "\0\5" JULIET)},
      /* data that goes beyond the message */
      {BYTES(RESPONSE("\1", "\0") SERVICE PTR LIVES "\0\x25" JULIET)},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *names = presences_in(rows[i].message, rows[i].length);

    g_assert_cmpstr(names, ==, "");
  }
}

/* Pointers that go back step by step, each over one more label: the name would be without end. */
static void
test_names_are_bounded(void)
{
  g_autoptr(GByteArray) message = g_byte_array_new();
  g_autofree char *names = NULL;
  guint16 before = 12;

  g_byte_array_append(message, (const guint8 *)RESPONSE("\1", "\0"), 12);
  g_byte_array_append(message, (const guint8 *)SERVICE, sizeof SERVICE - 1);
  for (guint i = 0; i < 4096; i++) {
    guint16 here = (guint16)message->len;
    const guint8 step[] = {1, 'x', (guint8)(0xC0 | before >> 8), (guint8)before};

    g_byte_array_append(message, step, sizeof step);
    before = here & 0x3FFF;
  }
  names = presences_in(message->data, message->len);
  g_assert_cmpstr(names, ==, "");
}

/* Whatever byte is another, and wherever it breaks off: nothing is read that is not there, and no
 * name is shown that could not be one. */
static void
test_damaged(void)
{
  static const char whole[] =
      RESPONSE("\2", "\2") SERVICE PTR LIVES "\0\4\1x\xC0\x0C" JULIET SRV LIVES SRV_DATA
                                             "\xC0\x30" TXT LIVES "\0\1\0" ROMEO TXT DIES "\0\0";
  g_autoptr(GRand) random = g_rand_new_with_seed(5353);

  for (gsize length = 0; length < sizeof whole; length++) {
    g_autofree char *names = presences_in(whole, length);

    g_assert_nonnull(names);
  }
  for (guint round = 0; round < 20000; round++) {
    char damaged[sizeof whole];
    g_autoptr(GPtrArray) presences = NULL;

    memcpy(damaged, whole, sizeof whole);
    for (gint faults = g_rand_int_range(random, 1, 5); faults > 0; faults--)
      damaged[g_rand_int_range(random, 0, sizeof whole)] = (char)g_rand_int(random);
    presences = ll_dns_presences((const guint8 *)damaged, sizeof whole - 1);
    for (guint i = 0; i < presences->len; i++)
      g_assert_true(g_utf8_validate(g_ptr_array_index(presences, i), -1, NULL));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/dns/question", test_question);
  g_test_add_func("/dns/question-for-all", test_question_for_all);
  g_test_add_func("/dns/signs-of-life", test_signs_of_life);
  g_test_add_func("/dns/no-sign-of-life", test_no_sign_of_life);
  g_test_add_func("/dns/malformed-names", test_malformed_names);
  g_test_add_func("/dns/names-are-bounded", test_names_are_bounded);
  g_test_add_func("/dns/damaged", test_damaged);
  return g_test_run();
}
