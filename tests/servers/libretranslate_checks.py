"""Checks duizhao against LibreTranslate: libretranslate_checks.py BINARY WORK [CHECK...]

The server takes 3 texts at once of 100 characters each; 8 requests a minute from those without a key.
"""

import os
import subprocess
import sys
from pathlib import Path

from tool import ARTICLE, KEY, REFUSED_KEY, SENTENCES, Checks, expect, post, settings

SERVER = f"http://127.0.0.1:{os.environ['LIBRETRANSLATE']}"

check = Checks(sys.argv[1], sys.argv[2])
manage = Path(sys.executable).with_name("ltmanage")
add_key = [manage, "keys", "--api-keys-db-path", "keys.db", "add", "600", "--key", KEY]
subprocess.run(add_key, check=True, capture_output=True)


def libretranslate(article: str = ARTICLE, **more: object) -> None:
    check.project(settings("libretranslate", base_url=SERVER, **more), article)


@check
def backends_test():
    """`backends test` shows a reply."""
    libretranslate()
    run = check.run("backends", "test", "service", "今年的葡萄长得很好。")
    expect(run.code == 0, "failed:", run)


@check
def translates():
    """An article within the server's limits, as one request of several texts."""
    libretranslate(max_sentences=3)
    run = check.translate()
    expect(run.code in (0, 3) and run.row["failed"] == 0 and all(english for _, english in run.pairs), "failed:", run)
    # The first asks for the server's languages.
    expect(run.row["requests"] == 3, "requests:", run)


@check
def terms_are_kept():
    """A term that is marked as not to be translated comes back as it was sent."""
    libretranslate("关于苹果\n\n党中央作出了决定。\n", max_sentences=3)
    run = check.translate()
    expect("CPC Central Committee" in (run.pairs[1][1] or ""), "the term is not there:", run)


@check
def too_many_texts():
    """More texts than the server takes are sent in smaller parts."""
    libretranslate()
    run = check.translate()
    expect(run.code in (0, 3) and run.row["failed"] == 0 and all(english for _, english in run.pairs), "failed:", run)


@check
def too_long():
    """A sentence that is too long for the server fails alone."""
    libretranslate(ARTICLE + "\n" + "，".join(["果园里的苹果今年长得很好"] * 9) + "。\n", max_sentences=3)
    run = check.translate()
    expect(run.code == 3 and run.row["failed"] == 1, "not one failed:", run)
    expect([english is None for _, english in run.pairs] == [False] * SENTENCES + [True], "not the last one:", run)


@check
def wrong_key():
    """A key that the server does not know is named as the cause, after one request for languages and one more."""
    libretranslate()
    run = check.translate(key=REFUSED_KEY)
    run.expect_none("403", "Invalid API key", "hint:", "key_env")
    expect(run.row["requests"] == 2, "requests:", run)


@check
def slowdown():
    """A server that is asked too often says so without a time to wait: bounded attempts, and a clear error."""
    for _ in range(9):
        try:
            post(f"{SERVER}/translate", {"q": "果园", "source": "zh", "target": "en"})
        except OSError as error:
            expect("429" in str(error), error)
    libretranslate(key_env=None)
    run = check.translate(key=None)
    run.expect_none("429", "Slowdown", "hint:")
    # Four attempts, and the list of languages.
    expect(run.row["requests"] <= 5, "requests:", run)


sys.exit(check.all(sys.argv[3:]))
