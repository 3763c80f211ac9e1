package io.plimsoll.server.insight;

import io.plimsoll.server.identity.Tenant;
import io.plimsoll.server.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the monitor's latest judgement of each model. */
@ApplicationScoped
public class JudgementStore {
  private final Database database;
  private final Json json;

  public JudgementStore(Database database, Json json) {
    this.database = database;
    this.json = json;
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
                            List.of(json.value(row.getString("signals"), Signal[].class)),
                            Columns.instant(row, "judged_at")))
                .collect(
                    Collectors.toMap(
                        Judgement::model, each -> Mark.of(each.signals(), each.judgedAt(), now))));
  }

  private record Judgement(String model, List<Signal> signals, Instant judgedAt) {}
}
