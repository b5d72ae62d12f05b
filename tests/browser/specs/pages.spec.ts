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
      // Who is outside is refused the room: that is what is looked at.
      if (name === 'room-outside') here.expects(/: 40[34]$/)
      await shown(here.page, path())
      await look(here.page, name)
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
    aster.expects(/^GET \/api\/v1\/runs\/.*: 404$/)
    await aster.page.goto(`/app/runs/${crypto.randomUUID()}`)
    await aster.page.getByRole('heading', { name: /no such/i }).first().waitFor()
    await look(aster.page, 'refused')
  })
})

describe('the first page', () => {
  it('comes within what a bad connection takes', async () => {
    const here = await signedIn(browser, service, 'dahlia')
    const devtools = await here.context.newCDPSession(here.page)
    await devtools.send('Network.enable')
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true })
    const [files, sizes] = [new Map<string, string>(), new Map<string, number>()]
    devtools.on('Network.requestWillBeSent', ({ requestId, request }) => files.set(requestId, new URL(request.url).pathname))
    devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const path = files.get(requestId) ?? ''
      sizes.set(path, (sizes.get(path) ?? 0) + encodedDataLength)
    })
    await here.page.goto('/app/', { waitUntil: 'networkidle' })
    await here.page.getByRole('heading', { level: 1, name: 'Now' }).waitFor()
    const document = await here.page.evaluate(() => performance.getEntriesByType('resource').map((it) => ({ path: new URL(it.name).pathname, by: (it as PerformanceResourceTiming).initiatorType })))
    const first = document.filter(({ path, by }) => path.endsWith('.css') || (path.endsWith('.js') && by === 'script')).map(({ path }) => path)
    const bytes = (fits: (path: string) => boolean) => [...sizes].filter(([path]) => fits(path)).reduce((sum, [, size]) => sum + size, 0)
    const [script, styles] = [bytes((path) => first.includes(path) && path.endsWith('.js')), bytes((path) => path.endsWith('.css'))]
    const rest = bytes((path) => !first.includes(path))
    console.info(`the first page: ${script} bytes of first script, ${styles} of styles, ${rest} beyond those in ${sizes.size - first.length} answers`)
    expect(script).toBeGreaterThan(20_000)
    expect(script).toBeLessThanOrEqual(120_000)
    expect(styles).toBeGreaterThan(5_000)
    expect(styles).toBeLessThanOrEqual(40_000)
    expect(rest).toBeGreaterThan(0)
    expect(rest).toBeLessThanOrEqual(100_000)
    await here.context.close()
  })
})

describe('what goes wrong in a page', () => {
  it('is seen: errors, refusals, what the policy stops', async () => {
    const { page, taken } = aster
    await page.goto('/app/ledger')
    await page.evaluate(async () => {
      console.error('said')
      setTimeout(() => { throw new Error('thrown') })
      await fetch('/api/v1/incidents/none').catch(() => undefined)
      await fetch('http://127.0.0.2:1/').catch(() => undefined)
      document.body.append(Object.assign(document.createElement('script'), { textContent: 'inline' }))
    })
    const found: string[] = []
    const kinds = [/console: said/, /uncaught: thrown/, /GET \/api\/v1\/incidents\/none: 404/, /127\.0\.0\.2.*Content Security Policy/, /inline script/]
    await expect.poll(() => {
      found.push(...taken())
      return kinds.filter((kind) => !found.some((it) => kind.test(it))).map(String)
    }, { timeout: 10_000 }).toEqual([])
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
