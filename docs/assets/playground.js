// The playground: a step's tasks, a place to write, and what the specs say of it.

import { Python, Stopped, isThere } from "./python.js"
import { element, saveButton } from "./parts.js"

const LIMIT = 15 // seconds that one scenario may take
const root = document.getElementById("playground")
const kept = number => `kata playground step ${number}`

let python, steps, step, task, verdict, isReady = false

const read = () => JSON.parse(localStorage.getItem(kept(step.number)) ?? "{}")
const keyOf = place => `${place.file}:${place.name}`
const textOf = place => read()[keyOf(place)] ?? place.open

function keep(place, text) {
  const written = read()
  written[keyOf(place)] = text
  localStorage.setItem(kept(step.number), JSON.stringify(written))
}

function allWritten() {
  const files = {}
  for (const place of step.tasks.flatMap(task => task.places)) {
    (files[place.file] ??= {})[place.name] = textOf(place)
  }
  return JSON.stringify(files)
}

const status = element("p", { role: "status", class: "playground-status" })
const output = element("pre", { class: "playground-output", tabindex: 0, "aria-label": "What the specs say" })
const leftOut = element("details", { hidden: "" })
const board = element("div")

const say = text => { status.textContent = text }

async function run(name, given, then) {
  for (const button of root.querySelectorAll("button")) button.disabled = true
  say(isReady ? "Running the specs …" : "Starting Python. This takes some seconds, once …")
  const began = performance.now()
  try {
    const answer = await python.ask(name, {
      given, seconds: isReady ? LIMIT : 120, tell: scenario => say(`Running: ${scenario}`),
    })
    isReady = true
    say(`${((performance.now() - began) / 1000).toFixed(1)} seconds.`)
    then(answer)
  } catch (error) {
    const last = status.textContent
    isReady = !(error instanceof Stopped)
    output.textContent = error instanceof Stopped
      ? `${error.message} ${last}\n\nSomething there does not come to an end. Python starts anew with the next run.`
      : String(error)
    say("")
  } finally {
    for (const button of root.querySelectorAll("button")) button.disabled = false
  }
}

const check = () => run("check", [step.number, allWritten()], answer => {
  verdict = answer
  output.innerHTML = answer.output
  leftOut.hidden = !answer.leftOut.length
  leftOut.replaceChildren(
    element("summary", {}, `${answer.leftOut.length} scenarios are left out here`),
    element("p", {}, "They take threads, processes or a server, and a page has none. On your own machine ",
      element("code", {}, `kata check ${step.number}`), " runs them too."),
    element("ul", {}, ...answer.leftOut.map(scenario => element("li", {}, scenario))))
  showTasks()
})

function showTasks() {
  const mark = number => verdict?.done.includes(number) ? "✓" : verdict?.atHand === number ? "✗" : "·"
  tasks.replaceChildren(...step.tasks.map((each, index) => element("button", {
    type: "button", "aria-pressed": each === task, onclick: () => open(each),
  }, `${mark(index + 1)} ${index + 1}. ${each.title}`)))
}

function editor(place) {
  const id = `place ${keyOf(place)}`
  const area = element("textarea", {
    id, spellcheck: "false", autocapitalize: "off", autocomplete: "off", rows: textOf(place).split("\n").length + 2,
    oninput: () => keep(place, area.value),
    onkeydown: event => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) check()
      else if (event.key === "Enter") indent(event, area, place)
    },
  })
  area.value = textOf(place)
  return element("div", { class: "playground-place" }, element("label", { for: id }, `${place.file}: ${place.name}`), area)
}

// A new line begins where the one before it did, and deeper after a colon.
function indent(event, area, place) {
  event.preventDefault()
  const line = area.value.slice(0, area.selectionStart).split("\n").at(-1)
  const deeper = line.trimEnd().endsWith(":") ? "    " : ""
  area.setRangeText(`\n${line.match(/^ */)[0]}${deeper}`, area.selectionStart, area.selectionEnd, "end")
  keep(place, area.value)
}

const tasks = element("div", { class: "playground-tasks", role: "group", "aria-label": "Tasks" })
const work = element("div")

function open(chosen) {
  task = chosen
  showTasks()
  const hints = element("ol", { class: "playground-hints" })
  const button = (name, action) => element("button", { type: "button", onclick: action }, name)
  work.replaceChildren(
    element("p", {}, element("b", {}, task.title), ` (${task.minutes} minutes). ${task.do}`),
    ...task.places.map(editor),
    element("div", { class: "playground-buttons" },
      element("button", { type: "button", class: "md-button md-button--primary", onclick: check }, "Run the specs"),
      button("Hint", () => {
        const hint = task.hints[hints.children.length]
        if (hint) hints.append(element("li", {}, element("pre", {}, hint)))
      }),
      button("Show the reference", () => fill(place => place.solved)),
      button("Begin anew", () => fill(place => place.open)),
    ),
    element("p", { class: "playground-tip" }, "Ctrl+Enter runs the specs, too."),
    hints,
  )
}

function fill(textFor) {
  for (const place of task.places) keep(place, textFor(place))
  open(task)
}

function openStep(number) {
  step = steps[number - 1]
  verdict = undefined
  output.textContent = ""
  const mistakes = element("select", { id: "mistake" },
    ...step.mistakes.map(mistake => element("option", { value: mistake.name }, mistake.title)))
  leftOut.hidden = true
  board.replaceChildren(tasks, work, status, output, leftOut)
  if (step.mistakes.length) board.append(
    element("h2", { id: "break-it" }, "Break the reference"),
    element("p", {}, "Put a mistake that people really make into the finished step, and see which scenario catches it."),
    element("div", { class: "playground-buttons" },
      element("label", { for: "mistake" }, "Mistake "), mistakes,
      element("button", { type: "button", onclick: () =>
        run("show_mistake", [step.number, mistakes.value], answer => {
          output.innerHTML = answer.output
          leftOut.hidden = true
          output.scrollIntoView({ block: "nearest" })
          output.focus()
        }) }, "Break it")),
  )
  open(step.tasks[0])
}

async function begin() {
  python = new Python("playground")
  root.replaceChildren(status)
  say("Starting Python. This takes some seconds, once …")
  try {
    steps = (await python.ask("contents")).filter(step => step.tasks.length)
  } catch (error) {
    return say(`Python could not be started: ${error.message}`)
  }
  isReady = true
  say("")
  const choice = element("select", { id: "step", onchange: () => openStep(steps.findIndex(s => s.number === +choice.value) + 1) },
    ...steps.map(({ number, name, lacks }) => element("option", { value: number, ...(lacks ? { disabled: "" } : {}) },
      `Step ${number}: ${name}${lacks ? `, not in a page: it needs ${lacks}` : ""}`)))
  root.replaceChildren(element("p", {}, element("label", { for: "step" }, "Exercise of "), choice), board)
  openStep(1)
}

if (await isThere()) {
  root.replaceChildren(element("p", { class: "playground-buttons" },
    element("button", { type: "button", class: "md-button md-button--primary", onclick: begin }, "Start Python in this page"),
    saveButton()))
}
