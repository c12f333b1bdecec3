// The view: joins the report and its answers, and tells Python of edits.

const PAUSE_AFTER_TYPING = 450;
const PAUSE_AFTER_PASTE = 20;
const INVITATION = "Paste over the report, or edit it: it is checked as you go.";

class View {
  constructor(root) {
    this.root = root;
    this.text = new ReportText(root);
    this.legend = new Legend(root.querySelector(".legend"), this.text.layer);
    this.answers = new Answers((span) => this.show(span));
    this.decisions = this.answers.decisions = new Decisions(this);
    this.search = root.querySelector(".search");
    this.note = root.querySelector(".note");
    this.changes = root.querySelector(".changes");
    this.list = root.querySelector(".findings");
    this.data = null;
    this.told = null;
    this.chosen = null;
    this.place = -1;
    this.serial = 0;
    this.listenToReport();
    this.listenToAnswers();
    this.listenToPage();
  }

  /** Take over what Python says. Typing that went on meanwhile stays. */
  update(data, send) {
    this.send = send;
    const before = this.data;
    const news = JSON.stringify(data);
    const { field } = this.text;
    if (data.revision !== before?.revision && field.value !== data.text) field.value = data.text;
    if (data.number !== before?.number) this.forget();
    this.data = inUnits({ mentions: [], ...data }, unitsOf(data.text));
    this.root.querySelector(".view").dataset.view = data.view;
    this.decisions.take(data.decisions, send);
    field.readOnly = Boolean(data.fixed);
    // The same answers stay as they are, so that what the reader is doing in them goes on.
    if (news !== this.told) this.drawAnswers();
    this.told = news;
    this.drawText();
    this.legend.draw(data.kinds, this.data.mentions);
    if (data.view !== before?.view) this.legend.show(data.view === "coder");
    this.tell(data.note || data.changes.join(" · "));
    this.say([]);
    this.decisions.settle();
  }

  /** Another report begins with nothing chosen and nothing unfolded. */
  forget() {
    this.chosen = null;
    this.answers.forget();
    this.list.replaceChildren();
    this.list.parentElement.scrollTop = 0;
    this.text.scroller.scrollTop = 0;
  }

  drawAnswers() {
    const focused = this.root.activeElement?.closest?.(".finding")?.dataset.id;
    const scrolled = this.list.parentElement.scrollTop;
    this.list.replaceChildren(...this.answers.draw(this.data, this.send));
    this.list.parentElement.scrollTop = scrolled;
    this.chosen = this.answers.findings.find((finding) => finding.id === focused) ?? null;
    this.chosen?.node.focus({ preventScroll: true });
  }

  /** Draw the text as it stands in the field, with what was found in the text that Python saw. */
  drawText() {
    const move = mover(this.data.text, this.text.field.value);
    this.move = (spans) => spans.map(move).filter(Boolean);
    const mentions = this.data.mentions.map((mention) => ({ ...mention, span: move(mention.span) }));
    const places = this.answers.findings.flatMap((finding) => this.move(finding.spans));
    this.text.draw(mentions.filter((mention) => mention.span), places);
    this.text.light(this.chosen ? this.move(this.chosen.spans) : [], "lit");
  }

  listenToReport() {
    const { field } = this.text;
    field.addEventListener("input", (event) => {
      this.edited(event.inputType === "insertFromPaste" ? PAUSE_AFTER_PASTE : PAUSE_AFTER_TYPING);
    });
    field.addEventListener("mousemove", (event) => this.point(this.text.mentionsAt(event.clientX, event.clientY)));
    field.addEventListener("mouseleave", () => this.point([]));
    field.addEventListener("mousedown", () => { this.wasWriting = this.root.activeElement === field; });
    field.addEventListener("click", (event) => this.clicked(event));
    this.search.addEventListener("input", () => this.find(0));
    this.search.addEventListener("keydown", (event) => { if (event.key === "Enter") this.find(1); });
    this.root.querySelector(".face").addEventListener("click", (event) => {
      const serif = this.root.querySelector(".sheet").classList.toggle("serif");
      event.currentTarget.textContent = serif ? "Mono" : "Serif";
    });
  }

  listenToAnswers() {
    this.list.addEventListener("mouseover", (event) => this.lightUnder(event.target));
    this.list.addEventListener("mouseleave", () => this.lightUnder(null));
    this.list.addEventListener("focusin", (event) => this.choose(event.target));
    this.list.addEventListener("click", (event) => {
      this.choose(event.target);
      if (!event.target.closest("button, summary, textarea")) this.nextPlace();
    });
  }

  listenToPage() {
    this.onKey = keyListener(this);
    this.onPaste = (event) => this.pasted(event);
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("paste", this.onPaste);
  }

