"""Exchanges memories with the programs of others, for check-memory-exchange: memory_exchange.py STEP PLACE.

units FILE: units to begin with, those of the glossary and some that are hard to hold. read FOLDER: others read our
exports. write FOLDER: others write the same segments. compare FOLDER: what we read of that. Ends with 1 at the first
difference.
"""

import csv
import json
import sys
from pathlib import Path
from unicodedata import normalize

from exchange_read import same
from lxml import etree
from translate.storage import tmx, xliff, xliff2

HARD = [
    ("“党委”&<书记>", 'the "Party" & <secretary>'),
    ("一]]>二", "one]]>two"),
    ("=1+1", "=SUM(A1)"),
    ("🚩👩‍👩‍👧", "e\u0301 \u202eRTL\u202c العربية"),
    ("'一'", "\"one\" 'two'"),
    ("一  二", "one  two"),
    ("&amp;#38;", "%s {0} \\n \\t"),
]


def jsonl(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def pairs(path: Path) -> list[tuple[str, str]]:
    return [(unit["source"], unit["target"]) for unit in jsonl(path)]


def begin(path: Path) -> list[tuple[str, str]]:
    with open("glossary/political.csv", encoding="utf-8-sig", newline="") as file:
        terms = [row for row in csv.DictReader(file) if row["source_hans"] and not row["source_hans"].startswith("#")]
    return list(dict.fromkeys(HARD + [(term["source_hans"], term["target"]) for term in terms]))


def units(path: Path) -> None:
    keys = ("source", "target", "origin", "article", "position", "at", "note")
    rows = [(*pair, "human", "a & b.txt", i, 1582114500, "a note\nof two lines") for i, pair in enumerate(begin(path))]
    path.write_text("".join(json.dumps(dict(zip(keys, row)), ensure_ascii=False) + "\n" for row in rows), "utf-8")


def read(folder: Path) -> None:
    ours = pairs(folder / "out.jsonl")
    lost = set(begin(folder)) - set(ours)
    if lost:
        sys.exit(f"our memory: lost {list(lost)[:3]}")
    store = tmx.tmxfile.parsestring((folder / "out.tmx").read_bytes())
    same("translate-toolkit, TMX", [(str(unit.source), str(unit.target)) for unit in store.units], ours)
    store = xliff2.Xliff2File.parsestring((folder / "out.xliff").read_bytes())
    same("translate-toolkit, XLIFF 2", [(str(unit.source), str(unit.target)) for unit in store.units], ours)
    names = [node.get("id") for node in etree.parse(folder / "out.xliff").iter("{*}file", "{*}unit")]
    same("lxml, XLIFF 2: names", names, set(names))
    with (folder / "out.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, dialect="excel-tab"))
    # An apostrophe before what a spreadsheet would take for a formula is ours.
    plain = lambda cell: cell[1:] if cell.startswith("'") and cell.lstrip("'")[:1] in ("=", "+", "-", "@") else cell
    same("csv, TSV", [(plain(row["source"]), plain(row["target"])) for row in rows], ours)
    if (folder / "omegat.jsonl").exists():
        # OmegaT composes what it reads.
        composed = lambda pairs: [tuple(normalize("NFC", side) for side in pair) for pair in pairs]
        same("OmegaT, TMX", composed(jsonl(folder / "omegat.jsonl")), composed(ours))


def write(folder: Path) -> None:
    ours = pairs(folder / "out.jsonl")
    (folder / "out.pairs").write_text("".join(f"{source}\t{target}\n" for source, target in ours), "utf-8")
    memory = tmx.tmxfile(sourcelanguage="zh-CN", targetlanguage="en")
    for source, target in ours:
        memory.addtranslation(source, "zh-CN", target, "en-US", comment="a note")
    memory.savefile(str(folder / "toolkit.tmx"))
    for name, kind in (("toolkit-1.xlf", xliff.xlifffile), ("toolkit-2.xlf", xliff2.Xliff2File)):
        store = kind(sourcelanguage="zh-CN", targetlanguage="en")
        for source, target in ours:
            store.addsourceunit(source).target = target
        store.savefile(str(folder / name))


def compare(folder: Path) -> None:
    ours = set(pairs(folder / "out.jsonl"))
    for path in sorted([*folder.glob("toolkit*.jsonl"), *folder.glob("omegat-*.jsonl")]):
        same(f"we, {path.name.removesuffix('.jsonl')}", set(pairs(path)), ours)


if __name__ == "__main__":
    {"units": units, "read": read, "write": write, "compare": compare}[sys.argv[1]](Path(sys.argv[2]))
