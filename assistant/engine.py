"""The one way through: text, language, studies, codes, gaps, one record."""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256
from threading import Lock, Thread

from assistant.acts import find_acts
from assistant.acts.book import act_book
from assistant.acts.not_counted import not_counted
from assistant.analysis import Analysis, Code, Engine, Entity, OriginalSpan, Source, Span, Study, made
from assistant.coding.candidates import finish
from assistant.coding.modifiers import assign_modifiers
from assistant.coding.setting import BillingSetting, apply_setting
from assistant.coding.why_not import Obstacle, why_not
from assistant.documents.document import Document
from assistant.documents.reading_form import ReadingForm, odd_letters, reading_form
from assistant.documents.several import split_reports, warning_of
from assistant.errors import InputError, KnowledgeError
from assistant.findings import find_findings
from assistant.findings.book import finding_book
from assistant.gaps.find import checklist, find_gaps
from assistant.knowledge.active import active
from assistant.knowledge.code_registry import load_codes
from assistant.knowledge.curated_edits import load_curated_edits
from assistant.language.assertion_cues import cue_book, cue_phrases, withdrawal_phrases
from assistant.language.layout import Reading
from assistant.language.pipeline import read_report
from assistant.language.shelf import shelf
from assistant.language.signature import find_signature
from assistant.language.spelling import slip_index
from assistant.language.vocabulary import vocabulary
from assistant.language.withdrawn import withdrawn_stretches
from assistant.services.account import SIDES_DIFFER, Account, scene_of, take_account
from assistant.services.doubt import learned_doubt, review
from assistant.services.weigh import Weighed, weigh
from assistant.services.weights import learned_weights
from assistant.shipped import VERSION
from assistant.studies.addenda import counted_findings, judge_addenda
from assistant.studies.compiled import knowledge
from assistant.studies.detect import find_studies
from assistant.studies.facts import facts_of
from assistant.studies.gates import ReadReport, ToldAbove, read_gates
from assistant.studies.parts import find_duplicates
from assistant.studies.scene import FoundStudy, ReportScene, span_of

Decider = Callable[[Reading, Account], Weighed]
NO_SERVICE = "No ultrasound or related service is documented as done in this text."
TAKEN_BACK = "The text takes itself back, as entered in error or of another patient: what it tells is not counted."
OTHER_PAPERS = {
    "animal": "The text is the record of an animal: the codes are for services to people.",
    "message": "The text is a message and no record of an exam: what it tells is not counted.",
    "about": "The text is about medicine, not about what was done on a patient: what it tells is not counted.",
}
NOT_A_REPORT = "The text states the facts of a case and is no report: date, signature and images are not judged."


