// SPDX-License-Identifier: Apache-2.0
/**
 * What a successor of this process needs to go on with a session: descriptors that the service manager keeps, and among them files in
 * memory that tell the rest. Nothing here is on the path of a request.
 *
 * <p>A session is remembered as the front-end's own messages, those that still hold. A successor takes them through the same checks
 * as when they came, so there is no second way to set a session up, and the wire format of vhost-user is what two versions of the host
 * have to agree on.
 */
package backplane.host.journal;
