// The view: joins the report and its answers, and tells Python of edits.

const PAUSE_AFTER_TYPING = 450;
const PAUSE_AFTER_PASTE = 20;

class View {
  constructor(root) {
    this.root = root;
    this.text = new ReportText(root);
    this.answers = new Answers((span) => this.show(span));
    this.search = root.querySelector(".search");
    this.note = root.querySelector(".note");
    this.changes = root.querySelector(".changes");
    this.list = root.querySelector(".findings");
    this.data = null;
    this.hidden = new Set();
    this.chosen = null;
    this.place = -1;
    this.serial = 0;
    this.listen();
  }

  /** Take over what Python says. Typing that went on meanwhile stays. */
  update(data, send) {
    this.send = send;
    const before = this.data;
    const field = this.text.field;
    if (data.revision !== before?.revision && field.value !== data.text) field.value = data.text;
    if (data.number !== before?.number) this.forget();
    if (data.view !== before?.view) this.hidden = new Set(data.view === "coder" ? [] : Object.keys(data.kinds));
    this.data = inUnits({ mentions: [], ...data }, unitsOf(data.text));
    this.root.querySelector(".view").dataset.view = data.view;
    this.drawAnswers();
    this.drawText();
    this.drawLegend();
    this.changes.classList.remove("busy");
    this.changes.textContent = data.note || data.changes.join(" · ") || "Paste over the report, or edit it: it is checked as you go.";
    this.changes.classList.toggle("news", Boolean(data.note || data.changes.length));
    this.changes.title = this.changes.textContent;
    this.say([]);
  }

  /** Another report begins with nothing chosen and nothing unfolded. */
  forget() {
    this.chosen = null;
    this.answers.unfolded.clear();
    this.list.replaceChildren();
    this.list.parentElement.scrollTop = 0;
    this.text.scroller.scrollTop = 0;
  }

  drawAnswers() {
    const focused = this.root.activeElement?.closest?.(".finding")?.dataset.id;
    const scrolled = this.list.parentElement.scrollTop;
    this.list.replaceChildren(...this.answers.draw(this.data));
    this.list.parentElement.scrollTop = scrolled;
    this.chosen = this.answers.findings.find((finding) => finding.id === focused) ?? null;
    this.chosen?.node.focus({ preventScroll: true });
  }

  drawText() {
    const move = mover(this.data.text, this.text.field.value);
    const moved = this.data.mentions.map((mention) => ({ ...mention, span: move(mention.span) })).filter((mention) => mention.span);
    this.move = (spans) => spans.map(move).filter(Boolean);
    this.text.draw(moved, this.answers.findings.flatMap((finding) => this.move(finding.spans)));
    this.text.light(this.chosen ? this.move(this.chosen.spans) : [], "lit");
  }

  drawLegend() {
    const present = Object.entries(this.data.kinds).filter(([kind]) => this.data.mentions.some((mention) => mention.kind === kind));
    const legend = this.root.querySelector(".legend");
    const apply = () => {
      for (const kind of Object.keys(this.data.kinds)) this.text.layer.classList.toggle(`hide-${kind}`, this.hidden.has(kind));
      legend.replaceChildren(...(present.length ? [all(), ...present.map(one)] : []));
    };
    const one = ([kind, word]) => {
      const flip = () => { if (!this.hidden.delete(kind)) this.hidden.add(kind); apply(); };
      return el("button", { type: "button", class: "kind", "aria-pressed": String(!this.hidden.has(kind)), click: flip }, el("span", { class: `m ${kind}` }, word));
    };
    const all = () => {
      const shown = present.some(([kind]) => !this.hidden.has(kind));
      const flip = () => { present.forEach(([kind]) => (shown ? this.hidden.add(kind) : this.hidden.delete(kind))); apply(); };
      return el("button", { type: "button", class: "all", "aria-pressed": String(shown), click: flip }, "Mentions");
    };
    apply();
  }

  listen() {
    const { field } = this.text;
    field.addEventListener("input", (event) => this.edited(event.inputType === "insertFromPaste" ? PAUSE_AFTER_PASTE : PAUSE_AFTER_TYPING));
    field.addEventListener("mousemove", (event) => this.point(this.text.mentionsAt(event.clientX, event.clientY)));
    field.addEventListener("mouseleave", () => this.point([]));
    field.addEventListener("mousedown", () => { this.wasWriting = this.root.activeElement === field; });
    field.addEventListener("click", (event) => this.clicked(event));
    this.list.addEventListener("mouseover", (event) => this.lightUnder(event.target));
    this.list.addEventListener("mouseleave", () => this.lightUnder(null));
    this.list.addEventListener("focusin", (event) => this.focused(event.target));
    this.list.addEventListener("click", (event) => this.focused(event.target, true));
    this.search.addEventListener("input", () => this.find());
    this.search.addEventListener("keydown", (event) => { if (event.key === "Enter") this.find(1); });
    this.root.querySelector(".face").addEventListener("click", (event) => {
      const serif = this.root.querySelector(".sheet").classList.toggle("serif");
      event.currentTarget.textContent = serif ? "Mono" : "Serif";
    });
    this.onKey = keyListener(this);
    this.onPaste = (event) => this.pasted(event);
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("paste", this.onPaste);
  }

