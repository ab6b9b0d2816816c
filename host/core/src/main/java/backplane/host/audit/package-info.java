// SPDX-License-Identifier: Apache-2.0
/** What changed in the host, for a log of its own. */
package backplane.host.audit;
