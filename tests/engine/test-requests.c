/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/requests.h"

#include "limits.h"
#include "wire/namespaces.h"

/* What becomes of an iq of TYPE with ID: the kind of the question that it answers, -1: of none. */
static int
answer(LlRequests *requests, const char *type, const char *id)
{
  g_autoptr(LlXmlNode) iq = ll_xml_node_new("iq", LL_NS_CLIENT);
  LlRequestKind kind;

  ll_xml_node_set(iq, "type", type);
  ll_xml_node_set(iq, "id", id);
  ll_xml_node_set(iq, "from", "mallory@peer9"); /* says nothing: the stream does */
  return ll_requests_answered(requests, iq, &kind) ? (int)kind : -1;
}

static int
expire(LlRequests *requests, gint64 now)
{
  LlRequestKind kind;

  return ll_requests_expired(requests, now, &kind) ? (int)kind : -1;
}

static int
lose(LlRequests *requests, guint stream)
{
  LlRequestKind kind;

  return ll_requests_gone(requests, stream, &kind) ? (int)kind : -1;
}

static void
test_each_is_answered_once(void)
{
  g_autoptr(LlRequests) requests = ll_requests_new();
  g_autofree char *one = g_strdup(ll_requests_add(requests, LL_REQUEST_VERSION, 1, 100));
  g_autofree char *other = g_strdup(ll_requests_add(requests, LL_REQUEST_TIME, 1, 100));

  g_assert_cmpstr(one, !=, other);
  g_assert_cmpint(answer(requests, "error", other), ==, LL_REQUEST_TIME);
  g_assert_cmpint(answer(requests, "result", other), ==, -1);
  g_assert_cmpint(answer(requests, "result", one), ==, LL_REQUEST_VERSION);
  g_assert_cmpint(answer(requests, "result", one), ==, -1);
  g_assert_cmpint(expire(requests, 1000), ==, -1);
  g_assert_cmpint(lose(requests, 1), ==, -1);
}

static void
test_what_is_no_answer(void)
{
  g_autoptr(LlRequests) requests = ll_requests_new();
  const char *id = ll_requests_add(requests, LL_REQUEST_INFO, 1, 100);
  g_autofree char *longer = g_strconcat(id, "1", NULL);
  g_autoptr(LlXmlNode) message = ll_xml_node_new("message", LL_NS_CLIENT);
  LlRequestKind kind;

  g_assert_cmpint(answer(requests, "get", id), ==, -1);
  g_assert_cmpint(answer(requests, "set", id), ==, -1);
  g_assert_cmpint(answer(requests, NULL, id), ==, -1);
  g_assert_cmpint(answer(requests, "result", NULL), ==, -1);
  g_assert_cmpint(answer(requests, "result", ""), ==, -1);
  g_assert_cmpint(answer(requests, "result", longer), ==, -1);
  ll_xml_node_set(message, "type", "error");
  ll_xml_node_set(message, "id", id);
  g_assert_false(ll_requests_answered(requests, message, &kind));
  g_assert_cmpint(answer(requests, "result", id), ==, LL_REQUEST_INFO);
}

/* The same question, asked of two people: neither can answer for the other. */
static void
test_nobody_answers_for_another(void)
{
  g_autoptr(LlRequests) romeo = ll_requests_new();
  g_autoptr(LlRequests) mallory = ll_requests_new();
  const char *id = ll_requests_add(romeo, LL_REQUEST_INFO, 1, 100);
  const char *other = ll_requests_add(mallory, LL_REQUEST_INFO, 2, 100);

  g_assert_cmpstr(id, !=, other);
  g_assert_cmpint(answer(mallory, "result", id), ==, -1);
  g_assert_cmpint(answer(romeo, "result", id), ==, LL_REQUEST_INFO);
}

static void
test_time_runs_out(void)
{
  g_autoptr(LlRequests) requests = ll_requests_new();
  g_autofree char *late = NULL;

  g_assert_cmpint(ll_requests_deadline(requests), ==, G_MAXINT64);
  ll_requests_add(requests, LL_REQUEST_INFO, 1, 300);
  late = g_strdup(ll_requests_add(requests, LL_REQUEST_VERSION, 1, 200));
  g_assert_cmpint(ll_requests_deadline(requests), ==, 200);
  g_assert_cmpint(expire(requests, 199), ==, -1);
  g_assert_cmpint(expire(requests, 200), ==, LL_REQUEST_VERSION);
  g_assert_cmpint(expire(requests, 200), ==, -1);
  g_assert_cmpint(answer(requests, "result", late), ==, -1);
  g_assert_cmpint(ll_requests_deadline(requests), ==, 300);
  g_assert_cmpint(expire(requests, 1000), ==, LL_REQUEST_INFO);
  g_assert_cmpint(ll_requests_deadline(requests), ==, G_MAXINT64);
}

static void
test_a_stream_ends(void)
{
  g_autoptr(LlRequests) requests = ll_requests_new();
  g_autofree char *lost = g_strdup(ll_requests_add(requests, LL_REQUEST_INFO, 1, 100));
  g_autofree char *kept = g_strdup(ll_requests_add(requests, LL_REQUEST_VERSION, 2, 100));

  ll_requests_add(requests, LL_REQUEST_TIME, 1, 100);
  g_assert_cmpint(lose(requests, 3), ==, -1);
  g_assert_cmpint(lose(requests, 1), ==, LL_REQUEST_INFO);
  g_assert_cmpint(lose(requests, 1), ==, LL_REQUEST_TIME);
  g_assert_cmpint(lose(requests, 1), ==, -1);
  g_assert_cmpint(answer(requests, "result", lost), ==, -1);
  g_assert_cmpint(answer(requests, "result", kept), ==, LL_REQUEST_VERSION);
}

static void
test_no_more_than_so_many(void)
{
  g_autoptr(LlRequests) requests = ll_requests_new();
  g_autofree char *id = NULL;

  for (guint i = 0; i < LL_REQUESTS_MAX; i++) {
    g_free(id);
    id = g_strdup(ll_requests_add(requests, LL_REQUEST_TIME, 1, 100));
    g_assert_nonnull(id);
  }
  g_assert_null(ll_requests_add(requests, LL_REQUEST_TIME, 1, 100));
  g_assert_cmpint(answer(requests, "result", id), ==, LL_REQUEST_TIME);
  g_assert_nonnull(ll_requests_add(requests, LL_REQUEST_TIME, 1, 100));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/requests/each-is-answered-once", test_each_is_answered_once);
  g_test_add_func("/requests/what-is-no-answer", test_what_is_no_answer);
  g_test_add_func("/requests/nobody-answers-for-another", test_nobody_answers_for_another);
  g_test_add_func("/requests/time-runs-out", test_time_runs_out);
  g_test_add_func("/requests/a-stream-ends", test_a_stream_ends);
  g_test_add_func("/requests/no-more-than-so-many", test_no_more_than_so_many);
  return g_test_run();
}
