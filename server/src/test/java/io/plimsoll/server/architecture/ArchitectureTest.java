// Think about the layering before you change this file: a rule that is in the way of a change says,
// more often than not, that the change belongs somewhere else. ARCHITECTURE.md draws the arrows.
package io.plimsoll.server.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The dependency rules of the house. */
@AnalyzeClasses(
    packages = "io.plimsoll.server",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.plimsoll.server.";

  /** Each room, and the other rooms that it may look into. What is not listed, no room may use. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("platform", Set.of()),
          Map.entry("embedded", Set.of()),
          Map.entry("identity", Set.of("platform")),
          Map.entry("jobs", Set.of("platform", "identity")),
          Map.entry("registry", Set.of("platform", "identity", "jobs")),
          Map.entry("git", Set.of("platform", "identity", "jobs", "registry")),
          Map.entry("upload", Set.of("platform", "identity", "jobs", "registry")),
          Map.entry("deploy", Set.of("platform", "identity", "jobs", "registry")),
          Map.entry("serving", Set.of("platform", "identity", "registry")),
          Map.entry("bandit", Set.of("platform", "identity", "registry")),
          Map.entry("canary", Set.of("platform", "identity", "registry")),
          Map.entry("intake", Set.of("platform", "identity")),
          Map.entry("pipeline", Set.of("platform", "identity")),
          // A model's page shows the versions as the registry tells them.
          Map.entry("insight", Set.of("platform", "identity", "registry")),
          // A baseline of traffic is merged of profiles, as the pipeline keeps them.
          Map.entry("baseline", Set.of("platform", "identity", "registry", "pipeline")),
          // Rows of a window are drawn from the samples that the pipeline keeps.
          Map.entry("multivariate", Set.of("platform", "identity", "registry", "pipeline")),
          Map.entry("quality", Set.of("platform", "identity")),
          Map.entry("lineage", Set.of("platform", "identity")),
          Map.entry("spark", Set.of("platform", "identity")),
          // A label is read in one way, whether it is counted or learned from.
          Map.entry("performance", Set.of("platform", "identity", "pipeline")),
          Map.entry("anomaly", Set.of("platform", "identity")),
          // What is compared are the profiles that the pipeline keeps, in the grain in which it
          // does.
          Map.entry("drift", Set.of("platform", "identity", "pipeline")),
          Map.entry("dashboard", Set.of("platform")),
          // Archives are read as every other file of rows is.
          Map.entry("retention", Set.of("platform", "identity", "jobs", "registry")),
          // A rule on drift goes by the settings and the false alarms that checks go by, what is
          // too old by the settings of retention, and an alert on Spark by what its page advises.
          Map.entry(
              "monitor", Set.of("platform", "identity", "pipeline", "drift", "retention", "spark")),
          Map.entry("live", Set.of("platform", "identity")));

  @ArchTest
  static final ArchRule everyRoomIsKnownHere =
      classes()
          .should(
              com.tngtech.archunit.lang.conditions.ArchConditions.be(
                  resideInAnyPackage(packages(allRooms()))))
          .because("a new package of the server needs its arrows in this test");

  @ArchTest
  static void roomsFollowTheArrows(com.tngtech.archunit.core.domain.JavaClasses server) {
    ARROWS.forEach(
        (room, open) -> {
          List<String> closed = new ArrayList<>(allRooms());
          closed.remove(room);
          closed.removeAll(open);
          noClasses()
              .that()
              .resideInAPackage(ROOT + room + "..")
              .should()
              .dependOnClassesThat(resideInAnyPackage(packages(closed)))
              .because("the room " + room + " stands on " + open + " only")
              .check(server);
        });
  }

  @ArchTest
  static final ArchRule roomsFormNoCycle =
      slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule partsOfThePlatformFormNoCycle =
      slices().matching(ROOT + "platform.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyStoresAskTheDatabase =
      noClasses()
          .that(
              are(
                  "no stores",
                  top -> !top.getSimpleName().matches(".*(Store|Row)"),
                  // Rows of a store that are files of their own; and the two that are a store each
                  // in all but name: the first tenant, and the merging of old profiles
                  // with the lock that it shares with the pipeline.
                  Set.of("FirstStart", "ProfileCompaction", "ProjectLock")))
          .and()
          .resideOutsideOfPackages(ROOT + "platform.database..", ROOT + "platform.schedule..")
          .should()
          .dependOnClassesThat(resideInAnyPackage("org.jdbi.."))
          .because("SQL stays in the stores");

  @ArchTest
  static final ArchRule onlyResourcesSpeakHttp =
      noClasses()
          .that(
              are(
                  "no resources",
                  top -> !top.getSimpleName().endsWith("Resource"),
                  // The filters in front of all resources, and the doors that share their rules.
                  Set.of("Access", "Authentication", "KeyGate", "RoleGate", "LiveDoor")))
          .and()
          .resideOutsideOfPackage(ROOT + "platform.http..")
          .should()
          .dependOnClassesThat(resideInAnyPackage("jakarta.ws.rs.."))
          .because("a rule that knows HTTP cannot be tested or used without it");

  @ArchTest
  static final ArchRule onlyTheGrpcDoorSpeaksGrpc =
      noClasses()
          .that(
              are(
                  "no part of the gRPC door",
                  top -> !top.getSimpleName().startsWith("Grpc"),
                  Set.of()))
          .should()
          .dependOnClassesThat(resideInAnyPackage("io.grpc..", "io.plimsoll.protocol.."))
          .because("both doors of inference lead to the same rules");

  @ArchTest
  static final ArchRule onlyTheEventLogTouchesKafka =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + "platform.eventlog..", ROOT + "embedded..")
          .should()
          .dependOnClassesThat(resideInAnyPackage("org.apache.kafka.."));

  @ArchTest
  static final ArchRule theEmbeddedServersAreStartedByTheAppAlone =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + "app..", ROOT + "embedded..")
          .should()
          .dependOnClassesThat(resideInAnyPackage(ROOT + "embedded.."));

  @ArchTest
  static final ArchRule timeIsInjected =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(ROOT + "app.Wiring")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .because("a test sets the time that a rule sees");

  /** Reading a model's file must never make its objects, which is how such files attack. */
  @ArchTest
  static void noModelIsUnpickledHere(com.tngtech.archunit.core.domain.JavaClasses server) {
    com.tngtech.archunit.core.domain.JavaClasses inference =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.plimsoll.inference");
    classes()
        .that()
        .resideInAPackage("io.plimsoll.inference.pickle..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.plimsoll.inference.pickle..",
            "java.io..",
            "java.lang",
            "java.lang.runtime..",
            "java.math..",
            "java.nio..",
            "java.util..",
            "org.jspecify..")
        .because("the scan reads names, and neither finds nor calls what they name")
        .check(inference);
    for (var program : List.of(server, inference)) {
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.ObjectInputStream")
          .orShould()
          .callMethod(Class.class, "forName", String.class)
          .orShould()
          .callMethod(ClassLoader.class, "loadClass", String.class)
          .orShould()
          .dependOnClassesThat(resideInAnyPackage("net.razorvine..", "org.python..", "jep.."))
          .because("a name in a file is never turned into a class")
          .check(program);
    }
  }

  @ArchTest
  static final ArchRule namesSayWhatAThingIs =
      noClasses()
          .should()
          .haveNameMatching(".*(Impl|Manager|Helper|Utils?)$")
          .orShould()
          .haveSimpleNameStartingWith("Abstract");

  private static Set<String> allRooms() {
    Set<String> rooms = new java.util.TreeSet<>(ARROWS.keySet());
    rooms.add("app");
    return rooms;
  }

  private static String[] packages(Iterable<String> rooms) {
    List<String> packages = new ArrayList<>();
    rooms.forEach(room -> packages.add(ROOT + room + ".."));
    return packages.toArray(String[]::new);
  }

  /** Speaks of the file that a class stands in: a nested record may do what its store may. */
  private static DescribedPredicate<JavaClass> are(
      String description,
      java.util.function.Predicate<JavaClass> predicate,
      Set<String> exceptions) {
    return describe(
        description,
        each -> {
          JavaClass top = each;
          while (top.getEnclosingClass().isPresent()) {
            top = top.getEnclosingClass().get();
          }
          return predicate.test(top) && !exceptions.contains(top.getSimpleName());
        });
  }
}
