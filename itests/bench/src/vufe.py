# SPDX-License-Identifier: Apache-2.0
"""The measuring front-end, and what it prints, as numbers."""
import os
import re
import shutil
import subprocess
import tempfile

from host import BenchError


class Figure:
    """Median with least and most of the repetitions."""

    def __init__(self, middle, least, most):
        self.median, self.min, self.max = middle, least, most

    def text(self, digits=1):
        return f"{self.median:,.{digits}f} ({self.min:,.{digits}f} to {self.max:,.{digits}f})"


class Vufe:
    def __init__(self, program):
        self.program = program

    @staticmethod
    def build(folder):
        """@return None if its sources are not there"""
        if not os.path.exists(os.path.join(folder, "Makefile")):
            print(f"no measuring front-end in {folder}: nothing is measured under its load (--vufe FOLDER)")
            return None
        copy = tempfile.mkdtemp(prefix="backplane-vufe")
        for name in os.listdir(folder):
            shutil.copy(os.path.join(folder, name), copy)
        made = subprocess.run(["make", "-s", "-C", copy], capture_output=True, text=True, check=False)
        if made.returncode:
            raise BenchError(f"{folder} does not build: {made.stderr}")
        return Vufe(os.path.join(copy, "vufe"))

    def floor(self, seconds):
        """What two processes can do at best, p50 in microseconds, by the line's name."""
        said = self._run("floor", "--seconds", str(seconds))
        return {line.group(1).strip(): float(line.group(2))
                for line in re.finditer(r"^  (.+?)\s+\d+ round trips/s  p50 ([0-9.]+)", said, re.M)}

    def bench(self, socket, pid, words, options):
        """Numbers by their names: ops/s, p50, p99, p99.9, be_cpu_us/op, kicks/op, calls/op, ..."""
        said = self._run("bench", socket, "--pid", str(pid), "--seconds", str(options.seconds), "--reps", str(options.reps), *words)
        figures = {line.group(1): Figure(*(float(line.group(i)) for i in (2, 3, 4)))
                   for line in re.finditer(r"^  (\S+)\s+median ([0-9.-]+) min ([0-9.-]+) max ([0-9.-]+)", said, re.M)}
        if "p50" not in figures:
            raise BenchError(f"vufe bench {' '.join(words)} says: {said}")
        return figures

    def start(self, socket, pid, words):
        return subprocess.Popen([self.program, "bench", socket, "--pid", str(pid), *words], stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True)

    def _run(self, *words):
        done = subprocess.run([self.program, *words], capture_output=True, text=True, timeout=600, check=False)
        if done.returncode:
            raise BenchError(f"vufe {' '.join(words)} ends with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout
