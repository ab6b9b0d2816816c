# SPDX-License-Identifier: Apache-2.0
"""The parts of the report, each measured on hosts of its own."""
import os
import re
import tempfile
import time
import zipfile

from frontends import IdleFrontend
from host import Host, ROOT, median
from micro import micro
from plot import bars

DEPTHS = (1, 8, 64)
# rust-vmm's vhost-device-gpio with simulated lines and a C back-end on libvhost-user, driven by this front-end on another machine, whose
# eventfd ping-pong on one processor had a p50 of 7.4 us: requests/s, p50, p99, p99.9 and processor time per request in microseconds
RUST = {1: (117_000, 7.6, 13.7, 52, 4.3), 8: (792_000, 9.0, 15, 61, 0.69), 64: (2_220_000, 28, 46, 80, 0.35)}
LIBVHOST = {1: (146_000, 6.7), 8: (997_000, 7.7), 64: (4_700_000, 12.7)}
PEER_FLOOR = 7.4
FLOOR = "the same, both pinned to one CPU"
FLOOR_SPLIT = "the same, pinned to two CPUs"
GPIO = {"type": "gpio", "lines": "8"}
FOUR = {
    "gpio0": GPIO,
    "i2c0": {"type": "i2c", "chips": "24c02@0x50"},
    "sound0": {"type": "sound", "streams": "out null channels=1-8; in tone:440"},
    "scmi0": {"type": "scmi", "sensors": "cpu=45.5 C"},
}
PAUSE = re.compile(r"handover to \S+ \S+: pause (\d+) µs")


def gpio(vufe, options):
    """GET_VALUE against the peers, scaled by the floor of this run."""
    if vufe is None:
        return None
    floor = vufe.floor(options.seconds)
    scale = floor[FLOOR] / PEER_FLOOR
    rows, ratios, plot = [], [], []
    devices = {"plain": GPIO, "adaptive": dict(GPIO, **{"poll-us": "adaptive"})}
    requests = 0
    with tempfile.NamedTemporaryFile("r", prefix="backplane-gc") as log, Host(devices, java=[f"-Xlog:gc:file={log.name}"]) as host:
        began = time.monotonic() - host.began
        for name, pin in (("plain", "same"), ("plain", "split"), ("adaptive", "split")):
            for depth in DEPTHS:
                before = host.switches()
                got = vufe.bench(host.socket(name), host.pid, ["--device", "gpio", "--mode", "get", "--depth", str(depth), "--pin", pin],
                                 options)
                done = got["ops_s"].median * options.seconds * options.reps
                requests += done
                rows.append([name, pin, depth, got["ops_s"].text(0), got["p50"].text(), got["p99"].text(), got["p99.9"].text(),
                             got["be_cpu_us/op"].text(2), f"{got['kicks/op'].median:.3f}", f"{got['calls/op'].median:.3f}",
                             f"{(host.switches() - before) / done:.3f}"])
                if (name, pin) == ("plain", "same"):
                    ratios.append(_ratio(depth, got, scale))
                    plot.append((f"depth {depth}", got["ops_s"].median / 1000, RUST[depth][0] / scale / 1000))
                if name == "adaptive" and depth == 1:
                    adaptive = got["p50"].median
        took = time.monotonic() - host.began - began
        collected = _collections(log.read(), began)
        pauses = host.command("show", "adaptive")
    text = [
        f"Floor of this run, p50: one processor {floor[FLOOR]:.1f} µs, two processors {floor[FLOOR_SPLIT]:.1f} µs. On the machine of the "
        f"peers' figures one processor had {PEER_FLOOR} µs; their times are multiplied by {scale:.2f} below, their rates divided by it, as "
        "their programs could not be built here (no Rust packages to be had).", "",
        _table(["device", "processors", "in flight", "requests/s", "p50 µs", "p99 µs", "p99.9 µs", "host's CPU µs/request", "kicks/request",
                "calls/request", "context switches/request"], rows), "",
        "Ratios to rust-vmm's vhost-device-gpio, scaled as told (processors: same, polling off):", "",
        _table(["in flight", "requests/s (more is better)", "p50 (less is better)", "p99.9", "CPU per request", "requests/s to the C back-end "
                "on libvhost-user"], ratios), "",
        f"Adaptive polling, depth 1, on two processors: p50 {adaptive:.1f} µs, {adaptive / (RUST[1][1] * scale):.2f}x the Rust daemon's "
        f"(scaled), {adaptive / floor[FLOOR_SPLIT]:.2f}x the floor of two processors that sleep. "
        f"Nothing is left of the kick, but the front-end sleeps for each answer (one call a request, above): waking it across processors "
        f"takes half of that floor, {floor[FLOOR_SPLIT] / 2:.1f} µs, and no back-end can save it.",
        f"What it took: {', '.join(line.strip() for line in pauses.splitlines() if 'poll' in line)}.",
        f"Collections in the {took:.0f} s of this part: {collected[0]}, the longest {collected[1]:.1f} ms; the whole host allocated "
        f"{collected[2] / requests:.2f} bytes for each of {requests / 1e6:.0f} million requests, which is what it does besides "
        f"({collected[2] / took / 1024:.0f} KB/s)."]
    return "GPIO, GET_VALUE", text, {"speed-gpio.svg": bars("GET_VALUE, thousand requests/s", ("Backplane", "vhost-device-gpio, scaled"),
                                                            plot)}


