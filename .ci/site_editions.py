"""Writes editions and settings for a site: site_editions.py FOLDER. One is a person's, one tries to be markup."""

import sys
from pathlib import Path

folder = Path(sys.argv[1])

HOSTILE = [
    "<script>globalThis.hacked = 1</script>",
    "<img src=x onerror=globalThis.hacked=1>",
    "</template></script><!-- ",
    "\"onmouseover='globalThis.hacked=1' x=\"",
    "javascript:globalThis.hacked=1",
    "{{ 7*7 }}{% raw %}",
    "\u202egnp.exe\u202c\u2066x",
    "]]>&amp;&#60;b&#62;",
]
LONG = "长" * 10_000

(folder / "duizhao.toml").write_text(
    """[publish]
name = "Texts <b>&\\"' </title>"
base_url = "https://example.org/texts/"
licence = "CC-BY-4.0 <script>globalThis.hacked=1</script>"
contact = "javascript:globalThis.hacked=1"
disclaimer = "The Chinese text prevails. <img src=x onerror=globalThis.hacked=1>"
findings = true

[glossary]
files = ["terms.csv"]
"""
)
(folder / "terms.csv").write_text(
    "source_hans,target,alternatives,note,citation,status\n"
    '坏词,"bad <script>globalThis.hacked=1</script> word",bad word,"</script><img src=x onerror=globalThis.hacked=1>",'
    "javascript:globalThis.hacked=1,choice\n"
)
(folder / "output" / "person.md").write_text(
    """---
duizhao: 1
title: 党委召开会议
title_en: Party committee meets
date: 2024-03-05
source: 人民日报
author: 王伟
tags: [party, meetings]
url: "https://example.org/a?b=c&d=e"
retrieved: 2024-03-06T08:00:00Z
script: hans
---

# 党委召开会议

> **Party committee meets**

**¶** 党中央决定，银行长期调查头发的发展。

> The CPC Central Committee decided that banks should *look into* the [development](https://example.org/x) of hair.

县委书记王伟说，要为人民服务。

> County Party secretary Wang Wei said that one must serve the people.

**¶** 疫情防控工作有1.8万名党员参加。

> 18,000 Party members took part in epidemic prevention and control.
"""
)


def escaped(text: str) -> str:
    return "".join("\\" + c if c in "\\`*_{}[]<>()#+-.!|~$&:=" else c for c in text)


def yaml(text: str) -> str:
    return '"' + "".join(c if c.isprintable() and c not in '"\\' else f"\\u{ord(c):04x}" for c in text) + '"'


fields = ["title", "title_en", "source", "author", "editor", "column", "file_number", "url", "tags", "retrieved"]
front = "".join(f"{field}: {yaml(HOSTILE[at % len(HOSTILE)])}\n" for at, field in enumerate(fields))
pairs = "".join(
    f"坏词{at}{escaped(text)}\n\n> bad word {at} {escaped(text)}\n\n" for at, text in enumerate(HOSTILE + [LONG])
)
name = "..%2f <b>'x' & (a) 党"
(folder / "output" / f"{name}.md").write_text(
    f"---\nduizhao: 1\ndate: 2024-02-01\n{front}---\n\n# {escaped(HOSTILE[0])}\n\n> **{escaped(HOSTILE[1])}**\n\n{pairs}"
)
