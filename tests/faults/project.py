"""Projects to be disturbed: their articles, what is on the disk, and what the memory holds."""

import hashlib
import itertools
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from server import Asked, Server

SETTINGS = """[glossary]
built_in = false
files = ["glossary/terms.csv"]
[backend]
name = "chat"
[backend.chat]
kind = "openai"
base_url = "http://127.0.0.1:{port}"
model = "m"
key_env = "FAULTS_KEY"
max_sentences = {sentences}
concurrency = {concurrency}
retries = 2
backoff = 0.02
mend = "never"
# What the service answers is no English: of the checks, the one on terms runs.
[check]
ignore = ["number", "length", "omission", "repetition", "form", "same-translation", "inconsistent"]
"""
SENTENCES, CONCURRENCY = 3, 2

# Before a change of the glossary, and after it.
TERMS = {"疫情": ("epidemic", "outbreak"), "党员": ("Party member",) * 2, "社区": ("community", "neighbourhood")}

PATIENCE = 60


class Wrong(Exception):
    """What a check did not find as it should be."""


def expect(holds: bool, *what: object) -> None:
    if not holds:
        raise Wrong(" ".join(str(part) for part in what))


def texts() -> list[str]:
    """Sentences of the sample articles, each once."""
    samples = sorted((Path(__file__).parents[1] / "articles").glob("*.txt"))
    plain = str.maketrans({",": "，", ":": "：", ";": "；", "“": "", "”": "", "‘": "", "’": ""})
    lines = [line.strip().translate(plain) for path in samples for line in path.read_text().splitlines()]
    sentences = [s + "。" for line in lines if len(line) > 80 for s in re.split("[。！？]", line)]
    sentences = [s for s in sentences if re.fullmatch(r"[\u4e00-\u9fff，、：；]{15,90}。", s)]
    return list(dict.fromkeys(sentences))


def article(sentences: list[str], number: int) -> str:
    paragraphs = ["".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3)]
    return "\n\n".join([f"第{'一二三四五六七八九'[number]}篇文章", *paragraphs]) + "\n"


class Run:
    """One run that ended: its exit code, negative for a signal, and what it said."""

    def __init__(self, command: list, code: int, out: str, said: str):
        self.command, self.code, self.out, self.said = command, code, out, said

    def __str__(self):
        return f"{' '.join(map(str, self.command))} ({self.code})\n{self.out}{self.said}"


class Memory:
    """What a copy of the memory holds; the file itself is not touched."""

    def __init__(self, folder: Path):
        self.known: set[Asked] = set()
        self.sentences: set[str] = set()
        self.faults = []
        if not (folder / "memory.db").is_file():
            return
        with tempfile.TemporaryDirectory() as copy:
            for path in folder.glob("memory.db*"):
                if path.is_file():
                    shutil.copy(path, copy)
            database = sqlite3.connect(f"{copy}/memory.db")
            # A cell of garbage in a sound table is the program's to find when it reads it.
            database.text_factory = lambda data: data.decode(errors="replace")
            try:
                lines = [line for (line,) in database.execute("PRAGMA integrity_check")]
                self.faults = [line for line in lines if line != "ok"]
                if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'units'").fetchone():
                    self.read(database)
            except sqlite3.Error as error:
                self.faults.append(str(error))
            finally:
                database.close()

    def read(self, database: sqlite3.Connection) -> None:
        terms = dict(database.execute("SELECT key, target FROM terms"))
        for source, blob in database.execute("SELECT source, terms FROM units WHERE origin = 'machine'"):
            self.sentences.add(source)
            if blob is not None:
                keys = (int.from_bytes(blob[i : i + 8], "little", signed=True) for i in range(0, len(blob), 8))
                # Damage may have taken a term's row: it is then unknown, as the program has it too.
                self.known.add((source, frozenset(terms.get(key) for key in keys)))


def seal_holds(edition: bytes) -> bool:
    """Whether an edition is as the program wrote it to the last byte."""
    text = edition.decode()
    line = next((line for line in text.split("\n") if line.startswith("seal: ")), None)
    return line is not None and hashlib.sha256(text.replace(line + "\n", "", 1).encode()).hexdigest()[:16] == line[6:]


