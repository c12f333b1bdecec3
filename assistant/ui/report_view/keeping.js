// The work on the page, kept by this tab for a reload or a new start of the app; it ends with the tab, or by "Clear".

const SHELF = "sonocode.report";

/** Keep `work`, or forget it where its text is empty. A browser that keeps nothing is no fault of the report. */
function keepWork(work) {
  try {
    if (work.text.trim()) sessionStorage.setItem(SHELF, JSON.stringify(work));
    else sessionStorage.removeItem(SHELF);
  } catch { /* full or forbidden: a reload then begins anew */ }
}

/** Return what was kept, null where there is nothing. */
function keptWork() {
  try {
    return JSON.parse(sessionStorage.getItem(SHELF));
  } catch {
    return null;
  }
}
