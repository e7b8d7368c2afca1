// Search in the files of `search/`, as `mod.rs` beside this file in the source describes them. Needs no other script,
// no `eval` and no WebAssembly, and asks for nothing but these files.
"use strict";

{
  /** Results on a page. */
  const PAGE = 5;
  /** Completions of a word that is being typed. */
  const COMPLETIONS = 4;
  /** Most sentences that a result shows. */
  const SHOWN = 3;
  /** Milliseconds after the last key. */
  const PAUSE = 200;
  /** Bytes of places after which a page is shown though better results may be in older articles. */
  const ENOUGH = 60_000;
  /** Articles that are read for a page, at most, where phrases must be looked up in the texts. */
  const MOST_READ = 24;
  /** Longest word, in characters; `tokens.rs` has the same. */
  const LONGEST = 24;
  /** Words that are in nearly every sentence; `tokens.rs` has the same. */
  const COMMON = new Set(
    ("a an and are as at be been by for from had has have he in is it its of on or that the their this to was were which" +
      " with").split(" "),
  );

  const HAN = /[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\u{20000}-\u{323af}〇々]/u;
  const LETTER = /[\p{Alphabetic}\p{N}]/u;
  const DIGIT = /[0-9]/;

  // ---------------------------------------------------------------- files

  const root = new URL("search/", document.baseURI);
  const files = new Map();
  /** Bytes that were read so far. */
  let bytesRead = 0;

  /** Reads a file once. */
  function file(name) {
    if (!files.has(name)) {
      const read = readFile(name);
      read.catch(() => files.delete(name));
      files.set(name, read);
    }
    return files.get(name);
  }

  async function readFile(name) {
    const response = await fetch(new URL(name, root));
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    bytesRead += bytes.length;
    return bytes;
  }

  async function inflate(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  const utf8 = new TextDecoder();
  const hex = (number, digits) => number.toString(16).padStart(digits, "0");
  const hexOf = (token) => [...new TextEncoder().encode(token)].map((byte) => hex(byte, 2)).join("");

  class Bytes {
    constructor(bytes) {
      this.bytes = bytes;
      this.at = 0;
    }

    get done() {
      return this.at >= this.bytes.length;
    }

    byte() {
      return this.bytes[this.at++];
    }

    varint() {
      let value = 0;
      for (let scale = 1; ; scale *= 128) {
        const byte = this.byte();
        value += (byte & 127) * scale;
        if (!(byte >= 128)) return value;
      }
    }

    take(count) {
      this.at += count;
      return this.bytes.subarray(this.at - count, this.at);
    }

    /** Takes the next of some texts in order, which says how much it shares with the one before. */
    text(before) {
      const shared = this.varint();
      const rest = this.take(this.varint());
      const text = new Uint8Array(shared + rest.length);
      text.set(before.subarray(0, shared));
      text.set(rest, shared);
      return text;
    }

    bits() {
      return new Bits(this.bytes.subarray(this.at));
    }
  }

  class Bits {
    constructor(bytes) {
      this.bytes = bytes;
      this.at = 0;
    }

    bit() {
      const bit = (this.bytes[this.at >> 3] >> (7 - (this.at & 7))) & 1;
      this.at += 1;
      return bit;
    }

    number(count) {
      let value = 0;
      for (let left = count; left > 0; left -= 1) value = value * 2 + this.bit();
      return value;
    }

    rice(k) {
      let high = 0;
      while (this.bit() === 1) high += 1;
      return high * 2 ** k + this.number(k);
    }
  }

  /** Reads places: for each article the numbers of its sentences. */
  function places(bytes) {
    const input = new Bytes(bytes);
    const parameters = input.byte();
    const count = input.varint();
    const bits = input.bits();
    const all = new Map();
    let article = -1;
    for (let left = count; left > 0; left -= 1) {
      article += 1 + bits.rice(parameters >> 4);
      const sentences = [];
      let sentence = -1;
      do {
        sentence += 1 + bits.rice(parameters & 15);
        sentences.push(sentence);
      } while (bits.bit() === 1);
      all.set(article, sentences);
    }
    return all;
  }

  // ---------------------------------------------------------------- directory

  let directory;

  /** Reads which articles there are, and the groups that they are in by their time. */
  function readDirectory() {
    directory ??= file("directory.bin").then(parseDirectory);
    directory.catch(() => (directory = undefined));
    return directory;
  }

  function parseDirectory(bytes) {
    const [version, shardBits, listBits, k, width] = bytes;
    if (version !== 1) throw new Error(`directory.bin: version ${version}`);
    const input = new Bytes(bytes);
    input.take(5);
    const base = input.varint();
    const count = input.varint();
    const bits = input.bits();
    const months = new Map();
    let article = -1;
    for (let left = count; left > 0; left -= 1) {
      article += 1 + bits.rice(k);
      const above = bits.number(width);
      months.set(article, above > 0 ? base + above : 0);
    }
    return { shardBits, listBits, months, ...groupsOf(months) };
  }

  function groupsOf(months) {
    const counts = new Map();
    for (const month of months.values()) {
      const year = Math.floor(month / 12);
      counts.set(year, (counts.get(year) ?? 0) + 1);
    }
    const parts = new Map();
    for (const [year, count] of counts) {
      let some = 1;
      while (some < 8 && some * 1024 < count) some *= 2;
      parts.set(year, some);
    }
    const groups = new Map();
    for (const [article, month] of months) {
      const year = Math.floor(month / 12);
      const count = parts.get(year);
      const part = month === 0 ? article % count : Math.floor(((month % 12) * count) / 12);
      const name = `${year}-${part}`;
      if (!groups.has(name)) groups.set(name, { name, year, part, articles: [] });
      groups.get(name).articles.push(article);
    }
    const newest = (a, b) => b.year - a.year || b.part - a.part;
    return { groups: [...groups.values()].sort(newest), years: [...parts.keys()].sort((a, b) => b - a) };
  }

  // ---------------------------------------------------------------- tokens

  /** The form in which a character is indexed; read when a query has a character that is not. */
  let forms = new Map();
  let formsRead;

  /** Reads the forms of characters; returns whether they were not there before. */
  async function readForms() {
    if (forms.size > 0) return false;
    formsRead ??= file("forms.bin").then(inflate);
    const input = new Bytes(await formsRead);
    const count = input.varint();
    const gaps = Array.from({ length: count }, () => input.varint());
    const [high, middle, low] = [input.take(count), input.take(count), input.take(count)];
    const read = new Map();
    let code = 0;
    for (const [at, gap] of gaps.entries()) {
      code += gap;
      const form = (high[at] << 16) | (middle[at] << 8) | low[at];
      read.set(String.fromCodePoint(code), String.fromCodePoint(form));
    }
    forms = read;
    return true;
  }

  function fold(c) {
    const code = c.codePointAt(0);
    const half = code >= 0xff01 && code <= 0xff5e ? String.fromCodePoint(code - 0xfee0) : c;
    return forms.get(half) ?? half;
  }

  /** Splits a text into runs of Chinese and words, with their places in the text. As `tokens.rs` does it. */
  function runs(text) {
    const found = [];
    let run = null;
    const chars = [];
    let at = 0;
    for (const c of text) {
      chars.push({ c: fold(c), start: at, end: at + c.length });
      at += c.length;
    }
    const isWord = (c) => c !== undefined && LETTER.test(c) && !HAN.test(c);
    const add = (isHan, c, { start, end }) => {
      if (run?.isHan !== isHan) {
        run = { isHan, chars: [], start };
        found.push(run);
      }
      run.chars.push({ c, start, end });
      run.end = end;
    };
    for (const [index, char] of chars.entries()) {
      const { c } = char;
      const before = chars[index - 1]?.c;
      const after = chars[index + 1]?.c;
      const isInWord = run !== null && !run.isHan && isWord(after);
      if (HAN.test(c)) {
        add(true, c, char);
      } else if (isWord(c)) {
        for (const small of c.toLowerCase()) add(false, small, char);
      } else if (isInWord && (c === "'" || c === "’") && isWord(before)) {
        add(false, "'", char);
      } else if (isInWord && DIGIT.test(before) && DIGIT.test(after) && (c === "." || c === ",")) {
        if (c === ".") add(false, c, char);
      } else {
        run = null;
      }
    }
    return found;
  }

  /** Makes the base of a word in lower case. As `tokens.rs` does it. */
  function base(word) {
    let stem = word.endsWith("'s") ? word.slice(0, -2) : word;
    if (stem.length > 3 && /^[a-z]+$/.test(stem)) {
      if (stem.length > 4 && stem.endsWith("ies")) stem = `${stem.slice(0, -3)}y`;
      else if (/(sses|shes|ches|xes|zes)$/.test(stem)) stem = stem.slice(0, -2);
      else if (stem.endsWith("s") && !/(ss|us|is)$/.test(stem)) stem = stem.slice(0, -1);
    }
    return [...stem].slice(0, LONGEST).join("");
  }

  const lettersOf = (run) => run.chars.map(({ c }) => c).join("");

  /** Returns the tokens that stand for a run: of Chinese, pairs that cover it. */
  function cover(run) {
    if (!run.isHan) return [base(lettersOf(run))];
    const chars = run.chars.map(({ c }) => c);
    const pairs = [];
    for (let at = 0; at + 1 < chars.length; at += 2) pairs.push(chars[at] + chars[at + 1]);
    if (chars.length % 2 === 1 && chars.length > 1) pairs.push(chars.at(-2) + chars.at(-1));
    return pairs;
  }

  function hash(token) {
    let value = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(token)) value = Math.imul(value ^ byte, 0x01000193);
    value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
    value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
    return (value ^ (value >>> 16)) >>> 0;
  }

  const highBits = (value, bits) => (bits === 0 ? 0 : value >>> (32 - bits));

  /** Finds where a token is: places, `null` for places in groups, `undefined` where there are none. */
  async function find(token) {
    const { shardBits } = await readDirectory();
    const shard = highBits(hash(token), shardBits);
    const input = new Bytes(await file(`tokens/${hex(shard >> 8, 2)}/${hex(shard, 4)}.bin`));
    const count = input.varint();
    let text = new Uint8Array();
    for (let left = count; left > 0; left -= 1) {
      text = input.text(text);
      const length = input.varint();
      const encoded = length > 1 ? input.take(length) : null;
      if (utf8.decode(text) !== token) continue;
      if (length === 1) return null;
      return places(encoded ?? (await file(`frequent/${hexOf(token)}.bin`)));
    }
    return undefined;
  }

  /** Lists the tokens that begin with some letters, those of most articles first. */
  async function completions(start) {
    const { listBits } = await readDirectory();
    const chars = [...start];
    const isHan = HAN.test(chars[0]);
    if (!isHan && chars.length < 2) return [];
    const list = highBits(hash(isHan ? chars[0] : chars.slice(0, 2).join("")), listBits);
    const input = new Bytes(await inflate(await file(`lists/${hex(list, 3)}.bin`)));
    const found = [];
    let text = new Uint8Array();
    while (!input.done) {
      text = input.text(text);
      const frequency = input.byte();
      const token = utf8.decode(text);
      if (token.startsWith(start)) found.push({ token, frequency });
    }
    found.sort((a, b) => b.frequency - a.frequency);
    return found.slice(0, COMPLETIONS).map(({ token }) => token);
  }

  // ---------------------------------------------------------------- queries

  /**
   * Reads a query. A term is a run of Chinese, a word, or a phrase in quotation marks; `ways` are lists of tokens, and a
   * sentence has the term if it has all tokens of one of them.
   */
  async function parse(text) {
    const terms = [];
    const phrase = /["“”「」]([^"“”「」]+)(?:["“”「」]|$)/g;
    let at = 0;
    for (const found of text.matchAll(phrase)) {
      terms.push(...loose(text.slice(at, found.index), false));
      const inner = runs(found[1]);
      if (inner.length > 0) terms.push({ runs: inner, isPhrase: true });
      at = found.index + found[0].length;
    }
    terms.push(...loose(text.slice(at), at < text.length && !/\s$/.test(text)));
    await Promise.all(terms.map(lookUp));
    return terms.filter((term) => !term.isCommon);
  }

  function loose(text, isTyped) {
    const all = runs(text);
    return all.map((run, at) => ({
      runs: [run],
      isPhrase: false,
      isTyped: isTyped && at === all.length - 1,
    }));
  }

  /** Finds the places of a term's tokens. */
  async function lookUp(term) {
    const tokens = term.runs.flatMap(cover).filter((token) => !COMMON.has(token));
    const single = term.runs.length === 1 && lettersOf(term.runs[0]);
    let ways = tokens.length > 0 ? [tokens] : [];
    let found = await Promise.all(tokens.map(find));
    const isMissing = found.includes(undefined);
    if (single && ((term.runs[0].isHan && tokens.length === 0) || (isMissing && term.isTyped))) {
      ways = (await completions(single)).map((token) => [token]);
      found = await Promise.all(ways.map(([token]) => find(token)));
    }
    // Words that are everywhere say nothing.
    term.isCommon = tokens.length === 0 && !term.runs.some((run) => run.isHan);
    term.ways = ways;
    term.places = new Map(ways.flat().map((token, at) => [token, found[at]]));
    term.isMissing = [...term.places.values()].every((one) => one === undefined) || (isMissing && ways[0] === tokens);
  }

  const hasHan = (terms) => terms.some((term) => term.runs.some((run) => run.isHan));

  /** Returns the terms of a query; in other characters where these are not found. */
  async function termsOf(text) {
    const terms = await parse(text);
    const isStrange = terms.some((term) => term.isMissing) || (terms.length === 0 && HAN.test(text));
    if (isStrange && HAN.test(text) && (await readForms())) return parse(text);
    return terms;
  }

  /** A query, and what was found of it so far. Articles are looked at from the newest group on. */
  class Search {
    constructor(terms, { groups, months }, year) {
      this.terms = terms;
      this.months = months;
      this.groups = groups.filter((group) => year === null || group.year === year);
      this.found = [];
      this.isEmpty = terms.length === 0 || terms.some((term) => term.isMissing);
    }

    get isDone() {
      return this.isEmpty || this.groups.length === 0;
    }

    /** Looks at older articles until a page can be shown; returns its articles. */
    async page() {
      const before = bytesRead;
      const isFull = () => this.found.filter((one) => one.best).length >= PAGE;
      const isEnough = () => this.found.length >= PAGE && bytesRead - before > ENOUGH;
      while (!this.isDone && !isFull() && !isEnough()) await this.lookAt(this.groups.shift());
      this.found.sort(compare);
      return this.found.splice(0, PAGE);
    }

    async lookAt(group) {
      const tokens = this.terms.flatMap((term) => [...term.places].map(([token, known]) => ({ token, known })));
      const divided = tokens.filter(({ known }) => known === null);
      const isPossible = (article) =>
        this.terms.every((term) =>
          term.ways.some((way) => way.every((token) => term.places.get(token)?.has(article) ?? term.places.get(token) === null)),
        );
      const articles = group.articles.filter(isPossible);
      if (articles.length === 0) return;
      const read = divided.map(async ({ token }) => [
        token,
        places(await file(`frequent/${hexOf(token)}/${group.name}.bin`)),
      ]);
      const ofGroup = new Map(await Promise.all(read));
      const sentences = (term, token, article) =>
        (term.places.get(token) ?? ofGroup.get(token))?.get(article) ?? [];
      for (const article of articles) {
        const sets = this.terms.map((term) => {
          const ways = term.ways.map((way) => intersection(way.map((token) => sentences(term, token, article))));
          return [...new Set(ways.flat())];
        });
        if (sets.every((set) => set.length > 0)) this.found.push(this.result(article, sets));
      }
    }

    result(article, sets) {
      const together = intersection(sets);
      return {
        article,
        month: this.months.get(article),
        best: together.length > 0,
        sentences: together.length > 0 ? together : [...new Set(sets.flat())],
        isTitle: together.includes(0),
      };
    }
  }

  /** Returns the numbers that all of some lists in order have. */
  function intersection(lists) {
    return lists.reduce((left, right) => {
      const set = new Set(right);
      return left.filter((one) => set.has(one));
    });
  }

  /** Sorts results: all words in one sentence, in the title, in many sentences, and then the newest first. */
  function compare(a, b) {
    const often = (one) => Math.floor(Math.log2(one.sentences.length));
    return (
      b.best - a.best ||
      b.isTitle - a.isTitle ||
      often(b) - often(a) ||
      b.month - a.month ||
      a.article - b.article
    );
  }

  // ---------------------------------------------------------------- texts

  async function readArticle(article) {
    const bytes = await inflate(await file(`articles/${hex(article >> 8, 2)}/${hex(article, 4)}.bin`));
    return JSON.parse(utf8.decode(bytes));
  }

  /** Finds where a text has the terms of a query: spans that do not overlap, in order. */
  function hits(text, terms) {
    const all = runs(text);
    const spans = terms.flatMap((term) => (term.isPhrase ? phraseHits(all, term.runs) : runHits(all, term)));
    spans.sort((a, b) => a.start - b.start || b.end - a.end);
    const kept = [];
    for (const span of spans) {
      if (kept.length === 0 || span.start >= kept.at(-1).end) kept.push({ ...span });
      else kept.at(-1).end = Math.max(kept.at(-1).end, span.end);
    }
    return kept;
  }

  /** Finds a run: Chinese as it stands or else its tokens, a word in any of its forms. */
  function runHits(all, term) {
    const [run] = term.runs;
    const tokens = [...term.places.keys()];
    if (!run.isHan) {
      return all.filter((one) => !one.isHan && tokens.includes(base(lettersOf(one)))).map(({ start, end }) => ({ start, end }));
    }
    const inHan = all.filter((one) => one.isHan);
    const find = (text) => inHan.flatMap((one) => occurrences(one, text));
    const whole = find(lettersOf(run));
    return whole.length > 0 ? whole : tokens.flatMap(find);
  }

  /** Finds some Chinese in a run. */
  function occurrences(run, text) {
    const wanted = [...text];
    const spans = [];
    for (let at = 0; at + wanted.length <= run.chars.length; at += 1) {
      if (wanted.every((c, index) => run.chars[at + index].c === c)) {
        spans.push({ start: run.chars[at].start, end: run.chars[at + wanted.length - 1].end });
      }
    }
    return spans;
  }

  /** Finds runs that follow one another as in a phrase. */
  function phraseHits(all, wanted) {
    const spans = [];
    for (let at = 0; at + wanted.length <= all.length; at += 1) {
      const window = all.slice(at, at + wanted.length);
      const parts = window.map((run, index) => part(run, wanted[index], index === 0, index === wanted.length - 1));
      if (parts.every((one) => one !== null)) {
        if (wanted.length === 1) spans.push(...(wanted[0].isHan ? occurrences(window[0], lettersOf(wanted[0])) : parts));
        else spans.push({ start: parts[0].start, end: parts.at(-1).end });
      }
    }
    return spans;
  }

  /** Returns where a run is what a phrase has there; Chinese may go on before the first and after the last run. */
  function part(run, wanted, isFirst, isLast) {
    if (run.isHan !== wanted.isHan) return null;
    const [text, other] = [lettersOf(run), lettersOf(wanted)];
    const { start, end } = run;
    if (!run.isHan) return base(text) === base(other) ? { start, end } : null;
    if (isFirst && isLast) return text.includes(other) ? { start, end } : null;
    if (isFirst && text.endsWith(other)) return { start: run.chars.at(-wanted.chars.length).start, end };
    if (isLast && text.startsWith(other)) return { start, end: run.chars[wanted.chars.length - 1].end };
    return text === other ? { start, end } : null;
  }

  /** Returns the sentences of an article that a result shows, with where they have the terms. */
  function snippets(article, result, terms) {
    const wanted = new Set(result.sentences);
    const rows = article.sentences
      .filter(([number]) => wanted.has(number))
      .map(([number, id, zh, en]) => ({ number, id, zh, en, zhHits: hits(zh, terms), enHits: hits(en, terms) }));
    const hasPhrases = ({ zh, en }) =>
      terms.every((term) => !term.isPhrase || [zh, en].some((text) => hits(text, [term]).length > 0));
    return result.best ? rows.filter(hasPhrases) : rows;
  }

  /** Reads the articles of a page; those that lack a phrase are left out. */
  async function readPage(search) {
    const page = [];
    let read = 0;
    while (page.length < PAGE && read < MOST_READ) {
      const results = await search.page();
      if (results.length === 0) break;
      read += results.length;
      const articles = await Promise.all(results.map(({ article }) => readArticle(article)));
      let shown = results.map((result, at) => snippets(articles[at], result, search.terms));
      const isUnmarked = shown.flat().some((row) => row.zhHits.length === 0 && row.enHits.length === 0);
      if (isUnmarked && hasHan(search.terms) && (await readForms())) {
        shown = results.map((result, at) => snippets(articles[at], result, search.terms));
      }
      for (const [at, rows] of shown.entries()) {
        if (rows.length > 0) page.push({ article: articles[at], rows });
      }
    }
    return page;
  }

  // ---------------------------------------------------------------- page

  const form = document.querySelector("#search");
  const input = form.querySelector("input[name=q]");
  const years = form.querySelector("select[name=year]");
  const message = document.querySelector("#search-status");
  const list = document.querySelector("#search-results");
  const more = document.querySelector("#search-more");
  const say = (name, values = {}) =>
    (form.dataset[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  /** Returns a text with marks around spans. */
  function marked(text, spans) {
    const parts = [];
    let at = 0;
    for (const { start, end } of spans) {
      parts.push(text.slice(at, start), element("mark", {}, text.slice(start, end)));
      at = end;
    }
    parts.push(text.slice(at));
    return parts;
  }

  function shownResult({ article, rows }) {
    const page = `articles/${encodeURIComponent(article.slug)}.html`;
    const title = element("a", { href: `${page}#${rows[0].id}` }, element("span", { lang: article.lang }, article.zh));
    if (article.en !== "") title.append(" ", element("span", { lang: "en" }, article.en));
    const about = [article.date, article.source].filter((one) => one !== "").join(" · ");
    const item = element("li", {}, element("h2", {}, title));
    if (about !== "") item.append(element("p", { class: "small" }, about));
    for (const row of rows.slice(0, SHOWN)) item.append(shownRow(row, page, article.lang));
    if (rows.length > SHOWN) {
      item.append(element("p", { class: "small" }, say("others", { count: rows.length - SHOWN })));
    }
    return item;
  }

  function shownRow(row, page, lang) {
    const link = element("a", { class: "snippet", href: `${page}#${row.id}` });
    link.append(element("span", { lang }, ...marked(row.zh, row.zhHits)));
    if (row.en !== "") link.append(element("span", { lang: "en" }, ...marked(row.en, row.enHits)));
    return link;
  }

  let current = 0;
  let shown = 0;
  let search;

  /** Searches for what is in the form; an older search that is still under way shows nothing any more. */
  async function run() {
    current += 1;
    const own = current;
    const text = input.value.trim();
    const year = (years?.value ?? "") === "" ? null : Number(years.value);
    remember(text);
    if (text === "") return clear("");
    message.textContent = say("loading");
    try {
      const known = await readDirectory();
      showYears(known.years);
      const terms = await termsOf(text);
      if (own !== current) return;
      search = new Search(terms, known, year);
      const page = await readPage(search);
      if (own !== current) return;
      clear("");
      show(page);
    } catch (error) {
      if (own === current) clear(say("failed", { reason: error.message }));
    }
  }

  function clear(text) {
    list.replaceChildren();
    shown = 0;
    more.hidden = true;
    message.textContent = text;
  }

  function show(page) {
    list.append(...page.map(shownResult));
    shown += page.length;
    const count = shown + search.found.length;
    more.hidden = search.isDone && count === shown;
    const known = count === shown ? "all" : "part";
    message.textContent = count === 0 ? say("none") : say(search.isDone ? known : "some", { shown, count });
  }

  async function showMore() {
    const own = current;
    const before = list.children.length;
    more.disabled = true;
    message.textContent = say("loading");
    try {
      const page = await readPage(search);
      if (own === current) show(page);
      list.children[before]?.querySelector("a")?.focus();
    } catch (error) {
      if (own === current) message.textContent = say("failed", { reason: error.message });
    }
    more.disabled = false;
  }

  /** Puts the query into the address, so that it can be sent and come back to. */
  function remember(text) {
    const address = new URL(location.href);
    for (const [name, value] of [["q", text], ["year", years?.value ?? ""]]) {
      if (value === "") address.searchParams.delete(name);
      else address.searchParams.set(name, value);
    }
    history.replaceState(null, "", address);
  }

  /** Offers the years of all articles. */
  function showYears(all) {
    if (years === null) return;
    const offered = new Set([...years.options].map(({ value }) => value));
    const missing = all.filter((year) => year > 0 && !offered.has(String(year)));
    years.append(...missing.map((year) => element("option", { value: year }, String(year))));
  }

  function begin() {
    if (location.protocol === "file:") {
      clear(say("file"));
      input.disabled = true;
      return;
    }
    if (typeof DecompressionStream === "undefined") {
      clear(say("old"));
      return;
    }
    let timer;
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(run, PAUSE);
    });
    years?.addEventListener("change", run);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(timer);
      run();
    });
    more.addEventListener("click", showMore);
    const asked = new URL(location.href).searchParams;
    input.value ||= asked.get("q") ?? "";
    const year = Number(asked.get("year"));
    if (year > 0) {
      showYears([year]);
      if (years !== null) years.value = year;
    }
    if (input.value !== "") run();
    input.focus();
  }

  begin();
}
