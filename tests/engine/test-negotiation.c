/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/negotiation.h"

#include "wire/namespaces.h"

#define PLAIN  LL_NEGOTIATION_PLAIN
#define ASKED  LL_NEGOTIATION_ASKED_TLS
#define SHAKE  LL_NEGOTIATION_HANDSHAKE
#define SECURE LL_NEGOTIATION_SECURE
#define AUTH   LL_NEGOTIATION_ASKED_AUTH
#define KNOWN  LL_NEGOTIATION_AUTHENTICATED
#define SETTLD LL_NEGOTIATION_SETTLED

typedef struct {
  LlNegotiationState state;
  LlNegotiationAction action;
} Outcome;

#define WAIT(state)                                                                                \
  {                                                                                                \
    state, LL_NEGOTIATION_WAIT                                                                     \
  }
#define FAULT(state)                                                                               \
  {                                                                                                \
    state, LL_NEGOTIATION_FAULT                                                                    \
  }
#define DONE                                                                                       \
  {                                                                                                \
    SETTLD, LL_NEGOTIATION_SETTLE                                                                  \
  }
#define GO(to, does)                                                                               \
  {                                                                                                \
    to, LL_NEGOTIATION_##does                                                                      \
  }

/* What each input leads to, in the order of the states; the present state where nothing else is
 * said. Both want TLS, and the stream is secure where it must have been before. */
typedef struct {
  LlNegotiationInput input;
  Outcome outcomes[LL_NEGOTIATION_N_STATES];
} Row;

/* clang-format off */
static const Row initiator[] = {
    /*                               plain                       asked for TLS          handshake              secure                  asked for auth             authenticated settled */
    {LL_NEGOTIATION_IN_HEADER,       {WAIT(PLAIN),               FAULT(ASKED),          FAULT(SHAKE),          WAIT(SECURE),           FAULT(AUTH),               WAIT(KNOWN),  DONE}},
    {LL_NEGOTIATION_IN_FEATURES,     {DONE,                      FAULT(ASKED),          FAULT(SHAKE),          DONE,                   FAULT(AUTH),               DONE,         DONE}},
    {LL_NEGOTIATION_IN_OFFERS_TLS,   {GO(ASKED, SAY_STARTTLS),   FAULT(ASKED),          FAULT(SHAKE),          DONE,                   FAULT(AUTH),               DONE,         DONE}},
    {LL_NEGOTIATION_IN_OFFERS_AUTH,  {DONE,                      FAULT(ASKED),          FAULT(SHAKE),          GO(AUTH, SAY_AUTH),     FAULT(AUTH),               DONE,         DONE}},
    {LL_NEGOTIATION_IN_STARTTLS,     {DONE,                      FAULT(ASKED),          FAULT(SHAKE),          DONE,                   FAULT(AUTH),               DONE,         DONE}},
    {LL_NEGOTIATION_IN_PROCEED,      {DONE,                      GO(SHAKE, BEGIN_TLS),  FAULT(SHAKE),          DONE,                   FAULT(AUTH),               DONE,         DONE}},
    {LL_NEGOTIATION_IN_TLS_FAILURE,  {DONE,                      FAULT(ASKED),          FAULT(SHAKE),          DONE,                   FAULT(AUTH),               DONE,         DONE}},
    {LL_NEGOTIATION_IN_HANDSHAKEN,   {DONE,                      FAULT(ASKED),          GO(SECURE, BEGIN_STREAM), DONE,                FAULT(AUTH),               DONE,         DONE}},
    {LL_NEGOTIATION_IN_AUTH,         {DONE,                      FAULT(ASKED),          FAULT(SHAKE),          DONE,                   FAULT(AUTH),               DONE,         DONE}},
    {LL_NEGOTIATION_IN_AUTH_OTHER,   {DONE,                      FAULT(ASKED),          FAULT(SHAKE),          DONE,                   FAULT(AUTH),               DONE,         DONE}},
    {LL_NEGOTIATION_IN_SUCCESS,      {DONE,                      FAULT(ASKED),          FAULT(SHAKE),          DONE,                   GO(KNOWN, BEGIN_STREAM),   DONE,         DONE}},
    {LL_NEGOTIATION_IN_AUTH_FAILURE, {DONE,                      FAULT(ASKED),          FAULT(SHAKE),          DONE,                   FAULT(AUTH),               DONE,         DONE}},
    {LL_NEGOTIATION_IN_OTHER,        {DONE,                      FAULT(ASKED),          FAULT(SHAKE),          DONE,                   FAULT(AUTH),               DONE,         DONE}},
    {LL_NEGOTIATION_IN_PATIENCE,     {DONE,                      WAIT(ASKED),           WAIT(SHAKE),           DONE,                   WAIT(AUTH),                DONE,         DONE}},
};

