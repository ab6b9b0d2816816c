// SPDX-License-Identifier: Apache-2.0
/**
 * The other end of the control socket, which {@code bin/vhostctl} starts in a process of its own, with nothing but this
 * bundle's jar on the class path. So it uses the JDK and {@code frame} alone. Never part of the running host.
 */
package backplane.host.console.client;
