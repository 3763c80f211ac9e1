package io.plimsoll.inference.pickle;

import io.plimsoll.inference.pickle.PickleValue.Instance;
import io.plimsoll.inference.pickle.PickleValue.Text;
import io.plimsoll.inference.pickle.PickleValue.Tuple;
import io.plimsoll.inference.pickle.PickleValue.Whole;
import java.io.StreamCorruptedException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The array that follows in the stream when joblib's NumpyArrayWrapper is built (joblib,
 * numpy_pickle.py, NumpyArrayWrapper.read_array): an alignment byte with its padding, if the
 * wrapper says so, and then the raw elements, or a pickle of its own if the elements are Python
 * objects.
 *
 * @param aligned whether a padding length byte stands first
 * @param objects whether a nested pickle follows in place of raw elements
 * @param bytes number of raw bytes
 */
record JoblibArray(boolean aligned, boolean objects, long bytes) {

  private static final String TYPE = "dtype";
  private static final String SHAPE = "shape";
  private static final String ALIGNMENT = "numpy_array_alignment_bytes";
  private static final Set<String> KEYS = Set.of(TYPE, SHAPE, ALIGNMENT);

  private static final Pattern CODE = Pattern.compile("[<>=|]?([a-zA-Z?])(\\d+)?");

  /** Whether a wrapper's entry of that name says where the array ends. */
  static boolean asksFor(String key) {
    return KEYS.contains(key);
  }

  static boolean isWrapper(PickleValue value) {
    return value instanceof Instance instance
        && instance.is("joblib.numpy_pickle", "NumpyArrayWrapper");
  }

  static JoblibArray of(Instance wrapper, long offset) throws StreamCorruptedException {
    String code = dtypeCode(wrapper.state().get(TYPE));
    Matcher matcher = code == null ? null : CODE.matcher(code);
    if (matcher == null
        || !matcher.matches()
        || !(wrapper.state().get(SHAPE) instanceof Tuple shape)) {
      throw new StreamCorruptedException(
          "the joblib array at byte " + offset + " has a form that cannot be scanned");
    }
    boolean aligned = wrapper.state().get(ALIGNMENT) instanceof Whole;
    char kind = matcher.group(1).charAt(0);
    if (kind == 'O') {
      return new JoblibArray(aligned, true, 0);
    }
    long bytes = itemSize(kind, matcher.group(2), offset);
    for (PickleValue dimension : shape.items()) {
      if (!(dimension instanceof Whole whole) || whole.number() < 0) {
        throw new StreamCorruptedException("the joblib array at byte " + offset + " has no shape");
      }
      bytes = Math.multiplyExact(bytes, whole.number());
    }
    return new JoblibArray(aligned, false, bytes);
  }

  private static @Nullable String dtypeCode(@Nullable PickleValue dtype) {
    return dtype instanceof Instance made
            && made.is("numpy", "dtype")
            && !made.arguments().isEmpty()
            && made.arguments().getFirst() instanceof Text text
        ? text.text()
        : null;
  }

  private static long itemSize(char kind, @Nullable String digits, long offset)
      throws StreamCorruptedException {
    if (digits == null) {
      if (kind == '?') {
        return 1;
      }
      throw new StreamCorruptedException(
          "the joblib array at byte " + offset + " has the unknown element type " + kind);
    }
    long width = Long.parseLong(digits);
    return kind == 'U' ? 4 * width : width;
  }
}
