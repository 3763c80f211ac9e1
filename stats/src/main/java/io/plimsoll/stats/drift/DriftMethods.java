package io.plimsoll.stats.drift;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** All definitions. The first of a family is the one meant when the family alone is named. */
public final class DriftMethods {
  private static final Map<String, DriftMethod> BY_ID = byId();
  private static final int SUGGESTIONS = 3;

  private DriftMethods() {}

  private static Map<String, DriftMethod> byId() {
    Map<String, DriftMethod> methods = new LinkedHashMap<>();
    List<List<DriftMethod>> groups =
        List.of(
            BinnedMethods.all(),
            AreaMethods.all(),
            KolmogorovMethods.all(),
            NannymlMethods.all(),
            CountMethods.all(),
            NumberTestMethods.all(),
            TableMethods.all(),
            ProfileMethods.all(),
            StreamMethods.all());
    groups.forEach(group -> group.forEach(method -> methods.put(method.id(), method)));
    return methods;
  }

  /** In the order of families. */
  public static List<DriftMethod> all() {
    return List.copyOf(BY_ID.values());
  }

  /** The definition of this id. */
  static DriftMethod require(String id) {
    return resolve(id, Optional.empty());
  }

  /**
   * Finds a definition by its id, by its family, or by what a library calls it.
   *
   * @param library whose variant is meant where the name alone leaves a choice
   * @throws DriftInputException if nothing is called so; it names the nearest ids
   */
  public static DriftMethod resolve(String name, Optional<Library> library) {
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    DriftMethod exact = BY_ID.get(wanted);
    if (exact != null) {
      return exact;
    }
    List<DriftMethod> candidates =
        BY_ID.values().stream()
            .filter(method -> method.family().equals(wanted) || isCalled(method, wanted))
            .toList();
    if (candidates.isEmpty()) {
      throw new DriftInputException(
          "method", "\"" + name + "\" is no method; the nearest are " + nearest(wanted));
    }
    if (library.isEmpty() || library.get() == Library.PLIMSOLL) {
      return candidates.get(0);
    }
    return candidates.stream()
        .filter(method -> library.get().computes(method))
        .findFirst()
        .orElseThrow(
            () ->
                new DriftInputException(
                    "computeAs",
                    library.get().text()
                        + " has no variant of \""
                        + name
                        + "\" here; there are "
                        + candidates.stream().map(DriftMethod::id).toList()));
  }

  private static boolean isCalled(DriftMethod method, String wanted) {
    return method.alsoKnownAs().stream()
        .map(known -> known.toLowerCase(Locale.ROOT))
        .anyMatch(known -> known.equals(wanted) || known.endsWith(": " + wanted));
  }

  private static List<String> nearest(String wanted) {
    List<String> ids = new ArrayList<>(BY_ID.keySet());
    ids.sort(
        Comparator.comparingInt(
            id ->
                Math.min(
                    distance(wanted, id), 1 + distance(wanted, id.substring(0, id.indexOf('.'))))));
    return ids.subList(0, SUGGESTIONS);
  }

  /** V. Levenshtein's distance. */
  private static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int column = 0; column <= right.length(); column++) {
      row[column] = column;
    }
    // A name far longer than any id is far from all of them; its end tells nothing more.
    for (int place = 1; place <= Math.min(left.length(), 100); place++) {
      int diagonal = row[0];
      row[0] = place;
      for (int column = 1; column <= right.length(); column++) {
        int changed = diagonal + (left.charAt(place - 1) == right.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(changed, 1 + Math.min(row[column], row[column - 1]));
      }
    }
    return row[right.length()];
  }
}
