// What was changed since the report came: line by line, unfolded by a button that says in how many places.

class Difference {
  constructor(root) {
    this.button = root.querySelector(".changed");
    this.panel = root.querySelector(".difference");
    this.button.addEventListener("click", () => this.show(this.panel.hidden));
  }

  show(open) {
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
  }

  /** Draw what Python says; `null` where the report is as it came. */
  draw(difference) {
    this.button.hidden = !difference?.count;
    if (!difference?.count) {
      this.show(false);
      return;
    }
    const places = difference.count === 1 ? "1 place" : `${difference.count} places`;
    this.button.textContent = `Changed since paste: ${places}`;
    this.panel.replaceChildren(...difference.lines.map(differenceLine));
  }
}

function differenceLine({ number, pieces }) {
  const words = pieces.map(([kind, text]) => {
    if (kind === "same") return text;
    return el(kind === "removed" ? "del" : "ins", {}, el("span", { class: "heard" }, `${kind}: `), text || "\u00b6");
  });
  return el("p", {}, el("i", {}, el("span", { class: "heard" }, "line "), String(number)), el("span", {}, ...words));
}
