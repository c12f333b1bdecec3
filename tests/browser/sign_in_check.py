"""Checks signing in and out in a real browser at a real OpenID provider on this machine; run it as a script.

It exits as `check.py` does: 1 with one line a fault, 2 where the browser does not start.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "people"))

from accessibility import axe_finds_nothing_serious
from check import run_checks, settings_asked
from openid_provider import OpenIdProvider, running_provider
from people_checks import the_line_about_who_is_there_lies_free
from report_page import Check, ReportPage, find_programs, nothing_scrolls_sideways, opened
from selenium.webdriver.common.keys import Keys
from served_app import free_port, served_app, settings_text

PEOPLE = {
    "ada": {
        "email": "ada.ferris-montgomery@example.org", "email_verified": True, "groups": ["coders"],
        "name": "Ada Ferris-Montgomery of the Department of Radiology",
    },
    "eve": {"email": "eve@example.org", "email_verified": True, "groups": []},
}  # fmt: skip
IDLE = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
KEPT = "return sessionStorage.getItem('kept')"


class SignInPage(ReportPage):
    """The page in a browser that has to sign in."""

    def __init__(self, page: ReportPage, provider: OpenIdProvider) -> None:
        super().__init__(page.driver, page.address)
        self.provider = provider

    def shows(self, selector: str) -> None:
        """Wait until the page shows an element and is at rest."""
        self.wait(f"document.querySelector(`{selector}`) && {IDLE}", f"the page does not show {selector}", patience=60)

    def start(self, width: int, *, dark: bool) -> None:
        """Begin anew, signed out."""
        self.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        self.resize(width, dark=dark)
        self.driver.get(self.address)
        self.shows(".st-key-sign_in button")

    def resize(self, width: int, *, dark: bool) -> None:
        """Give the window a width and a scheme of colours."""
        size = {"width": width, "height": 860, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})

    def sign_in(self, account: str) -> None:
        """Sign in by keyboard, and choose an account at the provider."""
        self.driver.execute_script("document.querySelector('.st-key-sign_in button').focus()")
        self.press(Keys.ENTER)
        self.wait("location.pathname === '/authorize'", "the sign-in does not lead to the provider")
        self.driver.find_element("id", account).click()

    def sign_out(self) -> None:
        """Sign out by the button, which leads to the provider and back."""
        self.run("window.before = true; document.querySelector('.st-key-sign_out button').click()")
        self.wait("window.before === undefined", "signing out does not lead to the provider")
        self.shows(".st-key-sign_in_default button")


def check_all(page: SignInPage) -> list[Check]:
    """Return the checks, in their order."""

    def who_has_not_signed_in_sees_the_sign_in_alone(_: ReportPage) -> None:
        for path in ("knowledge", "report", ""):
            page.driver.get(f"{page.address}/{path}")
            page.shows(".st-key-sign_in button")
            shown = page.run("return document.querySelectorAll('header a[href], .st-key-view_switch, .part').length")
            assert shown == 0, f"at /{path} there is something beside the sign-in"
        assert page.run("return view === null"), "there is a report beside the sign-in"
        nothing_scrolls_sideways(page)
        axe_finds_nothing_serious(page)

    def who_has_no_role_is_told_so(_: ReportPage) -> None:
        page.sign_in("eve")
        page.shows(".st-key-sign_in .lead")
        words = page.run("return document.querySelector('.st-key-sign_in').textContent")
        assert "gives you a role here" in words and "eve@example.org" in words, f"it is told: '{words}'"
        nothing_scrolls_sideways(page)
        axe_finds_nothing_serious(page)
        page.sign_out()

    def who_signs_in_is_named_and_sees_the_report(_: ReportPage) -> None:
        page.sign_in("ada")
        page.shows(".st-key-person button")
        page.wait("view?.querySelector('.finding') != null", "no answer is shown", patience=60)
        name = page.run("return document.querySelector('.st-key-person .who').textContent")
        assert name == PEOPLE["ada"]["name"], f"the person is called '{name}'"
        the_line_about_who_is_there_lies_free(page)
        axe_finds_nothing_serious(page)

    def a_file_is_taken(_: ReportPage) -> None:
        page.run("document.querySelector('.st-key-controls [data-testid=stPopover] button').click()")
        page.shows("input[type=file]")
        file = Path(tempfile.mkdtemp()) / "report.txt"
        file.write_text("VENOUS DUPLEX OF THE LEFT LEG. The left femoral vein compresses.", encoding="utf-8")
        page.driver.find_element("css selector", "input[type=file]").send_keys(str(file))
        page.wait("view?.querySelector('.text').value.startsWith('VENOUS DUPLEX OF THE LEFT LEG')", "no file is taken")

    def a_page_of_another_role_is_refused(_: ReportPage) -> None:
        page.driver.get(f"{page.address}/quality")
        page.shows(".notice h2")
        words = page.run("return document.querySelector('[data-testid=stMain]').textContent")
        assert "You are signed in as coder" in words, f"it is told: '{words}'"
        assert page.run("return [...document.querySelectorAll('a')].every((a) => !a.textContent.includes('Quality'))")
        axe_finds_nothing_serious(page)

    def signing_out_leaves_nothing_in_the_tab(_: ReportPage) -> None:
        page.run("sessionStorage.setItem('kept', 'x')")
        page.sign_out()
        assert page.run(KEPT) is None, "the tab keeps what the person had there"

    def a_sign_in_that_ends_takes_the_page_away_by_itself_and_keeps_the_tab(_: ReportPage) -> None:
        page.provider.life = 8
        page.sign_in("ada")
        page.shows(".st-key-person button")
        page.run("sessionStorage.setItem('kept', 'x')")
        page.shows(".st-key-sign_in_default button")
        words = page.run("return document.querySelector('.st-key-sign_in').textContent")
        assert "Your sign-in has ended" in words, f"it is told: '{words}'"
        assert page.run("return view === null"), "the report is still there"
        page.provider.life = 3600
        page.sign_in("ada")
        page.shows(".st-key-person button")
        assert page.run(KEPT) == "x", "who signs in again does not find their tab as it was"
        page.sign_out()

    def a_link_from_another_site_leads_to_the_page_and_not_to_the_sign_out(_: ReportPage) -> None:
        page.sign_in("ada")
        page.shows(".st-key-person button")
        for path, found in (("/auth/logout", "Only this app's own pages get an answer."), ("/edits", "")):
            page.driver.get(f"{page.provider.issuer}/authorize")
            page.driver.execute_script("location.href = arguments[0]", page.address + path)
            page.wait("location.pathname === arguments[0]", f"the link to {path} leads nowhere", path)
            if found:
                words = page.driver.execute_script("return document.body.textContent")
                assert words == found, f"a link from outside to {path} is answered '{words[:80]}'"
        page.shows(".st-key-person button")

    return [
        who_has_not_signed_in_sees_the_sign_in_alone,
        who_has_no_role_is_told_so,
        who_signs_in_is_named_and_sees_the_report,
        a_file_is_taken,
        a_page_of_another_role_is_refused,
        signing_out_leaves_nothing_in_the_tab,
        a_sign_in_that_ends_takes_the_page_away_by_itself_and_keeps_the_tab,
        a_link_from_another_site_leads_to_the_page_and_not_to_the_sign_out,
    ]


def main(words: Sequence[str]) -> int:
    """Run the checks at both widths, in light and dark, and return the exit code."""
    settings = settings_asked(words)
    folder = Path(tempfile.mkdtemp(prefix="sonocode-sign-in-"))
    provider_port, port = free_port(), free_port()
    redirect, secrets = f"http://127.0.0.1:{port}/oauth2callback", folder / "secrets.toml"
    command = ("-m", "assistant", "app", "--headless", "--port", str(port), "--sign-in", str(secrets))
    try:
        find_programs()
        with running_provider(provider_port, redirect, PEOPLE) as provider:
            secrets.write_text(settings_text(provider.issuer, redirect), encoding="utf-8")
            with served_app(folder, port, command) as app, opened(app.address) as browser:
                faults, page = [], SignInPage(browser, provider)
                for width, dark in settings:
                    page.start(width, dark=dark)
                    faults += run_checks(page, check_all(page), folder, f"{width}-{'dark' if dark else 'light'}")
    except RuntimeError as error:
        print(f"browser check: {error}", file=sys.stderr)
        return 2
    print(
        f"sign-in check: {len(check_all(page))} checks at {len(settings)} settings, {len(faults)} faults; pictures in {folder}"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    started = time.monotonic()
    code = main(sys.argv[1:])
    print(f"{time.monotonic() - started:.0f} seconds")
    sys.exit(code)
