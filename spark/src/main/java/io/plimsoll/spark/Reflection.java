package io.plimsoll.spark;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls methods by their name, where versions of Spark or Scala disagree about their types or
 * whether there is one. Whatever goes wrong, the answer is that there is nothing.
 */
final class Reflection {
  private static final int MOST_ITEMS = 10_000;

  private Reflection() {}

  /** What the method without parameters answers; null if there is none or it fails. */
  static @Nullable Object call(@Nullable Object target, String method) {
    if (target == null) {
      return null;
    }
    try {
      Method found = target.getClass().getMethod(method);
      if (!found.getDeclaringClass().isInterface()) {
        // A public method of a class that is not public cannot be called otherwise.
        found.setAccessible(true);
      }
      return found.invoke(target);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError absent) {
      return null;
    }
  }

  /** What is in a Seq, a Set or an Option of Scala; nothing if it is none of them. */
  static List<Object> items(@Nullable Object collection) {
    List<Object> items = new ArrayList<>();
    Object iterator = call(collection, "iterator");
    if (iterator instanceof scala.collection.Iterator) {
      scala.collection.Iterator<?> each = (scala.collection.Iterator<?>) iterator;
      while (each.hasNext() && items.size() < MOST_ITEMS) {
        Object item = each.next();
        if (item != null) {
          items.add(item);
        }
      }
    }
    return items;
  }

  /** The content of an Option; null if it is empty. */
  static @Nullable Object option(@Nullable Object option) {
    if (option instanceof scala.Option) {
      scala.Option<?> some = (scala.Option<?>) option;
      return some.isDefined() ? some.get() : null;
    }
    return null;
  }

  static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
