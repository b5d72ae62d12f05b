// A procedure to be read: phases and steps in the order of work, branches under the step that chooses, lanes side by side.
import { Markdown } from '../../parts/markdown'
import { kindOf, phasesOf, roleName, type Branch, type Node, type Procedure, type Step } from './tree'

export function Steps({ procedure }: { procedure: Procedure }) {
  return phasesOf(procedure).map((phase, at) => (
    <section key={phase.title + at} className="ctac-phase" aria-labelledby={`phase-${at}`}>
      <h2 className="nhsuk-heading-m" id={`phase-${at}`}>{at + 1}. {phase.title}</h2>
      {phase.text && <Markdown text={phase.text} />}
      <List nodes={phase.steps} procedure={procedure} />
    </section>
  ))
}

function List({ nodes, procedure }: { nodes: Node[]; procedure: Procedure }) {
  return <ol className="ctac-rb-steps">{nodes.map((node) => <li key={node.step.slug} id={node.step.slug} className="ctac-rb-step"><One node={node} procedure={procedure} /></li>)}</ol>
}

function One({ node, procedure }: { node: Node; procedure: Procedure }) {
  const { step, branches } = node
  const lanes = step.kind === 'parallel'
  return (
    <>
      <h3 className="nhsuk-heading-s"><span className="ctac-rb-number">{step.number}</span> {step.title}</h3>
      <About step={step} procedure={procedure} />
      {step.text && <Markdown text={step.text} />}
      {branches.length > 0 && <div className={lanes ? 'ctac-rb-lanes' : undefined}>{branches.map((branch, at) => <Under key={at} branch={branch} procedure={procedure} />)}</div>}
    </>
  )
}

function Under({ branch, procedure }: { branch: Branch; procedure: Procedure }) {
  return (
    <section className="ctac-rb-branch" aria-label={branch.title}>
      <p className="ctac-rb-branch__head">{branch.title}</p>
      {branch.text && <Markdown text={branch.text} />}
      <List nodes={branch.steps} procedure={procedure} />
    </section>
  )
}

/** Who, until when, what it comes to: the facts of a step, each with its word. */
export function About({ step, procedure, card }: { step: Step; procedure: Procedure; card?: boolean }) {
  const straight = (answer: string) => !step.branches.some((branch) => branch.title.replace(/:.*/, '').replace('When ', '').split(', ').includes(answer))
  return (
    <div className="ctac-about">
      <p>
        <span className="ctac-rb-kind">{kindOf(step.kind)}</span>
        {!card && <> · <strong>{roleName(procedure, step.role)}</strong></>}
        {step.within && <> · {step.within}</>}
        {step.skip && <> · {step.skip}</>}
      </p>
      {step.says.map((sentence) => <p key={sentence}>{sentence}</p>)}
      {step.answers.length > 0 && (
        <ul className="nhsuk-list ctac-rb-checks" aria-label="Answers">
          {step.answers.map(({ answer, words }) => (
            <li key={answer}><span className="ctac-rb-box" aria-hidden="true" /><span>{words}{straight(answer) && <span className="ctac-rb-quiet"> (straight on)</span>}</span></li>
          ))}
        </ul>
      )}
      {step.records.length > 0 && <p><strong>Write down:</strong> {step.records.join('; ')}.</p>}
      {step.evidence.length > 0 && <p><strong>Hand in:</strong> {step.evidence.join('; ')}.</p>}
    </div>
  )
}