  close() {
    clearTimeout(this.timer);
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("paste", this.onPaste);
  }

  /** A paste outside of any field is another report. */
  pasted(event) {
    const words = event.clipboardData?.getData("text/plain");
    if (!words || isWriting(event) || this.data.fixed) return;
    event.preventDefault();
    this.text.field.value = words.replace(/\r\n?/g, "\n");
    this.edited(PAUSE_AFTER_PASTE);
  }

  /** Send the text to be checked after a pause; a text that kept less than a fifth of the old one is another report. */
  edited(pause) {
    this.drawText();
    this.changes.classList.add("busy");
    this.changes.textContent = "Checking …";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const text = this.text.field.value;
      const { head, tail } = sharedEnds(this.data.text, text);
      this.serial += 1;
      // The time makes the same edit twice two edits, after a page was left and come back to as well.
      const serial = `${Date.now()}.${this.serial}`;
      this.send("edit", { text, another: (head + tail) * 5 < this.data.text.length, serial });
    }, pause);
  }

  /** Tell what the last check changed, or else what the reader can do. */
  tell(news) {
    this.changes.textContent = news || (this.data.fixed ? "" : INVITATION);
    this.changes.title = news;
    this.changes.classList.remove("busy");
    this.changes.classList.toggle("news", Boolean(news));
  }

  /** Mark the mentions under the pointer and the answers that rest on them. */
  point(mentions) {
    this.text.light(mentions.map((mention) => mention.span), "pointed");
    const touched = (span) => mentions.some((mention) => overlap(span, mention.span));
    const resting = this.answers.findings.filter((finding) => this.move(finding.spans).some(touched));
    for (const finding of this.answers.findings) finding.node.classList.toggle("related", resting.includes(finding));
    this.say(mentions, resting);
  }

  /** Write below the report what the mentions are. */
  say(mentions, resting = []) {
    if (!mentions.length) {
      const narrow = matchMedia("(pointer: coarse), (max-width: 800px)").matches;
      this.note.replaceChildren(el("span", {}, narrow ? TOUCH_HINT : KEYS_HINT));
      return;
    }
    const said = mentions.map((mention) => {
      const words = this.text.field.value.slice(...mention.span);
      return el("span", {}, el("b", {}, words), ` ${mention.says.join(" · ")}`);
    });
    const names = [...new Set(resting.map((finding) => finding.name).filter(Boolean))].join(", ");
    const rests = names ? `Rests on it: ${names}` : "No answer rests on it";
    this.note.replaceChildren(...said, el("span", { class: "rests" }, rests));
  }

  /** A click on a mention shows the first answer that rests on it, and does not begin to write. */
  clicked(event) {
    const mentions = this.text.mentionsAt(event.clientX, event.clientY);
    const { field } = this.text;
    if (!mentions.length || field.selectionStart !== field.selectionEnd) return;
    if (!this.wasWriting) field.blur();
    this.point(mentions);
    const finding = this.answers.findings.find((candidate) => candidate.node.classList.contains("related"));
    if (innerWidth > 800) finding?.node.scrollIntoView({ block: "nearest" });
  }

  findingOf(target) {
    const node = target?.closest?.(".finding");
    return this.answers.findings.find((finding) => finding.node === node);
  }

  lightUnder(target) {
    const spans = target?.closest?.("button")?.spans ?? this.findingOf(target)?.spans ?? this.chosen?.spans ?? [];
    this.text.light(this.move(spans), "lit");
  }

  choose(target) {
    const finding = this.findingOf(target);
    if (!finding) return;
    if (finding !== this.chosen) this.place = -1;
    this.chosen = finding;
    this.lightUnder(target);
  }

  nextPlace() {
    const spans = this.chosen?.spans ?? [];
    if (!spans.length) return;
    this.place = (this.place + 1) % spans.length;
    this.show(spans[this.place]);
  }

  /** Bring a place of the text that Python saw into sight, and mark it. */
  show(span) {
    const [place] = this.move([span]);
    if (place) this.showHere(place);
  }

  showHere(place) {
    this.text.scrollTo(place);
    this.text.light([place], "shown");
  }

  /** Search the report; `step` 1 goes to the next place. */
  find(step) {
    const number = this.text.search(this.search.value);
    this.hit = step && number ? (this.hit + step) % number : 0;
    const tally = this.search.value.trim() ? `${number ? this.hit + 1 : 0} of ${number}` : "";
    this.root.querySelector(".hits").textContent = tally;
    if (number) this.showHere(this.text.hits[this.hit]);
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
  view.update(data, setStateValue);
  return () => {
    view.close();
    views.delete(parentElement);
  };
}
