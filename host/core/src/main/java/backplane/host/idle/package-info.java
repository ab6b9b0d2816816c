// SPDX-License-Identifier: Apache-2.0
/** Threads for what has something to do, and one that watches for all who have not. */
package backplane.host.idle;
