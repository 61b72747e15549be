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

// Fetches what the playground needs, so that it works without a network from then on. There is nothing to save where
// the browser can't, or where the site lists no files: `make serve` lists none.
export function saveButton() {
  const button = element("button", { type: "button", hidden: "" })
  if ("caches" in window && navigator.serviceWorker) offer(button)
  return button
}

async function offer(button) {
  const listed = await fetch("offline.json").catch(() => undefined)
  if (!listed?.ok) return
  const { version, playground, megabytes } = await listed.json()
  const kept = await Promise.all(playground.map(file => caches.match(file)))
  if (kept.every(Boolean)) return saved(button)
  button.textContent = `Save for offline (${megabytes} MB)`
  button.hidden = false
  button.addEventListener("click", async () => {
    button.disabled = true
    button.textContent = "Saving …"
    try {
      const cache = await caches.open(`kata playground ${version}`)
      await cache.addAll(playground)
      saved(button)
    } catch (error) {
      button.disabled = false
      button.textContent = `Not saved (${error.message}). Try again`
    }
  })
}

function saved(button) {
  button.hidden = false
  button.disabled = true
  button.textContent = "Saved: it works offline now"
}
