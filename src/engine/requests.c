/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/requests.h"

#include "limits.h"
#include "wire/namespaces.h"

typedef struct {
  LlRequestKind kind;
  guint stream;
  gint64 deadline;
  char *id;
} Request;

struct LlRequests {
  GPtrArray *open; /* Request, the oldest first */
};

static void
request_free(gpointer data)
{
  Request *request = data;

  g_free(request->id);
  g_free(request);
}

LlRequests *
ll_requests_new(void)
{
  LlRequests *requests = g_new0(LlRequests, 1);

  requests->open = g_ptr_array_new_with_free_func(request_free);
  return requests;
}

void
ll_requests_free(LlRequests *requests)
{
  if (!requests)
    return;
  g_ptr_array_unref(requests->open);
  g_free(requests);
}

const char *
ll_requests_add(LlRequests *requests, LlRequestKind kind, guint stream, gint64 deadline)
{
  Request *request;

  if (requests->open->len >= LL_REQUESTS_MAX)
    return NULL;
  request = g_new0(Request, 1);
  request->kind = kind;
  request->stream = stream;
  request->deadline = deadline;
  request->id = g_uuid_string_random();
  g_ptr_array_add(requests->open, request);
  return request->id;
}

/* The request at I is over. */
static gboolean
end(LlRequests *requests, guint i, LlRequestKind *ret_kind)
{
  *ret_kind = ((const Request *)g_ptr_array_index(requests->open, i))->kind;
  g_ptr_array_remove_index(requests->open, i);
  return TRUE;
}

static gboolean
is_answer(const LlXmlNode *iq)
{
  const char *type = ll_xml_node_get(iq, "type");

  return ll_xml_node_is(iq, "iq", LL_NS_CLIENT) &&
         (g_strcmp0(type, "result") == 0 || g_strcmp0(type, "error") == 0);
}

gboolean
ll_requests_answered(LlRequests *requests, const LlXmlNode *iq, LlRequestKind *ret_kind)
{
  const char *id = ll_xml_node_get(iq, "id");

  for (guint i = 0; is_answer(iq) && i < requests->open->len; i++)
    if (g_strcmp0(((const Request *)g_ptr_array_index(requests->open, i))->id, id) == 0)
      return end(requests, i, ret_kind);
  return FALSE;
}

gboolean
ll_requests_expired(LlRequests *requests, gint64 now, LlRequestKind *ret_kind)
{
  for (guint i = 0; i < requests->open->len; i++)
    if (((const Request *)g_ptr_array_index(requests->open, i))->deadline <= now)
      return end(requests, i, ret_kind);
  return FALSE;
}

gboolean
ll_requests_gone(LlRequests *requests, guint stream, LlRequestKind *ret_kind)
{
  for (guint i = 0; i < requests->open->len; i++)
    if (((const Request *)g_ptr_array_index(requests->open, i))->stream == stream)
      return end(requests, i, ret_kind);
  return FALSE;
}

gint64
ll_requests_deadline(const LlRequests *requests)
{
  gint64 deadline = G_MAXINT64;

  for (guint i = 0; i < requests->open->len; i++)
    deadline = MIN(deadline, ((const Request *)g_ptr_array_index(requests->open, i))->deadline);
  return deadline;
}
