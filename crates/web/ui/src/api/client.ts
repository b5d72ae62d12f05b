// The one way to the service's REST interface: typed by its own document, every POST with its idempotency key, every refusal
// a `Problem` with words that can be shown, a session that ended told once to whoever listens.
import createClient, { type Middleware } from 'openapi-fetch'
import type { components, paths } from '../generated/api'
import { happened, toldBy } from './connection'
import { Problem, Unreachable } from './problem'

/** A type of the interface's document by its name there. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name]

/** Told when the service answers that nobody is signed in (`signed-out`), or somebody with a password that another gave them (`first-password`). */
export const signedOut = new EventTarget()

const idempotent: Middleware = {
  onRequest({ request }) {
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) {
      request.headers.set('Idempotency-Key', crypto.randomUUID())
    }
    return request
  },
}

const refusals: Middleware = {
  async onResponse({ response }) {
    happened(toldBy(response))
    if (response.ok || response.status === 304) return response
    if (response.status === 401) signedOut.dispatchEvent(new Event('signed-out'))
    const problem = await Problem.of(response)
    if (problem.slug === 'first-password') signedOut.dispatchEvent(new Event('first-password'))
    throw problem
  },
  onError({ error }) {
    // Somebody who left a page ended its call: that says nothing of the connection.
    if (!(error instanceof DOMException && error.name === 'AbortError')) happened({ is: 'failed' })
    return new Unreachable(error)
  },
}

/** Typed calls: `api.GET('/api/v1/me')`. A refusal throws `Problem`, a service that cannot be reached `Unreachable`. */
export const api = createClient<paths>({ baseUrl: '/', credentials: 'same-origin' })
api.use(idempotent, refusals)

/** The data of an answer that has some; for use in queries: `whole(api.GET('/api/v1/me'))`. */
export async function whole<T>(answer: Promise<{ data?: T }>): Promise<T> {
  const { data } = await answer
  if (data === undefined) throw new Error('The service answered nothing where it should have.')
  return data
}
