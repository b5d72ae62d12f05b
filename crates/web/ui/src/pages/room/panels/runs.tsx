// Runbooks that are worked in this incident, how far they are, and starting one.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Link } from 'wouter'
import { api, whole } from '../../../api/client'
import { Checkbox, SelectField } from '../../../parts/field'
import { Refused } from '../../../parts/refused'
import { Time } from '../../../parts/time'
import { counted } from '../../../parts/choices'
import type { Beside } from '../../../room/beside'
import type { Run } from '../../../room/use-room'
import { given, Inputs } from '../../runbooks/inputs'
import { procedureQuery, runbooksQuery, shownOf } from '../../runbooks/queries'
import type { May } from './may'
import { Fold, Panel } from './panel'

const stands = { running: 'Being worked', paused: 'Paused', finished: 'Finished', cancelled: 'Cancelled' }

export function Runs({ room, may }: { room: Beside; may: May }) {
  const order = (it: Run) => (it.ended_at ? 1 : 0)
  const all = [...room.runs].sort((one, other) => order(one) - order(other) || other.started_at.localeCompare(one.started_at))
  const going = all.filter((it) => !it.ended_at)
  const late = going.reduce((sum, it) => sum + it.late, 0)
  if (all.length === 0 && !may.steer) return null
  return (
    <Panel id="runs" title="Runbooks" wants={late > 0} open={going.length > 0} count={<>{going.length} being worked{late > 0 && `, ${counted(late, 'step')} late`}</>}>
      <ul className="ctac-room-cards">{all.map((it) => <li key={it.id} className="ctac-room-card"><OneRun run={it} /></li>)}</ul>
      {may.steer && room.incident && room.incident.status !== 'closed' && <Start incident={room.incident.id} />}
    </Panel>
  )
}

function OneRun({ run }: { run: Run }) {
  return (
    <>
      <p>{run.exercise && <strong className="nhsuk-tag nhsuk-tag--purple">Exercise</strong>} <Link href={`/runs/${run.id}`}>{run.title}</Link></p>
      <p>
        {stands[run.status]}: {counted(run.over, 'step')} over, {run.waiting} waiting for somebody
        {run.late > 0 && <>, <strong className="ctac-warning">{run.late} late</strong></>}
      </p>
      <p className="ctac-faint">Began <Time at={run.started_at} />{run.ended_at && <>, ended <Time at={run.ended_at} /></>}</p>
    </>
  )
}

/** The version in force is the service's to know; of a runbook without one it is the latest draft, which an exercise names. */
const versionOf = (it: { in_force?: string | null; latest: string } | undefined) => (it && !it.in_force ? it.latest : undefined)

function Start({ incident }: { incident: string }) {
  const runbooks = useQuery(runbooksQuery)
  const [runbook, setRunbook] = useState('')
  const chosen = runbooks.data?.find((it) => it.slug === runbook)
  const procedure = useQuery(procedureQuery(chosen?.id ?? '', shownOf(chosen)))
  const [inputs, setInputs] = useState<Record<string, string>>({})
  const [exercise, setExercise] = useState(false)
  const id = useRef(crypto.randomUUID())
  const start = useMutation({
    mutationFn: () => whole(api.POST('/api/v1/incidents/{id}/runs', { params: { path: { id: incident } }, body: { id: id.current, runbook, version: versionOf(chosen), exercise, inputs: given(procedure.data?.inputs ?? [], inputs) } })),
    onSuccess: () => {
      id.current = crypto.randomUUID()
      setRunbook('')
      setInputs({})
    },
  })
  // What is followed can be started; a draft only as an exercise.
  const all = (runbooks.data ?? []).filter((it) => it.in_force || exercise)
  const options = all.map((it): [string, string] => [it.slug, it.in_force ? it.title : `${it.title} (draft)`])
  return (
    <Fold label="Start a runbook">
      {runbooks.isError && <Refused error={runbooks.error} again={() => void runbooks.refetch()} />}
      {runbooks.data && runbooks.data.length === 0 && <p>The library has no runbook yet. <Link href="/runbooks">The library</Link></p>}
      <form onSubmit={(event) => { event.preventDefault(); if (runbook && !start.isPending) start.mutate() }}>
        <SelectField label="Which" value={runbook} change={setRunbook} options={[['', 'Choose'], ...options]} />
        <div className="nhsuk-form-group nhsuk-checkboxes nhsuk-checkboxes--small">
          <Checkbox label="As an exercise" hint="Nothing leaves the building; drafts can be run too" checked={exercise} change={setExercise} />
        </div>
        {procedure.isError && <Refused error={procedure.error} again={() => void procedure.refetch()} />}
        {procedure.data && <Inputs inputs={procedure.data.inputs} typed={inputs} change={setInputs} />}
        {start.isError && <Refused error={start.error} />}
        <button className="nhsuk-button nhsuk-button--small" disabled={!runbook} aria-disabled={start.isPending || undefined}>Start</button>
        <p role="status" className="ctac-faint">{start.isSuccess && 'Begun: it stands above.'}</p>
      </form>
    </Fold>
  )
}