def _collections(log, since):
    """How many since then, milliseconds of the longest, and bytes that were allocated from the first of them to the last."""
    found = [(float(one.group(1)), int(one.group(2)), int(one.group(3)), float(one.group(4))) for one in
             re.finditer(r"^\[([0-9.]+)s\].* Pause .* ([0-9]+)M->([0-9]+)M\([0-9]+M\) ([0-9.]+)ms", log, re.M)]
    found = [one for one in found if one[0] >= since]
    allocated = sum(after[1] - before[2] for before, after in zip(found, found[1:])) * 1024 * 1024
    return len(found), max((one[3] for one in found), default=0), allocated


def _ratio(depth, got, scale):
    rate, p50, _, p999, cpu = RUST[depth]
    return [depth, f"{got['ops_s'].median / (rate / scale):.2f}x", f"{got['p50'].median / (p50 * scale):.2f}x",
            f"{got['p99.9'].median / (p999 * scale):.2f}x", f"{got['be_cpu_us/op'].median / (cpu * scale):.2f}x",
            f"{got['ops_s'].median / (LIBVHOST[depth][0] / scale):.2f}x"]


def others(vufe, options):
    """The other device types under the same front-end."""
    if vufe is None:
        return None
    rows = []
    loads = (("i2c0", ["--device", "i2c", "--mode", "read", "--addr", "0x50"]), ("scmi0", ["--device", "scmi", "--mode", "version"]),
             ("scmi0", ["--device", "scmi", "--mode", "sensor"]), ("sound0", ["--device", "snd", "--mode", "ctl"]))
    with Host(FOUR) as host:
        for name, words in loads:
            for pin, depth in [("same", depth) for depth in DEPTHS] + [("split", DEPTHS[-1])]:
                got = vufe.bench(host.socket(name), host.pid, words + ["--depth", str(depth), "--pin", pin, "--indirect"], options)
                rows.append([words[1], words[3], pin, depth, got["ops_s"].text(0), got["p50"].text(), got["p99"].text(), got["p99.9"].text(),
                             got["be_cpu_us/op"].text(2)])
    text = ["On one processor, polling off. I2C does a transfer on the bus' own thread, and SCMI a command on its platform's, which others "
            "may share: so each request there wakes a second thread.", "",
            _table(["device", "requests", "processors", "in flight", "requests/s", "p50 µs", "p99 µs", "p99.9 µs",
                    "host's CPU µs/request"], rows)]
    return "I2C, SCMI, sound", text, {}


class COLD:
    """How a host is asked that has just started."""
    seconds = 0.005
    reps = 1


def start(vufe, options):
    """Start-up and memory."""
    rows = []
    for launcher, least in (("backplane", 5), ("backplane --small", 5)):
        folder = tempfile.mkdtemp(prefix="backplane-bench")
        first, later, resident, used, cold, slowest = [], [], [], [], [], []
        for i in range(max(least, options.reps) + 1):
            host = Host(FOUR, folder=folder, launcher=launcher)
            (first if i == 0 else later).append(host.accepting)
            if vufe:
                got = vufe.bench(host.socket("gpio0"), host.pid, ["--device", "gpio", "--mode", "get", "--depth", "1"], COLD)
                cold.append(got["p50"].median)
                slowest.append(got["max"].median / 1000)
            time.sleep(8)
            resident.append(host.resident())
            before = host.cpu()
            time.sleep(5)
            used.append((host.cpu() - before) / 5 * 100)
            threads = host.threads()
            host.end(keep=i < max(least, options.reps))
        rows.append([launcher, f"{first[0]:.2f}", f"{median(later):.2f} ({min(later):.2f} to {max(later):.2f})",
                     f"{median(resident):.0f} ({min(resident):.0f} to {max(resident):.0f})", f"{median(used):.1f}", threads,
                     f"{median(slowest):.1f} ({min(slowest):.1f} to {max(slowest):.1f})" if vufe else "",
                     f"{median(cold):.0f} ({min(cold):.0f} to {max(cold):.0f})" if vufe else ""])
    text = ["Four simulated devices. From the start of the process until each socket has accepted a connection; memory and CPU after that, "
            "idle. The first requests are those of the first 5 ms of a front-end that comes as soon as the socket is there, one in flight: "
            "the slowest of them is the very first, which loads classes, and nothing is compiled yet.", "",
            _table(["launcher", "first start, s", "later starts, s", "resident, MB", "CPU idle, %", "threads", "slowest first request, ms",
                    "first requests, p50 µs"], rows)]
    return "Start-up and memory", text, {}


