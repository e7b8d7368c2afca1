"""Reads exported glossaries with the programs of others: exchange_read.py FOLDER.

FOLDER holds out.json, from which the terms are known, and the other exports; also out.tbx.pairs and out.txt.pairs
where OmegaT has read them. Prints a line a file; ends with 1 at the first difference.
"""

import csv
import json
import sys
from collections import Counter
from pathlib import Path

import openpyxl
from lxml import etree
from translate.storage.omegat import OmegaTFile
from translate.storage.tbx import tbxfile

TBX3 = "{urn:iso:std:iso:30042:ed-2}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
LISTS = ("tag", "alternatives", "forbidden", "context")


def flat(text: str) -> str:
    """A text as line formats have it."""
    return " ".join(text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "\n").split("\n"))


def right(term: dict) -> list[str]:
    return [term["target"], *term["alternatives"]]


def words(term: dict) -> list[str]:
    return [*right(term), *term["forbidden"]]


def same(what: str, found, expected) -> None:
    """Compares two multisets and says how many there are."""
    found, expected = Counter(found), Counter(expected)
    if found != expected:
        missing, extra = expected - found, found - expected
        sys.exit(f"{what}: missing {list(missing)[:3]}, not ours {list(extra)[:3]}")
    print(f"{what}: {sum(found.values())} as exported")


def martif(path: Path, terms: list[dict]) -> None:
    store = tbxfile.parsestring(path.read_bytes(), sourcelanguage="zh-CN", targetlanguage="en")
    found = []
    for unit in store.units:
        targets = tuple((word.text, word.deprecated) for word in unit.get_target_terms())
        found += [(word.text, targets) for word in unit.get_source_terms()]
    wrong = lambda term: [(word, True) for word in term["forbidden"]]
    expected = [(t["source_hans"], tuple([(word, False) for word in right(t)] + wrong(t))) for t in terms]
    same("translate-toolkit, TBX v2", found, expected)


def tbx(path: Path, terms: list[dict]) -> None:
    """Translate Toolkit does not read version 3: what an XML parser finds."""
    found = []
    for entry in etree.parse(path).iter(f"{TBX3}conceptEntry"):
        of = lambda code: tuple(
            term.text
            for section in entry.iter(f"{TBX3}langSec")
            if section.get(LANGUAGE) == code
            for term in section.iter(f"{TBX3}term")
        )
        found.append((of("zh-Hans"), of("zh-Hant"), of("en")))
    traditional = lambda term: (term["source_hant"],) if term["source_hant"] else ()
    same("lxml, TBX v3", found, [((t["source_hans"],), traditional(t), tuple(words(t))) for t in terms])


def omegat(path: Path, terms: list[dict]) -> None:
    store = OmegaTFile.parsestring(path.read_bytes())
    found = [(unit.source, unit.target) for unit in store.units if unit.source]
    same("translate-toolkit, OmegaT", found, [(flat(t["source_hans"]), flat(word)) for t in terms for word in right(t)])


def pairs(path: Path, terms: list[dict]) -> None:
    """What OmegaT itself read: of TBX every word of either script with every English one."""
    found = [tuple(line.split("\t")) for line in path.read_text("utf-8").splitlines()]
    if path.name == "out.txt.pairs":
        expected = [(t["source_hans"], word) for t in terms for word in right(t)]
    else:
        sources = lambda term: [source for source in (term["source_hans"], term["source_hant"]) if source]
        expected = [(source, word) for t in terms for source in sources(t) for word in words(t)]
    same(f"OmegaT, {path.name.removesuffix('.pairs')}", found, [(flat(a), flat(b)) for a, b in expected])


def xlsx(path: Path, terms: list[dict]) -> None:
    header, *rows = openpyxl.load_workbook(path).active.iter_rows()
    names = [cell.value for cell in header]
    strange = [cell.coordinate for row in rows for cell in row if cell.value is not None and cell.data_type != "s"]
    if strange:
        sys.exit(f"openpyxl: cells that are no text: {strange[:5]}")
    found = [tuple(cell.value or "" for cell in row) for row in rows]
    text = lambda term, name: " | ".join(term[name]) if name in LISTS else term[name]
    case = lambda term, name: ("yes" if term["case"] else "") if name == "case" else text(term, name)
    same("openpyxl, XLSX", found, [tuple(case(t, name) for name in names) for t in terms])


def services(folder: Path, terms: list[dict]) -> None:
    firsts = {t["source_hans"]: t for t in reversed(terms)}.values()
    two = [(t["source_hans"], t["target"]) for t in firsts]
    for name in ("deepl", "azure"):
        lines = (folder / f"out.{name}").read_text("utf-8").splitlines()
        same(name, [tuple(line.split("\t")) for line in lines], two)
    rows = list(csv.DictReader((folder / "out.google").open(encoding="utf-8", newline="")))
    same("google", [(row["zh-CN"], row["zh-TW"], row["en"]) for row in rows], [(t["source_hans"], t["source_hant"], t["target"]) for t in firsts])


def main(folder: Path) -> None:
    terms = json.loads((folder / "out.json").read_text("utf-8"))
    martif(folder / "out.martif.tbx", terms)
    tbx(folder / "out.tbx", terms)
    omegat(folder / "out.txt", terms)
    xlsx(folder / "out.xlsx", terms)
    services(folder, terms)
    for read in sorted(folder.glob("*.pairs")):
        pairs(read, terms)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
