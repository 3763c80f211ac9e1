package io.plimsoll.server.git.webhook;

import io.plimsoll.server.platform.crypto.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A delivery whose sender has shown that they know the repository's secret. */
record Signed(String delivery, String event, byte[] body) {
  private static final String SIGNATURE_PREFIX = "sha256=";
  private static final int MAX_WORD = 200;

  /**
   * The delivery, if it is what the provider says and signed with the secret. Both comparisons take
   * the same time wherever the texts differ.
   */
  static Optional<Signed> verify(ConnectedRepository repository, Headers headers, byte[] body) {
    boolean isGenuine =
        switch (repository.provider()) {
          case GITHUB -> isSigned(repository.secret(), headers.githubSignature(), body);
          case GITLAB -> isSame(repository.secret(), headers.gitlabToken());
        };
    String delivery =
        switch (repository.provider()) {
          case GITHUB -> headers.githubDelivery();
          case GITLAB -> headers.gitlabDelivery();
        };
    String event =
        switch (repository.provider()) {
          case GITHUB -> headers.githubEvent();
          case GITLAB -> headers.gitlabEvent();
        };
    // A GitLab before 16 sends no id; then what it says has to do.
    String id = delivery == null ? HexFormat.of().formatHex(sha256(body)) : delivery;
    return isGenuine && event != null
        ? Optional.of(new Signed(cut(id), cut(event), body))
        : Optional.empty();
  }

  byte[] contentHash() {
    return sha256(body);
  }

  private static boolean isSigned(String secret, @Nullable String signature, byte[] body) {
    if (signature == null || !signature.startsWith(SIGNATURE_PREFIX)) {
      return false;
    }
    String expected = SIGNATURE_PREFIX + HexFormat.of().formatHex(hmac(secret, body));
    return isSame(expected, signature);
  }

  private static boolean isSame(String expected, @Nullable String given) {
    return given != null && MessageDigest.isEqual(Tokens.hash(expected), Tokens.hash(given));
  }

  static byte[] hmac(String secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(body);
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw new IllegalStateException("every JDK has HmacSHA256", impossible);
    }
  }

  private static byte[] sha256(byte[] body) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(body);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  private static String cut(String word) {
    String text = word.replace('\0', '?');
    return text.length() <= MAX_WORD ? text : text.substring(0, MAX_WORD);
  }

  /** What the two providers put into the headers of a delivery. */
  record Headers(
      @Nullable String githubEvent,
      @Nullable String githubDelivery,
      @Nullable String githubSignature,
      @Nullable String gitlabEvent,
      @Nullable String gitlabDelivery,
      @Nullable String gitlabToken) {
    @Override
    public String toString() {
      return "Headers";
    }
  }
}
