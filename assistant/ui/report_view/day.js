// The date of service: the one in the text stands in grey, one written here is taken when the field is left, however.

class Day {
  /** `tell(day)` gets a date as 2026-03-02, or an empty one. */
  constructor(root, tell) {
    this.root = root;
    this.label = root.querySelector(".day");
    this.field = root.querySelector(".day input");
    this.from = root.querySelector(".from");
    this.field.addEventListener("keydown", (event) => { if (event.key === "Enter") this.take(tell); });
    this.field.addEventListener("blur", () => this.take(tell));
  }

  /** The date given by hand or told by the file (`whence` says which), empty where there is none. */
  get given() {
    return this.day?.given ?? "";
  }

  update(day) {
    this.label.hidden = !day;
    this.day = day;
    if (!day || this.root.activeElement === this.field) return;
    this.field.value = day.given;
    this.draw();
  }

  draw() {
    const { given, whence, found } = this.day;
    this.field.placeholder = found || "YYYY-MM-DD";
    this.field.removeAttribute("aria-invalid");
    this.from.textContent = given ? whence : found ? "in the text" : "not found";
  }

  take(tell) {
    const written = this.field.value.trim();
    const day = readDay(written);
    if (written && !day) {
      this.field.setAttribute("aria-invalid", "true");
      this.from.textContent = "no date, not taken";
      return;
    }
    const isNew = day !== this.day.given;
    this.day = { ...this.day, given: day, whence: isNew ? "by hand" : this.day.whence };
    this.field.value = day;
    this.draw();
    if (isNew) tell(day);
  }
}

/** Return a date written as 2026-03-02, 20260302 or 3/2/2026 in the first form; empty where it is none. */
function readDay(written) {
  const iso = written.match(/^(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})$/);
  const us = written.match(/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/);
  const [year, month, day] = iso ? iso.slice(1) : us ? [us[3], us[1], us[2]] : [];
  const text = `${year}-${month?.padStart(2, "0")}-${day?.padStart(2, "0")}`;
  const date = new Date(`${text}T00:00:00Z`);
  const real = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  return real && year >= 1990 && year <= 2099 ? text : "";
}
