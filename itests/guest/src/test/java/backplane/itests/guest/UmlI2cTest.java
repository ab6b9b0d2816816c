// SPDX-License-Identifier: Apache-2.0
package backplane.itests.guest;

import org.junit.jupiter.api.Tag;

@Tag("guest")
class UmlI2cTest extends I2cGuest {
    UmlI2cTest() {
        super(GuestLab.UML);
    }
}