_RESTING = Lock()


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Let the garbage collector rest: what is made here goes by itself, and it would look through it all in vain.

    Who found it at work sets it to work again, whoever else is still busy, so that among many threads it gets its turn.
    """
    with _RESTING:
        collecting = gc.isenabled()
        gc.disable()
    try:
        yield
    finally:
        if collecting:
            with _RESTING:  # another thread that looks now whether it works would switch it off for good
                gc.enable()


@_collector_at_rest()
def analyze(
    text: str,
    *,
    id: str = "text",
    day: date | None = None,
    setting: BillingSetting | None = None,
    decide: Decider | None = None,
    source: Source | None = None,
) -> Analysis:
    """Analyse one report.

    Args:
        text: The report as it was decoded, of any length.
        id: How the report is named in the result.
        day: The date of service; None takes the one that the text bears, or else the present code set.
        setting: Who reports and where (see `coding/setting.py`): adds 26, TC and GC; None leaves the codes without.
        decide: Weighs the services of a reading and its account; None takes the learned weights.
        source: Where the text comes from; it is told in the record and changes no code.

    Returns:
        The record of everything found; offsets are characters of `text`, ends exclusive.
    """
    form = _form_of(text)
    report = _read(form, day)
    reading, findings, gates, day = report
    addenda = judge_addenda(reading, gates.dates, day)
    findings = counted_findings(reading, findings)
    report = report._replace(findings=findings)
    account = take_account(report, addenda)
    weighed = decide(reading, account) if decide else weigh(reading, account, learned_weights())
    if weighed.decision:
        account = take_account(report, addenda, weighed.decision, account)
    studies, candidates = account.studies, account.candidates
    conflicts = (*addenda, *account.conflicts, *find_duplicates(gates.dates, account.parts))
    assign_modifiers(candidates)
    gaps = find_gaps(reading, studies, candidates, gates, conflicts, weighed.decision)
    codes = finish(candidates)
    if setting is not None:
        codes = apply_setting(codes, setting, reading, studies, day)
    scene = account.scenes[0] if len(account.scenes) == 1 else scene_of(report)
    document, acts = find_acts(reading)
    analysis = Analysis(
        id=id,
        characters=len(text),
        sha256=sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        date_of_service=day.isoformat() if day else None,
        sections=tuple(reading.sections),
        entities=_entities(reading),
        studies=tuple(_records(studies)),
        facts=facts_of(scene, studies, codes, any(found.kind == SIDES_DIFFER for found in conflicts)),
        codes=codes,
        gaps=gaps,
        engine=Engine(VERSION, load_codes().code_set_label(day), knowledge_hash()),
        elements=checklist(studies, gaps, gates, reading),
        conflicts=conflicts,
        messages=_messages(codes, report, form),
        document=document,
        acts=acts,
        findings=findings,
        source=source,
        not_counted=() if _has_life(codes) else not_counted(acts, _images_denied(scene), reading),
    )
    doubt = review(weighed, analysis, learned_doubt() if decide is None else None)
    return form.restored(replace(analysis, review=doubt))


def analyze_document(
    document: Document, *, id: str = "text", day: date | None = None, setting: BillingSetting | None = None
) -> Analysis:
    """Analyse the report of a document, with what the document tells beside its text.

    Args:
        document: The report, without a fault.
        id: How the report is named in the result.
        day: The date of service; None takes the one that the document tells, or else the one that its text bears.
        setting: Who reports and where.
    """
    return analyze(document.text, id=id, day=day or document.day, setting=setting, source=document.source())


_PREPARING = Lock()


@cache
def _prepare() -> None:
    """Make what every analysis uses, once a process.

    It lives as long as the process: the garbage collector need not look through it while it is made, nor ever after.
    """
    with _PREPARING, _collector_at_rest():  # a second thread waits: it finds everything made
        vocabulary()
        slip_index()  # early: the characters of all ordinary words then stand in a row, and its pattern is short
        for make in (cue_phrases, withdrawal_phrases, act_book, finding_book, load_curated_edits):
            make()
        with suppress(KnowledgeError):  # who asks for the weights is told; who learns new ones needs none
            learned_weights()
        finder = Thread(target=shelf().finder)  # of all books; most of it is made without Python's lock
        finder.start()
        knowledge()
        finder.join()
        with suppress(KnowledgeError):
            learned_weights().compiled()  # last: it knows words by the characters that the books have dealt
        gc.freeze()
    atexit.register(_thaw)


def _thaw() -> None:
    """Let the collector reach everything at exit where DuckDB is loaded, whose binding reports the rest as a leak.

    Elsewhere it would look for a third of a second through what goes with the process anyway.
    """
    if "duckdb" in sys.modules:
        gc.unfreeze()


def _form_of(text: str) -> ReadingForm:
    """Return the form in which a text is read: a hyphen at a line end stays between words of the lexicon."""
    _prepare()
    return reading_form(text, vocabulary().words.__contains__, letterhead=False)


def _read(form: ReadingForm, day: date | None) -> ReadReport:
    """Read a report, its gate elements and findings; the day is the one given, or else the one found."""
    reading = read_report(form.text, one_case=form.one_case, above=form.above.text if form.above else "")
    gates = read_gates(reading, ToldAbove(form.day_above, lambda: _signed_above(form)) if form.above else None)
    return ReadReport(reading, find_findings(reading), gates, day or gates.service_day)


def _signed_above(form: ReadingForm) -> OriginalSpan | None:
    """Return where a patient block names who signed or read the report; None where it does not."""
    if form.above is None:
        return None
    for start, end in form.authors_above:
        signature = find_signature(read_report(form.above.text[start:end]))
        if signature.state == "present":
            return OriginalSpan(*form.above.restored(Span(start + signature.start, start + signature.end))[:2])
    return None


def read_and_account(text: str) -> tuple[Reading, Account]:
    """Return a text as the pipeline reads it and its account by the families' own rules alone, to learn from."""
    report = _read(_form_of(text), None)
    return report.reading, take_account(report, judge_addenda(report.reading, report.gates.dates, report.day))


