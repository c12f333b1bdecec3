// The list: joins filter, rows and pages, and tells Python what is asked for.

const SEARCH_PAUSE = 220;
const KEYS = "j k rows · Enter opens · / search";
const NOTHING = "No report is like this. Take a part of the filter away, or show all.";
/** Marks that the list was asked for something and has no answer yet; it is shown when it takes longer than a blink. */
const BUSY = "busy";

class List {
  constructor(root) {
    this.root = root;
    this.unfolded = null;
    this.search = root.querySelector(".search");
    this.order = root.querySelector(".sort select");
    this.note = root.querySelector(".note");
    this.search.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask({ words: this.search.value }), SEARCH_PAUSE);
    });
    this.order.addEventListener("change", () => this.ask({ order: this.order.value }));
    this.onKey = (event) => this.pressed(event);
    this.onClick = (event) => this.clickedBeside(event);
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("click", this.onClick);
  }

  close() {
    clearTimeout(this.timer);
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("click", this.onClick);
  }

  /** Take over what Python says; what has the focus keeps it. */
  update(data, send) {
    const first = !this.data;
    const focused = this.root.activeElement?.dataset?.key;
    const menu = this.root.querySelector("details[open] .menu")?.scrollTop ?? 0;
    const turned = this.data && (this.data.page !== data.page);
    this.data = data;
    this.send = send;
    if (this.root.activeElement !== this.search) this.search.value = data.asked.words;
    this.put(".tally", tallyLine(this));
    this.put(".facets", facetFolds(this));
    this.put(".chosen", chosenParts(this));
    this.put(".rows", data.rows.length ? [rowTable(this)] : [el("p", { class: "nothing" }, NOTHING)]);
    this.put(".pages", pageLinks(this));
    this.order.replaceChildren(...data.orders.map((order) =>
      el("option", { value: order.key, selected: order.key === data.asked.order }, order.label)));
    this.root.querySelector(".list").classList.remove(BUSY);
    const open = this.root.querySelector("details[open] .menu");
    if (open) open.scrollTop = menu;
    this.focusAgain(focused, first, turned);
    if (!this.root.activeElement?.closest?.(".row")) this.tell(null);
  }

  put(place, nodes) {
    this.root.querySelector(place).replaceChildren(...nodes);
  }

  /** Where the keyboard was, it stays; who comes back from a report is at its row, who turned the page at its first. */
  focusAgain(key, first, turned) {
    if (this.toFirst || (turned && key?.startsWith("row:"))) return void this.links()[this.toFirst === "last" ? this.links().length - 1 : 0]?.focus();
    const wanted = first && this.data.came_from ? `row:${this.data.came_from}` : key;
    const node = wanted && this.root.querySelector(`[data-key="${CSS.escape(wanted)}"]`);
    node?.focus({ preventScroll: !first });
    if (first) node?.scrollIntoView({ block: "center" });
  }

  /** Tell Python what shall be listed: all that holds, with these parts changed; the page is the first again. */
  ask(parts) {
    this.toFirst = null;
    this.tellPython({ do: "list", asked: { ...this.data.asked, ...parts, page: parts.page ?? 0 } });
  }

  flip(facet, value) {
    const values = new Set(this.data.asked[facet]);
    if (!values.delete(value)) values.add(value);
    this.ask({ [facet]: [...values] });
  }

  clear() {
    this.search.value = "";
    this.toFirst = null;
    this.tellPython({ do: "list", asked: { order: this.data.asked.order } });
  }

  turn(page) {
    if (page < 0 || page >= this.data.pages) return;
    this.ask({ page });
    document.querySelector("[data-testid=stMain]")?.scrollTo({ top: 0 });
  }

  open(number) {
    this.tellPython({ do: "open", number });
  }

  tellPython(what) {
    this.root.querySelector(".list").classList.add(BUSY);
    this.send("ask", what);
  }

  /** Write below the list what the row's numbers are: its gaps by name, and why it should be looked at. */
  tell(row) {
    if (!row) return void this.note.replaceChildren(el("span", {}, KEYS));
    const part = (name, words) => words && el("span", {}, el("b", {}, name), ` ${words}`);
    const said = [part("Gaps", row.gaps.join(", ")), part("Why first", row.first ? row.why.join("; ") : "")].filter(Boolean);
    this.note.replaceChildren(...(said.length ? said : [el("span", {}, "No gaps, and the code list is sure.")]));
  }

  links() {
    return [...this.root.querySelectorAll("tbody a")];
  }

  /** Go a row up or down; beyond the last row lies the next page. */
  walk(step) {
    const links = this.links();
    const at = links.indexOf(this.root.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step;
    if (links[next]) {
      links[next].focus({ preventScroll: true });
      links[next].closest("tr").scrollIntoView({ block: "nearest" });
      return;
    }
    const page = this.data.page + step;
    if (page < 0 || page >= this.data.pages) return;
    this.ask({ page });
    this.toFirst = step > 0 ? "first" : "last";
  }

  pressed(event) {
    const target = event.composedPath()[0];
    if (event.key === "Escape") return this.escape(target);
    const writing = target instanceof Element && target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (event.key === "Enter" && target === this.search) return this.walk(1);
    if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = { j: () => this.walk(1), k: () => this.walk(-1), "/": () => this.search.focus() }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  escape(target) {
    const open = this.root.querySelector("details.facet[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    } else if (target === this.search) this.search.blur();
  }

  clickedBeside(event) {
    const open = this.root.querySelector("details.facet[open]");
    if (open && !event.composedPath().includes(open)) open.open = false;
  }
}

const lists = new WeakMap();

export default function ({ parentElement, data: [data], setTriggerValue }) {
  if (!lists.has(parentElement)) lists.set(parentElement, new List(parentElement));
  const list = lists.get(parentElement);
  list.update(data, setTriggerValue);
  return () => {
    list.close();
    lists.delete(parentElement);
  };
}
