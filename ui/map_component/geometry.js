// Outlines of areas: fetched once a page for each content, whoever asks.

const fetched = new Map(); // content key -> promise of the geometry

/**
 * The outlines with this content key.
 *
 * A page that is run again lets go of its files for a moment and then holds them
 * again, so an address may answer "not found" once: it is asked again before giving up.
 */
function loadGeometry({ key, address }) {
  if (!fetched.has(key)) {
    const loading = fetchPatiently(new URL(address, document.baseURI)).then((answer) => answer.json());
    loading.catch(() => fetched.delete(key)); // so that the next change tries again
    fetched.set(key, loading);
  }
  return fetched.get(key);
}

async function fetchPatiently(address) {
  for (const wait of [0, 100, 400, 1500]) {
    await new Promise((done) => setTimeout(done, wait));
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok) return answer;
  }
  throw new Error(`no answer from ${address}`);
}

/** The area nearest to area `from` in a direction such as [1, 0], or `from`. */
function neighbour(points, from, [right, down]) {
  const [x0, y0] = points[from];
  let best = from;
  let least = Infinity;
  points.forEach(([x, y], area) => {
    const ahead = (x - x0) * right + (y - y0) * down;
    const aside = Math.abs((x - x0) * down - (y - y0) * right);
    if (ahead <= 0) return;
    // Straight ahead counts as it is, aside double; beyond 60 degrees only at need.
    const cost = ahead + 2 * aside + (aside > 1.7 * ahead ? 1e9 : 0);
    if (cost < least) [best, least] = [area, cost];
  });
  return best;
}
