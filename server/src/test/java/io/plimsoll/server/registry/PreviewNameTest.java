package io.plimsoll.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PreviewNameTest {
  @Test
  void aPlainBranchIsItsOwnName() {
    assertThat(PreviewName.of("experiment")).hasToString("preview-experiment");
    assertThat(PreviewName.of("7-more-trees")).hasToString("preview-7-more-trees");
  }

  @Test
  void branchesThatLookAlikeInAnAddressDoNotShareAPreview() {
    assertThat(PreviewName.of("feature/trees").text())
        .startsWith("preview-feature-trees-")
        .isNotEqualTo(PreviewName.of("feature-trees").text())
        .isNotEqualTo(PreviewName.of("Feature/Trees").text());
  }

  @Test
  void everyBranchHasAName() {
    for (String branch :
        new String[] {"ünïcode", "_", "a".repeat(200), "-", "a-", "x/" + "y".repeat(60)}) {
      String text = PreviewName.of(branch).text();
      assertThat(PreviewName.parse(text)).describedAs(text).isPresent();
      assertThat(text.length()).isLessThanOrEqualTo(63);
    }
  }
}
