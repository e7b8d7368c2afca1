"""A slow chat service on loopback whose answers depend on nothing but a sentence and its terms. It takes batches, too."""

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


def answered(body: dict) -> tuple[dict, list[Asked]]:
    """The reply to a request, and the sentences that it asks for."""
    message = json.loads(body["messages"][1]["content"])
    answer, asked = {}, []
    for sentence in message["sentences"]:
        text = sentence["text"]
        terms = frozenset(en for zh, en in map(rendering, message.get("terms") or []) if zh in text)
        answer[sentence["id"]] = english(text, terms)
        asked.append((text, terms))
    message = {"role": "assistant", "content": json.dumps(answer)}
    usage = {"prompt_tokens": 100, "completion_tokens": 10}
    return {"choices": [{"index": 0, "finish_reason": "stop", "message": message}], "usage": usage}, asked


class Batches:
    """The batches of a project, each of which ends some time after it was submitted."""

    def __init__(self, seconds: float):
        self.seconds = seconds
        self.files: list[str] = []
        # Name, lines and time of each.
        self.all: list[tuple[str, list[dict], float]] = []

    def shown(self, number: int) -> dict:
        name, lines, begin = self.all[number]
        is_ended = time.monotonic() - begin > self.seconds
        return {
            "id": f"batch_{number}",
            "status": "completed" if is_ended else "in_progress",
            "created_at": int(time.time()),
            "metadata": {"duizhao": name},
            "request_counts": {"total": len(lines), "completed": len(lines) if is_ended else 0, "failed": 0},
            "output_file_id": f"out_{number}" if is_ended else None,
            "error_file_id": None,
        }

    def post(self, path: str, body: bytes) -> dict:
        if path == "/files":
            lines = body.decode().split('name="file"')[1].split("\r\n\r\n", 1)[1].split("\r\n--")[0]
            self.files.append(lines)
            return {"id": f"file_{len(self.files) - 1}"}
        asked = json.loads(body)
        lines = self.files[int(asked["input_file_id"].removeprefix("file_"))].splitlines()
        self.all.append((asked["metadata"]["duizhao"], [json.loads(line) for line in lines], time.monotonic()))
        return self.shown(len(self.all) - 1)

    def get(self, path: str) -> str:
        if path.startswith("/batches?"):
            return json.dumps({"data": [self.shown(i) for i in reversed(range(len(self.all)))], "has_more": False})
        number = int(path.removesuffix("/content").rsplit("_", 1)[1])
        if path.startswith("/batches/"):
            return json.dumps(self.shown(number))
        lines = [
            {"custom_id": line["custom_id"], "response": {"status_code": 200, "body": answered(line["body"])[0]}}
            for line in reversed(self.all[number][1])
        ]
        return "".join(json.dumps(line) + "\n" for line in lines)

    def asked(self) -> list[Asked]:
        """Every sentence of every batch."""
        return [one for _, lines, _ in self.all for line in lines for one in answered(line["body"])[1]]


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
        self.batches: dict[str, Batches] = defaultdict(lambda: Batches(0.3))
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_):
                pass

            def do_GET(self):
                project = self.headers["authorization"].removeprefix("Bearer ")
                with server.lock:
                    text = server.batches[project].get(self.path)
                self.answer(text.encode())

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                project = self.headers["authorization"].removeprefix("Bearer ")
                if self.path in ("/files", "/batches"):
                    with server.lock:
                        reply = server.batches[project].post(self.path, body)
                    # A run may be killed when the service has it and has not said so.
                    time.sleep(server.delay)
                    self.answer(json.dumps(reply).encode())
                    return
                reply, asked = answered(json.loads(body))
                with server.lock:
                    server.asked[project] += asked
                if project in server.when_asked:
                    server.when_asked[project]()
                time.sleep(server.delay)
                if self.answer(json.dumps(reply).encode()):
                    with server.lock:
                        server.answered[project] += asked

            def answer(self, data: bytes) -> bool:
                """Sends a reply, and says whether all of it could be sent."""
                head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(data)}\r\n\r\n"
                try:
                    self.wfile.write(head.encode() + data)
                    self.wfile.flush()
                except OSError:
                    self.close_connection = True
                    return False
                return True

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
