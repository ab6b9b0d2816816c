# SPDX-License-Identifier: Apache-2.0
"""Bars as SVG."""
from html import escape

WIDTH, ROW, LEFT, BAR = 640, 26, 130, 400
COLOURS = ("#2b6cb0", "#a0aec0")


def bars(title, names, groups):
    """@param groups: (label, value, value)"""
    most = max(value for group in groups for value in group[1:])
    height = 70 + len(groups) * (ROW * 2 + 14)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="sans-serif" font-size="13">',
           f'<rect width="{WIDTH}" height="{height}" fill="white"/>', f'<text x="10" y="22" font-size="15">{escape(title)}</text>']
    for i, name in enumerate(names):
        out.append(f'<rect x="{LEFT + i * 130}" y="34" width="12" height="12" fill="{COLOURS[i]}"/>'
                   f'<text x="{LEFT + 18 + i * 130}" y="45">{escape(name)}</text>')
    y = 60
    for label, *values in groups:
        out.append(f'<text x="10" y="{y + ROW}">{escape(label)}</text>')
        for i, value in enumerate(values):
            out.append(f'<rect x="{LEFT}" y="{y}" width="{value / most * BAR:.1f}" height="{ROW - 6}" fill="{COLOURS[i]}"/>'
                       f'<text x="{LEFT + value / most * BAR + 6:.1f}" y="{y + 15}">{value:,.0f}</text>')
            y += ROW
        y += 14
    return "\n".join(out + ["</svg>", ""])
