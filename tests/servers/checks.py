"""Checks duizhao against the servers that `run` starts: checks.py BINARY WORK [CHECK...]

WORK holds what mitmproxy records and its certificate authority. Every run of duizhao has --debug, and nothing of a
key may be in what it prints or writes.
"""

import json
import os
import shutil
import sys
from pathlib import Path

import jsonschema

import fruit as fruits
from tool import ARTICLE, KEY, REFUSED_KEY, REFUSED_WITHOUT_DATABASE, RETRIES, SENTENCES, Checks, expect, post, settings

LITELLM, PRISM, FRUIT = (int(os.environ[name]) for name in ("LITELLM_FRONT", "PRISM_FRONT", "FRUIT_FRONT"))
WIREMOCK = f"http://127.0.0.1:{os.environ['WIREMOCK']}"

check = Checks(sys.argv[1], sys.argv[2])
record, authority = check.work / "record.jsonl", check.work / "mitm" / "mitmproxy-ca-cert.pem"


def litellm(model: str = "ok", **more: object) -> None:
    more = {"max_sentences": 1, "input_price": 0.5, "output_price": 1.5} | more
    check.project(settings("openai", base_url=f"http://127.0.0.1:{LITELLM}/v1", model=model, **more))


def wiremock(stub: str, **more: object) -> None:
    post(f"{WIREMOCK}/__admin/scenarios/reset")
    check.project(settings("openai", base_url=f"{WIREMOCK}/{stub}/v1", model="any", **more))


def deepl(**more: object) -> None:
    more = {"glossary": False} | more
    check.project(settings("deepl", base_url=f"http://127.0.0.1:{PRISM}", **more))


def fruit(fault: str = "", scheme: str = "http", article: str = ARTICLE, **more: object) -> None:
    check.project(settings("libretranslate", base_url=f"{scheme}://127.0.0.1:{FRUIT}{fault}", **more), article)


def attempts(stub: str) -> int:
    """How many requests WireMock's journal has."""
    return post(f"{WIREMOCK}/__admin/requests/count", {"urlPath": f"/{stub}/v1/chat/completions"})["count"]


class Recorded:
    """What passed through mitmproxy while a block ran; `count` is of POST."""

    def __init__(self, port: int):
        self.port = port

    def __enter__(self):
        self.begin = record.stat().st_size
        return self

    def __exit__(self, *_):
        lines = record.read_bytes()[self.begin :].decode().splitlines()
        self.exchanges = [e for e in map(json.loads, lines) if e["port"] == self.port]
        self.count = sum(e["method"] == "POST" for e in self.exchanges)


# ---- LiteLLM, an OpenAI-compatible gateway


@check
def litellm_translates():
    """Every sentence has the canned line, tokens and cost are those the gateway counts, and nothing is paid for twice."""
    litellm()
    with Recorded(LITELLM) as first:
        run = check.translate()
    run.expect_all("The quick brown fox.")
    expect(first.count == SENTENCES == run.row["requests"], first.count, "requests:", run)
    expect(all(e["key"] == f"Bearer {KEY}" for e in first.exchanges), "the key was not sent")
    expect((run.row["input_tokens"], run.row["output_tokens"]) == (10 * SENTENCES, 20 * SENTENCES), "tokens:", run)
    charged = sum(float(e["cost"]) for e in first.exchanges)
    expect(abs(run.row["cost"] - charged) < 1e-9, "the gateway charged", charged, ":", run)
    with Recorded(LITELLM) as second:
        again = check.translate("--overwrite")
    expect(second.count == 0 and again.row["known"] == SENTENCES, second.count, "requests:", again)
    again.expect_all("The quick brown fox.")


@check
def litellm_key_file():
    """The key may be in a file."""
    check.folder.joinpath("..", "key").write_text(f"{KEY}\n")
    litellm(key_file="../key", key_env=None)
    check.translate(key=None).expect_all("The quick brown fox.")


@check
def litellm_no_key():
    """A key that is not there is found before anything is sent."""
    litellm()
    with Recorded(LITELLM) as recorded:
        run = check.translate(key=None)
    run.expect_none("SERVICE_KEY")
    expect(recorded.count == 0, recorded.count, "requests:", run)


