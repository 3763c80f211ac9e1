package io.plimsoll.inference.onnx;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one ONNX Runtime of this process. Its native library is put into a folder of ours once; left
 * to itself, the runtime unpacks 28 MB into the temporary folder at each start and leaves them
 * there when the process is killed.
 */
public final class OnnxRuntime {

  private static final String PATH_PROPERTY = "onnxruntime.native.path";
  private static final List<String> LIBRARIES = List.of("onnxruntime", "onnxruntime4j_jni");

  private static @Nullable OnnxRuntime loaded;

  private final OrtEnvironment environment;
  private final OnnxTensors tensors;

  private OnnxRuntime(OrtEnvironment environment, OnnxTexts texts) {
    this.environment = environment;
    this.tensors = new OnnxTensors(environment, texts);
  }

  /**
   * Loads the library from the folder, unpacking it there first if it is not complete. A process
   * loads it once and keeps it, whatever becomes of the folder.
   */
  public static synchronized OnnxRuntime load(Path folder) throws IOException {
    OnnxRuntime runtime = loaded;
    if (runtime == null) {
      runtime = loadFirst(folder);
      loaded = runtime;
    }
    return runtime;
  }

  private static OnnxRuntime loadFirst(Path folder) throws IOException {
    if (System.getProperty(PATH_PROPERTY) == null) {
      Path versioned = folder.resolve("onnxruntime-" + version());
      if (unpackTo(versioned)) {
        System.setProperty(PATH_PROPERTY, versioned.toAbsolutePath().toString());
      }
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    String loadedFrom = System.getProperty(PATH_PROPERTY);
    if (loadedFrom == null) {
      throw new IOException("there is no ONNX Runtime for " + platform());
    }
    Path library = Path.of(loadedFrom, System.mapLibraryName(LIBRARIES.getFirst()));
    return new OnnxRuntime(environment, OnnxTexts.bind(library));
  }

  OrtEnvironment environment() {
    return environment;
  }

  OnnxTensors tensors() {
    return tensors;
  }

  /** False if this platform's library is not in the jar; the runtime then says so itself. */
  private static boolean unpackTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String library : LIBRARIES) {
      String file = System.mapLibraryName(library);
      Path target = folder.resolve(file);
      if (Files.exists(target)) {
        continue;
      }
      String resource = "/ai/onnxruntime/native/" + platform() + "/" + file;
      try (InputStream packed = OrtEnvironment.class.getResourceAsStream(resource)) {
        if (packed == null) {
          return false;
        }
        Path draft = Files.createTempFile(folder, library, ".draft");
        Files.copy(packed, draft, StandardCopyOption.REPLACE_EXISTING);
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return true;
  }

  private static String version() {
    return Optional.ofNullable(OrtEnvironment.class.getPackage().getImplementationVersion())
        .orElse(Integer.toHexString(jarName().hashCode()));
  }

  /** The jar carries no version in its manifest, but its name does. */
  private static String jarName() {
    return OrtEnvironment.class.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    boolean arm = machine.equals("aarch64") || machine.equals("arm64");
    String os = system.contains("mac") ? "osx" : system.contains("win") ? "win" : "linux";
    return os + "-" + (arm ? "aarch64" : "x64");
  }
}
