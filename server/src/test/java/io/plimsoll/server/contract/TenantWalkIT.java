package io.plimsoll.server.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.server.testing.TestServer;
import io.plimsoll.server.testing.TestServerAnswer;
import io.plimsoll.server.testing.TestServerClient;
import io.plimsoll.server.testing.TestServerContract;
import io.plimsoll.server.testing.TestServerContract.Route;
import io.plimsoll.server.testing.TestServerGit;
import io.plimsoll.server.testing.TestServerSocket;
import io.plimsoll.server.testing.TestServerTenant;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Walks every route of the contract, WebSocket and git with the identifiers of one tenant and the
 * credentials of another: nothing may be seen, changed or even confirmed to exist.
 */
class TenantWalkIT {
  /** Stands in everything that the victim owns, and in no address. */
  static final String SECRET = "zanzibar";

  /** Answer anybody, and tell nothing of any tenant. */
  private static final Set<String> OPEN =
      Set.of(
          "GET /api/v1/status",
          "POST /api/v1/session",
          "POST /api/v1/invitations/accept",
          "POST /api/v1/webhooks/{id}",
          "GET /v2",
          "GET /v2/health/live",
          "GET /v2/health/ready");

  /** Name no tenant in their address, because the caller's credentials do. */
  private static final Set<String> OWN =
      Set.of(
          "GET /api/v1/session",
          "DELETE /api/v1/session",
          "PUT /api/v1/session/password",
          "POST /api/v1/events",
          "POST /api/otlp/v1/traces",
          "POST /api/otlp/v1/metrics",
          "POST /api/otlp/v1/logs",
          "POST /api/v1/lineage",
          "POST /api/v1/lineage/batch",
          "GET /api/v1/drift/methods",
          "POST /api/v1/drift/compare",
          "POST /api/v1/drift/compare/features",
          "GET /v2/models",
          "GET /v2/models/stats",
          "POST /v2/repository/index");

  /** Make what their address names, so that it need not be there before. */
  private static final Set<String> MAKING =
      Set.of(
          "PUT /api/v1/organisations/{organisation}/projects/{project}/quality/suites/{suite}",
          "PUT /api/v1/organisations/{organisation}/projects/{project}/spark/alert-rules/{kind}",
          "PUT /api/v1/organisations/{organisation}/projects/{project}/retention/{type}",
          "DELETE /api/v1/organisations/{organisation}/projects/{project}/retention/{type}",
          "POST /api/v1/organisations/{organisation}/projects/{project}/models/{model}/uploads",
          "PUT /api/v1/organisations/{organisation}/projects/{project}/models/{model}/repository");

  /** Take no body as well, or look at a signature or a type before they look at the body. */
  private static final Set<String> BODY_MAY_MISS =
      Set.of(
          "POST /api/v1/organisations/{organisation}/projects/{project}/alerts/{id}/acknowledge",
          "POST /api/v1/webhooks/{id}",
          "POST /api/otlp/v1/traces",
          "POST /api/otlp/v1/metrics",
          "POST /api/otlp/v1/logs",
          "POST /v2/repository/index");

  private static final TestServer SERVER = TestServer.shared();
  private static final List<Route> ROUTES = TestServerContract.of(SERVER).routes();
  private static final TestServerTenant VICTIM = TestServerTenant.in(SERVER, "walk-victim");
  private static final TestServerTenant INTRUDER = TestServerTenant.in(SERVER, "walk-intruder");

  private static WalkPlan plan = new WalkPlan(java.util.Map.of());

  @BeforeAll
  static void fill(@TempDir Path folder) {
    plan = new VictimContent(SERVER, VICTIM, folder).make();
  }

  @Test
  void theOwnerSeesEveryObjectOfTheWalk() {
    List<String> violations = new ArrayList<>();
    for (Route route : ROUTES) {
      if (!route.method().equals("GET")) {
        continue;
      }
      boolean isForKeys = route.template().startsWith("/v2");
      TestServerClient caller = isForKeys ? VICTIM.machine() : VICTIM.owner();
      TestServerAnswer answer = call(caller, route, plan.pathIn(VICTIM, route));
      if (answer.status() != 200) {
        violations.add(route + " answered " + answer);
      }
    }
    assertThat(violations).isEmpty();
  }

