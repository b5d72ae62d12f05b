// The room's socket: connects, says hello, hands on frames, and connects again after a drop.
import { parse, type Frame } from './frames'
import type { ConnectionState, Ended } from './types'

/** What a connection needs to know, and whom it tells. */
export interface Link {
  /** The last entry there is here. */
  after(): number
  frame(frame: Frame): void
  down(state: ConnectionState, triesAt: number | null): void
  ended(why: Ended): void
}

export class Connection {
  readonly #reference: string
  readonly #link: Link
  #socket: WebSocket | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #running = false
  #id: string | undefined

  constructor(reference: string, link: Link) {
    this.#reference = reference
    this.#link = link
  }

  start() {
    this.#running = true
    void this.#connect()
  }

  stop() {
    this.#running = false
    clearTimeout(this.#timer)
    this.#socket?.close(1000)
    this.#socket = undefined
  }

  again() {
    this.#socket?.close(1000)
    this.#later()
  }

  send(frame: object) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame))
  }

  async #connect() {
    try {
      this.#id ??= await this.#find()
    } catch {
      this.#later()
      return
    }
    if (!this.#running || !this.#id) return
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/v1/incidents/${this.#id}/room`, 'ctac.room.v1')
    this.#socket = socket
    socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', protocol: 1, incident: this.#id, after: this.#link.after() }))
    socket.onmessage = ({ data }) => {
      const frame = parse(data)
      if (frame === 'unknown' || frame === 'broken' || socket !== this.#socket) return
      this.#failures = 0
      this.#link.frame(frame)
    }
    socket.onclose = () => {
      if (socket === this.#socket) this.#later()
    }
  }

  async #find() {
    const answer = await fetch(`/api/v1/incidents/${encodeURIComponent(this.#reference)}`)
    if (answer.status === 404) this.#link.ended('not-found')
    if (!answer.ok) throw new Error(`${answer.status}`)
    return ((await answer.json()) as { id: string }).id
  }

  #later() {
    if (!this.#running) return
    const wait = Math.random() * Math.min(30_000, 500 * 2 ** this.#failures)
    this.#failures += 1
    this.#link.down('connecting', Date.now() + wait)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#connect(), wait)
  }
}
