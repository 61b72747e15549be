// Draws the diagrams of a page with the site's own copy of mermaid, in the colours of the page, and lets the keyboard
// reach whatever scrolls.

const assets = new URL(".", document.currentScript.src)
const phone = matchMedia("(max-width: 44rem)")
const figures = [...document.querySelectorAll("figure.diagram")]
const sources = new Map(figures.map(figure => [figure, figure.textContent]))

function colours() {
  const dark = document.body.dataset.mdColorScheme === "slate"
  const [page, ink, box, line, accent, note] = dark
    ? ["#1e2129", "#e8eaf0", "#2b303b", "#aab2c0", "#0f4f47", "#3d3a22"]
    : ["#ffffff", "#1d2126", "#eef2f4", "#4a545e", "#d5efea", "#fff6cf"]
  return {
    darkMode: dark, fontSize: "15px", fontFamily: getComputedStyle(document.body).fontFamily,
    background: page, mainBkg: box, nodeBorder: line, lineColor: line, textColor: ink, titleColor: ink,
    primaryColor: box, primaryTextColor: ink, primaryBorderColor: line,
    secondaryColor: accent, secondaryTextColor: ink, secondaryBorderColor: line,
    tertiaryColor: page, tertiaryTextColor: ink, tertiaryBorderColor: line,
    clusterBkg: page, clusterBorder: line, edgeLabelBackground: page, nodeTextColor: ink,
    actorBkg: box, actorBorder: line, actorTextColor: ink, actorLineColor: line,
    signalColor: ink, signalTextColor: ink, labelBoxBkgColor: accent, labelBoxBorderColor: line,
    labelTextColor: ink, loopTextColor: ink, noteBkgColor: note, noteTextColor: ink, noteBorderColor: line,
    activationBkgColor: accent, activationBorderColor: line, sequenceNumberColor: page,
    attributeBackgroundColorOdd: page, attributeBackgroundColorEven: box, rowOdd: page, rowEven: box,
  }
}

async function draw() {
  mermaid.initialize({
    startOnLoad: false, theme: "base", themeVariables: colours(), securityLevel: "strict",
    flowchart: { useMaxWidth: false, subGraphTitleMargin: { top: 4, bottom: 8 } }, state: { useMaxWidth: false },
    er: { useMaxWidth: false, nodeSpacing: 40, ...(phone.matches ? { nodeSpacing: 16, entityPadding: 8 } : {}) },
    sequence: {
      useMaxWidth: false, mirrorActors: false, actorMargin: 24, messageMargin: 30,
      ...(phone.matches ? { width: 156, actorMargin: 4, diagramMarginX: 4, wrap: true } : {}),
    },
  })
  for (const [number, figure] of figures.entries()) {
    const { svg } = await mermaid.render(`diagram-${number}`, sources.get(figure))
    figure.innerHTML = svg
  }
  reachScrolling()
}

function explain() {
  for (const figure of figures) {
    figure.insertAdjacentHTML("beforeend",
      "<figcaption>This is a diagram in words. It is drawn where the site was built with Node.js installed.</figcaption>")
  }
}

if (figures.length) {
  const script = document.createElement("script")
  script.src = new URL("../vendor/mermaid.js", assets)
  script.onerror = explain
  script.onload = async () => {
    await draw()
    new MutationObserver(draw).observe(document.body, { attributeFilter: ["data-md-color-scheme"] })
    phone.addEventListener("change", draw)
  }
  document.head.append(script)
}

// A diagram that is a little too wide is drawn smaller. One that would become too small to read scrolls.
const SMALLEST = 0.64

function reachScrolling() {
  for (const figure of figures) {
    const width = figure.querySelector("svg")?.viewBox.baseVal.width
    figure.classList.toggle("narrowed", width * SMALLEST <= figure.clientWidth)
  }
  for (const box of document.querySelectorAll("figure.diagram, .scenario, .md-typeset__scrollwrap")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0
    else box.removeAttribute("tabindex")
  }
}

addEventListener("load", reachScrolling)
addEventListener("resize", reachScrolling)

document.querySelector(".md-search[role=dialog]")?.setAttribute("aria-label", "Search")

// Keeps the site in the browser, where it came from a build that lists its files. `make serve` lists none.
async function keepOffline() {
  const site = new URL("..", assets)
  const listed = await fetch(new URL("offline.json", site))
  if (listed.ok) {
    const { version } = await listed.json()
    await navigator.serviceWorker.register(new URL(`sw.js?version=${version}`, site))
  } else {
    const registration = await navigator.serviceWorker.getRegistration(site)
    await registration?.unregister()
  }
}

if ("serviceWorker" in navigator && location.protocol !== "file:") keepOffline()
