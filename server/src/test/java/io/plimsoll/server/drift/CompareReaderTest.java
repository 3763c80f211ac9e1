package io.plimsoll.server.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.stats.drift.Sample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareReaderTest {

  private static CompareReader.Asked read(String body) throws IOException {
    return CompareReader.one(
        new ByteArrayInputStream(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }

  private static Sample sample(String json) throws IOException {
    return read("{'reference': " + json + "}").reference();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [1, 2.5, null, 'NaN', 'Infinity', '-Infinity']     | VALUES    | 2 | 2 | 2
          [1e999, 3]                                         | VALUES    | 1 | 0 | 1
          []                                                 | VALUES    | 0 | 0 | 0
          [null, null]                                       | VALUES    | 0 | 2 | 0
          ['a', 'b', null, 'a']                              | COUNTS    | 3 | 1 | 0
          ['NaN', 'a']                                       | COUNTS    | 1 | 1 | 0
          [true, false, true]                                | COUNTS    | 3 | 0 | 0
          {'values': [1, 2]}                                 | VALUES    | 2 | 0 | 0
          {'values': [1, 2, null], 'type': 'category'}       | COUNTS    | 2 | 1 | 0
          {'counts': {'a': 3, 'b': 4}, 'missing': 2}         | COUNTS    | 7 | 2 | 0
          {'counts': [5, 6]}                                 | COUNTS    | 11 | 0 | 0
          {'histogram': {'edges': [0, 1, 2], 'counts': [3, 4]}} | HISTOGRAM | 7 | 0 | 0
          {'counts': [3, 4], 'edges': [0, 1, 2]}             | HISTOGRAM | 7 | 0 | 0
          {'buckets': [{'low': 1, 'high': 2, 'count': 3}, {'low': 2, 'high': 4, 'count': 1}]} | HISTOGRAM | 4 | 0 | 0
          [[1, 2], [3, 4]]                                   | TABLE     | 2 | 0 | 0
          {'rows': [[1, 2]]}                                 | TABLE     | 1 | 0 | 0
          {'columns': {'a': [1, 2], 'b': ['x', null]}}       | TABLE     | 2 | 0 | 0
          """)
  void readsASampleInEveryForm(
      String json, Sample.Form form, long rows, long missing, long infinite) throws IOException {
    Sample sample = sample(json);

    assertThat(sample.form()).isEqualTo(form);
    assertThat(sample.rows()).isEqualTo(rows);
    assertThat(sample.missing()).isEqualTo(missing);
    assertThat(sample.infinite()).isEqualTo(infinite);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [1, 'a']                                  | reference         | text among numbers
          ['a', 1]                                  | reference         | text among numbers
          [1, {}]                                   | reference         | no number
          5                                         | reference         | no sample
          {}                                        | reference         | holds nothing
          {'values': [1], 'counts': {'a': 1}}       | reference         | send one of them
          {'valuez': [1]}                           | reference.valuez  | not known
          {'counts': {'a': -1}}                     | reference.counts  | -1
          {'counts': {'a': 1.5}}                    | reference.counts  | 1.5
          {'counts': {'a': 'x'}}                    | reference.counts  | no number
          {'histogram': {'edges': [1, 1], 'counts': [1]}} | reference.histogram.edges | not above
          {'histogram': {'edges': [1], 'counts': [1]}} | reference.histogram | one edge more
          {'buckets': [{'low': 1, 'high': 2}]}      | reference.buckets | no bucket
          {'rows': [[1, 2], [3]]}                   | reference.rows    | 1 values
          {'columns': {'a': [1], 'b': []}}          | reference.columns | one length
          {'values': [1], 'type': 'text'}           | reference.type    | category
          """)
  void namesThePlaceAndTheRemedyOfWhatIsWrong(String json, String field, String words) {
    assertThatThrownBy(() -> sample(json))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.extensions()).containsEntry("field", field))
        .hasMessageContaining(words);
  }

  @Test
  void refusesWhatIsNoRequest() {
    assertThatThrownBy(() -> read("null")).hasMessageContaining("body is missing");
    assertThatThrownBy(() -> read("")).hasMessageContaining("body is missing");
    assertThatThrownBy(() -> read("[]")).hasMessageContaining("no JSON object");
    assertThatThrownBy(() -> read("{}")).hasMessageContaining("reference");
    assertThatThrownBy(() -> read("{'reference': [1]} {}")).hasMessageContaining("goes on");
    assertThatThrownBy(() -> read("{'reference': [1], 'methud': 'psi'}"))
        .hasMessageContaining("methud");
    assertThatThrownBy(() -> read("{'reference': [1], 'alpha': 2}")).hasMessageContaining("level");
    assertThatThrownBy(() -> read("{'reference': [1], 'computeAs': 'whylogs'}"))
        .hasMessageContaining("evidently");
    assertThatThrownBy(() -> read("{'reference': [1], 'parameters': {'a': {}}}"))
        .hasMessageContaining("parameters.a");
    assertThatThrownBy(() -> read("{'reference': " + "[".repeat(40) + "]".repeat(40) + "}"))
        .isInstanceOfAny(JsonProcessingException.class, ProblemException.class);
  }

  @Test
  void refusesBytesThatAreNoText() {
    byte[] fourBytesEach = {0, 0, 0, '{', 0, 0, 1, 1};
    byte[] cutOff = {'{', '"', 'r'};

    assertThatThrownBy(() -> CompareReader.one(new ByteArrayInputStream(fourBytesEach)))
        .isInstanceOfAny(JsonProcessingException.class, ProblemException.class);
    assertThatThrownBy(() -> CompareReader.one(new ByteArrayInputStream(cutOff)))
        .isInstanceOfAny(JsonProcessingException.class, ProblemException.class);
  }

  @Test
  void takesTheVariantAsTheRestOfAnId() throws IOException {
    CompareReader.Asked asked =
        read("{'reference': [1], 'current': [2], 'method': 'psi', 'variant': 'evidently'}");

    assertThat(asked.question().whole().method()).contains("psi.evidently");
  }

  @Test
  void letsAFeatureOverrideWhatAllHaveInCommon() throws IOException {
    String body =
        "{'method': 'ks', 'alpha': 0.01, 'features': {'a': {'reference': [1], 'current': [2]},"
            + " 'b': {'reference': [1], 'current': [2], 'method': 'psi', 'alpha': 0.05}}}";
    CompareReader.AskedFeatures asked =
        CompareReader.several(
            new ByteArrayInputStream(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));

    assertThat(asked.question(asked.features().get(0)).method()).contains("ks");
    assertThat(asked.question(asked.features().get(0)).alpha()).isEqualTo(0.01);
    assertThat(asked.question(asked.features().get(1)).method()).contains("psi");
    assertThat(asked.question(asked.features().get(1)).alpha()).isEqualTo(0.05);
  }
}
