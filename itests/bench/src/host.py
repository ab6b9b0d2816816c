# SPDX-License-Identifier: Apache-2.0
"""An assembled host as a process, and what the kernel tells of it."""
import glob
import os
import shutil
import socket
import subprocess
import tempfile
import time

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..", ".."))
HOME = os.path.join(ROOT, "host", "distribution", "target", "assembly")
TICK = os.sysconf("SC_CLK_TCK")


class BenchError(Exception):
    """Says what was wrong, where and what to do."""


class Host:
    """One host in a folder of its own. Not under a supervisor: what is measured is the process."""

    def __init__(self, devices, folder=None, launcher="backplane", java=()):
        if not os.path.exists(os.path.join(HOME, "bin", launcher.split()[0])):
            raise BenchError(f"there is no {launcher} in {HOME}/bin; run ./run once, which builds it")
        self.folder = folder or tempfile.mkdtemp(prefix="backplane-bench")
        self.devices = devices
        etc = os.path.join(self.folder, "etc")
        os.makedirs(etc, exist_ok=True)
        for name, settings in devices.items():
            with open(os.path.join(etc, f"backplane.device~{name}.cfg"), "w", encoding="utf-8") as file:
                file.writelines(f"{key} = {value}\n" for key, value in settings.items())
        environment = dict(os.environ)
        if java:
            environment["JAVA_TOOL_OPTIONS"] = " ".join(java)
        self.out = open(os.path.join(self.folder, "out"), "ab")
        self.began = time.monotonic()
        self.process = subprocess.Popen([os.path.join(HOME, "bin", launcher.split()[0]), *launcher.split()[1:], "--dir", self.folder, "--no-console"],
                                        stdin=subprocess.DEVNULL, stdout=self.out, stderr=self.out, env=environment)
        self.accepting = self._await_sockets()

    def socket(self, name):
        return os.path.join(self.folder, name + ".sock")

    def _await_sockets(self):
        """Seconds from the start until every device's socket has accepted a connection."""
        for name in self.devices:
            while not self._accepts(self.socket(name)):
                if self.process.poll() is not None or time.monotonic() - self.began > 120:
                    raise BenchError(f"the host in {self.folder} does not come up; see {self.folder}/out and log/backplane.log")
                time.sleep(0.005)
        return time.monotonic() - self.began

    @staticmethod
    def _accepts(path):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            try:
                probe.connect(path)
                return True
            except OSError:
                return False

    @property
    def pid(self):
        return self.process.pid

    def status(self, field):
        with open(f"/proc/{self.pid}/status", encoding="utf-8") as file:
            for line in file:
                if line.startswith(field + ":"):
                    return int(line.split()[1])
        raise BenchError(f"/proc/{self.pid}/status has no {field}")

    def resident(self):
        """MB, all of it: anonymous and mapped files."""
        return self.status("VmRSS") / 1024

    def threads(self):
        return self.status("Threads")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def cpu(self):
        """Seconds of processor time since the start."""
        with open(f"/proc/{self.pid}/stat", encoding="utf-8") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def switches(self):
        total = 0
        for path in glob.glob(f"/proc/{self.pid}/task/*/status"):
            with open(path, encoding="utf-8") as file:
                total += sum(int(line.split()[1]) for line in file if "ctxt_switches" in line)
        return total

    def command(self, *words):
        end = time.monotonic() + 60
        while True:
            done = subprocess.run([os.path.join(HOME, "bin", "vhostctl"), "--dir", self.folder, *words], capture_output=True, text=True,
                                  timeout=120, check=False)
            # the console comes after the sockets
            if not done.returncode or time.monotonic() > end or "there is no command" not in done.stdout + done.stderr:
                break
            time.sleep(0.5)
        if done.returncode:
            raise BenchError(f"vhostctl {' '.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout

    def log(self):
        with open(os.path.join(self.folder, "log", "backplane.log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def end(self, keep=False):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.out.close()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
