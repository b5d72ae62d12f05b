// For tests of the room's core: a socket and a service that a test plays, and waiting for something to become true.
import type { Happening } from '../api/connection'
import type { Ports, SocketLike } from './line'

export class FakeSocket implements SocketLike {
  readyState = 0
  onopen: SocketLike['onopen'] = null
  onclose: SocketLike['onclose'] = null
  onmessage: SocketLike['onmessage'] = null
  readonly sent: Record<string, unknown>[] = []
  closed = false

  send(text: string) {
    this.sent.push(JSON.parse(text) as Record<string, unknown>)
  }

  close() {
    this.closed = true
    this.readyState = 3
  }

  open() {
    this.readyState = 1
    this.onopen?.call(this as never, new Event('open'))
  }

  hear(frame: object) {
    this.onmessage?.call(this as never, new MessageEvent('message', { data: JSON.stringify(frame) }))
  }

  drop() {
    this.readyState = 3
    this.onclose?.call(this as never, new Event('close') as CloseEvent)
  }

  said(type: string) {
    return this.sent.filter((frame) => frame['type'] === type)
  }
}

export const INCIDENT = '11111111-1111-4111-8111-111111111111'
export const ME = '22222222-2222-4222-8222-222222222222'
export const HOME = '33333333-3333-4333-8333-333333333333'

export class FakeService implements Ports {
  readonly sockets: FakeSocket[] = []
  readonly asked: { path: string; init: RequestInit | undefined }[] = []
  /** What plain HTTP answers; throws for a network that is gone. */
  answer: (path: string, init?: RequestInit) => [status: number, body: unknown] = () => [200, { id: INCIDENT, readable: true }]

  socket() {
    const socket = new FakeSocket()
    this.sockets.push(socket)
    return socket
  }

  async http(path: string, init?: RequestInit) {
    this.asked.push({ path, init })
    const [status, body] = this.answer(path, init)
    return new Response(JSON.stringify(body), { status })
  }

  random = () => 0
  readonly told: Happening['is'][] = []
  /** As when another call of the page was answered. */
  reached: () => void = () => undefined

  tell(happening: Happening) {
    this.told.push(happening.is)
  }

  whenReached(back: () => void) {
    this.reached = back
    return () => (this.reached = () => undefined)
  }

  get last(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (!socket) throw new Error('No socket was opened.')
    return socket
  }
}

export const incident = (head: number) => ({
  id: INCIDENT, reference: 'CTAC-2026-0001', title: 'Mail is down', severity: 'S2', status: 'open', marking: 'amber', lead: null,
  declared_at: '2026-11-22T03:00:00Z', head,
})

export const welcome = (head: number, state: object = {}) => ({
  type: 'welcome', you: { person: ME, organisation: HOME, may_post: true }, head,
  state: { incident: incident(head), members: {}, actions: [], pages: [], runs: [], call_outs: [], marked: [], on_call: [], ...state },
})

export const note = (seq: number, more: object = {}) => ({
  type: 'entry', incident: INCIDENT, seq, position: seq, kind: 'entry.note', actor: `person:${ME}`, organisation: HOME, marking: 'amber',
  recorded_at: '2026-11-22T03:00:00Z', body: { text: `note ${seq}` }, commitment: 'ab', changed: [], ...more,
})

/** Waits until it is true; a test that waits in vain fails with what was waited for. */
export async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 3_000
  while (!(await what())) {
    if (Date.now() > end) throw new Error(`It never came true: ${what.toString()}`)
    await new Promise((later) => setTimeout(later, 5))
  }
}
