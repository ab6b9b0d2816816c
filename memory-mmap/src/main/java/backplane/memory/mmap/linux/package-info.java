// SPDX-License-Identifier: Apache-2.0
/**
 * The only room with native calls: sockets with descriptors, notifications, pollers, memory files.
 *
 * <p>Who does what with a socket. junixsocket accepts, connects, takes over, knows the peer's credentials and closes. Two things
 * it cannot do as our contracts ask, and {@link backplane.memory.mmap.linux.Libc} does them:
 * <ul>
 * <li>Listening: its bind gives everyone write permission and listens at once, so that anyone could connect before mode and owner
 *     are set; and its accept gives up for good when somebody else has put a file in the place of the socket's. So the socket is
 *     bound, given mode and owner and set to listen by ourselves, and handed over then.
 * <li>Messages: by default it throws received descriptors away, it takes at most 60, with more it leaks all of them, and it closes
 *     on disconnect what it has given out.
 * </ul>
 * Its exceptions carry an error only as text; {@link backplane.memory.mmap.linux.KernelErrors} finds the number again.
 *
 * <p>Not {@code LinuxUnixConnection.close} but {@code LinuxFd} decides when a number is closed: after the last call on it has
 * returned. So a thread that is late never reads, writes or signals something else that got the same number.
 */
package backplane.memory.mmap.linux;
