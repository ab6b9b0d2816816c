// SPDX-License-Identifier: Apache-2.0
package backplane.devices.scmi.resource;

/** Which of several agents' wishes a shared resource follows. */
public enum Arbitration {
    HIGHEST,
    LOWEST,
    /** Whoever asked last. */
    LATEST
}