  @Test
  void hidesATenantFromThePeopleOfAnother() {
    List<String> violations =
        walk(INTRUDER.owner(), VICTIM, route -> !OWN.contains(route.toString()), Set.of(403, 404));
    assertThat(violations).isEmpty();
  }

  @Test
  void hidesATenantFromTheKeysOfAnother() {
    List<String> violations =
        walk(
            INTRUDER.machine(), VICTIM, route -> !OWN.contains(route.toString()), Set.of(403, 404));
    assertThat(violations).isEmpty();
  }

  @Test
  void hidesEverythingFromNobody() {
    assertThat(walk(TestServerClient.of(SERVER), VICTIM, route -> true, Set.of(401))).isEmpty();
    assertThat(
            walk(
                TestServerClient.of(SERVER).withKey("plm_wrong"),
                VICTIM,
                route -> true,
                Set.of(401)))
        .isEmpty();
  }

  @Test
  void doesNotFindTheObjectsOfOneTenantInAnother() {
    Predicate<Route> namesAnObject =
        route -> plan.namesAnObject(route) && !MAKING.contains(route.toString());
    Predicate<Route> isForPeople = route -> route.template().startsWith("/api");

    assertThat(walk(INTRUDER.owner(), INTRUDER, namesAnObject.and(isForPeople), Set.of(404)))
        .isEmpty();
    assertThat(
            walk(
                INTRUDER.machine(), INTRUDER, namesAnObject.and(isForPeople.negate()), Set.of(404)))
        .isEmpty();
  }

  @Test
  void showsNothingOfATenantInTheListsOfAnother() {
    List<String> violations = new ArrayList<>();
    for (Route route : ROUTES) {
      boolean isList = route.method().equals("GET") && !plan.namesAnObject(route);
      if (!isList) {
        continue;
      }
      for (TestServerClient caller : List.of(INTRUDER.owner(), INTRUDER.machine())) {
        TestServerAnswer answer = call(caller, route, plan.pathIn(INTRUDER, route));
        if (answer.body().contains(SECRET) || answer.status() >= 500) {
          violations.add(route + " answered " + answer);
        }
      }
    }
    assertThat(violations).isEmpty();
  }

  @Test
  void letsAViewerChangeNothing() {
    TestServerClient viewer = VICTIM.member("viewer");
    Predicate<Route> changesATenant =
        route -> !route.method().equals("GET") && route.template().contains("{organisation}");

    assertThat(walk(viewer, VICTIM, changesATenant, Set.of(403))).isEmpty();
  }

  @Test
  void letsAKeyDoOnlyWhatItsScopesSay() {
    TestServerClient blind = VICTIM.machine("predict", "events", "deploy");
    TestServerClient reader = VICTIM.machine("read", "events");
    TestServerClient all = VICTIM.machine();
    Predicate<Route> isOfProject = route -> route.template().contains("{project}");
    Predicate<Route> reads = route -> route.method().equals("GET");
    Predicate<Route> infers = route -> route.template().startsWith("/v2/models");
    Predicate<Route> isOfOrganisation =
        route -> route.template().contains("{organisation}") && !isOfProject.test(route);
    Predicate<Route> sends = TenantWalkIT::isIntake;

    assertThat(walk(blind, VICTIM, isOfProject.and(reads), Set.of(403))).isEmpty();
    assertThat(walk(reader, VICTIM, isOfProject.and(reads.negate()), Set.of(403))).isEmpty();
    assertThat(walk(reader, VICTIM, infers, Set.of(403))).isEmpty();
    assertThat(walk(VICTIM.machine("read"), VICTIM, sends, Set.of(403))).isEmpty();
    assertThat(walk(all, VICTIM, isOfOrganisation, Set.of(403))).isEmpty();
  }

  @Test
  void blamesTheCallerForABodyThatIsNullOrMissing() {
    List<String> violations = new ArrayList<>();
    for (Route route : ROUTES) {
      if (!route.operation().has("requestBody")) {
        continue;
      }
      boolean mayMiss = BODY_MAY_MISS.contains(route.toString());
      boolean isForKeys = route.template().startsWith("/v2") || isIntake(route);
      TestServerClient caller = isForKeys ? VICTIM.machine() : VICTIM.owner();
      for (String nothing : List.of("null", "")) {
        TestServerAnswer answer =
            caller.send(
                route.method(),
                plan.pathIn(VICTIM, route),
                nothing.getBytes(StandardCharsets.UTF_8));
        if (mayMiss ? answer.status() >= 500 : answer.status() != 400) {
          violations.add("%s of \"%s\" answered %s".formatted(route, nothing, answer));
        }
      }
    }
    assertThat(violations).isEmpty();
  }

  @Test
  void opensTheWebSocketToTheTenantAlone() {
    assertThat(TestServerSocket.handshake(SERVER, VICTIM, VICTIM.machine().headers()))
        .isEqualTo(101);
    assertThat(TestServerSocket.handshake(SERVER, VICTIM, VICTIM.owner().headers())).isEqualTo(101);
    assertThat(TestServerSocket.handshake(SERVER, VICTIM, INTRUDER.machine().headers()))
        .isEqualTo(404);
    assertThat(TestServerSocket.handshake(SERVER, VICTIM, INTRUDER.owner().headers()))
        .isEqualTo(404);
    assertThat(TestServerSocket.handshake(SERVER, VICTIM, java.util.Map.of())).isEqualTo(401);
    assertThat(
            TestServerSocket.handshake(
                SERVER, VICTIM, VICTIM.machine("predict", "events").headers()))
        .isEqualTo(403);
  }

  @Test
  void opensGitToTheTenantAlone(@TempDir Path folder) {
    TestServerGit git = new TestServerGit(folder).withOnnxModel().commit("intrusion");
    String url = VICTIM.gitUrl(WalkPlan.MODEL);

    assertThat(git.list(url, VICTIM.key()).expectSuccess().said()).contains("refs/heads/main");
    for (String key : List.of(INTRUDER.key(), "plm_wrong", "")) {
      for (TestServerGit.Outcome outcome :
          List.of(git.list(url, key), git.fetch(url, key), git.push(url, key))) {
        assertThat(outcome.expectFailure().said()).doesNotContain(SECRET, "refs/heads/main");
      }
    }
    git.push(url, VICTIM.newKey("read")).expectFailure();
  }

  /** Each answer that is neither one of {@code wanted} nor that of an open route. */
  private static List<String> walk(
      TestServerClient caller,
      TestServerTenant addressed,
      Predicate<Route> choice,
      Set<Integer> wanted) {
    List<String> violations = new ArrayList<>();
    for (Route route : ROUTES) {
      if (!choice.test(route)) {
        continue;
      }
      TestServerAnswer answer = call(caller, route, plan.pathIn(addressed, route));
      boolean isOpen = OPEN.contains(route.toString()) && answer.status() < 500;
      if (answer.body().contains(SECRET) || !(isOpen || wanted.contains(answer.status()))) {
        violations.add(route + " answered " + answer.status() + ": " + answer.body());
      }
    }
    return violations;
  }

  private static boolean isIntake(Route route) {
    return route.template().equals("/api/v1/events")
        || route.template().startsWith("/api/v1/lineage")
        || route.template().startsWith("/api/otlp/");
  }

  private static TestServerAnswer call(TestServerClient caller, Route route, String path) {
    return switch (route.method()) {
      case "GET" -> caller.get(path);
      case "DELETE" -> caller.delete(path);
      case "POST" -> caller.post(path, plan.body(route));
      case "PUT" -> caller.put(path, plan.body(route));
      default -> caller.patch(path, plan.body(route));
    };
  }
}
