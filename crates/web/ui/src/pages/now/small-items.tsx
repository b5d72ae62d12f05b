// Steps of runs and offered shifts that wait for whoever is signed in.
import { useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import { api, type Schema } from '../../api/client'
import { Act } from '../../parts/act'
import { Confirm } from '../../parts/confirm'
import { Person } from '../../parts/people'
import { Time, Until } from '../../parts/time'
import type { Waiting } from './asks'

/** What is `over` keeps its place, so that nothing moves under a thumb, and says so. */
export function StepItem({ waiting: { run, step }, me, heading, over }: { waiting: Waiting; me: string; heading: string; over: boolean }) {
  return (
    <article className="ctac-todo ctac-todo--step" aria-labelledby={heading}>
      <h3 id={heading} className="ctac-todo__title" tabIndex={-1}>{step.claimed_by === me ? 'You are doing' : 'You were named for'}: {step.title}</h3>
      <p>Step of <strong>{run.title}</strong>{run.exercise && ' (EXERCISE)'}.{over && <strong> It does not wait for you any more.</strong>}{!over && step.due && <> To be done <strong><Until at={step.due} /></strong>.</>}</p>
      <p><Link href={`/runs/${run.id}`} className="nhsuk-button nhsuk-button--secondary">Open the run<span className="nhsuk-u-visually-hidden">: {step.title}</span></Link></p>
    </article>
  )
}

export function SwapItem({ swap, heading, rota, over }: { swap: Schema<'SwapView'>; heading: string; rota: string; over: boolean }) {
  const queries = useQueryClient()
  const done = () => void queries.invalidateQueries({ queryKey: ['now'] })
  const params = { params: { path: { id: swap.id } } }
  return (
    <article className="ctac-todo ctac-todo--step" aria-labelledby={heading}>
      <h3 id={heading} className="ctac-todo__title" tabIndex={-1}><Person id={swap.person} /> offers you a shift in {rota}</h3>
      <p><Time at={swap.from} /> to <Time at={swap.to} plain />.{swap.in_return && <> In return for yours, <Time at={swap.in_return.from} plain /> to <Time at={swap.in_return.to} plain />.</>}</p>
      {swap.reason && <p>{swap.reason}</p>}
      {over && <p role="status"><strong>This offer is settled:</strong> <Link href={`/on-call/${swap.rota}`}>who is on call in {rota}</Link>.</p>}
      {!over && <div className="ctac-todo__acts">
        <Confirm button="Take the shift" does="Take it" title={`Take this shift in ${rota}?`} act={() => api.POST('/api/v1/swaps/{id}/accept', { ...params, body: {} })} done={done}>
          <p>You will be on call, and paged, from <Time at={swap.from} plain /> to <Time at={swap.to} plain />.</p>
        </Confirm>
        <Act kind="secondary" does={() => api.POST('/api/v1/swaps/{id}/decline', params)} done={done}>I do not take it</Act>
      </div>}
    </article>
  )
}
