"""Others at work in the same project: another run, an editor, whoever deletes a file or sets the clock."""

import os
import shutil
import threading
import time
from pathlib import Path

from project import Aim, Project, Wrong, edit, expect, seal_holds

checks_by_name = {}


def check(function):
    checks_by_name[function.__doc__] = function
    return function


def project_of(binary: Path, server, folder: Path, articles: int = 3) -> Project:
    return Project(binary, server, folder).create(articles)


def done(binary: Path, server, folder: Path, articles: int = 3) -> Project:
    project = project_of(binary, server, folder, articles)
    run = project.run()
    expect(run.code == 0, run)
    return project


@check
def two_runs(make, work):
    """two runs at once: one waits and says so, nothing is sent twice, the bytes are the same"""
    aim = Aim(make(work / "a"))
    for number in range(4):
        project = aim.copy(f"two-{number}")
        processes = [project.start() for _ in range(3)]
        runs = [project.end(process) for process in processes]
        expect(all(run.code == 0 for run in runs), *runs)
        expect(sum("another run" in run.said for run in runs) >= 1, "nobody waited:", *runs)
        expect(len(project.asked()) == len(set(project.asked())) + aim.twice, "sent twice:", *runs)
        expect(project.editions() == aim.after and project.files() == aim.files, "other bytes:", *runs)
        project.expect_sound()


@check
def two_folders(make, work):
    """a run from the project's folder and one from its parent are one project's"""
    aim = Aim(make(work / "a"))
    project = aim.copy("two-folders")
    here = project.start()
    there = project.start(
        "--config",
        "two-folders/duizhao.toml",
        "translate",
        "two-folders/articles",
        "-o",
        "two-folders/output",
        cwd=work,
    )
    runs = [project.end(here), project.end(there)]
    expect(all(run.code == 0 for run in runs), *runs)
    expect(len(project.asked()) == len(set(project.asked())) + aim.twice, "sent twice:", *runs)
    expect(project.editions() == aim.after, "other bytes:", *runs)


@check
def adopt_meanwhile(make, work):
    """`adopt` during a run waits for it, and keeps what was written"""
    project = make(work / "a")
    expect(project.run().code == 0)
    project.edit("0")
    project.write_articles([3], 9)
    begin = len(project.asked())
    running, adopting = project.start(), project.start("adopt")
    runs = [project.end(running), project.end(adopting)]
    expect(all(run.code == 0 for run in runs), *runs)
    text = (project.output / "0.md").read_text()
    expect("a person wrote line 1" in text and seal_holds(text.encode()), text)
    project.expect_nothing_twice(begin, set())


@check
def saved_meanwhile(make, work):
    """an edition saved while its article is translated is left alone, and said; the next run takes it over"""
    project = make(work / "a")
    expect(project.run().code == 0)
    project.write_terms(1)
    path = project.output / "0.md"
    saved = threading.Event()

    def save():
        if not saved.is_set():
            saved.set()
            # As most editors do it: another file, renamed.
            copy = path.with_name("0.md.swp")
            shutil.copy(path, copy)
            project.human |= edit(copy)
            copy.rename(path)

    project.server.when_asked[project.key] = save
    run = project.run("translate", "articles", "-j", "1")
    project.server.when_asked.pop(project.key)
    text = path.read_text()
    expect("a person wrote line 1" in text, "what was saved is gone:", run, text)
    expect(run.code == 3 and "0.md" in run.said and "hint: " in run.said, "nobody said so:", run)
    begin = len(project.asked())
    run = project.run()
    text = path.read_text()
    expect(
        run.code in (0, 3) and "a person wrote line 1" in text and seal_holds(text.encode()),
        "not taken over:",
        run,
        text,
    )
    again = [text for text, _ in project.asked()[begin:] if text in project.human]
    expect(not again, "sent though a person wrote it:", again)


@check
def made_meanwhile(make, work):
    """an edition that somebody else makes while its article is translated is left alone, and said"""
    project = make(work / "a")
    path = project.output / "0.md"
    project.server.when_asked[project.key] = lambda: path.exists() or path.write_text("mine\n")
    run = project.run("translate", "articles", "-j", "1")
    project.server.when_asked.pop(project.key)
    expect(path.read_text() == "mine\n" and run.code == 3 and "0.md" in run.said, run)


@check
def deleted_meanwhile(make, work):
    """an edition deleted while its article is translated stays gone or is made anew, whole; the next run makes it"""
    project = make(work / "a")
    expect(project.run().code == 0)
    project.write_terms(1)
    expected = project.copy(work / "expected")
    expect(expected.run().code == 0)
    path = project.output / "0.md"
    project.server.when_asked[project.key] = lambda: path.unlink(missing_ok=True)
    run = project.run("translate", "articles", "-j", "1")
    project.server.when_asked.pop(project.key)
    expect(run.code in (0, 3), run)
    known = project.expect_sound().known
    begin = len(project.asked())
    run = project.run()
    expect(run.code == 0 and project.editions() == expected.editions(), "another edition:", run)
    project.expect_nothing_twice(begin, known)


@check
def output_deleted_meanwhile(make, work):
    """the folder of editions deleted during a run: it is made again, or said"""
    project = make(work / "a")
    project.server.when_asked[project.key] = lambda: shutil.rmtree(project.output, ignore_errors=True)
    run = project.run()
    project.server.when_asked.pop(project.key)
    expect(run.code in (0, 1, 3) and "panick" not in run.said, run)
    begin, known = len(project.asked()), project.expect_sound().known
    run = project.run()
    expect(run.code == 0 and len(project.editions()) == 3, run)
    project.expect_nothing_twice(begin, known)


