"""What the checks of servers share: runs of duizhao in folders of their own, and how checks report."""

import json
import os
import signal
import subprocess
import time
import traceback
import urllib.request
from collections.abc import Callable
from pathlib import Path

# Keys that servers take, and that litellm_auth.py refuses: nothing that duizhao writes may hold a part of them.
KEY = "sk-9d3f60c2a81b47e5"
REFUSED_KEY = "sk-5b7e21f4d0936ca8"
REFUSED_WITHOUT_DATABASE = "sk-e8416fd20b95c73a"
SECRETS = [part for key in (KEY, REFUSED_KEY, REFUSED_WITHOUT_DATABASE) for part in (key[:11], key[-8:])]

# A title and four sentences, each with a fruit of its own.
ARTICLE = """果园里的苹果

今年的葡萄长得很好。村里的石榴树也开花了。

柿子要等到秋天才能吃。孩子们最喜欢的是樱桃。
"""
SENTENCES = 5

# Attempts after the first.
RETRIES = 3

# Seconds after which a run is killed.
LONGEST = 90


def toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {toml(item)}" for name, item in value.items()) + " }"
    return json.dumps(value)


def settings(kind: str, **more: object) -> str:
    """A settings file with one service; what is None is left out."""
    values = {"kind": kind, "key_env": "SERVICE_KEY", "retries": RETRIES, "timeout": 20} | more
    lines = [f"{name} = {toml(value)}" for name, value in values.items() if value is not None]
    return "\n".join(["[backend]", 'name = "service"', "[backend.service]", *lines, ""])


class Wrong(Exception):
    """What a check did not find as it should be."""


def expect(holds: bool, *what: object) -> None:
    if not holds:
        raise Wrong(" ".join(str(part) for part in what))


class Run:
    """One run of duizhao: its exit code, what it said, its report of the article, and the edition."""

    def __init__(self, command: list, folder: Path, key: str | None, interrupt: Callable[[], bool] | None):
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "NO_PROXY": "127.0.0.1,localhost"}
        if key:
            environment["SERVICE_KEY"] = key
        start = time.monotonic()
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(command, cwd=folder, env=environment, encoding="utf-8", **streams) as process:
            while interrupt and process.poll() is None:
                if interrupt():
                    process.send_signal(signal.SIGINT)
                    break
                time.sleep(0.1)
            try:
                self.out, self.said = process.communicate(timeout=LONGEST)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        self.seconds, self.code, self.command = time.monotonic() - start, process.returncode, command
        editions = list((folder / "out").glob("*.md"))
        self.edition = editions[0].read_text() if editions else ""
        rows = [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]
        self.row = rows[0] if rows else {}
        expect(interrupt or self.code in (0, 1, 3), "exit code", self.code, self)
        written = [path for path in folder.rglob("*") if path.is_file()]
        for name, text in [("stdout", self.out), ("stderr", self.said)] + [
            (path.name, path.read_text(errors="replace")) for path in written
        ]:
            expect(not any(secret in text for secret in SECRETS), "a part of a key in", name, ":", text[-600:])

    def __str__(self):
        command = " ".join(map(str, self.command[1:]))
        text = f"duizhao {command} ({self.code}, {self.seconds:.1f} s)\n{self.out}{self.said}{self.edition}"
        return "\n".join(line if len(line) < 500 else line[:500] + "…" for line in text.splitlines())

    @property
    def pairs(self) -> list[tuple[str, str | None]]:
        """The edition's sentences and their translations."""
        body = self.edition.split("\n---\n", 1)[-1].split("\n<!-- ledger:")[0].splitlines()
        quoted = [line[2:] for line in body if line.startswith("> ") and not line.startswith("> <!-- finding")]
        lines = [line.removeprefix("**¶** ") for line in body]
        chinese = [line for line in lines if line and not line.startswith((">", "<!--", "*"))]
        expect(len(quoted) == len(chinese), "lines do not match:", self)
        english = (None if line == "<!-- none -->" else line.removeprefix("**").removesuffix("**") for line in quoted)
        return list(zip((line.removeprefix("# ") for line in chinese), english))

    def expect_all(self, english: str) -> None:
        """Every sentence has this translation."""
        expect(self.code in (0, 3) and self.row["failed"] == 0, "sentences failed:", self)
        expect([pair[1] for pair in self.pairs] == [english] * SENTENCES, "not all are", english, ":", self)

    def expect_none(self, *words: str) -> None:
        """No sentence is translated, and the reason has these words."""
        expect(self.code in (1, 3), "not reported as failed:", self)
        expect(not any(target for _, target in self.pairs), "something was translated:", self)
        self.expect_words(*words)

    def expect_words(self, *words: str) -> None:
        # What --debug shows is no error message.
        shown = "\n".join(line for line in self.said.splitlines() if not line.startswith(("debug:", "POST ", "GET ")))
        shown += str(self.row.get("error"))
        missing = [word for word in words if word.lower() not in shown.lower()]
        expect(not missing, "the error does not name", missing, ":", self)


class Checks:
    """Runs the checks that are named, or all, and prints a line for each."""

    def __init__(self, binary: str, work: str):
        self.binary, self.work = Path(binary).resolve(), Path(work)
        self.checks = []
        self.folder = self.work

    def __call__(self, check):
        self.checks.append(check)
        return check

    def project(self, settings: str, article: str = ARTICLE) -> None:
        """Writes the settings and the article of the next runs."""
        (self.folder / "duizhao.toml").write_text(settings)
        (self.folder / "article.txt").write_text(article)

    def run(self, *arguments: str, key: str | None = KEY, interrupt: Callable[[], bool] | None = None) -> Run:
        """Runs duizhao; with Ctrl-C when `interrupt` says so."""
        return Run([self.binary, *arguments], self.folder, key, interrupt)

    def translate(self, *arguments: str, **more: object) -> Run:
        return self.run(
            "translate", "article.txt", "--output", "out", "--format", "json", "--debug", *arguments, **more
        )

    def all(self, names: list[str]) -> int:
        failed = 0
        unknown = set(names) - {check.__name__ for check in self.checks}
        expect(not unknown, "no such checks:", unknown)
        for check in self.checks:
            if names and check.__name__ not in names:
                continue
            self.folder = self.work / "runs" / check.__name__
            self.folder.mkdir(parents=True)
            start = time.monotonic()
            try:
                check()
                print(f"ok {check.__name__} ({time.monotonic() - start:.1f} s)", flush=True)
            except Exception as error:
                failed += 1
                shown = str(error) if isinstance(error, Wrong) else traceback.format_exc()
                print(f"FAILED {check.__name__}: {check.__doc__}\n  " + shown.replace("\n", "\n  "), flush=True)
        print(f"{failed} checks failed" if failed else "all checks passed")
        return 1 if failed else 0


def post(url: str, body: object = None, method: str = "POST") -> dict:
    """Asks a server's own interface."""
    request = urllib.request.Request(url, data=json.dumps(body).encode() if body is not None else None, method=method)
    request.add_header("content-type", "application/json")
    with urllib.request.urlopen(request, timeout=10) as reply:
        return json.loads(reply.read() or b"{}")
