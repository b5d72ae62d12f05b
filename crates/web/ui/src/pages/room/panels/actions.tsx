// What is to be done: open actions, the late ones first; those that are done; each on its card, for the wall and for paper.
import { useState } from 'react'
import { TextArea } from '../../../parts/field'
import { useNow } from '../../../parts/now'
import { Person } from '../../../parts/people'
import { Time, Until } from '../../../parts/time'
import type { Action } from '../../../room/use-room'
import type { Beside } from '../../../room/beside'
import { EntryLink } from './entry-link'
import { doneActions, isLate, openActions } from './in-order'
import type { May } from './may'
import { Fold, Panel } from './panel'
import { printOnly } from './print'
import { Sending } from './sending'
import { usePost } from './use-post'

export function Actions({ room, may }: { room: Beside; may: May }) {
  const open = openActions(room.actions)
  const now = useNow(10, open.flatMap((it) => (it.due ? Date.parse(it.due) + 1 : [])))
  const done = doneActions(room.actions)
  const late = open.filter((it) => isLate(it, now)).length
  return (
    <Panel id="actions" title="Actions" wants={late > 0} count={<>{open.length} to do{late > 0 && `, ${late} late`}</>}>
      {open.length === 0 && <p className="ctac-empty">Nothing is to be done.</p>}
      <ul className="ctac-room-cards ctac-action-list">
        {open.map((it) => <li key={it.id}><Card room={room} action={it} may={may} late={isLate(it, now)} /></li>)}
      </ul>
      {open.length > 0 && <p className="ctac-no-print"><button type="button" className="ctac-link-button" onClick={() => printOnly('actions', room.incident)}>Print these as cards</button></p>}
      {done.length > 0 && (
        <Fold label={`${done.length} done`}>
          <ul className="ctac-lines">
            {done.map((it) => <li key={it.id}><span className="ctac-words">{it.text}</span> <span className="ctac-faint">(<Person id={it.owner} />)</span> <EntryLink seq={it.seq} /></li>)}
          </ul>
        </Fold>
      )}
    </Panel>
  )
}

function Card({ room, action, may, late }: { room: Beside; action: Action; may: May; late: boolean }) {
  const isMine = action.owner === room.you?.person
  return (
    <article className={`ctac-room-card${late ? ' ctac-room-card--late' : ''}`}>
      <p className="ctac-words"><strong>{action.text}</strong></p>
      <p className="ctac-faint">
        {isMine && <strong>Yours: </strong>}<Person id={action.owner} whose /> <EntryLink seq={action.seq} />
      </p>
      {action.due && <p>Due <Time at={action.due} plain />, <Until at={action.due} /></p>}
      {may.post && <Done room={room} action={action} />}
    </article>
  )
}

function Done({ room, action }: { room: Beside; action: Action }) {
  const [outcome, setOutcome] = useState('')
  const posting = usePost(room, () => setOutcome(''))
  return (
    <Fold label="Say that it is done">
      <form onSubmit={(event) => { event.preventDefault(); posting.send('action.done', { action: action.id, outcome: outcome.trim() || null }) }}>
        <TextArea label="What came of it (optional)" rows={2} value={outcome} change={setOutcome} />
        <Sending posting={posting} live={room.state === 'live'}>Done</Sending>
      </form>
    </Fold>
  )
}
