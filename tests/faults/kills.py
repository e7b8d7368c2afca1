"""Runs that are killed at random moments."""

import os
import random
import shutil
import signal
import statistics
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from project import CONCURRENCY, SENTENCES, Aim, Project, Wrong, expect, twice

SEED = 20200219
KILLS = 200
AT_ONCE = 4


def aims(binary: Path, server, work: Path) -> dict[str, Aim]:
    """What is killed, by name."""
    fresh = Project(binary, server, work / "fresh").create(4)

    edited = Project(binary, server, work / "edited").create(2)
    expect(edited.run().code == 0)
    edited.edit("0", "1")
    edited.write_articles([1], 12)
    edited.write_articles([2, 3], 9)

    terms = Project(binary, server, work / "terms").create(4)
    expect(terms.run().code == 0)
    terms.edit("1")
    terms.write_terms(1)

    replaced = edited.copy(work / "replaced")
    replaced.write_terms(1)
    overwrite = ("translate", "articles", "--overwrite")
    lost = Project(binary, server, work / "lost").create(2)
    expect(lost.run().code == 0)
    lost.edit("0")
    expect(lost.run().code == 0)
    shutil.rmtree(lost.hidden)
    lost.write_articles([2, 3], 9)

    spoilt = Project(binary, server, work / "spoilt").create(3)
    expect(spoilt.run().code == 0)
    (spoilt.output / "1.md").unlink()
    (spoilt.output / "2.md").unlink()
    # As a run leaves it that finds damage: all can be read, and all must be taken over.
    (spoilt.hidden / "memory.db.is-damaged").write_text("a check says so")
    return {
        "of new articles": Aim(fresh),
        "after edits and new sentences": Aim(edited),
        "after edits and a change of the glossary": Aim(terms),
        "that replaces what people wrote": Aim(replaced, overwrite),
        "that makes a lost memory anew": Aim(lost, begins=0.3),
        "that repairs a damaged memory": Aim(spoilt, begins=0.3),
    }


class Killed:
    """Rounds of kills of one kind."""

    def __init__(self, aim: Aim, name: str):
        self.aim, self.name = aim, name
        self.phases, self.wrong = Counter(), []
        copies = [aim.copy(f"{aim.project.folder.name}-pace-{i}") for i in range(2 * AT_ONCE)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            paces = list(pool.map(self.paced, copies))
        # Seconds until the first answer, and from then to the end.
        self.first, self.rest = (statistics.mean(seconds) for seconds in zip(*paces))

    def paced(self, project: Project) -> tuple[float, float]:
        begin = time.monotonic()
        process = project.start(*self.aim.command)
        while process.poll() is None and not project.answered():
            time.sleep(0.002)
        first = time.monotonic()
        run = project.end(process)
        expect(run.code in (0, 3), run)
        return first - begin, time.monotonic() - first

    def round(self, number: int, part: float) -> None:
        aim = self.aim
        project = aim.copy(f"{aim.project.folder.name}-kill-{number}")
        try:
            # A third of the moments are before the first answer, or all where that is what matters.
            before = 1.0 if aim.begins < 1 else 1 / 3
            late = part >= before
            moment = (part - before) / (1 - before) * self.rest * 1.05 if late else part / before * self.first
            for attempt in range(20):
                if project.kill(moment, *aim.command, answered=late):
                    break
                # It was over before: once more from the start, and earlier.
                moment *= 0.85
                shutil.rmtree(project.folder)
                project = aim.copy(project.folder.name)
            else:
                raise Wrong("never killed")
            answered = project.answered()
            editions = project.editions()
            self.phases[
                (
                    "before the first reply"
                    if not answered
                    else (
                        "while replies came"
                        if editions == aim.before
                        else "while editions were written" if editions != aim.after else "at the end"
                    )
                )
            ] += 1
            also = frozenset({".damaged"})
            project.expect_whole(aim.before, aim.after)
            memory = project.expect_sound()
            if "--overwrite" not in aim.command:
                project.expect_nothing_twice(0, set())
            aim.finish(project, memory.known, also)
            # What came back and was not kept was on its way, or on its way to the disk.
            lost = twice(project) - aim.twice
            expect(lost <= 2 * CONCURRENCY * SENTENCES, lost, "sentences were answered and lost")
            begin = len(project.asked())
            aim.finish(project, project.memory().known, also)
            expect(len(project.asked()) == begin, "a run with nothing to do sends something")
        except Wrong as error:
            self.wrong.append(f"killed {moment:.4f} s after the {'first answer' if late else 'start'}: {error}")
        finally:
            shutil.rmtree(project.folder, ignore_errors=True)


def slow_disk(aim: Aim) -> list[str]:
    """What is lost when a run is killed on a disk that takes 0.4 s to sync is what was on its way to the service."""
    slow = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync"]
    slow += ["-e", "inject=fsync,fdatasync:delay_enter=400000"]

    def killed(answers: int) -> str | None:
        project = aim.copy(f"{aim.project.folder.name}-slow-{answers}")
        process = project.start(*aim.command, before=slow)
        while process.poll() is None and len(project.answered()) < answers:
            time.sleep(0.002)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        try:
            known, answered = project.expect_sound().known, set(project.answered())
            lost = len(answered - known)
            expect(
                lost <= CONCURRENCY * SENTENCES,
                lost,
                "of",
                len(answered),
                "answers are lost, and",
                CONCURRENCY * SENTENCES,
                "are asked for at once",
            )
            aim.finish(project, known)
        except Wrong as error:
            return f"killed after {answers} answers: {error}"
        return None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [wrong for wrong in pool.map(killed, (8, 16, 24, 32)) if wrong]


def checks(binary: Path, server, work: Path, scale: float):
    rng = random.Random(SEED)
    every = aims(binary, server, work)
    for (name, aim), share in zip(every.items(), [0.22, 0.2, 0.2, 0.12, 0.13, 0.13]):
        kills = max(4, round(KILLS * share * scale))
        # One moment in each of as many parts of the run, in random order.
        parts = [(i + rng.random()) / kills for i in range(kills)]
        rng.shuffle(parts)
        killed = Killed(aim, name)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(killed.round, range(kills), parts))
        phases = ", ".join(f"{count} {phase}" for phase, count in killed.phases.items())
        yield f"a run {name} is killed {kills} times: {phases}", killed.wrong
    yield "a run on a slow disk loses what is under way, no more", slow_disk(every["of new articles"])
