"use strict";
// Lets the tables of the page be sorted by their headings and filtered. Without it they are complete, in a useful order.
(() => {
  const language = document.documentElement.lang || "en";
  const collator = new Intl.Collator(language, { numeric: true });
  const counted = new Intl.NumberFormat("en");

  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  const numberOf = (text) => {
    const number = parseFloat(text.replace(/[,<>]/g, ""));
    return Number.isNaN(number) ? -1 : number;
  };

  const sortable = (table, entries) => {
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      const isNumber = heading.className === "number";
      const keyOf = (entry) => (isNumber ? numberOf(entry.texts[column]) : entry.texts[column]);
      if (entries.every((entry) => entry.texts[column] === "")) return;
      const button = make("button", { type: "button" }, ...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        const now = heading.getAttribute("aria-sort");
        const descending = now ? now === "ascending" : isNumber;
        headings.forEach((other) => other.removeAttribute("aria-sort"));
        heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
        const sign = descending ? -1 : 1;
        const compare = isNumber ? (a, b) => a - b : collator.compare;
        const keyed = entries.map((entry) => [keyOf(entry), entry]);
        keyed.sort(([a, one], [b, other]) => sign * compare(a, b) || one.place - other.place);
        table.tBodies[0].append(...keyed.map(([, entry]) => entry.row));
      });
    });
  };

  const filtered = (table, entries) => {
    const wanted = [];
    const status = make("p", { role: "status" });
    const show = () => {
      let count = 0;
      for (const entry of entries) {
        const fits = wanted.every((wish) => wish(entry));
        if (entry.row.hidden === fits) entry.row.hidden = !fits;
        count += fits;
      }
      status.textContent = `${counted.format(count)} of ${counted.format(entries.length)} lines shown`;
    };
    const search = make("input", { type: "search" });
    wanted.push((entry) => entry.text.includes(search.value.trim().toLowerCase()));
    search.addEventListener("input", show);
    const controls = [make("label", {}, "Lines that contain", search)];
    [...table.tHead.rows[0].cells].forEach((heading, column) => {
      if (!heading.dataset.choices) return;
      const title = heading.textContent;
      // Names of options stand side by side in one cell, titles of facts stand alone.
      const words = (text) => (heading.dataset.choices === "words" ? text.split(" ") : [text]);
      const values = [...new Set(entries.flatMap((entry) => words(entry.texts[column])))].sort(collator.compare);
      const choice = make("select", {}, make("option", { value: "" }, "all"));
      choice.append(...values.filter(Boolean).map((value) => make("option", { value }, value)));
      wanted.push((entry) => choice.value === "" || words(entry.texts[column]).includes(choice.value));
      choice.addEventListener("change", show);
      controls.push(make("label", {}, title, choice));
    });
    show();
    table.parentElement.before(make("div", { className: "filter" }, ...controls, status));
  };

  for (const table of document.querySelectorAll("table.data")) {
    const entries = [...table.tBodies[0].rows].map((row, place) => {
      const texts = [...row.cells].map((cell) => cell.textContent.trim());
      return { row, place, texts, text: texts.join(" ").toLowerCase() };
    });
    if (entries.length < 2) continue;
    if (table.classList.contains("filtered")) filtered(table, entries);
    sortable(table, entries);
  }
})();
