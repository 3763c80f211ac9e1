/**
 * The quality of data: what batches of datasets hold, what was expected of them, and what became of
 * that. Enter at DatasetResource and SuiteResource. A batch is read as the pipeline stored it; a
 * suite is checked here by the same table of expectations as in the SDK, so that what is stored can
 * be used. Owns suites, of which no version is ever changed.
 */
@NullMarked
package io.plimsoll.server.quality;

import org.jspecify.annotations.NullMarked;
