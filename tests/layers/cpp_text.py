"""C and C++ source text, understood just far enough to find code and functions in it."""
import re

# Comments, raw strings, strings and characters; a ' between digits separates them.
TOKENS = re.compile(
    r"//(?:\\\n|[^\n])*"
    r"|/\*.*?\*/"
    r'|\b(?:u8|u|U|L)?R"(?P<delimiter>[^()\s\\]*)\(.*?\)(?P=delimiter)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'",
    re.DOTALL)
TEMPLATE_START = re.compile(r"\btemplate\s*<")
ATTRIBUTE = re.compile(r"\[\[.*?\]\]|\balignas\s*\([^()]*\)|\b__attribute__\s*\(\(.*?\)\)", re.DOTALL)
SCOPE = re.compile(r'^(?:inline\s+)?(?:namespace|class|struct|union|enum|typedef\s+(?:struct|union|enum)|extern)\b[^()]*$')


def _blank(match):
    text = match.group(0)
    blanks = "".join("\n" if c == "\n" else " " for c in text)
    # Strings stay visible as such, so that what is around them still looks like code.
    return '"' + blanks[1:-1] + '"' if text.endswith('"') and text[0] != "/" else blanks


def without_comments_and_strings(text):
    """The same text with the same lines and columns, but blanks for comments and for the content of strings."""
    return TOKENS.sub(_blank, text)


def _without_template_heads(head):
    while match := TEMPLATE_START.search(head):
        depth, parentheses, at = 1, 0, match.end()
        while at < len(head) and depth:
            parentheses += {"(": 1, ")": -1}.get(head[at], 0)
            depth += {"<": 1, ">": -1}.get(head[at], 0) if parentheses == 0 else 0
            at += 1
        head = head[:match.start()] + " " + head[at:]
    return head


def _without_directives(text):
    """Preprocessor lines blanked: they have no part in braces and semicolons."""
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda match: re.sub(r"[^\n]", " ", match.group(0)), text, flags=re.MULTILINE)


def _kind(head):
    """What a brace at namespace or class level opens, told from the text since the last declaration."""
    head = " ".join(ATTRIBUTE.sub(" ", _without_template_heads(head)).split())
    head = re.sub(r"^(?:(?:public|private|protected)\s*:\s*)+", "", head)
    if SCOPE.match(head):
        return "scope"
    # "x = {" and "x{" hold data; the rest of a constructor's list of members leads to its body.
    if head.endswith("=") or ("(" not in head and head and not head.startswith(",")):
        return "data"
    return "function"


def functions(code):
    """(first line, last line) of every function, from its opening brace to its closing brace, of text that
    without_comments_and_strings() gave. Raises ValueError(line) if braces or parentheses do not match."""
    code = _without_directives(code)
    found, levels, head_start, line = [], [], 0, 1
    parentheses = 0
    for at, c in enumerate(code):
        in_scope = all(kind == "scope" for kind, _ in levels)
        if c == "\n":
            line += 1
        elif c in "()":
            parentheses += 1 if c == "(" else -1
        elif c == "{":
            # Braces inside parentheses (default arguments) are data wherever they are.
            kind = ("data" if parentheses > 0 else _kind(code[head_start:at])) if in_scope else "inside"
            levels.append((kind, line))
        elif c == "}":
            if not levels:
                raise ValueError(line)
            kind, first = levels.pop()
            if kind == "function":
                found.append((first, line))
        if c in "{};" and parentheses == 0:
            head_start = at + 1
    if levels or parentheses:
        raise ValueError(line)
    return found
