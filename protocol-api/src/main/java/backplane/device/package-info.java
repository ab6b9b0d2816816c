// SPDX-License-Identifier: Apache-2.0
/**
 * The contract of a virtio device. A device never sees a socket, a ring, a file descriptor or an address.
 * 
 * <p>Devices come from a {@link backplane.device.DeviceProvider}, one OSGi service for each device type, and not as one
 * service for each device: a configuration names a type, and only the host knows which slot wants a device. So a
 * device bundle has no configuration code of its own, two versions of a type can stand side by side, and a wrong
 * setting is refused by the one place that knows the slot's former device still serves.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.6.0")
package backplane.device;
