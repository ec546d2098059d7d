// part.js - parts of the page that the stream does not carry: taken anew from the page as
// the server writes it now, so that each number is written in one place only.
//
// Not more often than every few seconds, only while somebody looks, and never under the
// hand: rows stay where they are while pointer or focus is on them.

const pauseMs = 5000;
const tintMs = 1200;

const isInUse = (part) => part.matches(":hover, :focus-within");

function tint(element) {
  element.classList.add("changed");
  setTimeout(() => element.classList.remove("changed"), tintMs);
}

// A cell that has the focus keeps it: its link stays, with the new number and address.
function patchFocused(old, cell) {
  const [link, now] = [old.querySelector("a"), cell.querySelector("a")];
  if (!link || !now) return;
  link.href = now.href;
  link.textContent = now.textContent;
}

function patchRow(row, now) {
  const heads = row.closest("table").tHead.rows[0].cells;
  [...now.cells].forEach((cell, i) => {
    const old = row.cells[i];
    if (!old || old.innerHTML === cell.innerHTML) return;
    if (old.matches(":focus-within")) {
      patchFocused(old, cell);
      return;
    }
    const changed = old.textContent !== cell.textContent;
    old.replaceWith(cell.cloneNode(true));
    if (changed && heads[i].dataset.format !== "since") tint(row.cells[i]); // time goes by, that is no news
  });
}

function patchTable(table, now) {
  const body = table.tBodies[0];
  const rows = new Map([...body.rows].map((row) => [row.dataset.row, row]));
  const order = [...now.tBodies[0].rows].map((row) => {
    const old = rows.get(row.dataset.row);
    if (!old) return row.cloneNode(true);
    rows.delete(row.dataset.row);
    patchRow(old, row);
    return old;
  });
  for (const row of rows.values()) row.remove();
  const sorted = table.querySelector("[aria-sort]") !== null;
  order.forEach((row, i) => {
    if (!row.isConnected) body.append(row);
    else if (!sorted && !isInUse(body) && body.rows[i] !== row) body.insertBefore(row, body.rows[i]);
  });
}

// What is no table is small: it is exchanged whole.
// The shapes stay where they are, and with them the focus: only what they say is new.
function patchDrawing(drawing, now) {
  const shapes = new Map([...drawing.querySelectorAll("a")].map((shape) => [shape.dataset.unit, shape]));
  for (const fresh of now.querySelectorAll("a")) {
    const shape = shapes.get(fresh.dataset.unit);
    if (!shape || shape.innerHTML === fresh.innerHTML && shape.dataset.step === fresh.dataset.step) continue;
    shape.dataset.step = fresh.dataset.step;
    shape.replaceChildren(...fresh.cloneNode(true).childNodes);
  }
}

// A part that stands still changes in place: nothing scrolls back, nothing loses the focus.
function patchStill(part, now) {
  const both = (selector, patch) => part.querySelectorAll(selector).forEach((old, i) => {
    const fresh = now.querySelectorAll(selector)[i];
    if (fresh && fresh.innerHTML !== old.innerHTML) patch(old, fresh);
  });
  both(".drawing", patchDrawing);
  both("table[data-grid]", patchTable);
  both("[data-live], [data-key], .as-of", (old, fresh) => old.replaceChildren(...fresh.cloneNode(true).childNodes));
}

function patchPart(part, now) {
  if (part.innerHTML === now.innerHTML) return;
  if ("still" in part.dataset || part.matches(":focus-within")) { // whoever is in it stays in it
    patchStill(part, now);
    return;
  }
  const open = [...part.querySelectorAll("details")].map((details) => details.open);
  const tables = [...part.querySelectorAll("table[data-grid]")];
  const fresh = now.cloneNode(true);
  for (const table of fresh.querySelectorAll("table[data-grid]")) {
    const old = tables.find((t) => t.dataset.grid === table.dataset.grid);
    if (!old) continue;
    patchTable(old, table);
    table.replaceWith(old);
  }
  const filter = part.querySelector(":scope > .filter"); // keeps what was typed
  if (filter) fresh.querySelector(":scope > .filter")?.replaceWith(filter);
  part.replaceChildren(...fresh.childNodes);
  filter?.querySelector("input").dispatchEvent(new Event("input"));
  part.querySelectorAll("details").forEach((details, i) => { details.open = open[i] ?? false; });
  part.dispatchEvent(new Event("patched"));
}

// What stands alone among the numbers of the stream, such as their change since last month.
function patchFresh(page) {
  for (const old of document.querySelectorAll("[data-fresh]")) {
    const now = page.querySelector(`[data-fresh="${CSS.escape(old.dataset.fresh)}"]`);
    if (now && old.outerHTML !== now.outerHTML) old.replaceWith(now.cloneNode(true));
  }
}

export function openParts() {
  let waiting = false;
  let loaded = Date.now();

  async function load() {
    waiting = false;
    loaded = Date.now();
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (document.querySelector(".problem")) location.reload();
      for (const part of document.querySelectorAll("[data-part]")) {
        const now = page.querySelector(`[data-part="${part.dataset.part}"]`);
        if (now && !now.querySelector(".unread")) patchPart(part, now); // else the last numbers stay
      }
      patchFresh(page);
    } catch {
      later(); // the head line tells what is lost
    }
  }

  function later() {
    if (waiting) return;
    waiting = true;
    setTimeout(load, Math.max(0, loaded + pauseMs - Date.now()));
  }

  const wanted = () => document.querySelector("[data-part], .problem") !== null;
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && wanted()) later();
  });
  return {
    changed() {
      if (!document.hidden && wanted()) later();
    },
  };
}
