/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/markup.h"

#include <string.h>

#include "limits.h"
#include "wire/namespaces.h"
#include "wire/xml-reader.h"
#include "wire/xml-writer.h"

#define BULLET "\xE2\x80\xA2 "

typedef struct {
  const char *name;
  const char *content; /* of the body */
  const char *expected;
} Case;

static const Case text_cases[] = {
    {"text", "hello", "hello"},
    {"empty", "", NULL},
    {"blanks", " \t\n ", NULL},
    {"breaks", "<br/><p/><br/>", NULL},
    {"escaped-once", "a &lt; b &amp;&amp; c &gt; \"d\" 'e'",
     "a &lt; b &amp;&amp; c &gt; \"d\" 'e'"},
    {"escaped-tag", "&lt;b&gt;x&lt;/b&gt; &amp;amp;", "&lt;b&gt;x&lt;/b&gt; &amp;amp;"},
    {"cdata", "<![CDATA[<script>&]]>", "&lt;script&gt;&amp;"},
    {"no-break-space", "\xC2\xA0", "\xC2\xA0"},
    {"blanks-kept", "  two  <b> </b> and tab\t.", "  two  <b> </b> and tab\t."},
    {"emoji", "\xF0\x9F\x98\x80 \xC3\xBC", "\xF0\x9F\x98\x80 \xC3\xBC"},
};

static const Case break_cases[] = {
    {"br", "a<br/>b", "a<br>b"},
    {"br-in-two-tags", "a<br></br>b", "a<br>b"},
    {"br-first-and-last", "<br/>a<br/><br/>", "<br>a<br><br>"},
    {"br-and-newline", "a<br/>\nb<br/>\r\n\nc", "a<br>b<br><br>c"},
    {"newlines", "a\nb\n\nc", "a<br>b<br><br>c"},
    {"newline-between-styles", "<b>a</b>\n<i>b</i>\nc", "<b>a</b><i><br>b</i><br>c"},
    {"blank-between-styles", "<p>x</p><b>a</b> <i>b</i>", "x<b><br>a</b> <i>b</i>"},
    {"indent", "if:\n    x", "if:<br>    x"},
    {"indent-after-br", "if:<br/>    <b>x</b>", "if:<br>    <b>x</b>"},
    {"carriage-return", "a&#13;\nb&#13;c", "a<br>b<br>c"},
    {"paragraph", "<p>kopete</p>", "kopete"},
    {"paragraphs", "<p>a</p><p>b</p>", "a<br>b"},
    {"paragraphs-laid-out", "\n  <p>a</p>\n  <p>\n   b</p>\n", "a<br>   b"},
    {"paragraphs-with-blanks", "<p>a</p> <p>b</p>", "a<br>b"},
    {"text-and-paragraph", "a<p>b</p>c", "a<br>b<br>c"},
    {"empty-paragraph", "<p>a</p><p></p><p>b</p>", "a<br>b"},
    {"break-between-paragraphs", "<p>a</p><br/><p>b</p>", "a<br><br>b"},
    {"break-ends-paragraph", "<p>a<br/></p><p>b</p>", "a<br>b"},
    {"line-of-its-own", "<div>a</div><div><br/></div><div>b</div>", "a<br><br>b"},
    {"nested-blocks", "<div><div><p>a</p></div></div><div>b</div>", "a<br>b"},
    {"rule", "a<hr/>b", "a<br>b"},
    {"list", "<ul>\n <li>a</li>\n <li>b</li>\n</ul>after", BULLET "a<br>" BULLET "b<br>after"},
    {"break-in-bold", "<b>a<br/></b>b", "<b>a</b><br>b"},
};

