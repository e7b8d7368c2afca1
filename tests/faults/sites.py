"""Each place where a run writes fails once, or is where the run is killed.

strace counts the calls of each thread by itself, so call N fails once in each thread that comes so far: once or,
seldom, in several places.
"""

import re
import shutil
import subprocess
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from project import PATIENCE, Aim, Project, Run, Wrong, expect

# The calls by which files change, and how each may fail.
CALLS = {
    "openat": ["EACCES", "ENOSPC", "EROFS", "EMFILE"],
    "write": ["ENOSPC", "EIO"],
    "pwrite64": ["ENOSPC", "EIO"],
    "fsync": ["EIO"],
    "fdatasync": ["EIO"],
    "ftruncate": ["EIO", "ENOSPC"],
    "fallocate": ["ENOSPC"],
    "rename": ["EROFS", "EACCES"],
    "renameat": ["EROFS", "EACCES"],
    "renameat2": ["EROFS", "EACCES"],
    "link": ["EROFS"],
    "linkat": ["EROFS"],
    "mkdir": ["EROFS", "ENOSPC"],
    "mkdirat": ["EROFS", "ENOSPC"],
    "unlink": ["EACCES", "EROFS"],
    "unlinkat": ["EACCES", "EROFS"],
    "chmod": ["EROFS"],
    "fchmod": ["EIO"],
    "fchmodat": ["EIO"],
    "fchown": ["EIO"],
    "flock": ["ENOLCK"],
    "fcntl": ["EIO", "ENOLCK"],
    "mmap": ["ENOMEM"],
}
KILL = "SIGKILL"

# Most places of one call where each failure is tried.
PLACES = 20
AT_ONCE = 3


def call(line: str, folder: Path) -> tuple[str, str] | None:
    """The call of a line of strace, and its file if the call changes or locks one of the project's."""
    match = re.match(r"\d+ +(\w+)\((.*)", line)
    if not match:
        return None
    name, rest = match.groups()
    files = re.findall(rf'{re.escape(str(folder))}/[^">]*', rest)
    if name in ("mkdir", "mkdirat", "rename", "unlink", "chmod", "link") and not files:
        files = re.findall(r'"([^"]*)"', rest)
    # A relative path is the project's.
    if name == "openat":
        files = re.findall(r'"([^"]*)"', rest)
        files = [file for file in files if not file.startswith("/") or file.startswith(str(folder))]
        changes = re.search("O_CREAT|O_RDWR|O_WRONLY|O_TRUNC", rest)
    elif name == "fcntl":
        # A lock that cannot be taken; that one cannot be let go of is no fault that systems have.
        changes = re.search("F_SETLK.*(F_RDLCK|F_WRLCK)", rest)
    elif name == "mmap":
        changes = "MAP_SHARED" in rest
    else:
        changes = True
    return name, (
        re.sub(r"/\.duizhao-\w+\.tmp", "/TEMPORARY", files[-1].removeprefix(f"{folder}/")) if changes and files else ""
    )


def struck(log: Path, folder: Path) -> list[str]:
    """The project's file of each call that strace made fail; empty for one that changes none."""
    begun, files = {}, []
    for line in log.read_text(errors="replace").splitlines():
        thread = line.split(maxsplit=1)[0]
        if line.endswith("<unfinished ...>"):
            begun[thread] = line
        elif "(INJECTED)" in line:
            made = call(begun.pop(thread) if "resumed>" in line else line, folder)
            files.append(made[1] if made else "")
    return files


def places(aim: Aim, name: str) -> tuple[dict[tuple[str, int], str], set[tuple[str, int]]]:
    """Which calls of an undisturbed run change files, by name and number in its thread, and what they change; and which
    calls of the same names do something else in some thread."""
    project, log = aim.copy(name), aim.project.folder.parent / f"{name}.strace"
    traced = ",".join(f"?{name}" for name in CALLS)
    run = project.run(*aim.command, before=["strace", "-f", "-qq", "-y", "-o", log, "-e", f"trace={traced}"])
    expect(run.code == 0 and project.editions() == aim.after, "strace changes the run:", run)
    counts, found, others = defaultdict(Counter), {}, set()
    for line in log.read_text(errors="replace").splitlines():
        if (made := call(line, project.folder)) is None:
            continue
        name, file = made
        thread = counts[line.split()[0]]
        thread[name] += 1
        if file:
            found[name, thread[name]] = file
        else:
            others.add((name, thread[name]))
    shutil.rmtree(project.folder)
    return found, others


def spread(numbers: list[int], most: int) -> list[int]:
    """Some of them all, the first and the last included."""
    if len(numbers) <= most:
        return numbers
    return [numbers[round(i * (len(numbers) - 1) / (most - 1))] for i in range(most)]


