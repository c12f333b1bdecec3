// What the report leaves open: a mark where each statement would belong, choices of equal weight, and the addendum of them.

const PAUSE_IN_A_BLANK = 500;
const LEAST_ROOM = 90;
const NARROW = matchMedia("(max-width: 800px)");

/** Keeps what the physician chooses and writes; Python makes the sentences, the draft and the answer with it. */
class Completion {
  constructor(root, view) {
    this.view = view;
    this.section = el("div", { class: "completions" });
    this.sheet = root.querySelector(".sheet");
    this.layer = el("div", { class: "places", "aria-hidden": "true" });
    this.sheet.append(this.layer);
    this.frame = root.querySelector(".scroll");
    this.panel = this.makePanel();
    this.marks = [];
    new ResizeObserver(() => this.drawMarks()).observe(this.sheet);
    NARROW.addEventListener("change", () => this.housePanel());
  }

  /** Take over what Python says; the cards stay as they are while they are about the same gaps. */
  update(data) {
    this.data = data ?? null;
    if (!data) {
      this.told = null;
      this.panel.hidden = true;
      return;
    }
    const told = JSON.stringify([data.report, data.cards.map(({ now, ...card }) => card)]);
    if (told !== this.told) {
      if (data.report !== this.report) this.take(data);
      this.report = data.report;
      this.cards = data.cards.map((card) => this.card(card));
      this.section.replaceChildren(...this.cards.map((card) => card.node));
    }
    this.told = told;
    data.cards.forEach((card, place) => {
      this.cards[place].now.textContent = card.now ? `with the addendum: ${card.now}` : "";
    });
    this.drawPanel();
  }

  take({ chosen, name, edited, whole, draft }) {
    this.chosen = { ...chosen };
    this.name = name;
    this.edited = edited ? draft : "";
    this.whole = whole;
  }

  /** Whether the reader is at work in here. */
  holds(node) {
    return Boolean(node) && (this.section.contains(node) || this.panel.contains(node));
  }

  /** Register the cards among the findings, and return them as the part of the checklist that they are. */
  listed(answers) {
    if (!this.data) return [];
    for (const { node, card } of this.cards) answers.finding(node, card.element, card.label, card.places, `${card.label}: ${card.word}`);
    return [this.section];
  }

  /** Whether an element of the checklist has a card here. */
  tells(id) {
    return Boolean(this.data?.cards.some((card) => card.element === id));
  }

  card(card) {
    const now = el("span", { class: "now", role: "status" });
    const parts = card.parts.map((part) => this.part(part, card));
    const place = el("button", { type: "button", class: "where", click: () => this.showMark(card.element) }, "place in the text");
    const chips = this.view.answers.chips(card.places);
    const several = card.parts.length > 1;
    const node = el("div", { class: `row ${card.state} completion` },
      el("span", { class: "shape", "aria-hidden": "true" }),
      el("div", {},
        el("p", { class: "line" }, el("b", {}, card.label), el("span", { class: "word" }, card.word), now),
        el("p", { class: "detail" }, card.detail),
        chips && el("div", { class: "beside" }, el("span", {}, "In the report:"), chips),
        el("details", { open: !several },
          el("summary", {}, several ? `Choose for each (${card.parts.length})` : "Choose what is true"), ...parts),
        place));
    return { node, now, card };
  }

