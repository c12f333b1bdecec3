// The pictures of what was examined: drawn by Python as SVG text, made one tab stop here and joined to the report's words.

const ARROWS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Draw one picture, foldable; its segments are findings that the keys j and k pass over. */
function pictureCard(answers, picture) {
  const svg = drawnBy(picture.svg);
  const says = el("p", { class: "caption" }, picture.note);
  const nodes = new Map([...svg.querySelectorAll(".segment")].map((node) => [node.dataset.segment, node]));
  const segments = picture.segments.map((segment) => pictureSegment(answers, picture, segment, nodes.get(segment.key)));
  segments.forEach((node, place) => { node.tabIndex = place ? -1 : 0; });
  svg.addEventListener("keydown", (event) => walkSegments(event, segments));
  const tell = (event) => {
    const segment = svg.querySelector(".segment:hover") ?? (event.type === "focusout" ? null : svg.querySelector(".segment:focus"));
    says.textContent = segment?.querySelector("title")?.textContent ?? picture.note;
  };
  const keys = picture.legend.map((state) => el("span", {}, drawnBy(state.svg), state.words));
  const box = el("div", { class: "picture-box" }, svg, el("p", { class: "keys", "aria-hidden": "true" }, ...keys), says);
  // On the box, not on the drawing: Chromium gives a tab stop to SVG that listens for focus.
  for (const name of ["mouseover", "mouseleave", "focusin", "focusout"]) box.addEventListener(name, tell);
  const summary = [el("b", {}, picture.title), el("span", { class: "tally" }, picture.tally)];
  const node = el("section", { class: "group" }, answers.folded(picture.id, true, summary, [box]));
  return answers.finding(node, picture.id, picture.title, []);
}

/** Return the node of SVG text, whose words Python escaped. */
function drawnBy(text) {
  return document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
}

function pictureSegment(answers, picture, { key, says, places }, node) {
  // On a telephone the picture writes the short name, which whoever speaks to the page may say.
  const short = node.querySelector(".short")?.textContent;
  const label = short && !says.includes(short) ? says.replace(":", ` (${short}):`) : says;
  return answers.finding(node, `${picture.id}:${key}`, "", places, label);
}

/** Arrow keys go from segment to segment, Enter and the space bar to the words. */
function walkSegments(event, segments) {
  const at = segments.indexOf(event.target.closest(".segment"));
  if (at < 0) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    segments[at].dispatchEvent(new MouseEvent("click", { bubbles: true }));
  }
  const next = segments[at + (ARROWS[event.key] ?? NaN)];
  if (!next) return;
  event.preventDefault();
  for (const node of segments) node.tabIndex = node === next ? 0 : -1;
  next.focus();
}
