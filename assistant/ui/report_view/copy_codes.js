// The codes on the clipboard with one click, as a billing system takes them: one a line.

/** Draw the button below the codes. Those that wait for documentation are not copied, and it says so. */
function codesCopier(data) {
  const lines = data.codes_text ? data.codes_text.split("\n") : [];
  if (!lines.length) return null;
  const waiting = data.codes.filter((code) => code.status === "needs_documentation").map((code) => code.name);
  const name = `Copy ${lines.length === 1 ? "code" : `${lines.length} codes`}`;
  const label = el("span", {}, name);
  const told = el("span", { class: "tally", role: "status" });
  const rest = waiting.length ? `without ${waiting.join(", ")}, which ${waiting.length === 1 ? "needs" : "need"} documentation` : "";
  told.textContent = rest;
  const copy = async (event) => {
    event.stopPropagation();
    const field = el("textarea", { class: "aside", tabindex: "-1", "aria-hidden": "true" });
    field.value = data.codes_text;
    button.after(field);
    const done = await copied(field);
    field.remove();
    button.focus({ preventScroll: true });
    label.textContent = done ? "Copied" : "Not copied: the browser forbids it";
    setTimeout(() => { label.textContent = name; }, COPIED_FOR);
  };
  const button = el("button", { type: "button", class: "copy", title: lines.join("\n"), click: copy }, label);
  return el("p", { class: "copying" }, button, told);
}
