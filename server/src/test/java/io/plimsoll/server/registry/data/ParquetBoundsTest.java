package io.plimsoll.server.registry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.tensor.Feature;
import io.plimsoll.inference.tensor.FeatureType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of a few bytes that claim to hold a lot are refused before room is made for it. */
final class ParquetBoundsTest {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int LOTS = 2_000_000_000;

  /** Of a claim of 2,000,000,000 packed numbers, and of as many repeated ones. */
  private static final byte[] LOTS_PACKED = varint(2 * (LOTS / 8L) + 1);

  private static final byte[] LOTS_REPEATED = varint((long) LOTS << 1);
  private static final List<Feature> INTEGER = List.of(new Feature("x", FeatureType.INTEGER));
  private static final List<Feature> TEXT = List.of(new Feature("x", FeatureType.STRING));
  private static final List<Feature> BOOLEAN = List.of(new Feature("x", FeatureType.BOOLEAN));

  private final Path folder;

  ParquetBoundsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void readsWhatHoldsWhatItClaims() throws Exception {
    byte[] dictionary = dictionary(2, ints(7, 9));
    byte[] indices = join(new byte[] {1}, varint(3 << 1), new byte[] {1}, varint(1 << 1 | 1));
    byte[] page = page(5, Encoding.RLE_DICTIONARY, join(indices, new byte[] {0b10}));
    assertThat(values(column("x", Type.INT32, join(dictionary, page)).rows(5), INTEGER))
        .containsExactly(9L, 9L, 9L, 7L, 9L);
  }

  /** Nobody reads them, and so some writers leave them out. */
  @Test
  void readsGroupsWhoseLastNumbersWereLeftOut() throws Exception {
    byte[] dictionary = dictionary(4, ints(5, 6, 7, 8));
    byte[] indices = new byte[] {2, 1 << 1 | 1, (byte) 0b11_10_01_00};
    byte[] page = page(4, Encoding.RLE_DICTIONARY, indices);
    assertThat(values(column("x", Type.INT32, join(dictionary, page)).rows(4), INTEGER))
        .containsExactly(5L, 6L, 7L, 8L);
  }

  @Test
  void readsMissingValuesOfBothKindsOfPages() throws Exception {
    byte[] levels = {1 << 1 | 1, 0b101};
    byte[] first = page(3, Encoding.PLAIN, join(ints(levels.length), levels, ints(1, 2)));
    byte[] second = page2(3, levels, Encoding.PLAIN, ints(3, 4));
    Column column = column("x", Type.INT32, join(first, second)).optional().rows(6);
    assertThat(values(column, INTEGER)).containsExactly(1L, null, 2L, 3L, null, 4L);
  }

  @ParameterizedTest
  @EnumSource(
      value = Type.class,
      names = {"INT32", "INT64", "FLOAT", "DOUBLE", "INT96", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"})
  void refusesDictionariesThatClaimMoreThanTheyHold(Type type) {
    for (int claim : new int[] {LOTS, -1}) {
      byte[] pages =
          join(dictionary(claim, ints(7)), page(1, Encoding.RLE_DICTIONARY, LOTS_PACKED));
      assertRefused(
          column("x", type, pages),
          INTEGER,
          "its dictionary claims %,d values in 4".formatted(claim));
    }
  }

  @Test
  void refusesDictionariesOfBooleans() {
    byte[] pages = join(dictionary(1, ints(7)), page(1, Encoding.RLE_DICTIONARY, LOTS_PACKED));
    assertRefused(column("x", Type.BOOLEAN, pages), BOOLEAN, "it has a dictionary of booleans");
  }

  /** Each entry of no bytes is an object. */
  @Test
  void countsTheEntriesOfDictionaries() {
    byte[] pages = dictionary(4 << 20, new byte[16 << 20]);
    assertRefused(
        column("x", Type.BYTE_ARRAY, pages), TEXT, "write smaller pages or fewer columns");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, LOTS})
  void refusesPagesOfMoreValuesThanAreLeft(int claim) {
    assertRefused(
        column("x", Type.INT32, page(claim, Encoding.PLAIN, ints(7))),
        INTEGER,
        "a page claims %,d values where 1 are left".formatted(claim));
    assertRefused(
        column("x", Type.INT32, page2(claim, new byte[0], Encoding.PLAIN, ints(7))),
        INTEGER,
        "a page claims %,d values where 1 are left".formatted(claim));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32})
  void refusesIndicesThatClaimMoreThanTheirPageHolds(int width) {
    byte[] indices = join(new byte[] {(byte) width}, LOTS_PACKED, ints(0, 0));
    assertRefused(
        column(
            "x",
            Type.INT32,
            join(dictionary(1, ints(7)), page(1, Encoding.RLE_DICTIONARY, indices))),
        INTEGER,
        "a run of packed numbers claims");
  }

