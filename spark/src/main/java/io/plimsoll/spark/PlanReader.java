package io.plimsoll.spark;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the plan of an execution that has ended what it read and wrote. The nodes of a plan
 * are inner classes of Spark, so all of this goes by names: what a version calls otherwise is
 * missing in the report, and nothing else happens. Runs on the worker's thread.
 */
final class PlanReader {
  private static final int MOST_NODES = 2_000;
  private static final int DEEPEST = 200;

  private final Lineage lineage = new Lineage();
  private int seen;

  /**
   * What the execution touched.
   *
   * @param execution a QueryExecution whose plan has run
   */
  static Lineage read(@Nullable Object execution) {
    PlanReader reader = new PlanReader();
    reader.visit(Reflection.call(execution, "executedPlan"), 0);
    return reader.lineage;
  }

  private void visit(@Nullable Object node, int depth) {
    if (node == null || depth > DEEPEST || ++seen > MOST_NODES) {
      return;
    }
    String kind = node.getClass().getSimpleName();
    if (kind.equals("AdaptiveSparkPlanExec")) {
      visit(Reflection.call(node, "executedPlan"), depth + 1);
      return;
    }
    if (kind.endsWith("QueryStageExec")) {
      visit(Reflection.call(node, "plan"), depth + 1);
      return;
    }
    if (kind.equals("CommandResultExec")) {
      visit(Reflection.call(node, "commandPhysicalPlan"), depth + 1);
      return;
    }
    if (kind.equals("ReusedExchangeExec") || kind.equals("InMemoryTableScanExec")) {
      // What was read once and is used again was counted where it was read.
      return;
    }
    leaf(node, kind);
    for (Object child : Reflection.items(Reflection.call(node, "children"))) {
      visit(child, depth + 1);
    }
    for (Object subquery : Reflection.items(Reflection.call(node, "subqueries"))) {
      visit(Reflection.call(subquery, "child"), depth + 1);
    }
  }

  private void leaf(Object node, String kind) {
    switch (kind) {
      case "FileSourceScanExec":
        fileScan(node);
        return;
      case "BatchScanExec":
      case "MicroBatchScanExec":
        tableScan(node);
        return;
      case "HiveTableScanExec":
        scan(table(Reflection.call(Reflection.call(node, "relation"), "tableMeta")), "hive", node);
        return;
      case "RowDataSourceScanExec":
        sourceScan(node);
        return;
      case "DataWritingCommandExec":
      case "ExecutedCommandExec":
        command(Reflection.call(node, "cmd"), node);
        return;
      default:
        if (isWriteOfTable(kind)) {
          writeOfTable(node);
        }
    }
  }

  private void fileScan(Object node) {
    Object relation = Reflection.call(node, "relation");
    String name = Reflection.text(Reflection.option(Reflection.call(node, "tableIdentifier")));
    if (name == null) {
      List<Object> roots =
          Reflection.items(Reflection.call(Reflection.call(relation, "location"), "rootPaths"));
      name = roots.isEmpty() ? null : roots.get(0).toString();
    }
    scan(plain(name), Reflection.text(Reflection.call(relation, "fileFormat")), node);
  }

  private void tableScan(Object node) {
    Object table = Reflection.call(node, "table");
    String name = Reflection.text(Reflection.call(table, "name"));
    if (name == null) {
      name = Reflection.text(Reflection.call(Reflection.call(node, "scan"), "description"));
    }
    scan(name, table == null ? null : table.getClass().getSimpleName(), node);
  }

  private void sourceScan(Object node) {
    Object relation = Reflection.call(node, "relation");
    String name = Reflection.text(Reflection.option(Reflection.call(node, "tableIdentifier")));
    scan(
        name == null ? Reflection.text(relation) : plain(name),
        relation == null ? null : relation.getClass().getSimpleName(),
        node);
  }

  private void scan(@Nullable String name, @Nullable String format, Object node) {
    lineage.read(
        name == null ? "unnamed" : name,
        format,
        metric(node, "numOutputRows"),
        metric(node, "filesSize"),
        metric(node, "numFiles"));
  }

  private void command(@Nullable Object command, Object node) {
    if (command == null) {
      return;
    }
    switch (command.getClass().getSimpleName()) {
      case "InsertIntoHadoopFsRelationCommand":
        String table = table(Reflection.option(Reflection.call(command, "catalogTable")));
        String path = Reflection.text(Reflection.call(command, "outputPath"));
        String format = Reflection.text(Reflection.call(command, "fileFormat"));
        wrote(table == null ? path : table, format, node);
        return;
      case "InsertIntoHiveTable":
        wrote(table(Reflection.call(command, "table")), "hive", node);
        return;
      case "SaveIntoDataSourceCommand":
        saved(command, node);
        return;
      default:
    }
  }

  /** Of the options only those that name the place are read: others may be secrets. */
  private void saved(Object command, Object node) {
    Object options = Reflection.call(command, "options");
    if (options instanceof scala.collection.Map) {
      scala.collection.Map<?, ?> all = (scala.collection.Map<?, ?>) options;
      for (String key : new String[] {"dbtable", "path", "topic"}) {
        Object value = option(all, key);
        if (value != null) {
          Object source = Reflection.call(command, "dataSource");
          wrote(value.toString(), source == null ? null : source.getClass().getSimpleName(), node);
          return;
        }
      }
    }
  }

  private static boolean isWriteOfTable(String kind) {
    return kind.equals("AppendDataExec")
        || kind.equals("WriteToDataSourceV2Exec")
        || kind.startsWith("OverwriteByExpression")
        || kind.startsWith("OverwritePartitionsDynamic")
        || kind.endsWith("TableAsSelectExec");
  }

  private void writeOfTable(Object node) {
    Object name = Reflection.call(node, "tableName");
    Object write = Reflection.call(node, "write");
    if (name == null) {
      name = Reflection.call(node, "ident");
    }
    if (name == null) {
      name = Reflection.call(write, "description");
    }
    wrote(
        Reflection.text(name == null ? write : name),
        write == null ? null : write.getClass().getSimpleName(),
        node);
  }

  private void wrote(@Nullable String name, @Nullable String format, Object node) {
    lineage.wrote(
        name == null ? "unnamed" : name,
        format,
        metric(node, "numOutputRows"),
        metric(node, "numOutputBytes"),
        metric(node, "numFiles"));
  }

  private static @Nullable Long metric(Object node, String name) {
    Object metrics = Reflection.call(node, "metrics");
    if (!(metrics instanceof scala.collection.Map)) {
      return null;
    }
    Object metric = option((scala.collection.Map<?, ?>) metrics, name);
    Object value = Reflection.call(metric, "value");
    return value instanceof Number ? ((Number) value).longValue() : null;
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Object option(scala.collection.Map<?, ?> map, String key) {
    return Reflection.option(((scala.collection.Map<String, Object>) map).get(key));
  }

  private static @Nullable String table(@Nullable Object catalogTable) {
    Object identifier = Reflection.call(catalogTable, "identifier");
    return plain(Reflection.text(Reflection.call(identifier, "unquotedString")));
  }

  private static @Nullable String plain(@Nullable String name) {
    return name == null ? null : name.replace("`", "");
  }
}
