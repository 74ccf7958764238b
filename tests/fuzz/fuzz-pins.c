/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* What is known of keys, as text: engine/trust-text and engine/trust. */

#include <string.h>

#include "engine/trust-text.h"
#include "fuzz.h"
#include "limits.h"
#include "wire/contact.h"
#include "wire/name.h"

static void
check_pin(const LlTrust *trust, const LlPin *pin)
{
  g_assert_cmpuint(pin->names->len, <=, LL_PIN_NAMES_MAX);
  for (guint i = 0; i < pin->names->len; i++) {
    const char *name = g_ptr_array_index(pin->names, i);

    g_assert_true(ll_name_is_valid(name) || ll_contact_is_valid(name));
    g_assert_true(ll_trust_pin(trust, name) == pin);
    g_assert_cmpint(ll_trust_judge(trust, LL_POLICY_ALWAYS, name, &pin->key), ==,
                    LL_VERDICT_ACCEPT);
    g_assert_cmpint(ll_trust_judge(trust, LL_POLICY_ALWAYS, name, NULL), ==, LL_VERDICT_NO_KEY);
  }
}

/* What was read is written, read and written the same. */
static void
check_round(const LlTrust *trust)
{
  g_autofree char *text = ll_trust_to_text(trust);
  g_autoptr(LlTrust) again = ll_trust_from_text(text, strlen(text), NULL);
  g_autofree char *same = NULL;

  g_assert_nonnull(again);
  same = ll_trust_to_text(again);
  g_assert_cmpstr(same, ==, text);
}

/* A part of what is whole is nothing, wherever it is cut off. */
static void
check_part(const guint8 *data, gsize size)
{
  g_autoptr(GError) error = NULL;
  g_autofree guint8 *part = fuzz_copy(data, size);

  g_assert_null(ll_trust_from_text((const char *)part, size, &error));
  g_assert_error(error, LL_TRUST_TEXT_ERROR, LL_TRUST_TEXT_ERROR_DAMAGED);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(LlTrust) trust = ll_trust_from_text((const char *)data, size, &error);
  g_autoptr(GPtrArray) pins = NULL;

  if (!trust) {
    g_assert_nonnull(error);
    return 0;
  }
  g_assert_no_error(error);
  pins = ll_trust_pins(trust);
  for (guint i = 0; i < pins->len; i++)
    check_pin(trust, g_ptr_array_index(pins, i));
  check_round(trust);
  for (gsize part = 1; part < 4; part++)
    check_part(data, size * part / 4);
  check_part(data, size - 1);
  return 0;
}
