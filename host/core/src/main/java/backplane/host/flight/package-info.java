// SPDX-License-Identifier: Apache-2.0
/** What Java's Flight Recorder is told, where there is one: a small Java may be without. A leaf that all others may use. */
package backplane.host.flight;