/* A recipient is never in "asked for ..."; it is as in any other state then. */
static const Row recipient[] = {
    /*                               plain                          asked for TLS                handshake                 secure                         asked for auth                authenticated                  settled */
    {LL_NEGOTIATION_IN_HEADER,       {WAIT(PLAIN),                  WAIT(ASKED),                 FAULT(SHAKE),             WAIT(SECURE),                  WAIT(AUTH),                   DONE,                          DONE}},
    {LL_NEGOTIATION_IN_FEATURES,     {WAIT(PLAIN),                  WAIT(ASKED),                 FAULT(SHAKE),             WAIT(SECURE),                  WAIT(AUTH),                   WAIT(KNOWN),                   DONE}},
    {LL_NEGOTIATION_IN_OFFERS_TLS,   {WAIT(PLAIN),                  WAIT(ASKED),                 FAULT(SHAKE),             WAIT(SECURE),                  WAIT(AUTH),                   WAIT(KNOWN),                   DONE}},
    {LL_NEGOTIATION_IN_OFFERS_AUTH,  {WAIT(PLAIN),                  WAIT(ASKED),                 FAULT(SHAKE),             WAIT(SECURE),                  WAIT(AUTH),                   WAIT(KNOWN),                   DONE}},
    {LL_NEGOTIATION_IN_STARTTLS,     {GO(SHAKE, SAY_PROCEED),       GO(SHAKE, SAY_PROCEED),      FAULT(SHAKE),             FAULT(SECURE),                 FAULT(AUTH),                  FAULT(KNOWN),                  DONE}},
    {LL_NEGOTIATION_IN_PROCEED,      {DONE,                         DONE,                        FAULT(SHAKE),             DONE,                          DONE,                         DONE,                          DONE}},
    {LL_NEGOTIATION_IN_TLS_FAILURE,  {DONE,                         DONE,                        FAULT(SHAKE),             DONE,                          DONE,                         DONE,                          DONE}},
    {LL_NEGOTIATION_IN_HANDSHAKEN,   {DONE,                         DONE,                        GO(SECURE, BEGIN_STREAM), DONE,                          DONE,                         DONE,                          DONE}},
    {LL_NEGOTIATION_IN_AUTH,         {GO(PLAIN, SAY_AUTH_FAILURE),  GO(ASKED, SAY_AUTH_FAILURE), FAULT(SHAKE),             GO(KNOWN, SAY_SUCCESS),        GO(AUTH, SAY_AUTH_FAILURE),   GO(KNOWN, SAY_AUTH_FAILURE),   DONE}},
    {LL_NEGOTIATION_IN_AUTH_OTHER,   {GO(PLAIN, SAY_AUTH_FAILURE),  GO(ASKED, SAY_AUTH_FAILURE), FAULT(SHAKE),             GO(SECURE, SAY_AUTH_FAILURE),  GO(AUTH, SAY_AUTH_FAILURE),   GO(KNOWN, SAY_AUTH_FAILURE),   DONE}},
    {LL_NEGOTIATION_IN_SUCCESS,      {DONE,                         DONE,                        FAULT(SHAKE),             DONE,                          DONE,                         DONE,                          DONE}},
    {LL_NEGOTIATION_IN_AUTH_FAILURE, {DONE,                         DONE,                        FAULT(SHAKE),             DONE,                          DONE,                         DONE,                          DONE}},
    {LL_NEGOTIATION_IN_OTHER,        {DONE,                         DONE,                        FAULT(SHAKE),             DONE,                          DONE,                         DONE,                          DONE}},
    {LL_NEGOTIATION_IN_PATIENCE,     {DONE,                         DONE,                        WAIT(SHAKE),              DONE,                          DONE,                         DONE,                          DONE}},
};
/* clang-format on */

static void
test_every_pair_of_state_and_input(void)
{
  for (guint role = 0; role < 2; role++) {
    for (guint i = 0; i < LL_NEGOTIATION_N_INPUTS; i++) {
      const Row *row = role == 0 ? &initiator[i] : &recipient[i];

      g_assert_cmpint(row->input, ==, i);
      for (guint state = 0; state < LL_NEGOTIATION_N_STATES; state++) {
        LlNegotiation negotiation = {role == 0, TRUE, FALSE, state >= SECURE, state};
        LlNegotiationAction action = ll_negotiation_step(&negotiation, row->input);

        g_test_message("%s: input %u in %s", role == 0 ? "initiator" : "recipient", i,
                       ll_negotiation_state_to_string(state));
        g_assert_cmpint(action, ==, row->outcomes[state].action);
        g_assert_cmpint(negotiation.state, ==, row->outcomes[state].state);
        g_assert_cmpint(negotiation.is_secure, ==,
                        state >= SECURE || (state == SHAKE && i == LL_NEGOTIATION_IN_HANDSHAKEN));
      }
    }
  }
}

static void
test_who_wants_no_tls_takes_and_gives_none(void)
{
  LlNegotiation initiates = {.is_initiator = TRUE}, receives = {0};

  g_assert_cmpint(ll_negotiation_step(&initiates, LL_NEGOTIATION_IN_OFFERS_TLS), ==,
                  LL_NEGOTIATION_SETTLE);
  g_assert_cmpint(ll_negotiation_step(&receives, LL_NEGOTIATION_IN_STARTTLS), ==,
                  LL_NEGOTIATION_SAY_TLS_FAILURE);
}

