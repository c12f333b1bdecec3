// Whether the report is locked, edited or just being written, and which change of it makes it another report.

const MODE_WORDS = { locked: "", edited: "Editing", written: "", fixed: "" };
const FIELD_LABELS = {
  locked: "Report text, locked. The key i begins to edit it; a paste brings another report.",
  edited: "Report text, being edited. It is checked again after a short pause.",
  written: "Report text. Paste or write a report; it is checked at once.",
  fixed: "Report text, read only.",
};

class Writing {
  /** `view` takes `another(text)` and `edited(kind, pause)`, and is told of a question by `hold()`. */
  constructor(root, view) {
    this.view = view;
    this.root = root;
    this.field = root.querySelector(".text");
    this.asking = root.querySelector(".asking");
    this.mode = "locked";
    this.labels = {};
    const on = (selector, act) => root.querySelector(selector).addEventListener("click", act);
    on(".begin", () => this.begin());
    on(".done", () => this.done());
    on(".discard", () => this.discard());
    on(".yes", () => this.another(this.pasted));
    on(".no", () => this.keepAsEdit());
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || this.field.readOnly) return;
      event.preventDefault();
      this.done();
    });
    this.field.addEventListener("input", (event) => this.changed(event));
  }

  /** Whether the reader was asked about a paste and has not answered. */
  get asks() {
    return !this.asking.hidden;
  }

  /** Take over what Python says; another report is locked, an empty page is written on at once. */
  update(data, isAnother) {
    this.labels = data.identity ?? {};
    if (data.fixed) this.mode = "fixed";
    else if (isAnother || this.mode === "fixed") this.mode = data.locked ? "locked" : "written";
    else if (this.mode === "locked" && !data.locked) this.mode = "written";
    this.apply();
  }

  apply() {
    const { mode, field } = this;
    const empty = !field.value;
    field.readOnly = mode === "locked" || mode === "fixed";
    field.setAttribute("aria-label", FIELD_LABELS[mode]);
    this.root.querySelector(".view").dataset.mode = mode;
    this.root.querySelector(".mode").textContent = MODE_WORDS[mode];
    this.root.querySelector(".begin").hidden = mode !== "locked";
    this.root.querySelector(".done").hidden = mode !== "edited" && (mode !== "written" || empty);
    this.root.querySelector(".discard").hidden = mode !== "edited";
    this.root.querySelector(".clear").hidden = empty || mode === "fixed" || mode === "edited";
  }

  begin() {
    if (this.mode === "locked") {
      this.before = this.field.value;
      this.mode = "edited";
      this.apply();
    }
    this.field.focus({ preventScroll: true });
  }

  done() {
    if (this.asks) return;
    this.view.flush();
    this.mode = this.field.value.trim() ? "locked" : "written";
    this.apply();
    this.root.querySelector(".begin").focus();
  }

  discard() {
    this.asking.hidden = true;
    this.mode = "locked";
    if (this.field.value !== this.before) {
      this.field.value = this.before;
      this.view.edited("edit", 0);
    }
    this.apply();
    this.root.querySelector(".begin").focus();
  }

  changed(event) {
    if (this.mode === "written") this.apply();
    if (this.pasted && event.inputType === "insertFromPaste" && !this.asks) {
      this.asking.hidden = false;
      this.view.hold();
    }
    if (!this.asks) this.pasted = null;
    this.view.edited(this.mode === "written" ? "written" : "edit", event.inputType === "insertFromPaste" ? PAUSE_AFTER_PASTE : PAUSE_AFTER_TYPING);
  }

  /** A paste outside of any field, over the whole text or over a locked one is another report. */
  paste(event) {
    const words = event.clipboardData?.getData("text/plain").replace(/\r\n?/g, "\n");
    const inside = event.composedPath()[0] === this.field;
    if (!words?.trim() || this.mode === "fixed" || (!inside && isWriting(event))) return;
    const { value, selectionStart, selectionEnd } = this.field;
    const left = value.slice(0, selectionStart) + value.slice(selectionEnd);
    if (!inside || this.field.readOnly || !left.trim()) {
      event.preventDefault();
      this.another(words);
      return;
    }
    // Another patient's words in the middle, or most of the text gone: only the reader knows what that is.
    const doubtful = left.length * 2 < value.length || tellsAnother(words, value, this.labels);
    this.pasted = doubtful ? words : null;
  }

  another(text) {
    this.asking.hidden = true;
    this.pasted = null;
    this.mode = "locked";
    this.field.value = text;
    this.field.setSelectionRange(0, 0);
    this.apply();
    this.view.another();
  }

  keepAsEdit() {
    this.asking.hidden = true;
    this.pasted = null;
    this.view.edited(this.mode === "written" ? "written" : "edit", 0);
    this.field.focus({ preventScroll: true });
  }
}
