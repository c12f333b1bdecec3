"""Finds the phrases that say that images were, or were not, kept.

A phrase runs from an image word to a storage word of the same sentence, in either order, and on to the place of
storage ("pictures with measurements saved in the OB module"). The words are data: `knowledge/image-storage.yaml`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, lru_cache

from assistant.knowledge import KNOWLEDGE_FILES
from assistant.knowledge.yaml_file import Strict, read_yaml
from assistant.language.boxes import has_empty_box, is_left_open
from assistant.language.layout import Reading
from assistant.language.vocabulary import Concept, form_tokens
from assistant.language.word_codes import any_of

WORDS = KNOWLEDGE_FILES / "image-storage.yaml"
NAME = "image_storage"
IMAGE_STORAGE = Concept(NAME, "IMAGE_STORAGE", "images kept", (NAME, "IMAGE_STORAGE"), None, None, False)
# How many tokens the storage word may stand after the image word, before it, and before the place.
REACH_BACK, REACH_ON, REACH_NEXT, REACH_PLACE = 18, 8, 2, 7
STAYING = frozenset({"keep", "keeps", "kept"})
TECHNIQUE = frozenset({"ultrasound", "us", "duplex", "doppler"})
CLAUSE_ENDS = frozenset([";", ".", "/", ",", ")", "(", "|", "//"])
JOINING = frozenset([",", "and", "&", "/", "+", "or", "plus", "of", "the", "a", "an", "with"])
DENIALS = frozenset(["not", "no", "never"])
CHARTS = frozenset(["chart", "record", "records", "file", "notes", "folder"])
AUXILIARIES = frozenset(["is", "are", "was", "were", "could", "be", "been", "have", "has"])
TELLS_OF_THEM = AUXILIARIES | {"not", "never"}
LOST_WITHIN = 4  # tokens between pictures and the verb that says that they are gone
BESIDE_LOST = frozenset(["all", "the", "my", "our", "these", "those", "of", "later", "then", "now", "since", "been", "accidentally", "already", "both", "get", "got"])
MARKER = frozenset(["clip"])  # one that is lost marked a place
BEFORE_VERB = AUXILIARIES | {"to", "get"}
LISTING = JOINING | AUXILIARIES
FIELD_MARKS = frozenset([":", "(", "=", "x", "-", ">", ","])  # between a place and the images that it is a field of
ANSWERS = frozenset(["yes", "y", "x", "done", "ok", "✓", "√"])
DENYING = frozenset(["no", "n", "none"])
ENDINGS = frozenset(["(", "-", "–", "—"])
BOXES = frozenset(["[", "("])
FIELDS = frozenset(["archive", "storage"])
LEADERS = frozenset([":", "=", ".", "-", ">", "→"])  # between the name of a field and its answer
EDGES = CLAUSE_ENDS | {":", "=", "[", "]", "-", "–", "—", "→", ">", "+", "&"}
BLANK = re.compile(r"(?:[ \t]+(?:the )?(?:chart|record|records|file|notes|folder|emr|ehr|pacs|archive)[ \t]*(?=[:=_*]))?[ \t]*[:=.]*[ \t]*(?:\*{2,}|_{2,}|[\[(]\s*[\])](?!\s*(?:yes|y|no|n|not)\b))", re.IGNORECASE)
OTHER_BOX = re.compile(
    r"[ \t]*[:=.]*[ \t]*[\[(] ?[\])][ \t]*y(?:es)?[ \t]*[\[(] ?x ?[\])][ \t]*no?\b|[ \t]*[:=]?[ \t]*[\[(] ?(?:no?|none) ?[\])]", re.IGNORECASE
)
# What is said of a record that the text only misses.
UNTOLD = re.compile(
    r"\s*(?:(?:is|was|are|were) )?(?:not|nowhere) (?:mentioned|documented|stated|described|noted|told|addressed)\b"
    r"|[ \t]*\(\?\)|[ \t]*(?:[:=-][ \t]*|(?:is|are|was|were) )?(?:tbc|tbd|to be confirmed|unknown|unclear|uncertain|unsure)\b", re.IGNORECASE
)
CLOSING = CLAUSE_ENDS | {"+", "&"}
CREDENTIALS = frozenset(["md", "do", "np", "pa", "rn"])
GAP = re.compile(r"\n|\t|  ")
NAME_WITHIN = 6  # tokens before a phrase in which it is part of a service's name


class StorageWords(Strict):
    """The words file; each list is explained in the file."""

    source: str
    images: frozenset[str]
    signals: frozenset[str]
    wholes: frozenset[str]
    describing: frozenset[str]
    firm: frozenset[str]
    leading: frozenset[str]
    soft: frozenset[str]
    moving: frozenset[str]
    prepositions: frozenset[str]
    archives: frozenset[str]
    places: frozenset[str]
    adverbs: frozenset[str]
    alone: frozenset[str]
    pictures: frozenset[str]
    brought: frozenset[str]
    spread: frozenset[str]
    markers: frozenset[str]
    techniques: frozenset[str]
    papers: frozenset[str]
    paper_verbs: frozenset[str]
    into: frozenset[str]
    takers: frozenset[str]
    other_denials: frozenset[str]
    viewing: frozenset[str]
    others: frozenset[str]
    of_all: frozenset[str]
    barriers: frozenset[str]
    denying: frozenset[str]
    unsure: frozenset[str]
    objects: frozenset[str]
    in_names: frozenset[str]
    of_names: frozenset[str]
    lost: frozenset[str]
    spare: frozenset[str]
    phrases: list[str]

    @cached_property
    def shown(self) -> frozenset[str]:
        """What is kept: images, and what is recorded like them."""
        return self.images | self.signals

    @cached_property
    def printed(self) -> frozenset[str]:
        """What a chart keeps: papers and images."""
        return self.papers | self.images

    @cached_property
    def kept(self) -> dict[tuple[bool, bool], frozenset[str]]:
        """What stands with a verb, by whether it is a firm one, and one of papers."""
        return {
            (firm, paper): (self.shown if firm else self.images) | (self.papers if paper else frozenset())
            for firm in (False, True)
            for paper in (False, True)
        }

    @cached_property
    def closing_verbs(self) -> frozenset[str]:
        """Verbs that may stand side by side in a clause of their own ("printed and scanned")."""
        return self.alone | self.paper_verbs

    @cached_property
    def of_fields(self) -> frozenset[str]:
        """What a field that yes or no answers is named by: pictures, their keeping or its place."""
        return self.images | self.alone | FIELDS

    @cached_property
    def of_keeping(self) -> frozenset[str]:
        """Verbs and objects of keeping, of which a denial beside them speaks."""
        return self.firm | self.soft | self.moving | self.closing_verbs | self.images | self.wholes


@lru_cache(maxsize=1)
def storage_words() -> StorageWords:
    """Return the words that ship with the package."""
    return read_yaml(WORDS, StorageWords)


@lru_cache(maxsize=1)
def _phrases_by_first_word() -> dict[str, list[list[str]]]:
    phrases: dict[str, list[list[str]]] = {}
    for phrase in sorted(map(form_tokens, storage_words().phrases), key=len, reverse=True):
        phrases.setdefault(phrase[0], []).append(phrase)
    return phrases


@lru_cache(maxsize=1)
def _triggers() -> re.Pattern[str]:
    """Return the words at which a phrase is looked for."""
    return any_of(_strong() | ANSWERS | DENYING | _phrases_by_first_word().keys())


@lru_cache(maxsize=1)
def _strong() -> frozenset[str]:
    """Return the words that may make a phrase whatever stands beside them."""
    words = storage_words()
    alone = {first for first, phrases in _phrases_by_first_word().items() if any(len(phrase) < 2 for phrase in phrases)}
    return (
        words.firm | words.soft | words.leading | words.archives | words.places | words.closing_verbs | words.pictures | words.lost | {"path"} | alone
    )  # fmt: skip


@lru_cache(maxsize=1)
def _seconds() -> dict[str, frozenset[str]]:
    """Return the second words of the phrases, by their first."""
    return {first: frozenset(phrase[1] for phrase in phrases if len(phrase) > 1) for first, phrases in _phrases_by_first_word().items()}


@lru_cache(maxsize=1)
def _before_answers() -> frozenset[str]:
    """Return the words behind which yes or no can be the answer of a field of pictures."""
    return LEADERS | BOXES | storage_words().of_fields


def _may_begin(words: list[str], hit: int) -> bool:
    """Whether a word can make a phrase with those beside it: "no" does so in one of a hundred places."""
    word = words[hit]
    if word in _strong() or (words[hit + 1 : hit + 2] and words[hit + 1] in _seconds().get(word, ())):
        return True
    return hit > 0 and (word in ANSWERS or word in DENYING) and words[hit - 1] in _before_answers()


def find_image_storage(reading: Reading) -> None:
    """Add IMAGE_STORAGE mentions to `reading.mentions`, in the order of the text."""
    lists = storage_words()
    hits = reading.places(_triggers())
    if not hits:
        return
    found = list(_phrases(reading, hits, lists))
    if not found:
        return
    mentions = reading.mentions
    for first, last in found:
        mention = reading.mention(first, last, IMAGE_STORAGE)
        mentions.insert(bisect_left(mentions, mention.start, key=lambda other: other.start), mention)


def _phrases(reading: Reading, hits: list[int], lists: StorageWords) -> Iterator[tuple[int, int]]:
    """Yield first and last token (end exclusive) of each phrase; phrases do not overlap."""
    words, starts = reading.words, reading.starts
    free = 0
    begin = end = -1
    for place, hit in enumerate(hits):
        if hit < free or not _may_begin(words, hit):
            continue
        if hit >= end:
            start, stop = reading.sentences[reading.sentence_at(starts[hit])]
            begin, end = bisect_left(starts, start), bisect_left(starts, stop)
        span = (
            _phrase_at(words, hit, max(begin, free), end, lists)
            or (_alone(reading, hit, max(begin, free), end, lists) if words[hit] in lists.alone else None)
            or (
                _pictures(reading, hit, max(begin, free), lists)
                if words[hit] in lists.pictures
                and not any(  # a storage word that follows takes the pictures with it
                    (longer := _phrase_at(words, later, max(begin, free), end, lists)) and longer[0] <= hit
                    for later in hits[place + 1 : place + 4]
                    if later < end
                )
                else None
            )
            or (_ticked(words, hit, free, lists) if words[hit] in ANSWERS else None)
            or (_answered_no(reading, hit, free, lists) if words[hit] in DENYING else None)
        )
        if span is None or has_empty_box(words, max(0, span[0] - 2), span[1]):
            span = _not_kept(reading, hit, max(begin, free), lists)
        if span is not None and span[0] > begin and words[span[0] - 1] in lists.others:
            continue
        if span is None or _name_of_service(words, *span, lists) or _asked(words, span[1]) or _unsure(words, *span, begin, lists):
            continue
        begins, ends = starts[span[0]], reading.ends[span[1] - 1]
        if BLANK.match(reading.text, ends) or UNTOLD.match(reading.text, ends) or is_left_open(reading.text, begins, ends):
            continue
        if box := OTHER_BOX.match(reading.text, reading.ends[span[1] - 1]):
            span = span[0], reading.token_at(box.end() - 1) + (words[reading.token_at(box.end() - 1)] in DENYING)
        free = span[1]
        yield span


def _edge(reading: Reading, number: int) -> bool:
    """Whether a clause may begin or end before a token: at a mark, a wide gap, a new line, or the ends of the text."""
    words = reading.words
    if number <= 0 or number >= len(words):
        return True
    between = reading.text[reading.ends[number - 1] : reading.starts[number]]
    return GAP.search(between) is not None or bool(between.strip()) or words[number - 1] in EDGES or words[number] in CLOSING


def _pictures(reading: Reading, hit: int, begin: int, lists: StorageWords) -> tuple[int, int] | None:
    """Return pictures that are a clause of their own, by number or place ("4 prints.", "pix x6", "clips on Vue", "6 clips up")."""
    words = reading.words
    first = hit
    counted = first > begin and words[first - 1].isdigit()
    first -= counted
    while first > begin and words[first - 1] in lists.describing:
        first -= 1
    if not _edge(reading, first) or not DENIALS.isdisjoint(words[first:hit]):
        return None
    stop = hit + 1
    if not TELLS_OF_THEM.isdisjoint(words[stop : stop + 1]):
        return None  # "Images\nnot reviewed": the clause goes on in the next line
    if words[stop : stop + 1] in (["x"], ["×"], [":"], ["|"], ["="]) and words[stop + 1 : stop + 2] and words[stop + 1][0].isdigit():
        return first, stop + 2  # "pix x6", "IMG|61"
    if words[stop : stop + 1] == [":"] and words[stop + 1 : stop + 2] == ["in"]:
        stop += 1
    if _edge(reading, stop) and words[stop : stop + 1] != [":"]:
        opens_line = first == 0 or reading.follows_break(first)
        return (first, stop) if counted or (not opens_line and words[hit] != "still") else None
    told = stop
    if words[hit] in lists.markers and words[stop] in lists.spread:
        return None
    while stop < len(words) and (words[stop] in lists.brought or words[stop] in lists.spread):
        stop += 1
    if stop > told:
        if words[stop : stop + 1] == ["the"]:
            stop += 1
        ends = _edge(reading, stop) or words[stop] == ":"
        if ends and (stop - told > 1 or words[stop - 1] not in ("on", "at", "to", "of", "with", "for")) and words[stop - 1] != "the":
            return first, stop
        named = stop < len(words) and (reading.text[reading.starts[stop]].isupper() or _is_place(words[stop], lists))
        if named and _edge(reading, stop + 1) and words[stop - 1] in ("on", "in", "at", "to", "the"):
            return first, stop + 1
    return None


def _ticked(words: list[str], hit: int, begin: int, lists: StorageWords) -> tuple[int, int] | None:
    """Return a field of pictures or of their storage that is answered with yes ("images=Y", "pic: [x]", "archive yes")."""
    if words[hit + 1 : hit + 2] and words[hit + 1][0].isdigit():
        return None
    if not lists.firm.isdisjoint(words[hit + 1 : hit + 3]):
        return None  # "stills: (x) saved" is the phrase of its verb
    number = hit - 1
    boxed = number >= begin and words[number] in BOXES
    number -= boxed
    while number >= begin and words[number] in LEADERS:
        number -= 1
    if number < begin or (words[hit] == "x" and not boxed):
        return None
    return (number, hit + 1) if words[number] in lists.of_fields else None


def _answered_no(reading: Reading, hit: int, begin: int, lists: StorageWords) -> tuple[int, int] | None:
    """Return a field of pictures or of their storage that is answered with no ("Pics: no", "images - N", "Recording: none")."""
    words, number = reading.words, hit - 1
    while number > begin and words[number] in LEADERS:
        number -= 1
    if number < begin or not (_edge(reading, hit + 1) or words[hit + 1] in ENDINGS):
        return None
    return (number, hit + 1) if words[number] in lists.of_fields and _opens(reading, number) else None


def _not_kept(reading: Reading, hit: int, begin: int, lists: StorageWords) -> tuple[int, int] | None:
    """Return a verb of keeping that is denied, whatever it stands with ("did not save", "didn't store it", "forgot to save").

    Verbs that also speak of measurements need a clause of their own ("not recorded anywhere").
    """
    words = reading.words
    firm = words[hit] in lists.leading
    if not firm and words[hit] not in lists.alone:
        return None
    first = hit
    while first > begin and words[first - 1] in BEFORE_VERB:
        first -= 1
    first -= 1
    too_late = first > begin and "could" in words[first:hit] and "before" in words[first - 1 : first + 1]
    if first < begin or not (too_late or words[first] in lists.denying or words[first].endswith("n't")):
        return None
    if words[max(0, first - 2) : first] in (["[", "]"], ["(", ")"]):
        return None  # an empty box
    stop = hit + 1
    after = stop >= len(words) or _edge(reading, stop) or words[stop] in lists.objects or words[stop] in BOXES
    if not after or not (firm or _opens(reading, first) or (first > begin and words[first - 1] in lists.wholes)):
        return None
    while words[stop : stop + 1] and words[stop] in ("anywhere", "it", "them"):
        stop += 1
    return first, stop


def _unsure(words: list[str], first: int, stop: int, begin: int, lists: StorageWords) -> bool:
    """Whether the phrase is only what somebody would like to know ("not known whether a picture was kept")."""
    return not lists.unsure.isdisjoint(words[max(begin, first - 3) : stop])


def _name_of_service(words: list[str], first: int, stop: int, lists: StorageWords) -> bool:
    """Whether the phrase is a part of what a service is called ("real time with image documentation"), and names no place."""
    if words[first - 1 : first] != ["with"] or " ".join(words[first:stop]) not in lists.in_names:
        return False
    return not lists.of_names.isdisjoint(words[max(0, first - NAME_WITHIN) : first])


def _asked(words: list[str], stop: int) -> bool:
    """Whether the phrase is a question without an answer ("image saved? will check")."""
    return words[stop : stop + 1] == ["?"] and ANSWERS.isdisjoint(words[stop + 1 : stop + 2])


def _phrase_at(words: list[str], hit: int, begin: int, end: int, lists: StorageWords) -> tuple[int, int] | None:
    word = words[hit]
    for phrase in _phrases_by_first_word().get(word, ()):
        if words[hit : hit + len(phrase)] == phrase and hit + len(phrase) <= end:
            if phrase[0] == "no" and len(phrase) == 2 and not _denial_ends(words, hit + 2, end, lists):
                continue
            first = hit - 1 if hit > begin and words[hit - 1] == "no" else hit
            return first, _to_place(words, _to_verb(words, hit + len(phrase), end, lists), end, lists)
    if word in lists.lost:
        return _gone(words, hit, begin, end, lists)
    if word in lists.firm or word in lists.soft or word in lists.paper_verbs:
        span = _around_verb(words, hit, begin, end, lists)
        if span is not None:
            return span
    if word in lists.archives or word in lists.places or words[max(0, hit - 1) : hit + 1] == ["q", "path"]:
        return _before_place(words, hit, begin, lists)
    return None


def _gone(words: list[str], verb: int, begin: int, end: int, lists: StorageWords) -> tuple[int, int] | None:
    """Return pictures of which a verb says that none is left ("all pictures were lost", "deleted the clips by mistake")."""
    number = verb - 1
    while number > max(begin, verb - LOST_WITHIN) and (words[number] in AUXILIARIES or words[number] in BESIDE_LOST):
        number -= 1
    if number >= begin and words[number] in lists.images and words[number] not in MARKER and lists.spare.isdisjoint(words[max(begin, number - 2) : number]):
        return number, verb + 1
    if words[verb] == "lost":
        return None  # "weight lost, images saved"
    number = verb + 1
    while number < min(end - 1, verb + LOST_WITHIN) and words[number] in BESIDE_LOST:
        number += 1
    return (verb, number + 1) if number < end and words[number] in lists.images else None


def _denial_ends(words: list[str], stop: int, end: int, lists: StorageWords) -> bool:
    """Whether "no image" speaks of images that were not kept, not of something else ("no image of the liver")."""
    while stop < end and words[stop] in AUXILIARIES:
        stop += 1
    return stop >= end or words[stop] not in lists.other_denials


def _alone(reading: Reading, hit: int, begin: int, end: int, lists: StorageWords) -> tuple[int, int] | None:
    """Return a word that is a clause of its own ("Recorded.", "PACS complete", "saved x4"), or closes one of techniques."""
    words = reading.words
    stop = hit + 1
    while stop < end and (words[stop] in lists.describing or words[stop] in lists.archives):
        stop += 1
    while stop + 1 < end and words[stop] in JOINING and words[stop + 1] in lists.closing_verbs:
        stop += 2  # "printed and scanned"
    stop = max(stop, _to_place(words, stop, end, lists)) if stop > hit + 1 else stop
    if words[stop : stop + 1] == ["x"] and words[stop + 1 : stop + 2] and words[stop + 1][0].isdigit():
        stop += 2
    elif words[stop : stop + 1] == ["on"] and (words[hit] in lists.firm or _is_place(words[min(stop + 1, len(words) - 1)], lists)) and _edge(reading, stop + 2):
        stop = min(stop + 2, len(words))
    elif words[stop : stop + 1] and words[stop] in ("to", "in", "into") and _named_place(reading, stop + 1):
        stop += 2
    named = stop < len(words) and (reading.text[reading.starts[stop]].isupper() or words[stop][0].isdigit())
    if named and words[hit] == "retained":
        return None  # "Retained Tulip filter"
    if named and words[hit] in lists.leading and _name_follows(reading, stop):
        return hit, stop
    if not named and not _edge(reading, stop) and words[stop] not in BOXES:
        return None
    first = hit
    if words[hit] in lists.firm and first > begin and words[first - 1] in DENIALS:
        first -= 1  # "not saved"
    edge = first if _opens(reading, first) else None
    while first > begin and not reading.follows_break(first) and (words[first - 1] in lists.techniques or words[first - 1] in LISTING):
        first -= 1
        edge = first if _opens(reading, first) else edge
    if edge is not None:
        while edge < hit and words[edge] in JOINING:
            edge += 1
    return (edge, stop) if edge is not None else None


def _named_place(reading: Reading, number: int) -> bool:
    """Whether a clause ends with a capitalised word: the name of a system that no list knows ("Recorded to MIMPS.")."""
    return number < len(reading.words) and reading.text[reading.starts[number]].isupper() and _edge(reading, number + 1)


def _opens(reading: Reading, number: int) -> bool:
    """Whether a clause begins at a token, be it behind a date or a credential."""
    before = reading.words[number - 1] if number else ""
    return _edge(reading, number) or before[0].isdigit() or before in CREDENTIALS


def _name_follows(reading: Reading, number: int) -> bool:
    """Whether two capitalised words stand at a token, as a name does ("leg pain, stored Jane Low MD")."""
    two = reading.starts[number : number + 2]
    return len(two) == 2 and all(reading.text[start].isupper() for start in two)


def _around_verb(words: list[str], verb: int, begin: int, end: int, lists: StorageWords) -> tuple[int, int] | None:
    """Return the phrase around a storage verb: images before it, images after it, or the place alone."""
    firm = words[verb] in lists.firm
    if words[verb + 1 : verb + 2] == ["still"] and words[verb] in STAYING:
        return None  # "would not keep still"
    if words[verb + 1 : verb + 3] == ["in", "place"] or words[verb - 1 : verb + 1] == ["picture", "archiving"]:
        return None
    kept = lists.kept[firm, words[verb] in lists.paper_verbs]
    stop = _to_place(words, _to_last_verb(words, verb + 1, end, lists), end, lists)
    stop = _to_where_moved(words, stop, end, lists)
    first = _image_before(words, verb, begin, kept, lists)
    if first is not None and first - 3 >= begin and words[first - 2] in JOINING and words[first - 3] in kept:
        first -= 3  # "IVUS recordings and angiographic cine archived"
    if first is not None and words[max(begin, first - 1)] in lists.others:
        return None
    if first is not None:
        return first, stop
    after = _image_after(words, verb, end, kept, lists)
    if after is not None:
        return verb, max(after, stop)
    if verb + 1 < end and words[verb + 1] in lists.adverbs:
        return verb, max(verb + 2, stop)
    return _without_images(words, verb, begin, end, stop, lists)


def _without_images(
    words: list[str], verb: int, begin: int, end: int, stop: int, lists: StorageWords
) -> tuple[int, int] | None:
    """Return a phrase that names the study ("all stored on the server"), or only the place, or only "Archived."."""
    leading = words[verb] in lists.leading
    archived = any(word in lists.archives for word in words[verb + 1 : max(stop, min(end, verb + 4))])
    placed = stop > verb + 1 and (archived or words[verb] in lists.firm or words[verb] in lists.paper_verbs)
    opens = verb == begin or words[verb - 1] in CLAUSE_ENDS
    for number in range(verb - 1, max(begin, verb - REACH_PLACE) - 1, -1):
        if words[number] in lists.barriers:
            break
        if words[number] in lists.wholes and (placed or leading or archived):
            return number, stop
    if stop > verb + 1 and (archived or (placed and opens)):
        return verb, stop
    return (verb, stop) if leading and verb == begin and end - begin <= 2 else None


def _image_before(words: list[str], verb: int, begin: int, kept: frozenset[str], lists: StorageWords) -> int | None:
    """Return the first token of the image words before a verb, with what they are listed with and described by."""
    number = verb - 1
    limit = max(begin, verb - REACH_BACK)
    while number >= limit:
        word = words[number]
        if word in kept:
            break
        if word in lists.barriers:
            return None
        number -= 1
    else:
        return None
    first = edge = number
    while number > begin:
        number -= 1
        word = words[number]
        if word in kept or word in lists.signals or (word in lists.describing and edge == number + 1):
            first = edge = number
        elif word in TECHNIQUE and edge == number + 1:
            edge = number
        elif word not in JOINING and not word[0].isdigit() and word not in lists.describing:
            break
    return first


def _image_after(words: list[str], verb: int, end: int, kept: frozenset[str], lists: StorageWords) -> int | None:
    """Return the token after the image words that follow a verb ("Stored: 34 stills, 6 clips")."""
    last: int | None = None
    reach = REACH_ON if words[verb] in lists.leading or words[verb + 1 : verb + 2] in ([":"], ["of"]) else REACH_NEXT
    for number in range(verb + 1, min(end, verb + 1 + reach)):
        word = words[number]
        if word in kept:
            last = number + 1
        elif (
            word in lists.barriers
            or word in lists.soft
            or (last is not None and word not in JOINING and not word[0].isdigit())
        ):
            break
    return last


def _to_verb(words: list[str], stop: int, end: int, lists: StorageWords) -> int:
    """Return the token after a verb that follows a phrase at once ("no hard copy was kept")."""
    for number in range(stop, min(stop + 3, end)):
        if words[number] in lists.firm:
            return _to_last_verb(words, number + 1, end, lists)
        if words[number] in lists.barriers:
            break
    return _to_last_verb(words, stop, end, lists)


def _to_last_verb(words: list[str], stop: int, end: int, lists: StorageWords) -> int:
    """Return the token after the last of coordinated verbs ("captured and stored")."""
    for number in range(min(stop + 3, end - 1), stop, -1):
        if words[number] in lists.firm and {"and", "&", ",", "then", "/"} & set(words[stop:number]):
            return number + 1
    return stop


def _to_where_moved(words: list[str], stop: int, end: int, lists: StorageWords) -> int:
    """Return the token after the place to which what was kept was then brought ("printed and placed in the chart"), or `stop`."""
    moved = stop + 2
    if moved >= end or words[stop] not in ("and", "&", ",", "then") or words[stop + 1] not in lists.moving:
        return stop
    place = _to_place(words, moved, end, lists)
    return place if place > moved else stop


def _to_place(words: list[str], stop: int, end: int, lists: StorageWords) -> int:
    """Return the token after the place that follows a verb ("in the OB module"), or `stop`."""
    preposition = False
    for number in range(stop, min(end, stop + REACH_PLACE)):
        word = words[number]
        if word in lists.prepositions:
            preposition = True
        elif preposition and (_is_place(word, lists) or words[number : number + 2] == ["q", "path"]):
            number += 1
            while number < end and (_is_place(words[number], lists) or words[number] == "path"):
                number += 1
            return number
        elif word in ("per", ".", ";", "?", "and", "but") or (
            word in lists.images and not (preposition and number + 1 < end and _is_place(words[number + 1], lists))
        ):
            break
    return stop


def _viewed(words: list[str], preposition: int, begin: int, lists: StorageWords) -> int | None:
    """Return the image word of images that were read in the archive ("images reviewed on PACS"): they are in it."""
    number = preposition - 1
    if number <= begin or words[number] not in lists.viewing:
        return None
    number -= 1 + (words[number - 1] in ("were", "are", "personally"))
    if (
        number < begin
        or words[number] not in lists.images
        or not lists.others.isdisjoint(words[max(begin, number - 4) : number])
    ):
        return None
    return number


def _is_place(word: str, lists: StorageWords) -> bool:
    return word in lists.archives or word in lists.places


def _before_place(words: list[str], place: int, begin: int, lists: StorageWords) -> tuple[int, int] | None:
    """Return the phrase that ends at a place without a storage verb ("images on PACS", "glued into the chart")."""
    number = place - 1
    if words[place] in lists.archives and (field := _field(words, place, begin, lists)) is not None:
        return field
    limit = max(begin, place - 6)
    while number >= limit and words[number] not in lists.prepositions:
        if words[number] in lists.barriers or words[number] in lists.moving:
            return None
        number -= 1
    if number < limit or (words[number] == "by" and words[place] not in lists.archives):
        return None
    if words[place] in lists.archives and (viewed := _viewed(words, number, begin, lists)) is not None:
        return viewed, place + 1
    chart = words[number] in ("to", ">", "into") or words[place] in CHARTS
    kept = lists.printed if chart else lists.papers
    if (
        number > begin
        and words[number - 1] in kept
        and words[number] in lists.into
        and lists.others.isdisjoint(words[number:place])
    ):
        return number - 1, place + 1  # "prints in the chart"
    moved = words[number - 1] in lists.moving or words[number - 2] in lists.moving if number > begin else False
    taken = words[number] in ("for", "to", ">") and not lists.takers.isdisjoint(words[max(begin, number - 8) : number])
    if not moved and not taken and words[place] not in lists.archives and words[place] != "path":
        return None
    if words[place] in lists.archives and words[number] in lists.into and number > begin:
        whole = number - 1
        while whole > begin and (words[whole] in lists.moving or words[whole] in AUXILIARIES):
            whole -= 1
        if words[whole] in lists.wholes:
            return whole, place + 1  # "full study on server", "study is available on Visage"
    first = _image_before(words, number, begin, lists.shown, lists)
    listed = (
        first is not None and "(" in words[first : first + 4] and words[number - 1] == ")"
    )  # "pictures (before, after) -> PACS"
    if first is None or (not moved and not listed and number - first > 6):
        return None
    return None if words[max(begin, first - 1)] in lists.others else (first, place + 1)


def _field(words: list[str], place: int, begin: int, lists: StorageWords) -> tuple[int, int] | None:
    """Return images and archive that stand side by side: "img PACS 22", "still: PACS", "images: 4 (PACS)", "PACS: 3 stills"."""
    number = place - 1
    while number >= max(begin, place - 4) and (words[number] in FIELD_MARKS or words[number][0].isdigit()):
        number -= 1
    if number >= begin and words[number] in lists.images and words[max(begin, number - 1)] not in lists.others:
        return number, place + 1
    number = place + 1
    while number < min(len(words), place + 4) and (words[number] in FIELD_MARKS or words[number][0].isdigit()):
        number += 1
    after = number < len(words) and words[number] in lists.images and words[number + 1 : number + 2] != ["of"]
    opens = place == begin or words[place - 1] in CLAUSE_ENDS
    if after and opens:
        return place, number + 1
    stands_alone = number >= len(words) or words[number] in CLOSING
    if stands_alone and place > 0 and words[place - 1] in ("in", "on") and (place - 1 == begin or words[place - 2] in CLAUSE_ENDS):
        return place - 1, place + 1  # "In PACS."
    if stands_alone and place > begin and words[place - 1] in ("to", ">") and (place - 1 == begin or words[place - 2] in CLAUSE_ENDS):
        return place - 1, place + 1  # "To PACS."
    return (place, number) if stands_alone and opens and "x" in words[place:number] else None
