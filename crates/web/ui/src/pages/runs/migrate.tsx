// Another version is followed now: what following it would change in this run, before it is done.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import { api, whole } from '../../api/client'
import { Confirm } from '../../parts/confirm'
import { Loading } from '../../parts/loading'
import { Refused } from '../../parts/refused'
import { short } from '../runbooks/queries'
import { runKey } from './live'
import type { Doing } from './step-card'
import type { Run } from './words'

export function Migrate({ run, to, doing }: { run: Run; to: string; doing: Doing }) {
  const queries = useQueryClient()
  const { id, runbook, version } = run.run
  const again = () => void queries.invalidateQueries({ queryKey: runKey(id) })
  return (
    <div className="nhsuk-inset-text">
      <p>This run follows version <code>{short(version)}</code>; version <code>{short(to)}</code> is the one that is followed now. <Link href={`/runbooks/${runbook}/diff?from=${version}&to=${to}`}>What changed</Link></p>
      {run.can.includes('migrate') && (
        <Confirm button="Follow the newer version …" title="Follow the newer version from here on?" does="Follow it" act={() => doing.send({ do: 'migrate', version: to })} done={again}>
          <Preview run={run} to={to} />
        </Confirm>
      )}
    </div>
  )
}

function Preview({ run, to }: { run: Run; to: string }) {
  const { data, error } = useQuery({
    queryKey: ['migration', run.run.id, to, run.run.over],
    queryFn: () => whole(api.POST('/api/v1/runs/{id}/migrate', { params: { path: { id: run.run.id }, query: { preview: 'true' } }, body: { version: to } })),
  })
  if (error) return <Refused error={error} />
  if (!data) return <Loading what="what it would change" />
  const title = (instance: number) => run.steps.find((step) => step.instance === instance)?.title ?? `step ${instance}`
  const parts: [string, string[]][] = [
    ['Cannot be done: these steps have a branch under way that the newer version has no more', data.gone],
    ['Steps that come in', data.added.map((slug) => slug.replaceAll('-', ' '))], ['Steps under way that go', data.withdrawn.map(title)], ['Done, and to be looked at again: their text changed', data.recheck.map(title)],
  ]
  const said = parts.filter(([, items]) => items.length > 0)
  if (said.length === 0) return <p>Nothing that is under way or done changes.</p>
  return said.map(([head, items]) => <div key={head}><p><strong>{head}</strong></p><ul className="nhsuk-list nhsuk-list--bullet">{items.map((it) => <li key={it}>{it}</li>)}</ul></div>)
}
