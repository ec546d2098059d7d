// find.js - the list of units narrows as the viewer types, by the rules of find.c; the address
// keeps it, so that it can be shared and goes through the server without a script.

// "Đặng Thùy Trâm" and "dang thuy tram" are the same, as unmark.c has it.
export function unmark(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
}

export function openFind() {
  const input = document.querySelector('form.search input[name="name"]');
  const tbody = document.querySelector("#units tbody");
  if (!input || !tbody) return;
  const level = new URLSearchParams(location.search).get("level");

  function narrow() {
    const wanted = unmark(input.value.trim());
    let found = 0;
    for (const row of tbody.rows) {
      row.hidden = !unmark(row.cells[0].textContent).includes(wanted) || Boolean(level) && row.dataset.level !== level;
      if (!row.hidden) found++;
    }
    const told = `${found}/${tbody.rows.length} đơn vị`;
    const line = document.querySelector("#found");
    if (line.textContent !== told) line.textContent = told;
  }

  function remember(url) {
    if (input.value.trim()) url.searchParams.set("name", input.value.trim());
    else url.searchParams.delete("name");
    return url;
  }

  // Another level or another day keeps the name.
  function carry() {
    for (const link of document.querySelectorAll(".statuses a, .step, .past a")) link.href = remember(new URL(link.href));
    const day = document.querySelector("form.day");
    let hidden = day.querySelector('input[name="name"]');
    if (!hidden) {
      hidden = document.createElement("input");
      hidden.type = "hidden";
      hidden.name = "name";
      day.append(hidden);
    }
    hidden.value = input.value.trim();
  }

  input.addEventListener("input", () => {
    narrow();
    history.replaceState(null, "", remember(new URL(location.href)));
    carry();
  });
  input.form.addEventListener("submit", (event) => event.preventDefault());
  new MutationObserver(narrow).observe(tbody, { childList: true });
}
