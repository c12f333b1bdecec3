// Small parts that the list view is made of.

/** Words for a screen reader alone. */
function heard(words) {
  return el("span", { class: "heard" }, words);
}

/** The shape that goes with a word. */
function shape(kind) {
  return el("i", { class: `shape ${kind}`, "aria-hidden": "true" });
}

function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