/* Who has settled for plain text is not led into waiting for TLS. */
static void
test_tls_can_come_too_late(void)
{
  LlNegotiation negotiation = {.wants_tls = TRUE};

  ll_negotiation_step(&negotiation, LL_NEGOTIATION_IN_OTHER);
  g_assert_cmpint(ll_negotiation_step(&negotiation, LL_NEGOTIATION_IN_STARTTLS), ==,
                  LL_NEGOTIATION_SAY_TLS_FAILURE);
}

/* --- elements -------------------------------------------------------------------------------- */

static LlXmlNode *
features(const char *child, const char *ns)
{
  LlXmlNode *node = ll_xml_node_new("features", LL_NS_STREAM);

  if (child)
    ll_xml_node_add(node, child, ns);
  return node;
}

static void
assert_input(LlXmlNode *node, LlNegotiationInput expected)
{
  g_assert_cmpint(ll_negotiation_input(node), ==, expected);
  ll_xml_node_free(node);
}

static LlXmlNode *
mechanisms(const char *name)
{
  LlXmlNode *node = features("mechanisms", LL_NS_SASL);
  LlXmlNode *mechanism =
      ll_xml_node_add(ll_xml_node_child(node, "mechanisms", NULL), "mechanism", LL_NS_SASL);

  ll_xml_node_add_text(mechanism, name, -1);
  return node;
}

static LlXmlNode *
auth(const char *mechanism)
{
  LlXmlNode *node = ll_xml_node_new("auth", LL_NS_SASL);

  ll_xml_node_set(node, "mechanism", mechanism);
  return node;
}

static void
test_elements_are_known_by_name_and_namespace(void)
{
  assert_input(features(NULL, NULL), LL_NEGOTIATION_IN_FEATURES);
  assert_input(features("starttls", LL_NS_TLS), LL_NEGOTIATION_IN_OFFERS_TLS);
  assert_input(features("starttls", LL_NS_SASL), LL_NEGOTIATION_IN_FEATURES);
  assert_input(mechanisms("EXTERNAL"), LL_NEGOTIATION_IN_OFFERS_AUTH);
  assert_input(mechanisms(" EXTERNAL\n"), LL_NEGOTIATION_IN_OFFERS_AUTH);
  assert_input(mechanisms("PLAIN"), LL_NEGOTIATION_IN_FEATURES);
  assert_input(auth("EXTERNAL"), LL_NEGOTIATION_IN_AUTH);
  assert_input(auth("PLAIN"), LL_NEGOTIATION_IN_AUTH_OTHER);
  assert_input(auth(NULL), LL_NEGOTIATION_IN_AUTH_OTHER);
  assert_input(ll_xml_node_new("starttls", LL_NS_TLS), LL_NEGOTIATION_IN_STARTTLS);
  assert_input(ll_xml_node_new("proceed", LL_NS_TLS), LL_NEGOTIATION_IN_PROCEED);
  assert_input(ll_xml_node_new("proceed", LL_NS_CLIENT), LL_NEGOTIATION_IN_OTHER);
  assert_input(ll_xml_node_new("failure", LL_NS_TLS), LL_NEGOTIATION_IN_TLS_FAILURE);
  assert_input(ll_xml_node_new("failure", LL_NS_SASL), LL_NEGOTIATION_IN_AUTH_FAILURE);
  assert_input(ll_xml_node_new("success", LL_NS_SASL), LL_NEGOTIATION_IN_SUCCESS);
  assert_input(ll_xml_node_new("message", LL_NS_CLIENT), LL_NEGOTIATION_IN_OTHER);
}

/* TLS first, then who they are, then nothing more. */
static void
test_what_is_offered_when(void)
{
  for (guint state = 0; state < LL_NEGOTIATION_N_STATES; state++) {
    LlNegotiation negotiation = {.wants_tls = TRUE, .needs_tls = TRUE, .state = state};
    g_autoptr(LlXmlNode) node = features(NULL, NULL);
    const LlXmlNode *offer;

    ll_negotiation_offer(&negotiation, node);
    offer = ll_xml_node_child(node, "starttls", LL_NS_TLS);
    g_assert_cmpint(offer != NULL, ==, state == PLAIN);
    g_assert_true(!offer || ll_xml_node_child(offer, "required", LL_NS_TLS));
    g_assert_cmpint(ll_xml_node_child(node, "mechanisms", LL_NS_SASL) != NULL, ==, state == SECURE);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/negotiation/every-pair-of-state-and-input", test_every_pair_of_state_and_input);
  g_test_add_func("/negotiation/who-wants-no-tls-takes-and-gives-none",
                  test_who_wants_no_tls_takes_and_gives_none);
  g_test_add_func("/negotiation/tls-can-come-too-late", test_tls_can_come_too_late);
  g_test_add_func("/negotiation/elements-are-known-by-name-and-namespace",
                  test_elements_are_known_by_name_and_namespace);
  g_test_add_func("/negotiation/what-is-offered-when", test_what_is_offered_when);
  return g_test_run();
}
