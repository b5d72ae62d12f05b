// A step of a legal clock that waits for a person: one that is to stop is stopped in the room; one that is to start needs the time
// from which it counts, where the run does not know it.
import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import { api } from '../../api/client'
import { Act } from '../../parts/act'
import { WhenField } from '../../parts/when'
import { instant } from './acts'
import { runKey } from './live'
import type { Run, Step } from './words'

export function ClockWaits({ run: { run }, step, stops }: { run: Run; step: Step; stops: boolean }) {
  const queries = useQueryClient()
  const [at, setAt] = useState('')
  const since = instant(at)
  const path = { id: run.id, instance: String(step.instance) }
  const start = () => api.POST('/api/v1/runs/{id}/steps/{instance}/clock', { params: { path }, body: { since: since ?? '' } })
  if (stops) return <>the clock is <Link href={`/incidents/${run.incident}#panel-clocks`}>stopped in the room</Link>, by whoever answers for it</>
  return (
    <>
      somebody says from when the clock counts
      <WhenField label="From when it counts" hint="UK time. Such as when the organisation became aware" value={at} change={setAt} />
      <Act small disabled={!since} does={start} done={() => void queries.invalidateQueries({ queryKey: runKey(run.id) })}>Start the clock<span className="nhsuk-u-visually-hidden">: {step.title}</span></Act>
    </>
  )
}
