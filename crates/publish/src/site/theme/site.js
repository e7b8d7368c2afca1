// What a page does beyond being read: views, pinyin, script, term cards, citing a sentence. Without it, all text and every
// link is there.
"use strict";
(() => {
  const body = document.body;
  const root = body.dataset.root;
  document.documentElement.classList.remove("no-js");
  const article = document.querySelector("article.article");
  if (!article) return;
  const strings = document.getElementById("strings").dataset;
  const pairs = [...article.querySelectorAll(".pair")];

  const create = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // What was chosen is remembered, where the browser lets us.
  const remembered = (key) => { try { return localStorage.getItem(`duizhao-${key}`); } catch { return null; } };
  const remember = (key, value) => { try { localStorage.setItem(`duizhao-${key}`, value); } catch { /* a private window */ } };

  const said = create("div", { className: "said" });
  said.setAttribute("role", "status");
  body.append(said);
  let quiet;
  const say = (text) => {
    said.textContent = text;
    clearTimeout(quiet);
    quiet = setTimeout(() => { said.textContent = ""; }, 2500);
  };
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = create("textarea", { value: text });
      body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    say(strings.copied);
  };

  // Scripts with data come when they are wanted, also from a folder on a disk.
  const loading = new Map();
  const load = (file) => {
    if (!loading.has(file)) {
      loading.set(file, new Promise((resolve, reject) => {
        const script = create("script", { src: root + file });
        script.addEventListener("load", resolve);
        script.addEventListener("error", reject);
        document.head.append(script);
      }));
    }
    return loading.get(file);
  };

  // Pinyin and the other script, by a table of characters and by what a sentence tells of its own.
  const readings = new Map();
  const others = { "zh-Hans": new Map(), "zh-Hant": new Map() };
  globalThis.duizhaoCharacters = (tables) => {
    for (const [reading, characters] of Object.entries(tables.readings)) {
      for (const c of characters) readings.set(c, reading);
    }
    for (const [script, map] of Object.entries(others)) {
      const pairs = [...tables[script]];
      for (let at = 0; at < pairs.length; at += 2) map.set(pairs[at], pairs[at + 1]);
    }
  };
  const told = (text) => new Map((text ?? "").split(" ").filter(Boolean).map((one) => {
    const [, at, what] = /^(\d+)(.*)$/u.exec(one);
    return [Number(at), what];
  }));
  const texts = (element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.tagName === "RT" ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    return found;
  };
  const setPinyin = (isOn) => {
    for (const zh of article.querySelectorAll(".zh")) {
      for (const ruby of zh.querySelectorAll("ruby")) ruby.replaceWith(ruby.dataset.c);
      zh.normalize();
      if (!isOn) continue;
      const own = told(zh.dataset.readings);
      let at = 0;
      for (const node of texts(zh)) {
        const parts = document.createDocumentFragment();
        for (const c of node.data) {
          const reading = own.get(at) ?? readings.get(c);
          at += 1;
          if (!reading) { parts.append(c); continue; }
          const ruby = create("ruby", {}, c, create("rt", { textContent: reading, lang: "zh-Latn-pinyin" }));
          ruby.dataset.c = c;
          parts.append(ruby);
        }
        node.replaceWith(parts);
      }
    }
  };
  // Once a sentence was changed, its own text is kept for the way back.
  const originals = new Map();
  const setScript = (isOther) => {
    const own = body.dataset.lang;
    const other = own === "zh-Hans" ? "zh-Hant" : "zh-Hans";
    for (const zh of article.querySelectorAll(".zh")) {
      if (zh.dataset.other === "none") continue;
      const exceptions = told(zh.dataset.other);
      const nodes = texts(zh);
      if (!isOther) {
        for (const [at, node] of nodes.entries()) node.data = originals.get(zh)?.[at] ?? node.data;
      } else {
        originals.set(zh, nodes.map((node) => node.data));
        let at = 0;
        for (const node of nodes) {
          node.data = [...node.data].map((c) => exceptions.get(at++) ?? others[other].get(c) ?? c).join("");
        }
      }
      zh.lang = isOther ? other : own;
    }
  };

  const tools = document.querySelector(".tools");
  tools.hidden = false;
  const setView = (view) => {
    body.dataset.view = view;
    for (const button of tools.querySelectorAll("[data-view]")) {
      button.setAttribute("aria-pressed", String(button.dataset.view === view));
    }
  };
  const isOn = (name) => body.dataset[name] === "on";
  const toggles = {
    pinyin: async (on) => {
      if (on) await load("assets/characters.js");
      setPinyin(on);
    },
    script: async (on) => {
      if (on) await load("assets/characters.js");
      setPinyin(false);
      setScript(on);
      if (isOn("pinyin")) setPinyin(true);
    },
    terms: () => {},
    marks: () => {},
  };
  const setToggle = (button, on) => {
    button.setAttribute("aria-pressed", String(on));
    body.dataset[button.dataset.toggle] = on ? "on" : "off";
    return toggles[button.dataset.toggle](on);
  };
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.view) {
      setView(button.dataset.view);
      remember("view", button.dataset.view);
    } else {
      const on = button.getAttribute("aria-pressed") !== "true";
      setToggle(button, on);
      remember(button.dataset.toggle, on ? "on" : "off");
    }
  });
  const view = remembered("view");
  if (["zh", "en"].includes(view) && !location.hash) setView(view);
  for (const button of tools.querySelectorAll("[data-toggle]")) {
    const kept = remembered(button.dataset.toggle);
    const on = button.getAttribute("aria-pressed") === "true";
    if (kept && (kept === "on") !== on) setToggle(button, kept === "on");
  }

  // The partner of what is pointed at.
  const light = (element, isLit) => {
    const { r } = element.dataset;
    const pair = element.closest(".pair");
    for (const one of pair.querySelectorAll(`[data-r="${CSS.escape(r)}"]`)) one.classList.toggle("lit", isLit);
  };
  for (const [name, isLit] of [["mouseover", true], ["focusin", true], ["mouseout", false], ["focusout", false]]) {
    article.addEventListener(name, (event) => {
      const term = event.target.closest?.("[data-r]");
      if (term) light(term, isLit);
      const pair = event.target.closest?.(".pair");
      if (pair) pair.classList.toggle("lit", isLit);
    });
  }

  // One card or menu at a time, below what opened it.
  let open = null;
  const close = (isBack) => {
    if (!open) return;
    open.element.remove();
    open.by.setAttribute("aria-expanded", "false");
    if (isBack) open.by.focus();
    open = null;
  };
  const place = (element, by) => {
    close();
    body.append(element);
    const box = by.getBoundingClientRect();
    const width = element.offsetWidth;
    const left = Math.min(Math.max(16, box.left), Math.max(16, document.documentElement.clientWidth - width - 16));
    element.style.setProperty("left", `${left + scrollX}px`);
    element.style.setProperty("top", `${box.bottom + scrollY + 6}px`);
    by.setAttribute("aria-expanded", "true");
    open = { element, by };
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(true);
  });
  document.addEventListener("click", (event) => {
    if (open && !open.element.contains(event.target) && !open.by.contains(event.target)) close();
  });

  // Cards of terms come in files of many.
  const cards = new Map();
  globalThis.duizhaoCards = (found) => {
    for (const [slug, card] of Object.entries(found)) cards.set(slug, card);
  };
  const showCard = async (link) => {
    const [, slug] = /([^/]+)\.html$/.exec(link.getAttribute("href"));
    await load(`terms/cards-${slug.slice(-2)}.js`);
    const card = cards.get(slug);
    if (!card) { location.assign(link.href); return; }
    const element = create("div", { className: "card" });
    element.setAttribute("role", "dialog");
    element.setAttribute("aria-label", card.zh);
    const line = (name, text, lang) => {
      if (!text) return;
      const value = create("span", { textContent: text });
      if (lang) value.lang = lang;
      element.append(create("p", {}, create("span", { className: "small", textContent: name }), value));
    };
    element.append(create("h2", {}, create("span", { lang: "zh-Hans", textContent: card.zh }), " ", create("b", { lang: "en", textContent: card.en })));
    line(strings.alternatives, card.alternatives, "en");
    line(strings.note, card.note);
    line(strings.citation, card.citation);
    if (card.renderings.length) {
      const list = create("ul");
      for (const [kind, name, count] of card.renderings) {
        const text = kind === "other" ? strings.other : kind === "gloss" ? strings.gloss : name;
        list.append(create("li", {}, create("span", { textContent: text }), create("span", { className: "count", textContent: count })));
      }
      element.append(create("p", {}, create("span", { className: "small", textContent: strings.renderings })), list);
    }
    element.append(create("p", {}, create("a", { href: link.href, textContent: strings.page })));
    place(element, link);
    const onward = element.querySelector("a");
    onward.focus({ preventScroll: true });
  };
  for (const link of article.querySelectorAll(".zh a")) {
    link.setAttribute("aria-haspopup", "dialog");
    link.setAttribute("aria-expanded", "false");
  }
  article.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest(".zh a");
    if (link) {
      event.preventDefault();
      showCard(link).catch(() => location.assign(link.href));
      return;
    }
    const number = event.target.closest(".n");
    if (number) showMenu(number);
  });

  // What can be done with a sentence.
  const plain = (element) => {
    const copied = element.cloneNode(true);
    for (const rt of copied.querySelectorAll("rt")) rt.remove();
    return copied.textContent.trim();
  };
  const showMenu = (number) => {
    const pair = number.closest(".pair");
    const zh = plain(pair.querySelector(".zh")), en = plain(pair.querySelector(".en"));
    const address = new URL(number.getAttribute("href"), location.href).href;
    const cite = `“${en}” [${zh}] ${article.dataset.cite}, ${strings.sentence} ${number.textContent}. ${address}`;
    const button = (text, act) => {
      const made = create("button", { type: "button", textContent: text });
      made.addEventListener("click", () => { act(); close(true); });
      return made;
    };
    const menu = create("div", { className: "menu" },
      button(strings.copyBoth, () => copy(`${zh}\n${en}\n`)),
      button(strings.cite, () => copy(cite)),
      button(strings.copyLink, () => copy(address)));
    menu.setAttribute("role", "group");
    menu.setAttribute("aria-label", `${strings.sentence} ${number.textContent}`);
    place(menu, number);
  };

  // j and k go from sentence to sentence.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA)$/.test(event.target.tagName)) return;
    const step = { j: 1, k: -1 }[event.key];
    if (!step) return;
    const now = pairs.indexOf(document.activeElement.closest?.(".pair"));
    const next = pairs[Math.min(Math.max(now + step, 0), pairs.length - 1)];
    next?.querySelector(".n").focus();
  });
})();
