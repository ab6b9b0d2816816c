// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import java.util.Map;
import org.junit.jupiter.api.Tag;

@Tag("guest")
class UmlGpioTest extends GpioGuest {
    UmlGpioTest() {
        super(GuestLab.UML, Map.of());
    }
}
