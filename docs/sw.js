// Keeps the site in the browser. The network is asked first, so that nobody reads an old page; what was kept answers
// when it does not.

const version = new URL(location).searchParams.get("version")
const kept = `kata pages ${version}`

async function keep() {
  const listed = await (await fetch("offline.json")).json()
  const cache = await caches.open(kept)
  await cache.addAll([...listed.pages, "offline.json"])
}

async function forgetOthers() {
  for (const name of await caches.keys()) {
    if (name.startsWith("kata ") && !name.endsWith(version)) await caches.delete(name)
  }
  await clients.claim()
}

async function answer(request) {
  try {
    return await fetch(request)
  } catch (error) {
    const found = await caches.match(request, { ignoreSearch: true, ignoreMethod: true })
    if (found) return found
    throw error
  }
}

addEventListener("install", event => event.waitUntil(keep().then(skipWaiting)))
addEventListener("activate", event => event.waitUntil(forgetOthers()))
addEventListener("fetch", event => {
  if (["GET", "HEAD"].includes(event.request.method) && event.request.url.startsWith(registration.scope)) {
    event.respondWith(answer(event.request))
  }
})
