"""What a Python script would do in our place: its stages on the same texts, for `benches/table`.

peers.py stages FOLDER TERMS_CSV: megabytes a second of processor time, by stage, as JSON
peers.py memory TMX QUERIES: milliseconds of processor time a question
peers.py page FILE: simplifies one page
"""

import csv
import json
import os
import re
import sqlite3
import sys
import time

NOTICES = re.compile(
    "|".join(
        [
            r"^分享(到|至|让).*",
            r"^.{0,12}(责任编辑|责编|編輯|编辑|審核|审核)\s*[:：].*",
            r"^[(（](责编|责任编辑)[:：].*",
            r".*(微信|扫一扫|二维码|公众号).{0,20}$",
            r"^(上一篇|下一篇|上一条|下一条|相关(文章|阅读|新闻|链接)).*",
            r"^.{0,20}(版权所有|ICP备|公安网备|备案号).*",
            r"^(打印|关闭|收藏|返回|登录|注册|首页|网站首页)(\s|本页|窗口|顶部|\||$).*",
            r"^(字体|字号|浏览次数|点击|阅读|评论)[:：(\[].*",
            r"^\S+\.(jpe?g|png|gif)$",
            r"^[>》].*",
            r".*(>>|&gt;|＞).*",
            r"^.{0,12}(当前位置|您的位置|您现在的位置).*",
            r"^(友情链接|附件列表|同义词|标签|目录)[:：]?$",
            r"^(免责声明|特别声明|声明)[:：].*",
            r"^([^，。]{2,8}\|\s*){4,}.*",
        ]
    )
)
META = re.compile(
    r"(\d{4})[年/-](\d{1,2})[月/-](\d{1,2})日?\s*(\d{1,2}:\d{2}(:\d{2})?)?.*?(来源|來源)\s*[:：]\s*(\S+)?"
)
GLOSS = re.compile(r"(?<=[\u4e00-\u9fff])\(([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹ]{1,7})\)")
SPACES = re.compile(r"[\u200b-\u200f\ufeff\u00ad]|(?<=[\u4e00-\u9fff])[ \u00a0\u3000]+(?=[\u4e00-\u9fff])")
MARKS = str.maketrans({",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"})
HALF = str.maketrans({chr(0xFF10 + n): str(n) for n in range(10)})
SENTENCE = re.compile(r"(?<=[。！？…])(?![”’」』）])|(?<=[。！？…][”’」』）])")


def clean(text, convert):
    """Removes furniture, repairs characters and simplifies: a dozen patterns, as a script has them."""
    lines, meta = [], None
    for line in text.splitlines():
        line = SPACES.sub("", line.strip())
        if not line or NOTICES.match(line):
            continue
        if meta is None and (found := META.search(line)):
            meta = found.groups()
            continue
        line = convert(GLOSS.sub("", line)).translate(HALF)
        if line.count(",") > line.count("，"):
            line = line.translate(MARKS)
        if not lines or line != lines[-1]:
            lines.append(line)
    return lines


def rate(texts, work, runs=3):
    """Returns megabytes a second: the best of some runs."""
    size = sum(len(text.encode()) for text in texts)
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        for text in texts:
            work(text)
        best = min(best, time.process_time() - start)
    return size / 1e6 / best


def stages(folder, terms_file):
    import logging

    import ahocorasick
    import jieba
    import jionlp
    import opencc

    jieba.setLogLevel(logging.WARNING)
    names = sorted(os.listdir(folder))
    texts = [open(os.path.join(folder, name), encoding="utf-8").read() for name in names]
    t2s, s2tw = opencc.OpenCC("t2s"), opencc.OpenCC("s2tw")
    automaton = ahocorasick.Automaton()
    english = {}
    with open(terms_file, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for source in {row["source_hans"], row["source_hant"]} - {""}:
                automaton.add_word(source, (source, row["target"]))
                english[source] = row["target"]
    automaton.make_automaton()
    cleaned = ["\n".join(clean(text, t2s.convert)) for text in texts]
    traditional = [s2tw.convert(text) for text in cleaned]
    few = cleaned[:40]

    def whole(text):
        out = []
        for line in clean(text, t2s.convert):
            for sentence in jionlp.split_sentence(line, criterion="coarse"):
                terms = [f"{zh} = {en}" for _, (zh, en) in automaton.iter_long(sentence)]
                out += [sentence, "", "> " + sentence, ""]
                out += [f"<!-- {'; '.join(terms)} -->"] if terms else []
        return "\n".join(out)

    def gloss(text):
        return " ".join(english.get(word, word) for word in jieba.cut(text))

    gloss(few[0])
    found = {
        "clean": rate(texts, lambda text: clean(text, t2s.convert)),
        "t2s": rate(traditional, t2s.convert),
        "s2tw": rate(cleaned, s2tw.convert, 2),
        "segment": rate(cleaned, SENTENCE.split),
        "match": rate(cleaned, lambda text: list(automaton.iter_long(text))),
        "gloss": rate(few, gloss, 2),
        "whole": rate(texts, whole, 2),
    }
    print(json.dumps(found))


def units(path):
    """Yields the pairs of a TMX file."""
    from lxml import etree

    for _, unit in etree.iterparse(path, tag="tu"):
        yield [seg.text for seg in unit.iter("seg")]
        unit.clear()
        while unit.getprevious() is not None:
            del unit.getparent()[0]


def memory(path, questions):
    from rapidfuzz import fuzz, process

    questions = json.loads(questions)
    pairs = list(units(path))
    database = path + ".peer.db"
    if os.path.exists(database):
        os.remove(database)
    table = sqlite3.connect(database)
    table.execute("CREATE VIRTUAL TABLE u USING fts5(zh, en UNINDEXED, tokenize = 'trigram')")
    table.executemany("INSERT INTO u VALUES (?, ?)", pairs)
    table.commit()
    known = [zh for zh, _ in pairs]

    def trigrams(text):
        words = {text[i : i + 3] for i in range(len(text) - 2)}
        either = " OR ".join('"' + word.replace('"', '""') + '"' for word in sorted(words))
        rows = table.execute("SELECT zh FROM u WHERE u MATCH ? ORDER BY rank LIMIT 50", (either,)).fetchall()
        return sorted(rows, key=lambda row: -fuzz.ratio(text, row[0]))[:10]

    def brute(text):
        return process.extract(text, known, scorer=fuzz.ratio, limit=10)

    def milliseconds(ask):
        times = []
        for text in questions:
            start = time.process_time()
            ask(text)
            times.append(time.process_time() - start)
        return sorted(times)[len(times) // 2] * 1e3

    print(json.dumps({"fts5": milliseconds(trigrams), "rapidfuzz": milliseconds(brute)}))
    os.remove(database)


def page(path):
    import opencc

    converter = opencc.OpenCC("t2s")
    with open(path, encoding="utf-8") as file:
        print(converter.convert(file.read()))


if __name__ == "__main__":
    {"stages": stages, "memory": memory, "page": page}[sys.argv[1]](*sys.argv[2:])