@check
def litellm_backends_test():
    """`backends test` shows a reply, and with a wrong key the status and the way out."""
    litellm()
    run = check.run("backends", "test", "service", "今年的葡萄长得很好。")
    expect(run.code == 0 and "The quick brown fox." in run.out, "no reply shown:", run)
    with Recorded(LITELLM) as recorded:
        run = check.run("backends", "test", "service", "今年的葡萄长得很好。", key=REFUSED_KEY)
    run.expect_words("error:", "service", "401", "hint:", "key_env")
    expect(run.code == 1 and recorded.count == 1, recorded.count, "requests:", run)


@check
def litellm_wrong_key():
    """A wrong key costs one request, whatever could go at once, and the error says what to do."""
    for concurrency in 1, 4:
        litellm(concurrency=concurrency)
        with Recorded(LITELLM) as recorded:
            run = check.translate(key=REFUSED_KEY)
        run.expect_none("401", "Invalid proxy server token", "hint:", "key_env")
        expect(recorded.count == 1, recorded.count, "requests with concurrency", concurrency, ":", run)


@check
def litellm_wrong_key_without_database():
    """A gateway without a database of keys answers 400 to a wrong one: no form of answer is blamed, no retry is made."""
    litellm(max_sentences=10)
    with Recorded(LITELLM) as recorded:
        run = check.translate(key=REFUSED_WITHOUT_DATABASE)
    run.expect_none("400", "No connected db")
    expect(recorded.count <= 2 * SENTENCES - 1, recorded.count, "requests:", run)


@check
def litellm_unknown_model():
    """A model that the gateway does not have, likewise, and the reply names it."""
    litellm("no-such-model", max_sentences=10)
    with Recorded(LITELLM) as recorded:
        run = check.translate()
    run.expect_none("400", "no-such-model")
    expect(recorded.count <= 2 * SENTENCES - 1, recorded.count, "requests:", run)


@check
def litellm_busy():
    """429 without an end: the first attempt and the retries, no more."""
    litellm("rate429", max_sentences=10)
    with Recorded(LITELLM) as recorded:
        run = check.translate()
    run.expect_none("429", "hint:")
    expect(recorded.count == RETRIES + 1, recorded.count, "requests:", run)


@check
def litellm_broken():
    """500 without an end: the same."""
    litellm("err500", max_sentences=10)
    with Recorded(LITELLM) as recorded:
        run = check.translate()
    run.expect_none("500", "hint:")
    expect(recorded.count == RETRIES + 1, recorded.count, "requests:", run)


@check
def litellm_retry_budget():
    """All requests together retry no more often than the run may."""
    litellm("err500", retry_budget=4)
    with Recorded(LITELLM) as recorded:
        run = check.translate()
    run.expect_none("500")
    expect(recorded.count <= SENTENCES + 4, recorded.count, "requests:", run)


@check
def litellm_too_long():
    """What is too long for the model is halved, and one sentence that is too long is not asked for again."""
    for sentences, most in (1, SENTENCES), (10, SENTENCES + 2):
        litellm("too_long", max_sentences=sentences)
        with Recorded(LITELLM) as recorded:
            run = check.translate("--overwrite")
        run.expect_none("ContextWindowExceeded")
        expect(recorded.count == most, recorded.count, "requests for", sentences, "at once:", run)


@check
def litellm_slow():
    """A reply that takes longer than the timeout: bounded attempts, bounded time, and the setting is named."""
    litellm("slow", max_sentences=10, timeout=1, retries=1)
    run = check.translate()
    run.expect_none("in time", "hint:", "`timeout`")
    expect(run.seconds < 10, "took too long:", run)


@check
def litellm_limits():
    """A dry run sends nothing; what a limit stopped goes on where it was."""
    litellm(concurrency=1)
    with Recorded(LITELLM) as recorded:
        run = check.translate("--dry-run")
    expect(run.code == 0 and run.row["requests"] == SENTENCES and recorded.count == 0, recorded.count, "requests:", run)
    # After the title, sentences have 10 characters and more.
    for flag, most, requests in ("--max-cost", "0.0000001", 0), ("--max-requests", "1", 1), ("--max-chars", "12", 1):
        with Recorded(LITELLM) as recorded:
            run = check.translate(flag, most)
        run.expect_words(flag)
        expect(run.code in (1, 3) and recorded.count == requests, recorded.count, "requests:", run)
    with Recorded(LITELLM) as recorded:
        run = check.translate("--overwrite")
    run.expect_all("The quick brown fox.")
    expect(recorded.count == SENTENCES - 2 and run.row["known"] == 2, recorded.count, "requests:", run)


