# SPDX-License-Identifier: PostgreSQL
"""The committed map is what its script makes, and is a map: every commune once, none on
another, the island at sea.

  cartogram.py MAKE-MAP UNITS.CSV MAP.CSV
"""

import csv
import subprocess
import sys

make_map, units_file, map_file = sys.argv[1:]
with open(units_file, encoding="utf-8", newline="") as file:
    units = [row for row in csv.DictReader(file) if row["level"] == "commune"]
with open(map_file, encoding="utf-8", newline="") as file:
    places = {row["unit"]: row for row in csv.DictReader(file)}
cells = {unit: (int(row["column"]), int(row["row"])) for unit, row in places.items()}


def east_of(cell):
    """How far east its middle lies, in halves of a hexagon."""
    return 2 * cell[0] + cell[1] % 2


def neighbours(a, b):
    rows, columns = abs(a[1] - b[1]), abs(east_of(a) - east_of(b))
    return (rows, columns) in ((0, 2), (1, 1))


subprocess.run((make_map, "--check", map_file), check=True)
with open(map_file, encoding="utf-8") as file:
    assert len(file.readlines()) == 1 + len(places), "a unit stands twice in the file"
assert sorted(cells) == sorted(row["unit"] for row in units), "not every commune is there once"
assert len(set(cells.values())) == len(cells), "two communes share a hexagon"

island = [row["unit"] for row in units if row["kind"] == "dackhu"]
assert len(island) == 1
land = [cell for unit, cell in cells.items() if unit != island[0]]
at_sea = cells[island[0]]
assert all(east_of(at_sea) > east_of(cell) for cell in land), "the island is not in the east"
assert not any(neighbours(at_sea, cell) for cell in land), "there is no sea before the island"

# The mainland hangs together.
reached, ahead = set(), [land[0]]
while ahead:
    here = ahead.pop()
    if here not in reached:
        reached.add(here)
        ahead += [cell for cell in land if neighbours(here, cell)]
assert len(reached) == len(land), "the mainland is in pieces"
