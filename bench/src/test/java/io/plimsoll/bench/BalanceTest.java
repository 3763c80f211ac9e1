package io.plimsoll.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BalanceTest {
  private final List<UUID> ids = new ArrayList<>();
  private final List<SimulatedUser> users = List.of(user(0), user(1));

  @Test
  void findsEveryAcknowledgedEvent() {
    Balance balance = new Balance(users);
    ids.forEach(balance::add);

    assertThat(balance.rows()).isEqualTo(40);
    assertThat(balance.lost() + balance.twice() + balance.usersWithLoss()).isZero();
  }

  @Test
  void tellsWhatIsLostAndWhatIsStoredTwice() {
    Balance balance = new Balance(users);
    ids.stream().skip(3).forEach(balance::add);
    balance.add(ids.getLast());

    assertThat(balance.lost()).isEqualTo(3);
    assertThat(balance.usersWithLoss()).isEqualTo(1);
    assertThat(balance.twice()).isEqualTo(1);
  }

  private SimulatedUser user(int number) {
    FlightRows flights = new FlightRows(List.of(new ObjectMapper().createObjectNode()));
    SimulatedUser user =
        new SimulatedUser(number, Habit.backlog(0, 20, 20), new UserEvents("m", 1, flights));
    user.body(0, (event, id, micros) -> ids.add(id));
    user.taken(0);
    return user;
  }
}
