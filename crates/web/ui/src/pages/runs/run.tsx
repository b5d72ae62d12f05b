// A run in an incident: what waits for somebody on top, then every step in its order, then the run as a whole.
import { useCallback, useEffect, useRef } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'wouter'
import { api, whole } from '../../api/client'
import { useMe } from '../../me'
import { Exercise } from '../../parts/exercise'
import { Loading } from '../../parts/loading'
import { Person } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Time } from '../../parts/time'
import { Title } from '../../parts/title'
import { procedureQuery } from '../runbooks/queries'
import type { Command } from './acts'
import { ClockWaits } from './clock-waits'
import { useRun, useSend } from './live'
import { Migrate } from './migrate'
import { useSteady } from './steady'
import { StepCard, type Doing } from './step-card'
import { changesBetween, differs, stretchOf, toRecheck, waitingElse, waitingFor } from './stretches'
import { StretchList } from './timeline'
import { Whole } from './whole'
import { runStatusOf, stretchTitle, type Run, type Step } from './words'

export default function RunPage() {
  const { id = '' } = useParams<{ id: string }>()
  const { data, error, refetch } = useRun(id)
  const page = useRef<HTMLDivElement>(null)
  // Somebody who has a field before them, or a dialog, is not disturbed.
  const typing = useCallback(() => Boolean(page.current?.querySelector('dialog[open]') ?? page.current?.querySelector(':is(input:not([type=radio]), textarea, select):focus')), [])
  const { shown, held, show, take } = useSteady(data, differs, typing)
  const acted = useRef(false)
  const send = useSend(id, useCallback((now: Run) => { acted.current = true; take(now) }, [take]))
  // A step that was done takes its button with it: the focus goes on to what waits next, never nowhere.
  useEffect(() => {
    if (acted.current && (document.activeElement ?? document.body) === document.body) document.getElementById('waits')?.focus()
    acted.current = false
  }, [shown])
  if (!shown) return <><Title>A run</Title>{error ? <Refused error={error} again={() => void refetch()} /> : <Loading what="the run" />}</>
  const news = held && data ? changesBetween(shown, data) : []
  return (
    <div ref={page}>
      {error && <div className="nhsuk-inset-text" role="status"><p>The service cannot be reached: this is the run as it was last seen. What you write is kept.</p></div>}
      <div className="ctac-rb-news" role="status">
        {news.length > 0 && <><p>{news.length === 1 ? `New: ${news[0]}.` : `New: ${news.slice(0, 3).join('; ')}${news.length > 3 ? ` and ${news.length - 3} more` : ''}.`}</p><button type="button" className="nhsuk-button nhsuk-button--small" onClick={show}>Show it</button></>}
      </div>
      <Shown run={shown} send={send} />
    </div>
  )
}

function Shown({ run, send }: { run: Run; send: (command: Command) => Promise<unknown> }) {
  const me = useMe()
  const procedure = useQuery(procedureQuery(run.run.runbook, run.run.version))
  const doing: Doing = { run: run.run.id, procedure: procedure.data, send }
  const main = stretchOf(run)
  const frameOf = (step: Step) => {
    const frame = step.frame === 0 ? undefined : run.frames.find((it) => it.frame === step.frame)
    return frame ? stretchTitle(frame, run.steps.find((it) => it.instance === frame.owner), procedure.data) : step.phase
  }
  const [waiting, others, again] = [waitingFor(run, me?.person), waitingElse(run), toRecheck(run)]
  return (
    <>
      <Head run={run} />
      <Standing run={run} doing={doing} />
      <section aria-labelledby="waits">
        <h2 className="nhsuk-heading-m" id="waits" tabIndex={-1}>What waits for somebody{waiting.length > 0 && ` (${waiting.length})`}</h2>
        {waiting.length === 0 && <p>Nothing waits for a person{run.run.status === 'running' && others.length > 0 ? ': the run waits for what is named below' : ''}.</p>}
        <ul className="ctac-rb-cards">{[...waiting, ...again].map((step) => <StepCard key={step.instance} step={step} within={frameOf(step)} doing={doing} />)}</ul>
        {others.length > 0 && <ul className="nhsuk-list nhsuk-list--bullet">{others.map((step) => <li key={step.instance}>{step.title}: <WaitsFor run={run} step={step} says={procedure.data?.steps.find((it) => it.slug === step.slug)?.says.join(' ') ?? ''} />{step.wakes_at && <>, goes on <Time at={step.wakes_at} /></>}</li>)}</ul>}
      </section>
      <section aria-labelledby="steps">
        <h2 className="nhsuk-heading-m" id="steps">All steps</h2>
        {main && <StretchList stretch={main} doing={doing} early={run.run.status === 'running' && run.can.includes('add-step')} />}
      </section>
      <Whole run={run} doing={doing} />
    </>
  )
}

/** What a step that is the service's waits for: of a report and of a clock it is a person after all. */
function WaitsFor({ run, step, says }: { run: Run; step: Step; says: string }) {
  if (step.status !== 'sending') return 'waiting'
  if (/\bsituation report\b/.test(says)) return <>it is drafted, and <Link href={`/incidents/${run.run.incident}#panel-sitreps`}>sent in the room</Link></>
  if (/\bclock\b/.test(says)) return <ClockWaits run={run} step={step} stops={/\bstops?\b/.test(says)} />
  return 'the service is acting'
}

function Head({ run: { run } }: { run: Run }) {
  const incident = useQuery({ queryKey: ['incident', run.incident], queryFn: () => whole(api.GET('/api/v1/incidents/{id}', { params: { path: { id: run.incident } } })), staleTime: 30_000 })
  const status = runStatusOf(run.status)
  const reference = incident.data?.reference
  return (
    <>
      {run.exercise && <Exercise />}
      <p className="ctac-back"><Link href={`/incidents/${reference ?? run.incident}`}>{reference ? `${reference} ${incident.data?.title ?? ''}` : 'The incident'}</Link></p>
      <Title caption={run.exercise ? 'Run, exercise' : 'Run'}>{run.title}</Title>
      <p className="ctac-rb-tags">
        <strong className={`nhsuk-tag nhsuk-tag--${status.colour}`}>{status.words}</strong>
        <strong className="nhsuk-tag nhsuk-tag--white">{run.over} done or skipped</strong>
        {run.late > 0 && <strong className="nhsuk-tag nhsuk-tag--red">{run.late} late</strong>}
      </p>
      <p className="ctac-rb-quiet">Begun <Time at={run.started_at} />{run.ended_at && <>, ended <Time at={run.ended_at} /></>}.{run.lead && <> Led by <Person id={run.lead} whose />.</>}{' '}
        <Link href={`/runbooks/${run.runbook}/versions/${run.version}`}>Read the procedure</Link> · <Link href={`/runs/${run.id}/adherence`}>How it was followed</Link></p>
    </>
  )
}

/** What is to be known before anything is done: paused, withdrawn, a newer version, a lead that is offered. */
function Standing({ run, doing }: { run: Run; doing: Doing }) {
  return (
    <>
      {run.withdrawn != null && (
        <div className="nhsuk-warning-callout"><h2 className="nhsuk-warning-callout__label"><span className="nhsuk-u-visually-hidden">Important: </span>This version was withdrawn</h2><p className="ctac-rb-words">{run.withdrawn}</p></div>
      )}
      {run.newer && <Migrate run={run} to={run.newer} doing={doing} />}
      {run.offered && <div className="nhsuk-inset-text"><p>The lead was offered to <Person id={run.offered} whose />, who has not taken over yet.</p></div>}
    </>
  )
}
