// A procedure followed in an incident: read in the library, begun from the room, its steps done, a branch chosen, its report read.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { launch, signedIn, sizes, type Visitor } from '../support/browser'
import { Client } from '../support/client'
import { look } from '../support/look'
import { Service } from '../support/service'

/** A short procedure with a choice in it. */
const PROCEDURE = `---
runbook: browser-branch
id: playbook--5d0c6f7a-3b1e-4c52-9a41-7e2f9b6d1c08
status: draft
owner: The cell
review_by: 2030-01-01
created: 2026-01-01T00:00:00.000Z
modified: 2026-01-01T00:00:00.000Z
created_by: identity--47028281-b31a-4647-9972-fab65b17e974
tlp: CLEAR
types: [mitigation]
roles:
  incident-lead: {name: Incident lead}
---

# A choice

## Look at it (look)

\`\`\`step
kind: task
role: incident-lead
\`\`\`

Look at what is affected.
`

let service: Service
let browser: Browser
let gorse: Visitor
let lead: Client
let incident: { id: string; reference: string }

beforeAll(async () => {
  ;[service, browser] = await Promise.all([Service.start(), launch()])
  lead = await Client.signIn(service, 'gorse')
  incident = await lead.declare('Shares are being encrypted', 'S1')
  gorse = await signedIn(browser, service, 'gorse')
})

afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

describe('a procedure', () => {
  it('is found in the library and read', async () => {
    const { page } = gorse
    await page.goto('/app/runbooks')
    await page.getByRole('link', { name: /Triage/ }).first().waitFor()
    await look(page, 'runbooks')
    await page.getByRole('link', { name: /Triage/ }).first().click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await look(page, 'runbook')
  })

  it('a file with a fault is not saved, and says where', async () => {
    const { page } = gorse
    await page.goto('/app/runbooks/new')
    await page.locator('textarea').first().fill(PROCEDURE.replace('kind: task', 'kind: nonsense'))
    await page.getByRole('button', { name: /Check/ }).first().click()
    await page.getByText(/line \d+/i).first().waitFor()
    await look(page, 'runbook-faults')
  })

  it('is begun, and its steps wait', async () => {
    const { items } = await lead.get<{ items: { id: string; slug: string }[] }>('/api/v1/runbooks')
    const triage = items.find((it) => it.slug === 'triage')?.id ?? ''
    const run = await lead.post<{ id: string }>(`/api/v1/incidents/${incident.id}/runs`, { runbook: triage, inputs: {}, exercise: false })
    const { page } = gorse
    await page.goto(`/app/runs/${run.id}`)
    await page.getByRole('heading', { name: /What waits for somebody/ }).waitFor()
    await page.setViewportSize(sizes.phone)
    await look(page, 'run')
  })
})
