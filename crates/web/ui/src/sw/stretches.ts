// One's own rota offline at any view: an answer about a stretch of time can be cut from one about a longer stretch that is kept. As
// functions of what they are given; `worker.ts` does the rest.

/** Answers about a stretch of time, kept for each rota: the long one that is fetched ahead, and the last that were looked at. */
export const STRETCHES = 6

const STRETCHED = /^\/api\/v1\/rotas\/[^/]+\/(shifts|layers)$/

export interface Stretch { from: number; to: number }

/** The stretch that a request asks about; undefined for any other request. */
export function stretchOf(address: string): Stretch | undefined {
  const { pathname, searchParams } = new URL(address)
  const [from, to] = [Date.parse(searchParams.get('from') ?? ''), Date.parse(searchParams.get('to') ?? '')]
  return STRETCHED.test(pathname) && from < to ? { from, to } : undefined
}

const path = (address: string) => new URL(address).pathname
const covers = (one: Stretch, other: Stretch) => one.from <= other.from && other.to <= one.to

/** Of the addresses kept, in the order they were, the last whose answer holds all that is asked. */
export function covering(asked: string, kept: readonly string[]): string | undefined {
  const wanted = stretchOf(asked)
  if (!wanted) return undefined
  return kept.findLast((it) => {
    const stretch = path(it) === path(asked) ? stretchOf(it) : undefined
    return stretch !== undefined && covers(stretch, wanted)
  })
}

/** Of the addresses kept, in the order they were, those that need not be once this one is: it holds all of theirs, or they are too many. */
export function needless(added: string, kept: readonly string[]): string[] {
  const stretch = stretchOf(added)
  if (!stretch) return []
  const same = kept.filter((it) => it !== added && path(it) === path(added))
  const within = same.filter((it) => covers(stretch, stretchOf(it) ?? { from: -Infinity, to: Infinity }))
  const rest = same.filter((it) => !within.includes(it))
  return [...within, ...rest.slice(0, Math.max(0, rest.length + 1 - STRETCHES))]
}

type Piece = { from?: unknown; to?: unknown; shifts?: unknown }

/** The part of an answer that concerns a stretch; undefined where it cannot be cut: it was no whole list. */
export function cut(answer: unknown, { from, to }: Stretch): unknown {
  const { items, next } = (answer ?? {}) as { items?: unknown; next?: unknown }
  if (!Array.isArray(items) || (next !== undefined && next !== null)) return undefined
  const meets = (it: Piece) => Date.parse(String(it.from)) < to && from < Date.parse(String(it.to))
  const inner = (it: Piece) => (Array.isArray(it.shifts) ? { ...it, shifts: (it.shifts as Piece[]).filter(meets) } : it)
  return { ...(answer as object), items: (items as Piece[]).filter((it) => Array.isArray(it.shifts) || meets(it)).map(inner) }
}
