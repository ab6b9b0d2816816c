// SPDX-License-Identifier: Apache-2.0
/**
 * A driver that means ill, for one device in process: requests that are nearly right, resets at any time, states from nowhere. What it
 * does follows from {@link backplane.testkit.fuzz.Choices}, so that a finding is played again from its seed or its bytes.
 */
package backplane.testkit.fuzz;
