// My password and my sessions: where I am signed in, and ending what I do not know.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, whole } from '../../api/client'
import { Act } from '../../parts/act'
import { Loading } from '../../parts/loading'
import { Refused } from '../../parts/refused'
import { Table } from '../../parts/table'
import { Time } from '../../parts/time'
import { ChangePassword } from './change-password'
import { MyPage } from './frame'

export default function Sessions() {
  const queries = useQueryClient()
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: async () => (await whole(api.GET('/api/v1/sessions'))).items })
  const again = () => void queries.invalidateQueries({ queryKey: ['sessions'] })
  const end = (id: string) => api.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } })
  const others = sessions.data?.filter((it) => !it.this) ?? []
  return (
    <MyPage title="My password and sessions">
      <h2>My sessions</h2>
      <p>Each browser that you signed in with. Ending one closes what it shows at once.</p>
      {sessions.isPending && <Loading what="your sessions" />}
      {sessions.isError && <Refused error={sessions.error} again={again} />}
      {sessions.data && (
        <Table caption="Sessions" captionHidden rows={sessions.data} rowKey={(it) => it.id} empty="You have no session: you came with a token." columns={[
          { head: 'Signed in', cell: (it) => <Time at={it.started_at} /> },
          { head: 'Last used', cell: (it) => <Time at={it.seen_at} /> },
          { head: 'Ends, unless used', cell: (it) => <Time at={it.ends_at} /> },
          { head: 'End', cell: (it) => (it.this ? <strong>This browser</strong> : <Act small kind="secondary" does={() => end(it.id)} done={again}>End it<span className="nhsuk-u-visually-hidden">: signed in <Time at={it.started_at} plain /></span></Act>) },
        ]} />
      )}
      {others.length > 1 && <Act kind="warning" does={async () => { for (const it of others) await end(it.id) }} done={again}>End all others</Act>}
      <ChangePassword changed={again} />
    </MyPage>
  )
}
