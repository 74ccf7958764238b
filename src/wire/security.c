/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/security.h"

const char *
ll_security_to_string(LlSecurity security)
{
  static const char *const names[LL_SECURITY_N] = {
      [LL_SECURITY_UNKNOWN] = "unknown",     [LL_SECURITY_PLAIN] = "plain",
      [LL_SECURITY_ENCRYPTED] = "encrypted", [LL_SECURITY_VERIFIED] = "verified",
      [LL_SECURITY_CHANGED] = "changed",
  };

  return names[security];
}

const char *
ll_policy_to_string(LlPolicy policy)
{
  static const char *const names[LL_POLICY_N] = {
      [LL_POLICY_WHEN_POSSIBLE] = "when-possible",
      [LL_POLICY_ALWAYS] = "always",
      [LL_POLICY_ONLY_VERIFIED] = "only-verified",
      [LL_POLICY_NEVER] = "never",
  };

  return names[policy];
}
