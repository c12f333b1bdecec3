// The answers as a whole: their states, their parts, and the findings among them. Every text becomes a text node.

const EMPTY = "Paste or type one, open a file, or pick a sample. It is checked at once.";
const NO_SERVICE_HELP =
  "History, comparison and plans earn no code: a study needs the area that was scanned and what was seen there.";
const BOTH_HOLD =
  "Supported: the work that is described meets the rule of the code. Required: what its record has to show besides.";
const CHIPS_SHOWN = 4;

class Answers {
  /**
   * `show(span)` brings a place of the report into sight; `takeBack()` goes back to the report that stood before a file
   * was refused; `unfolded` keeps what the reader opened or shut, by id.
   */
  constructor(show, takeBack) {
    this.show = show;
    this.takeBack = takeBack;
    this.unfolded = new Map();
    this.findings = [];
    this.questions = new Questions(this);
  }

  /** Another report begins with nothing unfolded, and with the questions as `edits` has them. */
  forget(edits) {
    this.unfolded.clear();
    this.questions.forget(edits);
  }

  /** Return the nodes for `data`, as Python described it; `send(name, value)` tells Python what the reader did. */
  draw(data, send) {
    this.findings = [];
    this.thorough = data.view === "coder";
    if (data.state === "empty") return [this.plain("No report yet", EMPTY)];
    if (data.state === "refused") return [this.plain("Not checked", data.message, "alert"), this.wayBack()];
    if (data.state === "failed") return [this.plain(data.title ?? "Not checked", data.message, "alert"), this.decisions?.added(), this.decisions?.history()].filter(Boolean);
    const questions = this.questions.draw(data.questions, (edits) => send("questions", edits));
    return [
      data.several ? el("p", { class: "several" }, data.several) : null,
      ...this.messages(data),
      reviewCard(this, data.review),
      el("div", { class: "codes" }, ...data.codes.map((code) => codeCard(this, code)), codesCopier(data)),
      this.decisions?.added(),
      this.seen(data.seen),
      this.conflicts(data.conflicts),
      this.edits(data),
      this.whyNot(data),
      this.checklist(data.elements, data.codes),
      ...data.pictures.map((picture) => pictureCard(this, picture)),
      questions,
      data.findings ? findingsTable(this, data.findings) : null,
      ...data.studies.map((study) => studyTable(this, study)),
      data.state === "checked" ? diagnosisSection(this, data.diagnoses, () => send("diagnoses", Date.now())) : null,
      this.decisions?.history(),
      el("p", { class: "basis" }, data.basis.join(" · ")),
    ].filter(Boolean);
  }

  messages(data) {
    if (data.state !== "no_service") return data.messages.map((message) => el("p", { class: "message" }, message));
    const more = data.messages.slice(1).map((message) => el("p", { class: "message" }, message));
    return [this.plain("No service", `${data.messages[0] ?? ""} ${NO_SERVICE_HELP}`), ...more];
  }

  plain(title, message, role = "status") {
    return el("div", { class: "state", role }, el("h2", {}, title), el("p", {}, message));
  }

  wayBack() {
    return el("button", { type: "button", class: "offer back", click: this.takeBack }, "Back to the report at the left");
  }

  /** What a text without codes names, each with the reason why it does not count. */
  seen(entries) {
    if (!entries.length) return null;
    return el("section", { class: "group seen" }, el("h2", {}, "Seen, but not counted"), ...entries.map((seen) => seenRow(this, seen)));
  }

  conflicts(conflicts) {
    if (!conflicts.length) return null;
    const rows = conflicts.map((conflict) => conflictRow(this, conflict));
    return el("section", { class: "group conflicts" }, el("h2", {}, "Conflicts"), ...rows);
  }

