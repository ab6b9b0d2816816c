# SPDX-License-Identifier: Apache-2.0
"""The report as Markdown, its plots beside it."""
import datetime
import os
import platform
import subprocess

from host import ROOT


def write(path, parts, vufe):
    lines = ["# Speed", "", "Made by `itests/bench/bench`; medians, with least and most of the repetitions in parentheses. Compare ratios, not figures of",
             "different machines.", "", machine(), ""]
    if vufe is None:
        lines += ["The measuring front-end was not there: nothing was measured under load.", ""]
    for part in parts:
        if part is None:
            continue
        title, text, plots = part
        lines += [f"## {title}", ""] + text + [""]
        for name, content in plots.items():
            with open(os.path.join(os.path.dirname(os.path.abspath(path)), name), "w", encoding="utf-8") as file:
                file.write(content)
            lines += [f"![{title}]({name})", ""]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), platform.machine())
    with open("/proc/meminfo", encoding="utf-8") as file:
        memory = int(file.readline().split()[1]) // (1 << 20)
    java = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr.splitlines()
    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    load = os.getloadavg()
    return (f"{datetime.date.today()}, commit {commit}. {os.cpu_count()} processors ({model}), {memory} GiB, Linux {platform.release()}, "
            f"{java[0] if java else 'no java'}. Load when the report was written: {load[0]:.1f}.")
