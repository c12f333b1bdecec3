// The single answers: how sure they are, a code, its neighbour, an edit, a conflict, a documentation element, a study's element list.

/** Draw how sure the code list is: one quiet line where it is sure, a finding with its reasons where it is not. */
function reviewCard(answers, review) {
  const shape = el("span", { class: "shape", "aria-hidden": "true" });
  if (!review.look_first) return el("p", { class: "review sure" }, shape, el("b", {}, review.word), review.says);
  const reasons = review.why.map((reason) => el("li", {}, reason));
  const node = el("section", { class: "review doubtful" },
    el("p", { class: "line" }, shape, el("b", {}, review.word)),
    reasons.length ? el("ul", {}, ...reasons) : null,
    el("p", { class: "detail" }, review.says));
  const label = [`${review.word}.`, ...review.why, review.says].join(" ");
  return answers.finding(node, "review", "the doubt of the code list", [], label);
}

function codeCard(answers, code) {
  const units = `×${code.units}`;
  const needs = code.needs.length ? el("p", { class: "needs" }, el("b", {}, "Needs "), code.needs.join(", ")) : null;
  const node = el("article", { class: `card ${code.status}` },
    el("header", {},
      el("span", { class: "shape", "aria-hidden": "true" }),
      el("b", { class: "number" }, code.name),
      el("span", { class: "units" }, units),
      el("span", { class: "status" }, code.word)),
    el("p", { class: "label" }, code.label),
    el("p", { class: "reason" }, code.reason),
    needs,
    ...(answers.thorough ? code.notes : []).map(noteLine),
    ...code.other_answers.map((answer) => noteLine({ modifier: "or", words: answer })),
    answers.chips(code.places),
    answers.decisions?.forCode(code),
    el("p", { class: "origin" }, ruleLink(code.rule), code.source && ` · ${code.source}`));
  return answers.finding(node, code.id, code.name, code.places, `${code.name}, ${units}, ${code.word}`);
}

/** Lead to the rule on the knowledge page, in a tab of its own: the report stays where it is. */
function ruleLink(rule) {
  const still = (event) => event.stopPropagation();
  const href = `knowledge?rule=${encodeURIComponent(rule)}`;
  return el("a", { href, target: "_blank", rel: "noopener", click: still }, `Rule ${rule}`);
}

/** Draw a note; the modifier that it is the reason for leads it. */
function noteLine(note) {
  return el("p", { class: "remark" }, note.modifier && el("b", {}, `${note.modifier} `), note.words);
}

/** Draw a code that is no candidate, with what stands between it and the report. */
function neighbourCard(answers, code) {
  const node = el("article", { class: "card not_reportable" },
    el("header", {}, el("b", { class: "number" }, code.code), el("span", { class: "units" }, code.label)),
    ...code.lines.map((line) => el("p", { class: "reason" }, line)));
  return answers.finding(node, code.id, code.code, [], `About ${code.code}: ${code.lines.join(" ")}`);
}

/** Draw the field that asks about any code, and the answer to what was asked last: what stands between, or what holds it. */
function askCode(answers, why) {
  const field = el("input", { type: "text", class: "code", size: "7", maxlength: "12", placeholder: "93970", autocomplete: "off", "aria-label": "A code to ask about" });
  field.value = why.code;
  const form = el("form", { class: "any-code" }, el("label", {}, "Ask about any code ", field), el("button", { type: "submit", class: "offer" }, "Why"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answers.ask("why", { code: field.value });
  });
  return why.code ? [form, neighbourCard(answers, { id: "why", code: why.code, label: why.label, lines: why.lines })] : [form];
}

/** Return what the complete form of each incomplete study also needs. */
function incomplete(studies) {
  return studies.filter((study) => study.lacking.length).map((study) =>
    el("p", { class: "remark" }, `${study.title}: the complete study also needs ${study.lacking.join(", ")}.`));
}

