// What stands first on Now, and what is not asked of whom.
import { expect, it } from 'vitest'
import { object } from '../../api/objects'
import type { Page } from './asks'
import { todo } from './now'

const page = (id: string, severity: Page['severity'], to: string, raised: string, is = 'active'): Page => ({
  id, severity, raised_at: raised, step: 0, round: 0, subject: {}, status: object({ is }),
  notifications: [{ id: 'n', person: to, channel: 'sms', due: raised, status: 'sent' }],
})
const ids = (roles: Parameters<typeof todo>[0]['roles'], pages: Page[]) => todo({ person: 'me', roles }, pages, [], [], []).map((it) => it.id)

it('one’s own pages first, by severity and then age; a colleague’s last; what somebody has, not at all', () => {
  const pages = [page('new', 'S2', 'me', '2'), page('old', 'S2', 'me', '1'), page('worst', 'S1', 'me', '3'), page('theirs', 'S1', 'other', '0'), page('taken', 'S1', 'me', '0', 'acknowledged')]
  expect(ids(['responder'], pages)).toEqual(['page-worst', 'page-old', 'page-new', 'page-theirs'])
})

it('who only reads is asked for nothing that was asked of another; an administrator for what ran out of people', () => {
  const pages = [page('a', 'S1', 'other', '0'), page('b', 'S1', 'other', '0', 'exhausted')]
  expect(ids(['loggist'], pages)).toEqual([])
  expect(ids(['cell-admin'], pages)).toEqual(['page-b'])
})
