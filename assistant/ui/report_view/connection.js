// Whether the app answers: told by Streamlit's own state, and by a message that waits for its answer too long.

const STARTS_WITHIN = 8000;
const ENDS_WITHIN = 90000;
const CHECKED_AGAIN_AFTER = 700;

class Connection {
  /** `lost()` is called when the app stops to answer, `back()` when it can be asked again. */
  constructor(lost, back) {
    this.tellLost = lost;
    this.tellBack = back;
    this.isLost = false;
    this.app = document.querySelector('[data-testid="stApp"]');
    this.watch = new MutationObserver(() => this.look());
    if (this.app) this.watch.observe(this.app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
    // Streamlit's own message is about the internet, which nothing here needs.
    this.dialogs = new MutationObserver(() => this.shutDialog());
  }

  get connected() {
    return (this.app?.dataset.testConnectionState ?? "CONNECTED") === "CONNECTED";
  }

  look() {
    if (this.connected && this.isLost) this.returns();
    else if (!this.connected) this.lose();
  }

  lose() {
    clearTimeout(this.timer);
    if (this.isLost) return;
    this.isLost = true;
    this.dialogs.observe(document.body, { childList: true, subtree: true });
    this.shutDialog();
    this.tellLost();
  }

  returns() {
    this.isLost = false;
    this.dialogs.disconnect();
    clearTimeout(this.timer);
    this.timer = setTimeout(this.tellBack, CHECKED_AGAIN_AFTER);
  }

  /** A message was sent: its answer begins soon and ends in time, or the app does not answer. */
  waits() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.app?.dataset.testScriptState !== "running") this.lose();
      else this.timer = setTimeout(() => this.lose(), ENDS_WITHIN);
    }, STARTS_WITHIN);
  }

  answered() {
    clearTimeout(this.timer);
    this.isLost = !this.connected;
    if (!this.isLost) this.dialogs.disconnect();
  }

  shutDialog() {
    for (const dialog of document.querySelectorAll('[role="dialog"]')) {
      if (dialog.textContent.includes("Connection error")) dialog.querySelector('[aria-label="Close"]')?.click();
    }
  }

  close() {
    clearTimeout(this.timer);
    this.watch.disconnect();
    this.dialogs.disconnect();
  }
}
