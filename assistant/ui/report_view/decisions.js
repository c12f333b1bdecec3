// Decisions about the report under review: on each code, gap and question what was decided, and what can be.

const REVIEW_HINT = "j k next · e evidence · a accept or confirm · c change · r reject or dismiss · A all · f finish · u undo · n p reports · Esc list";
const ANSWER_TIME = 15000;
const QUEUE = 12;
const MARKS = { accepted: "✓", confirmed: "✓", rejected: "✕", dismissed: "✕", changed: "→", added: "+" };

class Decisions {
  /** `view` is the report view; without `told` by Python there is nothing to decide, and nothing is drawn. */
  constructor(view) {
    this.view = view;
    this.bar = new ReviewBar(this);
    this.queue = [];
    this.told = null;
    this.form = null;
    // Before all others: Streamlit has keys of its own, of which r runs the page anew.
    this.onKey = (event) => { if (this.pressed(event)) event.stopImmediatePropagation(); };
    window.addEventListener("keydown", this.onKey, true);
  }

  close() {
    clearTimeout(this.timer);
    window.removeEventListener("keydown", this.onKey, true);
  }

  /** Whether there is a review, and whether this person may decide in it now. */
  get open() {
    return Boolean(this.told?.may) && !this.told.done && !this.told.purged;
  }

  /** Take over what Python says of the decisions, before the answers are drawn. */
  take(told) {
    const before = this.told;
    this.told = told ?? null;
    if (!told) return;
    this.another = told.number !== before?.number;
    if (this.another || told.done) this.form = null;
    this.answered = this.stamp !== undefined && told.answered === this.stamp;
    this.moved = this.answered && told.seen !== this.seenThen;
    if (this.answered) {
      clearTimeout(this.timer);
      if (this.moved && this.form?.act === this.last?.act) this.form = null;
      this.form?.tell(told.notice, told.look);
      if (told.notice) this.queue = [];
    }
  }

  /** After the answers are drawn: put the keyboard where the work goes on. */
  settle() {
    if (!this.told) return this.bar.hide();
    this.bar.draw(this.told);
    if (this.another) this.choose(this.nextOpen(null));
    else if (this.form) this.form.focus();
    else if (this.bar.asks) this.bar.focus();
    else if (this.moved && this.last?.act === "accept_all") this.choose(this.nextOpen(null));
    else if (this.moved && this.last?.subject !== undefined) this.choose(this.nextOpen(this.finding(this.last)) ?? this.finding(this.last));
    this.another = this.moved = false;
    if (this.answered) this.release();
  }

  release() {
    this.stamp = undefined;
    this.answered = false;
    const next = this.queue.shift();
    if (next) next();
  }

