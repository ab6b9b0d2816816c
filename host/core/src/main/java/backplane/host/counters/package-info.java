// SPDX-License-Identifier: Apache-2.0
/** Numbers to watch, declared once. A leaf that all others may use. */
package backplane.host.counters;
