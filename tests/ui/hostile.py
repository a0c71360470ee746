"""Texts that would fetch something from outside, or run something, if a page took them for more than text; one a line."""

from __future__ import annotations

# Thirteen ways to write an image in Markdown; the definitions that some of them need stand below them.
IMAGES = [
    "![a](http://outside.example/1.png)",
    "![](//outside.example/2.png)",
    "![a](<http://outside.example/3.png>)",
    '![a](http://outside.example/4.png "题")',
    "![a](http://outside.example/5.png =100x100)",
    "![a][r6]",
    "![r7][]",
    "![r8]",
    "[![a](http://outside.example/9.png)](http://outside.example/9)",
    "![a](HTTPS://OUTSIDE.EXAMPLE/10.png)",
    "![a](http&#58;//outside.example/11.png)",
    "![**a** [b]](http://outside.example/12.png){width=1}",
    "> 1. ![a](http://outside.example/13.png)",
]
DEFINITIONS = [f"[r{n}]: http://outside.example/{n}.png" for n in (6, 7, 8)]
OTHERS = [
    "<img src=http://outside.example/20.png>",
    "<img src=x onerror=\"fetch('http://outside.example/21')\">",
    '<picture><source srcset="http://outside.example/22.png"><img></picture>',
    '<video poster="http://outside.example/23.png"></video>',
    '<svg><image href="http://outside.example/24.png"/></svg>',
    '<iframe src="http://outside.example/25"></iframe>',
    '<style>@import url("http://outside.example/26.css");</style>',
    '<link rel="stylesheet" href="http://outside.example/27.css">',
    '<div style="background:url(http://outside.example/28.png)">x</div>',
    "<script>fetch('http://outside.example/29')</script>",
    "http://outside.example/30 [x](javascript:alert(1)) $\\href{http://outside.example/31}{x}$ :material/home:",
]
HOSTILE = [*IMAGES, *DEFINITIONS, *OTHERS]
# What would have come of them, anywhere on a page.
MADE = ", ".join(f"[{name}*=outside i]" for name in ("src", "href", "srcset", "poster", "style", "onerror")) + ", iframe"
