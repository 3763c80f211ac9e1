package io.plimsoll.server.monitor.mail;

/** What became of a message. */
public sealed interface Delivery {

  /** In words, with the server's answer where there was one. */
  String detail();

  /** The server took the message and is responsible for it now. */
  record Accepted(String detail) implements Delivery {}

  /**
   * The server answered and did not take it.
   *
   * @param isFinal the answer forbids to try again (a 5xx about the recipient or the message)
   */
  record Refused(String detail, boolean isFinal) implements Delivery {}

  /** There was no conversation: no connection, no encryption, no sign-in, or silence. */
  record Unreachable(String detail) implements Delivery {}
}
