// The diagnoses of the indication: asked for with a button, then rows with the words that they rest on.

const OFFER = "Candidates are looked up in the code list of diagnoses on this machine.";

/** Draw the section; `ask` tells Python to open the list. */
function diagnosisSection(answers, diagnoses, ask) {
  const { state, rows, message, possible } = diagnoses;
  const title = el("h2", {}, "Diagnoses", el("span", { class: "tally" }, rows.length ? String(rows.length) : ""));
  const offer = state === "offered" && possible;
  const words = message || (offer ? OFFER : "");
  return el("section", { class: "group diagnoses" }, title,
    words && el("p", { class: "remark" }, words),
    offer && diagnosisButton(ask),
    ...rows.map((row) => diagnosisRow(answers, row)));
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
      el("p", {}, row.name, " ", el("span", { class: "kind-word" }, row.kind), needs),
      el("p", { class: "detail" }, row.reason),
      answers.chips(row.places)));
  return answers.finding(node, row.id, row.code, row.places, `${row.code}, ${row.name}, ${row.kind}`);
}
