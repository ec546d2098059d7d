// wall.js - the wall shows its pages in turn, until somebody holds it still.
//
// The next page is asked for before this one goes: a page that cannot be loaded is left
// out, which is said, and the turning goes on.

import { time } from "./format.js";

const patience = 10000; // ms for a page to load
const heldKey = "wall-held"; // in the tab's own memory: a reload does not start it again

const isHeld = () => sessionStorage.getItem(heldKey) !== null;

async function answers(link) {
  try {
    return (await fetch(link.href, { signal: AbortSignal.timeout(patience) })).ok;
  } catch {
    return false;
  }
}

export function openWall() {
  const bar = document.querySelector(".rotation");
  if (!bar) return;
  const seconds = Number(bar.dataset.seconds);
  const links = [...bar.querySelectorAll("a")];
  const button = bar.querySelector("button");
  const here = links.findIndex((link) => link.hasAttribute("aria-current"));
  const after = (at) => [at + 1, at + 2].map((i) => i % links.length).find((i) => i !== here);
  let next = after(here);
  let left = seconds;
  let turning = false;

  function show() {
    button.textContent = isHeld() ? "Tiếp tục" : "Tạm dừng";
    links.forEach((link, i) => link.parentElement.toggleAttribute("data-next", i === next));
    const name = links[next].textContent;
    bar.querySelector(".next").textContent = isHeld() ? `Đang tạm dừng; tiếp theo: ${name}` : `Tiếp theo: ${name}, sau ${left} giây`;
  }

  async function turn() {
    turning = true;
    const link = links[next];
    const good = await answers(link);
    turning = false;
    if (isHeld()) return;
    if (good) {
      location.replace(link.href); // no history: the wall hangs for weeks
      return;
    }
    bar.querySelector(".said").textContent = `Không tải được trang ${link.textContent} lúc ${time(Date.now())}, giữ trang này`;
    next = after(next);
    left = seconds;
    show();
  }

  button.addEventListener("click", () => {
    if (isHeld()) sessionStorage.removeItem(heldKey);
    else sessionStorage.setItem(heldKey, "");
    left = seconds;
    show();
  });
  if (seconds === 0) return; // stands still
  button.hidden = false;
  show();
  setInterval(() => {
    if (isHeld() || turning) return;
    left -= 1;
    if (left > 0) show();
    else turn();
  }, 1000);
}
