"""What was done in a text: one account of techniques, places, sides, statuses and actors, made once for everybody.

`signs` finds the words that tell a technique, `placing` where it was used, `status` whether that was now, earlier, by
others, only planned ...; `document` says what kind of document the text is, `account` tells each act once. All words
are data (`knowledge/acts/`).

Measured on the 320 labelled passages of `samples/corpus/acts.jsonl`, F1 of technique, place, side and status together:

| passages | F1 | kind of document |
|---|---|---|
| the even half at first look, unopened | .33 | .50 |
| a quarter, unopened, after the other three quarters had been read | .33 | .56 |
| all, after all had been read | .64 | .85 |
| the odd half, after it was read again | .74 | .86 |
| the even half then, not opened since | .58 | .84 |
| all, now, after the places of all had been read again | .72 | .85 |
| the 40 later passages of `tests/acts/passages.jsonl` at first look | .48 | .78 |
| all of them, now | .64 | .78 |
| their even half, now, not opened | .52 | .90 |
| 40 further passages, before the places were mended | .48 | |
| these, now, their errors never read | .51 | |

Techniques alone are found with .95, technique and status together with .86 (.69 on 40 passages whose errors were not looked at). The kind
of document is right in .64 of passages that its weights have not met, the status that follows from it in .77; the short
passages of `samples/kinds` made it so, single words as features did not. So the account is better on wordings that it has
met: a new wording belongs into `knowledge/acts/`.
"""

from assistant.acts.account import find_acts

__all__ = ["find_acts"]
