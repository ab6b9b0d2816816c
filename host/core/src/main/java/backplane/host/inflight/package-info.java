// SPDX-License-Identifier: Apache-2.0
/**
 * Which chains are out: taken from a ring and not yet answered. In memory that outlives this process if the front-end keeps it,
 * in memory of our own otherwise. Pure: no thread, no system call. Used by one worker.
 */
package backplane.host.inflight;
