package io.plimsoll.server.embedded;

import java.nio.file.Path;
import java.util.List;

/**
 * A server that is about to be killed: starts both, writes to both, prints their process ids and
 * waits.
 */
final class ParentMain {
  private ParentMain() {}

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]);
    EmbeddedPostgres postgres =
        EmbeddedPostgres.start(home.resolve("postgresql"), TestServers.postgres());
    EmbeddedBroker broker =
        EmbeddedBroker.start(
            home.resolve("kafka"), TestServers.brokerLibraries(), TestServers.broker());
    TestServers.execute(postgres.endpoint(), "create table kept as select 42 as x");
    TestServers.createTopic(broker.endpoint());
    TestServers.send(broker.endpoint(), List.of("kept"));
    System.out.println("pids " + postgres.pid() + " " + broker.pid());
    Thread.currentThread().join();
  }
}