static const Case style_cases[] = {
    {"bold", "<b>x</b><strong>y</strong>", "<b>x</b><b>y</b>"},
    {"italic", "<i>x</i><em>y</em>", "<i>x</i><i>y</i>"},
    {"underline", "<u>x</u>", "<u>x</u>"},
    {"strike", "<s>x</s><strike>y</strike><del>z</del>", "<s>x</s><s>y</s><s>z</s>"},
    {"upper-case", "<B>x<BR/></B><SCRIPT>y</SCRIPT>z", "<b>x</b><br>z"},
    {"another-namespace", "<b xmlns='urn:x'>x</b><script xmlns='urn:x'>y</script>", "<b>x</b>"},
    {"nested", "<b>x<i>y<u>z</u></i></b>", "<b>x<i>y<u>z</u></i></b>"},
    {"empty-styles", "x<b></b><span style='color: red'><i/></span>", "x"},
    {"heading", "<h1>a</h1>b", "<b>a</b><br>b"},
    {"bonjour", "<font>hello <span style='font-weight: bold;'>bold</span> &amp; x</font>",
     "hello <b>bold</b> &amp; x"},
    {"css", "<span style='font-style:italic;text-decoration: underline line-through'>x</span>",
     "<i><u><s>x</s></u></i>"},
    {"css-upper-case",
     "<span style='FONT-WEIGHT : 700 ; Color:Red;text-decoration:UNDERLINE'>x</span>",
     "<font color=\"Red\"><b><u>x</u></b></font>"},
    {"attribute-elsewhere", "<font p:color='red' xmlns:p='urn:p'>x</font>", "x"},
    {"css-light", "<span style='font-weight: 400; font-style: normal'>x</span>", "x"},
    {"css-nonsense", "<span style=';;:;color;color:;font-size:;x'>y</span>", "y"},
    {"css-family", "<span style='font-family: \"Helvetica Neue\", sans-serif'>x</span>",
     "<font face=\"Helvetica Neue, sans-serif\">x</font>"},
    {"css-size", "<span style='font-size: x-large'>x</span>", "<font size=\"5\">x</font>"},
    {"css-points", "<span style='font-size: 9pt'>x</span>", "<font size=\"1\">x</font>"},
    {"css-pixels", "<span style='font-size:16px'>x</span>", "<font size=\"3\">x</font>"},
    {"css-relative", "<span style='font-size: 200%'>x</span>", "x"},
    {"css-url", "<span style='background: url(http://x/); color: url(x)'>y</span>", "y"},
    {"sizes", "<font size='7'>a</font><font size='+1'>b</font><font size='-9'>c</font>",
     "<font size=\"7\">a</font><font size=\"4\">b</font><font size=\"1\">c</font>"},
    {"bad-sizes", "<font size='10'>a</font><font size=''>b</font><font size='+'>c</font>", "abc"},
    {"number-colour", "<font color='#F00'>a</font><font color='#12abEF'>b</font>",
     "<font color=\"#F00\">a</font><font color=\"#12abEF\">b</font>"},
    {"bad-colours",
     "<font color='#12345'>a</font><font color='#gggggg'>b</font><font color='red; x'>c</font>"
     "<font color='\"&gt;&lt;'>d</font><font color='averyveryverylongcolourname'>e</font>",
     "abcde"},
    {"bad-faces", "<font face='x&quot;&gt;&lt;script&gt;'>a</font><font face=''>b</font>", "ab"},
    {"long-face",
     "<font face='0123456789012345678901234567890123456789012345678901234567890123'>"
     "a</font>",
     "a"},
    {"foreign-face", "<font face='\xE5\xAE\x8B\xE4\xBD\x93'>a</font>",
     "<font face=\"\xE5\xAE\x8B\xE4\xBD\x93\">a</font>"},
};

