# SPDX-License-Identifier: Apache-2.0
"""Front-ends that connect, start their rings and then only wait; to see what an idle one costs."""
import array
import os
import socket
import struct

REPLY = 0x4
VERSION = 0x1
PROTOCOL_FEATURES = 1 << 30
VERSION_1 = 1 << 32
QUEUES, ENTRIES = 2, 64
SIZE = 1 << 20


class IdleFrontend:
    """The vhost-user specification's messages by their numbers, little-endian machines."""

    def __init__(self, path):
        self.peer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.peer.settimeout(30)
        self.peer.connect(path)
        self.fds = []
        features = self._ask(1)
        self._tell(3)
        self._ask(15)
        self._tell(16, struct.pack("<Q", 0))
        self._tell(2, struct.pack("<Q", features & (PROTOCOL_FEATURES | VERSION_1)))
        memory = os.memfd_create("guest")
        os.ftruncate(memory, SIZE)
        self.fds.append(memory)
        self._tell(5, struct.pack("<IIQQQQ", 1, 0, 0, SIZE, 0x10000000, 0), memory)
        for queue in range(QUEUES):
            base = 0x10000000 + queue * 0x4000
            self._tell(8, struct.pack("<II", queue, ENTRIES))
            self._tell(10, struct.pack("<II", queue, 0))
            self._tell(9, struct.pack("<IIQQQQ", queue, 0, base, base + 0x2000, base + 0x1000, 0))
            self._tell(13, struct.pack("<Q", queue), self._event())
            self._tell(12, struct.pack("<Q", queue), self._event())
            self._tell(18, struct.pack("<II", queue, 1))
        self._ask(1)

    def _event(self):
        self.fds.append(os.eventfd(0, os.EFD_NONBLOCK))
        return self.fds[-1]

    def _tell(self, request, payload=b"", *fds):
        message = struct.pack("<III", request, VERSION, len(payload)) + payload
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
        self.peer.sendmsg([message], rights)

    def _ask(self, request):
        self._tell(request)
        header = self._receive(12)
        answered, flags, size = struct.unpack("<III", header)
        if answered != request or not flags & REPLY or size != 8:
            raise ValueError(f"request {request} is answered by {header!r}")
        return struct.unpack("<Q", self._receive(size))[0]

    def _receive(self, count):
        got = b""
        while len(got) < count:
            more = self.peer.recv(count - len(got))
            if not more:
                raise ValueError("the back-end has closed the connection")
            got += more
        return got

    def close(self):
        self.peer.close()
        for fd in self.fds:
            os.close(fd)
