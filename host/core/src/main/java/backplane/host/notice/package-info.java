// SPDX-License-Identifier: Apache-2.0
/** What the service manager is told of this process. */
package backplane.host.notice;