static const Case hostile_cases[] = {
    {"script", "a<script>alert(1)</script>b", "ab"},
    {"style", "a<style>b{}</style>c", "ac"},
    {"nested-script", "a<script><b>x</b></script><div>c</div>", "a<br>c"},
    {"handler", "<b onclick='x()' onmouseover='y()'>a</b>", "<b>a</b>"},
    {"unknown", "a<blink>b</blink><video src='x'>c</video><svg><g>d</g></svg>", "abcd"},
    {"frame", "a<iframe src='http://x/'>b</iframe><object data='x'>c</object>", "a"},
    {"image", "<img src='http://evil/1.gif' alt='a &lt; b' onerror='x'/>", "a &lt; b"},
    {"image-alone", "<img src='http://evil/1.gif'/>", NULL},
    {"form", "<form action='http://x/'><input value='v'/>a</form>", "a"},
};

static const Case link_cases[] = {
    {"http", "<a href='http://x/?a=1&amp;b=2'>x</a>", "<a href=\"http://x/?a=1&amp;b=2\">x</a>"},
    {"https", "<a href='HTTPS://x/'>x</a>", "<a href=\"HTTPS://x/\">x</a>"},
    {"mailto", "<a href=' mailto:a@b'>x</a>", "<a href=\"mailto:a@b\">x</a>"},
    {"xmpp", "<a href='xmpp:a@b'>x</a>", "<a href=\"xmpp:a@b\">x</a>"},
    {"ftp", "<a href='ftp://b'>x</a>", "<a href=\"ftp://b\">x</a>"},
    {"styled", "<a href='http://x/'><b>y</b></a>", "<a href=\"http://x/\"><b>y</b></a>"},
    {"escaped", "<a href='http://x/&quot;&gt;&lt;b&gt;&apos;'>y</a>",
     "<a href=\"http://x/&quot;&gt;&lt;b&gt;'\">y</a>"},
    {"nested", "<a href='http://x/'>y<a href='http://z/'>w</a></a><a href='http://v/'>u</a>",
     "<a href=\"http://x/\">yw</a><a href=\"http://v/\">u</a>"},
    {"javascript", "<a href='javascript:alert(1)'>x</a>", "x"},
    {"file", "<a href='file:///etc/passwd'>x</a>", "x"},
    {"data", "<a href='data:text/html,x'>x</a>", "x"},
    {"relative", "<a href='//x/'>x</a><a href='http'>y</a>", "xy"},
    {"hidden-scheme", "<a href='&#1;javascript:x'>x</a><a href='java&#10;script:x'>y</a>", "xy"},
    {"with-blank", "<a href='http://x/ y'>x</a>", "x"},
    {"none", "<a name='x'>x</a><a href=''>y</a>", "xy"},
    {"no-text", "a<a href='http://x/'></a>b", "ab"},
};

/* Whatever came in, HTML has its tags closed and its attributes quoted. */
static void
check_closed(const char *html)
{
  g_auto(GStrv) lines = g_strsplit(html, "<br>", -1);
  g_autofree char *joined = g_strjoinv("<br/>", lines);
  g_autofree char *xml = g_strconcat("<body>", joined, "</body>", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(LlXmlNode) node = ll_xml_parse_fragment(xml, -1, &error);
  g_assert_no_error(error);
  g_assert_nonnull(node);
}

static void
check_body(const char *body, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(LlXmlNode) node = ll_xml_parse_fragment(body, -1, &error);
  g_assert_no_error(error);
  g_autofree char *html = ll_markup_from_node(node);
  g_assert_cmpstr(html, ==, expected);
  if (html != NULL)
    check_closed(html);
}

static void
test_case(gconstpointer data)
{
  const Case *c = data;
  g_autofree char *body =
      g_strconcat("<body xmlns='" LL_NS_XHTML "'>", c->content, "</body>", NULL);
  check_body(body, c->expected);
}

/* iChat's point sizes, at each border. */
static void
test_absz(void)
{
  static const guint sizes[][2] = {{1, 1},  {9, 1},  {10, 2}, {11, 2}, {12, 3}, {13, 3}, {14, 4},
                                   {16, 4}, {17, 5}, {20, 5}, {21, 6}, {24, 6}, {25, 7}, {999, 7}};
  for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
    g_autofree char *body = g_strdup_printf(
        "<body><font face='Helvetica' ABSZ='%u' color='#000000'>x</font></body>", sizes[i][0]);
    g_autofree char *expected = g_strdup_printf(
        "<font face=\"Helvetica\" size=\"%u\" color=\"#000000\">x</font>", sizes[i][1]);
    check_body(body, expected);
  }
  check_body("<body><font ABSZ='0'>x</font><font ABSZ='-5'>y</font><font ABSZ='inf'>z</font>"
             "<font ABSZ='nan'>w</font></body>",
             "xyzw");
}

