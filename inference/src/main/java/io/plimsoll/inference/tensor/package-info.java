/**
 * The vocabulary of inference: tensors in the types of the Open Inference Protocol, the signature
 * of a model, and the conversion between rows of named features and tensors.
 *
 * <p>Enter at {@link io.plimsoll.inference.tensor.Tensor} for protocol tensors and at {@link
 * io.plimsoll.inference.tensor.Rows} for rows of named features. Nothing here knows a runtime, a
 * process or a file, so the package can be used on the hot path and in any test.
 *
 * <p>What always holds: a tensor's array has exactly as many elements as its shape says; arrays are
 * shared, not copied, and never changed after construction; a refusal is an {@link
 * io.plimsoll.inference.tensor.InferenceException} whose message names the offending value.
 */
@NullMarked
package io.plimsoll.inference.tensor;

import org.jspecify.annotations.NullMarked;