def element_state(text: str, element: str, day: date | None = None) -> str:
    """Return whether a report shows a documentation element: present, denied or missing.

    Raises:
        KeyError: There is no such element.
    """
    return scene_of(_read(_form_of(text), day)).element(element)


def explain_absence(text: str, code: str, day: date | None = None) -> tuple[bool, list[Obstacle]]:
    """Return whether a report supports `code`, and if not, what stands between.

    Raises:
        InputError: No rule gives the code.
    """
    why_not_this = _absences_in(text, day)
    given = any(found.code == code for found in analyze(text, day=day).with_status("supported"))
    return given, [] if given else why_not_this(code)


def explain_absences(text: str, codes: Iterable[str], day: date | None = None) -> dict[str, list[Obstacle] | Exception]:
    """Return what stands between a report and each of `codes` that it does not support, read once for all.

    A code that no rule gives is left out; one that cannot be explained has the error.
    """
    why_not_this = _absences_in(text, day)
    explained: dict[str, list[Obstacle] | Exception] = {}
    for code in codes:
        try:
            explained[code] = why_not_this(code)
        except InputError:
            continue
        except Exception as error:  # told beside the others, which stand
            explained[code] = error
    return explained


def _absences_in(text: str, day: date | None) -> Callable[[str], list[Obstacle]]:
    """Read a report, and return what tells of a code what stands between them (see `why_not`)."""
    report = _read(_form_of(text), day)
    scene = scene_of(report)
    studies = find_studies(scene)
    return lambda code: why_not(code, scene, studies, report.day)


def analyze_many(
    reports: Iterable[tuple[str, str]], decide: Callable[[str], Decider] | None = None
) -> Iterator[Analysis]:
    """Analyse (id, text) pairs one after the other; `decide` gives each id its decider."""
    for id, text in reports:
        yield analyze(text, id=id, decide=decide(id) if decide else None)


def knowledge_hash() -> str:
    """Return the hash of all knowledge files in use, a site's too: same hash, same rules."""
    return active().hash


def _entities(reading: Reading) -> tuple[Entity, ...]:
    text = reading.text
    return tuple([
        made(Entity, (m.start, m.end, text[m.start : m.end], m.concept.label, m.concept.id, m.side, m.assertion))
        for m in reading.in_order
    ])  # fmt: skip


def _records(studies: list[FoundStudy]) -> Iterator[Study]:
    for study in studies:
        spec = study.compiled.spec
        yield Study(study.id, study.kind, spec.label, study.side, study.extent, tuple(study.ledger), study.spans())


def _has_life(codes: tuple[Code, ...]) -> bool:
    return any(code.status != "not_reportable" for code in codes)


def _images_denied(scene: ReportScene) -> list[Span]:
    """Return the words by which a report says that images were not kept."""
    if scene.element("image_storage") != "denied":
        return []
    return [
        span_of(scene.evidence.reading, mention)
        for mention in scene.evidence.everywhere.get("image_storage", ())
        if mention.assertion == "negated"
    ]


def _messages(codes: tuple[Code, ...], report: ReadReport, form: ReadingForm) -> tuple[str, ...]:
    messages = [] if codes else [NO_SERVICE]
    nature = report.reading.nature
    if withdrawn_stretches(report.reading, cue_book().withdrawals, withdrawal_phrases()):
        messages.append(TAKEN_BACK)
    if report.reading.paper:
        messages.append(OTHER_PAPERS[report.reading.paper])
    dates = (*filter(None, (form.day_above,)), *form.restored(report.gates.dates))
    if several := warning_of(split_reports(form.original, (dates, nature))):
        messages.append(several)
    if nature == "summary" and codes:
        messages.append(NOT_A_REPORT)
    messages += odd_letters(form.original)
    return tuple(messages)
