package io.plimsoll.server.registry.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.VersionParser;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** A column of a Parquet file that has one value a row, and how its values are meant. */
record ParquetColumn(
    String name,
    org.apache.parquet.format.Type type,
    int length,
    boolean isOptional,
    ParquetMeaning meaning,
    int scale) {
  private static final int JULIAN_EPOCH = 2_440_588;

  /** The columns that are neither repeated nor part of something. */
  static List<ParquetColumn> flat(List<SchemaElement> schema) {
    List<ParquetColumn> flat = new ArrayList<>();
    int place = 1;
    while (place < schema.size()) {
      SchemaElement element = schema.get(place);
      boolean isRepeated = element.getRepetition_type() == FieldRepetitionType.REPEATED;
      org.apache.parquet.format.Type type = element.getType();
      if (element.getNum_children() == 0 && type != null && !isRepeated) {
        flat.add(
            new ParquetColumn(
                Present.of(element.getName(), "name"),
                type,
                element.getType_length(),
                element.getRepetition_type() == FieldRepetitionType.OPTIONAL,
                ParquetMeaning.of(element),
                ParquetMeaning.scale(element)));
      }
      place = after(schema, place);
    }
    return flat;
  }

  /** The place behind an element and all that is part of it. */
  private static int after(List<SchemaElement> schema, int place) {
    long open = 1;
    int next = place;
    while (open > 0 && next < schema.size()) {
      open += Math.max(0, schema.get(next).getNum_children()) - 1L;
      next++;
    }
    return next;
  }

  /** Reads the column's values of a row group, one after the other. */
  Reader read(ParquetPages pages, RowGroup group) throws ParquetPages.DamagedException {
    if (pages.getTotalValueCount() != group.getNum_rows()) {
      throw new ParquetPages.DamagedException(
          "it has %d values for %d rows"
              .formatted(pages.getTotalValueCount(), group.getNum_rows()));
    }
    PrimitiveType primitive =
        new PrimitiveType(
            isOptional ? Type.Repetition.OPTIONAL : Type.Repetition.REQUIRED,
            physical(),
            length,
            name);
    ColumnDescriptor descriptor =
        new ColumnDescriptor(new String[] {name}, primitive, 0, isOptional ? 1 : 0);
    VersionParser.@Nullable ParsedVersion unknown = null;
    return new Reader(
        new ColumnReaderImpl(descriptor, pages, new PrimitiveConverter() {}, unknown));
  }

  private PrimitiveType.PrimitiveTypeName physical() {
    return switch (type) {
      case BOOLEAN -> PrimitiveType.PrimitiveTypeName.BOOLEAN;
      case INT32 -> PrimitiveType.PrimitiveTypeName.INT32;
      case INT64 -> PrimitiveType.PrimitiveTypeName.INT64;
      case INT96 -> PrimitiveType.PrimitiveTypeName.INT96;
      case FLOAT -> PrimitiveType.PrimitiveTypeName.FLOAT;
      case DOUBLE -> PrimitiveType.PrimitiveTypeName.DOUBLE;
      case BYTE_ARRAY -> PrimitiveType.PrimitiveTypeName.BINARY;
      case FIXED_LEN_BYTE_ARRAY -> PrimitiveType.PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
    };
  }

  /** The values of one row group. */
  final class Reader {
    private final ColumnReader values;

    private Reader(ColumnReader values) {
      this.values = values;
    }

    /** The next value; null if it is missing, or nobody wants it. */
    @Nullable Object next(boolean isWanted) {
      boolean isThere = values.getCurrentDefinitionLevel() == (isOptional ? 1 : 0);
      Object value = null;
      if (isThere && isWanted) {
        value = value(values);
      } else if (isThere) {
        values.skip();
      }
      values.consume();
      return value;
    }
  }

  private Object value(ColumnReader reader) {
    return switch (type) {
      case BOOLEAN -> reader.getBoolean();
      case INT32 -> whole(reader.getInteger(), Integer.toUnsignedLong(reader.getInteger()));
      case INT64 -> whole(reader.getLong(), reader.getLong());
      case FLOAT -> (double) reader.getFloat();
      case DOUBLE -> reader.getDouble();
      case INT96 -> moment(reader.getBinary());
      case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> bytes(reader.getBinary());
    };
  }

  private Object whole(long value, long unsigned) {
    return switch (meaning) {
      case DATE -> LocalDate.ofEpochDay(value).toString();
      case DECIMAL -> BigDecimal.valueOf(value, scale).doubleValue();
      case MILLIS -> Instant.EPOCH.plus(value, ChronoUnit.MILLIS).toString();
      case MICROS -> Instant.EPOCH.plus(value, ChronoUnit.MICROS).toString();
      case NANOS -> Instant.EPOCH.plus(value, ChronoUnit.NANOS).toString();
      case UNSIGNED -> unsigned;
      case PLAIN, HALF -> value;
    };
  }

  private Object bytes(Binary bytes) {
    if (meaning == ParquetMeaning.DECIMAL) {
      return new BigDecimal(new BigInteger(bytes.getBytes()), scale).doubleValue();
    }
    if (meaning == ParquetMeaning.HALF) {
      ByteBuffer half = bytes.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      return (double) Float.float16ToFloat(half.getShort(half.position()));
    }
    if (type == org.apache.parquet.format.Type.BYTE_ARRAY) {
      return bytes.toStringUsingUTF8();
    }
    throw new IllegalArgumentException(
        "its values are bytes of a fixed length, which are neither numbers nor text");
  }

  /** Nanoseconds of a day and a Julian day: what older writers made of timestamps. */
  private static String moment(Binary bytes) {
    ByteBuffer parts = bytes.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long nanos = parts.getLong(parts.position());
    long day = parts.getInt(parts.position() + Long.BYTES) - (long) JULIAN_EPOCH;
    return Instant.EPOCH.plus(day, ChronoUnit.DAYS).plusNanos(nanos).toString();
  }
}
