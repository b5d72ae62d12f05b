// Whether somebody can be reached, in words: by which channels, since when that is known. Never a number.
import type { PersonView } from '../../parts/people'
import { Time } from '../../parts/time'
import { channelOf, listed } from '../../parts/words'

export function Reach({ person }: { person: PersonView }) {
  if (!person.active) return <strong className="nhsuk-tag nhsuk-tag--grey">Has left</strong>
  if (person.reachable === null || person.reachable === undefined) return <>Not shown to you</>
  if (!person.reachable) return <strong className="nhsuk-tag nhsuk-tag--red">Cannot be reached</strong>
  const by = listed((person.reached_by ?? []).map((it) => channelOf(it).toLowerCase()))
  // One element: in a stacked row of a table each is a column of its own.
  return person.not_proven
    ? <span><strong className="nhsuk-tag nhsuk-tag--yellow">Not known to be reached</strong> by {by}: the last test was not answered</span>
    : <span><strong className="nhsuk-tag nhsuk-tag--green">Reachable</strong> by {by}</span>
}

export function Proven({ person }: { person: PersonView }) {
  if (person.reachable === null || person.reachable === undefined) return <>Not shown to you</>
  return person.proven_at ? <Time at={person.proven_at} /> : <>Never yet</>
}
