/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/inquiry.h"

#include "engine/requests.h"
#include "io/timer.h"
#include "limits.h"
#include "wire/bob.h"
#include "wire/iq.h"
#include "wire/namespaces.h"

struct LlInquiry {
  LlCapabilities *capabilities;
  char *peer;
  const LlInquiryEvents *events;
  gpointer owner;
  LlRequests *requests;
  gboolean is_due;               /* it is to be seen whether there is something to ask */
  gboolean is_ready;             /* and they may be asked */
  guint n_about;                 /* open questions of ll_inquiry_ask_about() */
  LlAbout about;                 /* what came of them so far */
  char *wanted;                  /* hash of a picture to be asked for; NULL: none */
  GBytes *picture;               /* that came */
  gboolean is_retry;             /* to be told by over() */
  gboolean is_about, is_picture; /* likewise */
  guint timer;
};

static void set_timer(LlInquiry *inquiry);

/* --- answers --------------------------------------------------------------------------------- */

static void
end_info(LlInquiry *inquiry, const LlXmlNode *query)
{
  if (query)
    ll_capabilities_answered(inquiry->capabilities, inquiry->peer, query);
  else
    ll_capabilities_failed(inquiry->capabilities, inquiry->peer);
  inquiry->is_retry = TRUE;
}

static void
end_about(LlInquiry *inquiry, const LlXmlNode *payload)
{
  if (payload)
    ll_about_read(&inquiry->about, payload);
  inquiry->is_about = --inquiry->n_about == 0;
}

static void
end_picture(LlInquiry *inquiry, const LlXmlNode *data)
{
  g_clear_pointer(&inquiry->picture, g_bytes_unref);
  inquiry->picture = data ? ll_bob_read(data) : NULL;
  inquiry->is_picture = TRUE;
}

/* A question of KIND is over; IQ: the answer, NULL: none came. */
static void
end(LlInquiry *inquiry, LlRequestKind kind, const LlXmlNode *iq)
{
  gboolean is_result = iq && g_strcmp0(ll_xml_node_get(iq, "type"), "result") == 0;

  switch (kind) {
  case LL_REQUEST_INFO:
    end_info(inquiry, is_result ? ll_xml_node_child(iq, "query", LL_NS_DISCO_INFO) : NULL);
    break;
  case LL_REQUEST_VERSION:
    end_about(inquiry, is_result ? ll_xml_node_child(iq, "query", LL_NS_VERSION) : NULL);
    break;
  case LL_REQUEST_PICTURE:
    end_picture(inquiry, is_result ? ll_xml_node_child(iq, "data", LL_NS_BOB) : NULL);
    break;
  default:
    end_about(inquiry, is_result ? ll_xml_node_child(iq, "time", LL_NS_TIME) : NULL);
  }
  set_timer(inquiry);
}

static gboolean
on_timer(gpointer data)
{
  LlInquiry *inquiry = data;
  LlRequestKind kind;
  LlAbout about = {0};
  g_autoptr(GBytes) picture = NULL;
  LlInquiryOutcome outcome;

  inquiry->timer = 0;
  while (ll_requests_expired(inquiry->requests, ll_now_ms(), &kind))
    end(inquiry, kind, NULL);
  picture = g_steal_pointer(&inquiry->picture);
  outcome = (LlInquiryOutcome){.is_retry = inquiry->is_retry,
                               .about = inquiry->is_about ? &about : NULL,
                               .is_picture = inquiry->is_picture,
                               .picture = picture};
  if (inquiry->is_about) {
    about = inquiry->about;
    inquiry->about = (LlAbout){0};
  }
  inquiry->is_retry = inquiry->is_about = inquiry->is_picture = FALSE;
  set_timer(inquiry);
  if (outcome.is_retry || outcome.about || outcome.is_picture)
    inquiry->events->over(inquiry->owner, &outcome);
  ll_about_clear(&about);
  return FALSE;
}

static void
set_timer(LlInquiry *inquiry)
{
  gboolean is_news = inquiry->is_retry || inquiry->is_about || inquiry->is_picture;

  ll_timer_set(&inquiry->timer, is_news ? 0 : ll_requests_deadline(inquiry->requests), on_timer,
               inquiry);
}

/* --- questions ------------------------------------------------------------------------------- */

/* A question of KIND, with nothing in it yet; NULL: too many are open. (transfer full) (nullable)
 */
static LlXmlNode *
begin(LlInquiry *inquiry, const LlConnection *connection, const char *from, const char *to,
      LlRequestKind kind, guint seconds)
{
  const char *id = ll_requests_add(inquiry->requests, kind, ll_connection_id(connection),
                                   ll_now_ms() + seconds * 1000);

  return id ? ll_iq_get(id, from, to) : NULL;
}

/* Sends a question of KIND, <NAME xmlns=NS node=NODE>. FALSE: too many are open. */
static gboolean
ask(LlInquiry *inquiry, LlConnection *connection, const char *from, const char *to,
    LlRequestKind kind, guint seconds, const char *name, const char *ns, const char *node)
{
  g_autoptr(LlXmlNode) iq = begin(inquiry, connection, from, to, kind, seconds);

  if (!iq)
    return FALSE;
  ll_xml_node_set(ll_xml_node_add(iq, name, ns), "node", node);
  ll_connection_send(connection, iq);
  set_timer(inquiry);
  return TRUE;
}

