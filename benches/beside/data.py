"""What is measured on: varied articles, and glossaries and memories made of them."""

import random
import re
import shutil
import subprocess

from measure import once
from places import ROOT, WORK


def folder(name):
    path = WORK / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def articles(path, count, size, seed):
    cargo = ["cargo", "run", "--quiet", "--release", "--locked", "--example", "varied", "--"]
    subprocess.run([*cargo, path, str(count), str(size), str(seed)], cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    return path


def size_of(path):
    return sum(file.stat().st_size for file in path.iterdir())


def column(name):
    """Returns the first column of one of our lists."""
    lines = (ROOT / "glossary" / name).read_text().splitlines()[1:]
    return [line.split(",")[0] for line in lines]


def large_glossary(path, count=100_000):
    """Writes a glossary of places and words, each pair once."""
    places, words = column("places.csv"), [word for word in column("words.csv") if len(word) == 2]
    made = random.Random(1)
    terms = {}
    while len(terms) < count:
        terms[made.choice(places) + made.choice(words) + made.choice(words)] = None
    lines = [f"{term},Term no. {number}" for number, term in enumerate(terms)]
    path.write_text("source_hans,target\n" + "\n".join(lines) + "\n")


def pairs(path):
    """Yields the sentences of editions and what stands below them."""
    for file in sorted(path.glob("**/*.md")):
        source = []
        lines = file.read_text().split("\n---\n", 1)[-1].splitlines()
        for line in lines:
            if line.startswith("> "):
                if source and not line.startswith("> <!--"):
                    yield source.pop(0).removeprefix("**¶** "), line[2:]
            elif line and not line.startswith("<!--"):
                source = source + [line] if source and source[-1] is not None else [line]
            else:
                source = source if source else []


def sentences(binary, count):
    """Returns sentences made of the clauses of varied articles, each the beginning of one and the end of another."""
    path = folder("clauses")
    articles(path, 300, 6400, 7)
    once(binary, path.parent, "segment", path)
    clauses = [
        c for line in (WORK / "stdout").read_text().splitlines() for c in re.split("[，；：。]", line) if len(c) > 3
    ]
    made, seen = random.Random(2), {}
    while len(seen) < count:
        parts = []
        for _ in range(made.choice([1, 2, 2, 3, 3, 4])):
            first, second = made.choice(clauses), made.choice(clauses)
            parts.append(first[: len(first) // 2] + second[len(second) // 2 :])
        seen["，".join(parts) + "。"] = None
    return list(seen)


def tmx(path, known):
    lines = [
        line[2:]
        for file in (ROOT / "output").glob("*.md")
        for line in file.read_text().splitlines()
        if line[:2] == "> "
    ]
    words = [word for line in lines for word in line.split() if word.isalpha()]
    made = random.Random(3)
    with open(path, "w", encoding="utf-8") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<tmx version="1.4"><header creationtool="x" creationtoolversion="1" '
        )
        file.write('segtype="sentence" o-tmf="x" adminlang="en" srclang="zh-CN" datatype="plaintext"/><body>\n')
        for zh in known:
            en = " ".join(made.choices(words, k=max(4, len(zh) // 2))).capitalize() + "."
            zh = zh.replace("&", "&amp;").replace("<", "&lt;")
            file.write(
                f'<tu><tuv xml:lang="zh-CN"><seg>{zh}</seg></tuv><tuv xml:lang="en"><seg>{en}</seg></tuv></tu>\n'
            )
        file.write("</body></tmx>\n")


def near(text, made):
    """Changes one character."""
    at = made.randrange(len(text) - 1)
    return text[:at] + "新" + text[at + 1 :]


def frequent(output):
    """Returns a term of two characters or more that about 15 % of the editions hold."""
    texts = [file.read_text() for file in output.glob("**/*.md")]
    terms = random.Random(5).sample(column("political.csv"), 1_500)
    counts = {term: sum(term in text for text in texts) for term in terms if len(term) > 1}
    return min(counts.items(), key=lambda item: abs(item[1] - 0.15 * len(texts)))
