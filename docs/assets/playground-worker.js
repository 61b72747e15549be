// Runs Python and the specs, away from the page, so that the page stays alive whatever the code does.

import { loadPyodide } from "../vendor/pyodide/pyodide.mjs"

const vendor = new URL("../vendor/", import.meta.url)

async function start() {
  const [python, archive] = await Promise.all([
    loadPyodide({ indexURL: new URL("pyodide/", vendor).href, env: {
      HOME: "/", KATA_WORKBENCH: "/kata/workbench", PYTEST_DISABLE_PLUGIN_AUTOLOAD: "1",
    } }),
    fetch(new URL("kata.zip", vendor)).then(response => response.arrayBuffer()),
  ])
  python.unpackArchive(archive, "zip", { extractDir: "/kata" })
  python.runPython("import os, sys; os.chdir('/kata'); sys.path[:0] = ['/kata', '/kata/packages']")
  return python
}

const started = start()
const rooms = new Map()

async function room(name) {
  const python = await started
  if (!rooms.has(name)) rooms.set(name, python.pyimport(`kata.docs.${name}`))
  return rooms.get(name)
}

addEventListener("message", async ({ data: { id, module, ask, given } }) => {
  const tell = text => postMessage({ id, text })
  try {
    postMessage({ id, answer: JSON.parse((await room(module))[ask](...given, tell)) })
  } catch (error) {
    postMessage({ id, error: String(error) })
  }
})
