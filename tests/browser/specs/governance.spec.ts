// What an incident must answer for: a legal clock that a run starts and stops, a situation report that is drafted, agreed and sent, an
// erasure that one asks for and another approves, the lead handed over, and a shift swapped by way of Now.
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, signedIn, sizes, type Visitor } from '../support/browser'
import { Client } from '../support/client'
import { look } from '../support/look'
import { entry, note, open, panels } from '../support/room'
import { Service } from '../support/service'

const PROCEDURE = `---
runbook: browser-governance
id: playbook--7f0c6f7a-3b1e-4c52-9a41-7e2f9b6d1c09
status: draft
owner: Head of operations of the cell
review_by: 2030-01-01
created: 2026-01-01T00:00:00.000Z
modified: 2026-01-01T00:00:00.000Z
created_by: identity--47028281-b31a-4647-9972-fab65b17e974
tlp: CLEAR
roles:
  incident-lead: Incident lead
clocks:
  ico-72h: {name: Report of a personal data breach, within: 72h, from: start, standing: required, source: UK GDPR Article 33}
---

# Answer for it

## Report

### Start the clock for the regulator {#start-ico}

\`\`\`step
kind: clock
organisation: Exampleton General Hospitals
clock: ico-72h
action: start
\`\`\`

### Send the first situation report {#sitrep}

\`\`\`step
kind: sitrep
template: initial
who: [incident-lead]
\`\`\`

### Agree that the report was made {#agree}

\`\`\`step
kind: approval
\`\`\`

### Stop the clock {#stop-ico}

\`\`\`step
kind: clock
organisation: Exampleton General Hospitals
clock: ico-72h
action: stop
\`\`\`
`

let service: Service
let browser: Browser
let gorse: Visitor
let bramble: Visitor
let dahlia: Visitor
let lead: Client
let other: Client
let responder: Client
let incident: { id: string; reference: string }

beforeAll(async () => {
  ;[service, browser] = await Promise.all([Service.start(), launch()])
  ;[lead, other, responder] = await Promise.all(['gorse', 'bramble', 'dahlia'].map((name) => Client.signIn(service, name))) as [Client, Client, Client]
  incident = await lead.declare('A list of patients was sent to the wrong council')
  await lead.bringIn(incident.id, other.person)
  await lead.bringIn(incident.id, responder.person)
  gorse = await signedIn(browser, service, 'gorse')
  bramble = await signedIn(browser, service, 'bramble')
  dahlia = await signedIn(browser, service, 'dahlia', { viewport: sizes.phone })
})

afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

const panel = (page: Page, id: string): Locator => page.locator(`#panel-${id}`)
const fold = async (place: Locator, name: string) => place.locator('summary').filter({ hasText: name }).click()
const card = (page: Page, title: string): Locator => page.locator('li.ctac-rb-card').filter({ has: page.getByRole('heading', { name: title, exact: true }) })
/** Opens a panel that is shut. */
async function opened(page: Page, id: string): Promise<Locator> {
  const it = panel(page, id)
  await it.waitFor()
  if (!(await it.evaluate((details) => (details as HTMLDetailsElement).open))) await it.locator('summary').first().click()
  return it
}

describe('an incident answers for itself', () => {
  it('a run starts the clock of the law, which every member sees', async () => {
    const { page } = gorse
    await page.goto('/app/runbooks/new')
    await page.getByLabel('Its text').fill(PROCEDURE)
    await page.getByRole('button', { name: 'Check it' }).click()
    await page.getByText('It can be saved.').waitFor()
    await page.getByRole('button', { name: 'Save as a draft' }).click()
    await page.getByRole('heading', { level: 1, name: 'Answer for it' }).waitFor()
    await open(page, incident.reference)
    const runs = await opened(page, 'runs')
    await fold(runs, 'Start a runbook')
    // A draft is not followed, but exercised.
    await runs.getByRole('checkbox', { name: 'As an exercise' }).check()
    await runs.getByLabel('Which').selectOption({ label: 'Answer for it (draft)' })
    await look(page, 'governance-start')
    await runs.getByRole('button', { name: 'Start', exact: true }).click()
    await runs.getByRole('link', { name: 'Answer for it' }).click()
    await page.getByRole('heading', { name: /What waits for somebody/ }).waitFor()
    await look(page, 'governance-run')
  })
})