  checklist(lines, codes) {
    const cards = this.completion?.listed(this) ?? [];
    if (!lines.length && !cards.length) return null;
    const supported = new Set(codes.filter((code) => code.status === "supported").flatMap((code) => [code.name, code.code]));
    const beside = lines.some((line) => line.severity === "required" && line.codes.some((code) => supported.has(code)));
    const present = lines.filter((line) => line.state === "present").length;
    const title = el("h2", {}, "Documentation", el("span", { class: "tally" }, `${present} of ${lines.length}`));
    const explained = beside ? el("p", { class: "remark" }, BOTH_HOLD) : null;
    const others = lines.filter((line) => !this.completion?.tells(line.id));
    return el("section", { class: "group checklist" }, title, ...[explained].filter(Boolean), ...cards, ...others.map((line) => elementRow(this, line)));
  }

  /** What was considered and is not the answer: refused codes, and neighbours with what stands between. */
  whyNot(data) {
    const refused = data.refused.map((code) => codeCard(this, code));
    const others = this.thorough ? data.neighbours.map((code) => neighbourCard(this, code)) : incomplete(data.studies);
    const asked = data.why ? askCode(this, data.why) : [];
    if (!refused.length && !others.length && !asked.length) return null;
    const leftOut = refused.filter((_, place) => data.refused[place].left_out);
    const listed = [...asked, ...leftOut, ...others, ...refused.filter((card) => !leftOut.includes(card))];
    const names = [...data.refused.map((code) => code.name), ...(data.neighbours ?? []).map((code) => code.code)];
    const tally = el("span", { class: "tally" }, [...new Set(names)].join(", ") || "any code");
    const open = leftOut.length > 0 || Boolean(data.why?.code);
    const folded = this.folded("why-not", open, [el("b", {}, "Why not"), tally], listed);
    return el("section", { class: "group" }, folded);
  }

  /** The edits between the candidates, for the coder. */
  edits(data) {
    if (!data.edits) return null;
    const { findings, basis, tables } = data.edits;
    const rows = findings.map((finding) => editRow(this, finding));
    const open = el("button", { type: "button", class: "offer", click: () => this.ask("edits", {}) }, "Open in Edits");
    return el("section", { class: "group own-edits" },
      el("h2", {}, "Edits of this report's codes", el("span", { class: "tally" }, basis)),
      ...tables.map((table) => el("p", { class: "table" }, table)), ...rows, data.why ? open : "");
  }

  /** Register a node as a finding: something that rests on places of the report and is walked to by keyboard. */
  finding(node, id, name, places, label) {
    node.classList.add("finding");
    node.dataset.id = id;
    node.tabIndex = 0;
    node.setAttribute("aria-label", label ?? name);
    this.findings.push({ id, name, node, spans: places.flatMap((place) => place.spans) });
    return node;
  }

  nodeOf(id) {
    return this.findings.find((finding) => finding.id === id).node;
  }

  folded(id, open, summary, children) {
    const head = el("summary", {}, ...summary);
    const node = el("details", { open: this.unfolded.get(id) ?? open }, head, ...children);
    head.addEventListener("click", () => this.unfolded.set(id, !node.open));
    return node;
  }

  /** Draw evidence: a click shows its place in the report, further clicks the further places of the same words. */
  chips(places) {
    if (!places.length) return null;
    const all = places.map((place) => this.chip(place));
    const box = el("div", { class: "chips" }, ...all);
    const rest = all.slice(CHIPS_SHOWN);
    if (!rest.length) return box;
    for (const chip of rest) chip.hidden = true;
    const reveal = (event) => {
      event.stopPropagation();
      for (const chip of rest) chip.hidden = false;
      event.currentTarget.remove();
    };
    box.append(el("button", { class: "more", type: "button", click: reveal }, `${rest.length} more`));
    return box;
  }

  chip(place) {
    let at = -1;
    const next = (event) => {
      event.stopPropagation();
      at = (at + 1) % place.spans.length;
      this.show(place.spans[at]);
    };
    const times = place.spans.length > 1 ? el("i", {}, `×${place.spans.length}`) : null;
    const node = el("button", { class: "chip", type: "button", click: next }, place.quote, times);
    node.spans = place.spans;
    return node;
  }
}
