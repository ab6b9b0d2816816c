// SPDX-License-Identifier: Apache-2.0
/** What the host says on its standard output when it has started. */
package backplane.host.console.welcome;