def many(_, __):
    """256 devices, then 256 front-ends."""
    rows, names = [], [f"gpio{i}" for i in range(256)]
    with Host({name: GPIO for name in names}) as host:
        rows.append(["256 devices, nobody connected", *_standing(host)])
        frontends = [IdleFrontend(host.socket(name)) for name in names]
        rows.append(["the same with 256 front-ends connected, rings running", *_standing(host)])
        per = (float(rows[1][1]) - float(rows[0][1])) / 256
        for frontend in frontends:
            frontend.close()
        rows.append(["front-ends gone", *_standing(host)])
    with Host({"gpio0": GPIO}) as host:
        alone = _standing(host)
    rows.insert(0, ["1 device", *alone])
    each = (float(rows[1][1]) - float(alone[0])) / 255
    text = [_table(["", "resident, MB", "threads", "descriptors", "CPU idle, %"], rows), "",
            f"An idle device takes {each:.2f} MB, a connected front-end {per:.2f} MB more."]
    return "Many devices", text, {}


def _standing(host):
    time.sleep(8)
    before = host.cpu()
    time.sleep(5)
    return [f"{host.resident():.1f}", host.threads(), host.descriptors(), f"{(host.cpu() - before) / 5 * 100:.1f}"]


def pauses(vufe, _):
    """Handovers under load."""
    if vufe is None:
        return None
    folder = tempfile.mkdtemp(prefix="backplane-bench")
    versions = [_version(folder, number) for number in ("1.0.1", "1.0.2")]
    rows = []
    with Host({"gpio0": GPIO}) as host:
        load = vufe.start(host.socket("gpio0"), host.pid, ["--device", "gpio", "--mode", "get", "--depth", "4", "--seconds", "600"])
        time.sleep(2)
        ways = (("bundle:update", lambda i: host.command("bundle:update", "backplane.devices.gpio", "file:" + versions[1 - i % 2])),
                ("side by side", lambda i: host.command(*(["upgrade", "--watch", "0", "gpio", versions[1]] if i % 2 == 0
                                                          else ["rollback", "--watch", "0", "gpio"]))))
        for way, take in ways:
            before = len(PAUSE.findall(host.log()))
            for i in range(30):
                take(i)
            told = [int(pause) / 1000 for pause in PAUSE.findall(host.log())[before:]][10:]
            rows.append([way, len(told), f"{median(told):.1f}", f"{min(told):.1f}", f"{max(told):.1f}"])
        load.kill()
        load.wait()
    text = ["One GPIO device under 4 requests in flight without a rest; from the last answer of one version to the first of the next. "
            "Ten handovers before these are left out. (`UpgradeTest` does 200 with checks of each answer; `KilledHostTest` tells the "
            "pauses of a host that is killed.)", "",
            _table(["way", "handovers", "median ms", "least", "longest"], rows)]
    return "Handovers", text, {}


def _version(folder, number):
    target = os.path.join(ROOT, "devices.gpio", "target")
    built = next(os.path.join(target, name) for name in os.listdir(target) if name.endswith("-SNAPSHOT.jar"))
    made = os.path.join(folder, number + ".jar")
    with zipfile.ZipFile(built) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            content = old.read(entry)
            if entry == "META-INF/MANIFEST.MF":
                content = re.sub(rb"Bundle-Version: \S+", b"Bundle-Version: " + number.encode(), content)
            new.writestr(entry, content)
    return made


def _table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


ALL = {"gpio": gpio, "others": others, "start": start, "many": many, "pauses": pauses, "micro": micro}
