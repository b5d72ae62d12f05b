// The way to a room that mends itself: a socket, again after a drop with growing random waits, at once when the network or the
// page comes back, by plain HTTP where sockets do not get through; and over for good when the service says so.
import type { Frame } from './frames'
import { BREACHES, LASTED, POLLING, RETRY_FIRST, RETRY_MOST, UPGRADES } from './limits'
import type { Line, Over, Ports } from './line'
import { poll } from './polling'
import { dial } from './socket'
import type { ConnectionState, Ended } from './types'

/** What a connection needs to know, and whom it tells. */
export interface Link {
  /** The last entry there is here. */
  after(): number
  frame(frame: Frame): void
  /** The incident's id, once known. */
  found(id: string): void
  /** A line is let in: posts can go. */
  up(line: Line): void
  /** No line; when it is tried again, in milliseconds of Unix time. */
  down(state: ConnectionState & ('connecting' | 'offline'), triesAt: number | null): void
  ended(why: Ended): void
}

export class Connection {
  readonly #reference: string
  readonly #link: Link
  readonly #ports: Ports
  #id: string | undefined
  #line: Line | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #unopened = 0
  #breaches = 0
  #upSince = 0
  #pollingUntil = 0
  #running = false
  #try = 0
  #unwatch: () => void = () => undefined

  constructor(reference: string, link: Link, ports: Ports) {
    this.#reference = reference
    this.#link = link
    this.#ports = ports
  }

  /** `id`: the incident's, where this device knows it. */
  start(id?: string) {
    this.#id ??= id
    if (this.#running) return
    this.#running = true
    addEventListener('online', this.#atOnce)
    addEventListener('offline', this.#lost)
    document.addEventListener('visibilitychange', this.#seen)
    // While a line is up it knows best itself.
    this.#unwatch = this.#ports.whenReached(() => { if (!this.#line) this.#atOnce() })
    void this.#connect()
  }

  stop() {
    this.#running = false
    this.#try += 1
    clearTimeout(this.#timer)
    removeEventListener('online', this.#atOnce)
    removeEventListener('offline', this.#lost)
    document.removeEventListener('visibilitychange', this.#seen)
    this.#unwatch()
    this.#drop()
  }

  /** Drops the line and connects at once: something was missed, or the person asks for it. */
  again() {
    if (!this.#running) return
    this.#drop()
    void this.#connect()
  }

  say(frame: object) {
    this.#line?.say(frame)
  }

  readonly #atOnce = () => {
    this.#failures = 0
    if (this.#line) this.#line.check()
    else this.again()
  }

  readonly #lost = () => {
    if (this.#line) this.#drop()
    this.#later('offline')
  }

  readonly #seen = () => {
    if (document.visibilityState === 'visible') this.#atOnce()
  }

  #drop() {
    const line = this.#line
    this.#line = undefined
    line?.close()
  }

  async #connect() {
    clearTimeout(this.#timer)
    const mine = ++this.#try
    if (this.#id === undefined) {
      const found = await this.#look()
      if (mine !== this.#try || !this.#running) return
      if (found !== 'there') return found === 'unreachable' ? this.#later('offline') : this.#end(found)
    }
    this.#open(mine)
  }

  #open(mine: number) {
    const id = this.#id
    if (id === undefined) return
    const way = Date.now() < this.#pollingUntil ? poll : dial
    let up = false
    const line: Line = way(this.#ports, id, {
      after: () => this.#link.after(),
      frame: (frame) => {
        if (mine !== this.#try) return
        if (!up) {
          up = true
          this.#upSince = Date.now()
          this.#unopened = 0
          this.#ports.tell({ is: 'joined' })
          this.#link.up(line)
        }
        this.#link.frame(frame)
      },
      over: (over) => {
        if (mine !== this.#try || this.#line !== line) return
        this.#line = undefined
        void this.#after(over, mine)
      },
    })
    this.#line = line
  }

  /** Decides what a line's end means. */
  async #after({ opened, bye, status }: Over, mine: number) {
    if (bye === 'revoked' || bye === 'signed-out') return this.#end(bye)
    if (status === 401) return this.#end('signed-out')
    if (status === 403 || status === 404) return this.#end('revoked')
    this.#breaches = bye === 'protocol' ? this.#breaches + 1 : 0
    if (this.#breaches >= BREACHES) return this.#end('outdated')
    if (opened && Date.now() - this.#upSince > LASTED) this.#failures = 0
    if (opened) return this.#later('connecting')
    // A browser does not say why a socket did not open: plain HTTP does.
    const found = await this.#look()
    if (mine !== this.#try || !this.#running) return
    if (found === 'unreachable') return this.#later('offline')
    if (found !== 'there') return this.#end(found)
    this.#unopened += 1
    if (this.#unopened >= UPGRADES) {
      this.#pollingUntil = Date.now() + POLLING
      this.#unopened = 0
      return this.#open(mine)
    }
    this.#later('connecting')
  }

  /** Whether the incident is there for this person, by plain HTTP. */
  async #look(): Promise<'there' | 'unreachable' | Ended> {
    const answer = await this.#ports.http(`/api/v1/incidents/${encodeURIComponent(this.#id ?? this.#reference)}`).catch(() => undefined)
    if (answer?.status === 401) return 'signed-out'
    if (answer?.status === 404 || answer?.status === 403) return this.#id === undefined ? 'not-found' : 'revoked'
    if (!answer?.ok) return 'unreachable'
    const summary = (await answer.json().catch(() => undefined)) as { id?: string; readable?: boolean } | undefined
    if (!summary?.id) return 'unreachable'
    if (!summary.readable) return 'revoked'
    this.#id = summary.id
    this.#link.found(summary.id)
    return 'there'
  }

  /** Tries again after a random part of a wait that doubles: a thousand clients do not come back in the same instant. */
  #later(state: 'connecting' | 'offline') {
    if (!this.#running) return
    if (state === 'offline') this.#ports.tell({ is: 'gone' })
    const wait = this.#ports.random() * Math.min(RETRY_MOST, RETRY_FIRST * 2 ** this.#failures)
    this.#failures = Math.min(this.#failures + 1, 16)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#connect(), wait)
    this.#link.down(this.#failures > 2 ? 'offline' : state, Date.now() + wait)
  }

  #end(why: Ended) {
    this.stop()
    this.#link.ended(why)
  }
}
