// SPDX-License-Identifier: Apache-2.0
/** The thread of one device, and all that only it may touch: rings, held chains, the device itself. */
package backplane.host.worker;
