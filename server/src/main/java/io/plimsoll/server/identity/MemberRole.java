package io.plimsoll.server.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.plimsoll.server.platform.http.ProblemException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A person's role in an organisation, from most to least powerful. */
public enum MemberRole {
  OWNER,
  ADMIN,
  ENGINEER,
  APPROVER,
  AUDITOR,
  VIEWER;

  /** Whether this role may do what {@code needed} may do. */
  public boolean includes(MemberRole needed) {
    return compareTo(needed) <= 0;
  }

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  @JsonCreator
  public static MemberRole parse(String text) {
    return Arrays.stream(values())
        .filter(role -> role.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    "role",
                    "\"%s\" is not one of %s."
                        .formatted(
                            text,
                            Arrays.stream(values())
                                .map(MemberRole::text)
                                .collect(Collectors.joining(", ")))));
  }
}
