"""Runs programs, and tells what they took."""

import json
import os
import subprocess
import sys
import time

from places import ROOT, TARGET, WORK

# Starts programs from a small process: a new process counts the memory of the one that it was made from as its own.
LAUNCHER = """\
import os, sys
for line in sys.stdin:
    words, folder, out, environment = eval(line)
    os.chdir(folder)
    write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    files = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)]
    files += [(os.POSIX_SPAWN_OPEN, number, out + name, write, 0o644) for number, name in [(1, 'out'), (2, 'err')]]
    child = os.posix_spawnp(words[0], words, environment, file_actions=files)
    _, status, used = os.wait4(child, 0)
    print((os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss), flush=True)
"""


class Run:
    """One run of a program: seconds of processor and of the day, peak memory in MiB."""

    launcher = None

    def __init__(self, command, folder, codes=(0, 3)):
        if Run.launcher is None:
            start = [sys.executable, "-I", "-S", "-c", LAUNCHER]
            Run.launcher = subprocess.Popen(start, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        asked = ([str(word) for word in command], str(folder), str(WORK / "std"), dict(os.environ))
        start = time.perf_counter()
        Run.launcher.stdin.write(repr(asked) + "\n")
        Run.launcher.stdin.flush()
        code, self.cpu, peak = eval(Run.launcher.stdout.readline())
        self.wall = time.perf_counter() - start
        self.peak = peak / 1024
        if code not in codes:
            sys.exit(f"{command} ended with {code}: {(WORK / 'stderr').read_text()[-2000:]}")


class Least:
    """The least of several runs, each figure by itself."""

    def __init__(self, runs):
        self.cpu = min(run.cpu for run in runs) * 1e3
        self.wall = min(run.wall for run in runs) * 1e3
        self.peak = min(run.peak for run in runs)


def in_turn(commands, times=15):
    """Runs commands in turn, each (its words, its folder), and returns the least of each."""
    runs = [[] for _ in commands]
    for _ in range(times):
        for found, (command, folder) in zip(runs, commands):
            found.append(Run(command, folder))
    return [Least(found) for found in runs]


def once(binary, folder, *words):
    return Run([binary, *words], folder)


def bench(name, *arguments, **environment):
    """Runs one of our benchmarks and returns what it prints."""
    command = ["cargo", "bench", "--quiet", "--locked", "--bench", name, "--", *arguments]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    done = subprocess.run(command, cwd=ROOT, text=True, env={**os.environ, **environment}, **pipes)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def rates():
    """Returns the megabytes a second of each stage: the fastest of its samples."""
    found = {}
    for file in (TARGET / "criterion" / "stages").glob("*/new/sample.json"):
        about = json.loads((file.parent / "benchmark.json").read_text())
        sample = json.loads(file.read_text())
        nanoseconds = min(spent / count for spent, count in zip(sample["times"], sample["iters"]))
        (size,) = about["throughput"].values()
        found[about["function_id"]] = size * 1e3 / nanoseconds
    return found


def sync_time(path):
    """Returns the milliseconds that a file of 25 kB and its folder take to reach the disk: the median of 40."""
    times = []
    place = os.open(path, os.O_RDONLY)
    for number in range(40):
        started = time.perf_counter()
        file = os.open(path / f"sync{number}", os.O_WRONLY | os.O_CREAT)
        os.write(file, bytes(25_000))
        os.fsync(file)
        os.close(file)
        os.fsync(place)
        times.append(time.perf_counter() - started)
        os.unlink(path / f"sync{number}")
    os.close(place)
    return sorted(times)[20] * 1e3
