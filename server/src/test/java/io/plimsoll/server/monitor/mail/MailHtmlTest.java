package io.plimsoll.server.monitor.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MailHtmlTest {
  @Test
  void makesParagraphsListsAndLinks() {
    String html = MailHtml.of("One\ntwo.\n\n- See http://host/a?b=1&c=2\n- Check `temp`\n\nEnd.");
    assertThat(html)
        .contains("<p>One<br>two.</p>")
        .contains(
            "<li>See <a href=\"http://host/a?b=1&amp;c=2\">http://host/a?b=1&amp;c=2</a></li>")
        .contains("<li>Check <code>temp</code></li>")
        .contains("<p>End.</p>");
  }

  @Test
  void showsMarkupOfAFeatureNameAsText() {
    assertThat(MailHtml.of("`<img src=x onerror=\"a()\">` drifted"))
        .contains("&lt;img src=x onerror=&quot;a()&quot;&gt;")
        .doesNotContain("<img");
  }
}
