// How a procedure was followed in all its runs: which steps are done, passed over, late; how long each takes. Prints.
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'wouter'
import { api, whole } from '../../api/client'
import { lengthOf } from '../../parts/instants'
import { Loading } from '../../parts/loading'
import { Refused } from '../../parts/refused'
import { Table, type Column } from '../../parts/table'
import { Title } from '../../parts/title'
import { counted } from '../../parts/choices'

interface Spread { count: number; median_s: number; p90_s: number }
interface StepAcross {
  slug: string
  title: string
  done: number
  skipped: number
  not_applicable: number
  withdrawn: number
  open: number
  not_reached: number
  to_start: Spread | null
  to_finish: Spread | null
  late: number
  deviations: Record<string, number>
}
interface Across { runs: number; ended: number; cancelled: number; steps: StepAcross[] }

const nothing = <span className="ctac-nothing-said">–</span>

function spread(it: Spread | null) {
  if (!it) return nothing
  const half = lengthOf(it.median_s * 1_000)
  return it.count === 1 ? half : `${half}; nine in ten within ${lengthOf(it.p90_s * 1_000)}`
}

/** What became of a step, most telling first; nothing that there is none of. */
function became(step: StepAcross): string {
  const all: [number, string][] = [
    [step.done, 'done'], [step.skipped, 'passed over'], [step.not_applicable, 'did not apply'], [step.withdrawn, 'undone or given up'],
    [step.not_reached, 'not come to'], [step.open, 'still to be done'],
  ]
  return all.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`).join(', ') || 'nothing yet'
}

function otherwise(step: StepAcross) {
  const marks = Object.entries(step.deviations).map(([mark, count]) => `${count} ${mark.replaceAll(/[-_]/g, ' ')}`)
  return [...(step.late > 0 ? [`${step.late} late`] : []), ...marks].join(', ') || nothing
}

const columns: Column<StepAcross>[] = [
  { head: 'Step', cell: (step) => step.title },
  { head: 'What became of it', cell: became },
  { head: 'Until somebody took it', cell: (step) => spread(step.to_start) },
  { head: 'Until it was done', cell: (step) => spread(step.to_finish) },
  { head: 'Late or otherwise than written', cell: otherwise },
]

export default function AcrossRuns() {
  const { id = '' } = useParams<{ id: string }>()
  const { data, error, refetch } = useQuery({
    queryKey: ['runbook-adherence', id],
    queryFn: () => whole(api.GET('/api/v1/runbooks/{id}/adherence', { params: { path: { id } } })),
  })
  if (error) return <><Title>A procedure in all its runs</Title><Refused error={error} again={() => void refetch()} /></>
  if (!data) return <><Title>A procedure in all its runs</Title><Loading what="the report" /></>
  const across = data.across as unknown as Across
  return (
    <>
      <p className="ctac-back ctac-rb-print-hide"><Link href={`/runbooks/${id}`}>{data.title}</Link></p>
      <Title>{`“${data.title}” in all its runs`}</Title>
      <p>{across.runs === 0 ? 'Nobody has followed it yet in an incident that you may read.' : `${counted(across.runs, 'run')} in incidents that you may read, the newest 200 at most: ${across.ended === 0 ? 'none is over' : `${across.ended} over`}${across.cancelled > 0 ? `, ${across.cancelled} of them given up` : ''}.`}</p>
      {across.runs > 0 && <p className="ctac-rb-print-hide"><button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => print()}>Print</button></p>}
      <Table caption="Each step, over all runs" columns={columns} rows={across.steps} rowKey={(step) => step.slug} empty="There are no figures yet." />
    </>
  )
}
