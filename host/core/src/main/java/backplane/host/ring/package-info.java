// SPDX-License-Identifier: Apache-2.0
/** The split virtqueue over mapped guest memory. Pure: no thread, no system call. Used by one worker. */
package backplane.host.ring;
