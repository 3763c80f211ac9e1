/** Tests. */
@NullMarked
package io.plimsoll.inference.repository;

import org.jspecify.annotations.NullMarked;
