// An instant on a page: absolute with its zone, and how long ago or until beside it.
import { instantOf, lengthOf, nearOf, relativeTo, sameDay, sameYear, timeOf } from './instants'
import { useNow } from './now'

/** How often a relative time is said anew, in seconds. */
const STEP = 10

/** `03:07 GMT (12 min ago)`; with its day where that is not today, and its year where that
 * is another. `plain` leaves out the relative part. */
export function Time({ at, plain }: { at: string; plain?: boolean }) {
  const step = useNow(STEP)
  const instant = new Date(at)
  // What happened since the last step is now, not still to come.
  const now = instant.getTime() > step && instant.getTime() < step + STEP * 1_000 ? instant.getTime() : step
  const words = sameDay(instant, new Date(now)) ? timeOf(instant) : sameYear(instant, new Date(now)) ? nearOf(instant) : instantOf(instant)
  return (
    <time dateTime={at} title={`${instantOf(instant)} · ${instant.toISOString()}`}>
      {words}
      {!plain && <span className="ctac-relative"> ({relativeTo(instant, now)})</span>}
    </time>
  )
}

/** What is left until an instant, or by how much it is over: `in 1 min 20 s`, `late by 5 min`. */
export function Until({ at, over = 'late by' }: { at: string; over?: string }) {
  const now = useNow(1)
  const left = new Date(at).getTime() - now
  return (
    <time dateTime={at} title={instantOf(new Date(at))} className={left < 0 ? 'ctac-over' : undefined}>
      {left < 0 ? `${over} ${lengthOf(left)}` : `in ${exactly(left)}`}
    </time>
  )
}

/** Under ten minutes seconds matter. */
function exactly(ms: number): string {
  const s = Math.floor(ms / 1_000)
  return s >= 60 && s < 600 ? `${Math.floor(s / 60)} min ${s % 60} s` : lengthOf(ms)
}
