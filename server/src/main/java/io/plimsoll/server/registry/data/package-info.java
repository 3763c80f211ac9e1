/**
 * Files of rows that people hand in, CSV and Parquet, and the profiles that are made of them. Enter
 * at DataFile. A file is read row by row, in memory that does not depend on its length; what it
 * cannot mean is refused with its line and column.
 */
@NullMarked
package io.plimsoll.server.registry.data;

import org.jspecify.annotations.NullMarked;
