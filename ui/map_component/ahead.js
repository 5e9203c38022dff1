// What is likely to be asked for next, worked out while nothing else is to be done.

class Ahead {
  constructor(map) {
    this.map = map;
  }

  /** The classes of the other series: sorting all their years takes its time. */
  repaint() {
    const { figures, state } = this.map;
    this.left = figures.series.filter(({ years }) => state.pool !== "year" || years.includes(state.year));
    this.waiting ??= this.later();
  }

  later() {
    return whenIdle(() => {
      const { figures, state } = this.map;
      const series = this.left.shift();
      if (series) valueEnds(figures, series, state);
      this.waiting = this.left.length ? this.later() : null;
    });
  }
}
