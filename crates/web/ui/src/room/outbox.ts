// Posts on their way: kept on this device until they are recorded or refused, sent one after another in the order they were
// written, each with the same `client_id` at every try. Of several tabs one sends; all show the same.
import { forgetPost, keepPost, keptPosts, type KeptPost } from './keep'
import { ASLEEP, LATE, POSTS, SAVED_SHOWN, SAYS_WHEN } from './limits'
import type { Answer, Line, PostFrame } from './line'
import type { PostKind, PostOptions, WaitingPost } from './types'

/** Kinds that can have happened at another time than they are recorded. */
const REPORTS: readonly PostKind[] = ['entry.note', 'entry.decision', 'action.set']

/** A post as it is sent now: one written a while ago says when, and why it comes late. */
export function asSent({ clientId, kind, body, options, writtenAt }: WaitingPost, now: number): PostFrame {
  const waited = now - Date.parse(writtenAt)
  const written = !options.occurredAt && REPORTS.includes(kind) && waited > SAYS_WHEN
  const occurred_at = options.occurredAt ?? (written ? writtenAt : undefined)
  const late = occurred_at !== undefined && now - Date.parse(occurred_at) > LATE
  const late_reason = options.lateReason || (late && waited > SAYS_WHEN ? 'written offline' : undefined)
  const frame: PostFrame = { client_id: clientId, kind, body }
  if (options.marking) frame.marking = options.marking
  if (options.named?.length) frame.named = options.named
  if (occurred_at) frame.occurred_at = occurred_at
  if (late_reason && occurred_at) frame.late_reason = late_reason
  return frame
}

export class Outbox {
  readonly #person: string
  readonly #changed: () => void
  #incident: string | undefined
  #posts: KeptPost[] = []
  #channel: BroadcastChannel | undefined
  #stop: AbortController | undefined
  #stir: () => void = () => undefined
  /** Writes to the device go one after another, so that a late one never brings back what was forgotten. */
  #writes: Promise<unknown> = Promise.resolve()
  readonly #kept = new Map<string, Promise<unknown>>()
  /** Posts that this device's disk refused: they are in this page alone until they are recorded. */
  readonly #failed = new Map<string, () => void>()

  constructor(person: string, changed: () => void) {
    this.#person = person
    this.#changed = changed
  }

  /** The posts, in the order they were written. */
  list(): readonly WaitingPost[] {
    return this.#posts
  }

