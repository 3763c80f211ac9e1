/**
 * Python models: their environments and the worker processes that hold them.
 *
 * <p>Enter at {@link io.plimsoll.inference.python.PythonEnvironments} to build what a {@code
 * requirements.txt} asks for, and at {@link io.plimsoll.inference.python.WorkerPool} to call a
 * model in sandboxed processes, of which {@code WorkerSupply} keeps as many as are needed. {@code
 * worker.py} is the other end of each process's socket.
 *
 * <p>What always holds: an environment is named by the digest of what it was asked for and is never
 * changed once it is complete; after its packages are installed, its interpreter is only started
 * inside a sandbox, since packages can run code when Python starts; one worker runs one batch at a
 * time, which is a lone call or calls that had to wait; each caller gets the answers to its own
 * rows or an error; the workers of all models together stay within one budget of memory.
 */
@NullMarked
package io.plimsoll.inference.python;

import org.jspecify.annotations.NullMarked;
