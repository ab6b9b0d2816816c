// SPDX-License-Identifier: Apache-2.0
package backplane.kernel;

/**
 * Makes request codes of ioctl(2) (include/uapi/asm-generic/ioctl.h, as amd64 and aarch64 have it): 8 bits number, 8 bits type,
 * 14 bits size, 2 bits direction.
 */
public final class IoctlCode {
    private static final int LARGEST = (1 << 14) - 1;

    private IoctlCode() {
    }

    /** What the kernel does with the structure. */
    public enum Way {
        /** _IO */
        NONE,
        /** _IOW: the kernel reads it. */
        WRITE,
        /** _IOR: the kernel writes it. */
        READ,
        /** _IOWR */
        READ_WRITE
    }

    /**
     * @param type   the driver's letter or number, 0 to 255
     * @param number 0 to 255
     * @param size   of the structure, bytes, 0 to 16383
     */
    public static int of(Way way, int type, int number, int size) {
        if ((type & ~0xff) != 0 || (number & ~0xff) != 0 || size < 0 || size > LARGEST) {
            throw new IllegalArgumentException("no request code has type " + type + ", number " + number + ", size " + size);
        }
        return way.ordinal() << 30 | size << 16 | type << 8 | number;
    }

    /** How many bytes of a structure the request has; 0 also for old codes that do not tell. */
    public static int size(int request) {
        return isNew(request) ? request >>> 16 & LARGEST : 0;
    }

    /** Codes from before the macros, such as I2C_SMBUS (0x0720), have neither way nor size. */
    private static boolean isNew(int request) {
        return request >>> 30 != Way.NONE.ordinal();
    }
}
