// Everything by keyboard, wherever the reader is not writing.

const KEYS_HINT =
  "Point at a word to see what it is.   j k next finding · e evidence · q question · i edit · / search · Esc leave the text";
const TOUCH_HINT = "Tap a word to see what it is.";

function isWriting(event) {
  const target = event.composedPath()[0];
  return target instanceof Element && target.matches("input, textarea:not(:read-only), select, [contenteditable]");
}

/** Order findings as they stand on the page, whichever was made first. */
function asOnThePage(one, other) {
  return one.node.compareDocumentPosition(other.node) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

/** Return the listener for the page's keys; `view` has the findings, the chosen one, and the search field. */
function keyListener(view) {
  const walk = (step) => {
    const all = view.answers.findings.filter((finding) => finding.name && finding.node.checkVisibility()).sort(asOnThePage);
    if (!all.length) return;
    const at = all.findIndex((finding) => finding.id === view.chosen?.id);
    const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
    next.node.focus();
    next.node.scrollIntoView({ block: "nearest" });
  };
  const actions = {
    j: () => walk(1),
    k: () => walk(-1),
    e: () => view.nextPlace(),
    q: () => view.chosen?.node.querySelector(".ask, .asked summary")?.click(),
    i: () => view.writing.begin(),
    "/": () => view.search.focus(),
  };
  return (event) => {
    if (event.key === "Escape") view.leave();
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event) || !actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  };
}
