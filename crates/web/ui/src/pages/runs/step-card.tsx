// A step that waits for somebody: what it is, whose, until when, what to do, and everything that can be done with it.
import { useState } from 'react'
import { useMe } from '../../me'
import { Act } from '../../parts/act'
import { Markdown } from '../../parts/markdown'
import { Person } from '../../parts/people'
import { Time, Until } from '../../parts/time'
import { ActForm, GraveAct } from './act-form'
import { buttonsOf, MAIN, specOf, type ActSpec, type Command } from './acts'
import { markOf, statusOf, type Step } from './words'
import type { Procedure } from '../runbooks/tree'
import { roleName } from '../runbooks/tree'

export interface Doing { run: string; procedure: Procedure | undefined; send: (command: Command) => Promise<unknown> }

export function StepCard({ step, within, doing }: { step: Step; within: string; doing: Doing }) {
  const status = statusOf(step)
  return (
    <li className={`ctac-rb-card${step.overdue ? ' ctac-rb-card--late' : ''}`} id={`step-${step.instance}`}>
      <p className="ctac-rb-tags">
        <strong className={`nhsuk-tag nhsuk-tag--${status.colour}`}>{status.words}</strong>
        {step.overdue && <strong className="nhsuk-tag nhsuk-tag--red">Late</strong>}
        {step.attempt > 1 && <strong className="nhsuk-tag nhsuk-tag--grey">Attempt {step.attempt}</strong>}
      </p>
      <h3 className="nhsuk-heading-s">{step.title}</h3>
      <Whose step={step} within={within} doing={doing} />
      {step.text && <Markdown text={step.text} />}
      {step.needs != null && <Votes step={step} />}
      <Acts step={step} doing={doing} />
    </li>
  )
}

export function Whose({ step, within, doing }: { step: Step; within: string; doing: Doing }) {
  return (
    <>
      <p className="ctac-rb-quiet">
        {within && <>{within} · </>}{step.role && roleName(doing.procedure, step.role)}
        {step.claimed_by ? <> · <Person id={step.claimed_by} whose /> does it</> : step.owners.length > 0 && <> · for {step.owners.map((id, at) => <span key={id}>{at > 0 && ', '}<Person id={id} /></span>)}</>}
      </p>
      {step.due && <p>Due <Time at={step.due} plain /> (<Until at={step.due} />)</p>}
      {step.wakes_at && <p>Goes on by itself <Time at={step.wakes_at} /></p>}
      {step.marks.length > 0 && <p><strong>To look at:</strong> {step.marks.map(markOf).join('; ')}.</p>}
      {step.skip_asked && <p><strong><Person id={step.skip_asked} /> asked to skip it:</strong> a second person must say the same.</p>}
    </>
  )
}

function Votes({ step }: { step: Step }) {
  return (
    <p><strong>{step.needs === 0 ? 'One of each role must approve' : step.needs === 1 ? 'One person must approve' : `${step.needs} people must approve`}.</strong>{' '}
      {step.votes.length === 0 ? 'Nobody has yet.' : <>So far: {step.votes.map((id, at) => <span key={id}>{at > 0 && ', '}<Person id={id} whose /></span>)}.</>}</p>
  )
}

/** Nothing to fill in that must be: done at one press. */
const bare = (spec: ActSpec): boolean => spec.word === 'complete' && spec.fields.every((field) => !field.required)

export function Acts({ step, doing }: { step: Step; doing: Doing }) {
  const me = useMe()
  const [open, setOpen] = useState<string>()
  const answers = doing.procedure?.steps.find((it) => it.slug === step.slug)?.answers ?? []
  const specs = step.can.flatMap((word) => specOf(word, step, answers) ?? []).filter((spec) => spec.word !== 'retarget' || step.due)
  const main = specs.filter((spec) => MAIN.includes(spec.word))
  const more = specs.filter((spec) => !MAIN.includes(spec.word))
  const buttons = buttonsOf(step, me?.person)
  const about = `run/${doing.run}/${step.instance}`
  return (
    <div className="ctac-rb-acts">
      <div className="ctac-rb-row">
        {main.filter(bare).map((spec) => <Act key={spec.word} does={() => doing.send(spec.command({}))}>Done</Act>)}
        {buttons.filter((it) => it.main).map(({ words, command }) => <Act key={words} does={() => doing.send(command)}>{words}</Act>)}
      </div>
      {main.filter((spec) => !bare(spec)).map((spec) => <ActForm key={spec.word} spec={spec} about={about} send={doing.send} />)}
      <div className="ctac-rb-row">
        {buttons.filter((it) => !it.main).map(({ words, command }) => <Act key={words} small kind="secondary" does={() => doing.send(command)}>{words}</Act>)}
      </div>
      {(more.length > 0 || main.some(bare)) && (
        <details className="nhsuk-details ctac-rb-more">
          <summary className="nhsuk-details__summary"><span className="nhsuk-details__summary-text">More<span className="nhsuk-u-visually-hidden"> for {step.title}</span></span></summary>
          <div className="nhsuk-details__text">
            <div className="ctac-rb-row">
              {[...main.filter(bare), ...more].map((spec) => (spec.grave
                ? <GraveAct key={spec.word} spec={spec} about={about} send={doing.send} small />
                : <button key={spec.word} type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" aria-expanded={open === spec.word} onClick={() => setOpen(open === spec.word ? undefined : spec.word)}>{spec.word === 'complete' ? 'Done, with more to say …' : spec.opens}</button>))}
            </div>
            {[...main.filter(bare), ...more].filter((spec) => spec.word === open && !spec.grave).map((spec) => <ActForm key={spec.word} spec={spec} about={about} send={doing.send} done={() => setOpen(undefined)} />)}
          </div>
        </details>
      )}
    </div>
  )
}
