// A runbook started in an incident: which one, as an exercise or not, and what its inputs are.
import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { api, whole } from '../../api/client'
import { hasRole, useMe } from '../../me'
import { Checkbox, SelectField } from '../../parts/field'
import { Loading } from '../../parts/loading'
import { Confirm } from '../../parts/confirm'
import { given, Inputs } from './inputs'
import type { Summary } from './standing'
import type { Procedure } from './tree'

const openIncidents = {
  queryKey: ['incidents', 'to-start-in'],
  queryFn: async () => (await whole(api.GET('/api/v1/incidents', { params: { query: { limit: '500' } } }))).items.filter((it) => it.readable && it.status !== 'closed'),
}

/** Only for those who may lead an incident; the service asks again whether they steer this one. */
export function Start({ runbook, version, procedure }: { runbook: Summary; version: string; procedure: Procedure }) {
  const me = useMe()
  const [, go] = useLocation()
  const [incident, setIncident] = useState('')
  const [exercise, setExercise] = useState(false)
  const [inputs, setInputs] = useState<Record<string, string>>({})
  const { data } = useQuery(openIncidents)
  if (!hasRole(me, 'responder', 'incident-lead')) return null
  const followed = runbook.in_force === version
  const start = async () => {
    const id = incident || data?.[0]?.id || ''
    const started = await whole(api.POST('/api/v1/incidents/{id}/runs', { params: { path: { id } }, body: { runbook: runbook.id, version, exercise: exercise || !followed, inputs: given(procedure.inputs, inputs) } }))
    go(`/runs/${started.id}`)
  }
  return (
    <div className="ctac-rb-print-hide">
      <Confirm button={followed ? 'Start a run' : 'Try it in an exercise'} kind="primary" title={`Start “${procedure.title}”`} does="Start it" act={start}>
        {!data ? <Loading what="the incidents" /> : data.length === 0 ? <p>There is no open incident that you can read: declare one first.</p> : (
          <>
            <SelectField label="In which incident" value={incident} change={setIncident} options={data.map((it) => [it.id, `${it.reference} ${it.title ?? ''}`])} />
            <Inputs inputs={procedure.inputs} typed={inputs} change={setInputs} />
            {followed ? <Checkbox label="As an exercise" hint="Nothing leaves the building, and every message says EXERCISE." checked={exercise} change={setExercise} />
              : <p>This version is not the one that is followed, so it runs as an <strong>EXERCISE</strong>: nothing leaves the building.</p>}
          </>
        )}
      </Confirm>
    </div>
  )
}
