package io.plimsoll.server.serving;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;

/** How calls and answers are read and written. */
final class Json {
  /** Numbers are read by an algorithm that is as exact as the JDK's and several times as fast. */
  static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build();

  private Json() {}
}
