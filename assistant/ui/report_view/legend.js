// The legend: one word for each kind of mention, underlined as the mentions are, and the switch that shows them.

class Legend {
  /** `text` draws the mentions in its layer. */
  constructor(node, text) {
    this.node = node;
    this.node.addEventListener("keydown", (event) => this.walk(event));
    this.text = text;
    this.hidden = new Set();
  }

  /** Draw the kinds that are in the report; `kinds` is kind to word. */
  draw(kinds, mentions) {
    this.kinds = Object.keys(kinds);
    const present = this.kinds.filter((kind) => mentions.some((mention) => mention.kind === kind));
    const buttons = present.map((kind) => this.button(kind, kinds[kind]));
    this.node.replaceChildren(...(present.length ? [this.all(present), ...buttons] : []));
    this.stopAt(this.node.firstChild);
    this.apply();
  }

  /** Show these kinds and no others. */
  show(kinds) {
    this.hidden = new Set(this.kinds.filter((kind) => !kinds.includes(kind)));
    this.apply();
  }

  /** One tab stop for all: the arrow keys go from button to button. */
  walk(event) {
    const buttons = [...this.node.querySelectorAll("button")];
    const next = buttons[buttons.indexOf(event.target) + ({ ArrowRight: 1, ArrowLeft: -1 }[event.key] ?? NaN)];
    if (!next) return;
    event.preventDefault();
    this.stopAt(next);
    next.focus();
  }

  stopAt(chosen) {
    for (const button of this.node.querySelectorAll("button")) button.tabIndex = button === chosen ? 0 : -1;
  }

  apply() {
    this.text.hide(this.hidden);
    for (const button of this.node.querySelectorAll(".kind")) {
      button.setAttribute("aria-pressed", String(!this.hidden.has(button.dataset.kind)));
    }
  }

  button(kind, word) {
    const flip = () => {
      if (!this.hidden.delete(kind)) this.hidden.add(kind);
      this.apply();
    };
    const underlined = el("span", { class: `m ${kind}` }, word);
    return el("button", { type: "button", class: "kind", "data-kind": kind, click: flip }, underlined);
  }

  all(present) {
    const flip = () => this.show(present.every((kind) => this.hidden.has(kind)) ? this.kinds : []);
    return el("button", { type: "button", class: "all", title: "Show all kinds, or none", click: flip }, "Mentions");
  }
}
