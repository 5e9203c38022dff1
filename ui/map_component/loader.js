// Rides in every message, so it is short: fetches the map's script once a page.
const latest = new WeakMap();
const asked = new Map(); // address -> its answer, on its way while the script is

async function script(address) {
  for (const wait of [0, 100, 400, 1500]) {
    await new Promise((done) => setTimeout(done, wait));
    try {
      return await import(wait ? `${address}?again=${wait}` : address);
    } catch (error) {
      if (wait === 1500) throw error;
    }
  }
}

export default async function (component) {
  latest.set(component.parentElement, component);
  for (const { address } of [component.data.geometry, component.data.figures]) {
    const whole = new URL(address, document.baseURI).href;
    if (!asked.has(whole)) asked.set(whole, fetch(whole).catch(() => null));
  }
  const map = await script(new URL(component.data.script, document.baseURI).href);
  return map.mount(latest.get(component.parentElement), asked);
}
