// The diagnoses of the indication: asked for with a button, then rows that a click traces to their words.

const OFFER = "Candidates are looked up in the code list of diagnoses on this machine.";
const DIAGNOSES_SHOWN = 5;

/** Draw the section; `ask` tells Python to open the list. */
function diagnosisSection(answers, diagnoses, ask) {
  const { state, rows, message, possible } = diagnoses;
  const offer = state === "offered" && possible;
  const words = message || (offer ? OFFER : "");
  const drawn = rows.map((row) => diagnosisRow(answers, row));
  const rest = drawn.slice(DIAGNOSES_SHOWN);
  return el("section", { class: "group diagnoses" },
    el("h2", {}, "Diagnoses", el("span", { class: "tally" }, rows.length ? "of the indication" : "")),
    words ? el("p", { class: "remark" }, words) : null,
    offer ? diagnosisButton(ask) : null,
    ...drawn.slice(0, DIAGNOSES_SHOWN),
    rest.length ? answers.folded("diagnoses", false, [el("span", { class: "tally" }, `${rest.length} more`)], rest) : null);
}

function diagnosisButton(ask) {
  const open = (event) => {
    event.stopPropagation();
    event.currentTarget.disabled = true;
    event.currentTarget.textContent = "Looking up …";
    ask();
  };
  return el("button", { class: "offer", type: "button", click: open }, "Look up the indication");
}

function diagnosisRow(answers, row) {
  const needs = row.needs.length ? el("span", { class: "word" }, `needs ${row.needs.join(", ")}`) : null;
  const node = el("div", { class: "diagnosis" },
    el("b", {}, row.code),
    el("div", {},
      el("p", {}, row.name, el("span", { class: "word" }, row.kind), needs),
      el("p", { class: "detail" }, row.reason)));
  return answers.finding(node, row.id, row.code, row.places, `${row.code}, ${row.name}, ${row.kind}`);
}
