# SPDX-License-Identifier: PostgreSQL
"""All scenarios, in the order in which they are played."""

from . import brokers, calls, data, database, failover, log, process, session, whole  # noqa: F401
