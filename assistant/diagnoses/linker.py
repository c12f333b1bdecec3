"""Links phrases to ICD-10-CM codes: exact words, the nearest wordings, rapidfuzz reranking, rules of outpatient coding.

A wording that the knowledge base has word for word is found by its words; for all others the nearest wordings are
proposed, and rapidfuzz decides among them and corrects spelling.

Rules (ICD-10-CM Official Guidelines, section IV): what is denied, suspected or to be ruled out is never coded as
present; a sign or symptom comes first as long as the impression does not confirm a diagnosis; past conditions are
linked to history codes only; the code follows the stated side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product, zip_longest

from assistant.diagnoses import lexicon
from assistant.diagnoses.choice import choose
from assistant.diagnoses.index import DiagnosisIndex, Match, load_index
from assistant.diagnoses.phrases import split_phrases
from assistant.diagnoses.records import DiagnosisCandidate, IndicationPhrase, Kind, Role, Word
from assistant.diagnoses.wording import joined, normal_words, trimester_of

_LONGEST_WINDOW = 6
_FAMILIES_PER_MENTION = 3
_MISSPELLED_FROM = 5
_SPELLING_CUTOFF = 86
_CLOSE = 75  # rapidfuzz token_sort_ratio that a wording must reach to be proposed as the nearest one
_MODIFIERS = frozenset({"acute", "chronic"})
_ROLE_WORDS: dict[Role, str] = {
    "present": "",
    "history": "history",
    "past": "history",
    "family": "family history",
    "screening": "screening",
}


@dataclass(frozen=True)
class _Mention:
    """Words of a phrase that name something in the code list, with the families that they may mean, best first."""

    phrase: IndicationPhrase
    words: tuple[Word, ...]
    matches: tuple[Match, ...]
    exact: bool
    as_present: bool = False

    @property
    def span(self) -> tuple[int, int]:
        starts = [word.start for word in self.words if word.start is not None]
        ends = [word.end for word in self.words if word.end is not None]
        return (min(starts), max(ends)) if starts else (self.phrase.start, self.phrase.end)


def link_indication(
    text: str, offset: int = 0, *, impression: str = "", index: DiagnosisIndex | None = None
) -> list[DiagnosisCandidate]:
    """Return the ICD-10-CM candidates of an indication, best first.

    Args:
        text: The indication without its title.
        offset: Offset of `text` in the report; spans count from the report's start.
        impression: The impression, where there is one: what it denies is not proposed, what it confirms comes first.
        index: The index to use; by default the user's own, built on first use.
    """
    return link(split_phrases(text, offset), impression=split_phrases(impression), index=index)


def link_findings(text: str, offset: int = 0, *, index: DiagnosisIndex | None = None) -> list[DiagnosisCandidate]:
    """Return the ICD-10-CM candidates that an impression confirms; denied, suspected and past findings give none.

    Args:
        text: The impression without its title.
        offset: Offset of `text` in the report.
        index: The index to use; by default the user's own, built on first use.
    """
    stated = [
        phrase for phrase in split_phrases(text, offset) if phrase.assertion == "affirmed" and phrase.role == "present"
    ]
    found = link(stated, index=index)
    return _ranked(candidate for candidate in found if candidate.kind in ("condition", "sign"))


def link(
    phrases: Sequence[IndicationPhrase],
    *,
    impression: Sequence[IndicationPhrase] = (),
    index: DiagnosisIndex | None = None,
) -> list[DiagnosisCandidate]:
    """Return the ICD-10-CM candidates of the phrases of an indication, best first.

    Each statement's best code comes before any statement's second one.

    Args:
        phrases: What `split_phrases` made of the indication.
        impression: What it made of the impression; empty where there is none.
        index: The index to use; by default the user's own, built on first use.
    """
    codable = [phrase for phrase in phrases if phrase.codable]
    if not codable:
        return []
    index = index or load_index()
    mentions = [mention for phrase in codable for mention in _mentions(phrase, codable, index)]
    weeks = next((phrase.weeks for phrase in codable if phrase.weeks), None)
    trimester = trimester_of(weeks, " ".join(phrase.text for phrase in codable))
    verdict = _Verdict.of(impression, index)
    groups = [group for mention in mentions if (group := _candidates(mention, trimester, verdict))]
    groups.sort(key=lambda group: verdict.place(group[0]))
    in_turn = zip_longest(*(_by_family(group) for group in groups), fillvalue=[])
    return _ranked(candidate for turn in in_turn for family in turn for candidate in family)


# --- mentions: which words of a phrase name something in the code list -----------------------------------------------


def _mentions(phrase: IndicationPhrase, context: Sequence[IndicationPhrase], index: DiagnosisIndex) -> list[_Mention]:
    pregnant = any(p.weeks is not None or any(word.form == "pregnancy" for word in p.words) for p in context)
    found = _exact_mentions(phrase, phrase.words, index, pregnant)
    if not found:
        # Words that a neighbour lent may not fit: "chest pain, edema" is no edema of the chest.
        found = _exact_mentions(phrase, normal_words(phrase.text, phrase.start), index, pregnant)
    if phrase.weeks is not None:
        found += _weeks_mention(phrase, index)
    return found or _close_mention(phrase, index)


def _exact_mentions(
    phrase: IndicationPhrase, words: Sequence[Word], index: DiagnosisIndex, pregnant: bool
) -> list[_Mention]:
    """Return mentions whose words are exactly those of a wording; longer ones win over those within them."""
    windows = _windows(tuple(_spelled(word, index.vocabulary) for word in words))
    found: list[_Mention] = []
    # "Vaginal spotting" of a pregnant patient is bleeding in pregnancy, if the list has a code for it.
    contexts = [{"pregnancy"}, set[str]()] if pregnant and phrase.role == "present" else [set[str]()]
    for context in contexts:
        for window in windows:
            if not any(_covers(mention, window) for mention in found):
                mention = _mention(phrase, window, context, index)
                if mention is not None:
                    found.append(mention)
    return sorted(found, key=lambda mention: mention.span)


def _windows(words: Sequence[Word]) -> list[tuple[Word, ...]]:
    """Return runs of neighbouring words and pairs of complaint and body part, longest first."""
    rules = lexicon.phrases()
    telling = tuple(word for word in words if word.form not in rules.fillers or word.form in _MODIFIERS)
    runs = {
        row[start : start + length]
        for row in (tuple(words), telling)
        for length in range(1, _LONGEST_WINDOW + 1)
        for start in range(len(row) - length + 1)
    }
    runs |= set(_pairs(words))
    chronic = next((word for word in words if word.form == "chronic"), None)
    if chronic is not None:
        runs |= {(chronic, *run) for run in runs if chronic not in run}
    return sorted(runs, key=lambda run: (-len(run), *_plausibility(run), [words.index(word) for word in run]))


def _pairs(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """Yield each complaint with each body part; "subclavian" alone would be the artery, so a vein is named with it."""
    rules = lexicon.phrases()
    heads = [word for word in words if word.form in rules.heads]
    sites = [word for word in words if word.form in rules.sites]
    vein = next((word for word in sites if word.form == "vein"), None)
    for site, head in product(sites, heads):
        yield (site, head) if vein in (None, site) else (site, vein, head)


def _plausibility(run: Sequence[Word]) -> tuple[bool, bool]:
    """Return an order for runs of one length: the writer's own words first, then those with a body part."""
    sites = lexicon.phrases().sites
    return any(word.start is None for word in run), not any(word.form in sites for word in run)


