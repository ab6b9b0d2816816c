// SPDX-License-Identifier: Apache-2.0
/**
 * The only room with native calls: sockets with descriptors, notifications, pollers, memory files.
 *
 * <p>Sockets go through {@link backplane.memory.mmap.linux.Libc} alone. The JDK's channels pass no descriptors, and bind and
 * listen at once, so that anyone could connect before mode and owner are set. junixsocket (2.11.1, which we had first) loses or
 * leaks descriptors that it receives, and a finalizer of the classes that an OSGi framework loads shuts down whatever has got the
 * number of a socket by then that it did not make.
 *
 * <p>Not {@code LinuxUnixConnection.close} but {@code LinuxFd} decides when a number is closed: after the last call on it has
 * returned. So a thread that is late never reads, writes or signals something else that got the same number.
 */
package backplane.memory.mmap.linux;
