"""Disks that are full, and folders and files that may not be written."""

import os
import subprocess
from pathlib import Path

from project import Aim, Project, Run, Wrong, expect

# Kilobytes of disks on which a run begins.
SIZES = [8, 24, 48, 64, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768]


class Mounted:
    """A folder on a small disk of its own, in the mount namespace that `run` makes."""

    def __init__(self, folder: Path, kilobytes: int = 65536):
        self.folder = folder
        folder.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "duizhao-faults", folder], check=True)

    def remount(self, options: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{options}", "duizhao-faults", self.folder], check=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", "--lazy", self.folder], check=True)


def said_well(run: Run, *words: str) -> None:
    expect(
        "panick" not in run.said and "the program failed" not in run.said and run.code in (0, 1, 3), "it crashed:", run
    )
    if run.code:
        lacks = [word for word in ("error: ", "hint: ", *words) if word not in run.said]
        expect(not lacks, "not said:", lacks, run)


def full(aim: Aim, name: str, kilobytes: int) -> str:
    """A disk that is full is said, nothing is half written, and with more room the same command goes on."""
    folder = aim.project.folder.with_name(name)
    with Mounted(folder, kilobytes) as disk:
        try:
            project = aim.copy(f"{name}/p")
        except OSError:
            return "no room for the project"
        run = project.run(*aim.command)
        said_well(run)
        project.expect_whole(aim.before, aim.after)
        expect(run.code != 0 or project.editions() == aim.after, "exit code 0, and not all is done", run)
        disk.remount("size=64m")
        memory = project.expect_sound()
        aim.finish(project, memory.known)
        return "went on" if run.code == 0 else "said so"


def read_only(aim: Aim, name: str, below: str) -> None:
    """Where a folder may not be written, it is said, and nothing is lost."""
    project = aim.copy(name)
    folder = project.folder / below
    aside = project.folder.with_name(f"{name}-aside")
    folder.rename(aside)
    with Mounted(folder) as disk:
        for path in aside.iterdir():
            subprocess.run(["cp", "-a", path, folder], check=True)
        disk.remount("ro")
        run = project.run(*aim.command)
        said_well(run, below)
        expect(run.code != 0, "exit code 0:", run)
        expect(below != ".duizhao" or not project.asked(), "sent something that cannot be kept:", run)
        expect(below != "output" or not project.asked(), "sent something though no edition can be written:", run)
        project.expect_whole(aim.before, aim.after)
        for command in ("status",), ("memory", "stats"):
            look = project.run(*command)
            expect(look.code == 0, "what only looks fails:", look)
        disk.remount("rw")
        memory = project.expect_sound()
        aim.finish(project, memory.known)


def read_only_file(aim: Aim, name: str, file: str) -> None:
    """A file that may not be written stays as it is, and is named; the others are done."""
    project = aim.copy(name)
    path = project.folder / file
    was = path.read_bytes()
    path.chmod(0o444)
    run = project.run(*aim.command)
    if file.startswith("output"):
        said_well(run, file)
        expect(run.code != 0 and path.read_bytes() == was, "not left alone:", run)
        expect(
            all(project.editions()[n] == text for n, text in aim.after.items() if n != path.name),
            "the others are not done:",
            run,
        )
    else:
        # Root writes to it all the same.
        said_well(run, *([file] if run.code else []))
    project.expect_whole(aim.before, aim.after)
    path.chmod(0o644)
    memory = project.expect_sound()
    aim.finish(project, memory.known)


def deaf(aim: Aim, name: str, stream: str) -> None:
    """Where nothing more fits on the disk that stdout or stderr goes to, the work is done all the same, or it is said."""
    project = aim.copy(name)
    run = project.run(before=["sh", "-c", f'"$@" {stream}> /dev/full', "sh"])
    expect(run.code in (0, 1) and "panick" not in run.said, "it crashed:", run)
    expect(stream == "1" or project.editions() == aim.after, "not all is done:", run)
    project.expect_whole(aim.before, aim.after)
    aim.finish(project, project.expect_sound().known)


def attempt(wrong: list[str], what: str, check, *arguments) -> str:
    try:
        return check(*arguments)
    except Wrong as error:
        wrong.append(f"{what}: {error}")
        return "failed"


def checks(binary: Path, server, work: Path, scale: float):
    fresh = Aim(Project(binary, server, work / "fresh").create(4))
    project = Project(binary, server, work / "edited").create(2)
    expect(project.run().code == 0)
    project.edit("0", "1")
    project.write_articles([2], 9)
    edited = Aim(project)
    adopting = Aim(project, ("adopt",))

    if os.environ.get("FAULTS_MOUNT") != "true":
        yield "full disks and read-only folders: neither root nor a user namespace may mount", None
    else:
        for what, aim in ("translating", fresh), ("translating after edits", edited), ("adopting", adopting):
            wrong, outcomes = [], []
            for size in SIZES:
                name = f"full-{what.replace(' ', '-')}-{size}"
                outcomes.append(attempt(wrong, f"{size} kB", full, aim, name, size))
            counts = ", ".join(f"{outcomes.count(o)} {o}" for o in dict.fromkeys(outcomes))
            if not wrong and "said so" not in outcomes:
                wrong.append("no disk was full")
            yield f"{what} on disks of {SIZES[0]} to {SIZES[-1]} kB: {counts}", wrong
        for what, aim in ("translating", edited), ("adopting", adopting):
            for below in ".duizhao", "output":
                wrong = []
                attempt(wrong, below, read_only, aim, f"ro-{what}-{below.strip('.')}", below)
                yield f"{what} where {below} is read-only", wrong
    for what, aim in ("translating", edited), ("adopting", adopting):
        for file in "output/0.md", ".duizhao/memory.db":
            wrong = []
            attempt(wrong, file, read_only_file, aim, f"444-{what}-{Path(file).stem}", file)
            yield f"{what} where {file} is read-only", wrong
    for stream, what in ("1", "stdout"), ("2", "stderr"):
        wrong = []
        attempt(wrong, what, deaf, edited, f"deaf-{stream}", stream)
        yield f"translating after edits with {what} on a full disk", wrong
