// Runs in every frame before the page does: when someone acted, when a map was drawn.
// All times in milliseconds since 1970, the same in each frame.

(() => {
  const top = window.top;
  const since1970 = (stamp) => performance.timeOrigin + stamp;
  for (const name of ["pointerup", "keydown"]) {
    const note = (event) => (top.actedAt = since1970(event.timeStamp));
    addEventListener(name, note, { capture: true, passive: true });
  }
  const moved = (event) => (top.movedAt = since1970(event.timeStamp));
  addEventListener("pointermove", moved, { capture: true, passive: true });

  // Whether a frame's callbacks run now: what they draw is painted in the same frame.
  const ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (work) =>
    ask((stamp) => {
      top.inFrame = true;
      try {
        work(stamp);
      } finally {
        top.inFrame = false;
      }
    });

  /** Note when a drawing method is called, if what it draws on is large enough. */
  const follow = (kind, prototype, ...methods) => {
    for (const method of methods) {
      const own = prototype?.[method];
      if (!own) continue;
      prototype[method] = function (...how) {
        if (this.canvas.width > 150 && this.canvas.height > 150) top.drawn?.(kind);
        return own.apply(this, how);
      };
    }
  };
  follow("pixels", window.CanvasRenderingContext2D?.prototype, "putImageData");
  for (const name of ["WebGLRenderingContext", "WebGL2RenderingContext"]) {
    const methods = ["drawArrays", "drawElements", "drawArraysInstanced", "drawElementsInstanced"];
    follow("gl", window[name]?.prototype, ...methods);
  }
  if (window !== top) return;

  const HOLDERS = "[data-testid='stBidiComponentIsolated'], iframe";
  const SAMPLE = 60; // shapes looked at in each frame: all of them would take their time
  const frame = () => new Promise((done) => ask(done));
  const now = () => since1970(performance.now());
  const draws = { pixels: 0, gl: 0 };
  const lastDraw = {};
  const paintedAt = {}; // of the last drawing: when the frame after it began
  window.drawn = (kind) => {
    draws[kind] += 1;
    lastDraw[kind] = now();
    const first = !window.inFrame;
    paintedAt[kind] = 0;
    const mine = draws[kind];
    ask(async () => {
      if (first) await frame();
      if (mine === draws[kind]) paintedAt[kind] = now();
    });
  };

  /** The document, documents in frames and shadow roots that a map may be drawn in. */
  const roots = () => [
    document,
    ...[...document.querySelectorAll(HOLDERS)].flatMap((holder) => holder.shadowRoot ?? holder.contentDocument ?? []),
  ];
  const all = (selector) => roots().flatMap((root) => [...root.querySelectorAll(selector)]);
  const text = (selector) => all(selector).map((node) => node.textContent).join("");
  const fill = (shape) => shape.getAttribute("fill") ?? shape.style.fill;

  /** Fills of some of the shapes, once all of them are there. */
  function fills({ selector, count }) {
    const shapes = all(selector);
    if (shapes.length < count) return "";
    const step = Math.max(1, Math.floor(shapes.length / SAMPLE));
    const some = shapes.filter((_shape, at) => at % step === 0).map(fill);
    return some.every(Boolean) ? some.join() : "";
  }

  /** When `seen` first holds: looked at whenever a document changes, and now and then. */
  function noticed(seen, { what, seconds }) {
    return new Promise((done, failed) => {
      const until = performance.now() + 1000 * seconds;
      let timer = 0;
      const observer = new MutationObserver(() => look());
      const look = () => {
        if (!timer) return;
        if (!seen() && performance.now() < until) return;
        observer.disconnect();
        clearInterval(timer);
        timer = 0;
        if (seen()) done(now());
        else failed(new Error(`${what} did not come in ${seconds} s`));
      };
      const begin = () => {
        const how = { subtree: true, childList: true, attributes: true, attributeFilter: ["fill", "style", "d"] };
        for (const root of roots()) observer.observe(root, how); // new ones among them
        look();
      };
      timer = setInterval(begin, 30);
      begin();
    });
  }

  /** When the frame after the one that paints what `seen` looks for begins. */
  async function after(seen, told) {
    window.changedAt = await noticed(seen, told);
    await frame();
    await frame();
    return now();
  }

  /** Shapes: when their fills are others. Drawing: the last call before a silence. */
  function painted({ kind, before, quiet, ...told }) {
    if (kind === "shapes") {
      return after(() => ![before, ""].includes(fills(told)), told);
    }
    return new Promise((done, failed) => {
      const from = before;
      const begun = now();
      const look = () => {
        const silent = draws[kind] > from && now() - lastDraw[kind] > quiet;
        window.changedAt = lastDraw[kind];
        if (silent && paintedAt[kind]) done(paintedAt[kind]);
        else if (now() - begun > 1000 * told.seconds) failed(new Error(`${told.what} did not come`));
        else setTimeout(look, 20);
      };
      look();
    });
  }

  window.watch = {
    /** What to compare with later: fills, or the number of drawing calls. */
    state: ({ kind, ...shapes }) => (kind === "shapes" ? fills(shapes) : draws[kind]),
    painted,
    text,

    /** When a heading below the title is another than before. */
    profiled: ({ heading, before, ...told }) => after(() => ![before, ""].includes(text(heading)), told),

    /** End of the frame in which the tooltip says something else; 0 if it never does. */
    async told({ selector, before, seconds }) {
      const until = performance.now() + 1000 * seconds;
      while (["", before].includes(text(selector))) {
        if (performance.now() > until) return 0;
        await frame();
      }
      await new Promise((done) => {
        const channel = new MessageChannel(); // comes after the frame has been painted
        channel.port1.onmessage = done;
        channel.port2.postMessage(0);
      });
      return now();
    },

    /** Left, top, width and height of the map on the screen. */
    box(selector) {
      const node = all(selector).find((one) => one.getBoundingClientRect().width > 150);
      const { left, top, width, height } = node.getBoundingClientRect();
      const holder = node.ownerDocument.defaultView.frameElement?.getBoundingClientRect();
      return [left + (holder?.left ?? 0), top + (holder?.top ?? 0), width, height];
    },
  };
})();