  /** Tell Python of an act; further keys wait until it has answered. */
  tell(event) {
    if (this.stamp !== undefined) return;
    this.seenThen = this.told.seen;
    this.last = event;
    this.stamp = this.view.ask("decision", { ...event, number: this.told.number, seen: event.seen ?? this.told.seen });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.queue = []; this.release(); }, ANSWER_TIME);
  }

  /** Do something now, or after the answer that is waited for. */
  afterwards(act) {
    if (this.stamp === undefined) act();
    else if (this.queue.length < QUEUE) this.queue.push(act);
  }

  // What is drawn on the answers

  /** What was decided about a code of the tool, and the buttons to decide. */
  forCode(code) {
    const stands = this.told?.codes[code.name];
    if (!stands) return null;
    const subject = code.name;
    return this.block(stands, `code:${subject}`, [
      ["Accept", "a", () => this.tell({ act: "accept", subject }), stands.verdict !== "accepted"],
      ["Change", "c", () => this.openForm(lineForm(this, "change", subject, stands.line)), true],
      ["Reject", "r", () => this.openForm(reasonForm(this, "reject", subject, this.told.reasons.reject_code)), stands.verdict !== "rejected"],
    ]);
  }

  forGap(line) {
    const stands = this.told?.gaps[line.id];
    if (!stands) return null;
    const { subject } = stands;
    return this.block(stands, `gap:${subject}`, [
      ["Confirm", "a", () => this.tell({ act: "confirm_gap", subject }), stands.verdict !== "confirmed"],
      ["Dismiss", "r", () => this.openForm(reasonForm(this, "dismiss_gap", subject, this.told.reasons.dismiss_gap)), stands.verdict !== "dismissed"],
    ]);
  }

  /** A question that was sent stands as it was sent, until its outcome is told. */
  forQuestion(question, field) {
    if (!this.told) return null;
    const stands = this.told.queries[question.topic];
    const subject = question.topic;
    if (!stands || stands.answered) {
      const send = () => this.tell({ act: "send", subject, words: field.value });
      return this.frame(`query:${subject}`, stands ? this.outcome(stands) : null,
        [[stands ? "Mark as sent again" : "Mark as sent", "", send, true]]);
    }
    const answer = () => this.openForm(reasonForm(this, "answer", subject, this.told.reasons.outcomes));
    return this.frame(`query:${subject}`, el("div", { class: "asked-as" }, this.line("sent", "→", stands.sent), el("p", { class: "as-sent" }, stands.text)),
      [["Answered", "", answer, true]], "", this.told.may_answer && !this.told.done && !this.told.purged);
  }

  outcome(stands) {
    return el("div", {}, this.line("sent", "→", stands.sent), this.line(`answered: ${stands.outcome}`, "✓", stands.answered, stands.answered.words));
  }

  /** The codes that people added, and the way to add one. */
  added() {
    if (!this.told) return null;
    const cards = this.told.added.map((code) => this.addedCard(code));
    const open = () => this.openForm(lineForm(this, "add", "", { code: "", modifiers: "", units: "1" }));
    const offer = this.open && this.form?.id !== "code:" ? el("button", { type: "button", class: "decide", click: open }, "Add a code") : null;
    const form = this.form?.id === "code:" ? this.form.node : null;
    if (!cards.length && !offer && !form) return null;
    return el("section", { class: "added" }, ...cards, form ?? offer);
  }

  addedCard(code) {
    const subject = code.subject;
    const node = el("article", { class: "card added-code" },
      el("header", {}, el("b", { class: "number" }, code.name), el("span", { class: "units" }, `×${code.units}`),
        el("span", { class: "status" }, "added by hand")),
      el("p", { class: "label" }, code.label),
      this.block(code, `code:${subject}`, code.verdict === "rejected" ? [] : [
        ["Change", "c", () => this.openForm(lineForm(this, "change", subject, code.line)), true],
        ["Reject", "r", () => this.openForm(reasonForm(this, "reject", subject, this.told.reasons.reject_code)), true],
      ]));
    return this.view.answers.finding(node, code.id, code.name, [], `${code.name}, added by hand, ${code.word}`);
  }

  /** Everything that was decided, the newest first. */
  history() {
    if (!this.told?.history.length) return null;
    const lines = this.told.history.map((each) => el("li", { class: each.taken_back ? "gone" : "" },
      el("span", { class: "moment" }, moment(each.at)), el("span", {}, el("b", {}, each.who), ` ${each.says}`,
        each.taken_back ? el("i", {}, " (taken back)") : null, each.words ? el("q", {}, each.words) : null)));
    const title = [el("b", {}, "History"), el("span", { class: "tally" }, String(lines.length))];
    return el("section", { class: "group" }, this.view.answers.folded("history", false, title, [el("ol", { class: "history" }, ...lines)]));
  }

  block(stands, id, buttons) {
    const said = stands.by && this.line([stands.word, stands.becomes].filter(Boolean).join(" to "), MARKS[stands.verdict], stands.by,
      [stands.reason, stands.words].filter(Boolean).join(": "));
    return this.frame(id, said, buttons, stands.verdict);
  }

  frame(id, said, buttons, verdict = "", open = this.open) {
    const offered = open && this.form?.id !== id
      ? el("div", { class: "ways" }, ...buttons.filter(([, , , wanted]) => wanted).map((each) => this.button(...each))) : null;
    const form = this.form?.id === id ? this.form.node : null;
    if (!said && !offered && !form) return null;
    const node = el("div", { class: `decided is-${verdict || "asked"}`, click: (event) => event.stopPropagation() }, said, offered, form);
    node.ways = Object.fromEntries(buttons.filter(([, key, , wanted]) => key && wanted).map(([, key, act]) => [key, act]));
    return node;
  }

  button(words, key, act) {
    return el("button", { type: "button", class: "decide", "aria-keyshortcuts": key || undefined, click: () => this.afterwards(act) },
      words, key ? el("kbd", { "aria-hidden": "true" }, key) : null);
  }

  line(word, mark, by, beside = "") {
    return el("p", { class: "by" }, el("i", { "aria-hidden": "true" }, mark), el("b", {}, word), ` by ${by.who}, ${moment(by.at)}`,
      beside ? el("span", {}, ` · ${beside}`) : null);
  }

  // Keyboard

  /** Answer a key of the page; true where it was one of the review's. */
  pressed(event) {
    if (!this.told) return false;
    if (event.key === "Escape") return this.escape(event);
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event)) return false;
    const act = { n: () => this.bar.go("after"), p: () => this.bar.go("before"), f: () => this.bar.finish(), u: () => this.bar.undo(),
      A: () => this.bar.acceptAll() }[event.key];
    if (!act && !"acr".includes(event.key)) return false;
    event.preventDefault();
    if (act) this.afterwards(act);
    else if (this.open) this.afterwards(() => this.decideOnChosen(event.key));
    return true;
  }

  /** A key decides about what is chosen when its turn comes; without anything chosen it chooses what comes next. */
  decideOnChosen(key) {
    const { chosen } = this.view;
    if (chosen) chosen.node.querySelector(".decided")?.ways[key]?.();
    else this.choose(this.nextOpen(null));
  }

  escape(event) {
    const target = event.composedPath()[0];
    if (this.form) this.closeForm();
    else if (this.bar.asks) this.bar.dismiss();
    else if (target === this.view.search) return false;
    else this.bar.back();
    return true;
  }

  openForm(form) {
    this.form = form;
    this.view.drawAnswers();
    form.focus();
  }

  closeForm() {
    const id = this.form.finding;
    this.form = null;
    this.view.drawAnswers();
    this.choose(this.view.answers.findings.find((finding) => finding.id === id));
  }

  // Which answer comes next

  finding({ act, subject }) {
    const { findings } = this.view.answers;
    if (act === "confirm_gap" || act === "dismiss_gap") return findings.find((each) => each.id === `element:${subject}`);
    if (act === "send" || act === "answer") return findings.find((each) => each.id === `question:${subject}`);
    return findings.find((each) => each.name === subject && each.id.startsWith("code:")) ?? findings.find((each) => each.id === `added:${subject}`);
  }

  /** Return the first answer after one that nobody decided about: a code that may go out, then a gap. */
  nextOpen(after) {
    const undecided = this.view.answers.findings.filter((finding) => this.isOpen(finding)).sort(asOnThePage);
    const later = after && undecided.find((finding) => asOnThePage(after, finding) < 0);
    return later ?? undecided.find((finding) => finding !== after);
  }

  isOpen(finding) {
    if (!finding.node.checkVisibility()) return false;
    if (finding.id.startsWith("code:")) {
      return !finding.node.classList.contains("not_reportable") && this.told.codes[finding.name]?.verdict === "open";
    }
    return this.told.gaps[finding.id]?.verdict === "open";
  }

  choose(finding) {
    if (!finding) return;
    finding.node.focus({ preventScroll: this.another });
    if (!this.another) finding.node.scrollIntoView({ block: "nearest" });
  }

  forget() {
    this.form = null;
  }
}

function moment(at) {
  const then = new Date(at);
  const today = then.toDateString() === new Date().toDateString();
  return then.toLocaleString([], today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" });
}
