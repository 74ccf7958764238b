/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

/* Text from outside made fit to be kept, shown and put into XML. */

/* ll_text_clean: BYTES (LENGTH of them, or -1 for a NUL-ended string) as valid UTF-8 without the
 * characters that XML 1.0 (section 2.2) does not allow or discourages: each ill-formed byte,
 * control character (also DEL and C1, which terminals obey) and non-character becomes U+FFFD,
 * except that form feed, vertical tab and NEL become a newline. Tab, newline and carriage return
 * stay. (transfer full) */
char *ll_text_clean(const char *bytes, gssize length);

/* ll_text_is_plain: all LENGTH bytes of TEXT are printable ASCII or newlines, and so clean. */
gboolean ll_text_is_plain(const char *text, gsize length);
/* ll_text_clean_line: as ll_text_clean(), for one-line texts: newlines (also U+2028, U+2029), tabs
 * and the bidirectional override characters (U+202A..E, U+2066..9) become a space, blanks at both
 * ends go. (transfer full) */
char *ll_text_clean_line(const char *bytes, gssize length);

/* ll_text_append: LENGTH bytes to OUT. It is done for each piece of a message, and GLib has it in
 * line only since 2.76. ll_text_put: a whole TEXT, likewise. */
static inline void
ll_text_append(GString *out, const char *text, gsize length)
{
  if (length >= out->allocated_len - out->len) {
    g_string_append_len(out, text, (gssize)length);
    return;
  }
  memcpy(out->str + out->len, text, length);
  out->len += length;
  out->str[out->len] = '\0';
}
static inline void
ll_text_put(GString *out, const char *text)
{
  ll_text_append(out, text, strlen(text));
}

/* ll_text_append_hex: NUMBER to OUT, in hexadecimal digits. */
void ll_text_append_hex(GString *out, guint64 number);

/* ll_text_fitting: the length of the longest start of the UTF-8 TEXT with at most MAX bytes that
 * ends on a character's boundary. ll_text_truncate: that start. (transfer full) */
gsize ll_text_fitting(const char *text, gsize max);
char *ll_text_truncate(const char *text, gsize max);
/* ll_text_truncate_line: likewise of LINE, which is clean; and so is what comes out: no blank is at
 * its end. (transfer full) */
char *ll_text_truncate_line(const char *line, gsize max);
