"""Code blocks, links and names in the pages of this project."""
import dataclasses
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]


@dataclasses.dataclass
class Block:
    page: pathlib.Path
    line: int
    language: str
    text: str
    fails: str  # the status that a comment above the block announces: <!-- fails: AZCRED_... -->

    def __str__(self):
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def pages():
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]


def blocks(page):
    lines = page.read_text(encoding="utf-8").splitlines()
    start = None
    for number, line in enumerate(lines):
        if not line.startswith("```"):
            continue
        if start is None:
            start = number
            continue
        announced = re.fullmatch(r"<!-- fails: (AZCRED_\w+) -->", lines[start - 1]) if start else None
        yield Block(page, start + 1, lines[start][3:].strip(), "\n".join(lines[start + 1:number]) + "\n",
                    announced.group(1) if announced else "AZCRED_OK")
        start = None
    if start is not None:
        raise ValueError(f"{page}: a code block is not closed")


def links(page):
    return re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))


def function_names(page):
    return set(re.findall(r"\b(azcred_[a-z0-9_]+)\(", page.read_text(encoding="utf-8")))


def declared_names():
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "capi/include").rglob("*.h"))
    return set(re.findall(r"\b(azcred_[a-z0-9_]+)\b", text))
