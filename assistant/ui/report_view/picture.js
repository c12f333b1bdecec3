// The pictures of what was examined: drawn by Python as SVG text, made one tab stop here and joined to the report's words.

const ARROWS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Draw one picture, foldable; its segments are findings that the keys j and k pass over. */
function pictureCard(answers, picture) {
  const drawn = new DOMParser().parseFromString(picture.svg, "image/svg+xml").documentElement;
  const svg = document.importNode(drawn, true);
  const says = el("p", { class: "caption" }, picture.note);
  const nodes = [...svg.querySelectorAll(".segment")].filter((node) => picture.segments[node.dataset.segment]);
  const segments = nodes.map((node) => pictureSegment(answers, picture, node));
  segments.forEach((node, place) => { node.tabIndex = place ? -1 : 0; });
  svg.addEventListener("keydown", (event) => walkSegments(event, segments));
  const tell = (event) => {
    const segment = event.target.closest?.(".segment");
    says.textContent = segment?.querySelector("title")?.textContent ?? picture.note;
  };
  for (const name of ["mouseover", "focusin", "mouseleave", "focusout"]) svg.addEventListener(name, tell);
  svg.addEventListener("mouseleave", () => { says.textContent = picture.note; });
  const box = el("div", { class: "picture-box" }, svg, says);
  const summary = [el("b", {}, picture.title), el("span", { class: "tally" }, picture.tally)];
  const node = el("section", { class: "group" }, answers.folded(picture.id, true, summary, [box]));
  return answers.finding(node, picture.id, picture.title, []);
}

function pictureSegment(answers, picture, node) {
  const { says, places } = picture.segments[node.dataset.segment];
  return answers.finding(node, `${picture.id}:${node.dataset.segment}`, "", places, says);
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
