// SPDX-License-Identifier: Apache-2.0
/** What one step of the request path takes, without a front-end, measured by JMH. */
package backplane.bench;
