// The versions of a runbook: who wrote, approved and signed off which, what changed, and the acts that its reader may do.
import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import { api, whole, type Schema } from '../../api/client'
import { useMe } from '../../me'
import { Act } from '../../parts/act'
import { Confirm } from '../../parts/confirm'
import { TextArea } from '../../parts/field'
import { Organisation, Person } from '../../parts/people'
import { Time } from '../../parts/time'
import { short } from './queries'
import { standingOf } from './standing'

type Shelf = Schema<'RunbookView'>
type Version = Schema<'RunbookVersion'>

export function Versions({ id, shelf, read }: { id: string; shelf: Shelf; read: string }) {
  return (
    <section aria-labelledby="versions" className="ctac-rb-print-hide">
      <h2 className="nhsuk-heading-m" id="versions">Versions</h2>
      <ol className="ctac-rb-lines" reversed>
        {shelf.versions.map((it, at) => <li key={it.version}><Line id={id} it={it} before={shelf.versions[at + 1]} read={read} can={shelf.can ?? []} /></li>)}
      </ol>
    </section>
  )
}

function Line({ id, it, before, read, can }: { id: string; it: Version; before: Version | undefined; read: string; can: string[] }) {
  const standing = standingOf(it.standing)
  return (
    <>
      <p className="ctac-rb-tags">
        <strong className={`nhsuk-tag nhsuk-tag--${standing.colour}`}>{standing.words}</strong>
        {it.in_force && <strong className="nhsuk-tag nhsuk-tag--green">Followed</strong>}
        {it.version === read ? <code>{short(it.version)}</code> : <Link href={`/runbooks/${id}/versions/${it.version}`}>Read <code>{short(it.version)}</code></Link>}
      </p>
      <p className="ctac-rb-quiet">Saved by {it.saved_by ? <Person id={it.saved_by} /> : 'the operator'}, <Time at={it.saved_at} plain />.</p>
      {it.approvals.length > 0 && <p className="ctac-rb-quiet">Approved by {it.approvals.map((by, at) => <span key={by.by}>{at > 0 && ', '}<Person id={by.by} />, <Time at={by.at} plain /></span>)}.</p>}
      {it.sign_offs.length > 0 && <p className="ctac-rb-quiet">Signed off by {it.sign_offs.map((by, at) => <span key={by.organisation}>{at > 0 && ', '}<Organisation id={by.organisation} /></span>)}.</p>}
      {it.reason && <p>Withdrawn: {it.reason}</p>}
      {before && <p><Link href={`/runbooks/${id}/diff?from=${before.version}&to=${it.version}`}>What changed<span className="nhsuk-u-visually-hidden"> in version {short(it.version)}</span></Link></p>}
      <Acts id={id} it={it} can={can} />
    </>
  )
}

type Verb = 'submit' | 'approve' | 'sign-off'

function Acts({ id, it, can }: { id: string; it: Version; can: string[] }) {
  const me = useMe()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const params = { path: { id, version: it.version } }
  const again = () => { void queries.invalidateQueries({ queryKey: ['runbook', id] }); void queries.invalidateQueries({ queryKey: ['runbooks'] }) }
  const does = (verb: Verb) => () => whole(api.POST(`/api/v1/runbooks/{id}/versions/{version}/${verb}`, { params }))
  const mine = it.saved_by === me?.person
  const approved = it.approvals.some((by) => by.by === me?.person)
  const signed = it.sign_offs.some((by) => by.organisation === me?.organisation)
  return (
    <>
      {it.standing === 'draft' && can.includes('write') && <Act small does={does('submit')} done={again}>Submit for approval</Act>}
      {it.standing === 'in-review' && can.includes('approve') && !approved && (mine
        ? <p className="ctac-rb-quiet">You wrote it: somebody else approves it.</p>
        : <Act small does={does('approve')} done={again}>Approve</Act>)}
      {it.standing === 'approved' && can.includes('sign-off') && !signed && <Act small kind="secondary" does={does('sign-off')} done={again}>Sign off for my organisation</Act>}
      {it.standing !== 'withdrawn' && can.includes('approve') && (
        <Confirm button="Withdraw" kind="warning" small title={`Withdraw version ${short(it.version)}?`} does="Withdraw it"
          act={() => whole(api.POST('/api/v1/runbooks/{id}/versions/{version}/withdraw', { params, body: { reason } }))} done={again}>
          <p>It can no longer be started. Runs of it go on, and say that it was withdrawn. This cannot be undone: a new version would have to be approved.</p>
          <TextArea label="Why" hint="Whoever runs it reads this." value={reason} change={setReason} rows={3} maxLength={2_000} required />
        </Confirm>
      )}
    </>
  )
}
