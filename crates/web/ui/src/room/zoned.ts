// A UK wall clock time as an instant. On the night the clocks go back an hour comes twice, and on the night they go forward one
// does not come at all: both are told, never guessed.
import { ZONE } from '../parts/instants'

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
})

/** `2026-11-22T03:07`, as a `datetime-local` field has it. */
export function wallOf(at: Date): string {
  const it = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]))
  return `${it['year']}-${it['month']}-${it['day']}T${it['hour']}:${it['minute']}`
}

/** The instants that a wall clock shows this at: one, none or two. */
export function instantsOf(wall: string): Date[] {
  const asUtc = Date.parse(`${wall}Z`)
  if (Number.isNaN(asUtc)) return []
  const minute = wall.slice(0, 16)
  return [60, 0].map((ahead) => new Date(asUtc - ahead * 60_000)).filter((at) => wallOf(at) === minute)
}
