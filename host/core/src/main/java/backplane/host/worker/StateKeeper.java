// SPDX-License-Identifier: Apache-2.0
package backplane.host.worker;

import backplane.device.DeviceState;

/** Where a device's state is kept for whoever comes after this process. On the worker. */
public interface StateKeeper {
    /** Nobody comes after us. */
    StateKeeper NONE = new StateKeeper() {
        @Override
        public void keep(DeviceState state) {
        }

        @Override
        public void forget() {
        }
    };

    /** Keeps a state, in place of the one before; null, for a device that cannot tell, keeps that one. */
    void keep(DeviceState state);

    /** The session is over: the next one begins anew. */
    void forget();
}
