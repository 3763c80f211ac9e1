package io.plimsoll.server.monitor.mail;

import java.util.regex.Pattern;

/** The HTML part of a mail, made from its text: paragraphs, lists of lines with a dash, links. */
final class MailHtml {
  private static final Pattern URL = Pattern.compile("https?://[^\\s<>&\"]+(?:&amp;[^\\s<>&\"]+)*");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final String ITEM = "- ";

  private MailHtml() {}

  static String of(String text) {
    StringBuilder html =
        new StringBuilder(
            "<!doctype html><html><body style=\"font-family:Inter,Helvetica,Arial,sans-serif;"
                + "font-size:14px;line-height:1.45;color:#10202d;max-width:640px\">");
    for (String block : text.split("\n{2,}")) {
      html.append(block.startsWith(ITEM) ? list(block) : paragraph(block));
    }
    return html.append("</body></html>\n").toString();
  }

  private static String paragraph(String block) {
    return "<p>" + inline(block).replace("\n", "<br>") + "</p>\n";
  }

  private static String list(String block) {
    StringBuilder items = new StringBuilder("<ul>");
    for (String line : block.split("\n")) {
      items
          .append("<li>")
          .append(inline(line.startsWith(ITEM) ? line.substring(ITEM.length()) : line))
          .append("</li>");
    }
    return items.append("</ul>\n").toString();
  }

  private static String inline(String text) {
    String escaped =
        text.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;");
    String linked = URL.matcher(escaped).replaceAll("<a href=\"$0\">$0</a>");
    return CODE.matcher(linked).replaceAll("<code>$1</code>");
  }
}
