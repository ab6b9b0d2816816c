// SPDX-License-Identifier: Apache-2.0
/** Recordings of requests and answers, and devices that are asked the same again. Knows the contracts only. */
package backplane.host.trace;
