/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/session-state.h"

#define ID LL_SESSION_IDLE
#define CO LL_SESSION_CONNECTING
#define GR LL_SESSION_GREETING
#define RE LL_SESSION_READY
#define WA LL_SESSION_WAITING

static void
test_every_pair_of_state_and_input(void)
{
  /* Without a stream, without mail; without, with; with a stream, whether there is mail or not. */
  /* clang-format off */
  static const LlSessionState table[LL_SESSION_N_INPUTS][LL_SESSION_N_STATES][3] = {
      /*                           idle          connecting    greeting      ready         waiting */
      [LL_SESSION_IN_WANT] =      {{CO, CO, CO}, {CO, CO, CO}, {GR, GR, GR}, {RE, RE, RE}, {WA, WA, WA}},
      [LL_SESSION_IN_INCOMING] =  {{RE, RE, RE}, {RE, RE, RE}, {GR, GR, GR}, {RE, RE, RE}, {RE, RE, RE}},
      [LL_SESSION_IN_CONNECTED] = {{ID, ID, ID}, {GR, GR, GR}, {GR, GR, GR}, {RE, RE, RE}, {WA, WA, WA}},
      [LL_SESSION_IN_ANSWERED] =  {{ID, ID, ID}, {CO, CO, CO}, {RE, RE, RE}, {RE, RE, RE}, {WA, WA, WA}},
      [LL_SESSION_IN_FAILED] =    {{ID, ID, ID}, {ID, WA, RE}, {ID, WA, RE}, {RE, RE, RE}, {WA, WA, WA}},
      [LL_SESSION_IN_LOST] =      {{ID, ID, ID}, {CO, CO, CO}, {GR, GR, GR}, {ID, CO, RE}, {WA, WA, WA}},
      [LL_SESSION_IN_REJECTED] =  {{ID, ID, ID}, {CO, CO, CO}, {GR, GR, GR}, {ID, WA, RE}, {WA, WA, WA}},
      [LL_SESSION_IN_SILENCE] =   {{ID, ID, ID}, {CO, CO, CO}, {GR, GR, GR}, {CO, CO, CO}, {WA, WA, WA}},
      [LL_SESSION_IN_RETRY] =     {{ID, ID, ID}, {CO, CO, CO}, {GR, GR, GR}, {RE, RE, RE}, {CO, CO, CO}},
      [LL_SESSION_IN_GIVE_UP] =   {{ID, ID, RE}, {ID, ID, RE}, {ID, ID, RE}, {ID, ID, RE}, {ID, ID, RE}},
  };
  /* clang-format on */

  for (guint input = 0; input < LL_SESSION_N_INPUTS; input++) {
    for (guint state = 0; state < LL_SESSION_N_STATES; state++) {
      const LlSessionState *row = table[input][state];

      g_test_message("input %u in %s", input, ll_session_state_to_string(state));
      g_assert_cmpint(ll_session_transition(state, input, FALSE, FALSE), ==, row[0]);
      g_assert_cmpint(ll_session_transition(state, input, FALSE, TRUE), ==, row[1]);
      g_assert_cmpint(ll_session_transition(state, input, TRUE, FALSE), ==, row[2]);
      g_assert_cmpint(ll_session_transition(state, input, TRUE, TRUE), ==, row[2]);
    }
  }
}

static void
test_states_have_names(void)
{
  for (guint state = 0; state < LL_SESSION_N_STATES; state++)
    g_assert_nonnull(ll_session_state_to_string(state));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/session-state/every-pair-of-state-and-input",
                  test_every_pair_of_state_and_input);
  g_test_add_func("/session-state/states-have-names", test_states_have_names);
  return g_test_run();
}
