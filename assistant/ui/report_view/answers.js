// The answers. Every text of theirs becomes a text node.

/** Make an element; `properties` are attributes, functions among them are listeners; children are nodes or texts. */
function el(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

const CHIPS_SHOWN = 4;

class Answers {
  /** `show(span)` brings a place of the report into sight; `unfolded` keeps what the reader opened or shut, by id. */
  constructor(show) {
    this.show = show;
    this.unfolded = new Map();
    this.findings = [];
  }

  /** Return the nodes for `data`, as `findings.describe` made it. */
  draw(data) {
    this.findings = [];
    this.thorough = data.view === "coder";
    if (data.state === "empty") return [this.plain("No report yet", "Paste or type one, open a file, or pick a sample. It is checked at once.")];
    if (data.state === "failed") return [this.plain("Not checked", data.message, "alert")];
    const parts = [];
    if (data.state === "no_service") {
      parts.push(this.plain(
        "No service", `${data.messages[0] ?? ""} History, comparison and plans earn no code: a study needs the area that was scanned and what was seen there.`,
      ));
    } else {
      parts.push(...data.messages.map((message) => el("p", { class: "message" }, message)));
    }
    parts.push(el("div", { class: "codes" }, ...data.codes.map((code) => this.code(code))));
    if (data.conflicts.length) {
      parts.push(this.section("Conflicts", "", data.conflicts.map((conflict) => this.conflict(conflict))));
    }
    if (data.elements.length) {
      const present = data.elements.filter((line) => line.state === "present").length;
      parts.push(this.section("Documentation", `${present} of ${data.elements.length}`, data.elements.map((line) => this.element(line))));
    }
    parts.push(...data.studies.map((study) => this.study(study)));
    parts.push(this.whyNot(data));
    parts.push(el("p", { class: "basis" }, data.basis.join(" · ")));
    return parts.filter(Boolean);
  }

  plain(title, message, role = "status") {
    return el("div", { class: "state", role }, el("h2", {}, title), el("p", {}, message));
  }

  section(title, tally, children) {
    return el("section", { class: "group" }, el("h2", {}, title, el("span", { class: "tally" }, tally)), ...children);
  }

  /** Register a node as a finding: something that rests on places of the report and can be walked to by keyboard. */
  finding(node, id, name, places) {
    const spans = places.flatMap((place) => place.spans);
    node.classList.add("finding");
    node.dataset.id = id;
    node.tabIndex = 0;
    node.setAttribute("aria-label", name);
    this.findings.push({ id, name, node, spans });
    return node;
  }

  code(code) {
    const units = `×${code.units}`;
    const node = el("article", { class: `card ${code.status}` },
      el("header", {},
        el("span", { class: "shape", "aria-hidden": "true" }),
        el("b", { class: "number" }, code.name), el("span", { class: "units" }, units),
        el("span", { class: "status" }, code.word)),
      el("p", { class: "label" }, code.label),
      el("p", { class: "reason" }, code.reason),
      code.needs.length ? el("p", { class: "needs" }, el("b", {}, "Needs "), code.needs.join(", ")) : null,
      ...code.notes.map((note) => el("p", { class: "remark" }, note)),
      this.chips(code.places),
      el("p", { class: "origin" }, `Rule ${code.rule}`, code.source ? ` · ${code.source}` : ""));
    return this.finding(node, code.id, `${code.name}, ${units}, ${code.word}`, code.places);
  }

  conflict(conflict) {
    const node = el("div", { class: "row conflicting" },
      el("span", { class: "shape", "aria-hidden": "true" }),
      el("div", {}, el("p", {}, conflict.message), this.chips(conflict.places)));
    return this.finding(node, conflict.id, `Conflict: ${conflict.message}`, conflict.places);
  }

  element(line) {
    const missing = line.state !== "present";
    const word = missing ? `${line.word}${line.severity === "required" ? ", required" : ""}` : "";
    const node = el("div", { class: `row ${line.state}` },
      el("span", { class: "shape", role: "img", "aria-label": line.word }),
      el("div", {},
        el("p", { class: "line" }, el("b", {}, line.label), el("span", { class: "word" }, word),
          missing && line.query ? this.askButton(line) : null),
        el("p", { class: "detail" }, line.detail),
        missing && line.state !== "conflicting" ? this.chips(line.places) : null,
        missing && line.codes.length ? el("p", { class: "origin" }, `Concerns ${line.codes.join(", ")}`) : null,
        missing && line.query ? this.question(line) : null));
    return this.finding(node, line.id, `${line.label}: ${line.word}`, line.places);
  }

  askButton(line) {
    const toggle = (event) => {
      event.stopPropagation();
      const box = event.currentTarget.closest(".row").querySelector(".question");
      box.hidden = !box.hidden;
      event.currentTarget.setAttribute("aria-expanded", String(!box.hidden));
      this.unfolded.set(line.id, !box.hidden);
    };
    const open = this.unfolded.get(line.id) ?? false;
    return el("button", { class: "ask", type: "button", "aria-expanded": String(open), click: toggle }, "ask");
  }

  question(line) {
    const field = el("textarea", { rows: "4", "aria-label": `Question about ${line.label}` });
    field.value = line.query;
    const copy = async (event) => {
      const button = event.currentTarget;
      event.stopPropagation();
      field.select();
      const copied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false) || document.execCommand("copy");
      button.textContent = copied ? "Copied" : "Select and copy";
      setTimeout(() => { button.textContent = "Copy"; }, 1600);
    };
    return el("div", { class: "question", hidden: !this.unfolded.get(line.id) }, field, el("button", { type: "button", class: "copy", click: copy }, "Copy"));
  }

  folded(id, open, summary, children) {
    const head = el("summary", {}, ...summary);
    const node = el("details", { open: this.unfolded.get(id) ?? open }, head, ...children);
    head.addEventListener("click", () => this.unfolded.set(id, !node.open));
    return node;
  }

  study(study) {
    const cell = (line) => {
      if (!line) return el("td", {});
      const button = el("button", { class: `cell ${line.state}`, type: "button", title: line.says, "aria-label": line.says, disabled: !line.places.length });
      button.addEventListener("click", (event) => { event.stopPropagation(); this.show(line.places[0].spans[0]); });
      button.spans = line.places.flatMap((place) => place.spans);
      return el("td", {}, button);
    };
    const rows = study.rows.map((row) => el("tr", {}, el("th", { scope: "row" }, row.name), ...row.cells.map(cell)));
    const head = el("tr", {}, el("td", {}), ...study.columns.map((name) => el("th", { scope: "col" }, name)));
    const table = el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows));
    const places = study.rows.flatMap((row) => row.cells.flatMap((line) => line?.places ?? []));
    const node = el("section", { class: "group study" }, this.folded(study.id, this.thorough || study.lacking.length > 0, [el("b", {}, study.title), el("span", { class: "tally" }, study.tally)], [table]));
    return this.finding(node, study.id, study.title, places);
  }

  whyNot(data) {
    const lacking = data.studies.filter((study) => study.lacking.length).map((study) => el("p", { class: "remark" }, `${study.title}: not every line of the complete study. Lacking ${study.lacking.join(", ")}.`));
    const refused = data.refused.map((code) => this.code(code));
    if (!lacking.length && !refused.length) return null;
    return el("section", { class: "group" }, this.folded("why-not", false, [el("b", {}, "Why not"), el("span", { class: "tally" }, data.refused.map((code) => code.name).join(", "))], [...refused, ...lacking]));
  }

  chips(places) {
    if (!places.length) return null;
    const chip = (place, position) => {
      let at = -1;
      const next = (event) => {
        event.stopPropagation();
        at = (at + 1) % place.spans.length;
        this.show(place.spans[at]);
      };
      const button = el("button", { class: "chip", type: "button", hidden: position >= CHIPS_SHOWN, click: next }, place.quote, place.spans.length > 1 ? el("i", {}, `×${place.spans.length}`) : null);
      button.spans = place.spans;
      return button;
    };
    const all = places.map(chip);
    const box = el("div", { class: "chips" }, ...all);
    if (places.length > CHIPS_SHOWN) {
      const more = el("button", { class: "more", type: "button" }, `${places.length - CHIPS_SHOWN} more`);
      more.addEventListener("click", (event) => { event.stopPropagation(); all.forEach((button) => { button.hidden = false; }); more.remove(); });
      box.append(more);
    }
    return box;
  }
}
