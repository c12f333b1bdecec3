// The questions to the author, one for each topic: folded, edited in place, copied with one click.

const COPIED_FOR = 1600;

/** Keeps what the reader made of the questions, while the question that it was made from stands. */
class Questions {
  /** `send(edits)` tells Python of {topic: {asked, text}}. */
  constructor(answers) {
    this.answers = answers;
    this.edits = {};
  }

  forget(edits) {
    this.edits = edits ?? {};
  }

  draw(questions, send) {
    this.questions = questions;
    this.send = send;
    if (!questions.length) return null;
    const title = el("h2", {}, "Questions to the author", el("span", { class: "tally" }, String(questions.length)));
    return el("section", { class: "group" }, title, ...questions.map((question) => this.card(question)));
  }

  /** Return the question that asks about an element of the checklist. */
  about(element) {
    return this.questions.find((question) => question.elements.includes(element));
  }

  /** Unfold a question and begin to write in it. */
  open(question) {
    const node = this.answers.nodeOf(question.id);
    const details = node.querySelector("details");
    details.open = true;
    this.answers.unfolded.set(question.id, true);
    node.scrollIntoView({ block: "nearest" });
    details.querySelector("textarea").focus({ preventScroll: true });
  }

  textOf(question) {
    const edit = this.edits[question.topic];
    return edit?.asked === question.text ? edit.text : question.text;
  }

  card(question) {
    const field = el("textarea", { "aria-label": `Question: ${question.subject}`, spellcheck: "true" });
    field.value = this.textOf(question);
    field.rows = Math.min(18, field.value.split("\n").length + 1);
    const restore = el("button", { type: "button", class: "restore" }, "As written");
    const told = () => { restore.hidden = field.value === question.text; };
    const keep = () => {
      this.edits = { ...this.edits, [question.topic]: { asked: question.text, text: field.value } };
      this.send(this.edits);
    };
    field.addEventListener("input", told);
    field.addEventListener("change", keep);
    restore.addEventListener("click", () => { field.value = question.text; told(); keep(); });
    told();
    const head = [el("b", {}, question.subject), el("span", { class: "tally" }, question.word)];
    const body = el("div", { class: "question" }, field, restore);
    const node = el("div", { class: "asked" },
      this.answers.folded(question.id, false, head, [body, this.answers.decisions?.forQuestion(question, field), this.changes(question.changes)].filter(Boolean)),
      this.copier(field, `Copy the question about ${question.subject}`));
    return this.answers.finding(node, question.id, question.subject, [], `Question: ${question.subject}`);
  }

  /** A button called `label` that copies what a field holds, folded or not. */
  copier(field, label) {
    const copy = async (event) => {
      event.stopPropagation();
      const button = event.currentTarget;
      const words = (await copied(field)) ? "Copied" : "Select and copy";
      const say = (shown, heard) => { button.textContent = shown; button.setAttribute("aria-label", heard); };
      say(words, words);
      setTimeout(() => say("Copy", label), COPIED_FOR);
    };
    return el("button", { type: "button", class: "copy", "aria-label": label, click: copy }, "Copy");
  }

  changes(lines) {
    if (!lines.length) return null;
    return el("div", { class: "would" }, el("b", {}, "What would change"), ...lines.map((line) => el("p", {}, line)));
  }
}

/** Put a field's text on the clipboard; the older way serves pages that may not use the clipboard. */
async function copied(field) {
  const written = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
  if (written) return true;
  field.select();
  return document.execCommand("copy");
}
