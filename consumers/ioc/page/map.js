// map.js - the arrow keys move over the map, from a unit to the nearest one that way.
//
// Without script each unit is a stop of the Tab key; with it the map is one stop, the unit
// that had the focus last.

const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function middle(shape) {
  const box = shape.querySelector("path").getBBox();
  return [box.x + box.width / 2, box.y + box.height / 2];
}

// Near is what lies ahead; what lies aside counts twice, and more aside than ahead is no neighbour.
function nearest(shapes, from, [x, y]) {
  const [fromX, fromY] = middle(from);
  let best = null;
  let least = Infinity;
  for (const shape of shapes) {
    const [toX, toY] = middle(shape);
    const ahead = (toX - fromX) * x + (toY - fromY) * y;
    const aside = Math.abs((toX - fromX) * y) + Math.abs((toY - fromY) * x);
    if (shape === from || ahead <= 0 || aside > ahead || ahead + 2 * aside >= least) continue;
    least = ahead + 2 * aside;
    best = shape;
  }
  return best;
}

export function openMap() {
  const drawing = document.querySelector(".drawing");
  if (!drawing) return;
  const shapes = [...drawing.querySelectorAll("a")];
  const setStop = (stop) => { for (const shape of shapes) shape.setAttribute("tabindex", shape === stop ? 0 : -1); };
  setStop(shapes[0]);
  // not on the drawing itself, which a listener for focus makes a stop of its own
  const place = drawing.parentElement;
  place.addEventListener("focusin", (event) => {
    if (shapes.includes(event.target)) setStop(event.target);
  });
  place.addEventListener("keydown", (event) => {
    const from = event.target.closest("a");
    if (!from || !(event.key in ways) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    nearest(shapes, from, ways[event.key])?.focus();
  });
}
