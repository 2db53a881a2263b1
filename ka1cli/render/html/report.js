"use strict";
// Lets the tables of the page be sorted by their headings and filtered. Without it they are complete, in a useful order.
(() => {
  const AT_ONCE = 200; // Lines that are shown before all are asked for: thousands would make every click slow.
  const collator = new Intl.Collator(document.documentElement.lang || "en", { numeric: true });
  const counted = (number) => `${number.toLocaleString("en")} ${number === 1 ? "line" : "lines"}`;

  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  const numberOf = (text) => {
    const number = parseFloat(text.replace(/[,<>]/g, ""));
    return Number.isNaN(number) ? -1 : number;
  };

  const readTable = (table) => {
    const entries = [...table.tBodies[0].rows].map((row, place) => {
      const texts = [...row.cells].map((cell) => cell.textContent.trim());
      return { row, place, texts, text: texts.join(" ").toLowerCase() };
    });
    return { table, entries, ordered: entries, headings: [...table.tHead.rows[0].cells], wishes: [] };
  };

  const readable = (read) => {
    const { table, entries } = read;
    const status = make("p", { role: "status" });
    const more = make("button", { type: "button", className: "more" });
    let all = false;
    const show = (everything) => {
      const found = read.ordered.filter((entry) => read.wishes.every((wish) => wish(entry)));
      const shown = everything ? found : found.slice(0, AT_ONCE);
      table.tBodies[0].replaceChildren(...shown.map((entry) => entry.row));
      const cut = shown.length < found.length ? `, the first ${shown.length} are shown` : "";
      status.textContent = `${counted(found.length)} of ${entries.length.toLocaleString("en")}${cut}`;
      more.textContent = `Show all ${counted(found.length)}`;
      more.hidden = !cut;
    };
    more.addEventListener("click", () => {
      all = true;
      read.show();
      table.parentElement.focus();
    });
    read.show = () => show(all);
    addEventListener("beforeprint", () => show(true));
    addEventListener("afterprint", read.show);
    table.parentElement.after(more);
    return status;
  };

  const sortable = (read) => {
    const { headings } = read;
    headings.forEach((heading, column) => {
      const isNumber = heading.className === "number";
      if (read.entries.every((entry) => entry.texts[column] === "")) return;
      const button = make("button", { type: "button" }, ...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        const now = heading.getAttribute("aria-sort");
        const descending = now ? now === "ascending" : isNumber;
        headings.forEach((other) => other.removeAttribute("aria-sort"));
        heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
        const compare = isNumber ? (a, b) => a - b : collator.compare;
        const keyed = read.entries.map((entry) => [isNumber ? numberOf(entry.texts[column]) : entry.texts[column], entry]);
        keyed.sort(([a, one], [b, other]) => (descending ? compare(b, a) : compare(a, b)) || one.place - other.place);
        read.ordered = keyed.map(([, entry]) => entry);
        read.show();
      });
    });
  };

  const filtered = (read, status) => {
    const search = make("input", { type: "search" });
    search.addEventListener("input", () => read.show());
    read.wishes.push((entry) => entry.text.includes(search.value.trim().toLowerCase()));
    const controls = [make("label", {}, "Lines that contain", search)];
    read.headings.forEach((heading, column) => {
      if (!heading.dataset.choices) return;
      // Names of options stand side by side in one cell, titles of facts stand alone.
      const valuesOf = (entry) => (heading.dataset.choices === "words" ? entry.texts[column].split(" ") : [entry.texts[column]]);
      const values = [...new Set(read.entries.flatMap(valuesOf))].filter(Boolean).sort(collator.compare);
      const choice = make("select", {}, make("option", { value: "" }, "all"));
      choice.append(...values.map((value) => make("option", { value }, value)));
      choice.addEventListener("change", () => read.show());
      read.wishes.push((entry) => choice.value === "" || valuesOf(entry).includes(choice.value));
      controls.push(make("label", {}, heading.textContent, choice));
    });
    read.table.parentElement.before(make("div", { className: "filter" }, ...controls, status));
  };

  for (const table of document.querySelectorAll("table.data")) {
    if (table.tBodies[0].rows.length < 2) continue;
    const read = readTable(table);
    const status = readable(read);
    if (table.classList.contains("filtered")) filtered(read, status);
    sortable(read);
    read.show();
  }
})();
