"""Checks duizhao against the model that `local_model` installs: local_model_checks.py BINARY WORK [CHECK...]"""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import tool
from tool import Checks, Run, expect, settings

tool.LONGEST = 600
check = Checks(sys.argv[1], sys.argv[2])

# A title and seven sentences.
ARTICLE = """村里开了一次大会

昨天上午下了一场小雨。老王在会上讲了话。村里有1200名群众参加了大会。

大家听得很认真。小李记了笔记。后来他们吃了饭。村民们都很满意。
"""
SENTENCES = 8

PROMPT = """Chinese sentences, and their English translations.

{"sentences":[{"id":"s1","text":"会议强调，要坚持党的领导。"},{"id":"s2","text":"全市共有3500名干部参加志愿服务。"}]}
Output: {"s1": "The meeting stressed that the leadership of the Party must be upheld.", "s2": "A total of 3,500 officials across the city took part in volunteer service."}

{"sentences":[{"id":"s1","text":"医护人员冲在一线。"}]}
Output: {"s1": "Medical workers are rushing to the front line."}

{{output}}
"""


with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    PORT = free.getsockname()[1]
ADDRESS = f"http://127.0.0.1:{PORT}/v1"


@contextmanager
def model():
    """The server, from its start until the block ends, when it is killed."""
    server = Path(__file__).with_name("local_model_server.py")
    with open(check.work / "model.log", "a") as log:
        process = subprocess.Popen([sys.executable, server, os.environ["MODEL"], str(PORT)], stdout=log, stderr=log)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{ADDRESS}/models", timeout=5).close()
                break
            except (urllib.error.URLError, OSError):
                expect(process.poll() is None, "the server ended; see model.log")
                time.sleep(0.2)
        yield
    finally:
        process.kill()
        process.wait()


def project(**more: object) -> None:
    (check.folder / "few.md").write_text(PROMPT)
    more = {"prompt": "few.md", "key_env": None, "timeout": 120, "retries": 1, "backoff": 0.1} | more
    check.project(settings("openai", base_url=ADDRESS, model="gemma", **more), ARTICLE)


def expect_sound(run: Run) -> None:
    """Nothing stands in the edition that is no translation, unless a finding says so."""
    blocks = run.edition.split("\n<!-- ledger:")[0].split("\n---\n", 1)[-1].split("\n\n")
    for line, after in zip(blocks, blocks[1:] + [""]):
        english = line.removeprefix("> ")
        if not line.startswith("> ") or "finding" in after:
            continue
        expect(not re.search(r"[\u4e00-\u9fff]", english), "Chinese:", english, run)
        expect("volunteer service" not in english and "Output:" not in english, "the prompt:", english, run)
        expect(len(english) < 400, "a loop:", english, run)


@check
def few_shot():
    """Examples in the prompt make it answer; sentences that it does not translate are said to be so."""
    project()
    with model():
        run = check.translate()
    expect(run.row["requests"] <= SENTENCES + 3, run.row["requests"], "requests:", run)
    expect_sound(run)


@check
def killed():
    """A server that is killed and started again is asked only for what it has not answered."""
    project(max_sentences=1)
    with model():
        first = check.translate("--max-requests", "4")
    expect(first.row["requests"] == 4, "not stopped:", first)
    check.translate().expect_words("cannot connect", "hint:")
    with model():
        second = check.translate()
    expect_sound(second)
    row = second.row
    expect(row["known"] > 0 and row["requests"] + row["known"] <= SENTENCES + 3, "asked again:", second)


sys.exit(check.all(sys.argv[3:]))
