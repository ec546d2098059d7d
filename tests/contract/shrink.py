# SPDX-License-Identifier: PostgreSQL
"""Makes a document smaller while two programs go on disagreeing about it."""

import json

from corpus import Members, Writer
from values import Raw


class _Plain:
    """A random source that never chooses to be different."""

    @staticmethod
    def random():
        return 1.0

    @staticmethod
    def choice(items):
        return items[0]


def _tree(payload):
    """The document as Members, or None when it is no JSON."""
    try:
        return json.JSONDecoder(
            object_pairs_hook=Members, parse_float=Raw, parse_int=Raw, parse_constant=Raw
        ).decode(payload.decode("utf-8"))
    except (ValueError, RecursionError):
        return None


def _without(node):
    """Copies of NODE with one member or item less, outermost first."""
    if not isinstance(node, list):
        return
    for place in range(len(node)):
        yield type(node)(node[:place] + node[place + 1 :])
    for place, item in enumerate(node):
        is_pair = isinstance(node, Members)
        for smaller in _without(item[1] if is_pair else item):
            copy = type(node)(node)
            copy[place] = (item[0], smaller) if is_pair else smaller
            yield copy


def _cuts(payload):
    size = len(payload)
    step = max(1, size // 40)
    for place in range(0, size, step):
        yield payload[:place] + payload[place + step :]


def shrink(payload, differs, rounds_max=60):
    """The smallest document found; differs([bytes]) says which ones still disagree."""
    for _ in range(rounds_max):
        tree = _tree(payload)
        writer = Writer(_Plain)
        if tree is None:
            smaller = list(_cuts(payload))
        else:
            smaller = [writer.node(t).encode("utf-8", "surrogatepass") for t in _without(tree)]
        smaller = [s for s in smaller if len(s) < len(payload)]
        kept = (
            next((s for s, yes in zip(smaller, differs(smaller), strict=True) if yes), None)
            if smaller
            else None
        )
        if kept is None:
            return payload
        payload = kept
    return payload
