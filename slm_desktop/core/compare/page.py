"""A comparison as one HTML file that needs nothing else: no script, no picture from elsewhere, whatever the answers
hold.
"""

from collections.abc import Sequence
from html import escape

from slm_desktop.core.compare.card import Card
from slm_desktop.core.compare.tables import about, facts, rounds, table

STYLE = """
:root { color-scheme: light dark; --line: #d3d4da; --soft: #f5f5f7; --text: #1a1b1f; --dim: #60636d; --page: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --line: #393c44; --soft: #1d1f23; --text: #ecedf0; --dim: #8e929c; --page: #17181b; }
}
body { font: 15px/1.55 Inter, system-ui, sans-serif; color: var(--text); background: var(--page);
  margin: 2rem auto; max-width: 1400px; padding: 0 1.5rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .45rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--dim); font-weight: 500; }
.answers { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 1rem; }
article { background: var(--soft); border-radius: 8px; padding: .8rem 1rem; }
article h3 { margin: 0 0 .4rem; font-size: .95rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: 0; }
.dim { color: var(--dim); }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Nothing is fetched and nothing runs, even if a browser took an answer for markup."""


def html_page(title: str, parts: Sequence[str]) -> str:
    """A whole page of parts that are HTML already; the title is text."""
    title = escape(" ".join(title.split()))
    head = [
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>',
        f"<h1>{title}</h1>",
    ]
    return "\n".join([*head, *parts, "</body></html>\n"])


def to_html(card: Card) -> str:
    """The file."""
    heads, rows = table(card)
    parts = [f'<p class="dim">{escape(about(card))}</p>', html_table(heads, rows)]
    for number, (text, answers, verdict) in enumerate(rounds(card), 1):
        parts.append(f'<h2>Question {number}</h2><pre>{escape(text)}</pre><div class="answers">')
        parts += [
            f"<article><h3>{escape(letter)}</h3><pre>{escape(answer.strip())}</pre></article>"
            for letter, answer in answers
        ]
        parts.append("</div>" + (f"<p><strong>{escape(verdict)}</strong></p>" if verdict else ""))
    parts.append("<h2>Run card</h2>" + html_table([], [[name, value] for name, value in facts(card)]))
    return html_page(card.comparison.title, parts)


def html_table(heads: list[str], rows: list[list[str]]) -> str:
    """A table of texts."""
    head = "<tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in heads) + "</tr>" if heads else ""
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{head}{body}</table>"
