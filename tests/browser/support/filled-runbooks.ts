// The runbooks of that cell beyond those that it begins with: a draft, one that waits for approval, one that starts legal clocks.
import type { People } from './filled'

const DRAFT = `---
runbook: lost-laptop
id: playbook--5d0c6f7a-3b1e-4c52-9a41-7e2f9b6d1c09
status: draft
owner: Head of operations of the cell
review_by: 2030-01-01
created: 2026-01-01T00:00:00.000Z
modified: 2026-01-01T00:00:00.000Z
created_by: identity--47028281-b31a-4647-9972-fab65b17e974
tlp: GREEN
roles:
  incident-lead: Incident lead
---

# A lost laptop

Use this when a computer of a member is lost or stolen.

## Find out

### Ask whether it was encrypted {#encrypted}

\`\`\`step
kind: decision
answers: {"yes": It was, "no": It was not or nobody knows}
within: 30m
\`\`\`

#### When no

##### Wake the information governance lead {#wake}

Personal data may be out.
`


/** Starts a clock that runs and one that is over, and asks for a situation report. */
const CLOCKS = `${DRAFT.slice(0, DRAFT.indexOf('---\n\n#'))}clocks:
  ico-72h: {name: Report of a personal data breach, within: 72h, standing: required, source: UK GDPR Article 33}
  insurer: {name: Notice to the insurer, within: 24h, source: The policy of the organisation}
inputs:
  org: Organisation that is affected
  aware_at: {label: When the organisation became aware, type: timestamp}
---

# Notices that are due

Use this when something must be said to somebody by law.

## Start the clocks

### Start the clock for the regulator {#start-ico}

\`\`\`step
kind: clock
role: incident-lead
organisation: "{org}"
clock: ico-72h
action: start
since: aware_at
\`\`\`

### Start the clock of the insurer {#start-insurer}

\`\`\`step
kind: clock
role: incident-lead
organisation: "{org}"
clock: insurer
action: start
since: aware_at
\`\`\`

### Send the first situation report {#first-sitrep}

\`\`\`step
kind: sitrep
role: incident-lead
template: initial
who: [incident-lead]
\`\`\`
`.replace('lost-laptop', 'notices').replace('1c09', '1c0a')

interface Saved { id: string; version: string }

/** The draft's id, and that of the procedure with clocks. */
export async function fillRunbooks({ aster, bramble }: People): Promise<{ draft: string; clocks: string }> {
  const save = (text: string) => aster.text<Saved>('/api/v1/runbooks', 'text/markdown', text)
  const draft = await save(DRAFT)
  const waiting = await save(DRAFT.replace('lost-laptop', 'lost-telephone').replace('1c09', '1c0b').replaceAll('laptop', 'telephone'))
  await aster.post(`/api/v1/runbooks/${waiting.id}/versions/${waiting.version}/submit`)
  const clocks = await save(CLOCKS)
  const at = `/api/v1/runbooks/${clocks.id}/versions/${clocks.version}`
  await aster.post(`${at}/submit`)
  await bramble.post(`${at}/approve`)
  return { draft: draft.id, clocks: clocks.id }
}
