# SPDX-License-Identifier: Apache-2.0
"""Rings, chains, layouts and the message reader by JMH: one process for each benchmark, short iterations."""
import json
import os
import subprocess

from host import BenchError, ROOT, median

FOLDER = os.path.join(ROOT, "itests", "bench", "micro")
TARGET = os.path.join(FOLDER, "target")
# JMH's profiler itself allocates some 20 kB/s; what a request allocated would be 16 bytes or more
NOTHING = 1.0
TEXTS = {
    "ring": "the ring: offered, popped, returned, published",
    "chains": "the ring, with 8 bytes read and 2 written through the chain",
    "descriptorByTable": "descriptor read by its table",
    "descriptorByOffset": "descriptor read by offsets typed by hand",
    "headerWritten": "message header written",
    "readAndChecked": "SET_VRING_NUM read and checked (control path)",
}
# the control path makes an object for each message, and a list of its descriptors
MAY_ALLOCATE = {"readAndChecked"}


def micro(_, __):
    """Each benchmark's time and what it allocates."""
    maven = os.environ.get("MAVEN", "mvn")
    _run([maven, "-q", "-B", "-ntp", "-f", FOLDER, "process-classes"], ROOT)
    with open(os.path.join(TARGET, "class-path"), encoding="utf-8") as file:
        classes = os.path.join(TARGET, "classes") + ":" + file.read().strip()
    told = os.path.join(TARGET, "jmh.json")
    _run(["java", "-cp", classes, "org.openjdk.jmh.Main", "-f", "1", "-wi", "3", "-w", "500ms", "-i", "9", "-r", "300ms", "-bm", "avgt",
          "-tu", "ns", "-prof", "gc", "-jvmArgs", "-XX:+UseSerialGC -Xmx64m", "-foe", "true", "-rf", "json", "-rff", told], ROOT)
    with open(told, encoding="utf-8") as file:
        return "Steps of the request path", _text([_row(result) for result in json.load(file)]), {}


def _row(result):
    name = result["benchmark"].rsplit(".", 1)[1]
    given = result.get("params", {})
    requests = int(given.get("batch", 1))
    times = [time / requests for fork in result["primaryMetric"]["rawData"] for time in fork]
    bytes_each = result["secondaryMetrics"]["gc.alloc.rate.norm"]["score"] / requests
    if name not in MAY_ALLOCATE and bytes_each > NOTHING:
        raise BenchError(f"{name} {given} allocates {bytes_each:.1f} bytes for each request; it is to allocate none")
    return [TEXTS[name], given.get("format", "").lower(), given.get("table", ""), given.get("batch", ""),
            f"{median(times):.1f} ({min(times):.1f} to {max(times):.1f})", f"{bytes_each:.0f}"]


def _text(rows):
    head = ["what", "ring", "descriptors", "batch", "ns each", "bytes allocated each"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)] + ["| " + " | ".join(row) + " |" for row in rows]
    return ["One thread plays driver and device, no system call: JMH, one process each, 9 iterations of 0.3 s after 1.5 s of warm-up. A request "
            "has two descriptors; its time contains what the driver does to offer it, which for a packed ring is both descriptors written.", "",
            "\n".join(lines)]


def _run(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchError(f"{command[0]} failed:\n{(done.stdout + done.stderr)[-3000:]}")