def edit(path: Path, every: int = 4) -> set[str]:
    """Puts a person's translation in the place of some lines of an edition, and returns their Chinese."""
    lines, edited = path.read_text().split("\n"), set()
    end = next(i for i, line in enumerate(lines) if line.startswith("<!-- ledger"))
    block: list[int] = []
    count = itertools.count(1)
    for i in range(lines.index("---", 1) + 1, end):
        if lines[i] and not lines[i].startswith((">", "<!--", "#", "*")):
            if i == 0 or not lines[i - 1]:
                block = []
            block.append(i)
        elif lines[i].startswith("> ") and block and not lines[i].startswith("> #"):
            source = block.pop(0)
            if (number := next(count)) % every == 1:
                terms = " and ".join(en[0] for zh, en in TERMS.items() if zh in lines[source])
                lines[i] = f"> {path.stem}: a person wrote line {number} {terms}".rstrip() + "."
                edited.add(lines[source])
    path.write_text("\n".join(lines))
    return edited


class Project:
    """A project's folder, with a service of its own."""

    numbers = itertools.count()
    lock = threading.Lock()

    def __init__(self, binary: Path, server: Server, folder: Path):
        with self.lock:
            self.key = f"project-{next(self.numbers)}"
        self.binary, self.server, self.folder = binary, server, folder
        self.output, self.hidden = folder / "output", folder / ".duizhao"
        # Most seconds that a run may take, whatever is done to it.
        self.patience = PATIENCE
        # Chinese of lines that a person wrote.
        self.human: set[str] = set()

    # ---- what it is made of

    def create(self, articles: int = 3, sentences: int = 9, first: int = 0) -> "Project":
        (self.folder / "articles").mkdir(parents=True)
        (self.folder / "glossary").mkdir()
        settings = SETTINGS.format(port=self.server.port, sentences=SENTENCES, concurrency=CONCURRENCY)
        (self.folder / "duizhao.toml").write_text(settings)
        self.write_terms(0)
        self.write_articles(range(first, first + articles), sentences)
        return self

    def write_terms(self, state: int) -> None:
        rows = "".join(f"{zh},{en[state]},choice\n" for zh, en in TERMS.items())
        (self.folder / "glossary/terms.csv").write_text("source_hans,target,status\n" + rows)

    def write_articles(self, numbers, sentences: int) -> None:
        every = texts()
        for number in numbers:
            start = number * 14
            # The last sentence stands in every article.
            text = article(every[start : start + sentences - 1] + every[-1:], number)
            (self.folder / f"articles/{number}.txt").write_text(text)

    def copy(self, folder: Path) -> "Project":
        shutil.copytree(self.folder, folder, symlinks=True)
        project = Project(self.binary, self.server, folder)
        project.human = set(self.human)
        return project

    def edit(self, *names: str) -> None:
        for name in names:
            self.human |= edit(self.output / f"{name}.md")

    # ---- running

    def start(self, *arguments: str, before: list | tuple = (), cwd: Path | None = None) -> subprocess.Popen:
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "NO_PROXY": "*", "FAULTS_KEY": self.key}
        return subprocess.Popen(
            [*before, self.binary, *(arguments or ("translate", "articles"))],
            cwd=cwd or self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )

    def end(self, process: subprocess.Popen) -> Run:
        try:
            out, said = process.communicate(timeout=self.patience)
        except subprocess.TimeoutExpired:
            # With what strace has started.
            os.killpg(process.pid, signal.SIGKILL)
            out, said = process.communicate()
            raise Wrong(f"still under way after {self.patience} s: {Run(process.args, 0, out, said)}") from None
        return Run(process.args, process.returncode, out, said)

    def run(self, *arguments: str, before: list | tuple = (), cwd: Path | None = None) -> Run:
        return self.end(self.start(*arguments, before=before, cwd=cwd))

    def kill(self, after: float, *arguments: str, answered: bool = False) -> bool:
        """Runs and kills the run after some seconds, or as long after the first answer, unless it is over by then."""
        process = self.start(*arguments)
        try:
            while answered and process.poll() is None and not self.server.answered[self.key]:
                time.sleep(0.002)
            process.wait(after)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return process.returncode == -9

    # ---- what it holds

    def editions(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.output.glob("*.md"))}

    def files(self) -> set[str]:
        return {str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if not path.is_dir()}

    def memory(self) -> Memory:
        return Memory(self.hidden)

    def asked(self) -> list[Asked]:
        with self.server.lock:
            return list(self.server.asked[self.key])

    def answered(self) -> list[Asked]:
        with self.server.lock:
            return list(self.server.answered[self.key])

    def expect_whole(self, *versions: dict[str, bytes]) -> None:
        """Every edition is one of these versions of it."""
        for name, edition in self.editions().items():
            known = [version[name] for version in versions if name in version]
            if edition not in known:
                seal = "holds" if seal_holds(edition) else "does not hold"
                raise Wrong(
                    f"{name} is none of {len(known)} versions, and its seal {seal}:\n{edition.decode(errors='replace')}"
                )
        for name in versions[0]:
            expect((self.output / name).exists(), name, "is gone")

    def expect_sound(self) -> Memory:
        """The memory is no database yet or a sound one."""
        memory = self.memory()
        expect(not memory.faults, "the memory is not sound:", memory.faults)
        return memory

    def expect_nothing_twice(self, begin: int, known: set[Asked]) -> None:
        """Nothing that was asked for since is known, or has a person's translation."""
        again = [text for text, terms in self.asked()[begin:] if (text, terms) in known or text in self.human]
        expect(not again, len(again), "sentences were sent again:", *again[:3])