static void
test_apple_body(void)
{
  check_body("<body ichatballooncolor=\"#7BB5EE\" ichattextcolor=\"#000080\"><font "
             "face=\"Helvetica\" ABSZ=\"12\">hi</font></body>",
             "<font color=\"#000080\"><font face=\"Helvetica\" size=\"3\">hi</font></font>");
  check_body("<body ichattextcolor=\"&quot;&gt;\"><font>hi</font></body>", "hi");
}

static void
test_deep(void)
{
  LlXmlNode *body = ll_xml_node_new("body", LL_NS_XHTML);
  LlXmlNode *node = body;
  for (guint i = 0; i < 2000; i++) {
    ll_xml_node_add_text(node, "x", -1);
    node = ll_xml_node_add(node, "b", NULL);
  }
  g_autofree char *html = ll_markup_from_node(body);
  ll_xml_node_free(body);
  g_autoptr(GString) expected = g_string_new("x");
  for (guint i = 0; i < LL_XML_DEPTH_MAX; i++)
    g_string_append(expected, "<b>x");
  for (guint i = 0; i < LL_XML_DEPTH_MAX; i++)
    g_string_append(expected, "</b>");
  g_assert_cmpstr(html, ==, expected->str);
}

static const struct {
  const char *plain;
  const char *html;
  const char *font; /* what is inside Apple's font element, NULL: no such element */
} plains[] = {
    {"", "", NULL},
    {"hello", "hello", "hello"},
    {" ", " ", " "},
    {"a < b && c", "a &lt; b &amp;&amp; c", "a &lt; b &amp;&amp; c"},
    {"<b>x</b>", "&lt;b&gt;x&lt;/b&gt;", "&lt;b&gt;x&lt;/b&gt;"},
    {"&lt;br&gt;", "&amp;lt;br&amp;gt;", "&amp;lt;br&amp;gt;"},
    {"\"it's\"", "\"it's\"", "\"it's\""},
    {"  a  b ", "  a  b ", "  a  b "},
    {"a\nb", "a<br>b", "a<br/>b"},
    {"\na\n\n b\n", "<br>a<br><br> b<br>", "<br/>a<br/><br/> b<br/>"},
    {"a\r\nb\rc", "a<br>b<br>c", "a<br/>b<br/>c"},
    {"\n", "<br>", "<br/>"},
    {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
};

static void
check_apple(const char *xhtml, const char *plain, const char *font)
{
  g_autoptr(LlXmlNode) html = ll_markup_apple_html(xhtml, plain);
  if (font == NULL) {
    g_assert_null(html);
    return;
  }
  g_autoptr(GString) out = g_string_new(NULL);
  ll_xml_write_node(out, html, LL_NS_CLIENT);
  g_autofree char *expected = g_strconcat("<html xmlns=\"http://www.w3.org/1999/xhtml\"><body>"
                                          "<font>",
                                          font, "</font></body></html>", NULL);
  g_assert_cmpstr(out->str, ==, expected);
}

static void
test_plain(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(plains); i++) {
    g_autofree char *html = ll_markup_from_plain(plains[i].plain);
    g_assert_cmpstr(html, ==, plains[i].html);
    check_apple(NULL, plains[i].plain, plains[i].font);
  }
}

