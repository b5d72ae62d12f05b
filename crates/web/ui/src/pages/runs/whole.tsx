// The run as a whole: pausing, leading, adding, giving up; and what was recorded so far.
import { useState } from 'react'
import { useMe } from '../../me'
import { Act } from '../../parts/act'
import { Table } from '../../parts/table'
import { ActForm, GraveAct } from './act-form'
import { wholeSpecs } from './acts'
import type { Doing } from './step-card'
import type { Run } from './words'

export function Whole({ run, doing }: { run: Run; doing: Doing }) {
  const me = useMe()
  const [open, setOpen] = useState<string>()
  const specs = wholeSpecs(run)
  const about = `run/${doing.run}/whole`
  return (
    <>
      {run.records.length > 0 && (
        <section aria-labelledby="records">
          <h2 className="nhsuk-heading-m" id="records">What was recorded</h2>
          <Table caption="What was recorded" captionHidden rows={run.records} rowKey={(it) => `${it.scope}/${it.name}`} empty=""
            columns={[{ head: 'What', cell: (it) => named(run, it) }, { head: 'Value', cell: (it) => <span className="ctac-rb-words">{it.words ?? it.value}</span> }]} />
        </section>
      )}
      {run.can.length > 0 && (
        <section aria-labelledby="whole" className="ctac-rb-print-hide">
          <h2 className="nhsuk-heading-m" id="whole">The run as a whole</h2>
          <div className="ctac-rb-row">
            {run.can.includes('resume') && <Act does={() => doing.send({ do: 'resume' })}>Resume the run</Act>}
            {run.can.includes('take-over') && run.offered === me?.person && <Act does={() => doing.send({ do: 'take-over' })}>I lead now</Act>}
            {specs.map((spec) => (spec.grave
              ? <GraveAct key={spec.word} spec={spec} about={about} send={doing.send} small />
              : <button key={spec.word} type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" aria-expanded={open === spec.word} onClick={() => setOpen(open === spec.word ? undefined : spec.word)}>{spec.opens}</button>))}
          </div>
          {specs.filter((spec) => spec.word === open && !spec.grave).map((spec) => <ActForm key={spec.word} spec={spec} about={about} send={doing.send} done={() => setOpen(undefined)} />)}
        </section>
      )}
    </>
  )
}

function named(run: Run, { scope, label }: Run['records'][number]): string {
  return scope === 0 ? label : `${label} (${run.frames.find((it) => it.frame === scope)?.title ?? 'another runbook'})`
}
