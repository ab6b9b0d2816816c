// SPDX-License-Identifier: Apache-2.0
/** One place for one device, and its socket. The slot outlives the device behind it: that is the hot upgrade. */
package backplane.host.slot;
