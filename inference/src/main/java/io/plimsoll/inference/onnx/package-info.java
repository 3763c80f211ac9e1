/**
 * ONNX models inside the JVM, by ONNX Runtime. ONNX is data, not code: a graph of known operators,
 * read from memory so that it can name no other file.
 *
 * <p>Enter at {@link io.plimsoll.inference.onnx.OnnxRuntime}, which brings the native library to a
 * folder of ours, and {@link io.plimsoll.inference.onnx.OnnxSession}, which holds one model.
 *
 * <p>What always holds: one call uses one thread, because the server's own threads already use
 * every core; single-row calls reuse memory that is already known to the native side; a session may
 * be called by any number of threads and is not freed under a running call.
 */
@NullMarked
package io.plimsoll.inference.onnx;

import org.jspecify.annotations.NullMarked;
