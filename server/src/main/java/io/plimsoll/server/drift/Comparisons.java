package io.plimsoll.server.drift;

import io.plimsoll.server.platform.http.ErrorCode;
import io.plimsoll.server.platform.http.ProblemException;
import io.plimsoll.stats.drift.Comparison;
import io.plimsoll.stats.drift.DriftInputException;
import io.plimsoll.stats.drift.FalseDiscovery;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Runs comparisons, half as many at once as there are processors: they are all arithmetic, and the
 * rest of the server has to go on. A request that waits too long is refused.
 */
@ApplicationScoped
public class Comparisons {
  /** The largest request takes some 200 MB while it is compared. */
  private static final int MOST_AT_ONCE = 4;

  private static final long LONGEST_WAIT_SECONDS = 20;
  private static final Duration LONGEST_WORK = Duration.ofSeconds(60);

  private final Semaphore places =
      new Semaphore(
          Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MOST_AT_ONCE), true);

  /** What a request asks for is read in its turn too, so that only so many samples are held. */
  ComparisonAnswer one(InputStream body) throws IOException {
    return inTurn(
        () -> {
          CompareReader.Asked asked = CompareReader.one(body);
          return ComparisonAnswer.of(compare("", asked, asked.question().whole()));
        });
  }

  FeaturesAnswer several(InputStream body) throws IOException {
    return inTurn(
        () -> {
          CompareReader.AskedFeatures asked = CompareReader.several(body);
          List<Comparison> comparisons = new ArrayList<>();
          long end = System.nanoTime() + LONGEST_WORK.toNanos();
          for (CompareReader.Asked each : asked.features()) {
            if (System.nanoTime() - end > 0) {
              throw tooSlow(comparisons.size(), asked.features().size());
            }
            String prefix = "features." + each.feature() + ".";
            comparisons.add(compare(prefix, each, asked.question(each)));
          }
          return answer(asked, comparisons);
        });
  }

  private static ProblemException tooSlow(int done, int all) {
    return new ProblemException(
        ErrorCode.TIMEOUT,
        "Only %d of %d features were compared within %d seconds; send fewer at once, or name a faster method."
            .formatted(done, all, LONGEST_WORK.toSeconds()));
  }

  private static Comparison compare(
      String prefix, CompareReader.Asked asked, Comparison.Question question) {
    try {
      return Comparison.of(asked.reference(), asked.current(), question);
    } catch (DriftInputException refused) {
      throw ProblemException.invalid(prefix + refused.field(), refused.getMessage() + ".");
    }
  }

  private static FeaturesAnswer answer(
      CompareReader.AskedFeatures asked, List<Comparison> comparisons) {
    double[] pValues =
        comparisons.stream()
            .filter(each -> each.outcome().pValue().isPresent())
            .mapToDouble(each -> each.outcome().pValue().getAsDouble())
            .toArray();
    double[] adjusted = FalseDiscovery.adjust(pValues);
    double alpha = asked.common().alpha();
    List<FeaturesAnswer.FeatureAnswer> features = new ArrayList<>();
    int test = 0;
    for (int index = 0; index < comparisons.size(); index++) {
      Comparison comparison = comparisons.get(index);
      Double corrected = comparison.outcome().pValue().isPresent() ? adjusted[test++] : null;
      boolean isDrifted =
          comparison.finding() == Comparison.Finding.DRIFTED
              && (corrected == null || corrected <= alpha);
      features.add(
          new FeaturesAnswer.FeatureAnswer(
              asked.features().get(index).feature(),
              isDrifted,
              corrected,
              ComparisonAnswer.of(comparison)));
    }
    int drifted = (int) features.stream().filter(FeaturesAnswer.FeatureAnswer::isDrifted).count();
    return new FeaturesAnswer(drifted, adjusted.length, alpha, features);
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> T inTurn(Work<T> work) throws IOException {
    boolean isIn = false;
    try {
      isIn = places.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
      if (!isIn) {
        throw new ProblemException(
            ErrorCode.OVERLOADED,
            "Other comparisons took more than %d seconds; send this one again in a moment."
                .formatted(LONGEST_WAIT_SECONDS));
      }
      return work.run();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ProblemException(ErrorCode.OVERLOADED, "The server is stopping; send it again.");
    } finally {
      if (isIn) {
        places.release();
      }
    }
  }
}
