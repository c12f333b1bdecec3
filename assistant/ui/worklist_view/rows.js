// The rows: a table at a desk, cards on a telephone; one link a row opens the report.

const HEADS = [
  ["name", "Patient and report"], ["day", "Day"], ["title", "Title"], ["physician", "Physician"], ["codes", "Codes"],
  ["gaps", "Gaps"], ["doubt", "Doubt"], ["status", "Status"], ["by", "Added by"],
];

/** Draw the table; the roles say that it is one where the style makes cards of its rows. */
function rowTable(list) {
  const { data } = list;
  const heads = HEADS.map(([name, words]) => el("th", { scope: "col", role: "columnheader", class: name }, words));
  return el("table", { role: "table" },
    el("caption", { class: "heard" }, `Reports ${data.start + 1} to ${data.start + data.rows.length} of ${data.total}`),
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...heads)),
    el("tbody", { role: "rowgroup" }, ...data.rows.map((row) => tableRow(list, row))));
}

function tableRow(list, row) {
  const cell = (name, ...children) => el("td", { role: "cell", class: name }, ...children);
  const link = el("a", {
    href: `?report=${row.number}`, "data-key": `row:${row.number}`, "data-number": row.number,
    click: (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      list.open(row.number);
    },
  }, row.patient || row.name);
  const node = el("tr", { role: "row", class: `row ${row.status}` },
    el("th", { scope: "row", role: "rowheader", class: "name" }, link, row.patient ? el("small", {}, row.name) : null),
    cell("day", row.day || el("span", { class: "none" }, "no date")),
    cell("title", el("span", { title: row.title }, row.purged ? "Text purged" : row.title || row.kind)),
    cell("physician", row.physician),
    cell("codes", ...codeChips(row)),
    cell("gaps", gapsOf(row)),
    cell("doubt", ...doubtOf(row)),
    cell("status", shape(row.status), row.status_word),
    cell("by", el("span", { title: when(row.added) }, row.by)));
  node.addEventListener("click", () => { if (!getSelection().toString()) list.open(row.number); });
  node.addEventListener("focusin", () => list.tell(row));
  node.addEventListener("mouseenter", () => list.tell(row));
  return node;
}

function codeChips(row) {
  const chip = (kind, says) => (name) => el("span", { class: `code ${kind}` }, shape(kind), name, heard(` ${says}`));
  const chips = [...row.codes.map(chip("supported", "supported,")), ...row.needing.map(chip("needing", "needs documentation,"))];
  return chips.length ? chips : [el("span", { class: "none" }, "no code")];
}

function gapsOf(row) {
  if (!row.gaps.length) return el("span", { class: "none" }, "none");
  const names = row.gaps.join(", ");
  return el("span", { class: "many", title: names }, String(row.gaps.length), heard(` ${row.gaps.length === 1 ? "gap" : "gaps"}: ${names}`));
}

function doubtOf(row) {
  if (!row.first) return [el("span", { class: "none" }, "sure")];
  const why = row.why.join("; ");
  return [shape("first"), el("b", {}, "Look first"), el("span", { class: "why", title: why }, why)];
}

function when(moment) {
  return new Date(moment).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
}

/** Draw the way from page to page. */
function pageLinks(list) {
  const { page, pages, start, rows, total } = list.data;
  if (pages < 2) return [];
  const to = (number, words, key) => el("button", {
    type: "button", "data-key": key, disabled: number < 0 || number >= pages, click: () => list.turn(number),
  }, words);
  return [
    to(0, "First", "page:first"), to(page - 1, "Previous", "page:before"),
    el("span", { "aria-current": "page" }, `${(start + 1).toLocaleString("en")}–${(start + rows.length).toLocaleString("en")} of ${total.toLocaleString("en")}`),
    to(page + 1, "Next", "page:after"), to(pages - 1, "Last", "page:last"),
  ];
}
