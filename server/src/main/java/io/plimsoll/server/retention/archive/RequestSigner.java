package io.plimsoll.server.retention.archive;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests as S3 asks for it: AWS Signature Version 4 in the header {@code Authorization},
 * with the hash of the body among what is signed.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">The
 *     specification</a>
 */
final class RequestSigner {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyyMMdd").withZone(ZoneOffset.UTC);

  private final String accessKey;
  private final String secretKey;
  private final String region;

  RequestSigner(String accessKey, String secretKey, String region) {
    this.accessKey = accessKey;
    this.secretKey = secretKey;
    this.region = region;
  }

  /**
   * The headers to send beside {@code Host}.
   *
   * @param path already as in the address, without a query
   * @param more other headers that are sent and shall be signed, by names in lower case
   * @param bodyHash SHA-256 of the body in hexadecimal
   */
  Map<String, String> sign(
      String method,
      String host,
      String path,
      Map<String, String> more,
      String bodyHash,
      Instant now) {
    SortedMap<String, String> signed = new TreeMap<>(more);
    signed.put("host", host);
    signed.put("x-amz-content-sha256", bodyHash);
    signed.put("x-amz-date", TIME.format(now));
    String names = String.join(";", signed.keySet());
    String headers =
        signed.entrySet().stream()
            .map(header -> header.getKey() + ":" + header.getValue().strip() + "\n")
            .collect(Collectors.joining());
    String canonical = String.join("\n", method, path, "", headers, names, bodyHash);
    String scope = DAY.format(now) + "/" + region + "/s3/aws4_request";
    String toSign =
        String.join(
            "\n",
            ALGORITHM,
            TIME.format(now),
            scope,
            hex(sha256(canonical.getBytes(StandardCharsets.UTF_8))));
    Map<String, String> sent = new TreeMap<>(signed);
    sent.remove("host");
    sent.put(
        "authorization",
        "%s Credential=%s/%s,SignedHeaders=%s,Signature=%s"
            .formatted(ALGORITHM, accessKey, scope, names, hex(hmac(key(now), toSign))));
    return sent;
  }

  private byte[] key(Instant now) {
    byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
    for (String step : new String[] {DAY.format(now), region, "s3", "aws4_request"}) {
      key = hmac(key, step);
    }
    return key;
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", impossible);
    }
  }
}
