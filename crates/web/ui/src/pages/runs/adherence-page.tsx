// How a run was followed: figures, deviations with their entries, every attempt with who and when, what was not come to. Prints.
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'wouter'
import { api, whole } from '../../api/client'
import { instantOf } from '../../parts/instants'
import { Exercise } from '../../parts/exercise'
import { Loading } from '../../parts/loading'
import { Person } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Table } from '../../parts/table'
import { Time } from '../../parts/time'
import { Title } from '../../parts/title'
import { short } from '../runbooks/queries'
import { cameTo, deviationsOf, entryOf, figuresOf, type Report, type RunEntry, type StepReport } from './adherence'

/** Pieces of a timeline that are read for the entries' numbers; beyond them steps are shown without a link. */
const PIECES = 40

async function entriesOf(incident: string, run: string): Promise<RunEntry[]> {
  const found: RunEntry[] = []
  let after = 0
  for (let piece = 0; piece < PIECES; piece += 1) {
    const read = await whole(api.GET('/api/v1/incidents/{id}/entries', { params: { path: { id: incident }, query: { after: String(after) } } })) as unknown as { entries: Entry[]; head: number }
    for (const entry of read.entries) {
      if (entry.body?.run === run && entry.body.fact) found.push({ seq: entry.seq, instance: entry.body.fact.event.instance, kind: entry.body.fact.event.kind, at: entry.body.fact.at })
      after = entry.seq
    }
    if (read.entries.length === 0 || after >= read.head) break
  }
  return found
}

interface Entry { seq: number; body?: { run?: string; fact?: { at: string; event: { kind: string; instance?: number } } } }

export default function Adherence() {
  const { id = '' } = useParams<{ id: string }>()
  const { data, error, refetch } = useQuery({ queryKey: ['adherence', id], queryFn: () => whole(api.GET('/api/v1/runs/{id}/adherence', { params: { path: { id } } })) })
  const entries = useQuery({ queryKey: ['run-entries', id, data?.through], enabled: data !== undefined, queryFn: () => entriesOf(data!.incident, id) })
  if (error) return <><Title>How a run was followed</Title><Refused error={error} again={() => void refetch()} /></>
  if (!data) return <Loading what="the report" />
  const report = data.report as unknown as Report
  const link = (instance: number) => {
    const step = report.steps.find((it) => it.instance === instance)
    const seq = step && entryOf(step, entries.data ?? [])
    return seq === undefined ? null : <Link href={`/incidents/${data.reference}#entry-${seq}`}>#{seq}</Link>
  }
  return (
    <>
      {report.mode === 'exercise' && <Exercise />}
      <p className="ctac-back ctac-rb-print-hide"><Link href={`/runs/${id}`}>The run</Link> · <Link href={`/incidents/${data.reference}`}>{data.reference}</Link></p>
      <Title caption={`${data.reference}, up to entry #${data.through}`}>{`How “${report.title}” was followed`}</Title>
      <p className="ctac-rb-quiet">Version <code>{short(report.version)}</code>. Begun {instantOf(new Date(report.started_at))}{report.ended_at ? `, ${report.cancelled ? 'cancelled' : 'finished'} ${instantOf(new Date(report.ended_at))}` : '; it goes on'}.</p>
      <p className="ctac-rb-print-hide"><button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => print()}>Print</button></p>
      <Figures report={report} />
      <Deviations report={report} link={link} />
      <Steps report={report} link={link} />
      <NotReached report={report} />
      <Turns report={report} />
    </>
  )
}

type Linked = (instance: number) => React.ReactNode

function Figures({ report }: { report: Report }) {
  const late = Object.entries(report.figures.late_by_role)
  return (
    <>
      <dl className="nhsuk-summary-list">
        {figuresOf(report.figures).map(([what, figure]) => <div className="nhsuk-summary-list__row" key={what}><dt className="nhsuk-summary-list__key">{what}</dt><dd className="nhsuk-summary-list__value">{figure}</dd></div>)}
      </dl>
      {late.length > 0 && <p><strong>Targets missed:</strong> {late.map(([role, count]) => `${role.replaceAll('-', ' ')} ${count}`).join(', ')}.</p>}
    </>
  )
}

