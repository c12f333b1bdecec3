// The bar above a report under review: which report it is, what it stands at, and the way on.

const AGAIN_WORDS = {
  accept: "Accept", reject: "Reject", change: "Change", add: "Add", confirm_gap: "Confirm the gap", dismiss_gap: "Dismiss the gap",
  send: "Mark as sent", answer: "Close the question", accept_all: "Accept all", finish: "Finish", reopen: "Reopen", undo: "Undo",
};

class ReviewBar {
  constructor(decisions) {
    this.decisions = decisions;
    this.node = decisions.view.root.querySelector(".reviewing");
    this.asks = false;
  }

  hide() {
    this.node.hidden = true;
  }

  draw(told) {
    const focused = this.node.contains(this.decisions.view.root.activeElement) && this.decisions.view.root.activeElement.dataset.key;
    this.told = told;
    this.node.hidden = false;
    this.node.replaceChildren(el("div", { class: "review-line" }, this.ways(), this.about(), this.deciding()), this.notice() ?? "");
    if (focused) this.node.querySelector(`[data-key="${focused}"]`)?.focus();
  }

  ways() {
    const { place, before, after } = this.told;
    return el("div", { class: "ways" },
      this.button("back", "List", "Esc", () => this.back()),
      this.button("before", "Previous", "p", () => this.go("before"), before === null),
      this.button("after", "Next", "n", () => this.go("after"), after === null),
      el("span", { class: "position" }, place));
  }

  about() {
    const { status, status_word: word, about } = this.told;
    return el("p", { class: "about" }, el("span", { class: "state-of" }, el("i", { class: `stand ${status}`, "aria-hidden": "true" }), word),
      ...about.map(([name, value]) => el("span", {}, el("span", { class: "heard" }, `${name}: `), value)),
      encounterLink(Object.fromEntries(about)));
  }

  deciding() {
    const { may, done, purged, undecided } = this.told;
    const undo = purged ? "" : this.told.undo;
    if (!may) return el("p", { class: "reads" }, "You read here; a coder decides.");
    return el("div", { class: "ways" },
      this.button("undo", "Undo", "u", () => this.undo(), !undo, undo ? `Take back: ${undo}` : undefined),
      done ? null : this.button("accept_all", "Accept all", "A", () => this.acceptAll(), !undecided.length,
        undecided.length ? `Accept ${undecided.join(", ")}` : "No supported code is undecided"),
      done ? this.button("reopen", "Reopen", "", () => this.decisions.tell({ act: "reopen" }))
        : this.button("finish", "Finish", "f", () => this.finish(), false, "Finish and go to the next", "main"));
  }

  /** What was refused, doubted or overtaken; what was wanted is offered again. */
  notice() {
    const { notice } = this.told;
    const { form, last } = this.decisions;
    this.asks = false;
    if (!notice || (form && last?.act === form.act && notice.kind !== "overtaken")) return null;
    const choices = notice.kind === "fault" || !last ? [] : this.choices(notice.kind, last);
    this.asks = choices.length > 0;
    return el("div", { class: `notice-line ${notice.kind}`, role: "alert" },
      el("div", {}, ...notice.lines.map((line) => el("p", {}, line))), el("div", { class: "ways" }, ...choices,
        this.button("dismiss", choices.length ? "Leave it" : "Close", "", () => this.dismiss())));
  }

  choices(kind, last) {
    const again = (more) => () => this.decisions.tell({ ...last, seen: undefined, ...more });
    const name = last.subject && !["send", "answer", "confirm_gap", "dismiss_gap"].includes(last.act) ? ` ${last.subject}` : "";
    if (last.act === "finish" && kind === "doubt" && this.told.undecided.length) {
      return [this.button("again", "Accept and finish", "", again({ accept: true }), false, undefined, "main"),
        this.button("without", "Finish without", "", again({ sure: true }))];
    }
    const words = `${AGAIN_WORDS[last.act]}${name} all the same`;
    return [this.button("again", words, "", again(kind === "doubt" ? { sure: true } : {}), false, undefined, "main")];
  }

  button(key, words, shortcut, act, disabled = false, title = undefined, kind = "") {
    return el("button", {
      type: "button", class: `decide ${kind}`, "data-key": key, disabled, title, "aria-keyshortcuts": shortcut || undefined,
      click: () => this.decisions.afterwards(act),
    }, words, shortcut ? el("kbd", { "aria-hidden": "true" }, shortcut) : null);
  }

  focus() {
    this.node.querySelector("[data-key=again]")?.focus();
  }

  dismiss() {
    const { notice } = this.told;
    this.told.notice = null;
    this.draw(this.told);
    if (notice) this.decisions.choose(this.decisions.last?.subject !== undefined ? this.decisions.finding(this.decisions.last) : null);
  }

  back() {
    this.decisions.tell({ act: "back" });
  }

  go(where) {
    if (this.told[where] !== null) this.decisions.tell({ act: "go", to: this.told[where] });
  }

  finish() {
    if (this.told.may && !this.told.done) this.decisions.tell({ act: "finish" });
  }

  undo() {
    if (this.told.may && this.told.undo && !this.told.purged) this.decisions.tell({ act: "undo" });
  }

  acceptAll() {
    if (this.told.may && !this.told.done && this.told.undecided.length) this.decisions.tell({ act: "accept_all" });
  }
}

/** Lead to all reports of the patient and day, in a tab of its own: the review stays where it is. */
function encounterLink({ Patient: patient, Day: day }) {
  if (!patient) return null;
  const href = `encounter?${new URLSearchParams(day ? { patient, day } : { patient })}`;
  return el("a", { href, target: "_blank", rel: "noopener" }, "Encounter");
}
