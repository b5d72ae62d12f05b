// Every page of the application, at every size, light and dark: no violation that axe finds, nothing wider than the screen, no request
// to another host, and no page that the map leaves out.
import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, signedIn, type Visitor } from '../support/browser'
import { Client } from '../support/client'
import { look } from '../support/look'
import { Service } from '../support/service'

let service: Service
let browser: Browser
let aster: Visitor
let client: Client

beforeAll(async () => {
  ;[service, browser] = await Promise.all([Service.start(), launch()])
  client = await Client.signIn(service, 'aster')
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
      await aster.page.goto(`/app${path}`)
      await aster.page.getByRole('heading', { level: 1 }).waitFor()
      await expect.poll(() => aster.page.getByText(/^Loading /).count(), { timeout: 20_000 }).toBe(0)
      await look(aster.page, `page${route.replaceAll(/[^a-z]+/g, '-')}`)
      expect(aster.faults).toEqual([])
    })
  }
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