/* What libpurple's converter makes of the user's HTML. */
static const struct {
  const char *xhtml;
  const char *font; /* "PLAIN": refused */
} xhtmls[] = {
    {"hello", "hello"},
    {"hello <span style='font-weight: bold;'>bold</span> &amp; x", "hello <b>bold</b> &amp; x"},
    {"<em>a</em><br/>b", "<i>a</i><br/>b"},
    {"<b>a</b><i>b</i><u>c</u><s>d</s><del>e</del>", "<b>a</b><i>b</i><u>c</u><s>d</s><s>e</s>"},
    {"<span style='font-style: italic; text-decoration: underline; font-weight: bold'>a</span>",
     "<b><i><u>a</u></i></b>"},
    {"<span style='color: #ff0000'><span style='font-size: x-large; font-family: Sans'>a</span>"
     "</span>",
     "<font color=\"#ff0000\"><font face=\"Sans\" size=\"5\" ABSZ=\"17\">a</font></font>"},
    {"<font size='1'>a</font><font size='7'>b</font>",
     "<font size=\"1\" ABSZ=\"9\">a</font><font size=\"7\" ABSZ=\"25\">b</font>"},
    {"<p>a</p><UL><li>b</li></UL><table>c</table><h1>d</h1>",
     "<p>a</p><ul><li>b</li></ul><div>c</div><div><b>d</b></div>"},
    {"a<script>alert(1)</script><style>p{}</style><b onclick='x'>c</b>", "a<b>c</b>"},
    {"<img src='http://x/y.gif' alt='a &lt; b' onload='x'/>c", "a &lt; bc"},
    {"<a href='javascript:x'>a</a><a href=' mailto:x@y' onclick='z'><b>c</b></a>",
     "a<a href=\"mailto:x@y\"><b>c</b></a>"},
    {"<a href='http://x/'>a<a href='http://y/'>b</a></a>", "<a href=\"http://x/\">ab</a>"},
    {"<span style='color: url(x)' class='y'>a</span>", "a"},
    {"<x><y>a</y></x>", "a"},
    {"<script>a</script>", NULL},
    {"a\nb\r\nc", "a<br/>b<br/>c"},
    {"a<br/>\nb<br />\n\nc<BR>d", "a<br/>b<br/><br/>c<br/>d"},
    {"a&nbsp;b &copy; &reg; &apos;&quot;&#33;", "a\xC2\xA0"
                                                "b \xC2\xA9 \xC2\xAE '\"!"},
    {"AT&T & &; &#; <em>&x</em>", "AT&amp;T &amp; &amp;; &amp;#; <i>&amp;x</i>"},
    {"<a href=\"http://x/?a&b=1&amp;c\">x > y</a>",
     "<a href=\"http://x/?a&amp;b=1&amp;c\">x &gt; y</a>"},
    {"<span title='a>b\nc'>\nd</span>", "<br/>d"},
    {"\f<em>x</em>", "<br/><i>x</i>"},
    {"<em>\x01</em>", "<i>\xEF\xBF\xBD</i>"},
    {"<bronze/>", NULL},
    {"", NULL},
    {"<em>a", "PLAIN"},
    {"a</font>b", "PLAIN"},
    {"a</font><font>b", "PLAIN"},
    {"&eacute;", "PLAIN"},
    {"<!-- x -->", "PLAIN"},
    {"<", "PLAIN"},
    {"<br", "PLAIN"},
    {"<a href='", "PLAIN"},
    {"<p:a/>", "PLAIN"},
    {"\xFF<b/>", "PLAIN"},
};

static void
test_apple(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(xhtmls); i++)
    check_apple(xhtmls[i].xhtml, "PLAIN", xhtmls[i].font);
}

