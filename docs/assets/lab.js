// The lab: a shop in the page, with its projector in the reader's hand.

import { Python, isThere } from "./python.js"
import { element, saveButton } from "./parts.js"

const PAUSE = 400 // milliseconds between two batches of the running projector
const root = document.getElementById("lab")

let python, running

const button = (name, onclick) => element("button", { type: "button", onclick }, name)
const said = element("p", { role: "status", class: "playground-status" })
const order = element("select", { id: "order" })
const batch = element("select", { id: "batch" }, ...[1, 10, 100].map(size => element("option", { value: size }, size)))
const toggle = button("Run the projector", () => running ? pause() : run())
const panels = Object.fromEntries(["decided", "log", "projector", "versions"].map(name => [name, element("div")]))

async function ask(name, ...given) {
  show(await python.ask(name, { given }))
}

function table(caption, header, rows, isNew = () => false) {
  return element("table", { class: "lab-table" },
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...header.map(name => element("th", { scope: "col" }, name)))),
    element("tbody", {}, ...rows.map(row =>
      element("tr", isNew(row) ? { class: "lab-waiting" } : {}, ...row.map(cell => element("td", {}, String(cell)))))))
}

function show(state) {
  if (state.said) said.textContent = state.said
  const chosen = state.order || order.value
  order.replaceChildren(...state.orders.toReversed().map(name => element("option", { value: name }, name)))
  if (state.orders.includes(chosen)) order.value = chosen
  for (const needing of root.querySelectorAll("[data-needs-order]")) needing.disabled = !state.orders.length
  panels.decided.replaceChildren(
    table("What the rules know", ["order", "version", "total", "status"], state.decided))
  panels.log.replaceChildren(
    table("The log", ["position", "stream", "version", "event"], state.log, ([position]) => position > state.checkpoint))
  panels.versions.replaceChildren(...state.versions.map(version))
  showLag(state)
}

function showLag(state) {
  panels.projector.replaceChildren(
    element("progress", { max: Math.max(state.head, 1), value: state.checkpoint, "aria-label": "How much is projected" }),
    element("p", { class: "lab-lag" }, "Checkpoint ", element("b", {}, state.checkpoint), " of ",
      element("b", {}, state.head), ". Lag: ", element("b", {}, `${state.eventsBehind} events`),
      `, ${state.secondsBehind} seconds`))
}

function version({ version, state, checkpoint, eventsBehind, rows }) {
  const place = checkpoint === null ? "" : `, checkpoint ${checkpoint}, ${eventsBehind} events behind`
  return table(`The read model, version ${version}: ${state}${place}`, ["order", "total", "items", "pieces", "status"], rows)
}

function run() {
  toggle.textContent = "Pause the projector"
  running = setInterval(() => ask("project", +batch.value), PAUSE)
}

function pause() {
  toggle.textContent = "Run the projector"
  running = clearInterval(running)
}

const needsOrder = made => { made.dataset.needsOrder = ""; return made }

async function begin() {
  python = new Python("lab")
  root.replaceChildren(said)
  said.textContent = "Starting Python. This takes some seconds, once …"
  const state = await python.ask("look").catch(error => {
    said.textContent = `Python could not be started: ${error.message}`
  })
  if (!state) return
  said.textContent = "The shop is open. The projector is paused."
  root.replaceChildren(
    element("fieldset", {}, element("legend", {}, "Commands"),
      button("Open an order", () => ask("command", "open", "")),
      element("label", { for: "order" }, "Order "), order,
      needsOrder(button("Add an item", () => ask("command", "add", order.value))),
      needsOrder(button("Confirm it", () => ask("command", "confirm", order.value))),
      button("100 orders at once", () => ask("open_many", 100))),
    element("fieldset", {}, element("legend", {}, "Queries"),
      needsOrder(button("Ask for the order", () => ask("query", "now", order.value))),
      needsOrder(button("Ask with the receipt", () => ask("query", "fresh", order.value))),
      needsOrder(button("How many pieces?", () => ask("query", "pieces", order.value)))),
    element("fieldset", {}, element("legend", {}, "The projector"),
      button("One batch", () => ask("project", +batch.value)), toggle,
      element("label", { for: "batch" }, "Events in a batch "), batch),
    element("fieldset", {}, element("legend", {}, "Versions"),
      button("Build a batch of version 2", () => ask("build", +batch.value)),
      button("Switch to version 2", () => ask("change", "switch", 2)),
      button("Switch to version 1", () => ask("change", "switch", 1)),
      button("Retire version 1", () => ask("change", "retire", 1)),
      button("Retire version 2", () => ask("change", "retire", 2))),
    said,
    panels.projector,
    element("div", { class: "lab-panels" }, panels.decided, panels.log, panels.versions),
  )
  show(state)
  setInterval(async () => showLag(await python.ask("look")), 1000) // time passes, whatever the reader does
}

if (await isThere()) {
  root.replaceChildren(element("p", { class: "playground-buttons" },
    element("button", { type: "button", class: "md-button md-button--primary", onclick: begin }, "Open the shop in this page"),
    saveButton()))
}
