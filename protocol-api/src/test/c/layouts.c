// SPDX-License-Identifier: Apache-2.0
/*
 * Prints where a C compiler puts each field that protocol-api's tables name, so that the tables are held against
 * something that none of us wrote. Run by ./regenerate, which writes the files in src/test/resources:
 *
 *   layouts structs > layouts.csv      struct,field,offset,size   (field "-" is the structure itself)
 *   layouts rings   > rings.csv        where the parts of a split ring's two queues are, for some ring sizes
 *   layouts numbers > numbers.csv      name,value: flags, feature bits and errors of Linux that our enumerations repeat
 *
 * Ring layouts, vring addresses and the IOTLB message come from the kernel's headers (Debian: linux-libc-dev). No header
 * has the other vhost-user structures; they are typed here after docs/interop/vhost-user.rst of QEMU, the sections named
 * at each, with the C padding of hw/virtio/vhost-user.c, which is what goes over the wire.
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <linux/vhost_types.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>

/* "Header" */
struct vhost_user_header {
	uint32_t request;
	uint32_t flags;
	uint32_t size;
} __attribute__((packed));

/* "A 64-bit integer" */
struct u64 {
	uint64_t value;
};

/* "Memory region description" */
struct memory_region {
	uint64_t guest_address;
	uint64_t size;
	uint64_t user_address;
	uint64_t mmap_offset;
};

/* "Multiple memory regions description" */
struct memory_regions {
	uint32_t num_regions;
	uint32_t padding;
	struct memory_region regions[];
};

/* "Single memory region description" */
struct single_region {
	uint64_t padding;
	struct memory_region region;
};

/* "Log description" */
struct log_area {
	uint64_t mmap_size;
	uint64_t mmap_offset;
};

/* "Virtio device config space" */
struct config_access {
	uint32_t offset;
	uint32_t size;
	uint32_t flags;
	uint8_t payload[];
};

/* "Inflight description"; not packed in hw/virtio/vhost-user.c, and so 24 bytes */
struct inflight_area {
	uint64_t mmap_size;
	uint64_t mmap_offset;
	uint16_t num_queues;
	uint16_t queue_size;
};

/* "Device state transfer parameters" */
struct state_transfer {
	uint32_t direction;
	uint32_t phase;
};

#define WHOLE(name, type) printf("%s,-,0,%zu\n", name, sizeof(type))
/* A structure that our table describes up to its flexible array. */
#define HEAD(name, type, array) printf("%s,-,0,%zu\n", name, offsetof(type, array))
#define FIELD(name, type, c_field, field) \
	printf("%s,%s,%zu,%zu\n", name, field, offsetof(type, c_field), sizeof(((type *)0)->c_field))
#define SAME(type, field) FIELD(#type, struct type, field, #field)

static void virtio_structs(void)
{
	WHOLE("virtq_desc", struct vring_desc);
	FIELD("virtq_desc", struct vring_desc, addr, "addr");
	FIELD("virtq_desc", struct vring_desc, len, "len");
	FIELD("virtq_desc", struct vring_desc, flags, "flags");
	FIELD("virtq_desc", struct vring_desc, next, "next");
	WHOLE("pvirtq_desc", struct vring_packed_desc);
	FIELD("pvirtq_desc", struct vring_packed_desc, addr, "addr");
	FIELD("pvirtq_desc", struct vring_packed_desc, len, "len");
	FIELD("pvirtq_desc", struct vring_packed_desc, id, "id");
	FIELD("pvirtq_desc", struct vring_packed_desc, flags, "flags");
	WHOLE("pvirtq_event_suppress", struct vring_packed_desc_event);
	FIELD("pvirtq_event_suppress", struct vring_packed_desc_event, off_wrap, "desc");
	FIELD("pvirtq_event_suppress", struct vring_packed_desc_event, flags, "flags");
	HEAD("virtq_avail", struct vring_avail, ring);
	FIELD("virtq_avail", struct vring_avail, flags, "flags");
	FIELD("virtq_avail", struct vring_avail, idx, "idx");
	HEAD("virtq_used", struct vring_used, ring);
	FIELD("virtq_used", struct vring_used, flags, "flags");
	FIELD("virtq_used", struct vring_used, idx, "idx");
	WHOLE("virtq_used_elem", struct vring_used_elem);
	FIELD("virtq_used_elem", struct vring_used_elem, id, "id");
	FIELD("virtq_used_elem", struct vring_used_elem, len, "len");
}

static void vhost_structs(void)
{
	WHOLE("vhost_vring_state", struct vhost_vring_state);
	SAME(vhost_vring_state, index);
	SAME(vhost_vring_state, num);
	WHOLE("vhost_vring_addr", struct vhost_vring_addr);
	SAME(vhost_vring_addr, index);
	SAME(vhost_vring_addr, flags);
	SAME(vhost_vring_addr, desc_user_addr);
	SAME(vhost_vring_addr, used_user_addr);
	SAME(vhost_vring_addr, avail_user_addr);
	SAME(vhost_vring_addr, log_guest_addr);
	WHOLE("vhost_iotlb_msg", struct vhost_iotlb_msg);
	SAME(vhost_iotlb_msg, iova);
	SAME(vhost_iotlb_msg, size);
	SAME(vhost_iotlb_msg, uaddr);
	SAME(vhost_iotlb_msg, perm);
	SAME(vhost_iotlb_msg, type);
}