void
ll_inquiry_ask(LlInquiry *inquiry, LlConnection *connection, const char *from, const char *to)
{
  g_autofree char *node = NULL;

  if (!inquiry->is_due || !inquiry->is_ready ||
      !ll_stream_peer_is_1_0(ll_connection_stream(connection)))
    return;
  inquiry->is_due = FALSE;
  if (ll_capabilities_ask(inquiry->capabilities, inquiry->peer, &node) &&
      !ask(inquiry, connection, from, to, LL_REQUEST_INFO, LL_REQUEST_SECONDS, "query",
           LL_NS_DISCO_INFO, node))
    ll_capabilities_failed(inquiry->capabilities, inquiry->peer);
}

gboolean
ll_inquiry_ask_about(LlInquiry *inquiry, LlConnection *connection, const char *from, const char *to)
{
  LlCapability can = ll_capabilities_of(inquiry->capabilities, inquiry->peer);

  if (!ll_stream_peer_is_1_0(ll_connection_stream(connection)))
    return FALSE;
  if ((!can || can & LL_CAPABILITY_VERSION) &&
      ask(inquiry, connection, from, to, LL_REQUEST_VERSION, LL_REQUEST_SHOWN_SECONDS, "query",
          LL_NS_VERSION, NULL))
    inquiry->n_about++;
  if ((!can || can & LL_CAPABILITY_TIME) && ask(inquiry, connection, from, to, LL_REQUEST_TIME,
                                                LL_REQUEST_SHOWN_SECONDS, "time", LL_NS_TIME, NULL))
    inquiry->n_about++;
  return inquiry->n_about > 0;
}

void
ll_inquiry_want_picture(LlInquiry *inquiry, const char *hash)
{
  g_free(inquiry->wanted);
  inquiry->wanted = g_strdup(hash);
}

void
ll_inquiry_ask_picture(LlInquiry *inquiry, LlConnection *connection, const char *from,
                       const char *to)
{
  g_autoptr(LlXmlNode) iq = NULL;

  if (!inquiry->wanted || !inquiry->is_ready ||
      !ll_stream_peer_is_1_0(ll_connection_stream(connection)))
    return;
  iq = begin(inquiry, connection, from, to, LL_REQUEST_PICTURE, LL_REQUEST_SECONDS);
  if (!iq)
    return;
  ll_bob_request(iq, inquiry->wanted);
  ll_connection_send(connection, iq);
  g_clear_pointer(&inquiry->wanted, g_free);
  set_timer(inquiry);
}

gboolean
ll_inquiry_answered(LlInquiry *inquiry, const LlXmlNode *iq)
{
  LlRequestKind kind;

  if (!ll_requests_answered(inquiry->requests, iq, &kind))
    return FALSE;
  end(inquiry, kind, iq);
  return TRUE;
}

/* --- what happens ---------------------------------------------------------------------------- */

void
ll_inquiry_ready(LlInquiry *inquiry)
{
  inquiry->is_ready = TRUE;
}

void
ll_inquiry_features(LlInquiry *inquiry, const LlXmlNode *features)
{
  const LlXmlNode *query = ll_xml_node_child(features, "query", LL_NS_DISCO_INFO);

  if (query)
    ll_capabilities_told(inquiry->capabilities, inquiry->peer, query);
  inquiry->is_ready = TRUE;
}

void
ll_inquiry_renew(LlInquiry *inquiry)
{
  inquiry->is_due = TRUE;
}

void
ll_inquiry_gone(LlInquiry *inquiry, guint stream)
{
  LlRequestKind kind;

  while (ll_requests_gone(inquiry->requests, stream, &kind))
    end(inquiry, kind, NULL);
}

void
ll_inquiry_ended(LlInquiry *inquiry)
{
  ll_capabilities_ended(inquiry->capabilities, inquiry->peer);
  inquiry->is_due = TRUE;
  inquiry->is_ready = FALSE;
}

LlInquiry *
ll_inquiry_new(LlCapabilities *capabilities, const char *peer, const LlInquiryEvents *events,
               gpointer owner)
{
  LlInquiry *inquiry = g_new0(LlInquiry, 1);

  inquiry->capabilities = capabilities;
  inquiry->peer = g_strdup(peer);
  inquiry->events = events;
  inquiry->owner = owner;
  inquiry->requests = ll_requests_new();
  inquiry->is_due = TRUE;
  return inquiry;
}

void
ll_inquiry_free(LlInquiry *inquiry)
{
  if (!inquiry)
    return;
  ll_timer_stop(&inquiry->timer);
  ll_requests_free(inquiry->requests);
  ll_about_clear(&inquiry->about);
  g_clear_pointer(&inquiry->picture, g_bytes_unref);
  g_free(inquiry->wanted);
  g_free(inquiry->peer);
  g_free(inquiry);
}

gboolean
ll_inquiry_is_idle(const LlInquiry *inquiry)
{
  return inquiry->timer == 0;
}
