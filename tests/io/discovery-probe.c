/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */

/* A discovery on a terminal, for the LAN tests: commands come on standard input, one a line with
 * words quoted as in a shell, and what discovery tells goes to standard output, one event a line.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/responder.h"

static struct {
  GMainLoop *loop;
  LlDiscovery *discovery;
  GHashTable *resolves;   /* name -> LlResolve */
  const char *free_after; /* the event from within which the discovery is freed */
  LlResponder responder;
} probe;

static void say(const char *event, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The last thing that an event's handler does. */
static void
say(const char *event, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  printf("%s %s\n", event, text);
  if (g_strcmp0(probe.free_after, event) != 0)
    return;
  g_clear_pointer(&probe.discovery, ll_discovery_free);
  puts("freed");
}

static void
ready(gpointer owner G_GNUC_UNUSED, const char *machine)
{
  say("ready", "%s", machine);
}

static const char *
code_of(const GError *error)
{
  static const char *const codes[] = {"UNAVAILABLE", "DENIED", "FAILED"};
  g_assert(error->domain == LL_DISCOVERY_ERROR);
  return codes[error->code];
}

static void
unavailable(gpointer owner G_GNUC_UNUSED, const GError *error)
{
  say("unavailable", "%s %s", code_of(error), error->message);
}

static void
published(gpointer owner G_GNUC_UNUSED, const char *name)
{
  say("published", "%s", name);
}

static void
collision(gpointer owner G_GNUC_UNUSED, const char *name)
{
  say("collision", "%s", name);
}

static const char *
family_of(LlLink link)
{
  return link.family == AF_INET ? "inet" : "inet6";
}

static void
seen(gpointer owner G_GNUC_UNUSED, const char *name, LlLink link)
{
  say("seen", "%d %s %s", link.interface, family_of(link), name);
}

static void
lost(gpointer owner G_GNUC_UNUSED, const char *name, LlLink link)
{
  say("lost", "%d %s %s", link.interface, family_of(link), name);
}

static void
txt(gpointer owner G_GNUC_UNUSED, const char *name, LlLink link, const guint8 *rdata, gsize length)
{
  g_autoptr(GString) strings = g_string_new(NULL);
  for (gsize i = 0; i < length; i += 1 + (gsize)rdata[i]) {
    g_string_append_c(strings, '|');
    g_string_append_len(strings, (const char *)rdata + i + 1,
                        (gssize)MIN((gsize)rdata[i], length - i - 1));
  }
  say("txt", "%d %s %s %s", link.interface, family_of(link), name, strings->str);
}

static const LlDiscoveryEvents events = {.ready = ready,
                                         .unavailable = unavailable,
                                         .published = published,
                                         .collision = collision,
                                         .seen = seen,
                                         .lost = lost,
                                         .txt = txt};

static void
address(gpointer data, const LlAddress *found, guint16 port)
{
  g_autofree char *text = ll_address_to_string(found);
  say("address", "%s %d %s", text, port, (const char *)data);
}

static void
done(gpointer data, const GError *error)
{
  g_autofree char *name = g_strdup(data);
  g_hash_table_remove(probe.resolves, name);
  if (error)
    say("done", "%s %s: %s", name, code_of(error), error->message);
  else
    say("done", "%s", name);
}

static const LlResolveEvents resolve_events = {.address = address, .done = done};

static GBytes *
make_txt(char **strings)
{
  GByteArray *rdata = g_byte_array_new();
  for (; *strings; strings++) {
    guint8 length = (guint8)strlen(*strings);
    g_byte_array_append(rdata, &length, 1);
    g_byte_array_append(rdata, (const guint8 *)*strings, length);
  }
  if (rdata->len == 0)
    g_byte_array_append(rdata, (const guint8 *)"", 1);
  return g_byte_array_free_to_bytes(rdata);
}

static void
resolve(const char *name)
{
  char *key = g_strdup(name);
  g_hash_table_insert(probe.resolves, key,
                      ll_discovery_resolve(probe.discovery, name, &resolve_events, key));
}

static void
cancel(const char *name)
{
  LlResolve *query = g_hash_table_lookup(probe.resolves, name);
  if (!query) /* it is over */
    return;
  ll_discovery_cancel(probe.discovery, query);
  g_hash_table_remove(probe.resolves, name);
}

static void
run(char **words)
{
  guint count = g_strv_length(words);
  g_autoptr(GBytes) bytes = NULL;
  if (g_str_equal(words[0], "start")) {
    ll_discovery_start(probe.discovery);
  } else if (g_str_equal(words[0], "publish") && count > 2) {
    bytes = make_txt(words + 3);
    ll_discovery_publish(probe.discovery, words[1], (guint16)atoi(words[2]), bytes);
  } else if (g_str_equal(words[0], "update")) {
    bytes = make_txt(words + 1);
    ll_discovery_update(probe.discovery, bytes);
  } else if (g_str_equal(words[0], "unpublish")) {
    ll_discovery_unpublish(probe.discovery);
  } else if (g_str_equal(words[0], "watch") && count == 2) {
    ll_discovery_watch(probe.discovery, words[1]);
  } else if (g_str_equal(words[0], "unwatch") && count == 2) {
    ll_discovery_unwatch(probe.discovery, words[1]);
  } else if (g_str_equal(words[0], "resolve") && count == 2) {
    resolve(words[1]);
  } else if (g_str_equal(words[0], "cancel") && count == 2) {
    cancel(words[1]);
  } else if (g_str_equal(words[0], "free-after") && count == 2) {
    probe.free_after = g_intern_string(words[1]);
  } else if (g_str_equal(words[0], "free")) {
    g_clear_pointer(&probe.discovery, ll_discovery_free);
    puts("freed");
  } else if (g_str_equal(words[0], "new")) {
    probe.discovery = ll_responder_new(probe.responder, &events, NULL);
  } else {
    g_error("what is \"%s\"?", words[0]);
  }
}

/* As the first argument says. */
static LlResponder
responder_of(int argc, char **argv)
{
  const char *name = argc > 1 ? argv[1] : "daemon";
  if (g_str_equal(name, "embedded"))
    return LL_RESPONDER_EMBEDDED;
  return g_str_equal(name, "auto") ? LL_RESPONDER_AUTOMATIC : LL_RESPONDER_DAEMON;
}

static gboolean
on_input(GIOChannel *input, GIOCondition condition G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  g_autofree char *line = NULL;
  g_auto(GStrv) words = NULL;
  if (g_io_channel_read_line(input, &line, NULL, NULL, NULL) != G_IO_STATUS_NORMAL) {
    g_main_loop_quit(probe.loop);
    return G_SOURCE_REMOVE;
  }
  /* Several lines may come at once, to be run in one turn of the main loop. */
  g_auto(GStrv) commands = g_strsplit(g_strchomp(line), ";", -1);
  for (char **command = commands; *command; command++) {
    if (!g_shell_parse_argv(*command, NULL, &words, NULL))
      g_error("what is \"%s\"?", *command);
    run(words);
    g_clear_pointer(&words, g_strfreev);
  }
  return G_SOURCE_CONTINUE;
}

int
main(int argc, char **argv)
{
  setvbuf(stdout, NULL, _IOLBF, 0);
  GIOChannel *input = g_io_channel_unix_new(0);
  g_io_add_watch(input, G_IO_IN | G_IO_HUP, on_input, NULL);
  probe.loop = g_main_loop_new(NULL, FALSE);
  probe.responder = responder_of(argc, argv);
  probe.resolves = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  probe.discovery = ll_responder_new(probe.responder, &events, NULL);
  g_main_loop_run(probe.loop);
  /* At the end of input: free, and end at once as a client that quits does. */
  ll_discovery_free(probe.discovery);
  g_hash_table_unref(probe.resolves);
  g_main_loop_unref(probe.loop);
  g_io_channel_unref(input);
  return 0;
}
