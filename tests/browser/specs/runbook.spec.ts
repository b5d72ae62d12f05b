// A procedure followed in an incident: read in the library, begun from the room, its steps done by the page, each branch chosen with
// a reason and the other ways left, a step skipped, the report read.
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, signedIn, sizes, type Visitor } from '../support/browser'
import { Client } from '../support/client'
import { look } from '../support/look'
import { open, panels } from '../support/room'
import { Service } from '../support/service'

/** A small procedure with a choice in it, in the format of `runbooks/README.md`. */
const PROCEDURE = `---
runbook: browser-choice
id: playbook--5d0c6f7a-3b1e-4c52-9a41-7e2f9b6d1c08
status: draft
owner: Head of operations of the cell
review_by: 2030-01-01
created: 2026-01-01T00:00:00.000Z
modified: 2026-01-01T00:00:00.000Z
created_by: identity--47028281-b31a-4647-9972-fab65b17e974
tlp: CLEAR
roles:
  incident-lead: Incident lead
---

# A choice

## Look

### Is the link to be cut? {#cut-link}

\`\`\`step
kind: decision
answers: {"yes": Cut it, "no": Keep it and watch it}
within: 30m
\`\`\`

#### When yes

##### Cut the link {#do-cut}

Say so to the supplier first.
`

/** The triage of \`runbooks/02-triage.md\`, by its heading. */
const TRIAGE = 'Judge how bad it is'

let service: Service
let browser: Browser
let gorse: Visitor
let lead: Client
let incident: { id: string; reference: string }

beforeAll(async () => {
  ;[service, browser] = await Promise.all([Service.start(), launch()])
  lead = await Client.signIn(service, 'gorse')
  incident = await lead.declare('Shares are being encrypted', 'S3')
  gorse = await signedIn(browser, service, 'gorse')
})

afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

/** The card of a step that waits for somebody. */
const card = (page: Page, title: string): Locator => page.locator('li.ctac-rb-card').filter({ has: page.getByRole('heading', { name: title, exact: true }) })
/** The steps in their order, with what each came to. */
const steps = (page: Page): Locator => page.getByRole('region', { name: 'All steps' })

async function decide(page: Page, title: string, answer: string, why: string) {
  const step = card(page, title)
  await step.getByRole('radio', { name: answer, exact: true }).check()
  await step.getByLabel('Why (optional)').fill(why)
  await step.getByRole('button', { name: 'Record this answer' }).click()
  await step.waitFor({ state: 'detached' })
  expect(await page.evaluate(() => document.activeElement === document.body), 'the focus is never nowhere').toBe(false)
}

/** Does a task, with what it asks for in fields by their labels. */
async function complete(page: Page, title: string, fields: Record<string, string>) {
  const step = card(page, title)
  for (const [label, value] of Object.entries(fields)) {
    const field = step.getByLabel(label, { exact: true })
    if (await field.evaluate((it) => it.tagName === 'SELECT')) await field.selectOption(value)
    else await field.fill(value)
  }
  await step.getByRole('button', { name: 'Done', exact: true }).click()
  await step.waitFor({ state: 'detached' })
}

