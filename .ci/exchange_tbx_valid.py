"""Validates TBX files: exchange_tbx_valid.py FOLDER FILE..., FOLDER holding the core RNG and the TBX-Basic Schematron.

The Schematron is turned into XSLT as far as TBX-Basic goes: patterns, rules (of one pattern the first that fits
counts) and asserts. Prints one line a file and the errors; ends with 1 if a file is not valid.
"""

import sys
from pathlib import Path

from lxml import etree
from saxonche import PySaxonProcessor

SCH = "{http://purl.oclc.org/dsdl/schematron}"
XSL = "http://www.w3.org/1999/XSL/Transform"


def stylesheet(schematron: Path) -> str:
    """The Schematron as a stylesheet that prints one line a failed assert."""
    root = etree.parse(schematron).getroot()
    spaces = {ns.get("prefix"): ns.get("uri") for ns in root.iter(f"{SCH}ns")}
    style = etree.Element(f"{{{XSL}}}stylesheet", version="2.0", nsmap={"xsl": XSL, **spaces})
    etree.SubElement(style, f"{{{XSL}}}output", method="text")
    patterns = list(root.iter(f"{SCH}pattern"))
    start = etree.SubElement(style, f"{{{XSL}}}template", match="/")
    for number, pattern in enumerate(patterns):
        mode = f"m{number}"
        each = etree.SubElement(start, f"{{{XSL}}}for-each", select="//* | //@*")
        etree.SubElement(each, f"{{{XSL}}}apply-templates", select=".", mode=mode)
        etree.SubElement(style, f"{{{XSL}}}template", match="* | @*", mode=mode, priority="-1")
        for place, rule in enumerate(pattern.iter(f"{SCH}rule")):
            priority = str(1000 - place)
            template = etree.SubElement(
                style, f"{{{XSL}}}template", match=rule.get("context"), mode=mode, priority=priority
            )
            for check in rule.iter(f"{SCH}assert"):
                test = f"not({check.get('test')})"
                failed = etree.SubElement(template, f"{{{XSL}}}if", test=test)
                text = etree.SubElement(failed, f"{{{XSL}}}text")
                text.text = " ".join("".join(check.itertext()).split()) + "\n"
    return etree.tostring(style, encoding="unicode")


def main(folder: Path, files: list[str]) -> int:
    relax = etree.RelaxNG(etree.parse(folder / "TBXcoreStructV03.rng"))
    style = stylesheet(folder / "TBX-Basic_DCA.sch")
    bad = 0
    with PySaxonProcessor(license=False) as saxon:
        checker = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_text=style)
        for file in files:
            errors = []
            if not relax.validate(etree.parse(file)):
                errors += [f"RNG {error.line}: {error.message}" for error in relax.error_log]
            failed = checker.transform_to_string(source_file=file) or ""
            errors += sorted({f"SCH {line}" for line in failed.splitlines() if line.strip()})
            print(f"{'not valid' if errors else 'valid'}: {file}")
            for error in errors[:8]:
                print(f"  {error[:200]}")
            bad += bool(errors)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
