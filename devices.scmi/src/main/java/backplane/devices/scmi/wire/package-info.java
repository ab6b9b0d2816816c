// SPDX-License-Identifier: Apache-2.0
/** The bytes of SCMI messages: Arm DEN0056 as Linux's drivers/firmware/arm_scmi reads them, and VIRTIO 1.4, "SCMI Device". No behaviour. */
package backplane.devices.scmi.wire;
