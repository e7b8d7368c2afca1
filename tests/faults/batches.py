"""Runs with batches that are killed again and again at random moments: nothing is submitted twice."""

import os
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from project import Aim, Project, Wrong, expect

SEED = 20241008
ROUNDS = 16
AT_ONCE = 4
COMMAND = ("translate", "articles", "--batch")

# Most runs until all is answered; a batch that never came to the service is waited for as long as a reply is.
MOST_RUNS = 60


def killed(project: Project, after: float) -> int | None:
    """The exit code of a run, or nothing if it was killed after some seconds."""
    process = project.start(*COMMAND)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
    _, said = process.communicate()
    expect(process.returncode in (0, 3, 4, -9), process.returncode, said)
    return None if process.returncode == -9 else process.returncode


def round_of_kills(aim: Aim, number: int, pace: float, kills: Counter) -> str | None:
    rng = random.Random(f"{SEED} {number}")
    project = aim.copy(f"batch-{number}")
    try:
        code = None
        for attempt in range(MOST_RUNS):
            # Now and then a run is left in peace, so that there is something to collect.
            code = killed(project, 60 if attempt % 4 == 3 else rng.random() * pace)
            kills["killed" if code is None else "left in peace"] += 1
            if code in (0, 3):
                break
            time.sleep(0.1)
        expect(code in (0, 3), "not done after", MOST_RUNS, "runs")
        asked = project.server.batches[project.key].asked()
        again = [text for text, count in Counter(asked).items() if count > 1]
        expect(not again, len(again), "sentences were submitted twice")
        expect(not project.asked(), "sentences were asked for by themselves")
        expect(project.editions() == aim.after, "the editions are not those of a run without batches")
        expect(not list((project.hidden / "batches").glob("*")), "batches are left over")
        project.expect_sound()
    except Wrong as error:
        return f"round {number}: {error}"
    finally:
        shutil.rmtree(project.folder, ignore_errors=True)
    return None


def checks(binary: Path, server, work: Path, scale: float):
    project = Project(binary, server, work / "fresh").create(3)
    settings = project.folder / "duizhao.toml"
    settings.write_text(settings.read_text().replace("retries = 2", "retries = 2\ntimeout = 2"))
    aim = Aim(project)
    begin = time.monotonic()
    paced = aim.copy("pace")
    expect(paced.run(*COMMAND).code == 4)
    pace = (time.monotonic() - begin) * 1.2
    rounds, kills = max(4, round(ROUNDS * scale)), Counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        wrong = pool.map(lambda number: round_of_kills(aim, number, pace, kills), range(rounds))
        wrong = [text for text in wrong if text]
    counts = ", ".join(f"{count} {what}" for what, count in kills.items())
    yield f"{rounds} projects are translated in batches, runs {counts}", wrong
