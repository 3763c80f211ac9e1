package io.plimsoll.inference.pickle;

import io.plimsoll.inference.pickle.PickleValue.Dictionary;
import io.plimsoll.inference.pickle.PickleValue.Global;
import io.plimsoll.inference.pickle.PickleValue.Instance;
import io.plimsoll.inference.pickle.PickleValue.Text;
import io.plimsoll.inference.pickle.PickleValue.Tuple;
import io.plimsoll.inference.pickle.PickleValue.Whole;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Walks one pickle (Python's pickletools documents every opcode), keeping only as much of the stack
 * as names need. It calls nothing and imports nothing; an opcode it does not know ends the walk.
 */
final class PickleMachine {

  private static final int MAX_STACK = 4_000_000;
  private static final int MAX_NESTED_PICKLES = 8;

  /** Longer texts are no names. */
  private static final int KEPT_TEXT = 256;

  private static final int KEPT_ITEMS = 64;

  /** What objects take in memory besides what they refer to. */
  private static final int OF_REFERENCE = 8;

  private static final int OF_OBJECT = 64;

  private final PickleInput input;
  private final Map<String, GlobalReference> globals;
  private final int depth;
  private final ScanBudget budget;
  private final List<PickleValue> stack = new ArrayList<>();
  private final PickleMemo memo = new PickleMemo();
  private int protocol;
  private boolean hasArrays;

  PickleMachine(PickleInput input, ScanBudget budget) {
    this(input, budget, new LinkedHashMap<>(), 0);
  }

  private PickleMachine(
      PickleInput input, ScanBudget budget, Map<String, GlobalReference> globals, int depth) {
    this.input = input;
    this.budget = budget;
    this.globals = globals;
    this.depth = depth;
  }

  List<GlobalReference> globals() {
    return List.copyOf(globals.values());
  }

  int protocol() {
    return protocol;
  }

  /** Whether joblib's arrays stand between the opcodes. */
  boolean hasArrays() {
    return hasArrays;
  }

  /** Walks up to and including the STOP opcode. */
  void run() throws IOException {
    while (true) {
      long at = input.offset();
      int opcode = input.unsignedByte();
      if (opcode == '.') {
        return;
      }
      if (!constant(opcode) && !container(opcode) && !memory(opcode) && !callable(opcode, at)) {
        throw new StreamCorruptedException(
            "byte " + at + " holds the opcode 0x%02x, which no model needs".formatted(opcode));
      }
      if (stack.size() > MAX_STACK) {
        throw new StreamCorruptedException("it nests more values than a model can have");
      }
    }
  }

  private boolean constant(int opcode) throws IOException {
    switch (opcode) {
      case 'N' -> push(PickleValue.NONE);
      case 0x88, 0x89 -> push(PickleValue.OPAQUE);
      case 'F' -> push(line());
      case 'I', 'L' -> push(wholeLine());
      case 'G' -> push(skipped(8));
      case 'J' -> push(new Whole((int) input.littleEndian(4)));
      case 'K' -> push(new Whole(input.unsignedByte()));
      case 'M' -> push(new Whole(input.littleEndian(2)));
      case 0x8a -> push(shortLong());
      case 0x8b -> push(skipped(input.littleEndian(4)));
      case 'S', 'V' -> push(quotedLine());
      case 'T', 'X' -> push(text(input.littleEndian(4)));
      case 'U', 0x8c -> push(text(input.unsignedByte()));
      case 0x8d -> push(text(input.littleEndian(8)));
      case 'B' -> push(skipped(input.littleEndian(4)));
      case 'C' -> push(skipped(input.unsignedByte()));
      case 0x8e, 0x96 -> push(skipped(input.littleEndian(8)));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean container(int opcode) throws IOException {
    switch (opcode) {
      case '(' -> stack.add(PickleValue.MARK);
      case ')' -> push(new Tuple(List.of()));
      case 0x85, 0x86, 0x87 -> push(tuple(popSome(opcode - 0x84)));
      case 't' -> push(tuple(popToMark()));
      case ']', 0x8f -> push(PickleValue.OPAQUE);
      case '}' -> push(dictionary());
      case 'l', 0x91 -> {
        popToMark();
        push(PickleValue.OPAQUE);
      }
      case 'd' -> {
        List<PickleValue> items = popToMark();
        push(dictionary());
        putAll(items);
      }
      case 'a' -> pop();
      case 'e', 0x90 -> popToMark();
      case 's' -> putAll(popSome(2));
      case 'u' -> putAll(popToMark());
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean memory(int opcode) throws IOException {
    switch (opcode) {
      case 0x80 -> protocol = Math.max(protocol, input.unsignedByte());
      case 0x95 -> input.skip(8);
      case '0' -> pop();
      case '1' -> popToMark();
      case '2' -> push(top());
      case 'p' -> store(number(input.line()));
      case 'q' -> store(input.unsignedByte());
      case 'r' -> store(input.littleEndian(4));
      case 0x94 -> store(memo.size());
      case 'g' -> push(recall(number(input.line())));
      case 'h' -> push(recall(input.unsignedByte()));
      case 'j' -> push(recall(input.littleEndian(4)));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean callable(int opcode, long at) throws IOException {
    switch (opcode) {
      case 'c' -> push(imported(input.line(), input.line(), at));
      case 0x93 -> {
        List<PickleValue> names = popSome(2);
        push(imported(plain(names.get(0), at), plain(names.get(1), at), at));
      }
      case 'i' -> {
        Global type = imported(input.line(), input.line(), at);
        push(called(type, popToMark()));
      }
      case 'o' -> {
        List<PickleValue> items = popToMark();
        push(
            items.isEmpty()
                ? PickleValue.OPAQUE
                : called(items.getFirst(), items.subList(1, items.size())));
      }
      case 'R', 0x81 -> {
        List<PickleValue> call = popSome(2);
        push(called(call.get(0), items(call.get(1))));
      }
      case 0x92 -> {
        List<PickleValue> call = popSome(3);
        push(called(call.get(0), items(call.get(1))));
      }
      case 'b' -> build(at);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Numbers are never recalled, but a file could have millions of them stored. */
  private void store(long index) throws StreamCorruptedException {
    budget.spend(OF_REFERENCE);
    PickleValue value = top();
    memo.put(index, value instanceof Whole ? PickleValue.OPAQUE : value);
  }

  private Dictionary dictionary() throws StreamCorruptedException {
    budget.spend(OF_OBJECT);
    return new Dictionary(new HashMap<>());
  }

  private Global imported(String module, String name, long at) throws StreamCorruptedException {
    budget.spend(OF_OBJECT + module.length() + name.length());
    GlobalReference reference = new GlobalReference(module, name, at);
    globals.putIfAbsent(module + "\n" + name, reference);
    return new Global(reference);
  }

  private PickleValue called(PickleValue callable, List<PickleValue> arguments)
      throws StreamCorruptedException {
    if (!(callable instanceof Global global)) {
      return PickleValue.OPAQUE;
    }
    budget.spend(OF_OBJECT + OF_OBJECT);
    // Protocols 0 and 1 make objects through this function; the class is its first argument.
    boolean reconstructs = global.reference().name().equals("_reconstructor");
    if (reconstructs && !arguments.isEmpty() && arguments.getFirst() instanceof Global type) {
      return Instance.of(type.reference(), List.of());
    }
    // Only what a data type is called by is ever asked for, and that comes first.
    return Instance.of(
        global.reference(), arguments.isEmpty() ? List.of() : List.of(arguments.getFirst()));
  }

  private void build(long at) throws IOException {
    PickleValue state = pop();
    if (!(top() instanceof Instance instance)) {
      return;
    }
    if (state instanceof Dictionary dictionary && JoblibArray.isWrapper(instance)) {
      instance.state().putAll(dictionary.entries());
    }
    if (JoblibArray.isWrapper(instance)) {
      skipArray(JoblibArray.of(instance, at));
      stack.set(stack.size() - 1, PickleValue.OPAQUE);
    }
  }

  private void skipArray(JoblibArray array) throws IOException {
    hasArrays = true;
    if (array.objects()) {
      if (depth >= MAX_NESTED_PICKLES) {
        throw new StreamCorruptedException("pickles are nested too deeply in it");
      }
      PickleMachine nested = new PickleMachine(input, budget, globals, depth + 1);
      nested.run();
      return;
    }
    if (array.aligned()) {
      input.skip(input.unsignedByte());
    }
    input.skip(array.bytes());
  }

  private void push(PickleValue value) {
    stack.add(value);
  }

  private PickleValue top() throws StreamCorruptedException {
    if (stack.isEmpty()) {
      throw new StreamCorruptedException("its stack runs empty at byte " + input.offset());
    }
    return stack.getLast();
  }

  private PickleValue pop() throws StreamCorruptedException {
    PickleValue value = top();
    stack.removeLast();
    return value;
  }

  private List<PickleValue> popSome(int count) throws StreamCorruptedException {
    if (stack.size() < count) {
      throw new StreamCorruptedException("its stack runs empty at byte " + input.offset());
    }
    List<PickleValue> tail = stack.subList(stack.size() - count, stack.size());
    List<PickleValue> items = List.copyOf(tail);
    tail.clear();
    return items;
  }

  private List<PickleValue> popToMark() throws StreamCorruptedException {
    int mark = stack.size() - 1;
    while (mark >= 0 && stack.get(mark) != PickleValue.MARK) {
      mark--;
    }
    if (mark < 0) {
      throw new StreamCorruptedException("a mark is missing at byte " + input.offset());
    }
    List<PickleValue> items = popSome(stack.size() - mark - 1);
    stack.removeLast();
    return items;
  }

  private PickleValue tuple(List<PickleValue> items) throws StreamCorruptedException {
    budget.spend(OF_OBJECT + (long) OF_REFERENCE * items.size());
    return items.size() <= KEPT_ITEMS ? new Tuple(items) : PickleValue.OPAQUE;
  }

  private static List<PickleValue> items(PickleValue value) {
    return value instanceof Tuple tuple ? tuple.items() : List.of();
  }

  private void putAll(List<PickleValue> items) throws StreamCorruptedException {
    if (!(top() instanceof Dictionary dictionary)) {
      return;
    }
    for (int i = 0; i + 1 < items.size(); i += 2) {
      if (items.get(i) instanceof Text key && JoblibArray.asksFor(key.text())) {
        budget.spend(OF_OBJECT);
        dictionary.entries().put(key.text(), items.get(i + 1));
      }
    }
  }

  private PickleValue recall(long index) throws StreamCorruptedException {
    PickleValue value = memo.find(index);
    if (value == null) {
      throw new StreamCorruptedException("it recalls a value that it never stored");
    }
    return value;
  }

  /** Python builds such a name while loading, so no list of names could be complete. */
  private static String plain(PickleValue value, long at) throws StreamCorruptedException {
    if (value instanceof Text text) {
      return text.text();
    }
    throw new StreamCorruptedException("the import at byte " + at + " is computed, not named");
  }

  private PickleValue text(long length) throws IOException {
    if (length > KEPT_TEXT) {
      return skipped(length);
    }
    return text(new String(input.bytes((int) length), StandardCharsets.UTF_8));
  }

  private Text text(String text) throws StreamCorruptedException {
    budget.spend(OF_OBJECT + text.length());
    return new Text(text);
  }

  private PickleValue skipped(long bytes) throws IOException {
    input.skip(bytes);
    return PickleValue.OPAQUE;
  }

  private PickleValue line() throws IOException {
    input.line();
    return PickleValue.OPAQUE;
  }

  /** Quotes are stripped; a text with escapes keeps them, which no allowed name has. */
  private PickleValue quotedLine() throws IOException {
    String line = input.line();
    boolean quoted = line.length() >= 2 && (line.startsWith("'") || line.startsWith("\""));
    String text = quoted ? line.substring(1, line.length() - 1) : line;
    return text.length() > KEPT_TEXT ? PickleValue.OPAQUE : text(text);
  }

  private PickleValue wholeLine() throws IOException {
    return new Whole(number(input.line()));
  }

  private PickleValue shortLong() throws IOException {
    int length = input.unsignedByte();
    if (length > 7) {
      return skipped(length);
    }
    long value = input.littleEndian(length);
    int unused = 64 - 8 * length;
    return new Whole(length == 0 ? 0 : value << unused >> unused);
  }

  private static long number(String line) throws StreamCorruptedException {
    String digits = line.strip();
    digits = digits.endsWith("L") ? digits.substring(0, digits.length() - 1) : digits;
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new StreamCorruptedException("\"" + digits + "\" stands where a number should");
    }
  }
}
