// Python in a worker: ask it something, and wait for the answer. What takes too long is stopped.

const here = new URL(".", import.meta.url)

export const isThere = async () =>
  location.protocol !== "file:" &&
  (await Promise.all(["pyodide/pyodide.mjs", "kata.zip"].map(name =>
    fetch(new URL(`../vendor/${name}`, here), { method: "HEAD" }).then(response => response.ok, () => false))))
    .every(Boolean)

export class Stopped extends Error {}

export class Python {
  #module
  #worker
  #waiting = new Map()
  #asked = 0

  constructor(module) {
    this.#module = module
    this.#begin()
  }

  #begin() {
    this.#worker = new Worker(new URL("playground-worker.js", here), { type: "module" })
    this.#worker.addEventListener("message", ({ data }) => this.#hear(data))
  }

  #hear({ id, text, answer, error }) {
    const { resolve, reject, tell } = this.#waiting.get(id) ?? {}
    if (text !== undefined) return tell?.(text)
    this.#waiting.delete(id)
    error === undefined ? resolve?.(answer) : reject?.(new Error(error))
  }

  // The answer of a Python function. Rejects with Stopped once nothing is heard for `seconds`, and what Python knew is
  // then forgotten.
  ask(name, { given = [], tell, seconds = 120 } = {}) {
    const id = ++this.#asked
    return new Promise((resolve, reject) => {
      let limit
      const begin = () => { clearTimeout(limit); limit = setTimeout(() => this.#stop(seconds), seconds * 1000) }
      const done = then => value => { clearTimeout(limit); then(value) }
      const hear = text => { begin(); tell?.(text) }
      this.#waiting.set(id, { resolve: done(resolve), reject: done(reject), tell: hear })
      begin()
      this.#worker.postMessage({ id, module: this.#module, ask: name, given })
    })
  }

  #stop(seconds) {
    this.#worker.terminate()
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    this.#begin()
    for (const { reject } of waiting) reject(new Stopped(`Stopped after ${seconds} seconds.`))
  }
}