/* The same for who reads XHTML-IM. */
static const struct {
  const char *xhtml;
  const char *body; /* NULL: nothing is formatted */
} xhtml_ims[] = {
    {NULL, NULL},
    {"", NULL},
    {"a &amp; b\nc", NULL},
    {"a<br/>b", NULL},
    {"<x>a</x>", NULL},
    {"<script>a</script>", NULL},
    {"<b>a", NULL},
    {"<b>a</b>\nb", "<span style=\"font-weight: bold\">a</span><br/>b"},
    {"<em>a</em><br/>b &amp; c", "<span style=\"font-style: italic\">a</span><br/>b &amp; c"},
    {"<u>a</u><s>b</s><u style='text-decoration: line-through'>c</u>",
     "<span style=\"text-decoration: underline\">a</span>"
     "<span style=\"text-decoration: line-through\">b</span>"
     "<span style=\"text-decoration: underline line-through\">c</span>"},
    {"<font face='DejaVu Sans' size='7' color='red'>a</font>",
     "<span style=\"font-family: DejaVu Sans; font-size: 25pt; color: red\">a</span>"},
    {"<span style='font-size: xx-small'>a</span><span style='font-size: xx-large'>b</span>",
     "<span style=\"font-size: xx-small\">a</span><span style=\"font-size: xx-large\">b</span>"},
    {"<a href='http://x/?a&b' onclick='y'>a</a>", "<a href=\"http://x/?a&amp;b\">a</a>"},
    {"<ol><li>a</li></ol><blockquote>b</blockquote><pre>c</pre>",
     "<ol><li>a</li></ol><blockquote>b</blockquote><div>c</div>"},
    {"a<script>alert(1)</script><b onclick='x'>c</b><img src='http://x/' alt='d'/>",
     "a<span style=\"font-weight: bold\">c</span>d"},
};

static void
test_xhtml_im(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(xhtml_ims); i++) {
    g_autoptr(LlXmlNode) html = ll_markup_xhtml_im(xhtml_ims[i].xhtml);
    if (xhtml_ims[i].body == NULL) {
      g_assert_null(html);
      continue;
    }
    g_autoptr(GString) out = g_string_new(NULL);
    ll_xml_write_node(out, html, LL_NS_CLIENT);
    g_autofree char *expected =
        g_strconcat("<html xmlns=\"http://jabber.org/protocol/xhtml-im\"><body "
                    "xmlns=\"http://www.w3.org/1999/xhtml\">",
                    xhtml_ims[i].body, "</body></html>", NULL);
    g_assert_cmpstr(out->str, ==, expected);
  }
}

/* Each look survives the way to a reader like us, in both forms. */
static void
test_looks_survive(void)
{
  static const char *const looks[] = {
      "<b>x</b>",
      "<i>x</i>",
      "<u>x</u>",
      "<s>x</s>",
      "<b><i><u><s>x</s></u></i></b>",
      "<font face=\"Sans, Serif\">x</font>",
      "<font color=\"#12ab34\">x</font>",
      "<font size=\"1\">x</font>",
      "<font size=\"2\">x</font>",
      "<font size=\"3\">x</font>",
      "<font size=\"4\">x</font>",
      "<font size=\"5\">x</font>",
      "<font size=\"6\">x</font>",
      "<font size=\"7\">x</font>",
      "<a href=\"https://x/?a=1&amp;b=2\">x</a>",
      "<b>x<br>y</b>",
  };
  for (guint i = 0; i < G_N_ELEMENTS(looks); i++) {
    g_auto(GStrv) lines = g_strsplit(looks[i], "<br>", -1);
    g_autofree char *xhtml = g_strjoinv("<br/>", lines);
    g_autoptr(LlXmlNode) apple = ll_markup_apple_html(xhtml, "PLAIN");
    g_autoptr(LlXmlNode) xhtml_im = ll_markup_xhtml_im(xhtml);
    g_autofree char *from_apple = ll_markup_from_node(ll_xml_node_child(apple, "body", NULL));
    g_autofree char *from_im = ll_markup_from_node(ll_xml_node_child(xhtml_im, "body", NULL));
    g_assert_cmpstr(from_apple, ==, looks[i]);
    g_assert_cmpstr(from_im, ==, looks[i]);
  }
}

