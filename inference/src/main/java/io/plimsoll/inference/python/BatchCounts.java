package io.plimsoll.inference.python;

/**
 * What the workers of a pool have been given to do so far. As long as every call was run by itself,
 * there are as many batches as calls.
 *
 * @param calls calls of callers; one that was run again alone counts again
 * @param batches runs of the model, each with one or more of those calls
 * @param rows rows in them
 */
public record BatchCounts(long calls, long batches, long rows) {}
