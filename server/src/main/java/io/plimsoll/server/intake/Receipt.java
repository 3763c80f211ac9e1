package io.plimsoll.server.intake;

import java.util.List;

/** How many events were taken, and each one that was not. */
public record Receipt(int accepted, List<Refusal> refused) {
  public Receipt {
    refused = List.copyOf(refused);
  }
}
