// app.js - the page goes live: what the stream says goes into the model, and from there
// into the page that the server wrote.  A page of a day that is over stays as it is, but for
// the head line, which is about now.

import { openStream } from "./stream.js";
import { openParts } from "./part.js";
import { openMap } from "./map.js";
import { openWall } from "./wall.js";
import { openTables } from "./sort.js";
import { openFind } from "./find.js";
import { openCharts } from "./chart.js";
import { removeUnit, showAge, showDelays, showNow, showSilent, showSources, showUnit, sortUnits } from "./view.js";

const model = {
  units: new Map(),
  sources: new Map(),
  asOf: null, // ms; null: not known
  recovering: false, // the database lost commits, counters may have stepped back
  clockAhead: 0, // ms by which the server's clock is ahead of this one
  lostSince: null,
  awaySince: null,
};

function serverNow() {
  return Date.now() + model.clockAhead;
}

function takeAge(data) {
  model.clockAhead = Date.parse(data.server_time) - Date.now();
  model.asOf = data.as_of === null ? null : Date.parse(data.as_of);
  model.recovering = data.state === "recovering";
  model.lostSince = null;
  document.documentElement.dataset.version = data.version;
}

function takeSources(data) {
  takeAge(data);
  model.sources = new Map(data.sources.map((source) => [source.source, source]));
}

function showHead() {
  showSources(model.sources, serverNow());
  showDelays(model.sources, serverNow());
  showSilent(model.sources);
  showAge(model, serverNow());
}

function show() {
  sortUnits(model.units);
  showHead();
}

function takeSnapshot(data) {
  takeSources(data);
  const units = new Map(data.units.map((unit) => [unit.unit, unit]));
  for (const unit of model.units.keys()) if (!units.has(unit)) removeUnit(unit);
  model.units = units;
  showNow(data.now, false);
  for (const [unit, values] of units) showUnit(unit, values, false);
  show();
}

function mergeRows(rows, changes) {
  for (const [key, change] of Object.entries(changes)) {
    if (change === null) rows.delete(key);
    else rows.set(key, { ...rows.get(key), ...change });
  }
}

function takeDelta(data) {
  takeAge(data);
  showNow(data.now, true);
  mergeRows(model.units, data.units);
  mergeRows(model.sources, data.sources);
  for (const [unit, values] of Object.entries(data.units)) {
    if (values === null) removeUnit(unit);
    else showUnit(unit, values, true);
  }
  show();
}

// What the head line says when nothing comes.
const silence = {
  state(data) {
    model.awaySince = data.database === "away" ? Date.parse(data.since) : null;
    showAge(model, serverNow());
  },
  lost() {
    model.lostSince ??= serverNow();
    showAge(model, serverNow());
  },
};

function watchHead() {
  openStream("/api/v1/stream", {
    ...silence,
    snapshot(data) {
      takeSources(data);
      showHead();
    },
    delta(data) {
      takeAge(data);
      mergeRows(model.sources, data.sources);
      showHead();
    },
  });
  setInterval(() => showAge(model, serverNow()), 1000);
}

function goLive() {
  const parts = openParts();
  openStream("/api/v1/stream", {
    ...silence,
    snapshot(data) {
      takeSnapshot(data);
      parts.changed();
    },
    delta(data) {
      takeDelta(data);
      const isOther = (row) => row === null || "state" in row; // heartbeats and offsets wake nothing
      if (Object.keys(data.now).some((name) => !name.startsWith("as_of")) ||
        [data.sources, data.partitions].some((rows) => Object.values(rows).some(isOther))) parts.changed();
    },
    state(data) {
      silence.state(data);
      if (model.awaySince === null) parts.changed();
    },
  });
  setInterval(() => {
    showAge(model, serverNow());
    showDelays(model.sources, serverNow());
    sortUnits(model.units);
  }, 1000);
}

addEventListener("beforeprint", () => { document.querySelector("#address").textContent = location.href; });

openTables();
openMap();
openWall();
openFind();
openCharts();
if (document.documentElement.dataset.mode === "live") goLive();
else watchHead();
