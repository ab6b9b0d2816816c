// SPDX-License-Identifier: Apache-2.0
package backplane.vhostuser;

/**
 * What must be so before a request may come.
 *
 * @param feature the protocol feature that brings it, null if none does
 * @param leftOut why we do not serve it, null if we do
 */
public record Gate(ProtocolFeature feature, String leftOut) {
    public static final Gate ALWAYS = new Gate(null, null);

    public static Gate needs(ProtocolFeature feature) {
        return new Gate(feature, null);
    }

    /** Not served, with the reason that README gives. */
    public static Gate leftOut(ProtocolFeature feature, String reason) {
        return new Gate(feature, reason);
    }
}
