"""Reads documents of `duizhao publish` with python-docx: book_docx.py EDITIONS DOCX [TXT PDF]

The pairs of an edition must stand in the columns. TXT and PDF are what LibreOffice made of the documents: the texts must be
in the former, and the latter must be there."""

import sys
from pathlib import Path

import docx

editions, documents, *converted = map(Path, sys.argv[1:])
PAIRS = [
    ("他来自中组部。", "He came from the Organization Department of the CPC Central Committee; see the report."),
    ("第一，党员带头；", "First, Party members take the lead;"),
    ("第二，群众参与。", ""),
]

human = docx.Document(documents / "human.docx")
assert human.core_properties.title == "乡村振兴要靠人才 · Rural revitalization depends on talent"
(table,) = human.tables
rows = [[cell.text for cell in row.cells][:2] for row in table.rows]
assert rows[0] == ["中文", "English"], rows[0]
for pair in PAIRS:
    assert list(pair) in rows, (pair, rows)
assert ["一、选好带头人\n1. Choosing the right leaders"] * 2 in rows, "headings stand across the columns"

files = sorted(documents.glob("*.docx"))
assert len(files) == len(list(editions.glob("*.md"))), files
sentences = 0
for file in files:
    (table,) = docx.Document(file).tables
    sentences += len(table.rows) - 1
    for folder, suffix in zip(converted, [".txt", ".pdf"]):
        made = folder / file.with_suffix(suffix).name
        assert made.stat().st_size > 100, made
if converted:
    text = (converted[0] / "human.txt").read_text(encoding="utf-8-sig")
    for pair in PAIRS:
        assert all(part in text for part in pair), (pair, text)
print(f"documents: {len(files)} with {sentences} rows, read by {'LibreOffice' if converted else 'python-docx'}")
