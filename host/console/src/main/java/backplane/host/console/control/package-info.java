// SPDX-License-Identifier: Apache-2.0
/**
 * The host's end of the control socket. Only the host's own user and root can open it: by the socket's mode, and by the
 * peer's credentials. Threads: one accepts; each request has one that reads (and so notices when the client leaves) and one
 * that runs the command. Eight requests at most run at a time; a client that says nothing for five seconds is cut off.
 */
package backplane.host.console.control;
