// SPDX-License-Identifier: Apache-2.0
/** The other sides, faked: the guest driver, the front-end, the kernel, the clock. Never deployed with the product. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package backplane.testkit;
