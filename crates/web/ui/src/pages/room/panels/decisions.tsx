// The decisions of an incident, each with why, and its number on the timeline.
import { useMemo } from 'react'
import { Person } from '../../../parts/people'
import { Time } from '../../../parts/time'
import { Tlp } from '../../../parts/marks'
import type { Beside } from '../../../room/beside'
import { EntryLink } from './entry-link'
import { Panel } from './panel'
import { decisions } from './told'

export function Decisions({ room }: { room: Beside }) {
  const { entries, marked } = room
  const all = useMemo(() => decisions(entries, marked), [entries, marked])
  return (
    <Panel id="decisions" title="Decisions" count={all.length} open={all.length > 0}>
      {all.length === 0 && <p className="ctac-empty">None yet.</p>}
      <ol className="ctac-room-cards">
        {all.map((it) => (
          <li key={it.seq} className="ctac-room-card">
            <p className="ctac-words"><EntryLink seq={it.seq} /> <strong>{it.decision}</strong></p>
            {it.reason && <p className="ctac-words">Because: {it.reason}</p>}
            <p className="ctac-faint">{it.by && <Person id={it.by} />}, <Time at={it.at} />{it.marking !== room.incident?.marking && <> <Tlp marking={it.marking} /></>}</p>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