  @Test
  void refusesIndicesBehindOthersThatClaimMoreThanTheirPageHolds() {
    byte[] indices = join(new byte[] {1}, varint(1 << 1), new byte[] {0}, LOTS_PACKED);
    byte[] pages = join(dictionary(1, ints(7)), page(2, Encoding.PLAIN_DICTIONARY, indices));
    assertRefused(
        column("x", Type.INT32, pages).rows(2), INTEGER, "a run of packed numbers claims");
  }

  @Test
  void refusesIndicesThatAreCutOff() {
    byte[] indices = join(new byte[] {8}, varint(10 << 1 | 1), new byte[10]);
    byte[] pages = join(dictionary(1, ints(7)), page(80, Encoding.RLE_DICTIONARY, indices));
    assertRefused(
        column("x", Type.INT32, pages).rows(80), INTEGER, "a run of packed numbers claims 80");
  }

  @Test
  void refusesIndicesThatAreTooWide() {
    byte[] pages =
        join(
            dictionary(1, ints(7)),
            page(1, Encoding.RLE_DICTIONARY, join(new byte[] {33}, LOTS_REPEATED)));
    assertRefused(column("x", Type.INT32, pages), INTEGER, "its packed numbers are 33 bits wide");
  }

  @Test
  void refusesLevelsThatClaimMoreThanTheirPageHolds() {
    byte[] levels = join(ints(LOTS_PACKED.length), LOTS_PACKED, ints(7));
    assertRefused(
        column("x", Type.INT32, page(1, Encoding.PLAIN, levels)).optional(),
        INTEGER,
        "a run of packed numbers claims");
    assertRefused(
        column("x", Type.INT32, page2(1, LOTS_PACKED, Encoding.PLAIN, ints(7))).optional(),
        INTEGER,
        "a run of packed numbers claims");
    assertRefused(
        column("x", Type.INT32, page(1, Encoding.PLAIN, ints(LOTS, 7))).optional(),
        INTEGER,
        "its levels or values are longer than their page");
  }

  @Test
  void refusesLevelsInEncodingsOfValues() {
    DataPageHeader about =
        new DataPageHeader(1, Encoding.PLAIN, Encoding.DELTA_BINARY_PACKED, Encoding.RLE);
    byte[] page = bytes(head(PageType.DATA_PAGE, 4).setData_page_header(about), ints(7));
    assertRefused(
        column("x", Type.INT32, page), INTEGER, "its levels are encoded as RLE and DELTA_BINARY");
  }

  @Test
  void refusesBooleansThatClaimMoreThanTheirPageHolds() {
    byte[] runs = join(ints(LOTS_PACKED.length), LOTS_PACKED);
    assertRefused(
        column("x", Type.BOOLEAN, page(1, Encoding.RLE, runs)),
        BOOLEAN,
        "a run of packed numbers claims");
  }

  @Test
  void refusesDifferencesThatClaimMoreThanTheirPageHolds() {
    assertRefused(
        column("x", Type.INT32, page(1, Encoding.DELTA_BINARY_PACKED, delta(128, 4, LOTS))),
        INTEGER,
        "it claims 2,000,000,000 differences, more than its page of 1 values holds");
    assertRefused(
        column(
            "x", Type.BYTE_ARRAY, page(1, Encoding.DELTA_LENGTH_BYTE_ARRAY, delta(128, 4, LOTS))),
        TEXT,
        "it claims 2,000,000,000 differences");
    assertRefused(
        column("x", Type.BYTE_ARRAY, page(1, Encoding.DELTA_BYTE_ARRAY, delta(128, 4, LOTS))),
        TEXT,
        "it claims 2,000,000,000 differences");
    assertRefused(
        column(
            "x",
            Type.BYTE_ARRAY,
            page(1, Encoding.DELTA_BYTE_ARRAY, join(delta(128, 4, 1), delta(128, 4, LOTS)))),
        TEXT,
        "it claims 2,000,000,000 differences");
  }

  @Test
  void refusesDifferencesInHugeBlocks() {
    for (int parts : new int[] {0, 1, 250_000_000}) {
      assertRefused(
          column("x", Type.INT32, page(1, Encoding.DELTA_BINARY_PACKED, delta(LOTS, parts, 1))),
          INTEGER,
          "its differences stand in blocks of 2,000,000,000 values");
    }
  }

  @Test
  void refusesBytesThatClaimToBeginAsLongOnesDo() {
    byte[] begin = join(varint(128), varint(4), varint(1), varint((long) LOTS << 1));
    byte[] page = page(1, Encoding.DELTA_BYTE_ARRAY, join(begin, delta(128, 4, 1)));
    assertRefused(
        column("x", Type.BYTE_ARRAY, page),
        TEXT,
        "the values of a page claim more than 67,108,864");
  }

