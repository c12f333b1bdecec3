"""What is said of kept images: a denial stands in their own line, or right before them, or is their answer."""

from __future__ import annotations

from bisect import bisect_left

from assistant.analysis import Assertion
from assistant.language.assertion.scopes import CLAUSE_END, DENIALS, VERB_DENIALS, CueScopes
from assistant.language.image_storage import storage_words
from assistant.language.layout import Mention, Reading, end_of_line

UNTOLD = frozenset({"mention", "mentioned", "mentions", "word", "remark", "comment", "statement"})
ANSWERED_NO = frozenset({"no", "n"})
QUESTIONED = frozenset({":", "?", "="})
TOO_LATE_WITHIN = 4  # tokens
LEADING_ANSWER = frozenset({":", "=", "-", "–"})
FAILED_AFTER = frozenset({"was", "were", "has", "have", "is"})
CAME_TO_NOTHING = frozenset({"failed", "nil", "none", "zero", "0", "unsuccessful", "unavailable"})
ABLE = frozenset({"able", "to", "be", "been", "get", "possible", "allowed", "permitted"})  # between "not" and the verb
CLIPPED_DENIALS = frozenset(
    {"wouldnt", "didnt", "doesnt", "dont", "wasnt", "werent", "couldnt", "cant", "isnt", "arent", "cannot"}
)
NOTHING = frozenset({"nothing", "nobody", "none", "nil", "forgot", "failed", "unable"})
VERB_DENIED_WITHIN = 3
ITEM_ENDS = frozenset({",", ";", ".", "]", ")", "+", "|"})
LINE_DENIALS = (
    DENIALS
    | NOTHING
    | {
        "never",
        "n",
        "neither",
        "nor",
        "denied",
        "declined",
        "nowhere",
        "instead",
        "forgotten",
        "neg",
        "negative",
        "missing",
        "absent",
    }
)


def said_of_storage(reading: Reading, mention: Mention, said: Assertion | None, scopes: CueScopes) -> Assertion | None:
    """Return what is said of kept images; `said` is what the cues of their sentence say."""
    words, first, last = reading.words, mention.first, mention.last
    begin = max(reading.tokens_of_sentence(mention.sentence)[0], first - 3)
    if not (NOTHING.isdisjoint(words[begin:last]) and storage_words().lost.isdisjoint(words[first:last])):
        return "negated"  # "nothing was saved", "none of the images was kept"
    return _denied_or_said(reading, mention, said, scopes)


def _denied_or_said(reading: Reading, mention: Mention, said: Assertion | None, scopes: CueScopes) -> Assertion | None:
    """Return what the cues say of kept images, unless their own line denies them, or denies something else."""
    words, first, last = reading.words, mention.first, mention.last
    if not UNTOLD.isdisjoint(words[last : last + 1]):
        return "conditional"  # "no images mention": neither kept nor lost
    before = words[max(0, first - 3) : first]
    if words[last - 1] in ANSWERED_NO or any(
        word.endswith("n't") or word in CLIPPED_DENIALS for word in (*before, *words[first:last])
    ):
        return "negated"
    if (
        _keeping_denied(reading, mention, scopes)
        or _answered_no(reading, mention)
        or _came_to_nothing(reading, first, last)
    ):
        return "negated"
    if said != "negated" or (
        first and words[first - 1] in DENIALS and words[first - 2 : first - 1] not in ([")"], ["]"])
    ):
        return said
    begin = reading.text.rfind("\n", 0, mention.start) + 1
    opening = reading.token_at(begin)
    opening += reading.starts[opening] < begin
    stop = reading.token_at(end_of_line(reading.text, mention.end)) + 1
    # "no clot, images saved, nothing of flow": what is denied beyond a comma is another thing
    clause = next((number + 1 for number in range(first - 1, opening - 1, -1) if words[number] in ITEM_ENDS), opening)
    close = next((number for number in range(last, stop) if words[number] in (",", ";", ".")), stop)
    denials = LINE_DENIALS | storage_words().lost
    told = [words[number] for number in range(clause, close) if number >= first or not scopes.denies_other(number)]
    return said if any(word in denials or word.startswith("un") for word in told) else None


def _came_to_nothing(reading: Reading, first: int, last: int) -> bool:
    """Whether keeping was meant and failed ("image capture failed", "saved images: 0", "before anything could be saved")."""
    words = reading.words
    around = words[max(0, first - TOO_LATE_WITHIN) : last]
    if "before" in around and "could" in around[around.index("before") :]:
        return True
    behind = last
    while behind < len(words) and (words[behind] in LEADING_ANSWER or words[behind] in FAILED_AFTER):
        behind += 1
    if behind >= len(words) or words[behind] not in CAME_TO_NOTHING | storage_words().lost:
        return False
    ends = words[behind + 1 : behind + 2]
    return not ends or ends[0] in CLAUSE_END or reading.follows_break(behind + 1)


def _keeping_denied(reading: Reading, mention: Mention, scopes: CueScopes) -> bool:
    """Whether a denial in the phrase, or close before it, speaks of the keeping ("do not store images", "kept no pictures")."""
    words, lists, first, last = reading.words, storage_words(), mention.first, mention.last
    begin = max(reading.text.rfind("\n", 0, mention.start) + 1, reading.sentences[mention.sentence][0])
    for number in range(max(bisect_left(reading.starts, begin), first - VERB_DENIED_WITHIN), last):
        word = words[number]
        if number < first:
            if word in VERB_DENIALS and ITEM_ENDS.isdisjoint(words[number:first]) and not scopes.denies_other(number):
                return True
        elif word in VERB_DENIALS or word == "no":
            told = next((place for place in range(number + 1, last) if words[place] not in ABLE), last)
            if not lists.of_keeping.isdisjoint(words[told : min(last, told + 2)]):
                return words[number - 2 : number] not in (["[", "]"], ["(", ")"])
    return False


def _answered_no(reading: Reading, mention: Mention) -> bool:
    """Whether the phrase is a question or a field, and a "no" alone is its answer ("images archived: No")."""
    words, last = reading.words, mention.last
    if not QUESTIONED.intersection(words[last : last + 1]) or not ANSWERED_NO.intersection(words[last + 1 : last + 2]):
        return False
    behind = last + 2
    if behind >= len(words) or not words[behind][0].isalnum():
        return True
    gap = reading.text[reading.ends[last + 1] : reading.starts[behind]]
    return "\n" in gap or "  " in gap or "\t" in gap
