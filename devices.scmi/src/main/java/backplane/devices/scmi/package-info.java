// SPDX-License-Identifier: Apache-2.0
/**
 * The virtio SCMI device. Read in this order: {@link backplane.devices.scmi.ScmiDevice} (the contract),
 * {@link backplane.devices.scmi.CommandQueue} and {@link backplane.devices.scmi.EventQueue} (the two queues),
 * {@link backplane.devices.scmi.protocol.ScmiProtocol} (a protocol as a table of messages), the protocols beside it,
 * {@link backplane.devices.scmi.SharedPlatform} (whose thread all of that runs on).
 *
 * <p>Two threads: the device's, which has the chains, and the platform's, which has the resources; several devices may share a
 * platform. A command belongs to one of them at a time.
 */
package backplane.devices.scmi;
