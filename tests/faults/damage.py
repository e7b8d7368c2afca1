"""Databases that are damaged, of another version, or none at all."""

import random
import shutil
import sqlite3
from pathlib import Path

from project import Aim, Project, Run, Wrong, expect

SEED = 37
# A unit whose key is damaged is found all the same; one whose fingerprint is, cannot be.
COLUMNS = "source, target, origin, fingerprint, terms, basis"


def readable(database: Path, before: dict[int, tuple]) -> set[str]:
    """Sentences of machine units that can be read of a damaged file as they were, row by row, all columns."""
    copy = database.with_name("copy")
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    for path in database.parent.glob("memory.db*"):
        if path.is_file():
            shutil.copy(path, copy)
    found, connection = set(), None
    for id, row in before.items():
        try:
            connection = connection or sqlite3.connect(copy / "memory.db")
            got = connection.execute(f"SELECT {COLUMNS} FROM units NOT INDEXED WHERE id = ?", [id]).fetchone()
            if got == tuple(row):
                found.add(id)
        except (sqlite3.Error, UnicodeDecodeError):
            pass
    if connection:
        connection.close()
    shutil.rmtree(copy)
    return {before[id][0] for id in found}


def rows(project: Project) -> dict[int, tuple]:
    """The machine units of a memory by their numbers: the source, and what a unit is found and trusted by."""
    database = sqlite3.connect(f"file:{project.hidden}/memory.db?mode=ro", uri=True)
    every = database.execute(f"SELECT id, {COLUMNS} FROM units WHERE origin = 'machine'").fetchall()
    database.close()
    return {id: row for id, *row in every}


def overwrite(path: Path, rng: random.Random, begin: int, end: int, times: int, length: int = 64) -> None:
    with path.open("r+b") as file:
        for _ in range(times):
            file.seek(rng.randrange(begin, max(begin + 1, end - length)))
            file.write(rng.randbytes(length))


def with_wal(project: Project) -> None:
    """Leaves a WAL beside the database, as a killed run does."""
    folder = project.hidden
    database = sqlite3.connect(folder / "memory.db")
    database.execute("PRAGMA wal_autocheckpoint = 0")
    database.execute("UPDATE units SET note = 'x'")
    database.commit()
    saved = {path.name: path.read_bytes() for path in folder.glob("memory.db*")}
    database.close()
    for name, data in saved.items():
        (folder / name).write_bytes(data)


def damages():
    """Ways to damage a database: a name, and what does it to a project."""

    def at(begin, end, times=1, length=64, file="memory.db"):
        def damage(project, rng):
            path = project.hidden / file
            size = path.stat().st_size
            overwrite(
                path,
                rng,
                int(begin if begin >= 1 else begin * size),
                int(end if end > 1 else end * size),
                times,
                length,
            )

        return damage

    def truncated(part):
        def damage(project, _):
            path = project.hidden / "memory.db"
            with path.open("r+b") as file:
                file.truncate(int(path.stat().st_size * part) if part < 1 else part)

        return damage

    def replaced(data):
        def damage(project, _):
            (project.hidden / "memory.db").write_bytes(data)

        return damage

    def wal(part):
        def damage(project, rng):
            with_wal(project)
            at(*part, times=3, file="memory.db-wal")(project, rng)

        return damage

    def folder(project, _):
        (project.hidden / "memory.db").unlink()
        (project.hidden / "memory.db").mkdir()

    def version(project, _):
        database = sqlite3.connect(project.hidden / "memory.db")
        database.execute("PRAGMA user_version = 99")
        database.close()

    def unversioned(project, _):
        database = sqlite3.connect(project.hidden / "memory.db")
        database.execute("PRAGMA user_version = 0")
        database.close()

    def gone(project, _):
        shutil.rmtree(project.hidden)

    yield from ((f"the header overwritten, {n}", at(0, 100, 1, 24)) for n in range(3))
    yield from ((f"the first page overwritten, {n}", at(100, 4096, 3)) for n in range(3))
    for tenth in range(1, 10):
        yield f"overwritten at {tenth}/10", at(tenth / 10, tenth / 10 + 0.08)
    yield from ((f"overwritten in {n} places", at(4096, 1.0, n)) for n in (2, 5, 10, 40))
    yield from ((f"a whole page overwritten at {n}/10", at(n / 10, n / 10 + 0.1, 1, 4096)) for n in (3, 5, 7))
    yield from ((f"cut at {part}", truncated(part)) for part in (0.95, 0.5, 0.2, 4096, 100))
    yield from ((f"the WAL overwritten at {part}", wal(part)) for part in ((0, 32), (32, 0.5), (0.5, 1.0)))
    yield "empty", replaced(b"")
    yield "a text file", replaced("这不是数据库。\n".encode() * 400)
    yield "zeros", replaced(bytes(40960))
    yield "a folder in its place", folder
    yield "of a newer version", version
    yield "without its version", unversioned
    yield "gone", gone


