package io.plimsoll.inference.text;

/**
 * Terms numbered by a hash, as scikit-learn's {@code FeatureHasher} does: MurmurHash3 (x86, 32 bit,
 * seed 0; Austin Appleby, public domain) of the UTF-8, its absolute value by the number of columns,
 * its sign as that of the term if signs alternate.
 */
record HashedTerms(int size, boolean isAlternating) implements Terms {

  /** So that a number and a sign fit into an int. */
  private static final int MOST = 1 << 30;

  HashedTerms {
    if (size < 1 || size > MOST) {
      throw new IllegalArgumentException("terms are hashed to 1 to %d numbers".formatted(MOST));
    }
  }

  @Override
  public int find(int[] points, int from, int to) {
    int hash = murmur(points, from, to);
    // The smallest int has no absolute value; scikit-learn says what it takes for it.
    int number =
        hash == Integer.MIN_VALUE ? (Integer.MAX_VALUE - (size - 1)) % size : Math.abs(hash) % size;
    return 2 * number + (isAlternating && hash < 0 ? 1 : 0);
  }

  /** The bytes come from the code points one by one and are never stored. */
  static int murmur(int[] points, int from, int to) {
    int hash = 0;
    int block = 0;
    int length = 0;
    for (int i = from; i < to; i++) {
      int point = points[i];
      int bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      for (int k = 0; k < bytes; k++) {
        block |= utf8(point, bytes, k) << (8 * (length & 3));
        length++;
        if ((length & 3) == 0) {
          hash = Integer.rotateLeft(hash ^ mixed(block), 13) * 5 + 0xe6546b64;
          block = 0;
        }
      }
    }
    hash ^= mixed(block) ^ length;
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return hash ^ (hash >>> 16);
  }

  private static int mixed(int block) {
    return Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
  }

  private static int utf8(int point, int bytes, int index) {
    if (bytes == 1) {
      return point;
    }
    int bits = point >> (6 * (bytes - 1 - index));
    return index == 0 ? ((0xf00 >> bytes) & 0xff) | bits : 0x80 | (bits & 0x3f);
  }
}
