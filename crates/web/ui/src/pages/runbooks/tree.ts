// A procedure's steps as they stand under one another: phases, steps, their branches. No framework.
import type { Schema } from '../../api/client'

export type Procedure = Schema<'ProcedureView'>
export type Step = Schema<'ProcedureStep'>

export interface Branch { title: string; text: string; steps: Node[]; lane: boolean }
export interface Node { step: Step; branches: Branch[] }
export interface Phase { title: string; text: string; steps: Node[] }

export function phasesOf(procedure: Procedure): Phase[] {
  const phases: Phase[] = procedure.phases.map(({ title, text }) => ({ title, text, steps: [] }))
  const nodes = new Map<string, Node>()
  for (const step of procedure.steps) {
    const lane = step.kind === 'parallel'
    const node: Node = { step, branches: step.branches.map(({ title, text }) => ({ title: headOf(title, step), text, steps: [], lane })) }
    nodes.set(step.slug, node)
    const place = step.under ? nodes.get(step.under.step)?.branches[step.under.branch] : phases[step.phase]
    place?.steps.push(node)
  }
  return phases
}

/** `When yes` with what that answer means: `When the answer is “Yes, care is affected”`. */
function headOf(title: string, step: Step): string {
  const [head = '', ...rest] = title.split(': ')
  const named = rest.length > 0 ? `: ${rest.join(': ')}` : ''
  if (step.kind === 'decision' && head.startsWith('When ')) {
    const answers = head.slice('When '.length).split(', ').map((answer) => step.answers.find((it) => it.answer === answer)?.words ?? answer)
    return `When the answer is “${answers.join('” or “')}”${named}`
  }
  if (step.kind === 'parallel' && head.startsWith('Lane ')) return `Lane: ${head.slice('Lane '.length).replaceAll('-', ' ')}${named}`
  return title
}

/** Steps in which somebody of a role has something to do. */
export function stepsOf(procedure: Procedure, role: string): Step[] {
  return procedure.steps.filter((step) => step.role === role || step.asks.includes(role))
}

/** What people call a role. */
export const roleName = (procedure: Procedure | undefined, role: string): string => procedure?.roles.find((it) => it.slug === role)?.name ?? role.replaceAll('-', ' ')

/** A kind of step in words. */
export function kindOf(kind: string): string {
  const words: Record<string, string> = {
    task: 'Task', decision: 'Decision', approval: 'Approval', parallel: 'Lanes side by side', repeat: 'Repeated', runbook: 'Another runbook', wait: 'Wait', note: 'To be read',
    page: 'The service pages', callout: 'The service calls out', sitrep: 'Situation report', clock: 'Clock', invite: 'Invitation', severity: 'Severity', http: 'The service calls another system', automatic: 'Done by the service',
  }
  return words[kind] ?? kind
}