describe('a procedure', () => {
  it('is found in the library and read', async () => {
    const { page } = gorse
    await page.goto('/app/runbooks')
    await page.getByRole('status').filter({ hasText: '16 of 16 runbooks' }).waitFor()
    await look(page, 'runbooks')
    await page.getByRole('searchbox', { name: 'Search' }).fill('how bad')
    await page.getByRole('status').filter({ hasText: '1 of 16 runbooks' }).waitFor()
    await page.getByRole('link', { name: TRIAGE }).click()
    await page.getByRole('heading', { level: 1, name: TRIAGE }).waitFor()
    await page.getByRole('heading', { name: /Ask about patients first/ }).waitFor()
    await look(page, 'runbook')
  })

  it('a file with a fault is not saved, and says where', async () => {
    const { page } = gorse
    await page.goto('/app/runbooks/new')
    const text = page.getByLabel('Its text')
    await text.fill(PROCEDURE.replace('kind: decision', 'kind: decison'))
    await page.getByRole('button', { name: 'Check it' }).click()
    await page.getByText(/^line 22, column \d+: .*did you mean decision\?/).waitFor()
    await page.getByText('22: kind: decison').waitFor()
    expect(await page.getByRole('button', { name: 'Save as a draft' }).isDisabled()).toBe(true)
    await look(page, 'runbook-faults')
    await text.fill(PROCEDURE)
    await page.getByRole('button', { name: 'Check it' }).click()
    await page.getByText('It can be saved.').waitFor()
    await page.getByRole('button', { name: 'Save as a draft' }).click()
    await page.getByRole('heading', { level: 1, name: 'A choice' }).waitFor()
    await look(page, 'runbook-draft')
  })

  it('is begun from the room', async () => {
    const { page } = gorse
    // On a phone, by thumb.
    await page.setViewportSize(sizes.phone)
    await open(page, incident.reference)
    await panels(page)
    const panel = page.locator('#panel-runs')
    await panel.locator('summary').first().click()
    await panel.locator('summary').filter({ hasText: 'Start a runbook' }).click()
    await panel.getByLabel('Which').selectOption({ label: TRIAGE })
    await panel.getByLabel('Organisation that is affected').fill('Exampleton General Hospitals')
    await panel.getByLabel('Number of the incident').fill(incident.reference)
    await look(page, 'run-start')
    await panel.getByRole('button', { name: 'Start', exact: true }).click()
    await panel.getByRole('link', { name: TRIAGE }).click()
    await page.getByRole('heading', { name: 'What waits for somebody (1)' }).waitFor()
    await look(page, 'run')
    await page.setViewportSize(sizes.laptop)
  })

  it('an answer with its reason opens its branch', async () => {
    const { page } = gorse
    await decide(page, 'Ask about patients first', 'Care is disrupted but safe', 'The ward sister says that they are on paper.')
    await card(page, 'Start the outage procedure beside this one').waitFor()
    const branch = steps(page).getByRole('region', { name: 'Ask about patients first: Care is disrupted but safe' })
    await branch.getByRole('link', { name: 'Start the outage procedure beside this one' }).waitFor()
    await steps(page).getByText('The ward sister says that they are on paper.').waitFor()
    await look(page, 'run-branch')
  })

  it('a step is skipped, and not without a reason', async () => {
    const { page } = gorse
    const step = card(page, 'Start the outage procedure beside this one')
    await step.locator('summary').filter({ hasText: /^More for/ }).click()
    await step.getByRole('button', { name: 'Skip …' }).click()
    await step.getByLabel('Why', { exact: true }).selectOption({ label: 'It was done before' })
    await step.getByRole('button', { name: 'Skip it' }).click()
    await step.getByText(/Write why/).waitFor()
    await look(page, 'run-skip')
    await step.getByLabel('In words').fill('Clinicians had begun it before we were called.')
    await step.getByRole('button', { name: 'Skip it' }).click()
    await step.waitFor({ state: 'detached' })
    await steps(page).getByText('Clinicians had begun it before we were called.').waitFor()
  })

  it('what is asked for is given, step by step', async () => {
    const { page } = gorse
    const answers = { 'What is lost': 'lost', 'How far it goes': 'unknown', 'Whether somebody is still in': 'active', 'Whether administrator accounts are in other hands': 'yes' }
    await complete(page, 'Answer the four questions', { ...answers, 'Evidence: what each answer rests on': 'Seen on the file server; the rest is told.' })
    await card(page, 'Set the severity').waitFor()
    // What was filled in is called as the procedure calls it, and a choice says what it means.
    await page.getByRole('cell', { name: 'How far it goes' }).or(page.getByText('How far it goes')).first().waitFor()
    await page.getByText('It does not work').first().waitFor()
  })

  it('the way that was chosen is taken, and the others are not', async () => {
    const { page } = gorse
    await decide(page, 'Set the severity', 'Critical', 'Administrator accounts may be in other hands.')
    await card(page, 'Say whether the cell is needed').waitFor()
    const severity = (level: string) => steps(page).getByRole('heading', { name: new RegExp(`Set severity ${level}$`) })
    await steps(page).getByRole('region', { name: 'Set the severity: Critical' }).waitFor()
    await severity('S1').waitFor()
    for (const other of ['S2', 'S3', 'S4']) expect(await severity(other).count()).toBe(0)
    // The service did that step: the incident says so.
    expect(await lead.get(`/api/v1/incidents/${incident.id}`)).toMatchObject({ severity: 'S1' })
    await decide(page, 'Say whether the cell is needed', 'The cell keeps watch', 'The trust contains it.')
    await complete(page, 'Agree who looks again', { 'Evidence: who looks again, and when': 'Gorse Example, in an hour.' })
    await decide(page, 'Ask whether personal data is touched', 'Shown not to be', 'The share holds rotas only.')
    // That answer has no steps: nobody is woken for it.
    await card(page, 'Write down why').waitFor()
    expect(await steps(page).getByRole('heading', { name: /Wake the information governance lead/ }).count()).toBe(0)
    expect(await steps(page).getByRole('region', { name: /^Ask whether personal data is touched/ }).count()).toBe(0)
    const reasons = ['reasons for the severity', 'what is still not known', 'who did not agree']
    await complete(page, 'Write down why', Object.fromEntries(reasons.map((it) => [`Evidence: ${it}`, 'As said in the room.'])))
    await complete(page, 'Propose a national category', { 'Evidence: category proposed, or that it was left to the NCSC': 'Left to the NCSC.' })
    await complete(page, 'Set the time of the next triage', { 'Evidence: time of the next triage': 'In an hour.' })
    await page.getByText('Nothing waits for a person.').waitFor()
    await look(page, 'run-over')
  })

  it('is told in a report, with what was left and what did not apply', async () => {
    const { page } = gorse
    await page.getByRole('link', { name: 'How it was followed' }).click()
    await page.getByRole('heading', { level: 1, name: `How “${TRIAGE}” was followed` }).waitFor()
    const left = page.getByRole('region', { name: 'Where it was left' }).or(page.locator('section[aria-labelledby=deviations]'))
    await left.getByText('Clinicians had begun it before we were called.').first().waitFor()
    const untaken = page.locator('section').filter({ has: page.getByRole('heading', { name: /^Did not apply/ }) })
    for (const title of ['Set severity S2', 'Say so to whoever reported it', 'Wake the information governance lead']) await untaken.getByText(title, { exact: true }).waitFor()
    expect(await untaken.getByText('Set severity S1', { exact: true }).count()).toBe(0)
    await look(page, 'run-report')
  })
})
