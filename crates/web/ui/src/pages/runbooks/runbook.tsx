// A runbook: one version to read, and beside it where its versions stand and what may be done with them.
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'wouter'
import { useMe } from '../../me'
import { dayOf } from '../../parts/instants'
import { Loading } from '../../parts/loading'
import { Markdown } from '../../parts/markdown'
import { Tlp } from '../../parts/marks'
import { Refused } from '../../parts/refused'
import { Title } from '../../parts/title'
import { Marks } from './library'
import { procedureQuery, runbookQuery, shownOf } from './queries'
import { marksOf } from './standing'
import { Start } from './start'
import { Steps } from './steps'
import type { Procedure } from './tree'
import { Versions } from './versions'

export default function Runbook() {
  const { id = '', version } = useParams<{ id: string; version?: string }>()
  const me = useMe()
  const shelf = useQuery(runbookQuery(id))
  const read = version ?? shownOf(shelf.data?.runbook)
  const procedure = useQuery(procedureQuery(id, read))
  const error = shelf.error ?? procedure.error
  if (error) return <><Title>A runbook</Title><Refused error={error} again={() => { void shelf.refetch(); void procedure.refetch() }} /></>
  if (!shelf.data || !procedure.data) return <Loading what="the runbook" />
  const { runbook, versions } = shelf.data
  const shown = versions.find((it) => it.version === read)
  return (
    <>
      <p className="ctac-back"><Link href="/runbooks">All runbooks</Link></p>
      <Title>{procedure.data.title}</Title>
      <p className="ctac-rb-tags"><Marks marks={marksOf(runbook, me?.organisation)} /> <Tlp marking={procedure.data.tlp} /></p>
      {shown && !shown.in_force && (
        <div className="nhsuk-inset-text">
          <span className="nhsuk-u-visually-hidden">Information: </span>
          <p>{unfollowed(shown.standing, Boolean(runbook.in_force))}
            {runbook.in_force && <> <Link href={`/runbooks/${id}`}>Read the one that is followed</Link>.</>}</p>
        </div>
      )}
      <p className="ctac-rb-quiet">{procedure.data.owner}. Review by {dayOf(new Date(procedure.data.review_by))}.</p>
      <Start runbook={runbook} version={read} procedure={procedure.data} />
      <nav className="ctac-rb-print-hide" aria-label="This runbook">
        <ul className="ctac-links">
          <li><Link href={`/runbooks/${id}/versions/${read}/cards`}>Action cards, one for each role</Link></li>
          <li><Link href={`/runbooks/${id}/adherence`}>How it was followed, over all runs</Link></li>
          <li><button type="button" className="ctac-rb-link-button" onClick={() => print()}>Print this procedure</button></li>
        </ul>
      </nav>
      <div className="ctac-rb-beside">
        <div className="ctac-rb-beside__main"><Reading procedure={procedure.data} /></div>
        <div className="ctac-rb-beside__side">
          <Versions id={id} shelf={shelf.data} read={read} />
          <ul className="nhsuk-list ctac-rb-print-hide">
            <li><a href={`/api/v1/runbooks/${id}/versions/${read}`} download={`${runbook.slug}.md`}>Download it as Markdown</a></li>
            <li><a href={`/api/v1/runbooks/${id}/versions/${read}?format=cacao`} download={`${runbook.slug}.cacao.json`}>Download it as CACAO 2.0</a></li>
          </ul>
        </div>
      </div>
    </>
  )
}

/** Why a version is not the one to follow, and what that means for whoever reads it. */
function unfollowed(standing: string, another: boolean): string {
  if (standing === 'withdrawn') return 'This version was withdrawn: do not follow it.'
  if (standing === 'draft') return 'This version is a draft: it can only be tried in an exercise until somebody else has approved it.'
  if (standing === 'in-review') return 'This version waits for approval: until then it can only be tried in an exercise.'
  return another ? 'This is not the version that is followed.' : 'No version of this runbook is followed yet.'
}

function Reading({ procedure }: { procedure: Procedure }) {
  return (
    <>
      <Markdown text={procedure.purpose} />
      {procedure.to_confirm.length > 0 && (
        <div className="nhsuk-warning-callout">
          <h2 className="nhsuk-warning-callout__label"><span className="nhsuk-u-visually-hidden">Important: </span>To be confirmed before it is adopted</h2>
          <ul>{procedure.to_confirm.map((fact) => <li key={fact}>{fact}</li>)}</ul>
        </div>
      )}
      <Facts procedure={procedure} />
      <Steps procedure={procedure} />
      {procedure.references.length > 0 && (
        <section><h2 className="nhsuk-heading-m">What it rests on</h2><ul className="nhsuk-list nhsuk-list--bullet">{procedure.references.map((it) => <li key={it}>{it}</li>)}</ul></section>
      )}
    </>
  )
}

function Facts({ procedure }: { procedure: Procedure }) {
  return (
    <dl className="nhsuk-summary-list ctac-rb-facts">
      {procedure.triggers.length > 0 && <Fact name="Proposed for"><ul className="nhsuk-list">{procedure.triggers.map((it) => <li key={it}>{it}</li>)}</ul></Fact>}
      <Fact name="Roles">
        <ul className="nhsuk-list">
          {procedure.roles.map((role) => <li key={role.slug}><strong>{role.name}</strong>{role.lead && ' (leads)'}{role.about && `: ${role.about}`}</li>)}
        </ul>
      </Fact>
      {procedure.inputs.length > 0 && (
        <Fact name="Started with"><ul className="nhsuk-list">{procedure.inputs.map((input) => <li key={input.name}>{input.label}{input.value != null && ` (${input.value} unless said)`}</li>)}</ul></Fact>
      )}
      {procedure.clocks.length > 0 && <Fact name="Clocks"><ul className="nhsuk-list">{procedure.clocks.map((it) => <li key={it}>{it}</li>)}</ul></Fact>}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return <div className="nhsuk-summary-list__row"><dt className="nhsuk-summary-list__key">{name}</dt><dd className="nhsuk-summary-list__value">{children}</dd></div>
}
