// A preview for people: what changes hands, who gains and loses, gaps made and closed, and what it does to the fairness.
import type { Schema } from '../../api/client'
import { nameOf, usePeople } from '../../parts/people'
import { Table } from '../../parts/table'
import { balance, changesOf, stretchesOf, without } from './preview'
import { hours, listed, stretch } from './words'

type Found = Pick<Schema<'ExceptionPreview'>, 'changes' | 'more_changes' | 'faults'> & {
  before?: Schema<'CoverageView'> | null
  after?: Schema<'CoverageView'> | null
  loads?: Schema<'LoadChange'>[]
}

const SHOWN = 8

export function Looked({ found, zone }: { found: Found; zone: string }) {
  if (found.faults.length > 0) {
    return (
      <div className="ctac-preview ctac-preview--bad">
        <p><strong>It cannot be done as it is.</strong></p>
        <ul className="nhsuk-list nhsuk-list--bullet">{found.faults.map((it) => <li key={it.field + it.problem}>{it.field}: {it.problem}</li>)}</ul>
      </div>
    )
  }
  const gaps = { before: stretchesOf(found.before?.gaps ?? []), after: stretchesOf(found.after?.gaps ?? []) }
  return (
    <div className="ctac-preview">
      <Changes found={found} zone={zone} />
      <Gaps made={without(gaps.after, gaps.before)} closed={without(gaps.before, gaps.after)} zone={zone} isNew={!found.before} />
      <Loads loads={found.loads ?? []} />
    </div>
  )
}

function Changes({ found, zone }: { found: Found; zone: string }) {
  const people = usePeople()
  const name = (id: string) => nameOf(people, id)
  const who = (ids: string[]) => (ids.length === 0 ? 'nobody' : listed(ids.map(name)))
  const changes = changesOf(found.changes)
  if (changes.length === 0) return <p>Nobody’s duty changes for now.</p>
  const more = changes.length - SHOWN + found.more_changes
  return (
    <>
      <ul className="nhsuk-list ctac-balance">
        {balance(changes).map(({ person, ms }) => (
          <li key={person}><strong>{name(person)}</strong> {ms > 0 ? 'gains' : 'loses'} {hours(ms)} of duty{found.more_changes > 0 && ' or more'}</li>
        ))}
      </ul>
      <Table caption="What changes hands" captionHidden rows={changes.slice(0, SHOWN)} rowKey={(it) => String(it.from)} empty="Nothing." columns={[
        { head: 'When', cell: (it) => stretch(zone, it) }, { head: 'Now', cell: (it) => who(it.was) }, { head: 'Then', cell: (it) => who(it.is) },
      ]} />
      {more > 0 && <p>And {more} more {more === 1 ? 'stretch' : 'stretches'}.</p>}
    </>
  )
}

function Gaps({ made, closed, zone, isNew }: { made: ReturnType<typeof without>; closed: ReturnType<typeof without>; zone: string; isNew: boolean }) {
  return (
    <>
      {made.length > 0 && (
        <div className="ctac-preview__gap">
          <strong>{isNew ? 'Gaps in it' : 'This makes a gap'}: nobody could be reached</strong>
          <ul className="nhsuk-list nhsuk-list--bullet">{made.slice(0, SHOWN).map((it) => <li key={it.from}>{stretch(zone, it)} ({hours(it.to - it.from)})</li>)}</ul>
          {made.length > SHOWN && <p>And {made.length - SHOWN} more.</p>}
        </div>
      )}
      {closed.length > 0 && <p>It closes a gap: {closed.slice(0, SHOWN).map((it) => stretch(zone, it)).join('; ')}.</p>}
      {made.length === 0 && closed.length === 0 && <p>No gap is made.</p>}
    </>
  )
}

function Loads({ loads }: { loads: Schema<'LoadChange'>[] }) {
  const people = usePeople()
  if (loads.length === 0) return null
  const h = (seconds: number) => hours(seconds * 1_000)
  return (
    <div className="ctac-scroll" role="region" aria-label="Fairness, before and after" tabIndex={0}>
      <table className="nhsuk-table ctac-changes ctac-changes--wide">
        <caption className="nhsuk-table__caption nhsuk-table__caption--s">Fairness over the next 90 days</caption>
        <thead><tr><th scope="col">Person</th><th scope="col">Duty</th><th scope="col">Nights</th><th scope="col">Weekends</th><th scope="col">Even share</th></tr></thead>
        <tbody>
          {loads.map(({ person, before, after, share }) => (
            <tr key={person}>
              <th scope="row">{nameOf(people, person)}</th>
              <td>{h(before.duty_s)} → {h(after.duty_s)}</td><td>{h(before.night_s)} → {h(after.night_s)}</td>
              <td>{h(before.weekend_s)} → {h(after.weekend_s)}</td><td>{h(share.duty_s)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
