/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

/* A libpurple client with no screen, for tests. It reads commands from standard input, one per
 * line, and journals on standard output, as one JSON object per line, everything that libpurple
 * tells a user interface. The parts: the journal, what libpurple tells (ui), what it asks
 * (requests), what a person does (verbs), and very many messages for a bench (flood).
 */

#include <glib.h>
#include <purple.h>

#define HEADLESS_UI "headless"

/* --- journal: JSON objects, one per line ---------------------------------------------------- */

typedef GString Entry;

/* Begin an object; what it is about goes in the member "event". (transfer full) */
Entry *entry_new(const char *event);
/* Add a member. A NULL text is written as null; bytes that are not UTF-8 as U+FFFD. */
void entry_text(Entry *entry, const char *name, const char *text);
void entry_int(Entry *entry, const char *name, gint64 number);
void entry_bool(Entry *entry, const char *name, gboolean value);
/* Add a member that is JSON already. */
void entry_json(Entry *entry, const char *name, const char *json);
/* Add the members "account" (the number of the account, -1 for none) and "who". */
void entry_account(Entry *entry, PurpleAccount *account);
/* Write the object out as a line and free it. (transfer full) */
void entry_write(Entry *entry);
/* Append a JSON string to a JSON text in the making. */
void json_append_string(GString *json, const char *text);

/* --- ui: what libpurple tells ----------------------------------------------------------------- */

PurpleCoreUiOps *headless_core_ui_ops(void);
PurpleDebugUiOps *headless_debug_ui_ops(void);
PurpleConversationUiOps *headless_conversation_ui_ops(void);
void headless_connect_signals(void *handle);
void headless_buddies_init(void);
void headless_buddies_uninit(void);
/* How a buddy looks now, as a JSON object. (transfer full) */
char *headless_buddy_json(PurpleBuddy *buddy);
void headless_requests_init(void);
void headless_requests_uninit(void);
/* Answer a request that libpurple put: a button by its caption or place; FALSE if there is none
 * such. */
gboolean headless_answer(const char *id, const char *button, const char *text);

/* --- verbs: what a person does ---------------------------------------------------------------- */

/* Obey one line of input. FALSE when it was the last one. */
gboolean headless_obey(const char *line);
/* The number of an account, in the order in which the verbs made them; -1 for a stranger. */
int headless_account_number(PurpleAccount *account);
void headless_forget_accounts(void);

/* --- flood: very many messages ---------------------------------------------------------------- */

/* Send COUNT messages of SIZE bytes, one each PERIOD milliseconds or all at once (0), and then
 * journal "flooded". None of them is journaled, neither here nor where they arrive.
 */
void headless_flood(PurpleConversation *conv, guint count, guint size, guint period);
/* Of what arrives from now on, journal as "tallied", when COUNT messages of a flood have: how many
 * in their place, nanoseconds since the first was written, and their latencies' percentiles.
 */
void headless_tally(guint count);
/* Whether a message is one of a flood; headless_counts() also counts it, if it was received. */
gboolean headless_is_flood(const char *html, PurpleMessageFlags flags);
gboolean headless_counts(const char *html, PurpleMessageFlags flags);
/* A place in the run for callgrind (--dump-before). Journals "marked". */
void headless_mark(void);
