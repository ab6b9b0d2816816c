// SPDX-License-Identifier: Apache-2.0
package backplane.host.control;

/** What we keep in memory of the front-end's about its rings: which chains are out, and which pages were written. */
public record Bookkeeping(InflightControl inflight, LogControl log) {
}