  part(part, card) {
    const rows = part.choices.map((pieces, place) => this.choice(part, pieces, place));
    const clear = el("button", { type: "button", class: "unsay" }, "No statement");
    const show = () => {
      const chosen = this.chosen[part.key];
      rows.forEach((row, place) => {
        row.radio.checked = chosen?.choice === place;
        if (chosen?.choice === place) row.blanks.forEach((blank, number) => { blank.value = chosen.blanks[number] ?? ""; });
      });
      clear.hidden = !chosen;
    };
    const choose = (place, pause) => {
      this.chosen[part.key] = { choice: place, blanks: rows[place].blanks.map((blank) => blank.value) };
      rows[place].radio.checked = true;
      clear.hidden = false;
      this.send(pause);
    };
    rows.forEach((row, place) => {
      row.radio.addEventListener("change", () => choose(place, 0));
      for (const blank of row.blanks) {
        blank.addEventListener("input", () => choose(place, PAUSE_IN_A_BLANK));
        blank.addEventListener("click", (event) => event.preventDefault());  // the label would take the focus to the button
      }
    });
    clear.addEventListener("click", () => {
      delete this.chosen[part.key];
      show();
      this.send(0);
    });
    show();
    const legend = el("legend", part.structure ? {} : { class: "heard" }, part.structure || card.label);
    const node = el("fieldset", {}, legend, ...rows.map((row) => row.node), clear);
    node.show = show;
    return node;
  }

  choice(part, pieces, place) {
    const radio = el("input", { type: "radio", name: `completion ${part.key}`, value: String(place) });
    const blanks = [];
    const words = pieces.map((piece) => {
      if (piece.text !== undefined) return piece.text;
      const named = piece.optional ? `${piece.blank}, if known` : piece.blank;
      const blank = el("input", { type: "text", class: "blank", "aria-label": named, placeholder: named, autocomplete: "off", maxlength: "300" });
      blanks.push(blank);
      return blank;
    });
    return { radio, blanks, node: el("label", {}, radio, el("span", {}, ...words)) };
  }

  makePanel() {
    this.field = el("textarea", { "aria-label": "Draft of the addendum", spellcheck: "true", rows: "6" });
    this.signer = el("input", { type: "text", autocomplete: "name", maxlength: "120", placeholder: "your name" });
    this.signing = el("label", { class: "signer" }, "Signed by ", this.signer);
    this.difference = el("div", { class: "would", role: "status" });
    this.rebuild = el("button", { type: "button", class: "restore" }, "As the choices say");
    this.both = el("button", { type: "button" }, "With the addendum");
    this.alone = el("button", { type: "button" }, "Report alone");
    this.field.addEventListener("input", () => { this.edited = this.field.value; this.rebuild.hidden = false; this.send(PAUSE_IN_A_BLANK); });
    this.signer.addEventListener("input", () => { this.name = this.signer.value; this.send(PAUSE_IN_A_BLANK); });
    this.rebuild.addEventListener("click", () => this.build());
    this.both.addEventListener("click", () => { this.whole = true; this.send(0); });
    this.alone.addEventListener("click", () => { this.whole = false; this.send(0); });
    const drop = el("button", { type: "button", class: "restore", click: () => this.drop() }, "Discard");
    return el("section", { class: "addendum", "aria-label": "Addendum draft", hidden: true },
      el("div", { class: "head" }, el("b", {}, "Addendum draft"), el("span", { class: "word" }, "beside the report, not in it"),
        this.view.answers.questions.copier(this.field, "Copy the addendum")),
      el("div", { class: "body" }, this.field, this.signing),
      el("div", { class: "answer" },
        el("div", { class: "which", role: "group", "aria-label": "Answer shown" }, this.both, this.alone), this.rebuild, drop),
      this.difference);
  }

  drawPanel() {
    const { data } = this;
    this.panel.hidden = !data.draft;
    this.housePanel();
    const writing = this.view.root.activeElement === this.field;
    if (!writing && !this.edited && this.field.value !== data.draft) this.field.value = data.draft;
    if (!writing && this.edited && !this.field.value) this.field.value = this.edited;
    this.rebuild.hidden = !this.edited;
    this.signing.hidden = Boolean(data.signer);
    if (this.view.root.activeElement !== this.signer) this.signer.value = this.name;
    this.both.setAttribute("aria-pressed", String(this.whole));
    this.alone.setAttribute("aria-pressed", String(!this.whole));
    const open = [];
    if (data.open) open.push(`${data.open === 1 ? "A sentence has" : `${data.open} sentences have`} an open blank and ${data.open === 1 ? "does" : "do"} not count yet.`);
    if (!data.named && !this.edited) open.push("It bears no name yet.");
    this.difference.replaceChildren(
      el("b", {}, "What the addendum changes"), ...[...data.changes, ...open].map((line) => el("p", {}, line)));
  }