/* What would be refused at a reader like us is not written: the words come without it. */
static void
test_too_many_looks(void)
{
  g_autoptr(GString) deep = g_string_new(NULL), many = g_string_new(NULL);
  const char *all =
      "font-weight: bold; font-style: italic; text-decoration: underline line-through";
  for (guint i = 0; i < 15; i++)
    g_string_append_printf(deep, "<font color='red' style='%s'>x", all);
  for (guint i = 0; i < 15; i++)
    g_string_append(deep, "</font>");
  for (guint i = 0; i < 4100; i++)
    g_string_append_printf(many, "<span style='%s'>x</span>", all);
  check_apple(deep->str, "PLAIN", "PLAIN");
  check_apple(many->str, "PLAIN", "PLAIN");
  g_autoptr(LlXmlNode) no_deeper = ll_markup_xhtml_im(deep->str);
  g_assert_nonnull(no_deeper); /* a style is one element */
  g_autoptr(GString) faces = g_string_new(NULL);
  for (guint i = 0; i < 14000; i++)
    g_string_append(faces, "<b>x</b>");
  g_autoptr(LlXmlNode) longer = ll_markup_xhtml_im(faces->str);
  g_assert_null(longer);
}

static GString *
repeat(const char *text, gsize length)
{
  GString *all = g_string_sized_new(length);
  while (all->len < length)
    g_string_append(all, text);
  return all;
}

/* The longest messages that we send are within what we read, whatever is in them. */
static void
test_longest(void)
{
  static const char *const texts[] = {"&", "\n", "\r", "1\n", "\xF0\x9F\x98\x80", "x", "]]>", "\f"};
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(GString) plain = repeat(texts[i], LL_MESSAGE_MAX);
    g_string_truncate(plain, LL_MESSAGE_MAX / strlen(texts[i]) * strlen(texts[i]));
    g_autoptr(LlXmlNode) message = ll_xml_node_new("message", LL_NS_CLIENT);
    ll_xml_node_add_text(ll_xml_node_add(message, "body", NULL), plain->str, -1);
    ll_xml_node_take(message, ll_markup_apple_html(NULL, plain->str));
    g_autoptr(GString) bytes = g_string_new(NULL);
    ll_xml_write_header(bytes, "juliet@pronto", NULL, NULL, NULL);
    ll_xml_write_node(bytes, message, LL_NS_CLIENT);

    g_autoptr(LlXmlReader) reader = ll_xml_reader_new();
    ll_xml_reader_push(reader, bytes->str, bytes->len);
    g_assert_no_error(ll_xml_reader_error(reader));
    g_autoptr(LlXmlNode) header = NULL;
    g_assert_cmpint(ll_xml_reader_pop(reader, &header), ==, LL_XML_EVENT_HEADER);
    g_autoptr(LlXmlNode) back = NULL;
    g_assert_cmpint(ll_xml_reader_pop(reader, &back), ==, LL_XML_EVENT_STANZA);
    const LlXmlNode *html = ll_xml_node_child(back, "html", LL_NS_XHTML);
    g_autofree char *shown = ll_markup_from_node(ll_xml_node_child(html, "body", LL_NS_XHTML));
    g_autofree char *body = ll_xml_node_text(ll_xml_node_child(back, "body", NULL));
    g_autofree char *expected = ll_markup_from_plain(body);
    gboolean is_blank = strspn(body, "\r\n") == strlen(body);
    g_assert_cmpstr(shown, ==, is_blank ? NULL : expected);
  }
  g_autoptr(GString) breaks = repeat("1<br/>", LL_MESSAGE_MAX);
  g_autoptr(LlXmlNode) many = ll_markup_apple_html(breaks->str, "PLAIN");
  g_autofree char *text = ll_xml_node_text_deep(many);
  g_assert_cmpuint(strlen(text), >, strlen("PLAIN"));
  g_autoptr(GString) huge = repeat("x", 5 * LL_MESSAGE_MAX);
  g_string_append(huge, "<em>x</em>");
  check_apple(huge->str, "PLAIN", "PLAIN");
}

