# SPDX-License-Identifier: Apache-2.0
"""The report as Markdown, its plots beside it. Parts that were not measured this time stay as they are."""
import datetime
import os
import platform
import re
import subprocess

from host import ROOT

HEAD = """# Speed

Made by `itests/bench/bench`; medians, with least and most of the repetitions in parentheses. Compare ratios, not figures of
different machines. Each part tells when, where and of what it was measured.
"""
PART = re.compile(r"^## (.*)$", re.MULTILINE)


def write(path, parts, vufe):
    """`parts` holds titles with their text and plots, or None for one that could not be measured."""
    kept = _parts(path)
    if vufe is None and None in parts:
        print("The measuring front-end was not there: the parts under load stay as they were.")
    for title, text, plots in filter(None, parts):
        lines = ["", machine(), ""] + text + [""]
        for name, content in plots.items():
            with open(os.path.join(os.path.dirname(os.path.abspath(path)), name), "w", encoding="utf-8") as file:
                file.write(content)
            lines += [f"![{title}]({name})", ""]
        kept[title] = "\n".join(lines)
    with open(path, "w", encoding="utf-8") as file:
        file.write(HEAD + "".join(f"\n## {title}\n\n{text.strip()}\n" for title, text in kept.items()))


def _parts(path):
    """What the report holds already, by title, in its order."""
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        pieces = PART.split(file.read())
    return dict(zip(pieces[1::2], pieces[2::2]))


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), platform.machine())
    with open("/proc/meminfo", encoding="utf-8") as file:
        memory = int(file.readline().split()[1]) // (1 << 20)
    java = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr.splitlines()
    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    load = os.getloadavg()
    return (f"{datetime.date.today()}, commit {commit}. {os.cpu_count()} processors ({model}), {memory} GiB, Linux {platform.release().split('-')[0]}, "
            f"{java[0] if java else 'no java'}. Load when this was written: {load[0]:.1f}.")
