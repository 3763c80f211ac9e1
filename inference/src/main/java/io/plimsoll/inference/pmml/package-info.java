/**
 * PMML inside the JVM: a document is read once, understood completely or refused, and turned into
 * plain rules over an array of values. Nothing is interpreted by name when a row is answered, no
 * class is looked up, and nothing can loop: a row costs at most one step for each element of the
 * document.
 *
 * <p>Enter at {@link io.plimsoll.inference.pmml.PmmlFile}, which reads a file, and {@link
 * io.plimsoll.inference.pmml.PmmlEvaluator}, which answers. The meaning of every element is that of
 * the specification of the Data Mining Group, release 4.4 (dmg.org); what a document says that is
 * not known here is refused with the line where it says so, and never left aside.
 *
 * <p>What always holds: the document's size, depth and number of elements are bounded before
 * anything is made of it; document types and entities are refused; a number that is missing is NaN
 * and a text that is missing is null; an evaluator is immutable and safe for any number of threads.
 */
@NullMarked
package io.plimsoll.inference.pmml;

import org.jspecify.annotations.NullMarked;