static void vhost_user_structs(void)
{
	WHOLE("vhost_user_header", struct vhost_user_header);
	SAME(vhost_user_header, request);
	SAME(vhost_user_header, flags);
	SAME(vhost_user_header, size);
	WHOLE("u64", struct u64);
	SAME(u64, value);
	WHOLE("memory_region", struct memory_region);
	SAME(memory_region, guest_address);
	SAME(memory_region, size);
	SAME(memory_region, user_address);
	SAME(memory_region, mmap_offset);
	HEAD("memory_regions", struct memory_regions, regions);
	SAME(memory_regions, num_regions);
	SAME(memory_regions, padding);
	WHOLE("single_region", struct single_region);
	SAME(single_region, region);
	WHOLE("log_area", struct log_area);
	SAME(log_area, mmap_size);
	SAME(log_area, mmap_offset);
	HEAD("config_access", struct config_access, payload);
	SAME(config_access, offset);
	SAME(config_access, size);
	SAME(config_access, flags);
	WHOLE("inflight_area", struct inflight_area);
	SAME(inflight_area, mmap_size);
	SAME(inflight_area, mmap_offset);
	SAME(inflight_area, num_queues);
	SAME(inflight_area, queue_size);
	WHOLE("state_transfer", struct state_transfer);
	SAME(state_transfer, direction);
	SAME(state_transfer, phase);
}

static void rings(void)
{
	static const unsigned int sizes[] = { 1, 2, 64, 256, 32768 };
	static char memory[2 << 20];
	struct vring ring;
	unsigned int i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		vring_init(&ring, sizes[i], memory, 4);
		printf("%u,%zu,%zu,%zu,%zu\n", sizes[i],
		       (size_t)((char *)&ring.avail->ring[sizes[i] - 1] - (char *)ring.avail),
		       (size_t)((char *)&vring_used_event(&ring) - (char *)ring.avail),
		       (size_t)((char *)&ring.used->ring[sizes[i] - 1] - (char *)ring.used),
		       (size_t)((char *)&vring_avail_event(&ring) - (char *)ring.used));
	}
}

#define NUMBER(name) printf("%s,%d\n", #name, (int)(name))

static void numbers(void)
{
	NUMBER(VRING_DESC_F_NEXT);
	NUMBER(VRING_DESC_F_WRITE);
	NUMBER(VRING_DESC_F_INDIRECT);
	NUMBER(VRING_USED_F_NO_NOTIFY);
	NUMBER(VRING_AVAIL_F_NO_INTERRUPT);
	NUMBER(VHOST_VRING_F_LOG);
	NUMBER(VIRTIO_F_NOTIFY_ON_EMPTY);
	NUMBER(VHOST_F_LOG_ALL);
	NUMBER(VIRTIO_F_ANY_LAYOUT);
	NUMBER(VIRTIO_RING_F_INDIRECT_DESC);
	NUMBER(VIRTIO_RING_F_EVENT_IDX);
	NUMBER(VIRTIO_F_VERSION_1);
	NUMBER(VIRTIO_F_ACCESS_PLATFORM);
	NUMBER(VIRTIO_F_RING_PACKED);
	NUMBER(VIRTIO_F_IN_ORDER);
	NUMBER(VIRTIO_F_ORDER_PLATFORM);
	NUMBER(VIRTIO_F_SR_IOV);
	NUMBER(VIRTIO_F_RING_RESET);
}

static void errors(void)
{
	NUMBER(EPERM); NUMBER(ENOENT); NUMBER(EINTR); NUMBER(EIO); NUMBER(ENXIO); NUMBER(EBADF); NUMBER(EAGAIN);
	NUMBER(ENOMEM); NUMBER(EACCES); NUMBER(EFAULT); NUMBER(EBUSY); NUMBER(EEXIST); NUMBER(ENODEV); NUMBER(ENOTDIR);
	NUMBER(EISDIR); NUMBER(EINVAL); NUMBER(ENFILE); NUMBER(EMFILE); NUMBER(ENOTTY); NUMBER(ETXTBSY); NUMBER(ENOSPC);
	NUMBER(EROFS); NUMBER(EPIPE); NUMBER(ERANGE); NUMBER(ENAMETOOLONG); NUMBER(ELOOP); NUMBER(EPROTO); NUMBER(ENOTSOCK);
	NUMBER(EMSGSIZE); NUMBER(EOPNOTSUPP); NUMBER(EADDRINUSE); NUMBER(ENOBUFS); NUMBER(ECONNRESET); NUMBER(ENOTCONN);
	NUMBER(ETIMEDOUT); NUMBER(ECONNREFUSED); NUMBER(EALREADY); NUMBER(EREMOTEIO); NUMBER(ECONNABORTED); NUMBER(ENOSYS);
	NUMBER(ESRCH); NUMBER(ENODATA); NUMBER(EBADMSG); NUMBER(EBADFD); NUMBER(ESTRPIPE); NUMBER(EOVERFLOW); NUMBER(ESHUTDOWN);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "structs") == 0) {
		puts("struct,field,offset,size");
		virtio_structs();
		vhost_structs();
		vhost_user_structs();
		return 0;
	}
	if (argc == 2 && strcmp(argv[1], "rings") == 0) {
		puts("entries,last_avail_entry,used_event,last_used_entry,avail_event");
		rings();
		return 0;
	}
	if (argc == 2 && strcmp(argv[1], "numbers") == 0) {
		puts("name,value");
		numbers();
		errors();
		return 0;
	}
	fprintf(stderr, "usage: layouts structs|rings|numbers\n");
	return 2;
}
