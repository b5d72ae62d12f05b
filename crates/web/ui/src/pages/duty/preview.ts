// What a preview says, reckoned for people: who gains and loses how much, and which gaps are made or closed. No framework.
import type { Stretch } from './days'

export interface Change extends Stretch {
  was: string[]
  is: string[]
}

export const changesOf = (items: { from: string; to: string; was: string[]; is: string[] }[]): Change[] =>
  items.map((it) => ({ ...it, from: Date.parse(it.from), to: Date.parse(it.to) }))

export const stretchesOf = (items: { from: string; to: string }[]): Stretch[] =>
  items.map((it) => ({ from: Date.parse(it.from), to: Date.parse(it.to) }))

/** Milliseconds of duty that each person gains (more than 0) or loses, the greatest gain first. */
export function balance(changes: Change[]): { person: string; ms: number }[] {
  const sums = new Map<string, number>()
  const add = (person: string, ms: number) => sums.set(person, (sums.get(person) ?? 0) + ms)
  for (const { from, to, was, is } of changes) {
    was.filter((person) => !is.includes(person)).forEach((person) => add(person, from - to))
    is.filter((person) => !was.includes(person)).forEach((person) => add(person, to - from))
  }
  return [...sums].map(([person, ms]) => ({ person, ms })).filter((it) => it.ms !== 0).sort((a, b) => b.ms - a.ms)
}

/** What of these stretches lies in none of the others. Both in order, without overlap. */
export function without(all: Stretch[], others: Stretch[]): Stretch[] {
  return all.flatMap((it) => {
    const left: Stretch[] = []
    let at = it.from
    for (const other of others) {
      if (other.to <= at || other.from >= it.to) continue
      if (other.from > at) left.push({ from: at, to: other.from })
      at = Math.max(at, other.to)
    }
    if (at < it.to) left.push({ from: at, to: it.to })
    return left
  })
}

/** Whether two previews say the same, the moments at which they were made aside: what is under way changes from now on in both. */
export function same(one: { from: string; changes: unknown[] }, other: { from: string; changes: unknown[] }): boolean {
  const plain = (it: { from: string; changes: unknown[] }) => JSON.stringify(it.changes).replaceAll(JSON.stringify(it.from), '"now"')
  return plain(one) === plain(other)
}
