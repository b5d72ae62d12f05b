// Who leads, how severe it is, where it stands: as they are, and changing each, with why.
import { Person } from '../../../parts/people'
import { SeverityTag } from '../../../parts/marks'
import type { Beside } from '../../../room/beside'
import { certaintyWords, levelWords, statusWords } from '../../../parts/choices'
import { ChangeCategory, ChangeLead, ChangeSeverity, ChangeStatus } from './change'
import type { May } from './may'
import { Panel } from './panel'

export function Lead({ room, may }: { room: Beside; may: May }) {
  const incident = room.incident
  if (!incident) return null
  return (
    <Panel id="lead" title="Lead and status" count={incident.lead ? statusWords(incident.status) : 'nobody leads'} wants={!incident.lead}>
      <dl className="ctac-pairs">
        <div><dt>Lead</dt><dd>{incident.lead ? <Person id={incident.lead} whose /> : <strong className="ctac-warning">Nobody leads this incident</strong>}</dd></div>
        <div><dt>Severity</dt><dd><SeverityTag severity={incident.severity} /></dd></div>
        {incident.category && <div><dt>Category</dt><dd>{levelWords(incident.category.level)}, {certaintyWords(incident.category.certainty).toLowerCase()}</dd></div>}
        <div><dt>Status</dt><dd>{statusWords(incident.status)}</dd></div>
      </dl>
      {may.steer && incident.status !== 'closed' && (
        <>
          <ChangeLead room={room} />
          <ChangeSeverity room={room} incident={incident} />
          <ChangeCategory room={room} incident={incident} />
        </>
      )}
      {may.steer && <ChangeStatus room={room} incident={incident} />}
    </Panel>
  )
}
