// The view: joins the report and its answers, and tells Python of edits.

const PAUSE_AFTER_TYPING = 450;
const PAUSE_AFTER_PASTE = 20;
const LONG_TEXT = 50000;
const INVITATION = "Paste another report over this one, or press Edit: it is checked as you go.";
const LOST = "The app does not answer. Your text is kept here.";
const ASKED = "First say, below the text, whether what was pasted is another report.";

class View {
  constructor(root) {
    this.root = root;
    this.text = new ReportText(root);
    this.legend = new Legend(root.querySelector(".legend"), this.text);
    this.answers = new Answers((span) => this.show(span), () => this.changeText("return"));
    this.writing = new Writing(root, this);
    this.completion = this.answers.completion = new Completion(root, this);
    this.answers.ask = (name, message) => this.ask(name, message);
    this.difference = new Difference(root);
    this.day = new Day(root, (day) => { this.ask("day", { day }); this.keep(); });
    this.connection = new Connection(() => this.lost(), () => this.comesBack());
    this.decisions = this.answers.decisions = new Decisions(this);
    this.search = root.querySelector(".search");
    this.note = root.querySelector(".note");
    this.changes = root.querySelector(".changes");
    this.list = root.querySelector(".findings");
    this.cover = root.querySelector(".cover");
    this.data = null;
    this.told = null;
    this.chosen = null;
    this.place = -1;
    this.serial = 0;
    this.session = null;
    this.unanswered = null;
    this.restoring = null;
    this.listenToReport();
    this.listenToAnswers();
    this.listenToPage();
  }

  /** Take over what Python says. Typing that went on meanwhile stays, and answers to an earlier text are left out. */
  update(data, send) {
    this.send = send;
    if (this.isRestoring(data) || this.isOutdated(data)) return;
    this.connection.answered();
    this.unanswered = null;
    const before = this.data;
    const news = JSON.stringify({ ...data, keep: null, completion: null });
    const { field } = this.text;
    if (data.revision !== before?.revision && field.value !== data.text) field.value = data.text;
    const isAnother = data.number !== before?.number;
    if (isAnother) this.forget(data);
    this.data = inUnits({ mentions: [], ...data }, unitsOf(data.text));
    this.root.querySelector(".view").dataset.view = data.view;
    this.decisions.take(data.decisions);
    this.writing.update(data, isAnother);
    this.difference.draw(data.difference);
    this.day.update(data.day);
    // The same answers stay as they are, so that what the reader is doing in them goes on.
    this.completion.update(this.data.completion);
    if (news !== this.told) this.drawAnswers();
    this.told = news;
    this.drawText();
    this.legend.draw(data.kinds, this.data.mentions);
    if (data.view !== before?.view) this.legend.show(data.view === "coder" ? data.marked : []);
    if (this.timer || this.writing.asks) return;
    this.uncover();
    this.tell(data.note || data.changes.join(" · "));
    this.say([]);
    this.keep();
    this.decisions.settle();
  }

  /** Whether these are still the answers to a text that is no longer in the field. */
  isOutdated(data) {
    return Boolean(this.unanswered) && data.answered !== this.unanswered.stamp && data.revision === this.data?.revision;
  }

  /** A session that is new to this tab gets back what the tab kept, and is not shown before it has taken it. */
  isRestoring(data) {
    if (!data.keep) return false;
    if (data.session !== this.session) {
      this.session = data.session;
      const work = keptWork();
      if (work && work.session !== data.session && work.person === data.keep.person) this.restore(data, work);
    }
    if (this.restoring && data.restored !== this.restoring) return true;
    this.restoring = null;
    return false;
  }

  restore(data, work) {
    this.text.field.value = work.text;
    this.data = { ...data, text: work.text, mentions: [] };
    this.text.draw([], []);
    this.shut("Checking …", "Your report is taken up again.");
    clearTimeout(this.timer);
    this.timer = null;
    this.unanswered = null;
    this.restoring = this.ask("kept", work);
  }

  /** Have the tab keep the work as it stands. */
  keep() {
    const { data, session } = this;
    if (!data?.keep || this.restoring) return;
    const text = this.text.field.value;
    const fresh = Boolean(this.pending && this.pending !== "edit");
    const edited = text === data.text ? data.keep.came_as : (data.keep.came_as ?? data.text);
    const day = this.day.given;
    keepWork({ ...data.keep, session, text, day, fresh, came_as: fresh ? null : edited, questions: fresh ? {} : this.answers.questions.edits });
  }

  /** Another report begins with nothing chosen and nothing unfolded. */
  forget(data) {
    this.chosen = null;
    this.answers.forget(data.question_edits);
    this.list.replaceChildren();
    this.list.parentElement.scrollTop = 0;
    this.text.scroller.scrollTop = 0;
  }

  drawAnswers() {
    const focused = this.root.activeElement?.closest?.(".finding")?.dataset.id;
    const scrolled = this.list.parentElement.scrollTop;
    const atWork = this.completion.holds(this.root.activeElement) ? this.root.activeElement : null;
    this.list.replaceChildren(...this.answers.draw(this.data, this.send));
    this.list.parentElement.scrollTop = scrolled;
    this.chosen = this.answers.findings.find((finding) => finding.id === focused) ?? null;
    (atWork ?? this.chosen?.node)?.focus({ preventScroll: true });
  }

