"""Turns bytes into text where a file mixes encodings, and puts garbled letters right."""

import codecs
import html
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# UTF-8 read as Windows-1252: "Ã©" for é, "â€™" for ’, "Â " before a hard space.
_GARBLED = re.compile("[ÃÂ][\u0080-\u00bf\u0152-\u0178\u2018-\u203a€™]|â€|ðŸ")
_TAG = re.compile(r"</?(?:a|abbr|b|big|br|center|div|em|font|h[1-6]|hr|i|li|ol|p|small|span|strong|sub|sup"
                  r"|table|tbody|td|th|thead|time|tr|u|ul)(?:\s[^<>]*)?/?>", re.IGNORECASE)  # fmt: skip
_BREAK = re.compile(r"</?(?:br|div|h[1-6]|li|ol|p|table|tr|ul)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8});", re.IGNORECASE)
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


def decoded(data: bytes) -> tuple[str, frozenset[int]]:
    """The text of a file, and the numbers of the lines (from 1) that were not UTF-8.

    Lists put together from several sources mix encodings, so each line that is no UTF-8 is read as
    Windows-1252 by itself and the others stay as they are.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark) and encoding != "utf-8-sig":
            return data.decode(encoding, "replace"), frozenset()
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8"), frozenset()
    except UnicodeDecodeError:
        pass
    lines, other = [], set()
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append("".join(_windows_letter(byte) for byte in line))
            other.add(number)
    return "\n".join(lines), frozenset(other)


def ungarbled(text: str) -> str:
    """The text with letters put right that were UTF-8 and were read as Windows-1252; else unchanged."""
    if not _GARBLED.search(text):
        return text
    try:
        return b"".join(_windows_byte(letter) for letter in text).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return text


def without_html(text: str) -> str:
    """The text without the tags and codes of a web page; "<5 years" and "AT&T" are not touched."""
    if "<" in text:
        text = _TAG.sub(" ", _BREAK.sub("\n", text))
    if "&" in text:
        text = _ENTITY.sub(lambda code: html.unescape(code[0]), text)
    return text


def tidy(text: str) -> str:
    """Text without letters that nobody sees, with single spaces, and with at most one empty line."""
    text = _UNSEEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _windows_letter(byte: int) -> str:
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def _windows_byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")
