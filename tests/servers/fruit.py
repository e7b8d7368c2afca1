"""A service like LibreTranslate whose English tells which Chinese it belongs to: fruit.py PORT"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FRUIT = {"苹果": "apples", "葡萄": "grapes", "石榴": "pomegranates", "柿子": "persimmons", "樱桃": "cherries"}


def english(chinese: str) -> str:
    named = [name for fruit, name in FRUIT.items() if fruit in chinese]
    return f"Here there is something about {' and '.join(named) or 'other things'}."


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer([{"code": "zh-Hans", "targets": ["en"]}, {"code": "en", "targets": ["zh-Hans"]}])

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))["q"]
        texts = [asked] if isinstance(asked, str) else asked
        answers = [english(text) for text in texts]
        self.answer({"translatedText": answers[0] if isinstance(asked, str) else answers})

    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Service).serve_forever()
