// Every step of a run in its order, with what became of it: branches under the decision that chose them, lanes side by side.
import { Markdown } from '../../parts/markdown'
import { Person } from '../../parts/people'
import { isId } from '../../parts/ids'
import { Time } from '../../parts/time'
import { kindOf, roleName } from '../runbooks/tree'
import { GraveAct } from './act-form'
import { aheadSpec } from './acts'
import { Acts, type Doing } from './step-card'
import type { Entry, Stretch } from './stretches'
import { answerOf, isLive, markOf, SKIPS, statusOf, stretchTitle, waitsForPerson, type Ahead, type Step } from './words'

export function StretchList({ stretch, doing, early }: { stretch: Stretch; doing: Doing; early: boolean }) {
  let phase = ''
  return (
    <ol className="ctac-rb-steps">
      {stretch.entries.map((entry) => {
        const heads = stretch.frame.frame === 0 && entry.step.phase !== phase
        phase = entry.step.phase
        return (
          <li key={entry.step.slug} className={`ctac-rb-step ctac-rb-step--${entry.step.status}`}>
            {heads && entry.step.phase && <p className="ctac-rb-phase-head">{entry.step.phase}</p>}
            <Line entry={entry} doing={doing} early={early} />
          </li>
        )
      })}
      {stretch.ahead.map((it) => <li key={it.slug} className="ctac-rb-step ctac-step--ahead"><Coming it={it} doing={doing} early={early} /></li>)}
    </ol>
  )
}

function Line({ entry, doing, early }: { entry: Entry; doing: Doing; early: boolean }) {
  const { step, before } = entry
  // An answer that nothing follows from opened a branch with nothing in it.
  const opened = entry.opened.filter((it) => it.entries.length > 0 || it.ahead.length > 0)
  const status = statusOf(step)
  const lanes = opened.some((it) => it.frame.lane)
  return (
    <>
      <h3 className="nhsuk-heading-xs">
        <strong className={`nhsuk-tag nhsuk-tag--${status.colour}`}>{status.words}</strong>{step.overdue && <> <strong className="nhsuk-tag nhsuk-tag--red">Late</strong></>}{' '}
        {waitsForPerson(step) ? <a href={`#step-${step.instance}`}>{step.title}</a> : step.title}
      </h3>
      {step.ended ? <Ended step={step} doing={doing} /> : step.wakes_at ? <p className="ctac-rb-quiet">Goes on by itself <Time at={step.wakes_at} /></p> : null}
      {step.kind === 'note' && step.text && <Markdown text={step.text} />}
      {!isLive(step) && step.marks.length > 0 && <p className="ctac-rb-quiet">{sentence(step.marks.map(markOf).join('; '))}.</p>}
      {before.length > 0 && <Before attempts={before} doing={doing} />}
      {!waitsForPerson(step) && step.can.length > 0 && <Acts step={step} doing={doing} />}
      {opened.length > 0 && (
        <div className={lanes ? 'ctac-rb-lanes' : undefined}>
          {opened.map((stretch) => (
            <section key={stretch.frame.frame} className="ctac-rb-branch" aria-label={stretchTitle(stretch.frame, step, doing.procedure)}>
              <p className="ctac-rb-branch__head">{stretchTitle(stretch.frame, step, doing.procedure)}{stretch.frame.given_up ? ' (given up)' : !stretch.frame.open && ' (over)'}</p>
              <StretchList stretch={stretch} doing={doing} early={early} />
            </section>
          ))}
        </div>
      )}
    </>
  )
}

const sentence = (words: string) => words.replace(/^./, (first) => first.toUpperCase())

const output = (step: Step, name: string) => step.outputs.find((it) => it.name === name)
const labelOf = (step: Step, name: string) => output(step, name)?.label ?? sentence(name.replaceAll('_', ' '))
const wordsOf = (step: Step, name: string, value: string) => output(step, name)?.choices.find((it) => it.answer === value)?.words ?? value

/** Who, when, with what; the choice taken and its reason. */
export function Ended({ step, doing }: { step: Step; doing: Doing }) {
  const ended = step.ended!
  const answer = answerOf(step, doing.procedure)
  const late = step.due ? Date.parse(ended.occurred_at) - Date.parse(step.due) : 0
  return (
    <>
      <p className="ctac-rb-quiet">
        {ended.by ? <Person id={ended.by} whose /> : 'The service'}{ended.role && <>, as {roleName(doing.procedure, ended.role)}</>}, <Time at={ended.occurred_at} plain />
        {late > 60_000 && <strong> · {Math.round(late / 60_000)} min late</strong>}
      </p>
      {answer && <p><strong>{step.kind === 'approval' ? 'Came to' : 'Chosen'}:</strong> {answer}</p>}
      {ended.skipped && <p><strong>Skipped:</strong> {SKIPS.find(([code]) => code === ended.skipped)?.[1].toLowerCase() ?? ended.skipped}</p>}
      {ended.reason && !isId(ended.reason) && <p><strong>Why:</strong> <span className="ctac-rb-words">{ended.reason}</span></p>}
      {Object.entries(ended.outputs).map(([name, value]) => <p key={name}><strong>{labelOf(step, name)}:</strong> <span className="ctac-rb-words">{wordsOf(step, name, value)}</span></p>)}
      {(ended.evidence as unknown as { label: string; value: string }[]).map((it) => <p key={it.label + it.value}><strong>{sentence(it.label)}:</strong> <span className="ctac-rb-words">{it.value}</span></p>)}
    </>
  )
}

function Before({ attempts, doing }: { attempts: Step[]; doing: Doing }) {
  return (
    <details className="nhsuk-details">
      <summary className="nhsuk-details__summary"><span className="nhsuk-details__summary-text">{attempts.length === 1 ? '1 attempt before' : `${attempts.length} attempts before`}</span></summary>
      <div className="nhsuk-details__text">{attempts.map((step) => <div key={step.instance}><p><strong>Attempt {step.attempt}: {statusOf(step).words}</strong></p>{step.ended && <Ended step={step} doing={doing} />}</div>)}</div>
    </details>
  )
}

function Coming({ it, doing, early }: { it: Ahead; doing: Doing; early: boolean }) {
  const known = doing.procedure?.steps.find((step) => step.slug === it.slug)
  const spec = it.kind === 'task' && early ? aheadSpec(it, known?.evidence ?? []) : undefined
  return (
    <>
      <h3 className="nhsuk-heading-xs"><strong className="nhsuk-tag nhsuk-tag--white">To come</strong> {it.title}</h3>
      <p className="ctac-rb-quiet">{kindOf(it.kind)}{it.role && <> · {roleName(doing.procedure, it.role)}</>}{known?.within && <> · {known.within}</>}</p>
      {spec && <GraveAct spec={spec} about={`run/${doing.run}/${it.slug}`} send={doing.send} small />}
    </>
  )
}
