// SPDX-License-Identifier: Apache-2.0
/** The host on kernel devices, in a machine whose hardware is simulated. What runs in that machine is in {@code inside}. */
package backplane.itests.hardware;
