/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "presence-strings.h"

#include <string.h>

static LlTxt *
strings_txt(const char *strings)
{
  g_auto(GStrv) split = g_strsplit(strings, "|", -1);
  g_autoptr(GByteArray) rdata = g_byte_array_new();
  for (char **string = split; *string != NULL; string++) {
    guint8 length = (guint8)strlen(*string);
    g_byte_array_append(rdata, &length, 1);
    g_byte_array_append(rdata, (const guint8 *)*string, length);
  }
  return ll_txt_parse(rdata->data, rdata->len);
}

LlPresence *
strings_read(const char *strings)
{
  g_autoptr(LlTxt) txt = strings_txt(strings);
  return ll_presence_from_txt(txt);
}

char *
strings_show(const LlPresence *presence)
{
  g_autoptr(LlTxt) txt = ll_presence_to_txt(presence);
  g_autoptr(GBytes) rdata = ll_txt_to_rdata(txt);
  gsize size;
  const guint8 *data = g_bytes_get_data(rdata, &size);
  GString *out = g_string_new(NULL);
  for (gsize at = 0; at < size; at += 1U + data[at]) {
    if (at > 0)
      g_string_append_c(out, '|');
    g_string_append_len(out, (const char *)data + at + 1, data[at]);
  }
  return g_string_free(out, FALSE);
}

LlPresence *
strings_full(void)
{
  LlPresence *full = ll_presence_new();
  full->status = LL_STATUS_DO_NOT_DISTURB;
  full->message = g_strdup("I'm busy");
  full->nick = g_strdup("el-tramo");
  full->first = g_strdup("Remko");
  full->last = g_strdup("Tron\xC3\xA7on");
  full->email = g_strdup("remko-email@swift.im remko@example.org");
  full->jid = g_strdup("remko-jid@swift.im");
  full->phsh = g_strdup(SHA1);
  full->vc = LL_VC_NOT_BUSY;
  full->node = g_strdup("http://example.org/client");
  full->hash = g_strdup("sha-1");
  full->ver = g_strdup("QgayPKawpkPSDYmwT/WM94uAlu0=");
  return full;
}