def _covers(mention: _Mention, window: Sequence[Word]) -> bool:
    """Tell whether `window` adds nothing to `mention`: body parts may be shared, complaints not."""
    sites = lexicon.phrases().sites
    rest = [word for word in window if word.form not in sites and word.form not in _MODIFIERS]
    return all(word in mention.words for word in window) or any(word in mention.words for word in rest)


def _mention(
    phrase: IndicationPhrase, window: tuple[Word, ...], context: set[str], index: DiagnosisIndex
) -> _Mention | None:
    forms = {word.form for word in window}
    attempts = [forms | set(_ROLE_WORDS[phrase.role].split()) | context]
    if phrase.role in ("history", "past"):
        attempts.append(forms)
    for attempt in attempts:
        matches = _allowed(index.same(attempt), phrase.role)
        if matches:
            return _Mention(phrase, window, matches, exact=True)
    if phrase.role in ("history", "past"):
        present = tuple(match for match in _sorted(index.same(forms)) if _outlasts(match.family.id, phrase.role))
        if present:
            return _Mention(phrase, window, present, exact=True, as_present=True)
    return None


def _outlasts(code: str, role: Role) -> bool:
    """Tell whether "history of" names a present state: a lifelong condition, or the complaint of the visit."""
    rules = lexicon.codes()
    return rules.is_lifelong(code) or (role == "history" and rules.is_sign(code))


