"""What this very Python takes characters for: letters, white space, lower case, accents.

Versions of Python come with versions of Unicode, and Java has one of its own. So that a text means the same inside the
server, these tables travel with the converted model. Each is found by asking Python about every character there is.
"""

import functools
import re

CODE_POINTS = 0x110000
SIGMA, FINAL_SIGMA = "\u03a3", "\u03c2"


@functools.lru_cache(maxsize=1)
def everything():
    """One text in which each character stands at the place of its number."""
    return "".join(map(chr, range(CODE_POINTS)))


def characters():
    """All characters that a text can hold; the halves of surrogate pairs are none."""
    for number in range(CODE_POINTS):
        if not 0xD800 <= number <= 0xDFFF:
            yield number, chr(number)


@functools.lru_cache(maxsize=32)
def matched(atom):
    """The characters that a pattern for one character matches: where each run begins and ends."""
    spans = re.finditer("(?:%s)+" % atom, everything())
    return tuple(edge for span in spans for edge in span.span())


def runs(numbers):
    """The same form for a rising list of characters."""
    found = []
    for number in numbers:
        if found and found[-1] == number:
            found[-1] = number + 1
        else:
            found += [number, number + 1]
    return found


@functools.lru_cache(maxsize=1)
def lower_case():
    """What str.lower() makes of each character alone, and by what neighbours a sigma is the last letter.

    Python looks from the sigma past characters that it ignores for a letter that has a case, on either side.
    """
    changed, cased, ignored = [], [], []
    for number, character in characters():
        lowered = character.lower()
        if lowered != character:
            changed.append((number, lowered))
        if is_final(character + SIGMA):
            cased.append(number)
        elif is_final("A" + character + SIGMA):
            ignored.append(number)
    return {"characters": listed(changed), "cased": runs(cased), "ignored": runs(ignored)}


def is_final(text):
    return text.lower().endswith(FINAL_SIGMA)


@functools.lru_cache(maxsize=2)
def without_accents(strip):
    """What a vectoriser makes of each character alone.

    That is all there is to know: decomposed characters only change places with accents, and accents are dropped.
    """
    changed, dropped = [], []
    for number, character in characters():
        left = strip(character)
        if not left:
            dropped.append(number)
        elif left != character:
            changed.append((number, left))
    return {"characters": listed(changed), "dropped": runs(dropped)}


def listed(changed):
    return {"from": [number for number, _ in changed], "to": [text for _, text in changed]}
