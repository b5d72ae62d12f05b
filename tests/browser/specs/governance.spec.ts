// What an incident must answer for: a legal clock that a run starts and stops, a situation report that is drafted, agreed and sent, an
// erasure that one asks for and another approves, the lead handed over.
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, signedIn, sizes, type Visitor } from '../support/browser'
import { Client } from '../support/client'
import { look } from '../support/look'
import { entry, open, panels } from '../support/room'
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
/** Opens a form that is folded away. */
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
    await runs.getByRole('link', { name: 'Answer for it' }).waitFor()
    const clocks = await opened(page, 'clocks')
    await clocks.getByText('EXERCISE: Report of a personal data breach').waitFor()
    await clocks.getByText('1 running').waitFor()
    await clocks.getByText(/^in (3 days|2 days|7[12] h)/).waitFor()
    // Everything in an exercise says so.
    await page.getByText('EXERCISE EXERCISE EXERCISE').first().waitFor()
    await look(page, 'governance-clock')
    // Who is in the room by phone sees it too.
    await open(dahlia.page, incident.reference)
    await panels(dahlia.page)
    await (await opened(dahlia.page, 'clocks')).getByText('Report of a personal data breach').waitFor()
    expect(await panel(dahlia.page, 'clocks').locator('summary').filter({ hasText: 'Stop it' }).count(), 'stopping is not for everybody').toBe(0)
  })

  it('somebody is made to answer for it', async () => {
    const { page } = gorse
    const clocks = panel(page, 'clocks')
    await clocks.getByText(/Gorse Example .* answers for it/).waitFor()
    await fold(clocks, 'Say who answers for it')
    await clocks.getByLabel('Who', { exact: true }).selectOption({ label: 'Dahlia Example' })
    await clocks.getByRole('button', { name: 'They answer for it' }).click()
    await clocks.getByText(/Dahlia Example .* answers for it/).waitFor()
    await fold(panel(dahlia.page, 'clocks'), 'Stop it')
    await look(dahlia.page, 'governance-clock-mine')
  })

  it('a situation report is drafted by the run, put into words by a person, and sent', async () => {
    const { page } = gorse
    const reports = await opened(page, 'sitreps')
    await reports.getByText('1 to send').waitFor()
    await fold(reports, 'Read it through and send it')
    const text = reports.getByLabel('Situation report 1', { exact: true })
    expect(await text.inputValue()).toMatch(/^EXERCISE EXERCISE EXERCISE\nSeverity S2\..*[^]*Clock: Report of a personal data breach/)
    await text.fill('EXERCISE EXERCISE EXERCISE\nThe list was deleted unread. Nobody was harmed.')
    // What is typed is there again after the page was loaded anew.
    await page.reload()
    await fold(await opened(page, 'sitreps'), 'Read it through and send it')
    expect(await text.inputValue()).toContain('deleted unread')
    await look(page, 'governance-sitrep')
    await reports.getByRole('button', { name: 'Send it' }).click()
    await reports.getByText(/^Sent/).waitFor()
    await fold(reports, 'What it says')
    await reports.getByText('Nobody was harmed.').waitFor()
    await look(page, 'governance-sitrep-sent')
    await dahlia.page.getByRole('button', { name: 'Timeline', exact: true }).click()
    await dahlia.page.getByRole('button', { name: /new entr/ }).click().catch(() => undefined)
    await entry(dahlia.page, 'The list was deleted unread').waitFor()
  })

  it('the run goes on when that is approved, and ends when the clock is stopped by who answers for it', async () => {
    const { page } = gorse
    await panel(page, 'runs').getByRole('link', { name: 'Answer for it' }).click()
    await page.getByRole('heading', { name: 'What waits for somebody (1)' }).waitFor()
    await look(page, 'governance-approval')
    await card(page, 'Agree that the report was made').getByRole('button', { name: 'Approve', exact: true }).click()
    await page.getByText(/Stop the clock: the clock is stopped in the room/).waitFor()
    await look(page, 'governance-stop-waits')
    await panels(dahlia.page)
    const clocks = await opened(dahlia.page, 'clocks')
    await clocks.getByLabel('Reference of the report').fill('ICO-2026-7')
    await clocks.getByRole('button', { name: 'Stop the clock' }).click()
    await clocks.getByText(/Stopped .*ICO-2026-7/).waitFor()
    await look(dahlia.page, 'governance-clock-stopped')
    await page.getByText('Finished').first().waitFor()
  })

  it('an erasure is asked by one and approved by another, and the text is gone from every screen', async () => {
    const { page } = gorse
    await open(page, incident.reference)
    const { seq: number } = await lead.note(incident.id, 'The patient is called Aspen Example')
    // A link leads to it, wherever one reads.
    await page.evaluate((seq) => { location.hash = `#entry-${seq}` }, number)
    await entry(page, 'Aspen Example').waitFor()
    const access = await opened(page, 'access')
    await fold(access, 'Ask for an entry’s text to be erased')
    await access.getByLabel('Number of the entry').fill(String(number))
    await access.getByLabel('Why').fill('It names a patient')
    await access.getByRole('button', { name: 'Ask', exact: true }).click()
    await access.getByText('Somebody else must approve it.').waitFor()
    await look(page, 'governance-erasure-asked')
    await open(bramble.page, incident.reference)
    const other = await opened(bramble.page, 'access')
    await other.getByText('Because: It names a patient').waitFor()
    await look(bramble.page, 'governance-erasure-to-approve')
    await other.getByRole('button', { name: `Erase the text of #${number}` }).click()
    for (const one of [gorse, bramble]) await expect.poll(() => one.page.getByText('Aspen Example').count(), { timeout: 10_000 }).toBe(0)
    await entry(page, 'The text of this entry is erased.').waitFor()
    await look(page, 'governance-erased')
    // Nor does the device keep it.
    await page.reload()
    await entry(page, 'The text of this entry is erased.').waitFor()
    expect(await page.getByText('Aspen Example').count()).toBe(0)
  })

  it('the lead is handed over, with why', async () => {
    const { page } = gorse
    const panelOf = await opened(page, 'lead')
    await fold(panelOf, 'Hand over the lead')
    await panelOf.getByLabel('To whom').selectOption({ label: 'Bramble Example' })
    await panelOf.getByLabel('Why (optional)').fill('Twelve hours are enough')
    await look(page, 'governance-lead')
    await panelOf.getByRole('button', { name: 'Hand over', exact: true }).click()
    await panelOf.locator('dd').first().getByText('Bramble Example').waitFor()
    await panel(bramble.page, 'lead').locator('dd').first().getByText('Bramble Example').waitFor()
    await entry(bramble.page, 'Twelve hours are enough').waitFor()
  })
})
