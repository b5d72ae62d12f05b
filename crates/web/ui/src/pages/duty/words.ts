// Stretches of duty in words, on the clock of a zone: 24-hour, the zone always said. No framework.
import type { Stretch } from './days'

const formats = new Map<string, Intl.DateTimeFormat>()

function format(zone: string, how: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(how)
  let found = formats.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...how })
    formats.set(key, found)
  }
  return found
}

/** `09:00 GMT` */
export const clock = (zone: string, at: number): string =>
  format(zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' }).format(at)

/** `Mon 23 Nov` */
export const day = (zone: string, at: number): string => {
  const part = Object.fromEntries(format(zone, { weekday: 'short', day: 'numeric', month: 'short' }).formatToParts(at).map((it) => [it.type, it.value]))
  return `${part['weekday']} ${part['day']} ${part['month']}`
}

/** `Monday 23 November 2026` */
export const longDay = (zone: string, at: number): string =>
  format(zone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(at).replace(',', '')

/** `November 2026` */
export const month = (zone: string, at: number): string => format(zone, { month: 'long', year: 'numeric' }).format(at)

/** `Mon 23 Nov, 09:00 GMT` */
export const when = (zone: string, at: number): string => `${day(zone, at)}, ${clock(zone, at)}`

/** `Mon 23 Nov, 09:00 GMT to Mon 30 Nov, 09:00 GMT`; the day once where it is one. */
export function stretch(zone: string, it: Stretch): string {
  const [first, last] = [day(zone, it.from), day(zone, it.to)]
  return first === last ? `${first}, ${clock(zone, it.from)} to ${clock(zone, it.to)}` : `${when(zone, it.from)} to ${when(zone, it.to)}`
}

/** Hours of duty: `168 h`, `7 h 30 min`. Milliseconds. */
export function hours(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000)
  const [h, min] = [Math.floor(minutes / 60), minutes % 60]
  if (h === 0) return `${min} min`
  return min === 0 ? `${h.toLocaleString('en-GB')} h` : `${h.toLocaleString('en-GB')} h ${min} min`
}

/** `Dahlia`, `Dahlia and Ivy`, `Dahlia, Ivy and Elder`. */
export function listed(names: string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** `Dahlia E.`: where there is no room. */
export function short(name: string): string {
  const words = name.split(' ')
  return words.length < 2 ? name : `${words.slice(0, -1).join(' ')} ${words.at(-1)?.slice(0, 1)}.`
}