/* DEPTH elements in one another, the font that they come in among them, and N after them: as they
 * go out, and what a peer like us makes of it. (transfer full) */
static char *
send_nested(guint depth, guint n)
{
  g_autoptr(GString) xhtml = g_string_new(NULL);
  for (guint i = 1; i < depth; i++)
    g_string_append(xhtml, "<em>");
  g_string_append(xhtml, "x");
  for (guint i = 1; i < depth; i++)
    g_string_append(xhtml, "</em>");
  for (guint i = 0; i < n; i++)
    g_string_append(xhtml, "<i>y</i>");
  g_autoptr(LlXmlNode) message = ll_xml_node_new("message", LL_NS_CLIENT);
  ll_xml_node_take(message, ll_markup_apple_html(xhtml->str, "PLAIN"));
  g_autoptr(GString) bytes = g_string_new(NULL);
  ll_xml_write_header(bytes, NULL, NULL, NULL, NULL);
  ll_xml_write_node(bytes, message, LL_NS_CLIENT);

  g_autoptr(LlXmlReader) reader = ll_xml_reader_new();
  ll_xml_reader_push(reader, bytes->str, bytes->len);
  g_assert_no_error(ll_xml_reader_error(reader));
  g_autoptr(LlXmlNode) header = NULL;
  g_assert_cmpint(ll_xml_reader_pop(reader, &header), ==, LL_XML_EVENT_HEADER);
  g_autoptr(LlXmlNode) back = NULL;
  g_assert_cmpint(ll_xml_reader_pop(reader, &back), ==, LL_XML_EVENT_STANZA);
  return ll_xml_node_text_deep(ll_xml_node_child(back, "html", LL_NS_XHTML));
}

/* Formatting that is more than a peer like us reads does not go out. */
static void
test_too_much(void)
{
  g_autofree char *deepest = send_nested(LL_XML_DEPTH_MAX - 3, 0);
  g_autofree char *too_deep = send_nested(LL_XML_DEPTH_MAX - 2, 0);
  g_autofree char *most = send_nested(2, LL_XML_ELEMENTS_MAX - 32 - 2);
  g_autofree char *too_many = send_nested(2, LL_XML_ELEMENTS_MAX - 32 - 1);
  g_assert_cmpstr(deepest, ==, "x");
  g_assert_cmpstr(too_deep, ==, "PLAIN");
  g_assert_cmpuint(strlen(most), ==, 1 + LL_XML_ELEMENTS_MAX - 32 - 2);
  g_assert_cmpstr(too_many, ==, "PLAIN");
}

static void
add_cases(const char *group, const Case *cases, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_autofree char *path = g_strdup_printf("/markup/%s/%s", group, cases[i].name);
    g_test_add_data_func(path, &cases[i], test_case);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add_cases("text", text_cases, G_N_ELEMENTS(text_cases));
  add_cases("break", break_cases, G_N_ELEMENTS(break_cases));
  add_cases("style", style_cases, G_N_ELEMENTS(style_cases));
  add_cases("hostile", hostile_cases, G_N_ELEMENTS(hostile_cases));
  add_cases("link", link_cases, G_N_ELEMENTS(link_cases));
  g_test_add_func("/markup/apple/absz", test_absz);
  g_test_add_func("/markup/apple/body", test_apple_body);
  g_test_add_func("/markup/deep", test_deep);
  g_test_add_func("/markup/plain", test_plain);
  g_test_add_func("/markup/apple/html", test_apple);
  g_test_add_func("/markup/xhtml-im", test_xhtml_im);
  g_test_add_func("/markup/looks-survive", test_looks_survive);
  g_test_add_func("/markup/too-many-looks", test_too_many_looks);
  g_test_add_func("/markup/longest", test_longest);
  g_test_add_func("/markup/apple/too-much", test_too_much);
  return g_test_run();
}
