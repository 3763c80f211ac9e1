package io.plimsoll.server.retention.archive;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** A bucket that speaks S3: three requests, each signed. */
final class BucketPlace implements ArchivePlace {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String EMPTY = RequestSigner.hex(RequestSigner.sha256(new byte[0]));

  private final BucketAddress address;
  private final InstantSource clock;
  private final RequestSigner signer;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  BucketPlace(BucketAddress address, InstantSource clock) {
    this.address = address;
    this.clock = clock;
    this.signer = new RequestSigner(address.accessKey(), address.secretKey(), address.region());
  }

  @Override
  public void put(String key, Path file) throws IOException, InterruptedException {
    String hash = FileHash.of(file);
    send("PUT", key, hash, BodyPublishers.ofFile(file), BodyHandlers.ofString());
  }

  @Override
  public void fetch(String key, Path to) throws IOException, InterruptedException {
    send("GET", key, EMPTY, BodyPublishers.noBody(), BodyHandlers.ofFile(to));
  }

  @Override
  public void delete(String key) throws IOException, InterruptedException {
    send("DELETE", key, EMPTY, BodyPublishers.noBody(), BodyHandlers.ofString());
  }

  @Override
  public String location(String key) {
    return address + "/" + key;
  }

  private <T> void send(
      String method, String key, String hash, BodyPublisher body, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    String path = address.path(key);
    URI target = address.endpoint().resolve(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target).timeout(LIMIT).method(method, body);
    signer
        .sign(method, host(target), path, Map.of(), hash, clock.instant())
        .forEach(request::header);
    HttpResponse<T> answer = http.send(request.build(), handler);
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          "%s %s was answered with %d: %s"
              .formatted(method, location(key), answer.statusCode(), said(answer.body())));
    }
  }

  private static String said(Object body) {
    String text = body instanceof String words ? words : "";
    return text.length() > 300 ? text.substring(0, 300) : text;
  }

  private static String host(URI target) {
    return target.getPort() < 0 ? target.getHost() : target.getHost() + ":" + target.getPort();
  }
}
