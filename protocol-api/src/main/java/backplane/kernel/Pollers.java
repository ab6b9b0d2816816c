// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

/** Opens pollers. A service; any thread. */
public interface Pollers {
    Poller open() throws KernelFault;
}