def faults(found: dict[tuple[str, int], str], others: set[tuple[str, int]], most: int) -> list[tuple[str, int, str]]:
    """What is to fail, where, and how."""
    # What another thread does with the same call is no fault that disks have: waking a thread, letting a lock go.
    pure = [place for place in found if place[0] not in ("write", "fcntl", "mmap") or place not in others]
    every = []
    for name, errors in CALLS.items():
        numbers = sorted(number for call, number in pure if call == name)
        few = len(numbers) <= most / 4 and name != "fcntl"
        for i, number in enumerate(spread(numbers, 8 if name == "fcntl" else most)):
            every += [(name, number, error) for error in (errors if few else [errors[i % len(errors)]])]
        if name not in ("fcntl", "mmap"):
            numbers = sorted(number for call, number in found if call == name)
            every += [(name, number, KILL) for number in spread(numbers, max(2, most // 3))]
    return every


class Failing:
    """One command whose every place fails."""

    def __init__(self, aim: Aim, later: Aim | None = None):
        self.aim, self.later = aim, later
        self.name = aim.project.folder.name
        expect(aim.run.code == 0, aim.run)
        self.found, self.others = places(aim, f"{self.name}-traced")
        self.wrong, self.outcomes = [], Counter()

    def one(self, number: int, fault: tuple[str, int, str]) -> None:
        call, when, how = fault
        aim, project = self.aim, self.aim.copy(f"{self.name}-fault-{number}")
        log = project.folder.with_name(f"{project.folder.name}.strace")
        inject = f"{call}:{'signal' if how == KILL else 'error'}={how}:when={when}"
        try:
            before = ["strace", "-f", "-qq", "-y", "-o", log, "-e", f"trace={call}", "-e", f"inject={inject}"]
            if call == "fcntl":
                project.patience = 15
            run = project.run(*aim.command, before=before)
            project.patience = PATIENCE
            try:
                self.judge(project, run, how)
            except Wrong as error:
                raise Wrong(f"{error}\nafter {run}") from None
        except Wrong as error:
            # Threads take turns in other orders than before, and what else they do with the same call is no fault that
            # disks have: waking a thread, letting a lock go, writing to another program.
            if not all(struck(log, project.folder)):
                self.outcomes["not judged"] += 1
                return
            self.wrong.append(f"{inject} ({self.found[call, when]}): {error}")
        finally:
            shutil.rmtree(project.folder, ignore_errors=True)

    def judge(self, project: Project, run: Run, how: str) -> None:
        aim, moved = self.aim, "damaged" in run.said
        self.outcomes[{0: "went on", -9: "killed"}.get(run.code, "said so")] += 1
        project.expect_whole(aim.before, aim.after)
        memory = project.expect_sound()
        if how == KILL:
            expect(run.code in (-9, 0), "not killed")
        else:
            expect(run.code in (0, 1, 3), "it crashed")
            expect("panick" not in run.said and "the program failed" not in run.said, "a panic")
            if run.code == 0:
                expect(project.editions() == aim.after, "exit code 0, and not all is done")
            else:
                expect("error: " in run.said, "no error is said")
                expect("hint: " in run.said, "no hint")
                named = re.search(r"error: .*?(\S*(\.duizhao|output|memory\.db)\S*)", run.said)
                expect(named is not None, "the error names no file")
        next_run = aim.finish(project, memory.known, frozenset({".damaged"}))
        left = [name for name in project.files() if ".damaged" in name or ".is-damaged" in name]
        expect(not left or moved or "damaged" in next_run.said, left, "and nobody said so")
        if self.later:
            self.later.finish(project, project.memory().known, frozenset({".damaged"}))


def units(project: Project) -> Path:
    """A memory of others, to be imported."""
    pairs = [(f"这是第{n}个句子。", f"This is sentence {n}.") for n in "一二三四五六七八九"]
    units = "".join(
        f'<tu><tuv xml:lang="zh-CN"><seg>{zh}</seg></tuv><tuv xml:lang="en"><seg>{en}</seg></tuv></tu>'
        for zh, en in pairs
    )
    about = 'creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" datatype="plaintext"'
    head = f'<header {about} srclang="zh-CN"/>'
    path = project.folder / "others.tmx"
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">{head}<body>{units}</body></tmx>\n')
    return path


def aims(binary: Path, server, work: Path):
    fresh = Project(binary, server, work / "fresh").create(2)
    yield "translating new articles", Failing(Aim(fresh)), 1.0

    edited = Project(binary, server, work / "edited").create(2)
    expect(edited.run().code == 0)
    edited.edit("0", "1")
    edited.write_terms(0)
    edited.write_articles([2], 6)
    yield "translating after edits", Failing(Aim(edited)), 0.5

    adopted = Project(binary, server, work / "adopted").create(2)
    expect(adopted.run().code == 0)
    adopted.edit("0", "1")
    later = adopted.copy(work / "adopted-later")
    expect(later.run("adopt").code == 0)
    yield "adopting", Failing(Aim(adopted, ("adopt",)), Aim(later)), 0.5

    if subprocess.run([binary, "memory", "import", "--help"], capture_output=True).returncode:
        yield "importing a memory", None, 0
        return
    imported = Project(binary, server, work / "imported").create(1)
    expect(imported.run().code == 0)
    imported.edit("0")
    path = units(imported)
    yield "importing a memory", Failing(Aim(imported, ("memory", "import", path.name))), 0.5


def checks(binary: Path, server, work: Path, scale: float):
    for name, failing, share in aims(binary, server, work):
        if failing is None:
            yield f"{name}: this binary has no `memory import`", None
            continue
        every = faults(failing.found, failing.others, max(4, round(PLACES * share * scale)))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(failing.one, range(len(every)), every))
        calls = Counter(call for call, _, _ in every)
        tried = ", ".join(f"{count} {call}" for call, count in calls.items())
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in failing.outcomes.items())
        if failing.outcomes["not judged"] > len(every) / 4:
            failing.wrong.append("more than a quarter of the faults struck something else")
        yield f"{name}, {len(every)} faults ({tried}): {outcomes}", failing.wrong
