// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

/**
 * Who connected (SO_PEERCRED of unix(7)), as it was at the time of connect.
 *
 * @param pid 0 if it is in another process namespace
 */
public record PeerCredentials(int pid, int uid, int gid) {
}
