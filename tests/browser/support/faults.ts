// What must never happen in a browser, in any specification: an uncaught error, an error on the console (so also what the policy
// refuses), a request that failed or was refused, a request to another host. Every context is watched from its beginning, and
// vitest.config.ts has this file run around every test: a specification cannot forget it. What a test provokes it names beforehand.
import type { BrowserContext } from 'playwright-core'
import { afterEach, expect } from 'vitest'

export interface Watched {
  /** From now on a fault that fits is expected in this context. */
  expects(fault: RegExp): void
  /** What was found up to now, which is then forgotten. */
  taken(): string[]
}

interface Context {
  faults: string[]
  expected: RegExp[]
}

const contexts: Context[] = []

/** What there is to see of a service that is dead, from the moment that it is killed. */
export const DEAD = /ERR_CONNECTION_|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED|ERR_FAILED|WebSocket connection to/

/** What a page leaves behind says nothing of it. */
const LEFT = /net::ERR_ABORTED/
/** The console repeats what is told of every request by itself. */
const REPEATED = /^Failed to load resource/

export function watched(context: BrowserContext, origin: string): Watched {
  const here: Context = { faults: [], expected: [] }
  contexts.push(here)
  const fault = (words: string) => {
    if (!here.expected.some((it) => it.test(words))) here.faults.push(words)
  }
  context.on('weberror', (error) => fault(`uncaught: ${error.error().message}`))
  context.on('console', (message) => {
    if (message.type() === 'error' && !REPEATED.test(message.text())) fault(`console: ${message.text()}`)
  })
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith('http') && url.origin !== origin) fault(`asked another host: ${url.origin}`)
  })
  const path = (address: string) => address.replace(origin, '')
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? 'failed'
    if (!LEFT.test(why)) fault(`${request.method()} ${path(request.url())}: ${why}`)
  })
  context.on('response', (response) => {
    if (response.status() >= 400) fault(`${response.request().method()} ${path(response.url())}: ${response.status()}`)
  })
  return { expects: (expected) => here.expected.push(expected), taken: () => here.faults.splice(0) }
}

afterEach(() => {
  const faults = contexts.flatMap((it) => it.faults.splice(0))
  expect(faults, 'what went wrong in the browser').toEqual([])
})
