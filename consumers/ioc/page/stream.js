// stream.js - the live stream: one connection, made again for ever.
//
// The browser's own reconnecting gives up for good at an answer that is no stream (503
// when there are too many viewers), and all viewers of a server that comes back would
// come at once: so it is done here, with growing distances and jitter.  A new connection
// begins with a whole snapshot.

const firstWait = 1000;
const lastWait = 15000;
// The server sends something every 15 s at the latest.
const silenceMax = 25000;

export function openStream(address, calls) {
  let wait = firstWait;
  let watchdog = 0;

  function later(source) {
    source.close();
    clearTimeout(watchdog);
    calls.lost();
    setTimeout(connect, wait / 2 + Math.random() * wait);
    wait = Math.min(wait * 2, lastWait);
  }

  function connect() {
    const source = new EventSource(address);
    let over = false;
    const fail = () => {
      if (over) return;
      over = true;
      later(source);
    };
    const heard = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(fail, silenceMax);
    };
    const on = (name, call) => source.addEventListener(name, (event) => {
      heard();
      call(JSON.parse(event.data));
    });
    on("snapshot", (data) => {
      wait = firstWait;
      calls.snapshot(data);
    });
    on("delta", calls.delta);
    on("state", calls.state);
    source.addEventListener("error", fail);
    heard();
  }

  connect();
}