# ---- DeepL's interface, as Prism reads its OpenAPI file


def refused(recorded: Recorded) -> list:
    return [(e["method"], e["path"], e["status"], e["body"]) for e in recorded.exchanges if e["status"] >= 400]


@check
def deepl_backends_test():
    """What `backends test` asks is valid."""
    deepl()
    with Recorded(PRISM) as recorded:
        run = check.run("backends", "test", "service", "今年的葡萄长得很好。")
    expect(run.code == 0 and "Hallo, Welt!" in run.out, "no reply shown:", run)
    expect(recorded.count and not refused(recorded), "refused:", refused(recorded))
    expect(all(e["key"] == f"DeepL-Auth-Key {KEY}" for e in recorded.exchanges), "the key was not sent")


@check
def deepl_translates():
    """Requests are valid, one sentence at a time."""
    for more in {}, {"model_type": "prefer_quality_optimized"}, {"formality": "prefer_more"}:
        shutil.rmtree(check.folder / ".duizhao", ignore_errors=True)
        deepl(max_sentences=1, **more)
        with Recorded(PRISM) as recorded:
            run = check.translate("--overwrite")
        run.expect_all("Hallo, Welt!")
        expect(not refused(recorded), "refused:", refused(recorded))
        expect(recorded.count == SENTENCES, recorded.count, "requests:", run)
        bodies = [json.loads(e["body"]) for e in recorded.exchanges if e["method"] == "POST"]
        expect(all(body | more == body for body in bodies), "not asked for", more, ":", bodies)


@check
def deepl_mismatch():
    """Prism answers with one text to any number: halved down to one sentence, and no text stands for several."""
    deepl(max_sentences=10)
    with Recorded(PRISM) as recorded:
        run = check.translate()
    run.expect_all("Hallo, Welt!")
    expect(recorded.count == SENTENCES + 3, recorded.count, "requests:", run)


@check
def deepl_glossary():
    """A glossary is made, and used."""
    deepl(max_sentences=1, glossary=True)
    (check.folder / "terms.csv").write_text("source_hans,target\n苹果,apple\n石榴树,pomegranate tree\n")
    with Recorded(PRISM) as recorded:
        run = check.translate("--glossary", "terms.csv")
    run.expect_all("Hallo, Welt!")
    expect(not refused(recorded), "refused:", refused(recorded))
    made = [e for e in recorded.exchanges if e["method"] == "POST" and e["path"].endswith("/glossaries")]
    expect(len(made) == 1 and "苹果\\tapple" in made[0]["body"], "glossaries made:", made)
    asked = [json.loads(e["body"]) for e in recorded.exchanges if e["path"].endswith("/translate")]
    expect(all("glossary_id" in body and "source_lang" in body for body in asked), "not used:", asked)


# ---- WireMock: connections that break, services that are busy


@check
def broken_connections():
    """A connection that breaks, however it does, is tried again and no more often than it may be."""
    for stub in "reset", "empty", "garbage", "chunk":
        wiremock(stub)
        run = check.translate("--overwrite")
        run.expect_none("service", "connection", "hint:")
        expect(attempts(stub) == RETRIES + 1, attempts(stub), "attempts with", stub, ":", run)


@check
def nobody_there():
    """Where no server is, the error says so, and what to look at."""
    check.project(settings("openai", base_url="http://127.0.0.1:21799/v1", model="any"))
    check.translate().expect_none("cannot connect", "hint:", "proxy")


@check
def dribble():
    """The timeout is for the whole reply, not for each piece of it."""
    wiremock("dribble", timeout=2, retries=1)
    run = check.translate()
    run.expect_none("in time", "hint:", "`timeout`")
    # Five twice, two, one.
    expect(attempts("dribble") == 4 and run.seconds < 12, attempts("dribble"), "attempts:", run)


