/**
 * What a push brings: the convention of a model repository, read and judged without running any of
 * it.
 *
 * <p>Enter at {@link io.plimsoll.inference.repository.ModelRepository}, which says what a folder
 * holds, and at {@link io.plimsoll.inference.repository.ModelScan}, which scans its pickles. Kinds
 * of files are told by their content, never by their name.
 *
 * <p>What always holds: a folder that passed holds only plain files and folders within the limits;
 * every refusal names the file and the remedy.
 */
@NullMarked
package io.plimsoll.inference.repository;

import org.jspecify.annotations.NullMarked;
