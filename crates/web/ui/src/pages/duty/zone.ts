// The wall clock of a zone: which instant a date and time is there, exact on the days the clocks change. By the browser's own table of
// zones; no framework. A wall time is `YYYY-MM-DDTHH:MM`, a date `YYYY-MM-DD`, an instant milliseconds since 1970.

/** Which of two instants is meant by a time that comes twice: as in a rota's file, the first as a start, the last as an end. */
export type Edge = 'start' | 'end'

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
    })
    formats.set(zone, format)
  }
  return format
}

/** Whether the browser knows a zone by this name. */
export function isZone(name: string): boolean {
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

/** What the zone's clock is ahead of UTC at an instant, in milliseconds. */
export function offsetAt(zone: string, at: number): number {
  const part = Object.fromEntries(formatOf(zone).formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const wall = Date.UTC(part['year']!, part['month']! - 1, part['day']!, part['hour']!, part['minute']!, part['second']!)
  return wall - Math.floor(at / 1_000) * 1_000
}

/** `YYYY-MM-DDTHH:MM` on the zone's clock. */
export function wallAt(zone: string, at: number): string {
  return new Date(at + offsetAt(zone, at)).toISOString().slice(0, 16)
}

/** `YYYY-MM-DD` on the zone's clock. */
export function dateAt(zone: string, at: number): string {
  return wallAt(zone, at).slice(0, 10)
}

const written = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/

/**
 * The instant of a wall time; none where it is no time. One that is skipped means the first moment after the gap; one that comes twice
 * its first as a start, its last as an end.
 */
export function instantAt(zone: string, wall: string, edge: Edge = 'start'): number | undefined {
  if (!written.test(wall)) return undefined
  const utc = Date.parse(`${wall}Z`)
  if (Number.isNaN(utc)) return undefined
  const day = 86_400_000
  const offsets = [...new Set([offsetAt(zone, utc - day), offsetAt(zone, utc + day)])]
  const fits = offsets.map((offset) => utc - offset).filter((at) => at + offsetAt(zone, at) === utc).sort((a, b) => a - b)
  if (fits.length > 0) return edge === 'start' ? fits[0] : fits.at(-1)
  return change(zone, utc - day, utc + day)
}

/** The one change of the clocks between two instants, by halves. */
function change(zone: string, before: number, after: number): number {
  const old = offsetAt(zone, before)
  let [low, high] = [before, after]
  while (high - low > 1_000) {
    const middle = Math.floor((low + high) / 2_000) * 1_000
    if (offsetAt(zone, middle) === old) low = middle
    else high = middle
  }
  return high
}

/** The first moment of a date: usually midnight. */
export function dayStart(zone: string, date: string): number {
  return instantAt(zone, `${date}T00:00`) ?? Number.NaN
}

/** So many days later on the calendar. */
export function plusDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** 0 for Monday to 6 for Sunday. */
export function weekdayOf(date: string): number {
  return (new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7
}

/** The Monday on or before a date. */
export function mondayOf(date: string): string {
  return plusDays(date, -weekdayOf(date))
}

/** The first of the month some months later. */
export function monthAfter(date: string, months: number): string {
  const [year, month] = date.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10)
}