  close() {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("paste", this.onPaste);
  }

  /** A paste outside of any field is another report. */
  pasted(event) {
    const words = event.clipboardData?.getData("text/plain");
    if (!words || isWriting(event)) return;
    event.preventDefault();
    this.text.field.value = words.replace(/\r\n?/g, "\n");
    this.edited(PAUSE_AFTER_PASTE);
  }

  edited(pause) {
    this.drawText();
    this.changes.classList.add("busy");
    this.changes.textContent = "Checking …";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const text = this.text.field.value;
      const { head, tail } = sharedEnds(this.data.text, text);
      this.serial += 1;
      this.send({ text, another: (head + tail) * 5 < this.data.text.length, serial: `${Date.now()}.${this.serial}` });
    }, pause);
  }

  /** Tell what the mentions are and which answers rest on them. */
  point(mentions) {
    this.text.light(mentions.map((mention) => mention.span), "pointed");
    const resting = this.answers.findings.filter((finding) => this.move(finding.spans).some((span) => mentions.some((mention) => overlap(span, mention.span))));
    for (const finding of this.answers.findings) finding.node.classList.toggle("related", resting.includes(finding));
    this.say(mentions, resting);
  }

  say(mentions, resting = []) {
    if (!mentions.length) return this.note.replaceChildren(el("span", { class: "hint" }, matchMedia("(pointer: coarse), (max-width: 800px)").matches ? TOUCH_HINT : KEYS_HINT));
    const words = mentions.map((mention) => el("span", { class: "said" }, el("b", {}, this.text.field.value.slice(...mention.span)), ` ${mention.says.join(" · ")}`));
    const names = resting.map((finding) => finding.name.split(/[,:]/)[0]).join(", ");
    return this.note.replaceChildren(...words, el("span", { class: "rests" }, names ? `Rests on it: ${names}` : "No answer rests on it"));
  }

  clicked(event) {
    const mentions = this.text.mentionsAt(event.clientX, event.clientY);
    const selecting = this.text.field.selectionStart !== this.text.field.selectionEnd;
    if (!mentions.length || selecting) return;
    if (!this.wasWriting) this.text.field.blur();
    const finding = this.answers.findings.find((candidate) => candidate.node.classList.contains("related"));
    finding?.node.scrollIntoView({ block: "nearest" });
  }

  lightUnder(target) {
    const finding = this.answers.findings.find((candidate) => candidate.node === target?.closest?.(".finding"));
    const spans = target?.closest?.("button")?.spans ?? finding?.spans;
    this.text.light(this.move(spans ?? this.chosen?.spans ?? []), "lit");
  }

  focused(target, clicked = false) {
    const finding = this.answers.findings.find((candidate) => candidate.node === target.closest(".finding"));
    if (!finding) return;
    if (finding !== this.chosen) this.place = -1;
    this.chosen = finding;
    this.lightUnder(target);
    if (clicked && finding.spans.length && !target.closest("button, summary, textarea")) this.nextPlace();
  }

  nextPlace() {
    const spans = this.move(this.chosen?.spans ?? []);
    if (!spans.length) return;
    this.place = (this.place + 1) % spans.length;
    this.show(spans[this.place], true);
  }

  /** Bring a place into sight and mark it. */
  show(span, moved = false) {
    const place = moved ? span : this.move([span])[0];
    if (!place) return;
    this.text.scrollTo(place);
    this.text.light([place], "shown");
  }

  find(step = 0) {
    const number = this.text.search(this.search.value);
    this.at = step && number ? ((this.at ?? -1) + step) % number : 0;
    this.root.querySelector(".hits").textContent = this.search.value.trim() ? `${number ? this.at + 1 : 0} of ${number}` : "";
    if (number) this.show(this.text.hits[this.at], true);
  }

  leave() {
    this.root.activeElement?.blur();
    this.chosen = null;
    this.text.light([], "lit");
    this.text.light([], "shown");
  }
}

const views = new WeakMap();

export default function ({ parentElement, data, setStateValue }) {
  if (!views.has(parentElement)) views.set(parentElement, new View(parentElement));
  const view = views.get(parentElement);
  view.update(data, (edit) => setStateValue("edit", edit));
  return () => {
    view.close();
    views.delete(parentElement);
  };
}