@check
def storm():
    """429 that asks to wait 2 s, 503 with a web page, 529 without a word, then the reply: all waited out."""
    wiremock("storm")
    run = check.translate()
    english = ["Line one", "Line two.", "Line three.", "Line four.", "Line five."]
    expect(run.code == 0 and [pair[1] for pair in run.pairs] == english, "not translated:", run)
    expect(attempts("storm") == RETRIES + 1 and run.seconds > 2, attempts("storm"), "attempts:", run)


@check
def redirect():
    """A redirect is not followed: neither the article nor the key goes elsewhere."""
    wiremock("redirect")
    with Recorded(LITELLM) as elsewhere:
        run = check.translate()
    run.expect_none("307", "hint:", "not followed")
    expect(attempts("redirect") == 1 and elsewhere.count == 0, attempts("redirect"), elsewhere.exchanges, run)


@check
def quota():
    """A 429 that says the money is used up is final."""
    wiremock("quota")
    run = check.translate()
    run.expect_none("429", "quota", "hint:")
    expect(attempts("quota") == 1, attempts("quota"), "attempts:", run)


@check
def tomorrow():
    """A service that asks to wait a day is not waited for."""
    wiremock("tomorrow")
    run = check.translate()
    run.expect_none("429", "86400", "hint:")
    expect(attempts("tomorrow") == 1 and run.seconds < 5, attempts("tomorrow"), "attempts:", run)


@check
def interrupted():
    """Ctrl-C ends the run; what came back until then is not asked for again."""
    wiremock("slowly", max_sentences=1, concurrency=1)
    run = check.translate(interrupt=lambda: attempts("slowly") >= 3)
    expect(run.code != 0 and run.seconds < 10, "not ended:", run)
    check.translate("--overwrite").expect_all("A line of English.")
    expect(attempts("slowly") <= SENTENCES + 1, attempts("slowly"), "attempts:", run)


@check
def key_in_reply():
    """A reply that repeats the key, where messages are shortened, does not bring it into ours."""
    wiremock("echo")
    run = check.translate()
    run.expect_none("401", "key_env")


# ---- WireMock: forms that a server does not take, replies that are none


@check
def json_object():
    """A server without schemas, told by 400 or as llama.cpp does by 500, is asked for a plain object, once and for all."""
    for stub in "old", "llama":
        wiremock(stub, max_sentences=1, concurrency=1)
        run = check.translate("--overwrite")
        run.expect_all("A line of English.")
        expect(attempts(stub) == SENTENCES + 1, attempts(stub), "attempts with", stub, ":", run)
        shutil.rmtree(check.folder / ".duizhao")


@check
def no_form_is_taken():
    """A server that blames the form of every request is not asked for ever."""
    wiremock("nothing")
    run = check.translate()
    run.expect_none("400", "response_format")
    expect(3 <= attempts("nothing") <= 2 + 2 * SENTENCES - 1, attempts("nothing"), "attempts:", run)


@check
def bad_replies():
    """Cut off, refused, filtered, of another sentence, without a choice: none is a translation, but all may cost."""
    for stub in "cut", "refusal", "filter", "wrongid", "nochoice":
        wiremock(stub, input_price=0.5, output_price=1.5)
        run = check.translate("--overwrite")
        run.expect_none()
        expect(run.row["cost"] > 0, "not counted:", run)
        expect(1 <= attempts(stub) <= 2 * SENTENCES - 1, attempts(stub), "attempts with", stub, ":", run)


# ---- mitmproxy: TLS, and replies of LibreTranslate's form that went wrong on the way


def expect_fruit(run) -> int:
    """No translation stands beside another sentence; gives how many there are."""
    translated = [(chinese, english) for chinese, english in run.pairs if english is not None]
    for chinese, english in translated:
        expect(english == fruits.english(chinese), "not its own:", chinese, "|", english, run)
    return len(translated)


@check
def unknown_authority():
    """A certificate of an unknown authority is refused, with the way out."""
    fruit(scheme="https")
    with Recorded(FRUIT) as recorded:
        run = check.translate()
    run.expect_none("certificate", "hint:", "ca_file")
    expect(recorded.count == 0, recorded.count, "requests:", run)


@check
def own_authority():
    """With the authority's certificate it works, and the key is in the request."""
    fruit(scheme="https", ca_file=str(authority))
    with Recorded(FRUIT) as recorded:
        run = check.translate()
    expect(run.code == 0 and expect_fruit(run) == SENTENCES, "not translated:", run)
    expect(all(KEY in e["body"] for e in recorded.exchanges if e["method"] == "POST"), "the key was not sent")


