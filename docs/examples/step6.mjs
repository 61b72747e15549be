// A shop over HTTP in JavaScript, as step 6's OpenAPI documents have it. Usage: node step6.mjs [port]
// Commands and queries in one process, everything in memory. Money is in whole cents, and a BigInt.

import { createServer } from "node:http"

const LARGEST = 2n ** 63n - 1n
const KINDS = {
  "order-already-exists": [409, "An order id is used once"],
  "invalid-text": [422, "An id or a product name is text of 1 to 200 characters"],
  "invalid-quantity": [422, "A quantity is a whole number of at least 1"],
  "invalid-price": [422, "A price is an amount of at least 0 with at most two decimals"],
  "amount-too-large": [409, "An amount fits into 64 bits of cents"],
  "order-not-found": [404, "There is no such order"],
  "order-is-confirmed": [409, "Nothing is added to a confirmed order"],
  "order-is-empty": [409, "An order without items can't be confirmed"],
  "already-confirmed": [409, "An order is confirmed once"],
}

class Refused extends Error {
  constructor(kind, orderId, found = "") {
    super(kind)
    const [status, title] = KINDS[kind]
    const type = `tag:cqrs-kata.example,2026:${kind}`
    this.problem = { type, title, status, detail: `Order ${orderId}: ${title}`, order_id: orderId, found }
  }
}

class OrderCommandHandler {
  #orders = new Map()
  #position = 0
  #summaries

  constructor(summaries) {
    this.#summaries = summaries
  }

  createOrder(orderId, customerId) {
    checkText(orderId, orderId, customerId)
    if (this.#orders.has(orderId)) throw new Refused("order-already-exists", orderId)
    this.#orders.set(orderId, { customerId, status: "pending", cents: 0n, items: 0, version: 0 })
    return this.#happened(orderId, {})
  }

  addItem(orderId, product, qty, price) {
    checkText(orderId, orderId, product)
    if (!Number.isInteger(qty) || qty < 1) throw new Refused("invalid-quantity", orderId, String(qty))
    if (BigInt(qty) > LARGEST) throw new Refused("amount-too-large", orderId)
    const cents = toCents(orderId, price)
    if (cents > LARGEST) throw new Refused("amount-too-large", orderId)
    const order = this.#find(orderId)
    if (order.status === "confirmed") throw new Refused("order-is-confirmed", orderId)
    const total = order.cents + BigInt(qty) * cents
    if (total > LARGEST) throw new Refused("amount-too-large", orderId)
    return this.#happened(orderId, { cents: total, items: order.items + 1 })
  }

  confirm(orderId) {
    checkText(orderId, orderId)
    const order = this.#find(orderId)
    if (order.status === "confirmed") throw new Refused("already-confirmed", orderId)
    if (order.items === 0) throw new Refused("order-is-empty", orderId)
    return this.#happened(orderId, { status: "confirmed" })
  }

  #find(orderId) {
    const order = this.#orders.get(orderId)
    if (!order) throw new Refused("order-not-found", orderId)
    return order
  }

  #happened(orderId, change) {
    const order = Object.assign(this.#orders.get(orderId), change)
    order.version += 1
    this.#position += 1
    this.#summaries.set(orderId, {
      order_id: orderId,
      customer_id: order.customerId,
      total: `${order.cents / 100n}.${String(order.cents % 100n).padStart(2, "0")}`,
      item_count: order.items,
      status: order.status,
    })
    return { order_id: orderId, version: order.version, position: this.#position }
  }
}

class OrderQueryHandler {
  #summaries

  constructor(summaries) {
    this.#summaries = summaries
  }

  getSummary(orderId) {
    const summary = this.#summaries.get(orderId)
    if (!summary) throw new Refused("order-not-found", orderId)
    return summary
  }

  listByCustomer(customerId) {
    const orders = [...this.#summaries.values()].filter(order => order.customer_id === customerId)
    return { orders, next: null } // one page, however long
  }
}

function checkText(orderId, ...texts) {
  for (const text of texts) {
    const isText = typeof text === "string" && text.trim() !== "" && [...text].length <= 200
    if (!isText || !text.isWellFormed() || text.includes("\0")) throw new Refused("invalid-text", orderId, String(text).slice(0, 50))
  }
}

function toCents(orderId, price) {
  const found = typeof price === "string" && price.match(/^([0-9]+)(?:\.([0-9]{1,2}))?$/)
  if (!found) throw new Refused("invalid-price", orderId, String(price))
  return BigInt(found[1]) * 100n + BigInt((found[2] ?? "").padEnd(2, "0"))
}

const summaries = new Map()
const commands = new OrderCommandHandler(summaries)
const queries = new OrderQueryHandler(summaries)

function accepted(answer) {
  const location = `/orders/${encodeURIComponent(answer.order_id)}?at_least=${answer.position}`
  return { status: 202, body: answer, headers: { ETag: `"${answer.version}"`, Location: location } }
}

function serve(method, path, body) {
  const [, what, id, more] = path.split("/").map(decodeURIComponent)
  switch (`${method} /${what}${id === undefined ? "" : "/*"}${more === undefined ? "" : `/${more}`}`) {
    case "POST /orders": return accepted(commands.createOrder(body.order_id, body.customer_id))
    case "POST /orders/*/items": return accepted(commands.addItem(id, body.product, body.qty, body.price))
    case "POST /orders/*/confirmation": return accepted(commands.confirm(id))
    case "GET /orders/*": return { status: 200, body: queries.getSummary(id) }
    case "GET /customers/*/orders": return { status: 200, body: queries.listByCustomer(id) }
    case "GET /lag": return { status: 200, body: { events_behind: 0, seconds_behind: 0, stopped_by: null } }
  }
  return { status: 404, body: { type: "about:blank", title: "Not Found", status: 404, detail: path } }
}

const server = createServer(async (request, response) => {
  let text = ""
  for await (const chunk of request.setEncoding("utf8")) text += chunk
  let answer
  try {
    answer = serve(request.method, request.url.split("?")[0], text && JSON.parse(text))
  } catch (error) {
    const malformed = { type: "about:blank", title: "The request is malformed", status: 400, detail: String(error) }
    const problem = error.problem ?? malformed
    answer = { status: problem.status, body: problem }
  }
  const type = answer.status < 300 ? "application/json" : "application/problem+json"
  response.writeHead(answer.status, { "Content-Type": type, ...answer.headers }).end(JSON.stringify(answer.body))
})

server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
  console.log(`The shop: http://127.0.0.1:${server.address().port}`)
})
