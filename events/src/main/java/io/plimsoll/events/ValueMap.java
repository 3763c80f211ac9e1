package io.plimsoll.events;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map in the order in which it was filled, as one array of names beside one of values:
 * the values of an event are read in turn, several times and long after they were made, and a map
 * of nodes would fetch each of them from another place. Few names are found by looking at all of
 * them; where there are more, a hash map knows their places.
 */
final class ValueMap extends AbstractMap<String, @Nullable Object> {
  private static final int SCANNED = 16;

  private final String[] names;
  private final @Nullable Object[] values;
  private final Map<String, Integer> places;

  private ValueMap(String[] names, @Nullable Object[] values, Map<String, Integer> places) {
    this.names = names;
    this.values = values;
    this.places = places;
  }

  /** The entries of a map in its order; those of one of these are not copied. */
  static ValueMap copyOf(Map<String, ? extends @Nullable Object> map) {
    if (map instanceof ValueMap already) {
      return already;
    }
    Builder builder = new Builder();
    map.forEach(builder::put);
    return builder.build();
  }

  /** Is filled once, and must not be used afterwards. */
  static final class Builder {
    private String[] names = new String[SCANNED];
    private @Nullable Object[] values = new Object[SCANNED];
    private Map<String, Integer> places = Map.of();
    private int size;

    /** A name that comes again keeps its place and gets the new value. */
    void put(String name, @Nullable Object value) {
      int place = place(names, size, places, name);
      if (place < 0) {
        place = append(name);
      }
      values[place] = value;
    }

    private int append(String name) {
      if (size == names.length) {
        names = Arrays.copyOf(names, 2 * size);
        values = Arrays.copyOf(values, 2 * size);
      }
      if (size == SCANNED) {
        places = new HashMap<>();
        for (int place = 0; place < size; place++) {
          places.put(names[place], place);
        }
      }
      names[size] = name;
      if (size >= SCANNED) {
        places.put(name, size);
      }
      return size++;
    }

    ValueMap build() {
      return new ValueMap(Arrays.copyOf(names, size), Arrays.copyOf(values, size), places);
    }
  }

  private static int place(String[] names, int size, Map<String, Integer> places, Object name) {
    if (size > SCANNED) {
      return places.getOrDefault(name, -1);
    }
    for (int place = 0; place < size; place++) {
      if (names[place].equals(name)) {
        return place;
      }
    }
    return -1;
  }

  @Override
  public @Nullable Object get(Object name) {
    int place = place(names, names.length, places, name);
    return place < 0 ? null : values[place];
  }

  @Override
  public boolean containsKey(Object name) {
    return place(names, names.length, places, name) >= 0;
  }

  @Override
  public int size() {
    return names.length;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super @Nullable Object> told) {
    for (int place = 0; place < names.length; place++) {
      told.accept(names[place], values[place]);
    }
  }

  @Override
  public Set<Map.Entry<String, @Nullable Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
        return new Entries();
      }

      @Override
      public int size() {
        return names.length;
      }
    };
  }

  private final class Entries implements Iterator<Map.Entry<String, @Nullable Object>> {
    private int place;

    @Override
    public boolean hasNext() {
      return place < names.length;
    }

    @Override
    public Map.Entry<String, @Nullable Object> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Map.Entry<String, @Nullable Object> entry =
          new SimpleImmutableEntry<>(names[place], values[place]);
      place++;
      return entry;
    }
  }
}
