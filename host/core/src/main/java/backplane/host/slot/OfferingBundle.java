// SPDX-License-Identifier: Apache-2.0
package backplane.host.slot;

import backplane.device.DeviceProvider;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** Which bundle offers a type, for people: two versions of one bundle may do so at the same time. */
final class OfferingBundle {
    private OfferingBundle() {
    }

    /** Symbolic name and version; the class if it is from no bundle. */
    static String of(DeviceProvider provider) {
        Bundle bundle = FrameworkUtil.getBundle(provider.getClass());
        return bundle == null ? provider.getClass().getName() : bundle.getSymbolicName() + " " + bundle.getVersion();
    }
}
