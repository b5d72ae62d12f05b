// A rota changed by the keyboard alone: a shift found with the arrow keys, taken over after a look at what that does.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, signedIn, type Visitor } from '../support/browser'
import { Client } from '../support/client'
import { look } from '../support/look'
import { Service } from '../support/service'

let service: Service
let browser: Browser
let elder: Visitor
let rota: string

beforeAll(async () => {
  ;[service, browser] = await Promise.all([Service.start(), launch()])
  const client = await Client.signIn(service, 'elder')
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
    await look(page, 'on-call')
    await page.goto(`/app/on-call/${rota}`)
    await page.getByRole('grid').first().waitFor()
    await look(page, 'rota')
  })

  it('is changed by keys alone', async () => {
    const { page } = elder
    await page.getByRole('grid').getByRole('button').first().focus()
    for (const key of ['ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key)
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await look(page, 'rota-shift')
    // To the act by Tab, as somebody without a pointer gets there.
    const take = dialog.getByRole('button', { name: /take/i }).first()
    for (let step = 0; step < 20 && !(await take.evaluate((it) => it === document.activeElement)); step += 1) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await dialog.getByText(/gains|more|hours/i).first().waitFor()
    await look(page, 'rota-preview')
    const save = dialog.locator('button[type=submit]')
    for (let step = 0; step < 40 && !(await save.evaluate((it) => it === document.activeElement)); step += 1) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('Saved.').waitFor()
    const client = await Client.signIn(service, 'elder')
    const { items } = await client.get<{ items: unknown[] }>(`/api/v1/rotas/${rota}/overrides`)
    expect(items.length).toBe(1)
    expect(elder.faults).toEqual([])
  })
})