  /** From now on posts belong to this incident; those kept of it are there again. */
  async bind(incident: string): Promise<void> {
    if (this.#incident === incident) return
    this.#incident = incident
    for (const post of this.#posts) this.#write({ ...post, incident })
    if ('BroadcastChannel' in globalThis) {
      this.#channel = new BroadcastChannel(`ctac-room ${this.#person} ${incident}`)
      this.#channel.onmessage = ({ data }: MessageEvent<Told>) => this.#hear(data)
    }
    await this.#load()
  }

  close() {
    this.down()
    this.#channel?.close()
    this.#channel = undefined
    this.#incident = undefined
  }

  /** Adds a post; `kept` tells when it is safe. */
  add(kind: PostKind, body: Record<string, unknown>, options: PostOptions): string {
    if (this.#posts.length >= POSTS) throw new Error(`${POSTS} posts wait already. Wait until they are recorded.`)
    const order = Math.max(Date.now(), (this.#posts.at(-1)?.order ?? 0) + 1)
    const post: KeptPost = {
      clientId: crypto.randomUUID(), kind, body, options, writtenAt: new Date().toISOString(), state: { is: 'waiting' },
      person: this.#person, incident: this.#incident ?? '', order,
    }
    this.#posts = [...this.#posts, post]
    this.#write(post)
    this.#changed()
    this.#stir()
    return post.clientId
  }

  /** Resolves once a post is safe: on the disk or, where the disk refuses, on the timeline; or when it was discarded. */
  kept(clientId: string): Promise<unknown> {
    return this.#kept.get(clientId) ?? Promise.resolve()
  }

  /** False while a post is in this page alone. */
  get works(): boolean {
    return this.#failed.size === 0
  }

  find(clientId: string): WaitingPost | undefined {
    return this.#posts.find((post) => post.clientId === clientId)
  }

  discard(clientId: string) {
    this.#posts = this.#posts.filter((post) => post.clientId !== clientId)
    this.#safe(clientId)
    this.#after(() => forgetPost(clientId), { is: 'posts' }).catch(() => undefined)
    this.#changed()
  }

  /** A line is up: one tab sends by it, the others wait for theirs. */
  up(line: Line) {
    this.down()
    const stop = (this.#stop = new AbortController())
    const send = async () => {
      await this.#load()
      await this.#send(line, stop.signal)
    }
    void this.#alone(send, stop.signal).catch(() => undefined)
  }

  /** Does it in one tab at a time. Without locks two tabs may send the same post: the service records it once all the same. */
  async #alone(send: () => Promise<void>, signal: AbortSignal) {
    if (!navigator.locks) return send()
    const name = `ctac-outbox ${this.#person} ${this.#incident}`
    let mine = false
    const asked = navigator.locks.request(name, { signal }, () => ((mine = true), send()))
    asked.catch(() => undefined)
    // A tab that the system put to sleep holds its turn for ever: what waits here for long takes it.
    const watch = setInterval(() => {
      if (mine || signal.aborted) return clearInterval(watch)
      const oldest = this.#posts.find((post) => post.state.is === 'waiting')
      if (!oldest || Date.now() - Date.parse(oldest.writtenAt) < ASLEEP) return
      mine = true
      clearInterval(watch)
      navigator.locks.request(name, { steal: true }, send).catch(() => undefined)
    }, ASLEEP / 2)
    await asked.finally(() => clearInterval(watch))
  }

  down() {
    this.#stop?.abort()
    this.#stop = undefined
    this.#stir()
  }

  async #send(line: Line, stop: AbortSignal) {
    while (!stop.aborted) {
      const next = this.#posts.find((post) => post.state.is === 'waiting')
      if (!next) {
        await new Promise<void>((stir) => (this.#stir = stir))
        continue
      }
      const answer = await line.post(asSent(next, Date.now()))
      if (answer.is === 'again') await until(answer.ms, stop)
      else this.#answered(next, answer)
    }
  }

  #answered(post: KeptPost, answer: Exclude<Answer, { is: 'again' }>) {
    if (answer.is === 'posted') {
      this.#saved(post.clientId, answer.seq)
      this.#after(() => forgetPost(post.clientId), { is: 'saved', clientId: post.clientId, seq: answer.seq }).catch(() => undefined)
      return
    }
    if (!this.find(post.clientId)) return
    const refused: KeptPost = { ...post, state: { is: 'refused', title: answer.title, detail: answer.detail } }
    this.#posts = this.#posts.map((it) => (it.clientId === post.clientId ? refused : it))
    this.#write(refused)
    this.#changed()
  }

  #saved(clientId: string, seq: number) {
    this.#posts = this.#posts.map((it) => (it.clientId === clientId ? { ...it, state: { is: 'saved', seq } } : it))
    this.#safe(clientId)
    this.#changed()
    setTimeout(() => {
      this.#posts = this.#posts.filter((it) => it.clientId !== clientId)
      this.#changed()
    }, SAVED_SHOWN)
  }

  #hear(told: Told) {
    if (told.is === 'saved') this.#saved(told.clientId, told.seq)
    else void this.#load()
  }

  /** Takes over what is kept: another tab may have added, had refused or discarded some. */
  async #load() {
    const incident = this.#incident
    if (incident === undefined) return
    await this.#writes
    const kept = await keptPosts(this.#person, incident).catch(() => undefined)
    if (!kept || this.#incident !== incident) return
    const saved = this.#posts.filter((post) => post.state.is === 'saved')
    const gone = new Set(saved.map((post) => post.clientId))
    const unkept = this.#posts.filter((post) => this.#failed.has(post.clientId))
    this.#posts = [...saved, ...kept.filter((post) => !gone.has(post.clientId)), ...unkept].sort((a, b) => a.order - b.order)
    this.#changed()
    this.#stir()
  }

  #write(post: KeptPost) {
    if (!post.incident) return
    const written = this.#after(() => keepPost(post), { is: 'posts' })
    const safe = written.then(
      () => this.#safe(post.clientId),
      () => new Promise<void>((recorded) => {
        this.#failed.set(post.clientId, recorded)
        this.#changed()
      }),
    )
    this.#kept.set(post.clientId, safe)
  }

  #safe(clientId: string) {
    const was = this.#failed.get(clientId)
    this.#failed.delete(clientId)
    this.#kept.delete(clientId)
    was?.()
  }

  #after(write: () => Promise<void>, told: Told): Promise<void> {
    const done = this.#writes.then(write)
    this.#writes = done.catch(() => undefined)
    void done.then(() => this.#channel?.postMessage(told), () => undefined)
    return done
  }
}

type Told = { is: 'posts' } | { is: 'saved'; clientId: string; seq: number }

function until(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms)
    stop.addEventListener('abort', () => (clearTimeout(timer), done()), { once: true })
  })
}
