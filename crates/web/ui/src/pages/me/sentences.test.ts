// Rules read as they work.
import { expect, it } from 'vitest'
import { leadsNowhere, sentencesOf } from './sentences'

it('each severity in the order it happens, the same ones together', () => {
  const rules = [
    { channel: 'sms' as const, after_s: 120, severities: ['S1' as const] },
    { channel: 'voice' as const, after_s: 0, severities: ['S1' as const] },
    { channel: 'sms' as const, after_s: 0 },
  ]
  expect(sentencesOf(rules)).toEqual([
    { of: ['S1'], words: 'call and text at once, then text again after 2 minutes' },
    { of: ['S2', 'S3', 'S4'], words: 'text at once' },
  ])
})

it('no rule is every contact at once, and a rule that reaches nothing is told', () => {
  expect(sentencesOf([])[0]?.words).toBe('every verified contact at once, as no rule is for it')
  expect(leadsNowhere([{ channel: 'push', after_s: 0, severities: ['S2'] }], ['sms'])).toEqual(['S2'])
  expect(leadsNowhere([], ['sms'])).toEqual([])
})
