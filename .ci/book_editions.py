"""Writes editions for the check of books: one of people, one in traditional script, and some that try to be markup, to run,
to hide, to break out or to be too long: book_editions.py FOLDER"""

import json
import random
import sys
from pathlib import Path

HUMAN = """---
duizhao: 1
date: 2021-03-05
source: 人民日报
author: 张三
url: https://example.org/a?b=1&c=2
retrieved: 2024-05-01T08:00:00Z
tags: [rural, party]
script: hans
---

# 乡村振兴要靠人才

> **Rural revitalization depends on talent**

<!-- note -->
**¶** 编者按：党的十九大以来，各地推进乡村振兴。

> Editor's note: since the *19th CPC National Congress*, localities have made progress.[^1]

**¶** 县委书记说：“没有人才，就没有乡村振兴。”

> “Without talent there is no rural revitalization,” said the county Party secretary.

他来自中组部。

> He came from the Organization Department of the CPC Central Committee; see [the report](https://example.org/report?a=1&b=2).

[^1]: The congress met in **October 2017**.

## 一、选好带头人

> **1. Choosing the right leaders**

<!-- list_item -->
**¶** 第一，党员带头；

> First, Party members take the lead;

<!-- list_item -->
**¶** 第二，群众参与。

> <!-- none -->
"""

HANT = """---
duizhao: 1
date: 2019-10-01
script: hant
---

# 黨中央的決定

> **A decision of the CPC Central Committee**

**¶** 黨中央決定，全面貫徹落實這一精神。

> The CPC Central Committee has decided to implement these guiding principles in full.
"""

PIECES = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" onclick=\"alert(1)", "' onmouseover='alert(1)",
    "</title>", "</style>", "</template>", "</p>", "<!--", "-->", "]]>", "<?xml?>", "&lt;", "&#x202E;", "\u202eabc\u2066",
    "javascript:alert(1)", "../../x", "{{< x >}}", "{{% x %}}", "{% x %}", "w" * 10_000, "长" * 5_000, "\u200b", "\ufeff",
    "[x](javascript:alert(1))", "[x](data:text/html,<script>alert(1)</script>)", "[x](https://a.b/%zz)",
    "[x](http://1.2.3.4.5/)", "[x](<https://a b/>)", "[x](https://[::1/)", "[x](https://a.b:99999/)", "[x](mailto:a)",
    "[x](https://example.org/\"onclick=\"alert(1))", "![x](https://example.org/x.png)", "<https://example.org/党>",
    "*a*", "**b**", "`<c>`", "~~d~~", "[^1]", "党中央", "县委", "text", "。", " ",
]  # fmt: skip


def escaped(text):
    """Text that an edition shows as itself."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>|~$^&#!" else c for c in text)


def hostile(random):
    def text(most, markdown=False):
        pieces = random.choices(PIECES, k=random.randint(1, most))
        text = " ".join(pieces).strip() or "text"
        return text if markdown else escaped(text)

    def field():
        return json.dumps(" ".join(random.choices(PIECES, k=2)), ensure_ascii=False)

    lines = ["---", "duizhao: 1", f"date: 2020-0{random.randint(1, 9)}-01"]
    lines += [f"{name}: {field()}" for name in ("title", "title_en", "source", "author", "editor", "url", "retrieved", "tags")]
    lines += ["---", "", f"# 题{text(2)}", "", f"> **T {text(2)}**", ""]
    for _ in range(4):
        lines += [f"**¶** 文{text(4)}", "", f"> E {text(6, markdown=True)}", ""]
    lines += [f"[^1]: {text(3, markdown=True)}", ""]
    return "\n".join(lines)


folder = Path(sys.argv[1])
(folder / "human.md").write_text(HUMAN)
(folder / "hant.md").write_text(HANT)
dice = random.Random(1)
for number in range(6):
    (folder / f"hostile {number} & <b>'\".md").write_text(hostile(dice))