def one(aim: Aim, number: int, name: str, damage) -> str:
    project = aim.copy(f"damaged-{number}")
    before = rows(project)
    rng = random.Random(SEED + number)
    damage(project, rng)
    there = (project.hidden / "memory.db").exists()
    bytes_before = (project.hidden / "memory.db").read_bytes() if (project.hidden / "memory.db").is_file() else b""
    good = readable(project.hidden / "memory.db", before) if bytes_before else set()
    # What editions say that are there.
    said = {s for s, *_ in before.values() if any(s.encode() in text for text in project.editions().values())}
    run = project.run()
    expect("panick" not in run.said and run.code in (0, 1, 3), "it crashed:", run)
    if name in ("of a newer version", "without its version", "a folder in its place"):
        expect(run.code == 1 and "memory.db" in run.said and "hint: " in run.said, "not refused:", run)
        expect(not project.asked() and project.editions() == aim.before, "not left alone:", run)
        return "refused"
    if run.code:
        expect("memory.db" in run.said and "hint: " in run.said, "it says neither what nor why:", run)
        project.expect_whole(aim.before, aim.after)
        run = project.run()
        if run.code and "memory verify" in run.said:
            # SQLite cannot tell a length that is damaged from a memory that is full; checking the file can.
            project.run("memory", "verify")
            run = project.run()
        expect(run.code == 0, "a second run fails too:", run)
    again = [text for text, _ in project.asked() if text in said or text in project.human]
    expect(not again, len(again), "sentences were sent again that an edition has:", *again[:3], run)
    again = [text for text, _ in project.asked() if text in good]
    expect(
        not again, len(again), "of", len(good), "sentences were sent again that the damaged file has:", *again[:3], run
    )
    kept = [path for path in project.hidden.glob("*.damaged*") if path.suffix not in (".is-damaged",)]
    if "damaged" in run.said:
        # Its companions may have been written into it before the damage was found.
        expect(any(path.is_dir() or path.stat().st_size for path in kept), "it is not kept:", sorted(project.files()), run)
    # An index that lost a row shows only when the whole file is checked.
    checked = project.run("memory", "verify")
    expect(checked.code in (0, 3) and "panick" not in checked.said, "it cannot be checked:", checked)
    for edition, text in aim.before.items():
        if (aim.project.output / edition).exists():
            expect(project.editions()[edition] == aim.after[edition], edition, "is another one:", run)
    expect(project.editions().keys() == aim.after.keys(), "editions are missing", run)
    project.expect_sound()
    begin = len(project.asked())
    third = project.run()
    expect(third.code == 0 and len(project.asked()) == begin, "a run with nothing to do sends something:", third)
    return "read what was left" if "damaged" in run.said else "made anew" if not there else "went on"


def checks(binary: Path, server, work: Path, scale: float):
    project = Project(binary, server, work / "whole").create(4, 12)
    expect(project.run().code in (0, 3))
    project.edit("0", "1")
    expect(project.run().code in (0, 3))
    for name in "2", "3":
        (project.output / f"{name}.md").unlink()
    aim = Aim(project)
    for number, (name, damage) in enumerate(damages()):
        wrong, outcome = [], ""
        try:
            outcome = one(aim, number, name, damage)
        except Wrong as error:
            wrong.append(str(error))
        yield f"the memory is {name}: {outcome}".rstrip(": "), wrong
