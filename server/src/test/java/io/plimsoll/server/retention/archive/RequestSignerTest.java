package io.plimsoll.server.retention.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The example of the specification: GET of an object with a range. */
class RequestSignerTest {
  @Test
  void signsAsTheSpecificationDoes() {
    RequestSigner signer =
        new RequestSigner(
            "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1");

    Map<String, String> headers =
        signer.sign(
            "GET",
            "examplebucket.s3.amazonaws.com",
            "/test.txt",
            Map.of("range", "bytes=0-9"),
            RequestSigner.hex(RequestSigner.sha256(new byte[0])),
            Instant.parse("2013-05-24T00:00:00Z"));

    assertThat(headers)
        .containsEntry("x-amz-date", "20130524T000000Z")
        .containsEntry(
            "authorization",
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  }
}
