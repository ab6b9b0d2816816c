// SPDX-License-Identifier: Apache-2.0
/**
 * What the VIRTIO specification fixes for all devices: feature bits and ring layouts.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package backplane.virtio;
