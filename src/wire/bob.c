/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/bob.h"

#include <string.h>

#include "limits.h"
#include "wire/iq.h"
#include "wire/namespaces.h"
#include "wire/picture.h"

/* A content id (XEP-0231 4): the hash function, the hash, and a domain that means nothing. */
#define CID_FORMAT "sha1+%s@bob.xmpp.org"

/* Base64 with its line breaks. */
#define TEXT_MAX (2 * LL_PICTURE_MAX)

static char *
new_cid(const char *hash)
{
  return g_strdup_printf(CID_FORMAT, hash);
}

void
ll_bob_request(LlXmlNode *iq, const char *hash)
{
  g_autofree char *cid = new_cid(hash);

  ll_xml_node_set(ll_xml_node_add(iq, "data", LL_NS_BOB), "cid", cid);
}

/* (nullable) */
static const LlPicture *
find(const GPtrArray *pictures, const char *cid)
{
  for (guint i = 0; cid && pictures && i < pictures->len; i++) {
    const LlPicture *picture = g_ptr_array_index(pictures, i);
    g_autofree char *own = new_cid(picture->hash);

    if (g_ascii_strcasecmp(own, cid) == 0)
      return picture;
  }
  return NULL;
}

LlXmlNode *
ll_bob_answer(const LlXmlNode *request, const char *from, const char *to, const GPtrArray *pictures)
{
  const LlXmlNode *asked = ll_xml_node_child(request, "data", LL_NS_BOB);
  const LlPicture *picture;
  g_autofree char *base64 = NULL, *age = NULL;
  LlXmlNode *answer, *data;

  if (!asked || g_strcmp0(ll_xml_node_get(request, "type"), "get") != 0)
    return NULL;
  picture = find(pictures, ll_xml_node_get(asked, "cid"));
  if (!picture)
    return ll_iq_error(request, from, to, "cancel", "item-not-found");
  answer = ll_iq_result(request, from, to);
  data = ll_xml_node_add(answer, "data", LL_NS_BOB);
  base64 =
      g_base64_encode(g_bytes_get_data(picture->bytes, NULL), g_bytes_get_size(picture->bytes));
  age = g_strdup_printf("%u", LL_PICTURE_KEPT_DAYS * 24 * 60 * 60);
  ll_xml_node_set(data, "cid", ll_xml_node_get(asked, "cid"));
  ll_xml_node_set(data, "type", ll_picture_media_type(picture->kind));
  ll_xml_node_set(data, "max-age", age);
  ll_xml_node_add_text(data, base64, -1);
  return answer;
}

GBytes *
ll_bob_read(const LlXmlNode *data)
{
  g_autofree char *text = ll_xml_node_text(data);
  gsize length;
  guint8 *bytes;

  if (*text == '\0' || strlen(text) > TEXT_MAX)
    return NULL;
  bytes = g_base64_decode_inplace(text, &length);
  return length > 0 && length <= LL_PICTURE_MAX ? g_bytes_new(bytes, length) : NULL;
}
