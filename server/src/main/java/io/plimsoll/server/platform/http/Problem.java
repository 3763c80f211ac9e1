package io.plimsoll.server.platform.http;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An RFC 9457 problem document, as every failed call of {@code /api} answers it. */
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String code,
    String requestId,
    @JsonAnyGetter @Schema(hidden = true) Map<String, Object> extensions) {

  public static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(
      ErrorCode code, String detail, String requestId, Map<String, Object> extensions) {
    String title = code.text().replace('_', ' ');
    return new Problem(
        "urn:plimsoll:problem:" + code.text(),
        Character.toUpperCase(title.charAt(0)) + title.substring(1),
        code.status(),
        detail,
        code.text(),
        requestId,
        extensions);
  }
}
