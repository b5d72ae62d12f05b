// What a test arranges by the interface rather than by hand: signed in as somebody, with that person's session.
import type { Service } from './service'

type Json = Record<string, unknown>

export class Client {
  readonly #service: Service
  readonly #cookie: string
  /** The person's id. */
  readonly person: string

  private constructor(service: Service, cookie: string, person: string) {
    this.#service = service
    this.#cookie = cookie
    this.person = person
  }

  static async signIn(service: Service, username: string): Promise<Client> {
    const body = JSON.stringify({ username, password: service.password })
    const answer = await fetch(`${service.url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    if (!answer.ok) throw new Error(`${username} cannot sign in: ${await answer.text()}`)
    const cookie = answer.headers.getSetCookie().map((it) => it.split(';')[0]).join('; ')
    const me = (await answer.json()) as { person: string }
    return new Client(service, cookie, me.person)
  }

  get<T = Json>(path: string): Promise<T> {
    return this.#call('GET', path)
  }

  post<T = Json>(path: string, body?: Json): Promise<T> {
    return this.#call('POST', path, body)
  }

  put<T = Json>(path: string, body: Json): Promise<T> {
    return this.#call('PUT', path, body)
  }

  delete(path: string): Promise<unknown> {
    return this.#call('DELETE', path)
  }

  /** Declares an incident: its id and reference. */
  declare(title: string, severity = 'S2'): Promise<{ id: string; reference: string }> {
    return this.post('/api/v1/incidents', { title, severity, marking: 'amber' })
  }

  /** Brings somebody into an incident. */
  async bringIn(incident: string, person: string, role = 'responder'): Promise<void> {
    await this.put(`/api/v1/incidents/${incident}/members/${person}`, { role })
  }

  note(incident: string, text: string, more: Json = {}): Promise<{ seq: number }> {
    return this.post(`/api/v1/incidents/${incident}/entries`, { kind: 'entry.note', body: { text }, ...more })
  }

  /** Sends what is not JSON. */
  text<T>(path: string, type: string, body: string): Promise<T> {
    return this.#send('POST', path, type, body)
  }

  #call<T>(method: string, path: string, body?: Json): Promise<T> {
    return this.#send(method, path, body && 'application/json', body && JSON.stringify(body))
  }

  async #send<T>(method: string, path: string, type?: string, body?: string): Promise<T> {
    const headers: Record<string, string> = { cookie: this.#cookie, origin: this.#service.url }
    if (type) headers['content-type'] = type
    if (method === 'POST') headers['idempotency-key'] = crypto.randomUUID()
    const answer = await fetch(this.#service.url + path, { method, headers, body: body ?? null })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return (text ? JSON.parse(text) : undefined) as T
  }
}
