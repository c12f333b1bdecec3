// The forms of decisions: why, and as what. A form stays as it is while the answers around it are drawn again.

const LOOK_PAUSE = 250;
const FORM_WORDS = { reject: "Reject", dismiss_gap: "Dismiss", answer: "Close the question", change: "Change", add: "Add" };

class DecisionForm {
  /** `parts` are the nodes of the form, `read()` returns what its event has beside act and subject. */
  constructor(decisions, act, subject, id, title, parts, read) {
    Object.assign(this, { decisions, act, subject, id, read });
    this.finding = decisions.view.chosen?.id;
    this.seen = decisions.told.seen; // what was decided when the person began to decide
    this.sure = false;
    this.notice = el("div", { class: "form-notice", role: "alert" });
    this.submit = el("button", { type: "submit", class: "decide main" }, FORM_WORDS[act]);
    const cancel = el("button", { type: "button", class: "decide", click: () => decisions.closeForm() }, "Cancel");
    this.node = el("form", { class: "decision-form", "aria-label": title, submit: (event) => this.sent(event) },
      el("p", { class: "form-title" }, title), ...parts, this.notice, el("div", { class: "ways" }, this.submit, cancel));
    this.node.addEventListener("input", () => this.doubtNoMore());
    this.node.addEventListener("keydown", (event) => this.pressed(event));
    this.node.addEventListener("focusin", (event) => { this.last = event.target; });
  }

  sent(event) {
    event.preventDefault();
    const { act, subject, sure, seen } = this;
    this.decisions.tell({ act, subject, sure, seen, ...this.read(this.node) });
  }

  /** A digit picks a reason. */
  pressed(event) {
    const radios = [...this.node.querySelectorAll("[type=radio]")];
    const picked = event.target.type === "radio" && radios[Number(event.key) - 1];
    if (!picked) return;
    event.preventDefault();
    picked.checked = true;
    picked.focus();
    this.doubtNoMore();
  }

  /** Another value is another decision: what was doubted of the old one is asked again. */
  doubtNoMore() {
    this.sure = false;
    this.submit.textContent = FORM_WORDS[this.act];
  }

  /** Say what Python answered: why it cannot be, or what should be looked at once more. */
  tell(notice, look) {
    if (look && this.look) this.look.replaceChildren(...lookLines(look));
    if (this.decisions.last?.act !== this.act) return;
    this.notice.replaceChildren(...(notice?.lines ?? []).map((line) => el("p", {}, line)));
    if (notice?.kind !== "doubt") return;
    this.sure = true;
    this.submit.textContent = `${FORM_WORDS[this.act]} all the same`;
    this.last = this.submit;
  }

  focus() {
    (this.last ?? this.node.querySelector("input"))?.focus();
    this.node.scrollIntoView({ block: "nearest" });
  }
}

/** A form that asks why, or what came of it. */
function reasonForm(decisions, act, subject, reasons) {
  const id = { reject: "code", dismiss_gap: "gap", answer: "query" }[act];
  const title = { reject: `Why is ${subject} rejected?`, dismiss_gap: "Why is this no gap?", answer: "What came of the question?" }[act];
  const read = (node) => ({ [act === "answer" ? "outcome" : "reason"]: picked(node), words: node.elements.words.value });
  return new DecisionForm(decisions, act, subject, `${id}:${subject}`, title, [reasonField(reasons), wordsField()], read);
}

/** A form for a claim line: a code of the tool changed, or one that it did not see. */
function lineForm(decisions, act, subject, line) {
  const field = (name, words, width, value) => el("label", {}, words,
    el("input", { name, value, style: `width:${width}`, autocomplete: "off", spellcheck: "false", autocapitalize: "characters" }));
  const fields = el("div", { class: "fields" }, field("code", "Code", "5.5rem", line.code),
    field("modifiers", "Modifiers", "6.5rem", line.modifiers), field("units", "Units", "3.5rem", line.units));
  const look = el("div", { class: "look", role: "status" });
  const reasons = decisions.told.reasons[act === "add" ? "add_code" : "change_code"];
  const title = act === "add" ? "A code that the tool did not name" : `What ${subject} becomes`;
  const read = (node) => ({
    code: node.elements.code.value, modifiers: node.elements.modifiers.value, units: node.elements.units.value,
    reason: picked(node), words: node.elements.words.value,
  });
  const form = new DecisionForm(decisions, act, subject, `code:${subject}`, title, [fields, look, reasonField(reasons), wordsField()], read);
  form.look = look;
  let timer;
  form.node.elements.code.addEventListener("input", (event) => {
    clearTimeout(timer);
    look.replaceChildren();
    const code = event.target.value.trim();
    if (code.length === 5) timer = setTimeout(() => decisions.afterwards(() => decisions.tell({ act: "look", code })), LOOK_PAUSE);
  });
  return form;
}

function reasonField(reasons) {
  const group = `reason-${Math.random()}`;
  return el("fieldset", {}, el("legend", { class: "heard" }, "Reason"), ...reasons.map((reason, place) => el("label", {},
    el("input", { type: "radio", name: group, value: reason.key }), el("kbd", { "aria-hidden": "true" }, String(place + 1)), reason.label)));
}

function wordsField() {
  return el("label", { class: "words" }, el("span", { class: "heard" }, "Words beside it"),
    el("input", { name: "words", placeholder: "Words beside it (kept with the report)", autocomplete: "off" }));
}

function picked(node) {
  return node.querySelector("[type=radio]:checked")?.value ?? "";
}

/** What the tool says of a code that was typed. */
function lookLines(look) {
  return [
    el("p", {}, el("b", {}, look.code), look.label ? ` ${look.label}` : ""),
    ...look.lines.map((line) => el("p", { class: "reason" }, line)),
  ];
}
