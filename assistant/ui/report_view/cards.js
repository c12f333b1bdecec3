// The single answers: a code, a conflict, a documentation element with its question, a study's element list.

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
    ...code.notes.map((note) => el("p", { class: "remark" }, note)),
    answers.chips(code.places),
    el("p", { class: "origin" }, [`Rule ${code.rule}`, code.source].filter(Boolean).join(" · ")));
  return answers.finding(node, code.id, code.name, code.places, `${code.name}, ${units}, ${code.word}`);
}

function conflictRow(answers, conflict) {
  const node = el("div", { class: "row conflicting" },
    el("span", { class: "shape", "aria-hidden": "true" }),
    el("div", {}, el("p", {}, conflict.message), answers.chips(conflict.places)));
  return answers.finding(node, conflict.id, "a conflict", conflict.places, `Conflict: ${conflict.message}`);
}

function elementRow(answers, line) {
  const present = line.state === "present";
  const asks = !present && line.query;
  const word = present ? "" : [line.word, line.severity === "required" ? "required" : ""].filter(Boolean).join(", ");
  const head = el("p", { class: "line" }, el("b", {}, line.label), el("span", { class: "word" }, word));
  const body = el("div", {}, head, el("p", { class: "detail", title: present ? line.detail : undefined }, line.detail));
  if (!present) {
    // The places of a conflict stand with the conflict itself.
    if (line.state !== "conflicting") body.append(answers.chips(line.places) ?? "");
    if (line.codes.length) body.append(el("p", { class: "origin" }, `Concerns ${line.codes.join(", ")}`));
  }
  if (asks) {
    const box = question(answers, line);
    head.append(askButton(answers, line, box));
    body.append(box);
  }
  const node = el("div", { class: `row ${line.state}` }, el("span", { class: "shape", "aria-hidden": "true" }), body);
  return answers.finding(node, line.id, line.label, line.places, `${line.label}: ${line.word}`);
}

function askButton(answers, line, box) {
  const toggle = (event) => {
    event.stopPropagation();
    box.hidden = !box.hidden;
    event.currentTarget.setAttribute("aria-expanded", String(!box.hidden));
    answers.unfolded.set(line.id, !box.hidden);
  };
  const named = { "aria-label": `Question about ${line.label}`, "aria-expanded": String(!box.hidden) };
  return el("button", { class: "ask", type: "button", ...named, click: toggle }, "ask");
}

/** Draw the question to the author: it can be edited before it is copied. */
function question(answers, line) {
  const field = el("textarea", { rows: "4", "aria-label": `Question about ${line.label}` });
  field.value = line.query;
  const copy = async (event) => {
    event.stopPropagation();
    const button = event.currentTarget;
    field.select();
    const written = navigator.clipboard?.writeText(field.value).then(() => true, () => false);
    button.textContent = (await written) || document.execCommand("copy") ? "Copied" : "Select and copy";
    setTimeout(() => { button.textContent = "Copy"; }, 1600);
  };
  const button = el("button", { type: "button", class: "copy", click: copy }, "Copy");
  return el("div", { class: "question", hidden: !answers.unfolded.get(line.id) }, field, button);
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
