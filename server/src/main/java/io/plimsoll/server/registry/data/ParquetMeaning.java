package io.plimsoll.server.registry.data;

import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the plain values of a column stand for. */
enum ParquetMeaning {
  /** Themselves; bytes are text. */
  PLAIN,
  UNSIGNED,
  /** Days since 1970. */
  DATE,
  /** Whole numbers, to be divided by a power of ten. */
  DECIMAL,
  /** Milliseconds, microseconds or nanoseconds since 1970. */
  MILLIS,
  MICROS,
  NANOS,
  /** Numbers of 16 bits. */
  HALF;

  static ParquetMeaning of(SchemaElement element) {
    LogicalType logical = element.getLogicalType();
    return logical == null ? of(element.getConverted_type()) : of(logical);
  }

  private static ParquetMeaning of(LogicalType logical) {
    if (logical.isSetDATE()) {
      return DATE;
    }
    if (logical.isSetDECIMAL()) {
      return DECIMAL;
    }
    if (logical.isSetFLOAT16()) {
      return HALF;
    }
    if (logical.isSetINTEGER()) {
      return Present.of(logical.getINTEGER(), "width").isIsSigned() ? PLAIN : UNSIGNED;
    }
    if (logical.isSetTIMESTAMP()) {
      TimeUnit unit =
          Present.of(Present.of(logical.getTIMESTAMP(), "timestamp").getUnit(), "unit of time");
      return unit.isSetMILLIS() ? MILLIS : unit.isSetMICROS() ? MICROS : NANOS;
    }
    return PLAIN;
  }

  /** What older writers say. */
  private static ParquetMeaning of(@Nullable ConvertedType converted) {
    return switch (converted) {
      case DATE -> DATE;
      case DECIMAL -> DECIMAL;
      case TIMESTAMP_MILLIS -> MILLIS;
      case TIMESTAMP_MICROS -> MICROS;
      case UINT_8, UINT_16, UINT_32, UINT_64 -> UNSIGNED;
      case null, default -> PLAIN;
    };
  }

  /** How many digits of a whole number stand behind the point. */
  static int scale(SchemaElement element) {
    LogicalType logical = element.getLogicalType();
    return logical != null && logical.isSetDECIMAL()
        ? Present.of(logical.getDECIMAL(), "decimal").getScale()
        : element.getScale();
  }
}
