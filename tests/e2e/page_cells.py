# SPDX-License-Identifier: PostgreSQL
"""The numbers of a page as a person reads them: tiles and cells of tables, with their links."""

from html.parser import HTMLParser

NUMERIC = {"number", "percent", "bar", "decimal", "p90"}


class Cells(HTMLParser):
    """cells: (table, row, column) or ("tiles", None, column): (text, address or None)"""

    def __init__(self, page):
        super().__init__()
        self.cells, self.formats = {}, {}
        self.grid = self.row = self.open = self.head = None
        self.columns, self.at, self.drawing = [], 0, 0
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        if tag == "svg":
            self.drawing += 1
        elif tag == "table" and "data-grid" in has:
            self.grid, self.columns = has["data-grid"], []
        elif tag == "th" and "data-column" in has:
            self.columns.append(has["data-column"])
            self.formats[self.grid, has["data-column"]] = has["data-format"]
        elif tag == "tr":
            self.row, self.at = has.get("data-row"), 0
        elif tag in ("td", "th") and self.grid and self.row is not None and self.at < len(self.columns):
            self.begin((self.grid, self.row, self.columns[self.at]), tag)
            self.at += 1
        elif "data-key" in has and "data-format" in has:
            self.formats["tiles", has["data-key"]] = has["data-format"]
            self.begin(("tiles", None, has["data-key"]), tag)
        if tag == "a" and self.open:
            self.cells[self.open][1] = has.get("href")

    def begin(self, key, tag):
        self.open, self.head = key, tag
        self.cells[key] = ["", None]

    def handle_data(self, data):
        if self.open and not self.drawing:
            self.cells[self.open][0] += data

    def handle_endtag(self, tag):
        if tag == "svg":
            self.drawing -= 1
        elif tag == self.head:
            self.open = self.head = None
        elif tag == "table":
            self.grid = None

    def numbers(self):
        """((table, row, column), format, text, address) of what is a number"""
        for (table, row, column), (text, address) in self.cells.items():
            form = self.formats[table, column]
            if form in NUMERIC:
                yield (table, row, column), form, text.strip(), address


def thousands(whole):
    return ("−" if whole < 0 else "") + f"{abs(whole):,}".replace(",", ".")


def written(value, form):
    """A number of the API as a page writes it."""
    if value is None:
        return "chưa có"
    if value == "unknown":
        return "không rõ"
    if form in ("percent", "bar"):
        tenths = int(value * 10 + (0.5 if value >= 0 else -0.5))
        return f"{thousands(tenths // 10)},{tenths % 10}\u00a0%"
    if form == "p90" and value == 61:
        return "trên 60"
    if form == "decimal":
        return None  # as many digits as there are; compared as a number
    return thousands(value)


def says(text, form, value):
    if form == "decimal" and value is not None:
        return float(text.replace(".", "").replace(",", ".").replace("−", "-")) == float(value)
    return text == written(value, form)
