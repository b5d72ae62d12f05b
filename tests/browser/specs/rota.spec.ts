// A rota changed by the keyboard alone: a shift found with the arrow keys, taken after a look at what that does, then moved. Nothing
// is saved before "save".
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, signedIn, sizes, type Visitor } from '../support/browser'
import { Client } from '../support/client'
import { look } from '../support/look'
import { Service } from '../support/service'

interface Override { id: string; from: string; to: string; reason: string }

let service: Service
let browser: Browser
let elder: Visitor
let client: Client
let rota: string

const HOUR = 3_600_000
const overrides = async () => (await client.get<{ items: Override[] }>(`/api/v1/rotas/${rota}/overrides`)).items
const held = (it: Locator) => it.evaluate((element) => element === document.activeElement)
const dialog = (page: Page) => page.getByRole('dialog')

/** On a phone the calendar is a list of days. */
const covered = (page: Page) => page.evaluate(() => {
  const days = [...document.querySelectorAll('.ctac-month button')].map((it) => it.getBoundingClientRect())
  return days.filter((day, at) => day.height < 44 || (at > 0 && day.top < days[at - 1]!.bottom - 1)).length
})

/** To a control by Tab, as somebody without a pointer gets there. */
async function tabTo(page: Page, control: Locator) {
  for (let step = 0; step < 60 && !(await held(control)); step += 1) await page.keyboard.press('Tab')
  expect(await held(control), 'Tab leads there').toBe(true)
}

beforeAll(async () => {
  ;[service, browser] = await Promise.all([Service.start(), launch()])
  client = await Client.signIn(service, 'elder')
  const { items } = await client.get<{ items: { id: string; name: string }[] }>('/api/v1/rotas')
  rota = items.find((it) => it.name === 'Duty responder')?.id ?? ''
  elder = await signedIn(browser, service, 'elder')
})

afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

describe('a rota', () => {
  it('is read at every size', async () => {
    const { page } = elder
    await page.goto('/app/on-call')
    await page.getByRole('link', { name: 'Duty responder' }).first().waitFor()
    await page.getByText(/^No gap in the next/).waitFor()
    await look(page, 'on-call')
    await page.goto(`/app/on-call/${rota}`)
    await page.getByRole('grid').waitFor()
    await look(page, 'rota')
    await page.getByRole('button', { name: 'Calendar' }).click()
    await page.getByRole('heading', { name: /^[A-Z][a-z]+ \d{4}$/ }).waitFor()
    await look(page, 'rota-calendar')
    await page.setViewportSize(sizes.phone)
    expect(await covered(page), 'days that lie on the day before them').toBe(0)
    await page.setViewportSize(sizes.laptop)
  })

  it('an override is made by keys alone, after a look at what it does', async () => {
    const { page } = elder
    await page.goto(`/app/on-call/${rota}`)
    const first = page.getByRole('grid').getByRole('button').first()
    await first.waitFor()
    await tabTo(page, first)
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    const take = dialog(page).getByRole('button', { name: 'Take it too, besides' })
    await take.waitFor()
    await look(page, 'rota-shift')
    await tabTo(page, take)
    await page.keyboard.press('Enter')
    await dialog(page).getByText(/^Elder Example gains \d+ h/).waitFor()
    await look(page, 'rota-preview')
    expect(await overrides(), 'looking saves nothing').toEqual([])
    await tabTo(page, dialog(page).getByRole('button', { name: 'Save the override' }))
    await page.keyboard.press('Enter')
    await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor()
    expect(await overrides()).toMatchObject([{ reason: 'I take this' }])
  })

  it('it is moved by keys alone', async () => {
    const { page } = elder
    const [before] = await overrides()
    expect(await dialog(page).count()).toBe(0)
    // The focus came back to the shift it was on: the line of overrides is below.
    await page.keyboard.press('ArrowDown')
    const bar = page.getByRole('grid').getByRole('button', { name: /^Override: / })
    expect(await held(bar), 'an arrow key leads to the override').toBe(true)
    await page.keyboard.press('Enter')
    await tabTo(page, dialog(page).getByRole('button', { name: 'Move it or change it' }))
    await page.keyboard.press('Enter')
    const nudge = dialog(page).getByRole('group', { name: /arrow keys left and right by an hour/ })
    await tabTo(page, nudge.getByRole('button', { name: '1 h later' }))
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Shift+ArrowLeft')
    // A day and two hours later, and an hour shorter, as the preview says once the keys rest.
    await dialog(page).getByText(/^Elder Example loses 1 h/).waitFor()
    await look(page, 'rota-moved')
    expect(await overrides(), 'looking moves nothing').toEqual([before])
    await tabTo(page, dialog(page).getByRole('button', { name: 'Save the override' }))
    await page.keyboard.press('Enter')
    await dialog(page).waitFor({ state: 'detached' })
    const [after, ...more] = await overrides()
    expect(more).toEqual([])
    expect(Date.parse(after?.from ?? '') - Date.parse(before?.from ?? '')).toBe(26 * HOUR)
    expect(Date.parse(after?.to ?? '') - Date.parse(before?.to ?? '')).toBe(25 * HOUR)
    expect(await held(page.locator('body')), 'the focus is never nowhere').toBe(false)
  })

  it('a shift is offered as a swap, and taken on Now', async () => {
    const dahlia = await signedIn(browser, service, 'dahlia')
    await dahlia.page.goto('/app/me/duty')
    await dahlia.page.getByRole('button', { name: /^Offer as a swap/ }).last().click()
    await dialog(dahlia.page).getByLabel('Who is asked').selectOption({ label: 'Elder Example' })
    await dialog(dahlia.page).getByLabel('Why (optional)').fill('My sister marries')
    await look(dahlia.page, 'swap-offer')
    await dialog(dahlia.page).getByRole('button', { name: /^Offer/ }).click()
    await dialog(dahlia.page).waitFor({ state: 'detached' })
    const { page } = elder
    await page.setViewportSize(sizes.phone)
    await page.goto('/app/')
    const item = page.getByRole('article').filter({ hasText: 'offers you a shift' })
    await item.getByText('My sister marries').waitFor()
    await look(page, 'swap-now')
    await item.getByRole('button', { name: 'Take the shift' }).click()
    await look(page, 'swap-take')
    await dialog(page).getByRole('button', { name: 'Take it', exact: true }).click()
    // It keeps its place, so that nothing moves under a thumb, and has nothing to press any more.
    await item.getByText('This offer is settled').waitFor()
    expect(await item.getByRole('button').count()).toBe(0)
    await look(page, 'swap-settled')
    expect((await client.get<{ items: unknown[] }>('/api/v1/swaps?open=true')).items).toEqual([])
    expect(await overrides(), 'who is on call is an override').toHaveLength(2)
    await page.setViewportSize(sizes.laptop)
    await dahlia.context.close()
  })
})
