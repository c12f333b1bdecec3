// The findings as a table for the coder: what the report says of each structure, a click goes to its words.

const ROWS_UNFOLDED = 12;

function findingsTable(answers, groups) {
  const count = groups.reduce((sum, group) => sum + group.rows.length, 0);
  if (!count) return null;
  const names = ["Structure", "Segment", "What", "Value"].map((name) => el("th", { scope: "col" }, name));
  const rows = groups.flatMap((group) => group.rows.map((row, place) => findingRow(answers, group, row, place)));
  const table = el("table", { class: "told" }, el("thead", {}, el("tr", {}, ...names)), el("tbody", {}, ...rows));
  const summary = [el("b", {}, "Findings"), el("span", { class: "tally" }, String(count))];
  return el("section", { class: "group" }, answers.folded("findings", count <= ROWS_UNFOLDED, summary, [table]));
}

function findingRow(answers, group, row, place) {
  const structure = [group.side, group.structure].filter(Boolean).join(" ");
  const name = [structure, row.segment].filter(Boolean).join(", ");
  const node = el("tr", { class: [place ? "" : "first", row.abnormal ? "abnormal" : ""].join(" ") },
    el("th", { scope: "row" }, place ? el("span", { class: "heard" }, structure) : structure),
    el("td", {}, row.segment),
    el("td", {}, row.what),
    el("td", {}, row.value));
  return answers.finding(node, row.id, name, row.places, `${name}: ${row.what}, ${row.value}`);
}
