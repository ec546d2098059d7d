# SPDX-License-Identifier: PostgreSQL
"""Builds the AsyncAPI 3.0 document of the five topics, and writes it as YAML.

Partitions, retention and the other settings come from deploy/broker/topics.

The YAML writer knows what this document needs: maps, lists, texts, numbers, truths.
Texts are plain where YAML allows it without doubt, else JSON strings, which are YAML.
"""

import json
import pathlib
import re

from wording import TYPES

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"

# topic: (key, what it carries)
TOPICS = {
    "dossier": ("the dossier code", "What happened to dossiers (hồ sơ thủ tục hành chính)."),
    "document": (
        "the document id, or the id of the work file",
        "What happened to e-documents, their recipients, and work files (văn bản điện tử, hồ sơ công việc).",
    ),
    "indicator": (
        "indicator|unit|period",
        "Reports of programme indicators (chỉ tiêu chương trình).",
    ),
    "reference": (
        "unit|CODE|VALID_FROM, lineage|OLD|NEW|VALID_FROM, procedure|CODE|VALID_FROM,"
        " organisation|CODE|VALID_FROM, holiday|DATE, indicator|CODE|VALID_FROM",
        "Catalogue rows with their validity (danh mục); the latest row of a key holds.",
    ),
    "source": ("the source", "Heartbeats of the producers (tín hiệu sống)."),
}
# How the topics are created: name, partitions, settings.
TOPIC_FILE = pathlib.Path(__file__).resolve().parents[2] / "deploy" / "broker" / "topics"
# Settings that the Kafka binding 0.5.0 knows; the others go to an extension.
BOUND = ("retention.ms", "retention.bytes", "delete.retention.ms", "max.message.bytes")


def _topic_settings(topic):
    """(partitions, settings) of the topic file."""
    for line in TOPIC_FILE.read_text(encoding="utf-8").splitlines():
        name, *rest = line.split("#")[0].split() or [""]
        if name == f"{topic}.v1":
            return int(rest[0]), dict(pair.split("=", 1) for pair in rest[1:])
    raise ValueError(f"{TOPIC_FILE.name} has no topic {topic}.v1")


def _camel(name):
    head, *rest = re.split(r"[.-]", name)
    return head + "".join(part.capitalize() for part in rest)


def _kept(settings):
    if settings.get("cleanup.policy") == "compact":
        return "Compacted: the latest event of a key is kept."
    retention_ms = int(settings["retention.ms"])
    if retention_ms < 0:
        return "Kept without limit: the log is the system of record."
    return f"Kept for {retention_ms // 86_400_000} days."


def _channel(tables, topic):
    key, carries = TOPICS[topic]
    partitions, settings = _topic_settings(topic)
    messages = {
        _camel(t.name): {"$ref": "#/components/messages/" + _camel(t.name)}
        for t in tables.types.values()
        if t.topic == topic
    }
    configuration = {"cleanup.policy": [settings.get("cleanup.policy", "delete")]}
    configuration |= {name: int(settings[name]) for name in BOUND if name in settings}
    return {
        "address": f"{topic}.v1",
        "title": carries,
        "description": f"Record key: {key}. {_kept(settings)}",
        "messages": messages,
        "bindings": {
            "kafka": {
                "partitions": partitions,
                "topicConfiguration": configuration,
                "bindingVersion": "0.5.0",
            }
        },
        "x-topic-settings": {n: v for n, v in settings.items() if n not in configuration},
    }


def _operation(action, topic, tables, summary):
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{topic}"},
        "summary": summary,
        "messages": [
            {"$ref": f"#/channels/{topic}/messages/" + _camel(t.name)}
            for t in tables.types.values()
            if t.topic == topic
        ],
    }


def _message(event_type, example):
    title, tells, _ = TYPES[event_type.name]
    return {
        "name": event_type.full_name,
        "title": title,
        "summary": tells,
        "contentType": CONTENT_TYPE,
        "headers": {"$ref": "#/components/schemas/structuredHeaders"},
        "payload": {"$ref": f"./{event_type.name}.v1.schema.json"},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": TOPICS[event_type.topic][0]},
                "bindingVersion": "0.5.0",
            }
        },
        "examples": [{"name": _camel(event_type.name), "payload": example}],
    }


def document(tables, examples):
    """EXAMPLES is {type name: event}."""
    operations = {}
    for topic in TOPICS:
        operations["publish" + topic.capitalize()] = _operation(
            "send",
            topic,
            tables,
            f"A producer states facts in {topic}.v1; a yes means that every in-sync replica has them.",
        )
        operations["aggregate" + topic.capitalize()] = _operation(
            "receive",
            topic,
            tables,
            f"A worker folds {topic}.v1 into PostgreSQL, each event exactly once, in any order.",
        )
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Trà Khúc: events of Quảng Ngãi province",
            "version": "1.0.0",
            "description": "Administrative events as CloudEvents 1.0.2 in Apache Kafka. Made by generate.py from schema/contract/event.def: edit there.",
            "license": {"name": "PostgreSQL"},
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": {
            "kafka": {
                "host": "127.0.0.1:9092",
                "protocol": "kafka",
                "description": "The brokers; the address of a province comes from its configuration.",
            }
        },
        "channels": {topic: _channel(tables, topic) for topic in TOPICS},
        "operations": operations,
        "components": {
            "messages": {
                _camel(t.name): _message(t, examples[t.name]) for t in tables.types.values()
            },
            "schemas": {
                "structuredHeaders": {
                    "type": "object",
                    "description": "Structured mode. In binary mode the attributes are headers ce_specversion, ce_type, ce_source, ce_id, ce_time and the record is the data.",
                    "properties": {"content-type": {"type": "string", "const": CONTENT_TYPE}},
                }
            },
        },
    }


def _scalar(value):
    if not isinstance(value, str):
        return json.dumps(value)
    if re.fullmatch(
        r"[A-Za-zÀ-ỹ(][^:#\n\"'{}\[\]]*[^:#\s\"'{}\[\]]", value
    ) and value.lower() not in (
        "true",
        "false",
        "null",
        "yes",
        "no",
        "on",
        "off",
    ):
        return value
    return json.dumps(value, ensure_ascii=False)


def yaml_lines(node, indent=""):
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        lead = indent + (_scalar(key) + ":" if isinstance(node, dict) else "-")
        if not isinstance(value, (dict, list)):
            yield f"{lead} {_scalar(value)}"
        elif not value:
            yield f"{lead} " + ("{}" if isinstance(value, dict) else "[]")
        elif isinstance(node, dict):
            yield lead
            yield from yaml_lines(value, indent + "  ")
        else:
            first, *rest = yaml_lines(value, indent + "  ")
            yield f"{lead} {first.strip()}"
            yield from rest