function Deviations({ report, link }: { report: Report; link: Linked }) {
  const rows = deviationsOf(report.steps)
  return (
    <section aria-labelledby="deviations">
      <h2 className="nhsuk-heading-m" id="deviations">Where it was left</h2>
      <Table caption="Deviations" captionHidden rows={rows} rowKey={(it) => String(it.instance)} empty="Nowhere so far: every step was done in its turn and in time."
        columns={[{ head: 'Step', cell: (it) => it.title }, { head: 'What', cell: (it) => <span className="ctac-rb-words">{it.what.join('; ')}</span> }, { head: 'Entry', cell: (it) => link(it.instance) ?? 'none' }]} />
    </section>
  )
}

function Steps({ report, link }: { report: Report; link: Linked }) {
  const at = (instant: string | null) => (instant ? <Time at={instant} plain /> : '–')
  const late = (it: StepReport) => (it.late_s === null || it.late_s <= 0 ? null : <strong> ({Math.ceil(it.late_s / 60)} min late)</strong>)
  return (
    <section aria-labelledby="steps">
      <h2 className="nhsuk-heading-m" id="steps">Required and done</h2>
      <Table caption="Every attempt at a step" captionHidden rows={report.steps} rowKey={(it) => String(it.instance)} empty="No step was begun."
        columns={[
          { head: 'Step', cell: (it) => <>{it.title}{it.attempt > 1 && ` (attempt ${it.attempt})`}<span className="ctac-rb-quiet ctac-rb-block">{[it.phase, ...it.within.slice(1)].filter(Boolean).join(' · ')}</span></> },
          { head: 'Role', cell: (it) => it.role?.replaceAll('-', ' ') ?? '–' },
          { head: 'Came to', cell: (it) => cameTo(it) },
          { head: 'By', cell: (it) => (it.by ? <Person id={it.by} /> : it.came_to === 'open' ? '–' : 'the service') },
          { head: 'To be begun', cell: (it) => at(it.activated_at) }, { head: 'Due', cell: (it) => at(it.due) },
          { head: 'Happened', cell: (it) => <>{at(it.occurred_at)}{late(it)}</> },
          { head: 'Shown by', cell: (it) => (it.evidence.length === 0 ? '–' : <span className="ctac-rb-words">{it.evidence.map((shown) => `${shown.label}: ${shown.value}`).join('; ')}</span>) },
          { head: 'Entry', cell: (it) => link(it.instance) ?? '–' },
        ]} />
    </section>
  )
}

function NotReached({ report }: { report: Report }) {
  const groups = [['Not come to', report.not_reached.filter((it) => !it.not_applicable)], ['Did not apply: in a branch that was not taken', report.not_reached.filter((it) => it.not_applicable)]] as const
  return groups.filter(([, steps]) => steps.length > 0).map(([head, steps]) => (
    <section key={head}><h2 className="nhsuk-heading-m">{head}</h2><ul className="nhsuk-list nhsuk-list--bullet">{steps.map((it) => <li key={it.slug}>{it.title}</li>)}</ul></section>
  ))
}

function Turns({ report }: { report: Report }) {
  return (
    <section aria-labelledby="turns">
      <h2 className="nhsuk-heading-m" id="turns">The run as a whole, and what was undone</h2>
      <Table caption="Turns of the run" captionHidden rows={report.turns.map((turn, at) => ({ ...turn, at_: at }))} rowKey={(it) => String(it.at_)} empty="Nothing."
        columns={[{ head: 'When', cell: (it) => <Time at={it.at} plain /> }, { head: 'By', cell: (it) => (it.by ? <Person id={it.by} /> : 'the service') }, { head: 'What', cell: (it) => <span className="ctac-rb-words">{it.what}</span> }]} />
    </section>
  )
}
