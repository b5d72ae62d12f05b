// Figures over pages and incidents: by month how long it took until somebody had a page, by person how many told them, and where
// incidents lie on a strip of time. Months are the cell's (UK). No framework.
import { ZONE } from '../../parts/instants'

/** What is read of a page: the rest of the room's `page` entity is not needed here. */
export interface Page {
  id: string; severity: string; raised_at: string
  status: { is: 'active' | 'acknowledged' | 'exhausted' | 'cancelled'; at?: string }
  notifications: { person: string }[]
}

export interface Month {
  /** `2026-11`. */
  month: string
  pages: number; acknowledged: number; exhausted: number; open: number; cancelled: number
  /** Seconds until acknowledged; none where none was. */
  median: number | undefined; p90: number | undefined
}

const monthFormat = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit' })
const named = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', year: 'numeric', month: 'long' })

/** The cell's month of an instant: `2026-11`. */
export const monthOf = (instant: string): string => monthFormat.format(new Date(instant)).slice(0, 7)
/** `November 2026`. */
export const monthName = (month: string): string => named.format(new Date(`${month}-15T00:00:00Z`))

/** The value that a share of all is not above: nearest rank, so that it is one that happened. */
export function quantile(values: number[], share: number): number | undefined {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
}

/** Seconds until somebody had it; none where nobody has. A clock that ran backwards counts as at once. */
export function secondsToAcknowledge(page: Page): number | undefined {
  if (page.status.is !== 'acknowledged' || !page.status.at) return undefined
  return Math.max(0, (Date.parse(page.status.at) - Date.parse(page.raised_at)) / 1_000)
}

/** Every month from the first page's to the last's, those without pages too: a gap is a fact. */
export function monthsOf(pages: Page[]): Month[] {
  if (pages.length === 0) return []
  const byMonth = grouped(pages)
  const keys = [...byMonth.keys()].sort()
  const months: Month[] = []
  for (let month = keys[0]!; month <= keys.at(-1)!; month = next(month)) {
    const of = byMonth.get(month) ?? []
    const times = of.map(secondsToAcknowledge).filter((it) => it !== undefined)
    const count = (is: Page['status']['is']) => of.filter((page) => page.status.is === is).length
    months.push({ month, pages: of.length, acknowledged: count('acknowledged'), exhausted: count('exhausted'), open: count('active'), cancelled: count('cancelled'), median: quantile(times, 0.5), p90: quantile(times, 0.9) })
  }
  return months
}

function grouped(pages: Page[]): Map<string, Page[]> {
  const map = new Map<string, Page[]>()
  for (const page of pages) map.set(monthOf(page.raised_at), [...(map.get(monthOf(page.raised_at)) ?? []), page])
  return map
}

function next(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
}

/** How many pages told each person, however often; the most first. */
export function perPerson(pages: Page[]): { person: string; pages: number }[] {
  const counts = new Map<string, number>()
  for (const page of pages) for (const person of new Set(page.notifications.map((it) => it.person))) counts.set(person, (counts.get(person) ?? 0) + 1)
  return [...counts].map(([person, count]) => ({ person, pages: count })).sort((one, other) => other.pages - one.pages || one.person.localeCompare(other.person))
}

/** Rounds up to a number that reads well on an axis. */
export function axisEnd(largest: number): number {
  const steps = [1, 5, 10, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400]
  return steps.find((step) => step >= largest) ?? Math.ceil(largest / 86_400) * 86_400
}

/** A place on a strip from 0 to 1. */
export const placeOn = (from: number, to: number, at: number): number => (to <= from ? 0 : Math.min(1, Math.max(0, (at - from) / (to - from))))
