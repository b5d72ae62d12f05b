// Shifts and gaps as a list in words, each to be chosen: the same as the timeline, for whoever would rather read.
import { nameOf, usePeople } from '../../parts/people'
import type { Shift } from './days'
import type { Chosen } from './lines'
import { hours, listed, stretch } from './words'

interface Props {
  zone: string
  shifts: Shift[]
  now: number
  mark: (it: Shift) => string
  choose: (chosen: Chosen) => void
}

export function ShiftList({ zone, shifts, now, mark, choose }: Props) {
  const people = usePeople()
  return (
    <ul className="nhsuk-list ctac-shifts">
      {shifts.map((it) => {
        const gap = it.people.length === 0
        const who = gap ? (it.to <= now ? 'Nobody' : 'GAP: nobody') : listed(it.people.map((id) => nameOf(people, id)))
        const words = stretch(zone, it)
        return (
          <li key={it.from} className={gap && it.to > now ? 'ctac-shifts__gap' : undefined}>
            <span><strong>{who}</strong>{mark(it) && ` (${mark(it)})`}<br />{words} ({hours(it.to - it.from)})</span>
            {it.to > now && (
              <button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => choose({ what: 'shift', ...it })}>
                Choose<span className="nhsuk-u-visually-hidden"> {who}, {words}</span>
              </button>
            )}
          </li>
        )
      })}
    </ul>
  )
}
