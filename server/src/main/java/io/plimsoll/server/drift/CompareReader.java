package io.plimsoll.server.drift;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.stats.drift.Comparison;
import io.plimsoll.stats.drift.Numbers;
import io.plimsoll.stats.drift.Sample;
import java.io.CharConversionException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads the body of a request token by token: a million numbers are never a million objects. */
final class CompareReader {
  private static final int DEEPEST = 16;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(100)
                  .maxStringLength(64 * 1024)
                  .build())
          .build();

  /** Two samples and what is asked about them. */
  record Asked(String feature, Sample reference, Sample current, Question question) {}

  /** Several of them, with what they have in common. */
  record AskedFeatures(List<Asked> features, Question common) {
    Comparison.Question question(Asked asked) {
      return asked.question().orFrom(common);
    }
  }

  private final JsonParser parser;
  private final SampleReader.Budget budget = new SampleReader.Budget();

  private CompareReader(JsonParser parser) {
    this.parser = parser;
  }

  static Asked one(InputStream body) throws IOException {
    try (JsonParser parser = JSON.createParser(body)) {
      requireObject(parser.nextToken());
      Asked asked = new CompareReader(parser).comparison("", "");
      requireEnd(parser);
      return asked;
    } catch (CharConversionException | EOFException | ZipException damaged) {
      throw damaged(damaged);
    }
  }

  static AskedFeatures several(InputStream body) throws IOException {
    try (JsonParser parser = JSON.createParser(body)) {
      requireObject(parser.nextToken());
      AskedFeatures asked = new CompareReader(parser).features();
      requireEnd(parser);
      return asked;
    } catch (CharConversionException | EOFException | ZipException damaged) {
      throw damaged(damaged);
    }
  }

  private static ProblemException damaged(IOException failure) {
    return new ProblemException(
        ErrorCode.INVALID_REQUEST,
        "The body cannot be read (%s); send JSON in UTF-8, plain or as a whole gzip file."
            .formatted(failure.getMessage()));
  }

  private static void requireObject(@Nullable JsonToken first) {
    if (first == null || first == JsonToken.VALUE_NULL) {
      throw new ProblemException(
          ErrorCode.INVALID_REQUEST, "The body is missing; send a JSON object.");
    }
    if (first != JsonToken.START_OBJECT) {
      throw Limits.invalid("body", "is no JSON object with reference and current.");
    }
  }

  private static void requireEnd(JsonParser parser) throws IOException {
    if (parser.nextToken() != null) {
      throw Limits.invalid("body", "goes on after its end; send one JSON object.");
    }
  }

  private AskedFeatures features() throws IOException {
    List<Asked> features = new ArrayList<>();
    Question common = new Question();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (!name.equals("features")) {
        requireKnown(common.read(name, name, parser), name);
      } else if (token == JsonToken.START_OBJECT) {
        readFeatures(features);
      } else {
        throw Limits.invalid("features", "is no object of comparisons by name.");
      }
    }
    if (features.isEmpty()) {
      throw Limits.invalid("features", "is missing or empty; send at least one feature.");
    }
    return new AskedFeatures(List.copyOf(features), common);
  }

  private void readFeatures(List<Asked> features) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String feature = Limits.label("features", parser.currentName());
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw Limits.invalid("features." + feature, "is no object with reference and current.");
      }
      if (features.size() >= Limits.MOST_FEATURES) {
        throw Limits.tooLarge("features: send at most %d at once.".formatted(Limits.MOST_FEATURES));
      }
      features.add(comparison(feature, "features." + feature + "."));
    }
  }

  private Asked comparison(String feature, String prefix) throws IOException {
    @Nullable Sample reference = null;
    @Nullable Sample current = null;
    Question question = new Question();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.VALUE_NULL) {
        continue;
      }
      switch (name) {
        case "reference" -> reference = SampleReader.read(parser, prefix + name, budget);
        case "current" -> current = SampleReader.read(parser, prefix + name, budget);
        default -> requireKnown(question.read(name, prefix + name, parser), prefix + name);
      }
    }
    if (reference == null) {
      throw Limits.invalid(prefix + "reference", "is missing; send the sample to compare with.");
    }
    return new Asked(feature, reference, current == null ? Numbers.of() : current, question);
  }

  private static void requireKnown(boolean isKnown, String name) {
    if (!isKnown) {
      throw Limits.invalid(
          name,
          "is not known; a comparison has reference, current, method, variant, computeAs,"
              + " parameters, alpha and threshold.");
    }
  }
}
