"use strict";
(() => {
  const filters = document.getElementById("filters");
  const search = document.getElementById("search");
  const file = document.getElementById("file");
  const shown = document.getElementById("shown");
  const empty = document.getElementById("empty");
  const sections = [...document.querySelectorAll(".file")].map((element) => ({
    element,
    failed: element.querySelector(".failure") !== null,
    pairs: [...element.querySelectorAll(".pair")].map((pair) => ({
      element: pair,
      text: null,
      items: [...pair.querySelectorAll(".findings li")],
      marks: [...pair.querySelectorAll("mark")],
    })),
  }));
  let visible = [];

  const checked = (name) =>
    new Set([...filters.querySelectorAll(`input[name=${name}]:checked`)].map((input) => input.value));

  const holds = (pair, words) => {
    pair.text ??= pair.element.textContent.toLowerCase();
    return words.every((word) => pair.text.includes(word));
  };

  // Shows the findings of a pair that fit, and says how many those are.
  const show = (pair, fits, severities, rules) => {
    const on = new Set();
    pair.items.forEach((item, index) => {
      item.hidden = !(fits && severities.has(item.dataset.severity) && rules.has(item.dataset.rule));
      if (!item.hidden) on.add(String(index + 1));
    });
    for (const mark of pair.marks) {
      mark.classList.toggle("off", !mark.dataset.of.split(" ").some((number) => on.has(number)));
    }
    pair.element.hidden = on.size === 0;
    return on.size;
  };

  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = checked("severity");
    const rules = checked("rule");
    let findings = 0;
    visible = [];
    sections.forEach((section, index) => {
      const before = visible.length;
      const wanted = file.value === "" || file.value === String(index);
      for (const pair of section.pairs) {
        findings += show(pair, wanted && holds(pair, words), severities, rules);
        if (!pair.element.hidden) visible.push(pair.element);
      }
      section.element.hidden = visible.length === before && !(section.failed && wanted);
    });
    shown.textContent = `${findings} of ${shown.dataset.all} findings`;
    empty.hidden = visible.length > 0;
  };

  // Moves on from the pair that has the focus, or else from what is on the screen.
  const step = (by) => {
    const current = visible.indexOf(document.activeElement.closest(".pair"));
    let next = current + by;
    if (current < 0) {
      const below = visible.findIndex((pair) => pair.getBoundingClientRect().top > 0);
      next = by > 0 ? below : (below < 0 ? visible.length : below) - 1;
    }
    const pair = visible[next];
    if (pair) {
      pair.focus({ preventScroll: true });
      pair.scrollIntoView({ block: "nearest" });
    }
  };

  const light = (event, on) => {
    const item = event.target.closest?.(".findings li");
    if (!item) return;
    const number = String([...item.parentElement.children].indexOf(item) + 1);
    for (const mark of item.closest(".pair").querySelectorAll("mark")) {
      mark.classList.toggle("lit", on && mark.dataset.of.split(" ").includes(number));
    }
  };

  let timer;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(apply, 120);
  });
  filters.addEventListener("change", apply);
  document.getElementById("next").addEventListener("click", () => step(1));
  document.getElementById("previous").addEventListener("click", () => step(-1));
  document.addEventListener("mouseover", (event) => light(event, true));
  document.addEventListener("mouseout", (event) => light(event, false));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const types = event.target.matches("select, input[type=search]");
    if (event.key === "Escape" && event.target === search) {
      search.value = "";
      apply();
    } else if (!types && (event.key === "n" || event.key === "p")) {
      event.preventDefault();
      step(event.key === "n" ? 1 : -1);
    } else if (!types && event.key === "/") {
      event.preventDefault();
      filters.open = true;
      search.focus();
    }
  });
  document.documentElement.classList.add("js");
  filters.hidden = false;
  filters.open = matchMedia("(min-width: 66rem)").matches;
  apply();
})();
