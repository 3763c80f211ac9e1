/**
 * git push to Plimsoll itself: the smart HTTP protocol over JGit, one bare repository per model. A
 * push waits for its job and streams the job's log into the terminal; a failed job refuses the push
 * and changes nothing. Owns no tables; repositories live below the home directory.
 */
@NullMarked
package io.plimsoll.server.git;

import org.jspecify.annotations.NullMarked;
