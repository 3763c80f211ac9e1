package io.plimsoll.inference.convert;

import java.nio.file.Path;

/** How an attempt to compile a model ended. */
public sealed interface Compilation {

  CompileReport report();

  /** The graph in the file answers as the original does. */
  record Proved(Path onnx, CompiledForm form, CompileReport report) implements Compilation {}

  /** The original has to stay in Python; the reason is for whoever pushed it. */
  record Refused(String reason, CompileReport report) implements Compilation {}
}
