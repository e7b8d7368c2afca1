"""mitmproxy as reverse proxy: records every exchange, and turns good replies into bad ones.

Each exchange becomes a line of JSON in the file that RECORD names. A path that begins with the name of a fault, such
as /drop/translate, goes on without it, and the reply to a POST, of LibreTranslate's form, is changed.
"""

import json
import os

from mitmproxy import http

RECORD = open(os.environ["RECORD"], "a", buffering=1, encoding="utf-8")


def drop(items):
    """The last of several is lost; one alone is kept."""
    return items[:-1] or items


def extra(items):
    return items + items[:1]


def blank(items):
    return [" "] + items[1:]


def cherries(items):
    """Nothing comes back for one sentence of the article."""
    return ["" if "cherries" in item else item for item in items]


def marks(items):
    return ["!" for _ in items]


ITEMS = {"drop": drop, "extra": extra, "blank": blank, "cherries": cherries, "marks": marks}
BODIES = {
    "html": lambda body: b"<html><body>Please log in to this network.</body></html>",
    "trunc": lambda body: body[: len(body) // 2],
    "latin1": lambda body: body.replace(b"Here", b"H\xe8re"),
}


def request(flow: http.HTTPFlow):
    first, _, rest = flow.request.path[1:].partition("/")
    if first in ITEMS or first in BODIES:
        flow.metadata["fault"] = first
        flow.request.path = f"/{rest}"


def response(flow: http.HTTPFlow):
    fault = flow.metadata.get("fault") if flow.request.method == "POST" else None
    if fault in ITEMS:
        reply = json.loads(flow.response.content)
        reply["translatedText"] = ITEMS[fault](reply["translatedText"])
        flow.response.content = json.dumps(reply).encode()
    elif fault:
        flow.response.content = BODIES[fault](flow.response.content)
    record = {
        "port": flow.client_conn.sockname[1],
        "method": flow.request.method,
        "path": flow.request.path,
        "key": flow.request.headers.get("authorization", ""),
        "body": flow.request.content.decode(errors="replace"),
        "status": flow.response.status_code,
        "cost": flow.response.headers.get("x-litellm-response-cost"),
    }
    RECORD.write(json.dumps(record, ensure_ascii=False) + "\n")