  /** Each is within what a page may take, and all of them are not. */
  @Test
  void refusesPagesThatTogetherTakeTooMuch() {
    byte[] page = zipped(16 << 20);
    List<Column> columns =
        IntStream.range(0, 9)
            .mapToObj(place -> column("c" + place, Type.INT32, page).zipped())
            .toList();
    List<Feature> features =
        columns.stream().map(each -> new Feature(each.name(), FeatureType.INTEGER)).toList();
    assertThatThrownBy(() -> read(file(1, columns), features))
        .isInstanceOf(UnfitDataException.class)
        .hasMessageContaining("rows.parquet cannot be read from row 1 on, column `c7`")
        .hasMessageContaining("write smaller pages or fewer columns");
  }

  @Test
  void givesBackWhatPagesTook() throws Exception {
    byte[] page = zipped(32 << 20);
    Column column =
        column("x", Type.INT32, join(page, page, page, page, page, page)).zipped().rows(6);
    assertThat(values(column, INTEGER)).hasSize(6);
  }

  @Test
  void refusesRowsThatTakeNoRoom() {
    assertOpenRefused(footer(LOTS, LOTS), "rows.parquet has more than 50,000,000 rows; send a");
    assertOpenRefused(
        footer(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, 2),
        "rows.parquet has more than 50,000,000 rows; send a sample of them.");
  }

  @Test
  void refusesCountsOfRowsThatDoNotAgree() {
    assertOpenRefused(
        footer(5, 2, 2),
        "rows.parquet announces 5 rows and its row groups hold 4; write it again.");
    assertOpenRefused(footer(-5), "rows.parquet announces -5 rows and its row groups hold 0;");
    assertOpenRefused(footer(0, 5, -5), "rows.parquet has a row group of -5 rows; write it again.");
  }

  @Test
  void readsSchemasHoweverDeep() {
    int depth = 200_000;
    List<SchemaElement> schema = new ArrayList<>();
    schema.add(new SchemaElement("schema").setNum_children(2));
    for (int level = 0; level < depth; level++) {
      schema.add(new SchemaElement("deep").setNum_children(1));
    }
    schema.add(element("deepest", Type.INT32));
    schema.add(element("x", Type.INT32));
    assertThat(ParquetColumn.flat(schema)).extracting(ParquetColumn::name).containsExactly("x");
    schema.get(1).setNum_children(Integer.MAX_VALUE);
    assertThat(ParquetColumn.flat(schema)).isEmpty();
  }

  /** Structures in structures, in a field that Parquet does not know. */
  @Test
  void refusesMetadataThatIsTooDeep() {
    byte[] deep = new byte[1 << 20];
    Arrays.fill(deep, (byte) 0xFC);
    assertOpenRefused(join(MAGIC, tail(deep)), "its metadata is more than 32 levels deep");
    assertRefused(
        column("x", Type.INT32, deep), INTEGER, "its metadata is more than 32 levels deep");
  }

  @Test
  void refusesMetadataThatClaimsMoreThanItHolds() {
    byte[] list = join(new byte[] {0x29, (byte) 0xFC}, varint(LOTS));
    assertOpenRefused(join(MAGIC, tail(list)), "its metadata claims a list of 2,000,000,000");
    byte[] text = join(new byte[] {(byte) 0xF8}, varint(90_000_000));
    assertRefused(
        column("x", Type.INT32, text), INTEGER, "its metadata claims 90,000,000 bytes of text");
  }

  private void assertRefused(Column column, List<Feature> features, String message) {
    assertThatThrownBy(() -> values(column, features))
        .isInstanceOf(UnfitDataException.class)
        .hasMessageContaining("rows.parquet cannot be read from row ")
        .hasMessageContaining("column `x`: ")
        .hasMessageContaining(message)
        .hasMessageContaining("or send CSV.");
  }

  private void assertOpenRefused(byte[] file, String message) {
    assertThatThrownBy(() -> read(file, INTEGER))
        .isInstanceOf(UnfitDataException.class)
        .hasMessageContaining("rows.parquet")
        .hasMessageContaining(message);
  }

  private List<@Nullable Object> values(Column column, List<Feature> features) throws Exception {
    return read(file(column.rows(), List.of(column)), features);
  }

  /** Values of the first column. */
  private List<@Nullable Object> read(byte[] bytes, List<Feature> features) throws Exception {
    Path file = Files.write(folder.resolve("rows.parquet"), bytes);
    List<@Nullable Object> values = new ArrayList<>();
    DataFile.open(file, "rows.parquet", features, List.of())
        .read(
            () -> true,
            (Map<String, @Nullable Object> row) -> values.add(row.get(features.getFirst().name())));
    return values;
  }

