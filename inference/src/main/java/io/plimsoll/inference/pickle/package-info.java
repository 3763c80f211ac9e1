/**
 * Reads pickles without ever unpickling: a pickle is a program, and this package walks it to list
 * every class and function that it would import.
 *
 * <p>Enter at {@link io.plimsoll.inference.pickle.PickleScanner}; what is allowed is in {@link
 * io.plimsoll.inference.pickle.GlobalPolicy}. All protocols (0 to 5), joblib's arrays inside the
 * stream and its zlib and gzip compression are understood. What is not understood is refused.
 *
 * <p>The scan is the first of three walls. The worker also refuses every import that is not on the
 * scan's list, so that a file which this reader and Python read differently gains nothing, and the
 * worker itself lives in a sandbox.
 */
@NullMarked
package io.plimsoll.inference.pickle;

import org.jspecify.annotations.NullMarked;
