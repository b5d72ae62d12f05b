// What helps without a network is fetched now and then while there is one, so that it can be read later by somebody who never opened
// it: the service worker keeps the answers (src/sw/rules.ts says which). One after the other, and not for who pays by the byte.
import { api, whole } from '../api/client'
import { KEPT_AT } from './leaving'

/** How often, ms. */
const EVERY_MS = 12 * 60 * 60_000
/** Runbooks kept at the most. */
const MOST = 60
/** Days of each rota kept: the month that is shown, and a quarter ahead. */
const BEHIND = 31
const AHEAD = 100

/** Has everything fetched that is kept for reading offline, unless that was done of late. A failure is left to the next time. */
export async function keepForOffline(): Promise<void> {
  if (!('serviceWorker' in navigator) || !navigator.serviceWorker.controller || savesData()) return
  if (Date.now() - last() < EVERY_MS) return
  try {
    await api.GET('/api/v1/oncall', {})
    await api.GET('/api/v1/people', {})
    await api.GET('/api/v1/organisations', {})
    const rotas = await whole(api.GET('/api/v1/rotas', {}))
    const window = { from: day(-BEHIND), to: day(AHEAD) }
    for (const { id, retired } of rotas.items) {
      if (retired) continue
      const path = { id }
      await api.GET('/api/v1/rotas/{id}', { params: { path } })
      await api.GET('/api/v1/rotas/{id}/overrides', { params: { path } })
      await api.GET('/api/v1/rotas/{id}/layers', { params: { path, query: window } })
      await api.GET('/api/v1/rotas/{id}/shifts', { params: { path, query: window } })
    }
    for (const more of ['/api/v1/teams', '/api/v1/swaps', '/api/v1/absences'] as const) await api.GET(more, more === '/api/v1/swaps' ? { params: { query: { open: 'true' } } } : {})
    const runbooks = await whole(api.GET('/api/v1/runbooks', {}))
    // By the name that the library's links have.
    for (const { slug: id, in_force, latest } of runbooks.items.slice(0, MOST)) {
      await api.GET('/api/v1/runbooks/{id}', { params: { path: { id } } })
      await api.GET('/api/v1/runbooks/{id}/versions/{version}/procedure', { params: { path: { id, version: in_force ?? latest } } })
    }
    localStorage.setItem(KEPT_AT, String(Date.now()))
  } catch {
    // The connection is told by the calls themselves.
  }
}

/** A midnight so many days from now: the same all day long. */
function day(from: number): string {
  const date = new Date(Date.now() + from * 86_400_000)
  return `${date.toISOString().slice(0, 10)}T00:00:00Z`
}

function last(): number {
  try {
    return Number(localStorage.getItem(KEPT_AT) ?? 0)
  } catch {
    return Date.now()
  }
}

function savesData(): boolean {
  return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData ?? false
}