def _allowed(matches: Iterable[Match], role: Role) -> tuple[Match, ...]:
    """Return the matches that may express `role`, best first."""
    rules = lexicon.codes()
    prefixes = {
        "history": rules.history,
        "past": rules.history,
        "family": rules.family,
        "screening": rules.screening,
    }.get(role)
    if prefixes is None:
        return _sorted(match for match in matches if not match.family.id.startswith(rules.family))
    return _sorted(match for match in matches if match.family.id.startswith(prefixes))


def _sorted(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Return each family once: those of our entry in its order, or, without one, the official ones in code order."""
    found = list(matches)
    ours = [match for match in found if match.preference is not None]
    ordered = sorted(ours or found, key=lambda match: (match.preference or 0, match.family.id))
    return tuple({match.family.id: match for match in reversed(ordered)}[family] for family in _unique(ordered))


def _unique(matches: Iterable[Match]) -> list[str]:
    return list(dict.fromkeys(match.family.id for match in matches))


def _weeks_mention(phrase: IndicationPhrase, index: DiagnosisIndex) -> list[_Mention]:
    weeks = phrase.weeks or 0
    form = f"{weeks} week gestation pregnancy" if weeks >= 8 else "less than 8 week gestation pregnancy"
    matches = _sorted(index.same(form.split()))
    words = tuple(
        word for word in phrase.words if word.form == str(weeks) or word.form in ("week", "gestation", "pregnancy")
    )
    return [_Mention(phrase, words, matches, exact=True)] if matches else []


def _close_mention(phrase: IndicationPhrase, index: DiagnosisIndex) -> list[_Mention]:
    """Return the mention of the nearest wordings, reranked by rapidfuzz, for a phrase without an exact one."""
    from rapidfuzz import fuzz

    fillers = lexicon.phrases().fillers - _MODIFIERS
    words = tuple(_spelled(word, index.vocabulary) for word in phrase.words if word.form not in fillers)
    query = " ".join(part for part in (_ROLE_WORDS[phrase.role], joined(words)) if part)
    if len(words) < 2 or all(word.form in lexicon.phrases().sites for word in words):
        return []
    near = [match for match in index.nearest(query) if _says_no_less_or_no_more(query, match)]
    scored = [(fuzz.token_sort_ratio(query, match.wording), match) for match in near]
    best = sorted((pair for pair in scored if pair[0] >= _CLOSE), key=lambda pair: (-pair[0], pair[1].preference or 0))
    allowed = {match.family.id for match in _allowed((match for _, match in best), phrase.role)}
    matches = {match.family.id: match for _, match in reversed(best) if match.family.id in allowed}
    ordered = tuple(matches[family] for family in _unique(match for _, match in best) if family in matches)
    return [_Mention(phrase, words, ordered, exact=False)] if ordered else []


def _says_no_less_or_no_more(query: str, match: Match) -> bool:
    """Tell whether one wording holds all words of the other.

    Ours must be within the query: in a synonym every word counts ("low ejection fraction"), while official titles carry
    words that nobody writes.
    """
    asked, known = set(query.split()), set(match.wording.split())
    return known <= asked or (asked <= known and match.preference is None)


def _spelled(word: Word, vocabulary: frozenset[str]) -> Word:
    """Return `word`, or the word of the knowledge base that a longer unknown one is a misspelling of."""
    from rapidfuzz import fuzz, process

    if word.form in vocabulary or len(word.form) < _MISSPELLED_FROM or word.form in lexicon.phrases().fillers:
        return word
    found = process.extractOne(word.form, vocabulary, scorer=fuzz.ratio, score_cutoff=_SPELLING_CUTOFF)
    return replace(word, form=found[0]) if found else word


# --- candidates: from mentions to codes, ordered ---------------------------------------------------------------------


@dataclass(frozen=True)
class _Verdict:
    """What an impression confirms and denies, as categories with sides; `given` is False where there is none."""

    given: bool
    confirmed: frozenset[str]
    denied: frozenset[tuple[str, str | None]]

    @classmethod
    def of(cls, impression: Sequence[IndicationPhrase], index: DiagnosisIndex) -> _Verdict:
        stated = [phrase for phrase in impression if phrase.codable and phrase.role == "present"]
        denied = [phrase for phrase in impression if phrase.assertion == "negated"]
        return cls(
            bool(impression),
            frozenset(category for category, _ in _categories(stated, index)),
            frozenset(_categories(denied, index)),
        )

    def denies(self, candidate: DiagnosisCandidate, side: str | None) -> bool:
        """Tell whether the impression denies a condition; a denial for the other side does not count."""
        if candidate.kind != "condition" or candidate.category in self.confirmed:
            return False
        sides = [other for category, other in self.denied if category == candidate.category]
        return any(other is None or side is None or other == side or other == "bilateral" for other in sides)

    def place(self, candidate: DiagnosisCandidate) -> int:
        """Return the order of a candidate's kind: signs before diagnoses that the impression does not confirm."""
        late: dict[Kind, int] = {"encounter": 3, "history": 4, "family": 5}
        if candidate.kind != "condition" or not self.given:
            return late.get(candidate.kind, 1)
        return 0 if candidate.category in self.confirmed else 2


def _categories(phrases: Sequence[IndicationPhrase], index: DiagnosisIndex) -> Iterator[tuple[str, str | None]]:
    for phrase in phrases:
        for mention in _mentions(phrase, phrases, index):
            for match in mention.matches[:1]:
                yield match.family.id[:3], phrase.side


def _candidates(mention: _Mention, trimester: str, verdict: _Verdict) -> list[DiagnosisCandidate]:
    """Return the unranked candidates of one mention, best first."""
    phrase = mention.phrase
    candidates = []
    for place, match in enumerate(mention.matches[:_FAMILIES_PER_MENTION]):
        for choice in choose(match.family, phrase.side, trimester):
            reason = _reason(mention, match, place, choice.note)
            candidate = DiagnosisCandidate(
                choice.code, choice.name, 0, _kind(choice.code, mention), reason, (mention.span,), choice.needs
            )
            if not verdict.denies(candidate, phrase.side):
                candidates.append(candidate)
    # A code that still lacks its side gives way to one that is complete.
    return sorted(candidates, key=lambda candidate: "side" in candidate.needs)


def _kind(code: str, mention: _Mention) -> Kind:
    rules = lexicon.codes()
    groups: list[tuple[Kind, tuple[str, ...]]] = [("sign", rules.signs), ("family", rules.family)]
    if mention.phrase.role == "screening":
        groups.append(("screening", rules.screening))
    groups += [("encounter", rules.encounter), ("screening", rules.screening), ("history", rules.history)]
    return next((kind for kind, prefixes in groups if code.startswith(prefixes)), "condition")


def _reason(mention: _Mention, match: Match, place: int, note: str) -> str:
    stated = f"“{mention.phrase.text}”"
    if not mention.exact:
        text = f"nearest wording of the code list to {stated}: “{match.wording}”"
    elif mention.as_present:
        text = f"{stated} is stated as history; this state does not end, so it is read as present"
    elif place:
        text = f"another code for what {stated} states"
    else:
        text = f"{stated} is stated"
    return f"{text}; {note}" if note else text


def _by_family(candidates: Sequence[DiagnosisCandidate]) -> list[list[DiagnosisCandidate]]:
    """Return the candidates with the codes of both sides of one family kept together."""
    rows: list[list[DiagnosisCandidate]] = []
    for candidate in candidates:
        if rows and rows[-1][0].reason == candidate.reason and rows[-1][0].category == candidate.category:
            rows[-1].append(candidate)
        else:
            rows.append([candidate])
    return rows


def _ranked(candidates: Iterable[DiagnosisCandidate]) -> list[DiagnosisCandidate]:
    """Return each code once, with the spans of all its statements, ranked from one."""
    merged: dict[str, DiagnosisCandidate] = {}
    for candidate in candidates:
        known = merged.get(candidate.code)
        spans = tuple(dict.fromkeys((*(known.spans if known else ()), *candidate.spans)))
        merged[candidate.code] = replace(known or candidate, spans=spans)
    return [replace(candidate, rank=rank) for rank, candidate in enumerate(merged.values(), start=1)]
