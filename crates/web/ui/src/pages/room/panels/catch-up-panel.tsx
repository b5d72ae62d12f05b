// What has happened since I was last here: said once, at the top, until I say that I have read it.
import { useMemo, useState } from 'react'
import { nameOf, usePeople } from '../../../parts/people'
import { Time, Until } from '../../../parts/time'
import { counted, severityWords, statusWords } from '../../../parts/choices'
import type { Beside } from '../../../room/beside'
import { lastOf } from '../../../room/use-room'
import { catchUp, type Change } from './catch-up'
import { EntryLink } from './entry-link'
import { Panel } from './panel'

export function CatchUpPanel({ room }: { room: Beside }) {
  const people = usePeople()
  const [read, setRead] = useState<number | null>(null)
  const { entries, marked, actions, lastSeen, you } = room
  const found = useMemo(() => you && catchUp({
    entries, marked, actions, lastSeen: read ?? lastSeen, person: you.person, organisation: you.organisation,
    organisationOf: (id) => people.find((it) => it.id === id)?.organisation,
  }), [entries, marked, actions, lastSeen, read, you, people])
  if (!found) return null
  const never = lastSeen === null && read === null
  return (
    <Panel id="catch-up" title={never ? 'What has happened so far' : 'Since you were last here'} count={counted(found.count, 'entry', 'entries')} open={never ? false : 'always'}>
      <p className="ctac-faint">From <EntryLink seq={found.from} /> on. What you wrote yourself is not counted.</p>
      {found.changes.length > 0 && (
        <ul className="ctac-lines">{found.changes.map((it) => <li key={it.seq}><EntryLink seq={it.seq} /> {said(it, (id) => nameOf(people, id))}, <Time at={it.at} />{it.reason && <div className="ctac-words ctac-faint">Because: {it.reason}</div>}</li>)}</ul>
      )}
      {found.decisions.length > 0 && (
        <>
          <h3 className="ctac-group__name">{counted(found.decisions.length, 'decision')}</h3>
          <ul className="ctac-lines">{found.decisions.map((it) => <li key={it.seq} className="ctac-words"><EntryLink seq={it.seq} /> {it.decision}</li>)}</ul>
        </>
      )}
      {found.actions.length > 0 && (
        <>
          <h3 className="ctac-group__name">New actions for your organisation</h3>
          <ul className="ctac-lines">{found.actions.map((it) => <li key={it.id} className="ctac-words"><EntryLink seq={it.seq} /> {it.text} ({nameOf(people, it.owner)}{it.due && <>, due <Until at={it.due} /></>})</li>)}</ul>
        </>
      )}
      {found.rest.length > 0 && <p>And {found.rest.map((it) => `${it.count} ${it.what}`).join(', ')}.</p>}
      <button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small ctac-no-print" onClick={() => setRead(lastOf(room))}>I have read this</button>
    </Panel>
  )
}

function said({ what, from, to }: Change, name: (id: string) => string): string {
  if (what === 'lead') return `${name(to)} leads${from ? `, after ${name(from)}` : ''}`
  if (what === 'category') return `Category: ${from ? `${from} to ` : ''}${to}`
  const words = what === 'severity' ? severityWords : statusWords
  return `${what === 'severity' ? 'Severity' : 'Status'}: ${from ? `${words(from)} to ` : ''}${words(to)}`
}