@check
def described():
    """The same service, described by the settings alone; the key is in a header, then in the address."""
    address = f"http://127.0.0.1:{FRUIT}/translate"
    in_header = {"url": address, "headers": {"authorization": "Key {{key}}"}}
    in_address = {"url": address + "?key={{key}}"}
    body = {"q": "{{texts}}", "source": "zh-Hans", "target": "en"}
    for more, name, sent in (in_header, "key", f"Key {KEY}"), (in_address, "path", f"/translate?key={KEY}"):
        check.project(settings("http", body=body, answers="/translatedText", **more))
        with Recorded(FRUIT) as recorded:
            run = check.translate("--overwrite")
        expect(run.code == 0 and expect_fruit(run) == SENTENCES, "not translated:", run)
        expect([e[name] for e in recorded.exchanges] == [sent], "requests:", recorded.exchanges)


@check
def lost_item():
    """The last of several texts is lost: asked again in smaller parts, and every sentence gets its own."""
    fruit("/drop")
    with Recorded(FRUIT) as recorded:
        run = check.translate()
    expect(expect_fruit(run) == SENTENCES and run.row["failed"] == 0, "not translated:", run)
    expect(recorded.count == SENTENCES + 3, recorded.count, "requests:", run)


@check
def one_bad_item():
    """One sentence fails for good: the others are kept, it is marked, and only it is asked for by the next run."""
    fruit("/cherries")
    run = check.translate()
    expect(run.code == 3 and run.row["failed"] == 1 and expect_fruit(run) == SENTENCES - 1, "not one failed:", run)
    expect("<!-- finding" in run.edition, "not marked:", run)
    with Recorded(FRUIT) as recorded:
        run = check.translate("--overwrite")
    expect(recorded.count == 1 and run.row["known"] == SENTENCES - 1, recorded.count, "requests:", run)
    fruit()
    run = check.translate()
    expect(run.code == 0 and expect_fruit(run) == SENTENCES, "not mended:", run)


@check
def many_bad_items():
    """Sentences that failed for good are all that the next run asks for: that is no reason to give the article up."""
    sentences = [f"{place}边的樱桃很好吃。" for place in "东南西北前后左右上下"]
    fruit("/cherries", article="果园里的苹果\n\n" + "".join(sentences) + "\n")
    for arguments in [], ["--overwrite"]:
        run = check.translate(*arguments)
        expect(run.code == 3 and run.row["failed"] == len(sentences) and expect_fruit(run) == 1, "not one kept:", run)


@check
def bad_items():
    """A text too many or an empty one, no words, HTML, half a reply, no UTF-8: failed sentences, none shifted."""
    for fault in "extra", "blank", "marks", "html", "trunc", "latin1":
        fruit(f"/{fault}")
        with Recorded(FRUIT) as recorded:
            run = check.translate("--overwrite")
        expect(expect_fruit(run) == 0 and run.code in (1, 3), "taken for a translation with", fault, ":", run)
        expect(1 <= recorded.count <= 2 * SENTENCES, recorded.count, "requests with", fault, ":", run)


# ---- Everything that was sent


@check
def openai_schema():
    """Every request to chat completions is valid by OpenAI's own schema."""
    document = json.loads(Path(__file__).with_name("openai-chat.json").read_text())
    schema = {"$ref": "#/components/schemas/CreateChatCompletionRequest", "components": document["components"]}
    validator = jsonschema.Draft202012Validator(schema)
    exchanges = [json.loads(line) for line in record.read_text().splitlines()]
    bodies = [json.loads(e["body"]) for e in exchanges if e["path"].endswith("/chat/completions")]
    journal = [entry["request"] for entry in post(f"{WIREMOCK}/__admin/requests", method="GET")["requests"]]
    bodies += [json.loads(request["body"]) for request in journal if request["method"] == "POST"]
    errors = [(list(error.path), error.message[:200]) for body in bodies for error in validator.iter_errors(body)]
    expect(bodies and not errors, len(bodies), "requests, errors:", errors[:5])


sys.exit(check.all(sys.argv[3:]))
