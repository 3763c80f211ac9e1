package io.plimsoll.server.platform.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {
  private final Masking masking = Masking.of(List.of("name", "größe", "home address"));

  @Test
  void hidesWholeValuesOfHiddenFieldsAndNothingElse() {
    String event =
        """
        {"model": "m", "features": {"name": "Ada", "age": 7, "größe": 1.75, "home address": {"city": ["Rome"]}},
         "prediction": {"label": 1}}""";

    MaskedText masked = masking.mask(event);

    assertThat(masked.text())
        .isEqualTo(
            """
            {"model": "m", "features": {"name": "[hidden 36]", "age": 7, "größe": "[hidden 62]", "home address": "[hidden 84]"},
             "prediction": {"label": 1}}""");
    assertThat(masked.restore(masked.text())).isEqualTo(event);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Cut off, in a string, in a list, in a name, and without a quote.
        "{\"features\": {\"name\": \"Lovelace, Ada",
        "{\"features\": {\"name\": [\"Lovelace",
        "{\"features\": {\"name\": {\"first\": \"Lovelace\", ",
        "{\"broken: 1, \"name\": \"Lovelace\"}",
        "{\"a\": \"never closed, \"name\" : \"Lovelace\", \"b\": 2}",
        "{'name': 'Lovelace', 'age': 7}",
        "{\"gr\\u00f6\\u00dfe\": \"Lovelace\"}",
        "{\"body\": \"{\\\"name\\\": \\\"Lovelace\\\", \\\"age\\\": 7}\"}",
        "\"name\":\"Love\\\"lace\\\"Lovelace\"",
        "{\"name\": \"Lovelace\", \"error\": \"no such row: Lovelace\"}",
        "{\"name\": 7Lovelace, \"age\": 1}"
      })
  void hidesInWhatIsNoJson(String text) {
    MaskedText masked = masking.mask(text);

    assertThat(masked.text()).doesNotContain("Lovelace").contains("[hidden ");
    assertThat(masked.restore(masked.text())).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"tags\": {\"db.password\": \"hunter2\"}}",
        "{\"tags\": {\"API-Key\": \"hunter2\"}}",
        "{\"details\": {\"spark.hadoop.fs.s3a.secret.key\": \"hunter2\"}}",
        "{\"environmentVariables\": [{\"name\": \"AWS_SECRET_ACCESS_KEY\", \"value\": \"hunter2\"}]}",
        "{\"uri\": \"postgres://ada:hunter2@warehouse:5432/shop\"}",
        "{\"uri\": \"jdbc:mysql://warehouse/shop?user=ada&password=hunter2\"}",
        "{\"message\": \"401 with Authorization: Bearer hunter2hunter2\"}",
        "{\"message\": \"the key plm_hunter2hunter2hunter2 is not known\"}",
        "{\"message\": \"ghp_hunter2hunter2hunter2\"}",
        "not json at all: token=hunter2"
      })
  void hidesWhatIsASecretByItsNameOrItsForm(String text) {
    MaskedText masked = Masking.of(List.of()).mask(text);

    assertThat(masked.text()).doesNotContain("hunter2").contains("[hidden ");
    assertThat(masked.restore(masked.text())).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"measures\": {\"inputTokens\": 512}, \"message\": \"the disk is full\"}",
        "{\"name\": null}",
        "{\"names\": \"Ada\"}",
        "{\"at\": \"2026-03-01T12:00:00Z\", \"uri\": \"postgres://warehouse:5432\"}",
        "",
        "\"",
        "\"name\":"
      })
  void leavesTheRestAsItIs(String text) {
    assertThat(masking.mask(text).text()).isEqualTo(text);
    assertThat(masking.mask(text).hidden()).isEmpty();
  }

  @Test
  void takesANumberElsewhereForAnotherOne() {
    assertThat(masking.mask("{\"größe\": 2026, \"at\": \"2026-03-01\", \"sum\": 2026}").text())
        .isEqualTo("{\"größe\": \"[hidden 10]\", \"at\": \"2026-03-01\", \"sum\": 2026}");
  }

  @Test
  void putsBackWhatIsHiddenIntoAMendedText() {
    MaskedText masked =
        masking.mask("{\"features\":{\"name\":\"Ada $1 \\\\ B\"},\"uri\":\"a://b:c@d\"}");

    String mended =
        """
        {
          "uri": "a://b:[hidden 48]@d",
          "features": {"name": "[hidden 20]"}
        }""";

    assertThat(masked.restore(mended))
        .isEqualTo(
            """
            {
              "uri": "a://b:c@d",
              "features": {"name": "Ada $1 \\\\ B"}
            }""");
    assertThat(masked.unknownPlaceholders(mended)).isEmpty();
    assertThat(masked.unknownPlaceholders("[hidden 999999999], \"[hidden 20]\""))
        .containsExactly("[hidden 999999999]");
    assertThat(masked.hidden().toString()).as("nothing of it in a log").doesNotContain("Ada");
  }

  @Test
  void hidesInAReasonWhatItQuotes() {
    MaskedText masked = masking.mask("{\"features\":{\"name\":\"Lovelace\"}}");

    assertThat(masking.maskAbout("features.name: must be a number, got \"Jo\".", masked))
        .isEqualTo("features.name: [hidden]");
    assertThat(masking.maskAbout("The database refuses \"Lovelace\" at row 7.", masked))
        .isEqualTo("The database refuses \"[hidden]\" at row 7.");
    assertThat(masking.maskAbout("no host at a://b:secret@c", masked))
        .isEqualTo("no host at a://b:[hidden]@c");
    assertThat(masking.maskAbout("value: is missing.", masked)).isEqualTo("value: is missing.");
  }
}
