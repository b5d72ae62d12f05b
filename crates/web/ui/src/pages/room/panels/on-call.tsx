// Who is on call now, in every rota; it changes as the rota does.
import { Person } from '../../../parts/people'
import { Until } from '../../../parts/time'
import type { Beside } from '../../../room/beside'
import { counted } from '../../../parts/choices'
import { Panel } from './panel'

export function OnCall({ room }: { room: Beside }) {
  const gaps = room.onCall.filter((it) => it.people.length === 0).length
  if (room.onCall.length === 0) return null
  return (
    <Panel id="on-call" title="On call now" open={gaps > 0} wants={gaps > 0} count={gaps > 0 ? counted(gaps, 'gap') : counted(room.onCall.length, 'rota')}>
      <dl className="ctac-pairs">
        {room.onCall.map((it) => (
          <div key={it.rota}>
            <dt>{it.name}</dt>
            <dd>
              {it.people.length === 0 ? <strong className="ctac-warning">Nobody</strong> : it.people.map((id) => <div key={id}><Person id={id} whose /></div>)}
              {it.until && <div className="ctac-faint">changes <Until at={it.until} over="since" /></div>}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
