// Whom an escalation policy would page first, as things stand now; nothing is recorded by asking.
import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { api, whole, type Schema } from '../../api/client'
import { lengthOf } from '../../parts/instants'
import { Person } from '../../parts/people'
import type { Severity } from '../../parts/choices'

/** Steps that are shown; the rest is on the policy's own page. */
const STEPS = 3

export function WhoIsPaged({ policy, severity }: { policy: string; severity: Severity }) {
  const explained = useQuery({
    queryKey: ['explain', policy, severity],
    queryFn: () => whole(api.POST('/api/v1/policies/{id}/explain', { params: { path: { id: policy } }, body: { severity } })),
    staleTime: 30_000,
  })
  if (!explained.data) return null
  const raised = new Date(explained.data.at).getTime()
  return (
    <ol className="nhsuk-inset-text ctac-paged" aria-label="Who is paged, in order">
      {explained.data.steps.slice(0, STEPS).map((step) => (
        <li key={`${step.round}.${step.step}`}>
          {after(new Date(step.at).getTime() - raised)}: <Asked step={step} />
        </li>
      ))}
    </ol>
  )
}

const after = (ms: number) => (ms < 1_000 ? 'At once' : `After ${lengthOf(ms)}, if nobody answers`)

function Asked({ step }: { step: Schema<'ExplainedStep'> }) {
  if (step.asked.length === 0) return <strong className="ctac-warning">nobody{step.skipped ? ` (${step.skipped})` : ''}</strong>
  return step.asked.map(({ person }, at) => <Fragment key={person}>{at > 0 && ', '}<Person id={person} /></Fragment>)
}
