// SPDX-License-Identifier: Apache-2.0
/** Replacing the device under a live connection. */
package backplane.host.upgrade;
