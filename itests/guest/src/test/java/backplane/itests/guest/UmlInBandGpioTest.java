// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import java.util.Map;
import org.junit.jupiter.api.Tag;

/** The same with kicks and calls by message: UML takes INBAND_NOTIFICATIONS when it is offered. */
@Tag("guest")
class UmlInBandGpioTest extends GpioGuest {
    UmlInBandGpioTest() {
        super(GuestLab.UML, Map.of("in-band", "true"));
    }
}