function editRow(answers, finding) {
  const node = el("div", { class: `edit ${finding.tone}` },
    el("p", { class: "line" }, el("b", {}, finding.codes), el("span", { class: "word" }, finding.word)),
    el("p", {}, finding.message),
    ...finding.grounds.map((line) => el("p", { class: "origin" }, line)));
  return answers.finding(node, finding.id, finding.codes, [], `Edit ${finding.codes}: ${finding.word}`);
}

/** A study or procedure that is named and earns no code. */
function seenRow(answers, seen) {
  const node = el("div", { class: "row denied" },
    el("span", { class: "shape", "aria-hidden": "true" }),
    el("div", {}, el("p", {}, seen.why), answers.chips(seen.places)));
  return answers.finding(node, seen.id, "seen, not counted", seen.places, `Seen, but not counted: ${seen.why}`);
}

function conflictRow(answers, conflict) {
  const node = el("div", { class: "row conflicting" },
    el("span", { class: "shape", "aria-hidden": "true" }),
    el("div", {}, el("p", {}, conflict.message), answers.chips(conflict.places)));
  return answers.finding(node, conflict.id, "a conflict", conflict.places, `Conflict: ${conflict.message}`);
}

function elementRow(answers, line) {
  const present = line.state === "present";
  const question = present ? undefined : answers.questions.about(line.id);
  const word = present ? "" : [line.word, line.severity === "required" ? "required" : ""].filter(Boolean).join(", ");
  const head = el("p", { class: "line" }, el("b", {}, line.label), el("span", { class: "word" }, word));
  const body = el("div", {}, head, el("p", { class: "detail", title: present ? line.detail : undefined }, line.detail));
  if (!present) {
    // The places of a conflict stand with the conflict itself.
    const beside = line.state === "conflicting" ? null : answers.chips(line.places);
    if (beside) body.append(el("div", { class: "beside" }, el("span", {}, "In the report:"), beside));
    if (line.codes.length) body.append(el("p", { class: "origin" }, `Concerns ${line.codes.join(", ")}`));
  }
  if (question) head.append(askButton(answers, line, question));
  body.append(answers.decisions?.forGap(line) ?? "");
  const node = el("div", { class: `row ${line.state}` }, el("span", { class: "shape", "aria-hidden": "true" }), body);
  return answers.finding(node, line.id, line.label, line.places, `${line.label}: ${line.word}`);
}

function askButton(answers, line, question) {
  const open = (event) => {
    event.stopPropagation();
    answers.questions.open(question);
  };
  return el("button", { class: "ask", type: "button", "aria-label": `ask about ${line.label}`, click: open }, "ask");
}

function studyTable(answers, study) {
  const head = el("tr", {}, el("td", {}), ...study.columns.map((name) => el("th", { scope: "col" }, name)));
  const rows = study.rows.map((row) => {
    const marks = row.cells.map((cell) => el("td", {}, ledgerMark(answers, cell)));
    return el("tr", {}, el("th", { scope: "row" }, row.name), ...marks);
  });
  const table = el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows));
  const summary = [el("b", {}, study.title), el("span", { class: "tally" }, study.tally)];
  const open = answers.thorough || study.lacking.length > 0;
  const node = el("section", { class: "group study" }, answers.folded(study.id, open, summary, [table]));
  const places = study.rows.flatMap((row) => row.cells.flatMap((cell) => cell?.places ?? []));
  return answers.finding(node, study.id, study.title, places);
}

function ledgerMark(answers, cell) {
  if (!cell) return null;
  const show = (event) => {
    event.stopPropagation();
    answers.show(cell.places[0].spans[0]);
  };
  const named = { title: cell.says, "aria-label": cell.says, disabled: !cell.places.length };
  const node = el("button", { class: `cell ${cell.state}`, type: "button", ...named, click: show });
  node.spans = cell.places.flatMap((place) => place.spans);
  return node;
}
