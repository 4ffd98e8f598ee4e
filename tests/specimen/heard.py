#!/usr/bin/env python3
"""Does another reader (poppler, by `pdfinfo -struct-text`) hear a PDF as `sitrep render --reading-order` tells it?

The same blocks in the same order, and in each the same words. Usage: heard.py READING-ORDER STRUCT-TEXT
"""
import re
import sys

# What stands in a line, with what it stands in.
INLINE = {"Span", "Link", "Reference", "Lbl"}
BLOCK = r" *(Document|Sect|Div|BlockQuote|Caption|Figure|Note|TOCI|TOC|Table|THead|TBody|TFoot|TR|TH|TD|H[1-6]|P|LI|LBody|L)(?=[ :\n])(.*)"
# What the reading order says of a block before its words: scope, spans, numbering, language, heads.
SAID = r"(of(its|row|col).*?)?([0-9]+×[0-9]+)?([A-Z][A-Za-z]+)?(\[[A-Za-z-]+\])?(\(.*\))?:?"
# Their glyphs stand for several characters together, or for a bracket turned round: the content says so by an ActualText, behind
# which poppler hears nothing more of the element.
DEEP = re.compile("[\u0590-\u08ff\u0900-\u0eff]")


def plain(words):
    """No spaces, and no characters that are not heard."""
    return re.sub(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "", words)


def bare(line):
    """The words of a line, without what is told of them, [link: 3 = Note 3], [fr: mot], [fr: ]], and what no words stand for, [said: suspended]."""
    line = re.sub(r"\[said(?:, [A-Za-z-]+)?: [^\[\]]*\]", "", line)
    return re.sub(r"\[(?:link(?:, [A-Za-z-]+)?|[a-z]{2,3}(?:-[A-Za-z]+)*): (\]?.*?)(?: = [^\[\]]*)?\]", r"\1", line)


def told(path):
    """Blocks as (name, line) of a reading order."""
    for line in open(path, encoding="utf-8"):
        found = re.match(BLOCK, line)
        if found and (line[0] == " " or found[1] == "Document"):
            yield found[1], found[2]


def heard(path):
    """Blocks as (name, texts); a text belongs to the block that is the nearest round it."""
    blocks, around = [], []
    text = None
    for line in open(path, encoding="utf-8"):
        name = line.split()[0].rstrip(":") if line.strip() else ""
        if text is not None:
            text += line
        elif line.lstrip(" ").startswith('"'):
            text = line.lstrip(" ")[1:]
        elif name and name != "Object" and name[0] != "/" and name not in INLINE:
            depth = len(line) - len(line.lstrip(" "))
            while around and around[-1][0] >= depth:
                around.pop()
            blocks.append((name, []))
            around.append((depth, len(blocks) - 1))
        if text is not None and text.endswith('"\n'):
            blocks[around[-1][1]][1].append(text[:-2])
            text = None
    return blocks


def is_as_told(name, line, texts):
    words = "".join(texts)
    if name == "Figure" or DEEP.search(line):
        return True             # poppler does not read its alt text
    line, words = plain(bare(line)), plain(words)
    return line.endswith(words) and re.fullmatch(SAID, line[: len(line) - len(words)]) is not None


def main():
    ours, theirs = list(told(sys.argv[1])), heard(sys.argv[2])
    bad = 0
    for i, ((name, line), (other, texts)) in enumerate(zip(ours, theirs)):
        if name != other:
            sys.exit(f"block {i + 1}: {name} is heard as {other}: {line}")
        if not is_as_told(name, line, texts):
            print(f"block {i + 1}, {name}: told {bare(line)!r}, heard {''.join(texts)!r}")
            bad += 1
    if len(ours) != len(theirs) or not ours:
        sys.exit(f"{len(ours)} blocks are told, {len(theirs)} are heard")
    sys.exit(bad > 0)


main()
