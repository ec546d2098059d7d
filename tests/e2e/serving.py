# SPDX-License-Identifier: PostgreSQL
"""A client of the operations centre's pages and API."""

import json
import urllib.error
import urllib.request
from datetime import datetime, timezone
from urllib.parse import urlencode

from stack import until


class Reply:
    def __init__(self, response):
        self.status = getattr(response, "status", None) or response.code
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)


class Api:
    def __init__(self, address):
        self.address = address.rstrip("/")

    def get(self, path, headers=None, timeout=20, **query):
        url = self.address + path + ("?" + urlencode(query) if query else "")
        try:
            return Reply(urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=timeout))
        except urllib.error.HTTPError as error:
            return Reply(error)

    def rows(self, path, **query):
        reply = self.get("/api/v1/" + path, **query)
        assert reply.status == 200, f"{path} {query}: {reply.status} {reply.body[:300]}"
        return reply.json.get("rows", reply.json.get("row"))

    def wait_until_all_is_shown(self, seconds=30):
        """Until what is counted by now is in every answer: the comparison is the last to be taken anew, every few seconds."""
        counted = datetime.now(timezone.utc)

        def is_shown():
            taken = self.get("/api/v1/comparison").json.get("as_of")
            return taken and datetime.fromisoformat(taken) > counted

        until("the comparison is of now", seconds, is_shown)

    def whole_list(self, path, limit=400, **query):
        """Every row of a list, by following "next"."""
        reply, rows = self.get("/api/v1/" + path, limit=limit, **query), []
        while True:
            assert reply.status == 200, f"{path} {query}: {reply.status} {reply.body[:300]}"
            rows += reply.json["rows"]
            if reply.json["next"] is None:
                return rows
            reply = self.get(reply.json["next"])
