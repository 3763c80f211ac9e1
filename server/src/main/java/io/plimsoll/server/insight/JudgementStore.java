package io.plimsoll.server.insight;

import com.fasterxml.jackson.core.type.TypeReference;
import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Columns;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the monitor's latest judgement of each model. */
@ApplicationScoped
public class JudgementStore {
  private static final TypeReference<List<Signal>> SIGNALS = new TypeReference<>() {};

  private final Database database;

  public JudgementStore(Database database) {
    this.database = database;
  }

  /** The mark of each model that was judged, by model name. */
  Map<String, Mark> marks(Tenant tenant, Instant now) {
    return database.transact(
        tenant.scope(),
        handle ->
            handle
                .createQuery("SELECT model, signals, judged_at FROM judgements")
                .map(
                    (row, context) ->
                        new Judgement(
                            row.getString("model"),
                            Columns.json(row, "signals", SIGNALS),
                            Columns.instant(row, "judged_at")))
                .collect(
                    Collectors.toMap(
                        Judgement::model, each -> Mark.of(each.signals(), each.judgedAt(), now))));
  }

  private record Judgement(String model, List<Signal> signals, Instant judgedAt) {}
}
