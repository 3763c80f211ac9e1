/**
 * Compiles Python models: converts them to ONNX in the sandbox, and proves on rows that the result
 * answers as the original does. Only what is proved is served inside the JVM.
 *
 * <p>Enter at {@link io.plimsoll.inference.convert.ModelCompiler}; what a compiled model looks like
 * to its callers is {@link io.plimsoll.inference.convert.CompiledGraph}.
 *
 * <p>What always holds: the pickle is opened by the worker in the sandbox and never here; the proof
 * runs on the very runtime that will serve; the number of rows and each wait are bounded.
 */
@NullMarked
package io.plimsoll.inference.convert;

import org.jspecify.annotations.NullMarked;
