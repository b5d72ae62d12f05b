// Who is being paged for this incident.
import { PageCard } from '../../../parts/page-card'
import type { Beside } from '../../../room/beside'
import { pagesInOrder } from './in-order'
import { Panel } from './panel'

export function Pages({ room }: { room: Beside }) {
  const all = pagesInOrder(room.pages)
  const open = all.filter((it) => it.status.is === 'active' || it.status.is === 'exhausted').length
  if (all.length === 0) return null
  return (
    <Panel id="pages" title="Pages" wants={open > 0} open={open > 0} count={open > 0 ? `${open} that nobody has` : `${all.length}, none open`}>
      {all.map((it) => <PageCard key={it.id} page={it} small />)}
    </Panel>
  )
}
