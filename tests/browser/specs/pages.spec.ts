// Every page of the application in the middle of a bad night, at every size, light and dark: no violation that axe finds, nothing wider
// than the screen, no request to another host, and no page that the map leaves out.
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, signedIn, sizes, type Visitor } from '../support/browser'
import type { Client } from '../support/client'
import { fill, type Filled } from '../support/filled'
import { look } from '../support/look'
import { Service } from '../support/service'

let service: Service
let browser: Browser
let aster: Visitor
let client: Client
let cell: Filled

beforeAll(async () => {
  ;[service, browser] = await Promise.all([Service.start(), launch()])
  cell = await fill(service)
  client = cell.people.aster
  aster = await signedIn(browser, service, 'aster')
})

afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

/** Other specifications look at these, with something in them. */
const ELSEWHERE = ['/', '/declare', '/incidents', '/incidents/:reference', '/alerts/:id', '/raise/:reference', '/runs/:id', '/runs/:id/adherence', '/runbooks', '/me', '/on-call/:rota', '/on-call']

const routes = [...(await readFile('../../crates/web/ui/src/app/pages.tsx', 'utf8')).matchAll(/\['(\/[^']*)', page\(/g)].map((found) => found[1] ?? '')

describe('every page', () => {
  it('is on the map', () => {
    expect(routes.length).toBeGreaterThan(30)
  })

  for (const route of routes.filter((it) => !ELSEWHERE.includes(it))) {
    it(`${route} stands`, async () => {
      const path = await filled(route)
      await shown(aster.page, path)
      await look(aster.page, `page${route.replaceAll(/[^a-z]+/g, '-')}`)
      expect(aster.faults).toEqual([])
    })
  }
})

/** Opens an address and waits until all of it is there. */
async function shown(page: Page, path: string) {
  await page.goto(`/app${path}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await expect.poll(() => page.getByText(/^Loading /).count(), { timeout: 20_000 }).toBe(0)
}

describe('in a bad night', () => {
  const visits: [name: string, who: string, path: () => string][] = [
    ['now-lead', 'gorse', () => '/'],
    ['now-admin', 'aster', () => '/'],
    ['room-lead', 'bramble', () => `/incidents/${cell.busy.reference}`],
    ['room-observer', 'juniper', () => `/incidents/${cell.busy.reference}`],
    ['room-closed', 'gorse', () => `/incidents/${cell.closed}`],
    ['room-outside', 'clover', () => `/incidents/${cell.busy.reference}`],
    ['run-late', 'gorse', () => `/runs/${cell.run}`],
    ['runbook-unfollowed', 'aster', () => `/runbooks/${cell.draft}`],
    ['receipt', 'dahlia', () => `/raise/${cell.receipt}`],
    ['on-call-gap', 'aster', () => '/on-call'],
    ['my-duty', 'dahlia', () => '/me/duty'],
    ['incidents-all', 'gorse', () => '/incidents'],
  ]
  for (const [name, who, path] of visits) {
    it(`${name} stands`, async () => {
      const here = who === 'aster' ? aster : await signedIn(browser, service, who)
      await shown(here.page, path())
      await look(here.page, name)
      expect(here.faults).toEqual([])
      if (here !== aster) await here.context.close()
    })
  }

  it('the menu of a phone leads to every area', async () => {
    const { page } = aster
    await page.setViewportSize(sizes.phone)
    await shown(page, '/people')
    await page.getByRole('button', { name: 'Menu' }).click()
    const menu = page.getByRole('navigation', { name: 'Menu' })
    expect(await menu.getByRole('link', { name: 'People' }).getAttribute('aria-current')).toBe('page')
    expect(await menu.getByRole('link').count()).toBeGreaterThanOrEqual(12)
    await look(page, 'menu')
    await page.setViewportSize(sizes.laptop)
  })

  it('what is grave is asked once more', async () => {
    const { page } = aster
    await shown(page, `/people/${cell.people.larch.person}`)
    await page.getByRole('button', { name: 'Deactivate' }).click()
    await page.getByRole('dialog', { name: /^Deactivate Larch Example/ }).waitFor()
    await look(page, 'grave')
    await page.keyboard.press('Escape')
  })

  it('a day and time that are not whole are said to be, and nothing is saved', async () => {
    const { page } = aster
    await shown(page, '/integrations/suppressions')
    await page.getByRole('button', { name: 'Hold alerts back for a while' }).click()
    const from = page.getByRole('group', { name: 'From' })
    await from.getByLabel('Day').fill('31')
    await from.getByLabel('Month').fill('2')
    await page.getByLabel('Why').fill('The gateway is exchanged')
    await from.getByText('Write the day, month, year and time').waitFor()
    await page.getByRole('button', { name: 'Hold alerts back', exact: true }).click()
    await page.getByText(/Nothing was saved/).waitFor()
    await look(page, 'when-unfinished')
    expect(await from.getByLabel('Day').inputValue()).toBe('31')
  })

  it('a page about nothing that is there says so', async () => {
    await aster.page.goto('/app/runs/nobody')
    await aster.page.getByRole('heading', { name: /no such/i }).first().waitFor()
    await look(aster.page, 'refused')
  })
})

/** An address with the ids of what the fictional cell has. */
async function filled(route: string): Promise<string> {
  const first = async (path: string) => (await client.get<{ items: { id: string }[] }>(path)).items[0]?.id ?? ''
  let path = route
  if (path.includes(':rota')) path = path.replace(':rota', await first('/api/v1/rotas'))
  if (path.startsWith('/people/:id')) path = path.replace(':id', await first('/api/v1/people'))
  if (path.startsWith('/policies/:id')) path = path.replace(':id', await first('/api/v1/policies'))
  if (path.startsWith('/integrations/:id')) path = path.replace(':id', await first('/api/v1/integrations'))
  if (path.startsWith('/runbooks/:id')) {
    const { items } = await client.get<{ items: { id: string; latest: string }[] }>('/api/v1/runbooks')
    path = path.replace(':id', items[0]?.id ?? '').replace(':version', items[0]?.latest ?? '')
  }
  return path
}
