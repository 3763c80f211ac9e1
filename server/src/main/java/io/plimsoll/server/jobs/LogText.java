package io.plimsoll.server.jobs;

import io.plimsoll.server.identity.Tenant;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** A job's log as a file to keep; read and written page by page, however long it is. */
final class LogText {
  private static final int LINES_AT_ONCE = 1_000;

  private final JobStore jobs;
  private final Tenant tenant;
  private final JobId job;

  LogText(JobStore jobs, Tenant tenant, JobId job) {
    this.jobs = jobs;
    this.tenant = tenant;
    this.job = job;
  }

  void writeTo(OutputStream out) throws IOException {
    Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    int shown = 0;
    List<LogLine> lines = after(shown);
    while (!lines.isEmpty()) {
      for (LogLine line : lines) {
        text.write(
            String.format(Locale.ROOT, "%s %-12s %s\n", line.at(), line.step(), line.text()));
      }
      shown = lines.getLast().n();
      lines = after(shown);
    }
    text.flush();
  }

  private List<LogLine> after(int shown) {
    return jobs.glance(tenant, job, shown, LINES_AT_ONCE).map(JobGlance::lines).orElse(List.of());
  }
}