  private record Column(
      String name, Type type, boolean isOptional, boolean isZipped, int rows, byte[] pages) {
    Column optional() {
      return new Column(name, type, true, isZipped, rows, pages);
    }

    Column zipped() {
      return new Column(name, type, isOptional, true, rows, pages);
    }

    Column rows(int count) {
      return new Column(name, type, isOptional, isZipped, count, pages);
    }
  }

  private static Column column(String name, Type type, byte[] pages) {
    return new Column(name, type, false, false, 1, pages);
  }

  private static byte[] file(int rows, List<Column> columns) {
    List<SchemaElement> schema = new ArrayList<>();
    schema.add(new SchemaElement("schema").setNum_children(columns.size()));
    List<ColumnChunk> chunks = new ArrayList<>();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(MAGIC);
    for (Column column : columns) {
      schema.add(
          element(column.name(), column.type())
              .setRepetition_type(
                  column.isOptional()
                      ? FieldRepetitionType.OPTIONAL
                      : FieldRepetitionType.REQUIRED));
      ColumnMetaData data =
          new ColumnMetaData(
              column.type(),
              List.of(),
              List.of(column.name()),
              column.isZipped() ? CompressionCodec.GZIP : CompressionCodec.UNCOMPRESSED,
              rows,
              column.pages().length,
              column.pages().length,
              file.size());
      chunks.add(new ColumnChunk(file.size()).setMeta_data(data));
      file.writeBytes(column.pages());
    }
    RowGroup group = new RowGroup(chunks, file.size(), rows);
    file.writeBytes(tail(new FileMetaData(1, schema, rows, List.of(group))));
    return file.toByteArray();
  }

  /** A file of row groups without anything. */
  private static byte[] footer(long announced, long... groups) {
    List<SchemaElement> schema =
        List.of(new SchemaElement("schema").setNum_children(1), element("x", Type.INT32));
    List<RowGroup> empty = new ArrayList<>();
    for (long rows : groups) {
      empty.add(new RowGroup(List.of(), 0, rows));
    }
    return join(MAGIC, tail(new FileMetaData(1, schema, announced, empty)));
  }

  private static byte[] tail(FileMetaData footer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Util.writeFileMetaData(footer, bytes);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    return tail(bytes.toByteArray());
  }

  private static byte[] tail(byte[] footer) {
    return join(footer, ints(footer.length), MAGIC);
  }

  private static SchemaElement element(String name, Type type) {
    return new SchemaElement(name)
        .setType(type)
        .setType_length(2)
        .setRepetition_type(FieldRepetitionType.REQUIRED);
  }

  private static byte[] dictionary(int claim, byte[] values) {
    return bytes(
        head(PageType.DICTIONARY_PAGE, values.length)
            .setDictionary_page_header(new DictionaryPageHeader(claim, Encoding.PLAIN)),
        values);
  }

  private static byte[] page(int claim, Encoding encoding, byte[] body) {
    return bytes(
        head(PageType.DATA_PAGE, body.length)
            .setData_page_header(new DataPageHeader(claim, encoding, Encoding.RLE, Encoding.RLE)),
        body);
  }

  /** One value, and nothing but zeros. */
  private static byte[] zipped(int size) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(body)) {
      zip.write(new byte[size]);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    return bytes(
        new PageHeader(PageType.DATA_PAGE, size, body.size())
            .setData_page_header(new DataPageHeader(1, Encoding.PLAIN, Encoding.RLE, Encoding.RLE)),
        body.toByteArray());
  }

  private static byte[] page2(int claim, byte[] levels, Encoding encoding, byte[] values) {
    return bytes(
        head(PageType.DATA_PAGE_V2, levels.length + values.length)
            .setData_page_header_v2(
                new DataPageHeaderV2(claim, 0, claim, encoding, levels.length, 0)),
        join(levels, values));
  }

  private static PageHeader head(PageType type, int size) {
    return new PageHeader(type, size, size);
  }

  private static byte[] bytes(PageHeader head, byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Util.writePageHeader(head, bytes);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    return join(bytes.toByteArray(), body);
  }

  /** The head of differences, and a first value of 0. */
  private static byte[] delta(int block, int parts, int count) {
    return join(varint(block), varint(parts), varint(count), varint(0));
  }

  private static byte[] varint(long value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long left = value;
    while (left >= 0x80) {
      bytes.write((int) ((left & 0x7F) | 0x80));
      left >>>= 7;
    }
    bytes.write((int) left);
    return bytes.toByteArray();
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }
}
