package io.plimsoll.server.retention.archive;

import java.net.URI;

/**
 * A bucket that speaks S3, by path: {@code endpoint/bucket/key}.
 *
 * @param prefix what all keys begin with, without slashes at its ends; empty for none
 */
record BucketAddress(
    URI endpoint, String region, String bucket, String prefix, String accessKey, String secretKey) {
  /** The path of a key, as it is signed and asked for. */
  String path(String key) {
    String folder = prefix.isEmpty() ? "" : prefix + "/";
    return "/" + bucket + "/" + folder + key;
  }

  @Override
  public String toString() {
    return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
  }
}
