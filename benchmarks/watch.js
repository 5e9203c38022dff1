// Runs in every frame before the page does: when someone pressed, when the page showed
// what that should bring. All times in milliseconds since 1970, the same in each frame.

(() => {
  const top = window.top;
  const press = (event) => {
    top.pressedAt = performance.timeOrigin + event.timeStamp;
  };
  addEventListener("pointerup", press, { capture: true, passive: true });
  if (window !== top) return;

  const HOLDERS = "[data-testid='stBidiComponentIsolated'], iframe";
  const frame = () => new Promise((done) => requestAnimationFrame(done));

  /** Documents and shadow roots that a map may be drawn in. */
  const roots = () =>
    [...document.querySelectorAll(HOLDERS)].flatMap(
      (holder) => holder.shadowRoot ?? holder.contentDocument ?? [],
    );

  const shapes = (selector) =>
    roots().flatMap((root) => [...root.querySelectorAll(selector)]);

  const fills = (selector) => shapes(selector).map((shape) => shape.getAttribute("fill"));

  const table = () => document.querySelector("[data-testid='stTable']")?.innerText ?? "";

  /** The figures of the chosen area under its name, as text; "" without them. */
  const profile = (name) => {
    const headings = [...document.querySelectorAll("[data-testid='stHeading']")];
    const named = headings.some((heading) => heading.textContent.startsWith(name));
    return named ? table() : "";
  };

  /** Time of the second frame after the first one in which `seen` holds. */
  async function after(seen, { what, seconds }) {
    const until = performance.now() + seconds * 1000;
    while (!seen()) {
      if (performance.now() > until) throw new Error(`${what} did not come in ${seconds} s`);
      await frame();
    }
    await frame();
    await frame();
    return performance.timeOrigin + performance.now();
  }

  window.watch = {
    fills,
    table,

    /** When `count` areas have a fill and the fills are not those of `before`. */
    painted: ({ selector, count, before, ...told }) =>
      after(() => {
        const now = fills(selector);
        return now.length === count && now.every(Boolean) && String(now) !== before;
      }, told),

    /** When the profile of the area of this name stands on the page. */
    profiled: ({ name, before, ...told }) =>
      after(() => ![before, ""].includes(profile(name)), told),

    /** A point of the window at which area number `at` can be clicked. */
    spot: ({ selector, at }) => {
      const shape = shapes(selector)[at];
      const box = shape.getBoundingClientRect();
      const holder = shape.ownerDocument.defaultView.frameElement;
      const { left, top: above } = holder?.getBoundingClientRect() ?? { left: 0, top: 0 };
      const steps = [5, 4, 6, 3, 7, 2, 8, 1, 9];
      for (const down of steps) {
        for (const along of steps) {
          const x = box.left + (box.width * along) / 10;
          const y = box.top + (box.height * down) / 10;
          if (shape.getRootNode().elementFromPoint(x, y) === shape) {
            return [left + x, above + y];
          }
        }
      }
      throw new Error(`area ${at} cannot be clicked`);
    },
  };
})();
