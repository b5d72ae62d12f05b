// The service worker's decisions.
import { describe, expect, it } from 'vitest'
import { answerOf, askedOf, AS_OF, isAway, KEPT, marked, outdated, ours, pushed } from './rules'

const HERE = 'https://ctac.example'
const get = (path: string, mode = 'cors') => askedOf({ url: new URL(path, HERE).href, method: 'GET', mode }, HERE)

describe('what a request is', () => {
  it('answers pages by the document and files by themselves', () => {
    expect(get('/app/incidents/CTAC-2026-0001', 'navigate')).toBe('document')
    expect(get('/app', 'navigate')).toBe('document')
    expect(get('/app/assets/x.js')).toBe('file')
    expect(get('/app/sw.js')).toBe('other')
    expect(get('/sign-in', 'navigate')).toBe('other')
  })

  it('keeps rota, contacts and procedures, and nothing of an incident', () => {
    for (const path of ['/api/v1/me', '/api/v1/oncall', '/api/v1/oncall?at=2026-01-01T00:00:00Z', '/api/v1/rotas/x/shifts?from=a&to=b', '/api/v1/runbooks/ransomware', '/api/v1/runbooks/x/versions/0', '/api/v1/runbooks/x/versions/0/procedure', '/api/v1/rotas/x/layers?from=a&to=b']) {
      expect(get(path), path).toBe('kept')
    }
    for (const path of ['/api/v1/incidents', '/api/v1/incidents/x/entries', '/api/v1/alerts', '/api/v1/sessions', '/api/v1/tokens', '/api/v1/feeds', '/api/v1/pages', '/api/v1/people/x/preferences']) {
      expect(get(path), path).toBe('other')
    }
  })

  it('touches nothing that changes something, and no other host', () => {
    expect(askedOf({ url: `${HERE}/api/v1/me`, method: 'POST', mode: 'cors' }, HERE)).toBe('other')
    expect(askedOf({ url: 'https://elsewhere.example/app/x', method: 'GET', mode: 'cors' }, HERE)).toBe('other')
  })
})

describe('what was kept', () => {
  it('says of when it is, whatever it said before', () => {
    const shown = marked(new Response('{}', { headers: { [AS_OF]: '2026-11-21T03:07:00Z', etag: '"3"' } }))
    expect(shown.headers.get(KEPT)).toBe('2026-11-21T03:07:00Z')
    expect(shown.headers.get('etag')).toBe('"3"')
    expect(marked(new Response('{}')).headers.get(KEPT)).toBe('unknown')
  })

  it('is shown when the service is away, and a refusal is not its being away', () => {
    expect([502, 503, 504].every(isAway)).toBe(true)
    expect([401, 403, 404, 429, 500].some(isAway)).toBe(false)
  })
})

describe('a push', () => {
  const payload = { notification: 'n1', headline: 'S1 CTAC-2026-0001', body: 'Critical page', code: '4821', link: `${HERE}/a/token` }

  it('of a page has its answers', () => {
    expect(pushed(JSON.stringify(payload), HERE)).toEqual({ notification: 'n1', headline: 'S1 CTAC-2026-0001', body: 'Critical page', link: `${HERE}/a/token`, kind: 'page' })
    expect(answerOf('acknowledge')).toBe('acknowledge')
    expect(answerOf('cannot')).toBe('cannot')
    // The notification itself, pressed: it is opened, never acknowledged.
    expect(answerOf('')).toBeUndefined()
  })

  it('of a call-out, a notice or a code is opened', () => {
    expect(pushed(JSON.stringify({ ...payload, link: `${HERE}/c/token` }), HERE).kind).toBe('other')
    expect(pushed(JSON.stringify({ ...payload, link: null }), HERE)).toMatchObject({ kind: 'other', link: undefined })
  })

  it('leads nowhere else', () => {
    for (const link of ['https://evil.example/a/token', 'javascript:alert(1)', '//evil.example/a/x', '']) {
      expect(ours(link, HERE), link).toBeUndefined()
    }
  })

  it('that cannot be read is shown all the same', () => {
    for (const text of [undefined, '', 'not json', '[]', '{"headline":3}', 'null']) {
      expect(pushed(text, HERE).headline, String(text)).toBe('A message of the cell')
    }
    expect(pushed(JSON.stringify({ ...payload, body: 'x'.repeat(9_000) }), HERE).body).toHaveLength(1_000)
  })
})

describe('builds', () => {
  it('keeps the one before, whose pages may still be open', () => {
    expect(outdated(['b-1', 'answers', 'b-2', 'b-3'], 'b-', 'b-3')).toEqual(['b-1'])
    expect(outdated(['b-3'], 'b-', 'b-3')).toEqual([])
  })
})