  /** The draft stands below the report; on a narrow page it follows the choices. */
  housePanel() {
    const home = NARROW.matches ? this.section : this.frame.parentElement;
    if (this.panel.parentElement === home) return;
    if (NARROW.matches) home.append(this.panel);
    else this.frame.after(this.panel);
  }

  /** Give up what was changed by hand. */
  build() {
    this.edited = "";
    if (!this.data.edited) this.field.value = this.data.draft;
    this.rebuild.hidden = true;
    this.send(0);
  }

  drop() {
    this.chosen = {};
    this.edited = "";
    this.field.value = "";
    for (const { node } of this.cards) for (const part of node.querySelectorAll("fieldset")) part.show();
    this.send(0);
  }

  send(pause) {
    clearTimeout(this.timer);
    const tell = () => {
      const { report, chosen, name, edited, whole } = this;
      this.view.ask("completion", { report, chosen, name, edited, whole });
    };
    this.timer = setTimeout(tell, pause);
  }

  /** Put the marks where the statements would belong; `marks` are of the text that Python saw. */
  place(marks) {
    this.marks = marks.map((mark) => ({ ...mark, span: this.view.move([mark.span])[0] })).filter((mark) => mark.span);
    this.drawMarks();
  }

  drawMarks() {
    const groups = new Map();
    for (const mark of this.marks) groups.set(mark.span[0], [...(groups.get(mark.span[0]) ?? []), mark]);
    const frame = this.sheet.getBoundingClientRect();
    this.layer.replaceChildren(...[...groups].map(([at, marks]) => this.mark(at, marks, frame)).filter(Boolean));
  }

  mark(at, marks, frame) {
    const box = this.boxBefore(at);
    if (!box) return null;
    const names = marks.map((mark) => mark.label).join(", ");
    const left = box.right - frame.left + 5;
    const room = frame.width - left - 8;
    const words = room < LEAST_ROOM ? "?" : `${names} ?`;  // a mark never lies on a letter
    const node = el("button", { type: "button", class: "place", tabindex: "-1", title: `Not told here: ${names}` }, words);
    node.marked = marks.map((mark) => mark.id);
    node.addEventListener("click", () => this.toCard(marks[0].id));
    node.style.left = `${Math.min(left, frame.width - 17)}px`;
    node.style.top = `${box.top - frame.top}px`;
    node.style.maxWidth = `${Math.max(16, room)}px`;
    node.classList.toggle("bare", words === "?");
    return node;
  }

  /** Return the box on the screen of the character before a place of the drawn text. */
  boxBefore(at) {
    const walker = document.createTreeWalker(this.view.text.layer, NodeFilter.SHOW_TEXT);
    let seen = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (at > seen && at <= seen + node.length) {
        const range = document.createRange();
        range.setStart(node, at - seen - 1);
        range.setEnd(node, at - seen);
        return [...range.getClientRects()].pop() ?? null;
      }
      seen += node.length;
    }
    return null;
  }

  showMark(id) {
    const mark = this.marks.find((one) => one.id === id);
    if (!mark) return;
    this.view.text.scrollTo([Math.max(0, mark.span[0] - 1), mark.span[0]]);
    for (const node of this.layer.children) node.classList.toggle("shown", node.marked.includes(id));
  }

  /** What rests on the addendum has its words in the draft. */
  showDraft() {
    this.panel.scrollIntoView({ block: "nearest" });
    this.field.focus({ preventScroll: true });
  }

  /** From a mark to its card, or to its row where there is none. */
  toCard(id) {
    const node = this.view.answers.findings.find((finding) => finding.id === id)?.node;
    if (!node) return;
    for (const fold of node.querySelectorAll("details")) fold.open = true;
    node.scrollIntoView({ block: "nearest" });
    (node.querySelector("input") ?? node).focus({ preventScroll: true });
  }
}
