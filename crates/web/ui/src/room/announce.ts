// What a screen reader is told of new entries: one sentence at most every five seconds, nothing while paused, nothing of the
// entries that were there already.

/** Milliseconds between two sentences. */
export const EVERY = 5_000

export class Announcer {
  readonly #say: (sentence: string) => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #last = Number.NEGATIVE_INFINITY
  #waiting: string[] = []
  paused = false

  constructor(say: (sentence: string) => void) {
    this.#say = say
  }

  /** Entries that came, each by its label. */
  add(labels: readonly string[]) {
    if (this.paused || labels.length === 0) return
    this.#waiting.push(...labels)
    this.#timer ??= setTimeout(() => this.#speak(), Math.max(0, this.#last + EVERY - Date.now()))
  }

  stop() {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#waiting = []
  }

  #speak() {
    this.#timer = undefined
    if (!this.paused && this.#waiting.length > 0) {
      this.#last = Date.now()
      this.#say(sentence(this.#waiting))
    }
    this.#waiting = []
  }
}

/** `New entry: Decision.` or `12 new entries: 3 Decision, 9 Note.` */
export function sentence(labels: readonly string[]): string {
  if (labels.length === 1) return `New entry: ${labels[0]}.`
  const counts = new Map<string, number>()
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 3)
  const rest = labels.length - most.reduce((sum, [, count]) => sum + count, 0)
  const words = most.map(([label, count]) => `${count} ${label}`)
  if (rest > 0) words.push(`${rest} others`)
  return `${labels.length} new entries: ${words.join(', ')}.`
}
