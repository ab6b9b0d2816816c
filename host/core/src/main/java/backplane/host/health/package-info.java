// SPDX-License-Identifier: Apache-2.0
/** How the host is: Felix health checks, one class each, and the watch over the workers. */
package backplane.host.health;
