/**
 * Loads, probes and calls models: ONNX and PMML inside the JVM, everything that is Python code in
 * worker processes inside a sandbox. No HTTP and no database; the server brings those.
 *
 * <p>Enter at {@link io.plimsoll.inference.InferenceEngine}: it probes what a push brought and
 * opens what a deployment names. A {@link io.plimsoll.inference.Model} answers tensors with tensors
 * and converts rows of named features on the way.
 *
 * <p>What always holds: the code and the pickles of users never run in this process; every queue is
 * bounded and every wait has a limit; models inside this JVM stay within {@link
 * io.plimsoll.inference.ModelMemory}; closing a model or the engine leaves no process behind.
 */
@NullMarked
package io.plimsoll.inference;

import org.jspecify.annotations.NullMarked;
