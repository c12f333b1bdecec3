// The filter: states with their bar, facets with their counts, days, and what of it is chosen.

const OTHER_END = { since: "from", until: "until" };

/** Draw how many reports stand where: a bar, and a button for each status that lists these alone. */
function tallyLine(list) {
  const { counts, total } = list.data;
  const all = counts.reduce((sum, each) => sum + each.count, 0);
  const bar = el("div", { class: "bar", "aria-hidden": "true" },
    ...[...counts].reverse().filter((each) => each.count).map((each) => el("i", { class: each.key, style: `flex-grow:${each.count}` })));
  const buttons = counts.map((each) => el("button", {
    type: "button", class: `status ${each.key}`, "data-key": `status:${each.key}`,
    "aria-pressed": String(list.data.asked.statuses.includes(each.key)),
    click: () => list.flip("statuses", each.key),
  }, shape(each.key), el("b", {}, each.count.toLocaleString("en")), ` ${each.label}`));
  const listed = el("span", { class: "listed" }, list.data.filtered ? `${counted(total, "report")} listed` : counted(all, "report"));
  return [bar, el("div", { class: "states" }, ...buttons, listed)];
}

/** Draw the facets, each a fold with a box for each value. */
function facetFolds(list) {
  const { asked, facets, first } = list.data;
  const doubted = el("button", {
    type: "button", class: "doubted", "data-key": "first", "aria-pressed": String(asked.look_first),
    click: () => list.ask({ look_first: !asked.look_first }),
  }, shape("first"), `Look first ${first.toLocaleString("en")}`);
  const folds = facets.filter((facet) => facet.values.length).map((facet) => {
    const chosen = facet.values.filter((value) => value.chosen).length;
    const boxes = facet.values.map((value) => el("label", {},
      el("input", {
        type: "checkbox", checked: value.chosen, "data-key": `${facet.key}:${value.key}`,
        change: () => list.flip(facet.key, value.key),
      }), el("span", {}, value.label), el("i", {}, value.count.toLocaleString("en"))));
    return fold(list, facet.key, facet.label, chosen, el("fieldset", {}, el("legend", { class: "heard" }, facet.label), ...boxes));
  });
  return [doubted, ...folds, dayFold(list)];
}

function fold(list, key, label, chosen, body) {
  const tally = chosen ? el("b", {}, ` ${chosen}`, heard(" chosen")) : null;
  const node = el("details", { class: `facet${chosen ? " on" : ""}`, open: list.unfolded === key },
    el("summary", { "data-key": `fold:${key}` }, label, tally), el("div", { class: "menu" }, body));
  node.addEventListener("toggle", () => {
    if (node.open) {
      list.unfolded = key;
      for (const other of list.root.querySelectorAll("details.facet[open]")) if (other !== node) other.open = false;
    } else if (list.unfolded === key) list.unfolded = null;
  });
  return node;
}

/** Days of service: from and until, both included. */
function dayFold(list) {
  const { asked } = list.data;
  const field = (name, words) => el("label", { class: "day" }, words, el("input", {
    type: "date", value: asked[name], "data-key": name, min: "1990-01-01", max: "2099-12-31",
    change: (event) => list.ask({ [name]: event.target.value }),
  }));
  const chosen = Number(Boolean(asked.since)) + Number(Boolean(asked.until));
  return fold(list, "day", "Day", chosen, el("fieldset", {},
    el("legend", { class: "heard" }, "Day of service"), field("since", "From"), field("until", "Until")));
}

/** Draw what is chosen, each with a button that takes it away. */
function chosenParts(list) {
  const { asked, facets, counts } = list.data;
  const parts = counts.filter((each) => asked.statuses.includes(each.key))
    .map((each) => ({ label: each.label, drop: () => list.flip("statuses", each.key) }));
  for (const facet of facets) {
    for (const value of facet.values.filter((each) => each.chosen)) {
      parts.push({ label: `${facet.label.toLowerCase()} ${value.label}`, drop: () => list.flip(facet.key, value.key) });
    }
  }
  if (asked.look_first) parts.push({ label: "look first", drop: () => list.ask({ look_first: false }) });
  for (const [name, words] of Object.entries(OTHER_END)) {
    if (asked[name]) parts.push({ label: `${words} ${asked[name]}`, drop: () => list.ask({ [name]: "" }) });
  }
  if (asked.words) parts.push({ label: `“${asked.words}”`, drop: () => list.ask({ words: "" }) });
  if (!parts.length) return [];
  const buttons = parts.map((part) => el("button", { type: "button", class: "part", click: part.drop },
    part.label, heard(", take away")));
  return [el("span", {}, "Only"), ...buttons, el("button", { type: "button", class: "all", click: () => list.clear() }, "Show all")];
}
