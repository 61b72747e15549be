// What the playground and the lab have in common.

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value)
    else made.setAttribute(key, value)
  }
  made.append(...children)
  return made
}

// Fetches what the playground needs, so that it works without a network from then on.
export function saveButton() {
  const button = element("button", { type: "button", onclick: async () => {
    button.disabled = true
    button.textContent = "Saving …"
    const { version, playground } = await (await fetch("offline.json")).json()
    const cache = await caches.open(`kata playground ${version}`)
    await cache.addAll(playground)
    button.textContent = "Saved: it works offline now"
  } }, "Save for offline (17 MB)")
  if (!("caches" in window) || !navigator.serviceWorker) button.hidden = true
  return button
}
