"""Reads what `duizhao publish` writes with the programs of others, for check-data: data_check.py STEP FOLDER.

make: a project in FOLDER with articles and a machine that translates them, in which texts try to be markup. answer: that
machine. edit: a person's lines in its editions. read: others read FOLDER/published, and find the same pairs. xliff
SCHEMAS: the documents are valid. filters: the publications of FOLDER with filters have what they say. Ends with 1 at the
first difference.
"""

import json
import sys
from pathlib import Path
from unicodedata import normalize

HOSTILE = '<script>alert("x")</script> ]]> &amp; \u202e "a" \'b\' %s {0} \\n | **c** ../'
LONG = "w" * 10_000


def make(folder: Path) -> None:
    articles = folder / "articles"
    articles.mkdir()
    (folder / "duizhao.toml").write_text(
        f"""[publish]
name = {json.dumps('Texts: "parallel" ' + HOSTILE)}
licence = "CC-BY-4.0"

[backend.machine]
kind = "command"
program = {json.dumps([sys.executable, str(Path(__file__).resolve()), "answer", "."])}
""",
        "utf-8",
    )
    body = "县委召开会议，研究乡村振兴工作。会议强调，要加强党的建设。\n\n1.8万人参加。\n\n“好。”书记<b>说</b> & 笑。"
    names = {"a & b <i>": "2020-02-19", "ä ..'q'": "2021-03-01", "党": None, "approved": "2020-12-31"}
    for name, date in names.items():
        source = f"新华社 {HOSTILE}"
        row = {"title": f"县委会议（{name}）", "text": f"{body}\n\n{name}。", "source": source, "url": 'https://example.org/?a=1&b="2"'}
        if date:
            row["date"] = date
        (articles / f"{name}.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    (folder / "glosses").mkdir()
    (folder / "glosses" / "gloss.txt").write_text("全国农村工作会议\n\n会议在北京举行。大家发言。\n", "utf-8")


def answer(_: Path) -> None:
    for line in sys.stdin:
        ask = json.loads(line)
        if "id" in ask:
            sound = "18,000 people took part." if "1.8万" in ask["text"] else None
            print(json.dumps({"id": ask["id"], "en": sound or f"=Machines said {HOSTILE} now."}), flush=True)


def edit(folder: Path) -> None:
    """Changes the last translation of the editions that nobody approved, and takes the one before it away."""
    for path in sorted((folder / "output").rglob("*.md")):
        if path.parent.name == "approved" or path.name == "gloss.md":
            continue
        lines = path.read_text("utf-8").split("\n")
        quotes = [at for at, line in enumerate(lines) if line.startswith("> ")]
        lines[quotes[-1]] = f"> A person wrote {LONG} <b>here</b> & there."
        lines[quotes[-2]] = "> <!-- none -->"
        path.write_text("\n".join(lines), "utf-8")


def rows(folder: Path) -> list[dict]:
    files = sorted((folder / "jsonl" / "data").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").split("\n") if line]


def same(name: str, theirs, ours) -> None:
    theirs, ours = list(theirs), list(ours)
    if theirs == ours:
        print(f"{name}: {len(ours)} the same")
        return
    different = [pair for pair in zip(theirs, ours) if pair[0] != pair[1]]
    sys.exit(f"{name}: {len(theirs)} and {len(ours)}; first different: {str(different[:1])[:2000]}")


def fit(text: str) -> str:
    """What XML has a place for."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))


def plain(cell: str) -> str:
    """A cell of a table without the apostrophe before what a spreadsheet would take for a formula."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'")[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def read(folder: Path) -> None:
    published = folder / "published"
    ours = rows(published)
    if {row["state"] for row in ours} != {"human", "reviewed", "machine"} or not any(LONG in row["en"] for row in ours):
        sys.exit("the project has not what this check is for")
    same("ids", sorted(row["id"] for row in ours), sorted({row["id"] for row in ours}))
    if any(row["article"].startswith("gloss") for row in ours):
        sys.exit("a gloss was published")
    read_sets(published, ours)
    read_card(published / "jsonl" / "README.md", ours)
    read_memories(folder, ours)


def read_sets(published: Path, ours: list[dict]) -> None:
    import pandas
    from datasets import load_dataset

    files = sorted((published / "jsonl" / "data").glob("*.jsonl"))
    frames = [pandas.read_json(file, lines=True, dtype=False) for file in files]
    same("pandas, JSON lines", [row for frame in frames for row in zip(frame["id"], frame["en"])], [(row["id"], row["en"]) for row in ours])
    cells = pandas.read_csv(published / "tsv/pairs.tsv", sep="\t", keep_default_na=False, dtype=str)
    tsv = [(row["id"], plain(row["zh"]), plain(row["en"]), plain(row["source"])) for row in cells.to_dict("records")]
    by_id = {row["id"]: row for row in ours}
    same("pandas, TSV", sorted(tsv), sorted((row["id"], row["zh"], row["en"], row["source"]) for row in ours))
    same("datasets, TSV", sorted(load_dataset(str(published / "tsv"), split="train")["id"]), sorted(by_id))
    same("datasets, JSON lines", dated(load_dataset(str(published / "jsonl"), split="train")), ours)
    years = load_dataset(str(published / "jsonl"), "by_year")
    same("datasets, years", sorted(years), ["2020", "2021", "undated"])
    same("datasets, rows of years", dated(row for year in sorted(years) for row in years[year]), ours)
    if (published / "parquet").exists():
        same("datasets, Parquet", sorted(dated(load_dataset(str(published / "parquet"), split="train")), key=str), sorted(ours, key=str))
        frame = pandas.read_parquet(published / "parquet/pairs.parquet")
        same("pandas, Parquet", sorted(frame["en"]), sorted(row["en"] for row in ours))


def dated(rows) -> list[dict]:
    """The rows with their days as text again."""
    return [{**row, "date": row["date"] and str(row["date"])} for row in rows]


def read_card(path: Path, ours: list[dict]) -> None:
    """The metadata, as `datasetcard.md` of Hugging Face's documentation has them."""
    from huggingface_hub import DatasetCard

    data = DatasetCard.load(path).data.to_dict()
    known = {"language", "language_details", "license", "pretty_name", "multilinguality", "language_creators"}
    known |= {"annotations_creators", "source_datasets", "task_categories", "size_categories", "tags", "configs", "dataset_info"}
    same("card: fields", sorted(data), sorted(known))
    same("card: languages", data["language"], ["zh", "en"])
    same("card: licence, size", [data["license"], *data["size_categories"]], ["cc-by-4.0", "n<1K"])
    same("card: name", [data["pretty_name"]], ['Texts: "parallel" ' + HOSTILE])
    features = [feature["name"] for feature in data["dataset_info"][0]["features"]]
    same("card: features", features, list(ours[0]))


def read_memories(folder: Path, ours: list[dict]) -> None:
    from lxml import etree
    from translate.storage import tmx, xliff2

    published = folder / "published"
    ours = sorted(ours, key=lambda row: (row["article"], row["position"]))
    pairs = [(fit(row["zh"]), fit(row["en"])) for row in ours]
    store = tmx.tmxfile.parsestring((published / "tmx/pairs.tmx").read_bytes())
    same("translate-toolkit, TMX", [(str(unit.source), str(unit.target)) for unit in store.units], pairs)
    units = list(etree.parse(published / "tmx/pairs.tmx").iter("tu"))
    state = lambda unit: next(prop.text for prop in unit.iter("prop") if prop.get("type") == "x-state")
    same("lxml, TMX: ids and states", [(unit.get("tuid"), state(unit)) for unit in units], [(row["id"], row["state"]) for row in ours])
    notes = lambda unit: [line for note in unit.iter("note") for line in note.text.split("\n")]
    findings = lambda row: [f"{one['severity']}[{one['code']}]: {one['message']}" for one in row["findings"]]
    same("lxml, TMX: findings", [notes(unit) for unit in units], [[fit(line) for line in findings(row)] for row in ours])
    found = []
    for file in (published / "xliff").glob("*.xlf"):
        store = xliff2.Xliff2File.parsestring(file.read_bytes())
        found += [(str(unit.source), str(unit.target)) for unit in store.units]
    same("translate-toolkit, XLIFF", sorted(found), sorted(pairs))
    omegat = folder / "omegat.jsonl"
    if omegat.exists():
        # OmegaT composes what it reads.
        composed = lambda pairs: [tuple(normalize("NFC", side) for side in pair) for pair in pairs]
        theirs = [json.loads(line) for line in omegat.read_text("utf-8").split("\n") if line]
        same("OmegaT, TMX", composed((unit["source"], unit["target"]) if isinstance(unit, dict) else unit for unit in theirs), composed(pairs))
    imported = [json.loads(line) for line in (folder / "imported.jsonl").read_text("utf-8").split("\n") if line]
    # What a machine made for another project is a memory's here.
    origin = {"human": "human", "reviewed": "human", "machine": "memory", "memory": "memory"}
    theirs = sorted({(unit["source"], unit["target"], unit["origin"]) for unit in imported})
    same("our memory, TMX", theirs, sorted({(*pair, origin[row["state"]]) for pair, row in zip(pairs, ours)}))


def xliff(folder: Path, schemas: Path) -> None:
    from lxml import etree

    spaces = {"document": "xliff_core_2.0.xsd", "metadata": "metadata.xsd"}
    there = {space: schemas / name for space, name in spaces.items() if (schemas / name).exists()}
    parts = "".join(
        f'<xs:import namespace="urn:oasis:names:tc:xliff:{space}:2.0" schemaLocation="{path.resolve().as_uri()}"/>'
        for space, path in there.items()
    )
    schema = etree.XMLSchema(etree.fromstring(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{parts}</xs:schema>'))
    files = sorted((folder / "published/xliff").glob("*.xlf"))
    for file in files:
        if not schema.validate(etree.parse(file)):
            sys.exit(f"{file.name}: {schema.error_log.last_error}")
    print(f"{', '.join(there)}: {len(files)} valid")
    broken = etree.parse(files[0])
    next(broken.iter("{*}segment")).set("state", "done")
    if schema.validate(broken):
        sys.exit("the schema says nothing of states")


def filters(folder: Path) -> None:
    ours = rows(folder / "published")
    kept = {
        "reviewed": lambda row: row["state"] in ("human", "reviewed"),
        "origin": lambda row: row["state"] == "human",
        "findings": lambda row: all(one["severity"] == "note" for one in row["findings"]),
        "since": lambda row: (row["date"] or "") >= "2021-01-01",
    }
    for name, keeps in kept.items():
        ids = sorted(row["id"] for row in ours if keeps(row))
        if not 0 < len(ids) < len(ours):
            sys.exit(f"{name}: {len(ids)} of {len(ours)} say nothing of the filter")
        same(f"filter {name}", sorted(row["id"] for row in rows(folder / name)), ids)


if __name__ == "__main__":
    steps = {"make": make, "answer": answer, "edit": edit, "read": read, "xliff": xliff, "filters": filters}
    steps[sys.argv[1]](Path(sys.argv[2]), *map(Path, sys.argv[3:]))
