// SPDX-License-Identifier: Apache-2.0
/**
 * The host. Arrows between its rooms, which the architecture test holds:
 *
 * <pre>
 *   slot ─► session ─► control ─► worker ─► ring ─► inflight     counters, demise: leaves that all may use
 *     └───► upgrade ──────────────►┘
 * </pre>
 *
 * The plan had the control classes write ring settings and the worker read them. They send commands instead ({@code worker} has the
 * methods that a control thread may call), because each setting has one writer then, and a reply to the front-end can wait
 * for the worker.
 */
package backplane.host;
