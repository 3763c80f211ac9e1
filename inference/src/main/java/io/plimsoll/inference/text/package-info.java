/**
 * Reads texts as a vectoriser of scikit-learn does, without Python: lower case, accents, tokens,
 * n-grams, the number of each term, weights, and the linear step behind them.
 *
 * <p>Enter at {@link io.plimsoll.inference.text.TextInput}, which is made of the description that
 * {@code plimsoll_worker/texts.py} puts into a converted model, and gives the numbers that its
 * graph begins with.
 *
 * <p>What always holds: what a letter, a space or lower case is comes from the model's own Python
 * by tables and never from Java, whose Unicode is of another version; a text is a row of code
 * points, so that nothing depends on how Java stores it; the work for a text is bounded.
 */
@NullMarked
package io.plimsoll.inference.text;

import org.jspecify.annotations.NullMarked;
