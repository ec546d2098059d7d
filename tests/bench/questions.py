# SPDX-License-Identifier: PostgreSQL
"""How long each question of the API takes, and each page until its first byte.

The list of questions is the OpenAPI file that the server serves: each resource plainly, then
with each of its parameters alone, then in every form that a link of a page has.  What stands in
a parameter comes from answers, another one each time, so that no answer is asked for twice in
a row.
"""

import datetime
import html
import http.client
import itertools
import json
import re
import time
from urllib.parse import parse_qsl, quote, urlencode

LOCAL = datetime.timezone(datetime.timedelta(hours=7))
PAGES = ["/", "/units", "/units/{unit}", "/fields", "/procedures", "/procedures?unit={unit}", "/dossiers",
         "/dossiers?status=overdue", "/dossiers/{dossier}", "/documents", "/documents/unhandled", "/alerts", "/operations"]
PAST_DAYS = 120  # days asked for lie between yesterday and so long ago


class Server:
    """One connection that stays open, as a browser's does."""

    def __init__(self, host, port):
        self.link = http.client.HTTPConnection(host, port, timeout=30)

    def timed(self, address):
        """(seconds to the first byte, seconds to the last, status, body)"""
        began = time.perf_counter()
        self.link.request("GET", address)
        reply = self.link.getresponse()
        first = time.perf_counter() - began
        body = reply.read()
        return first, time.perf_counter() - began, reply.status, body

    def json(self, address):
        _, _, status, body = self.timed(address)
        assert status == 200, f"{address}: {status} {body[:300]}"
        return json.loads(body)

    def rows(self, path):
        return self.json("/api/v1/" + path)["rows"]


def day(ago):
    return str(datetime.datetime.now(LOCAL).date() - datetime.timedelta(days=ago))


def known(server):
    """name of a parameter: values that occur"""
    past = [day(1 + 7 * n % PAST_DAYS) for n in range(PAST_DAYS)]
    units = [row["unit"] for row in server.rows("units") if row["unit"]]
    dossiers = [row["dossier"] for status in ("overdue", "running", "done") for row in server.rows(f"dossiers?status={status}")]
    values = {"unit": units, "receiving_unit": units, "dossier": dossiers,
              "field": [row["field"] for row in server.rows("fields") if row["field"]],
              "procedure": [row["procedure"] for row in server.rows("procedures") if row["procedure"]],
              "recipient": [row["recipient"] for row in server.rows("recipients")],
              "rule": [row["rule"] for row in server.rows("alert-rules")],
              "reason": ["bad_json", "unknown_type"], "limit": [100, 1000], "days": [30, 92], "hours": [24, 168]}
    dates = ("day", "since", "received_from", "received_to", "ended_from", "ended_to", "due_from", "due_to", "from")
    return values | dict.fromkeys(dates, past) | {"to": [day(0)]}


class Questions:
    def __init__(self, server):
        self.server, self.values = server, known(server)
        self.description = server.json("/openapi.json")

    def resolved(self, item):
        while "$ref" in item:
            node = self.description
            for name in item["$ref"].removeprefix("#/").split("/"):
                node = node[name]
            item = node
        return item

    def resources(self):
        for path, item in self.description["paths"].items():
            if "text/csv" in item["get"]["responses"]["200"]["content"]:
                yield path, [self.resolved(p) for p in item["get"].get("parameters", [])]

    def addresses(self, path, names):
        """One address after the other, for ever."""
        parts = re.findall(r"{(\w+)}", path)
        for number in itertools.count():
            chosen = {name: self.values[name][number % len(self.values[name])] for name in [*parts, *names] if self.values[name]}
            filled = path.format(**{name: quote(str(chosen.get(name, "")), safe="") for name in parts})
            query = {name: chosen[name] for name in names if name in chosen}
            yield filled + ("?" + urlencode(query) if query else "")

    def of_description(self):
        """(what it is called, addresses without end)"""
        for path, parameters in self.resources():
            asked = [p for p in parameters if p["in"] == "query"]
            fixed = [p["name"] for p in asked if p.get("required")]
            yield path, self.addresses(path, fixed)
            for parameter in asked:
                name, words = parameter["name"], parameter["schema"].get("enum")
                if name in fixed or name == "after":
                    continue
                for word in words or [None]:
                    address = self.addresses(path, fixed + ([] if word else [name]))
                    yield f"{path}?{name}={word or '...'}", with_word(address, name, word)
            if any(p["name"] == "after" for p in asked):
                yield f"{path}?after=...", itertools.cycle(self.next_pages(path) or [path])

    def next_pages(self, path, count=20):
        """Addresses of the pages behind the first one."""
        found, address = [], f"{path}?limit=100"
        while address and len(found) < count:
            address = self.server.json(address)["next"]
            found += [address] if address else []
        return found

    def page_addresses(self):
        """(name of the page, its addresses without end); each also of a past day"""
        for page in PAGES:
            path, _, query = page.partition("?")
            fixed = dict(parse_qsl(query))
            names = [name for name, value in fixed.items() if value.startswith("{")]
            words = {name: value for name, value in fixed.items() if name not in names}
            yield page, with_words(self.addresses(path, names), words)
            if not page.startswith(("/dossiers/", "/alerts", "/operations")):
                yield page + ("&" if query else "?") + "day=...", with_words(self.addresses(path, [*names, "day"]), words)

    def of_links(self):
        """The lists that the numbers of the pages lead to, one question for each form of address."""
        forms = {}
        for _, addresses in self.page_addresses():
            for address in itertools.islice(addresses, 3):
                body = self.server.timed(address)[3].decode()
                for link in re.findall(r'href="(/(?:dossiers|documents/unhandled)\?[^"]*)"', body):
                    link = html.unescape(link)
                    forms.setdefault(form_of(link), []).append("/api/v1" + link)
        for form, links in sorted(forms.items()):
            yield "link " + form, itertools.cycle(links)


def with_word(addresses, name, word):
    return with_words(addresses, {name: word}) if word else addresses


def with_words(addresses, words):
    for address in addresses:
        yield address + (("&" if "?" in address else "?") + urlencode(words) if words else "")


def form_of(link):
    path, _, query = link.partition("?")
    shown = ("status", "part", "channel")
    return path + "?" + "&".join(f"{name}={value if name in shown else '...'}" for name, value in parse_qsl(query))


def percentiles(seconds):
    seconds = sorted(seconds)
    return {f"p{p}_ms": round(seconds[min(int(len(seconds) * p / 100), len(seconds) - 1)] * 1000, 1) for p in (50, 99)} | {
        "max_ms": round(seconds[-1] * 1000, 1)}


def ask(server, addresses, requests, of_first_byte=False):
    took, status, size = [], {}, 0
    for address in itertools.islice(addresses, requests):
        first, whole, code, body = server.timed(address)
        took.append(first if of_first_byte else whole)
        status[code] = status.get(code, 0) + 1
        size = max(size, len(body))
    return percentiles(took) | {"kb_max": round(size / 1000, 1)} | ({} if set(status) == {200} else {"status": status})


def api(host, port, requests):
    """(question, figures) of each, as they come"""
    server = Server(host, port)
    questions = Questions(server)
    for name, addresses in itertools.chain(questions.of_description(), questions.of_links()):
        yield name, ask(server, addresses, requests)


def pages(host, port, requests):
    server = Server(host, port)
    for name, addresses in Questions(server).page_addresses():
        yield name, ask(server, addresses, requests, of_first_byte=True)
