// SPDX-License-Identifier: Apache-2.0
/**
 * Guest memory as mapped buffers. Nothing here, and nobody who gets a buffer from here, touches guest memory through a JNA
 * {@code Pointer}: if the front-end truncates the file, that kills the JVM, while a {@code ByteBuffer} throws InternalError.
 */
package backplane.memory.mmap.mapping;
