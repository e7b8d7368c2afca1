"""A slow chat service on loopback whose answers depend on nothing but a sentence and its terms."""

import hashlib
import json
import threading
import time
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# A sentence as it was asked for: its Chinese, and the English of the terms in it.
Asked = tuple[str, frozenset[str]]


def english(text: str, terms: frozenset[str]) -> str:
    """The translation of a sentence."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return " ".join([f"Line {digest} says", *sorted(terms), *["word"] * max(3, len(text) // 4)]) + "."


def rendering(term: str) -> tuple[str, str]:
    """A term and its preferred rendering, of a line as requests have it: `疫情 = epidemic | outbreak; not plague`."""
    source, english = term.split(" = ", 1)
    return source, english.split(";")[0].split(" | ")[0]


class Server:
    """Serves many projects at once, told apart by their keys."""

    def __init__(self, delay: float = 0.02):
        self.delay = delay
        self.lock = threading.Lock()
        # By project: what was asked for, and what was answered to the last byte.
        self.asked: dict[str, list[Asked]] = defaultdict(list)
        self.answered: dict[str, list[Asked]] = defaultdict(list)
        # Called with the project when a request has come in.
        self.when_asked = {}
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_):
                pass

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                project = self.headers["authorization"].removeprefix("Bearer ")
                message = json.loads(body["messages"][1]["content"])
                answer, asked = {}, []
                for sentence in message["sentences"]:
                    text = sentence["text"]
                    terms = frozenset(en for zh, en in map(rendering, message.get("terms") or []) if zh in text)
                    answer[sentence["id"]] = english(text, terms)
                    asked.append((text, terms))
                with server.lock:
                    server.asked[project] += asked
                if project in server.when_asked:
                    server.when_asked[project]()
                time.sleep(server.delay)
                reply = {
                    "choices": [
                        {
                            "index": 0,
                            "finish_reason": "stop",
                            "message": {"role": "assistant", "content": json.dumps(answer)},
                        }
                    ],
                    "usage": {"prompt_tokens": 100, "completion_tokens": 10},
                }
                data = json.dumps(reply).encode()
                head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(data)}\r\n\r\n"
                try:
                    self.wfile.write(head.encode() + data)
                    self.wfile.flush()
                except OSError:
                    self.close_connection = True
                    return
                with server.lock:
                    server.answered[project] += asked

            def handle(self):
                try:
                    super().handle()
                except ConnectionError:
                    pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_):
                pass

        self.http = Quiet(("127.0.0.1", 0), Handler)
        self.port = self.http.server_address[1]
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