def twice(project: Project) -> int:
    """How many sentences were answered more than once."""
    answered = project.answered()
    return len(answered) - len(set(answered))


class Aim:
    """What a project is, and what an undisturbed run makes of it."""

    def __init__(self, project: Project, command: tuple[str, ...] = ("translate", "articles"), begins: float = 1.0):
        self.project, self.command = project, command
        # The part of a run in which it is to be disturbed.
        self.begins = begins
        self.before = project.editions()
        # What the memory holds before, which no run may lose.
        self.known = project.memory().known
        done = project.copy(project.folder.with_name(f"{project.folder.name}-{'-'.join(command[::2])}-done"))
        self.run = done.run(*command)
        expect(self.run.code in (0, 3), "an undisturbed run fails:", self.run)
        self.after, self.files = done.editions(), done.files()
        # What only touches the memory leaves editions as people left them.
        whole = command[0] == "memory" or all(map(seal_holds, self.after.values()))
        expect(whole, "the seal of an undisturbed run does not hold")
        for text in project.human:
            expect("--overwrite" in command or text not in {text for text, _ in done.asked()}, "sent:", text)
        expect(not done.expect_sound().faults)
        again = done.copy(done.folder.with_name(done.folder.name + "-again"))
        expect(again.run(*command).code in (0, 3) and again.editions() == self.after, "a second run changes something")
        # Sentences whose translation lacked a term are asked for once more.
        self.twice = twice(done)

    def copy(self, name: str) -> Project:
        project = self.project.copy(self.project.folder.parent / name)
        if "--overwrite" in self.command:
            project.human = set()
        return project

    def finish(self, project: Project, known: set[Asked], also: frozenset[str] = frozenset()) -> Run:
        """Runs it again, undisturbed: the same bytes as ever, no file too many, and nothing that is known is sent."""
        begin = len(project.asked())
        run = project.run(*self.command)
        expect(run.code in (0, self.run.code), "the next run fails:", run)
        editions = project.editions()
        differ = [
            name for name in sorted(editions.keys() | self.after.keys()) if editions.get(name) != self.after.get(name)
        ]
        expect(not differ, "after the next run these differ:", *differ, "\n", run)
        files = {name for name in project.files() if not any(part in name for part in also)}
        expected = {name for name in self.files if not any(part in name for part in also)}
        expect(files == expected, "files:", sorted(files ^ expected), run)
        project.expect_sound()
        project.expect_nothing_twice(begin, known | self.known)
        return run