  /** Draw the text as it stands in the field, with what was found in the text that Python saw. */
  drawText() {
    const move = mover(this.data.text, this.text.field.value);
    this.move = (spans) => spans.map(move).filter(Boolean);
    const mentions = this.data.mentions.map((mention) => ({ ...mention, span: move(mention.span) }));
    const places = this.answers.findings.flatMap((finding) => this.move(finding.spans));
    this.text.draw(mentions.filter((mention) => mention.span), places);
    this.text.light(this.chosen ? this.move(this.chosen.spans) : [], "lit");
    this.completion.place(this.data.gaps_at ?? []);
  }

  listenToReport() {
    const { field } = this.text;
    field.addEventListener("mousemove", (event) => this.point(this.text.mentionsAt(event.clientX, event.clientY)));
    field.addEventListener("mouseleave", () => this.point([]));
    field.addEventListener("mousedown", () => { this.wasWriting = this.root.activeElement === field; });
    field.addEventListener("click", (event) => this.clicked(event));
    this.search.addEventListener("input", () => this.find(0));
    this.search.addEventListener("keydown", (event) => { if (event.key === "Enter") this.find(1); });
    this.root.querySelector(".clear").addEventListener("click", () => this.clear());
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
      if (!event.target.closest("button, summary, textarea, fieldset, label")) this.nextPlace();
    });
  }

  listenToPage() {
    this.onKey = keyListener(this);
    this.onPaste = (event) => this.writing.paste(event);
    this.skip = el("a", { href: "#", class: "skip-to-report", click: (event) => this.skipToText(event) }, "Skip to the report");
    document.body.prepend(this.skip);
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("paste", this.onPaste);
  }

  close() {
    this.flush();
    this.connection.close();
    this.decisions.close();
    this.skip.remove();
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("paste", this.onPaste);
  }

  skipToText(event) {
    event.preventDefault();
    this.text.field.focus();
  }

  /** Another report is in the field: what was said of the one before goes at once. */
  another() {
    this.text.scroller.scrollTop = 0;
    this.difference.draw(null);
    this.day.update(this.data.day && { given: "", found: "" });
    this.shut("Checking …", this.slowness());
    this.edited("another", PAUSE_AFTER_PASTE);
  }

  /** Empty the page; nothing of the report stays in this tab or in what the app was told. */
  clear() {
    this.text.field.value = "";
    this.send("kept", null);
    this.another();
    this.text.field.focus();
  }

  /** Say of a long text that its check takes time. */
  slowness() {
    const { length } = this.text.field.value;
    return length < LONG_TEXT ? "" : `${length.toLocaleString("en-US")} characters: this takes some seconds.`;
  }

  /** Send the text to be checked after a pause; `kind` is as `session.accept_edit` takes it. */
  edited(kind, pause) {
    this.pending = this.pending === "another" ? "another" : kind;
    this.keep();
    this.drawText();
    this.changes.classList.add("busy");
    this.list.classList.add("old");
    this.changes.textContent = this.writing.asks ? "" : `Checking … ${this.slowness()}`;
    clearTimeout(this.timer);
    this.timer = null;
    if (this.connection.isLost) this.lost();
    // A long text waits longer for the next key, for its check cannot be broken off.
    else if (!this.writing.asks) this.timer = setTimeout(() => this.flush(), pause * (1 + this.text.field.value.length / LONG_TEXT));
  }

  /** Send at once what waits to be sent. */
  flush() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = null;
    this.changeText(this.pending);
  }

  changeText(kind) {
    this.unanswered = { kind };
    this.unanswered.stamp = this.ask("edit", { text: this.text.field.value, kind });
  }

  /** Tell Python something that is answered, and return the stamp by which the answer is known. */
  ask(name, message) {
    this.serial += 1;
    // The time makes the same message twice two messages, after a page was left and come back to as well.
    const stamp = `${Date.now()}.${this.serial}`;
    this.connection.waits();
    this.send(name, { ...message, stamp });
    return stamp;
  }

  /** Cover the answers while they are not those of the text. */
  shut(title, words) {
    this.cover.replaceChildren(el("h2", {}, title), el("p", {}, words));
    this.cover.hidden = false;
    this.list.hidden = true;
    this.changes.textContent = "";
  }

  uncover() {
    this.pending = null;
    this.cover.hidden = true;
    this.list.hidden = false;
    this.list.classList.remove("old");
  }

  hold() {
    this.shut("Not checked", ASKED);
  }

  lost() {
    this.keep();
    this.shut("Not checked", LOST);
  }

  /** The app can be asked again: it is told the text anew, for it may have heard nothing. */
  comesBack() {
    if (this.writing.asks) {
      this.hold();
      return;
    }
    clearTimeout(this.timer);
    this.timer = null;
    if (this.restoring) return;
    if (this.data.fixed) this.ask("edit", {});
    else this.changeText(this.pending ?? "edit");
  }

  /** Tell what the last check changed, or else what the reader can do. */
  tell(news) {
    this.changes.textContent = news || (this.writing.mode === "locked" ? INVITATION : "");
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
      this.note.replaceChildren(el("span", {}, narrow ? TOUCH_HINT : this.decisions.told ? REVIEW_HINT : KEYS_HINT));
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
    if (this.data.completion?.draft && span[0] >= this.data.text.length) {
      this.completion.showDraft();
      return;
    }
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

export default function ({ parentElement, data: [data], setStateValue }) {
  if (!views.has(parentElement)) views.set(parentElement, new View(parentElement));
  const view = views.get(parentElement);
  view.update(data, setStateValue);
  return () => {
    view.close();
    views.delete(parentElement);
  };
}
