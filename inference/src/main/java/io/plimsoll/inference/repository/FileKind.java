package io.plimsoll.inference.repository;

import io.plimsoll.inference.pickle.PickleScanner;
import io.plimsoll.inference.pmml.PmmlFile;
import io.plimsoll.inference.python.ModelForm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** What a file is, by what is in it. */
public enum FileKind {
  ONNX,
  PICKLE,
  SKOPS,
  XGBOOST,
  /** XGBoost's binary form of before 1.0, which its present releases no longer read. */
  OLD_XGBOOST,
  LIGHTGBM,
  TORCH_SCRIPT,
  /** What torch.export.save writes. */
  TORCH_EXPORT,
  /**
   * What torch.save writes: a pickle of tensors, mostly without the network that they belong to.
   */
  TORCH_PICKLE,
  KERAS,
  HDF5,
  /** The file of that name in the folder that TensorFlow writes. */
  SAVED_MODEL,
  PMML,
  OTHER;

  static final String SAVED_MODEL_FILE = "saved_model.pb";

  private static final int START = 512;
  private static final Set<String> PICKLE_ENDINGS = Set.of("pkl", "pickle", "joblib", "p", "sav");

  /** Reads the start of the file; of a zip archive also the names in it. */
  public static FileKind of(Path file) throws IOException {
    if (file.endsWith(SAVED_MODEL_FILE)) {
      // It begins as an ONNX file may, and TensorFlow itself goes by the name.
      return SAVED_MODEL;
    }
    byte[] start = RepositoryFiles.start(file, START);
    if (isOnnx(start)) {
      return ONNX;
    }
    if (PickleScanner.looksLikePickle(start)) {
      // Zlib and gzip carry anything; only the name says that a pickle was packed.
      return (start[0] & 0xff) == 0x80 || hasPickleName(file) ? PICKLE : OTHER;
    }
    if (start.length > 3 && start[0] == 'P' && start[1] == 'K' && start[2] == 3) {
      return inArchive(file);
    }
    if (start.length > 3 && (start[0] & 0xff) == 0x89 && start[1] == 'H' && start[2] == 'D') {
      return HDF5;
    }
    if (isMarkup(start)) {
      return PmmlFile.isPmml(file) ? PMML : OTHER;
    }
    FileKind text = ofText(new String(start, StandardCharsets.ISO_8859_1).stripLeading());
    // The text protocols 0 and 1 of pickle begin with any opcode, and other compressions are for
    // the scanner to refuse; in both cases the name is all there is.
    return text == OTHER && hasPickleName(file) ? PICKLE : text;
  }

  /** How a worker opens it; empty for what no worker opens without code. */
  public Optional<ModelForm> form() {
    return switch (this) {
      case PICKLE -> Optional.of(ModelForm.PICKLE);
      case SKOPS -> Optional.of(ModelForm.SKOPS);
      case XGBOOST -> Optional.of(ModelForm.XGBOOST);
      case LIGHTGBM -> Optional.of(ModelForm.LIGHTGBM);
      case TORCH_SCRIPT -> Optional.of(ModelForm.TORCH_SCRIPT);
      case TORCH_EXPORT -> Optional.of(ModelForm.TORCH_EXPORT);
      case KERAS, HDF5 -> Optional.of(ModelForm.KERAS);
      case SAVED_MODEL -> Optional.of(ModelForm.SAVED_MODEL);
      case ONNX, OLD_XGBOOST, TORCH_PICKLE, PMML, OTHER -> Optional.empty();
    };
  }

  private static FileKind ofText(String start) {
    // JSON and UBJSON of XGBoost both open an object whose first key, in a map sorted by name, is
    // "learner".
    int learner = start.indexOf("learner");
    if (start.startsWith("{") && learner > 0 && learner <= 16) {
      return XGBOOST;
    }
    if (start.startsWith("binf")) {
      return OLD_XGBOOST;
    }
    if (start.startsWith("tree\n") && start.contains("\nversion=v")) {
      return LIGHTGBM;
    }
    return OTHER;
  }

  /** XML begins with a bracket, in whatever encoding, behind a mark of it and white space. */
  private static boolean isMarkup(byte[] start) {
    for (byte next : start) {
      int mark = next & 0xff;
      boolean isBefore = mark <= ' ' || mark == 0xef || mark == 0xbb || mark == 0xbf;
      if (!isBefore && mark != 0xfe && mark != 0xff) {
        return next == '<';
      }
    }
    return false;
  }

  private static FileKind inArchive(Path file) throws IOException {
    if (!ArchiveEnd.hasSmallList(file)) {
      return OTHER;
    }
    try (ZipFile archive = new ZipFile(file.toFile())) {
      FileKind kind = OTHER;
      for (var entries = archive.entries(); entries.hasMoreElements() && kind.isVague(); ) {
        FileKind found = byEntry(entries.nextElement().getName());
        kind = found == OTHER ? kind : found;
      }
      return kind;
    } catch (ZipException damaged) {
      return OTHER;
    }
  }

  /** Whether a further entry of an archive may still say more. */
  private boolean isVague() {
    return this == OTHER || this == TORCH_PICKLE;
  }

  private static FileKind byEntry(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (path.contains("/code/")) {
      return TORCH_SCRIPT;
    }
    return switch (name) {
      case "schema.json" -> SKOPS;
      case "model.weights.h5" -> KERAS;
      case "serialized_exported_program.json", "archive_format" -> TORCH_EXPORT;
      case "constants.pkl" -> TORCH_SCRIPT;
      case "data.pkl" -> TORCH_PICKLE;
      default -> OTHER;
    };
  }

  private static boolean hasPickleName(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return PICKLE_ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /** ModelProto begins with its ir_version (field 1), followed by one of its other low fields. */
  private static boolean isOnnx(byte[] start) {
    if (start.length < 4 || start[0] != 0x08 || start[1] < 1 || start[1] > 30) {
      return false;
    }
    int next = start[2] & 0xff;
    return next == 0x12
        || next == 0x1a
        || next == 0x22
        || next == 0x28
        || next == 0x32
        || next == 0x3a
        || next == 0x42
        || next == 0x72;
  }
}
