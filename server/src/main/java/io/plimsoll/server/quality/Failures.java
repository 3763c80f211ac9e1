package io.plimsoll.server.quality;

import com.fasterxml.jackson.annotation.JsonIgnore;

/** How many checks of a batch failed, by their severity. */
public record Failures(long critical, long warning, long info) {
  @JsonIgnore
  long any() {
    return critical + warning + info;
  }
}