@check
def deleted_between(make, work):
    """an edition deleted between runs is made anew of the memory"""
    project = make(work / "a")
    expect(project.run().code == 0)
    before, asked = project.editions(), len(project.asked())
    (project.output / "1.md").unlink()
    expect(project.run().code == 0 and project.editions() == before and len(project.asked()) == asked, "not the same")


@check
def linked_output(make, work):
    """a folder of editions, an edition and the memory's folder that are links stay links"""
    project = make(work / "a")
    expected = project.copy(work / "expected")
    expect(expected.run().code == 0)
    for name in "editions", "hidden":
        (work / name).mkdir()
    project.output.symlink_to(work / "editions")
    project.hidden.symlink_to(work / "hidden")
    expect(project.run().code == 0 and project.editions() == expected.editions())
    (project.output / "0.md").rename(work / "0.md")
    (project.output / "0.md").symlink_to(work / "0.md")
    edit(work / "0.md")
    project.write_terms(1)
    run = project.run()
    expect(run.code in (0, 3), run)
    links = project.output, project.hidden, project.output / "0.md"
    expect(all(path.is_symlink() for path in links), "a link is gone")
    expect("a person wrote line 1" in (work / "0.md").read_text(), "an edit is gone")
    expect((work / "hidden/memory.db").exists() and not list((work / "editions").glob(".*.tmp")))


@check
def hanging_link(make, work):
    """a folder of editions that is a link to nowhere is said before anything is sent"""
    project = make(work / "a")
    project.output.symlink_to(work / "nowhere")
    run = project.run()
    expect(run.code == 1 and "output" in run.said and "hint: " in run.said and not project.asked(), run)


def same_size(path: Path, person: str) -> None:
    """Changes letters of an edition and not its size."""
    head, body = path.read_text().split("> **Line ", 1)
    assert "word word word" in body
    path.write_text(head + "> **Line " + body.replace("word word word", person[:14], 1))


@check
def clock_set_back(make, work):
    """edits with dates of 1970, of before the last run and of the future are all seen"""
    project = make(work / "a")
    expect(project.run().code == 0)
    for date in "1970-01-01 00:00:00", "2001-01-01 00:00:00.5", "2099-01-01 00:00:00":
        path = project.output / "0.md"
        word = f"my {date[:4]} words........"[:14]
        same_size(path, word)
        os.system(f"touch -d '{date}' {path}")
        run = project.run()
        expect(run.code == 0 and word in path.read_text() and "reviewed: 0/" not in path.read_text(), "not seen:", date, run)
        article = project.folder / "articles/1.txt"
        article.write_text(
            article.read_text()
            + f"\n{date[:4].translate(str.maketrans('0123456789', '零一二三四五六七八九'))}年是好年。\n"
        )
        os.system(f"touch -d '{date}' {article}")
        asked = len(project.asked())
        run = project.run()
        expect(run.code == 0 and len(project.asked()) == asked + 1, "the article's change is not seen:", date, run)


@check
def same_second(make, work):
    """an edit of the same size right after a run is seen"""
    for number in range(5):
        project = make(work / f"a{number}")
        expect(project.run().code == 0)
        same_size(project.output / "2.md", "my own words. ")
        run = project.run()
        text = (project.output / "2.md").read_text()
        expect(run.code == 0 and "my own words" in text and "reviewed: 0/" not in text, "not seen:", run)


@check
def memory_gone_meanwhile(make, work):
    """the memory deleted during a run: the run ends, editions are whole, and the next run has a memory"""
    aim = Aim(make(work / "a"))
    project = aim.copy("gone")

    def delete():
        shutil.rmtree(project.hidden, ignore_errors=True)

    project.server.when_asked[project.key] = delete
    run = project.run()
    project.server.when_asked.pop(project.key)
    expect(run.code in (0, 1, 3) and "panick" not in run.said, "it crashed:", run)
    project.expect_whole({}, aim.after)
    expect(run.code != 0 or project.editions() == aim.after, run)
    said = [
        text for text, _ in project.asked() if any(text.encode() in edition for edition in project.editions().values())
    ]
    begin = len(project.asked())
    aim.finish(project, set())
    again = [text for text, _ in project.asked()[begin:] if text in said]
    expect(not again, "sent again though an edition has it:", again[:3])


@check
def memory_cut_meanwhile(make, work):
    """the memory cut short during a run: the run says so and does not crash, editions are whole, the next run repairs it"""
    project = make(work / "a")
    expect(project.run().code == 0)
    project.write_terms(1)
    aim = Aim(project)
    project = aim.copy("cut")

    def cut():
        os.truncate(project.hidden / "memory.db", 4096)

    project.server.when_asked[project.key] = cut
    run = project.run()
    project.server.when_asked.pop(project.key)
    expect(run.code in (0, 1, 3) and "panick" not in run.said, "it crashed:", run)
    project.expect_whole(aim.before, aim.after)
    run = project.run()
    expect(run.code == 0 and project.editions() == aim.after, "the next run does not finish:", run)
    project.expect_sound()


@check
def interrupted(make, work):
    """two runs, one killed while it holds the lock: the other one goes on"""
    aim = Aim(make(work / "a"))
    project = aim.copy("interrupted")
    first = project.start()
    time.sleep(0.15)
    second = project.start()
    time.sleep(0.05)
    first.kill()
    first.communicate()
    run = project.end(second)
    expect(run.code == 0 and project.editions() == aim.after and project.files() == aim.files, run)


def checks(binary: Path, server, work: Path, scale: float):
    for name, function in checks_by_name.items():
        folder, wrong = work / function.__name__, []
        folder.mkdir()
        try:
            function(lambda path: project_of(binary, server, path), folder)
        except Wrong as error:
            wrong.append(str(error))
        yield name, wrong
