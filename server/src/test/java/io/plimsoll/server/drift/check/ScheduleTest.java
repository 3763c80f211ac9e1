package io.plimsoll.server.drift.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.server.platform.http.ProblemException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "HOURLY, -, -, -, 2026-03-28T10:15:00Z, 2026-03-28T11:00:00Z",
        "HOURLY, -, -, -, 2026-03-28T10:00:00Z, 2026-03-28T11:00:00Z",
        "DAILY, -, -, -, 2026-03-28T10:15:00Z, 2026-03-29T00:00:00Z",
        "DAILY, 06:30, -, Europe/Berlin, 2026-03-28T10:15:00Z, 2026-03-29T04:30:00Z",
        "DAILY, 02:30, -, Europe/Berlin, 2026-03-28T10:15:00Z, 2026-03-29T01:30:00Z",
        "CRON, -, 0 6 * * 1-5, Europe/Berlin, 2026-03-27T10:00:00Z, 2026-03-30T04:00:00Z",
        "CRON, -, */15 * * * *, -, 2026-03-27T10:00:00Z, 2026-03-27T10:15:00Z"
      })
  void isDueByTheClockOfItsZone(
      Schedule.Kind kind, String at, String cron, String zone, Instant after, Instant due) {
    assertThat(new Schedule(kind, at, cron, zone).checked().next(after)).isEqualTo(due);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, -, -, schedule.kind",
        "CRON, -, -, -, schedule.cron",
        "CRON, -, every day, -, schedule.cron",
        "CRON, -, * * * * *, -, every five minutes",
        "CRON, -, * * * * 2, -, every five minutes",
        "CRON, -, * * * * 0, America/New_York, every five minutes",
        "CRON, -, */4 * 29 2 *, Asia/Tokyo, every five minutes",
        "DAILY, 25:00, -, -, schedule.at",
        "DAILY, -, -, Mars/Olympus, schedule.zone"
      })
  void saysWhatIsWrongWithASchedule(
      Schedule.Kind kind, String at, String cron, String zone, String said) {
    assertThatThrownBy(() -> new Schedule(kind, at, cron, zone).checked())
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(said);
  }

  @Test
  void countsHowOftenAWeekItIsDue() {
    assertThat(new Schedule(Schedule.Kind.HOURLY, null, null, null).timesPerWeek()).isEqualTo(168);
    assertThat(new Schedule(Schedule.Kind.CRON, null, "0 6 * * 1-5", null).timesPerWeek())
        .isEqualTo(5);
    assertThat(cron("*/5 * * * *").timesPerWeek()).isEqualTo(2_016);
    assertThat(cron("0 0 1 1 *").timesPerWeek()).isEqualTo(1.0 / 52);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/5 * * * *", "*/4 6-20 * * *", "* 3 * * 2", "0 0 1 1 *", "0 6 31 2 *"})
  void takesWhatIsDueSeldomEnough(String fields) {
    assertThat(cron(fields).checked().timesPerWeek()).isBetween(1.0 / 52, 2_016.0);
  }

  private static Schedule cron(String fields) {
    return new Schedule(Schedule.Kind.CRON, null, fields, null);
  }
}
