// Everything of a room around its timeline: what waits for me, what is new, people, actions, decisions, pages, call-outs, runs,
// access. On a phone an index leads to each; on a laptop they stand in a column; on a wall in several.
import { memo } from 'react'
import { useMe } from '../../me'
import { isSameBeside, type Beside } from '../../room/beside'
import { Access } from './panels/access'
import { Actions } from './panels/actions'
import { CallOuts } from './panels/call-outs'
import { CatchUpPanel } from './panels/catch-up-panel'
import { Clocks, Sitreps } from './panels/clocks'
import { Decisions } from './panels/decisions'
import { Lead } from './panels/lead'
import { mayIn } from './panels/may'
import { OnCall } from './panels/on-call'
import { Pages } from './panels/pages'
import { People } from './panels/people'
import { Runs } from './panels/runs'

export { Mine } from './panels/mine'

export const Panels = memo(function Panels({ room }: { room: Beside }) {
  const me = useMe()
  const may = mayIn(room, me?.roles ?? [])
  return (
    <div className="ctac-panels" id="panels">
      <CatchUpPanel room={room} />
      <Clocks room={room} may={may} />
      <Pages room={room} />
      <CallOuts room={room} may={may} />
      <Actions room={room} may={may} />
      <Runs room={room} may={may} />
      <Decisions room={room} />
      <Sitreps room={room} may={may} />
      <Lead room={room} may={may} />
      <People room={room} may={may} />
      <OnCall room={room} />
      <Access room={room} may={may} />
    </div>
  )
}, isSameBeside)
