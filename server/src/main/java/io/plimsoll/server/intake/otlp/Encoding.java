package io.plimsoll.server.intake.otlp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the messages of a request and of its answer are written. */
enum Encoding {
  PROTOBUF("application/x-protobuf"),
  JSON("application/json");

  private static final ObjectMapper WRITER = new ObjectMapper();

  private final String mediaType;

  Encoding(String mediaType) {
    this.mediaType = mediaType;
  }

  /** The encoding that a content type names; parameters do not matter. */
  static Encoding of(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType.split(";", 2)[0].strip();
    for (Encoding encoding : values()) {
      if (encoding.mediaType.equals(type.toLowerCase(Locale.ROOT))) {
        return encoding;
      }
    }
    throw new ProblemException(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        "Content-Type: \"%s\" is not taken; send application/x-protobuf or application/json."
            .formatted(type));
  }

  String mediaType() {
    return mediaType;
  }

  /** Reads a message of the kind of {@code empty}. */
  Message read(byte[] body, Message empty) {
    try {
      return switch (this) {
        case PROTOBUF -> empty.getParserForType().parseFrom(body);
        case JSON -> JsonMessages.read(body, empty);
      };
    } catch (InvalidProtocolBufferException damaged) {
      throw new ProblemException(
          ErrorCode.INVALID_REQUEST,
          "The body is not a %s in protobuf: %s"
              .formatted(empty.getDescriptorForType().getName(), damaged.getMessage()));
    }
  }

  /** Writes an answer, whose fields are messages, numbers and texts. */
  byte[] write(Message message) {
    try {
      return switch (this) {
        case PROTOBUF -> message.toByteArray();
        case JSON -> WRITER.writeValueAsBytes(members(message));
      };
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException("texts and numbers are always JSON", bug);
    }
  }

  private static Map<String, Object> members(Message message) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      Object value = field.getValue();
      // Whole numbers of 64 bits are texts in the JSON of protobuf.
      members.put(
          field.getKey().getJsonName(),
          value instanceof Message inner ? members(inner) : value.toString());
    }
    return members;
  }
}
