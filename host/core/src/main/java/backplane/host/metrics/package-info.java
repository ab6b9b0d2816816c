// SPDX-License-Identifier: Apache-2.0
/**
 * The counters as text for Prometheus, off unless it is configured. Java's own HTTP server is not used: it knows no UNIX sockets, and
 * needs a module that a small Java may be without.
 */
package backplane.host.metrics;
